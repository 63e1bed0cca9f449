"""Marks for the gradebooks of learning platforms: marks and the platform's own list in, the table of its import out.

Moodle's import stops at the first user or number it does not know; Canvas makes a new column where a name
has no number of its own behind it. So the platform's own list says who is sent, in its own spelling, and
who is left out is named. A lode is no number to either.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from grader.errors import InputError
from grader.marks.sheet import PROVISIONAL, Cell, Sheet
from grader.model.mark import Mark, Outcome
from grader.model.roster import Student
from grader.model.table import Row, Table

COLUMN = "Final mark"
NO_GRADE = "-"  # Moodle's word for it
CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")  # what Canvas asks of an import
POINTS = "    Points Possible"  # as Canvas writes it, in the first column of its second row


@dataclass(frozen=True, slots=True)
class Gradebook:
    """A table for a platform, who is not in it, and what to know before it is imported."""

    sheet: Sheet
    left_out: tuple[str, ...] = ()  # students' ids
    notes: tuple[str, ...] = ()


def moodle(
    students: Mapping[str, Student], marks: Sequence[Mark], participants: Table | None = None
) -> Gradebook:
    """Moodle's gradebook import: a user by ID number or e-mail, a number or `-`, and feedback.

    With the participants, each student has only those keys by which Moodle knows them, as it spells them.
    """
    known = None if participants is None else _cells(participants)
    rows: list[tuple[Cell, ...]] = []
    left_out, by_id, by_email = [], 0, 0
    for mark in marks:
        id_, email = mark.student_id, students[mark.student_id].email
        if known is not None:
            id_, email = known.get(id_.casefold(), ""), known.get(email.casefold(), "")
            if not (id_ or email):
                left_out.append(mark.student_id)
                continue
            by_id, by_email = by_id + bool(id_), by_email + bool(email)
        rows.append((id_, email, mark.value if mark.outcome is Outcome.GRADED else NO_GRADE, _feedback(mark)))
    notes = []
    if known is not None and by_id < len(rows):
        notes.append(
            "let Moodle find users by Email address: the participants do not show everyone's ID number"
            if by_email == len(rows)
            else f"Moodle finds {by_id} of {len(rows)} by ID number and {by_email} by e-mail: import it once by each"
        )
    header = ("ID number", "Email address", COLUMN, f"{COLUMN} feedback")
    return Gradebook((header, tuple(rows)), tuple(left_out), tuple(notes))


def canvas(
    students: Mapping[str, Student], marks: Sequence[Mark], cap: Decimal, export: Table | None = None
) -> Gradebook:
    """Canvas's gradebook import; with its own export, the rows of that with the mark in its column."""
    provisional = any(mark.provisional for mark in marks)
    column = f"{COLUMN}, {PROVISIONAL}" if provisional else COLUMN
    lodes = sum(mark.lode for mark in marks)
    notes = [f"lode is no number to Canvas: {lodes} of the marks have it"] if lodes else []
    values = {mark.student_id: mark.value if mark.outcome is Outcome.GRADED else None for mark in marks}
    if export is None:
        out_of: Cell = cap
        rows: list[tuple[Cell, ...]] = [
            (f"{students[id_].surname}, {students[id_].name}", "", id_, "", "", value)
            for id_, value in values.items()
        ]
        notes.append("give Canvas's own export with --only, so that its numbers identify students and column")
        left_out: tuple[str, ...] = ()
    else:
        column, out_of = _column(export, column, cap, notes)
        found = _found(export, students, values)
        rows = [(*(row.cells.get(name, "") for name in CANVAS), values[id_]) for id_, row in found.items()]
        left_out = tuple(id_ for id_ in values if id_ not in found)
    points: tuple[Cell, ...] = (POINTS, "", "", "", "", out_of)
    return Gradebook(((*CANVAS, column), (points, *rows)), left_out, tuple(notes))


def _column(export: Table, name: str, cap: Decimal, notes: list[str]) -> tuple[str, Cell]:
    """The heading of the mark's column with the number that Canvas gave it, and what it is out of there."""
    missing = [known for known in ("Student", "ID", "Section") if known not in export.header]
    if missing:  # those of the SIS are shown to whoever may see them
        hint = "export the gradebook of Canvas as CSV, in English, and give that file"
        raise InputError(f"{export.where} has no column {missing[0]}", hint=hint)
    headings = [h for h in export.header if re.fullmatch(rf"{re.escape(name)} \([0-9]+\)", h)]
    if not headings:
        notes.append(f'Canvas will make a new assignment "{name}"')
        return name, cap
    points = next((row.cells[headings[0]] for row in export.rows if _is_points(row)), "").strip()
    if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,6})?", points):
        return headings[0], cap
    if Decimal(points) != cap:
        notes.append(f"{headings[0]} is out of {points} in Canvas, and marks are out of {cap}")
    return headings[0], Decimal(points)


def _found(export: Table, students: Mapping[str, Student], values: Mapping[str, object]) -> dict[str, Row]:
    """The row of each student, by matricola or by the e-mail with which one enters."""
    by_id, by_login = (
        {row.cells.get(key, "").strip().casefold(): row for row in export.rows if not _is_points(row)}
        for key in ("SIS User ID", "SIS Login ID")
    )
    rows = {}
    for id_ in values:
        email = students[id_].email.casefold()
        row = by_id.get(id_.casefold()) or (by_login.get(email) if email else None)
        if row is not None:
            rows[id_] = row
    return rows


def _is_points(row: Row) -> bool:
    return row.cells["Student"].strip() == POINTS.strip()


def _cells(table: Table) -> dict[str, str]:
    """Every cell as it is written, whatever its column is called in the platform's language."""
    cells = (cell.strip() for row in table.rows for cell in row.cells.values())
    return {cell.casefold(): cell for cell in cells if cell}


def _feedback(mark: Mark) -> str:
    said = mark.note if mark.outcome is Outcome.PENDING else mark.outcome.value
    if mark.outcome is Outcome.GRADED:
        said = f"{mark.value} e lode" if mark.lode else ""
    return f"{PROVISIONAL}{f': {said}' if said else ''}" if mark.provisional else said
