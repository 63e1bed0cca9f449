"""Blueprint, bank, history and seed -> a sealed exam: choose, place, and say how good the choice is."""

import datetime as dt
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

import grader
from grader.assembly.choose import choose
from grader.assembly.conflict import conflicts
from grader.assembly.faults import faults
from grader.assembly.order import place
from grader.assembly.requirements import Place, Requirement, required
from grader.assembly.search import Goal, measure
from grader.assembly.words import explain
from grader.bank.pool import as_learned, draw_from, facility_of, minutes_of, pool_in_words
from grader.errors import InputError
from grader.model.blueprint import Blueprint, PastUse
from grader.model.course import Course
from grader.model.exam import Exam, Form, Solution
from grader.model.item import Item
from grader.model.learned import Learned

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def assemble(
    items: Sequence[Item],
    blueprint: Blueprint,
    *,
    name: str,
    course: Course,
    date: dt.date,
    seed: int,
    history: Sequence[PastUse] = (),
    statistics: Sequence[Learned] = (),
    where: Callable[[Place], str] | None = None,
) -> Exam:
    """Choose, place and seal; raise InputError with one problem for each requirement that collides.

    `history` holds the other sittings; those after the date are not looked at. `statistics` are the items' own: their
    facility takes the place of the author's, and what they raise an alarm about is avoided. `where` tells the `file:line`
    of a place in the blueprint. Equal arguments give an equal exam, in whatever order items and history are.
    """
    sitting = f"{date.isoformat()}-{name}"
    past = [use for use in history if use.sitting != sitting and use.date <= date]
    where = where or (lambda _: f"exams/{name}.yaml")
    if problems := faults(items, blueprint, where):
        raise InputError(f"exams/{name}.yaml must be corrected", problems=problems)
    pool = draw_from(items, blueprint)
    ids = {item.id for item in pool}
    learned = sorted((one for one in statistics if one.item_id in ids), key=lambda one: one.item_id)
    expected = as_learned(pool, learned)  # what is chosen by; what is printed are the pool's own items
    alarming = [one.item_id for one in learned if one.alarms]
    requirements = required(expected, blueprint, date=date, history=past, alarming=alarming)
    goal = _goal(expected, blueprint, past, seed)
    choice = choose(requirements, blueprint.forms, goal)
    if choice is None:
        raise _impossible(pool, requirements, blueprint, name, where)
    forms = tuple(
        _form(
            LETTERS[number],
            [pool[index] for index in chosen],
            sum(goal.facility[index] for index in chosen),
            blueprint,
            course,
            seed,
        )
        for number, chosen in enumerate(choice.forms)
    )
    scale = 1000 * blueprint.items
    return Exam(
        id=sitting,
        blueprint_name=name,
        blueprint=blueprint,
        course=course.title,
        language=course.language,
        date=date,
        seed=seed,
        tool_version=grader.__version__,
        solution=Solution(
            objective=round(measure(choice.forms, goal) / scale, 6),
            bound=round(choice.bound / scale, 6),
            proven=choice.distance == choice.bound,
            pool=len(pool),
            considered=choice.considered,
        ),
        statistics=tuple(learned),
        forms=forms,
    )


def lock_text(exam: Exam) -> str:
    """The bytes of exam.lock.json as text: sorted keys, one value on a line, so that two locks can be compared."""
    return json.dumps(exam.model_dump(mode="json"), sort_keys=True, ensure_ascii=False, indent=1) + "\n"


def _form(
    letter: str, items: Sequence[Item], facility: int, blueprint: Blueprint, course: Course, seed: int
) -> Form:
    """A form of these items, whose expected facilities sum to so many thousandths."""
    placed = place(items, letter=letter, options=blueprint.options, language=course.language, seed=seed)
    return Form(
        letter=letter,
        items=placed,
        expected_facility=round(facility / (1000 * len(items)), 6),
        expected_minutes=sum((minutes_of(item) for item in items), Decimal(0)),
    )


def _goal(pool: Sequence[Item], blueprint: Blueprint, past: Sequence[PastUse], seed: int) -> Goal:
    """Facilities to be met, and how worn items are: by the latest sitting that used them, the newest most."""
    place_of = {item.id: index for index, item in enumerate(pool)}
    by_date = sorted(past, key=lambda use: (use.date, use.sitting))
    worn = {place_of[i]: number for number, use in enumerate(by_date, 1) for i in use.items if i in place_of}
    target = blueprint.target_facility
    return Goal(
        size=blueprint.items,
        facility=[facility_of(item) for item in pool],
        target=None if target is None else round(target * 1000) * blueprint.items,
        worn=worn,
        names=[item.id for item in pool],
        seed=seed,
    )


def _impossible(
    pool: Sequence[Item],
    requirements: Sequence[Requirement],
    blueprint: Blueprint,
    name: str,
    where: Callable[[Place], str],
) -> InputError:
    found = conflicts(len(pool), requirements, blueprint.forms)
    restricted = pool_in_words(blueprint)
    among = f"the {len(pool)} items of the pool" + (f" ({restricted})" if restricted else "")
    if not found:
        return InputError(
            f"exams/{name}.yaml: no exam was found among {among}, and nothing proves that there is none",
            hint="loosen the overlap or the quotas, or add items",
        )
    several = len(found) > 1 and any(len(conflict) > 1 for conflict in found)
    problems = [
        replace(problem, what=f"conflict {number}: {problem.what}") if several else problem
        for number, conflict in enumerate(found, 1)
        for problem in explain(conflict, blueprint, len(pool), where)
    ]
    what = f"exams/{name}.yaml is impossible with {among}: this is proven"
    hint = "each line says what would do while the others stay"
    if len(found) > 1:
        hint = f"these are {len(found)} separate conflicts: resolve each, and assemble again"
    elif len(problems) > 1:
        hint = "these requirements collide; each line says what would do while the others stay"
    return InputError(what, hint=hint, problems=problems)
