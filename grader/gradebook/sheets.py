"""The files that leave the house: marks in, names and bytes out. What stands in them is decided in `marks.sheet`."""

import datetime as dt
from collections.abc import Mapping

from grader.gradebook.reckoning import Reckoned
from grader.marks import sheet
from grader.model.table import Table
from grader.tables import to_csv, to_xlsx


def grade_sheets(
    found: Reckoned, session: dt.date | None = None, *, excel_it: bool = False
) -> dict[str, bytes]:
    """The grade sheet as CSV and XLSX, by file name."""
    whole = sheet.grade_sheet(found.course, found.class_list.students, found.marks)
    return {
        f"{named('marks', found, session)}.csv": to_csv(*whole, excel_it=excel_it),
        f"{named('marks', found, session)}.xlsx": to_xlsx(*whole, sheet="marks"),
    }


def publication_sheet(
    found: Reckoned, session: dt.date | None = None, *, excel_it: bool = False
) -> dict[str, bytes]:
    """Matricola and outcome only, by file name."""
    content = to_csv(*sheet.publication(found.marks), excel_it=excel_it)
    return {f"{named('publication', found, session)}.csv": content}


def moodle_sheet(
    found: Reckoned, session: dt.date | None = None, *, participants: Table | None = None
) -> tuple[Mapping[str, bytes], tuple[str, ...]]:
    """The table for Moodle's gradebook, by file name, and the students who are not among the participants.

    Moodle's import stops at the first user it does not know, so with participants the others are left out.
    """
    students, listed = found.class_list.students, found.marks
    if participants is not None:
        cells = {cell.strip() for row in participants.rows for cell in row.cells.values()} - {""}
        listed = tuple(m for m in listed if {m.student_id, students[m.student_id].email} & cells)
    kept = {mark.student_id for mark in listed}
    left_out = tuple(mark.student_id for mark in found.marks if mark.student_id not in kept)
    return {f"{named('moodle', found, session)}.csv": to_csv(*sheet.moodle(students, listed))}, left_out


def named(kind: str, found: Reckoned, session: dt.date | None) -> str:
    """A file's name without its ending: part of the class or of the answers never takes the whole one's name."""
    return f"{kind}{f'-{session}' if session else ''}{'-provisional' if found.provisional else ''}"
