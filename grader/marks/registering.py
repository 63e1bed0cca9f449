"""Marks and who is enrolled -> two lists: what is to be registered, and who has a mark and is not enrolled."""

from collections.abc import Collection, Mapping, Sequence

from grader.marks.sheet import PROVISIONAL, Sheet, label
from grader.model.mark import Mark, Outcome
from grader.model.roster import Student

HEADER = ("student_id", "surname", "name", "outcome")


def to_register(marks: Sequence[Mark], enrolled: Collection[str]) -> tuple[Mark, ...]:
    """The marks of those who are enrolled, without those that still wait for something."""
    return tuple(m for m in marks if m.student_id in enrolled and m.outcome is not Outcome.PENDING)


def not_enrolled(
    marks: Sequence[Mark], enrolled: Collection[str], registered: Mapping[str, str]
) -> tuple[Mark, ...]:
    """Who has a mark and is on no list for it; `registered` is what earlier exam dates registered, by student."""
    return tuple(
        mark
        for mark in marks
        if mark.outcome is Outcome.GRADED
        and mark.student_id not in enrolled
        and registered.get(mark.student_id) != label(mark)
    )


def register(students: Mapping[str, Student], marks: Sequence[Mark]) -> Sheet:
    """One of the two lists as a table."""
    more = (PROVISIONAL,) if any(mark.provisional for mark in marks) else ()
    rows = (
        (m.student_id, students[m.student_id].surname, students[m.student_id].name, label(m), *more)
        for m in marks
    )
    return (*HEADER, *more), tuple(rows)
