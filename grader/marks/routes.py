"""One route for one student: the parts that count in, an exact number or what is missing out, in words."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from fractions import Fraction

from grader.errors import InputError
from grader.marks.formula import Formula, evaluate
from grader.marks.numbers import as_decimal, shown
from grader.marks.reader import FUNCTIONS
from grader.marks.step_words import ENGLISH, StepWords
from grader.marks.tokens import FormulaError, tokenise
from grader.model.course import Course
from grader.model.mark import ComponentScore, ComponentState, Step


class State(Enum):
    """How far a route is."""

    COMPLETE = auto()
    PENDING = auto()  # nothing is missing, and people must still decide something
    WAITING = auto()


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a route gives a student."""

    route: str
    state: State
    exact: Fraction = Fraction(0)
    below: tuple[str, ...] = ()  # "project 16 is below the minimum 18"
    waiting_for: tuple[str, ...] = ()
    blocked_by: tuple[str, ...] = ()  # sittings with undecided answers
    undecided: tuple[str, ...] = ()  # "mid_course on 2026-04-15: 1 answer to be decided"
    exams: int = 0  # parts that are exams and have points
    newest: dt.date = dt.date.min  # of any part
    newest_exam: dt.date = dt.date.min
    steps: tuple[Step, ...] = ()


def follow(
    course: Course,
    name: str,
    formula: Formula,
    parts: Mapping[str, ComponentScore],
    words: StepWords = ENGLISH,
) -> Candidate:
    """Follow a route with the attempts that count; raise InputError when its formula divides by zero."""
    used = [parts[component] for component in formula.names]
    exams = [part for part in used if course.components[part.component].exam]
    has_points = (ComponentState.SCORED, ComponentState.PENDING)
    begun = any(part.state in has_points for part in exams or used)
    missing = [part for part in used if part.state not in has_points]
    pending = [part for part in used if part.state is ComponentState.PENDING]
    waiting = bool(missing) and not (course.missing == "zero" and begun)
    state = State.WAITING if waiting else State.PENDING if pending else State.COMPLETE
    common = {
        "route": name,
        "state": state,
        "waiting_for": tuple(map(_lacking, missing)) if waiting else (),
        "blocked_by": tuple(dict.fromkeys(p.sitting for p in pending)) if state is State.PENDING else (),
        "undecided": tuple(f"{p.component} on {p.on}: {p.note}" for p in pending if p.note),
        "exams": sum(part.state in has_points for part in exams),
        "newest": _newest(used),
        "newest_exam": _newest(exams or used),
    }
    if state is not State.COMPLETE:
        return Candidate(**common)  # type: ignore[arg-type]
    values = {part.component: part.points or Decimal(0) for part in used}
    try:
        exact = evaluate(formula, values)
    except FormulaError as error:
        student = used[0].student_id
        raise InputError(
            f"the route {name} cannot be worked out for {student}: {error.what}",
            hint=f"correct it in course.yaml; the values are {_listed(values)}\n{error.drawing}",
        ) from None
    below = tuple(
        words.below.format(component, shown(values[component]), shown(least))
        for component, least in course.minimum.items()
        if component in values and values[component] < least
    )
    steps = [
        Step(text=words.as_zero.format(part.component, words.states.get(part.state, part.state)))
        for part in missing
    ]
    steps.append(
        Step(
            text=f"{words.route.format(name)}: {' '.join(formula.text.split())} = {substituted(formula.text, values)} = {shown(exact)}",
            value=as_decimal(exact),
        )
    )
    steps += [Step(text=text) for text in below]
    return Candidate(**common, exact=exact, below=below, steps=tuple(steps))  # type: ignore[arg-type]


def substituted(text: str, values: Mapping[str, Decimal]) -> str:
    """A formula's text with each name replaced by its value."""
    said, at = [], 0
    for kind, word, column in tokenise(text):
        if kind == "name" and word not in FUNCTIONS:
            said += [text[at : column - 1], shown(values[word])]
            at = column - 1 + len(word)
    return " ".join("".join([*said, text[at:]]).split())


def _lacking(part: ComponentScore) -> str:
    why = "" if part.state is ComponentState.WAITING else f" ({part.state})"
    return f"{part.component}{why}"


def _newest(parts: Sequence[ComponentScore]) -> dt.date:
    return max((part.on for part in parts if part.on), default=dt.date.min)


def _listed(values: Mapping[str, Decimal]) -> str:
    return ", ".join(f"{name} {shown(value)}" for name, value in values.items())
