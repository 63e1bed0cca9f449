"""A policy as a whole: names, formulas, limits in; problems with their place out."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from grader.marks.policy import check_policy
from grader.model.course import Component, Course

SOUND: dict[str, Any] = {
    "title": "A course",
    "components": {
        "written": {"exam": "written", "out_of": "30"},
        "labs": {"from": "labs.csv", "each": "0.5", "out_of": "4"},
    },
    "routes": {"written": "written + labs"},
    "lode": {"propose_if": "uncapped >= 31"},
}


def problems(**changes: Any) -> list[str]:
    course = Course.model_validate({**SOUND, **changes})
    return [str(p) for p in check_policy(course, {"written": Decimal(30)}, lambda *path: ".".join(path))]


def test_a_sound_policy_has_no_problems() -> None:
    """The sample's shape passes."""
    assert problems() == []


def test_a_formula_with_an_unknown_name_is_drawn() -> None:
    """The problem stands at the route, with the column and the nearest name."""
    assert problems(routes={"written": "writen + labs"}) == [
        'routes.written: route written, column 1: unknown name "writen" -> did you mean "written"?\n'
        "    writen + labs\n    ^"
    ]


def test_a_division_by_zero_is_found_before_the_day_of_marks() -> None:
    """In a route and in the lode's condition, where no points can change it."""
    assert problems(routes={"written": "written * 30 / 0 + labs"}, lode={"propose_if": "mark / 0 > 1"}) == [
        "routes.written: route written, column 14: this divides by zero -> look here\n"
        "    written * 30 / 0 + labs\n                 ^",
        "lode.propose_if: lode, column 6: this divides by zero -> look here\n    mark / 0 > 1\n         ^",
    ]
    assert problems(routes={"written": "written / labs"}) == []


def test_every_mistake_of_names_is_found_at_once() -> None:
    """Blueprints, maxima, components, minima and bounds that do not fit each other."""
    found = problems(
        components={
            "written": {"exam": "writen", "out_of": "30"},
            "sum": {"exam": "written", "out_of": "15"},
            "labs": {"from": "labs.csv", "each": "0.3", "out_of": "4"},
        },
        routes={"a": "30", "b": "written"},
        minimum={"projct": "18", "written": "31"},
        lode={"propose_if": "unkapped >= 31"},
        **{"pass": "31"},
    )
    assert found == [
        'components.written: there is no blueprint exams/writen.yaml -> did you mean "written"?',
        'components.sum: a component cannot be called "sum" -> formulas give the word a meaning',
        "components.sum: sum is out of 15, but exams/written.yaml is worth 30 points"
        " -> make them equal, and put the conversion into the routes' formulas",
        "components.labs: out_of 4 is not a whole number of labs of 0.3 points -> for example out_of: 4.2",
        "routes.a: route a uses no component -> name at least one",
        "components.sum: warning: no route uses sum -> add it to a formula, or remove it",
        "components.labs: warning: no route uses labs -> add it to a formula, or remove it",
        'minimum.projct: minimum: unknown component "projct" -> known: written, sum, labs',
        "minimum.written: minimum: written cannot reach 31, it is out of 30",
        "pass: pass 31 is above the cap 30",
        'lode.propose_if: lode, column 1: unknown name "unkapped" -> did you mean "uncapped"?\n'
        "    unkapped >= 31\n    ^",
    ]


def test_marks_are_whole_and_their_columns_have_one_meaning() -> None:
    """A cap of 30.5 would be a mark of 30.5; a component called note would be two columns of the grade sheet."""
    assert problems(cap="30.5") == [
        "cap: the cap 30.5 is not a whole number -> marks are whole numbers",
    ]
    assert problems(components={"note": {"exam": "written", "out_of": "30"}}, routes={"a": "note"}) == [
        'components.note: a component cannot be called "note" -> the grade sheet has a column of that name'
    ]


@pytest.mark.parametrize(
    ("component", "what"),
    [
        ({"out_of": "30"}, "a component has either `exam` or `from`, and not both"),
        ({"exam": "a", "from": "labs.csv", "out_of": "4"}, "a component has either `exam` or `from`, and not both"),
        ({"exam": "a", "each": "1", "out_of": "4"}, "`each` goes with `from: labs.csv`, and only with it"),
        ({"from": "labs.csv", "out_of": "4"}, "`each` goes with `from: labs.csv`, and only with it"),
    ],
)  # fmt: skip
def test_a_component_has_one_origin(component: dict[str, str], what: str) -> None:
    """A component is an exam, projects or labs, and only labs have points for each."""
    with pytest.raises(ValidationError, match=what):
        Component.model_validate(component)
