"""The final mark: a course's policy, a class, its component scores and statuses in; one mark for each student out.

Attempts are chosen first, then every route is followed, then one route is chosen, then comes the only
rounding. Pass is judged after the rounding and before the cap; lode is proposed by rule and confirmed by
a person. Whatever is missing gives no mark: the note says what is waited for. Nothing here reads a clock,
so the same inputs always give the same marks.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from grader.errors import InputError
from grader.marks.attempts import choose_attempt, in_words
from grader.marks.choice import Chosen, choose_route
from grader.marks.formula import Condition, Formula, holds
from grader.marks.numbers import round_mark, shown
from grader.marks.policy import lode_of, routes_of
from grader.marks.routes import follow
from grader.marks.step_words import ENGLISH, StepWords
from grader.model.course import Course
from grader.model.kinds import Recordable
from grader.model.mark import ComponentScore, ComponentState, Mark, Outcome, StatusEntry, Step


def award(
    course: Course,
    students: Iterable[str],
    scores: Sequence[ComponentScore],
    statuses: Sequence[StatusEntry] = (),
    *,
    words: StepWords = ENGLISH,
) -> tuple[Mark, ...]:
    """Give each student (by id, in the order given) a mark with every step in words.

    Raises InputError when the policy cannot be read, divides by zero, or lacks a route that was chosen.
    """
    routes, lode = routes_of(course), lode_of(course)
    attempts: dict[tuple[str, str], list[ComponentScore]] = defaultdict(list)
    for score in scores:
        attempts[score.student_id, score.component].append(score)
    said: dict[str, list[StatusEntry]] = defaultdict(list)
    for entry in statuses:
        said[entry.student_id].append(entry)
    marks = []
    for student in students:
        chosen = [choose_attempt(course, c, attempts[student, c], words) for c in course.components]
        parts = {part.component: part for part, _ in chosen}
        every = [a for c in course.components if course.components[c].exam for a in attempts[student, c]]
        mark = Mark(
            student_id=student,
            outcome=Outcome.PENDING,
            components=tuple(parts.values()),
            steps=tuple(step for _, step in chosen),
        )
        marks.append(_award_one(course, routes, lode, mark, every, said[student], words))
    return tuple(marks)


def _award_one(
    course: Course,
    routes: Mapping[str, Formula],
    lode: Condition | None,
    mark: Mark,
    attempts: Sequence[ComponentScore],
    statuses: Sequence[StatusEntry],
    words: StepWords,
) -> Mark:
    wanted = next((entry.value for entry in reversed(statuses) if entry.status is Recordable.ROUTE), "")
    if wanted and wanted not in routes:
        raise InputError(
            f"{mark.student_id} chose the route {wanted}, which course.yaml does not have",
            hint=f"there are: {', '.join(routes)}; `grader record` enters another choice",
        )
    refused_on = max(
        (e.on for e in statuses if e.status is Recordable.REFUSED and not e.sitting),
        default=None,
    )
    parts = {part.component: part for part in mark.components}
    candidates = [follow(course, name, formula, parts, words) for name, formula in routes.items()]
    found = choose_route(course, candidates, wanted, refused_on, words)
    steps = (*mark.steps, *found.steps)
    if found.candidate is None:
        outcome, note = _without_mark(found, attempts)
        return mark.model_copy(
            update={"outcome": outcome, "note": note, "steps": steps, "blocked_by": found.blocked_by}
        )
    # A lode that was confirmed for an earlier mark says nothing about one with later parts.
    confirmed = any(
        entry.status is Recordable.LODE_CONFIRMED and entry.on >= found.candidate.newest for entry in statuses
    )
    mark = mark.model_copy(update={"steps": steps, "route": found.candidate.route})
    return _conclude(course, lode, mark, found, confirmed, words)


def _without_mark(found: Chosen, attempts: Sequence[ComponentScore]) -> tuple[Outcome, str]:
    """What to call a student without a mark, from the latest of the tests: withdrawn, absent from all, or pending."""
    if found.outcome is not Outcome.PENDING or found.blocked_by or not found.waiting:
        return found.outcome, found.note
    ordered = sorted(attempts, key=lambda attempt: (attempt.on or dt.date.min, attempt.sitting))
    if ordered and ordered[-1].state is ComponentState.WITHDRAWN:
        return Outcome.WITHDRAWN, f"{ordered[-1].component}: {in_words(ordered[-1])}"
    if ordered and all(attempt.state is ComponentState.ABSENT for attempt in ordered):
        return Outcome.ABSENT, f"absent on {', '.join(str(a.on) for a in ordered)}"
    return found.outcome, found.note


def _conclude(
    course: Course, lode: Condition | None, mark: Mark, found: Chosen, confirmed: bool, words: StepWords
) -> Mark:
    """Round once, then pass, then the cap, then lode."""
    assert found.candidate is not None, "only a chosen route can be concluded"
    exact = found.candidate.exact
    uncapped = round_mark(exact, course.round)
    value = max(Decimal(0), min(uncapped, course.cap))
    passed = uncapped >= course.pass_mark and not found.candidate.below
    rule = words.rules.get(course.round, course.round.replace("_", " "))
    steps = [
        Step(
            text=f"{words.rounded.format(rule)}: {shown(exact)} -> {uncapped}",
            value=uncapped,
        )
    ]
    if found.candidate.below:
        steps.append(Step(text=f"{words.fails}: {'; '.join(found.candidate.below)}"))
    else:
        border = (words.at_least if passed else words.under).format(uncapped, shown(course.pass_mark))
        steps.append(Step(text=f"{words.passes if passed else words.fails}: {border}"))
    if value != uncapped:
        bound = words.at_most.format(shown(course.cap)) if value < uncapped else words.not_below
        steps.append(Step(text=f"{words.bound.format(bound)}: {uncapped} -> {value}", value=value))
    proposed = bool(passed and lode and holds(lode, {"uncapped": uncapped, "mark": value}))
    full = passed and value == course.cap
    notes = []
    if proposed:
        assert lode is not None
        steps.append(Step(text=words.lode_proposed.format(lode.text, uncapped)))
        if not confirmed:
            notes.append("lode proposed: a person confirms it")
    if confirmed and full:
        steps.append(Step(text=words.lode_confirmed))
        if not proposed:
            notes.append("lode confirmed by a person, the rule does not propose it")
    elif confirmed:
        notes.append(f"lode was confirmed for a mark that is now {value}: not given")
    if found.candidate.below:
        notes += found.candidate.below
    return mark.model_copy(
        update={
            "outcome": Outcome.GRADED if passed else Outcome.FAIL,
            "value": value,
            "uncapped": uncapped,
            "lode_proposed": proposed,
            "lode": confirmed and full,
            "steps": (*mark.steps, *steps),
            "note": "; ".join([*notes, *([found.note] if found.note else [])]),
        }
    )
