"""What leaves the house: marks in, tables out; and what a published mark may become."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from grader.marks.published import PublishedMark, corrections, published
from grader.marks.sheet import grade_sheet, label, publication
from grader.marks.statuses import standing
from grader.model.course import Course
from grader.model.kinds import Profile, Recordable
from grader.model.mark import ComponentScore, ComponentState, Mark, Outcome, StatusEntry
from grader.model.roster import Student

COURSE = Course.model_validate(
    {
        "title": "A course",
        "components": {"written": {"exam": "written", "out_of": "30"}},
        "routes": {"written": "written"},
    }
)
STUDENTS = {
    "0000000002": Student(student_id="0000000002", surname="D'Angelo", name="Ada", email="a@example.edu"),
    "0000000001": Student(student_id="0000000001", surname="=Null", profile=Profile.ACCESSIBLE),
}


def mark(student: str = "0000000002", value: int | None = 30, sitting: str = "s1", **more: Any) -> Mark:
    points = None if value is None else Decimal(value)
    state = ComponentState.ABSENT if value is None else ComponentState.SCORED
    part = ComponentScore(
        student_id=student,
        component="written",
        state=state,
        points=points,
        out_of=Decimal(30),
        sitting=sitting,
    )
    fields = {"outcome": Outcome.GRADED, "value": points, "uncapped": points, "route": "written", **more}
    return Mark(student_id=student, components=(part,), **fields)


MARKS = (
    mark(lode=True, lode_proposed=True),
    mark("0000000001", None, outcome=Outcome.ABSENT, route="", note="absent on 2026-06-24"),
)


def test_the_grade_sheet_has_everything_that_is_signed() -> None:
    """A component without points says why; no profile is in it."""
    header, rows = grade_sheet(COURSE, STUDENTS, MARKS)
    assert header == ("student_id", "surname", "name", "route", "written", "uncapped", "mark", "lode", "outcome", "note")  # fmt: skip
    assert rows == (
        ("0000000002", "D'Angelo", "Ada", "written", 30, 30, 30, "confirmed", "graded", ""),
        ("0000000001", "=Null", "", "", "absent", None, None, "", "absent", "absent on 2026-06-24"),
    )


def test_provisional_marks_say_so_in_every_row() -> None:
    """A sheet that may still change cannot be taken for a final one."""
    header, rows = grade_sheet(COURSE, STUDENTS, [mark(provisional=True)])
    assert (header[-1], rows[0][-1]) == ("provisional", "provisional")
    assert publication([mark(provisional=True)]) == (
        ("student_id", "outcome", "provisional"),
        (("0000000002", "30", "provisional"),),
    )


def test_a_publication_has_no_names_and_no_order_of_names() -> None:
    """Matricola and outcome only, sorted by matricola."""
    assert publication(MARKS) == (
        ("student_id", "outcome"),
        (("0000000001", "absent"), ("0000000002", "30L")),
    )


@pytest.mark.parametrize(
    ("before", "after", "sitting", "corrected"),
    [
        ("30", mark(value=29), "s1", True),
        ("30", mark(value=29), "s2", True),
        ("30", mark(), "s1", False),
        ("30", mark(lode=True), "s1", False),
        ("30", mark(value=None, outcome=Outcome.REFUSED), "s1", False),
        ("30", mark(value=None, outcome=Outcome.PENDING), "s1", True),
        ("fail", mark(value=18), "s2", False),
        ("fail", mark(value=18), "s1", True),
        ("absent", mark(value=18), "s2", False),
    ],
)
def test_a_published_mark_changes_only_with_a_reason(
    before: str, after: Mark, sitting: str, corrected: bool
) -> None:
    """A new attempt after no pass, a refusal and lode explain themselves; all else is a correction."""
    old = PublishedMark(label=before, basis=("written s1",))
    new = mark(value=None if after.value is None else int(after.value), sitting=sitting).model_copy(
        update={"outcome": after.outcome, "lode": after.lode}
    )
    found = [str(change) for change in corrections({"0000000002": old}, [new])]
    assert found == ([f"0000000002: {before} -> {label(new)}"] if corrected else [])


def test_a_published_student_does_not_vanish() -> None:
    """Whoever was published and is no longer listed is a correction, but not in the list of one date."""
    before = published([mark()])
    assert [str(c) for c in corrections(before, [])] == ["0000000002: 30 -> no longer listed"]
    assert corrections(before, [], whole_class=False) == ()
    assert published([mark(outcome=Outcome.PENDING)]) == {}


def test_undone_statuses_are_gone_and_later_ones_count() -> None:
    """Undo is another event; recording again after it counts again."""
    entry = StatusEntry(student_id="ada", status=Recordable.ROUTE, value="written", on=dt.date(2026, 6, 1))
    other = entry.model_copy(update={"value": "in-itinere"})
    undo = other.model_copy(update={"undone": True})
    assert standing([entry, other]) == (other,)
    assert standing([entry, other, undo]) == ()
    assert standing([entry, undo, entry]) == (entry,)
