"""The tables that leave the house: marks in, headers and rows out.

The grade sheet has everything an examiner signs; the publication has matricola and outcome only. A
student's profile is in none of them.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from grader.model.course import Course
from grader.model.mark import ComponentScore, ComponentState, Mark, Outcome
from grader.model.roster import Student

WHO = ("student_id", "surname", "name", "route")  # then come the components
WHAT = ("uncapped", "mark", "lode", "outcome", "note")
PROVISIONAL = "provisional"

Cell = str | Decimal | None
Sheet = tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]


def grade_sheet(course: Course, students: Mapping[str, Student], marks: Sequence[Mark]) -> Sheet:
    """One row for each mark; a component without points says why, and provisional marks say so."""
    header = (*WHO, *course.components, *WHAT)
    provisional = any(mark.provisional for mark in marks)
    rows = []
    for mark in marks:
        student = students[mark.student_id]
        parts = {part.component: _points(part) for part in mark.components}
        row: list[Cell] = [student.student_id, student.surname, student.name, mark.route]
        row += [parts.get(name) for name in course.components]
        row += [mark.uncapped, mark.value, _lode(mark), mark.outcome.value, mark.note]
        rows.append((*row, PROVISIONAL) if provisional else tuple(row))
    return (*header, PROVISIONAL) if provisional else header, tuple(rows)


def publication(marks: Sequence[Mark]) -> Sheet:
    """Matricola and outcome, in the order of the matricola so that the order tells no name."""
    provisional = any(mark.provisional for mark in marks)
    more = (PROVISIONAL,) if provisional else ()
    rows = sorted((mark.student_id, label(mark), *more) for mark in marks)
    return ("student_id", "outcome", *more), tuple(rows)


def label(mark: Mark) -> str:
    """What a notice board says of a mark: "27", "30L", "fail", "absent", "pending"."""
    if mark.outcome is Outcome.GRADED:
        return f"{mark.value}{'L' if mark.lode else ''}"
    return mark.outcome.value


def _points(part: ComponentScore) -> Cell:
    return part.points if part.state is ComponentState.SCORED else part.state.value


def _lode(mark: Mark) -> str:
    return "confirmed" if mark.lode else "proposed" if mark.lode_proposed else ""
