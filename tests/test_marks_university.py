"""A university's list and marks: which cell takes what, and what people are told."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from test_marks_listed import COURSE
from test_marks_sheets import STUDENTS, mark
from university_list import ABOVE, HEADER

from grader.documents import parse
from grader.errors import InputError
from grader.marks.listed import headings_of, read_listing
from grader.marks.university import Filling, columns_of, fill, mark_written
from grader.model.mark import Mark, Outcome
from grader.model.table import Grid
from grader.model.university import MarkColumn, UniversityProfile
from grader.workspace import bundled

SHIPPED = sorted((bundled("templates") / "profiles").glob("*.yaml"))


def profile(text: str) -> UniversityProfile:
    value, problems = parse(text, "p.yaml", UniversityProfile)
    assert value, problems
    return value


ESSE3 = profile(SHIPPED[1].read_text(encoding="utf-8"))


def filled(*rows: tuple[str, ...], marks: list[Mark], formulas: Any = None) -> Filling:
    grid = Grid(
        "l.xlsx", tuple(enumerate((*ABOVE, HEADER, *rows), start=1)), "esse3", formulas=formulas or {}
    )
    found = read_listing(
        [grid], headings_of(ESSE3) | columns_of(ESSE3), COURSE, required=("student_id", "mark")
    )
    return fill(found, STUDENTS, {m.student_id: m for m in marks}, ESSE3, dt.date(2026, 6, 24))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_shipped_profiles_are_right(path: Any) -> None:
    """Each profile that comes with grader is read without a problem."""
    assert profile(path.read_text(encoding="utf-8")).title


def test_a_mark_and_a_date_go_into_the_row_of_the_matricola() -> None:
    """The row is found by its matricola with the zeros put back; lode and absence are the profile's words."""
    done = filled(
        ("1", "1", "2", "D'ANGELO", "ADA", "", ""),
        ("2", "2", "0000000001", "=NULL", "", "", "23/06/2026"),
        marks=[mark(lode=True), mark("0000000001", None, outcome=Outcome.ABSENT)],
    )
    assert done.cells == {(5, 5): "30L", (5, 6): "24/06/2026", (6, 5): "Assente"}
    assert (done.conflicts, done.listed, done.waiting) == ((), ("0000000002", "0000000001"), ())
    assert ["lost their leading zeros" in str(p) for p in done.problems] == [True]


def test_what_waits_or_is_unknown_stays_empty_and_is_said() -> None:
    """Pending, on the list and not in the course, and another name under the same matricola."""
    done = filled(
        ("1", "1", "0000000002", "ROSSI", "ADA", "", ""),
        ("2", "2", "0000000007", "NOBODY", "BO", "", ""),
        ("3", "3", "0000000001", "NULL", "", "", ""),
        marks=[mark(value=None, outcome=Outcome.PENDING)],
    )
    assert (done.cells, done.waiting) == ({}, ("0000000002",))
    assert [str(p).split(" -> ")[0] for p in done.problems] == [
        "l.xlsx:5: warning: 0000000002 is ROSSI ADA here and D'Angelo Ada in students.csv",
        "l.xlsx:6: warning: 0000000007 is on the list and not in students.csv: the row is left empty",
        "l.xlsx:7: warning: 0000000001 is on the list and not enrolled on the exam date: the row is left empty",
    ]


def test_another_mark_in_the_list_is_a_conflict() -> None:
    """The same mark is none, and nothing is written there."""
    same = filled(("1", "1", "0000000002", "", "", "30L", "x"), marks=[mark(lode=True)])
    assert (same.cells, same.conflicts) == ({}, ())
    other = filled(("1", "1", "0000000002", "", "", "18", "x"), marks=[mark(value=27)])
    assert other.cells == {(5, 5): 27}
    assert 'has "18" in the column of the mark and would get "27"' in str(other.conflicts[0])


def test_a_formula_in_the_marks_column_is_refused() -> None:
    """A list that works the mark out is not overwritten."""
    with pytest.raises(InputError, match="the cell of the mark holds a formula"):
        filled(("1", "1", "0000000002", "", "", "0", ""), marks=[mark()], formulas={(5, 5): "=1+1"})


@pytest.mark.parametrize(
    ("told", "given", "written"),
    [
        ({}, mark(value=27), Decimal(27)),
        ({"graded": "text"}, mark(value=27), "27"),
        ({"lode": "31"}, mark(lode=True), Decimal(31)),
        ({"lode": "31", "graded": "text"}, mark(lode=True), "31"),
        ({"lode": "30 e lode"}, mark(lode=True), "30 e lode"),
        ({"lode": "30 e lode"}, mark(lode_proposed=True), Decimal(30)),
        ({"fail": "0"}, mark(value=12, outcome=Outcome.FAIL), Decimal(0)),
        ({"fail": "Respinto"}, mark(value=12, outcome=Outcome.FAIL), "Respinto"),
        ({"withdrawn": "RIT"}, mark(value=None, outcome=Outcome.WITHDRAWN), "RIT"),
        ({"refused": "Rifiutato"}, mark(outcome=Outcome.REFUSED), "Rifiutato"),
        ({}, mark(outcome=Outcome.REFUSED), ""),
        ({}, mark(value=None, outcome=Outcome.PENDING), ""),
    ],
)
def test_a_mark_is_written_as_the_profile_says(told: Any, given: Mark, written: Decimal | str) -> None:
    """Thirty and lode in its many forms, and every other outcome; an unconfirmed lode is none."""
    value = mark_written(given, MarkColumn.model_validate({"column": ("Voto",), **told}))
    assert (value, type(value)) == (written, type(written))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("title: x\n", "p.yaml:1: 'mark' is missing"),
        ("title: x\nmark:\n  column: []\n", "p.yaml:3"),
        ("title: x\nmark:\n  column: [Voto]\n  graded: roman\n", "p.yaml:4"),
        ("title: x\nmark:\n  column: [Voto]\n  load: 30L\n", "p.yaml:4: mark: unknown key"),
    ],
)
def test_a_profile_with_mistakes_is_told_by_line(text: str, problem: str) -> None:
    """Missing, empty, unknown: each with its line."""
    value, problems = parse(text, "p.yaml", UniversityProfile)
    assert value is None
    assert problem in str(problems[0]), problems
