"""The files that leave the house: marks in, names and bytes out. What stands in them is decided in `marks`."""

import datetime as dt
from collections.abc import Sequence

from grader.gradebook.reckoning import Reckoned
from grader.marks import sheet
from grader.marks.platforms import Gradebook
from grader.marks.registering import register
from grader.model.mark import Mark
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


def platform_sheet(kind: str, found: Reckoned, session: dt.date | None, book: Gradebook) -> dict[str, bytes]:
    """The table for a learning platform's gradebook, by file name."""
    return {f"{named(kind, found, session)}.csv": to_csv(*book.sheet)}


def registers(
    found: Reckoned,
    session: dt.date | None,
    taken: Sequence[Mark],
    missing: Sequence[Mark],
    *,
    excel_it: bool,
) -> dict[str, bytes]:
    """The two lists of an exam date, by file name: what is to be registered, and who is not enrolled."""
    students, lists = found.class_list.students, {"to-register": taken, "not-enrolled": missing}
    return {
        f"{named(kind, found, session)}.csv": to_csv(*register(students, marks), excel_it=excel_it)
        for kind, marks in lists.items()
    }


def named(kind: str, found: Reckoned, session: dt.date | None) -> str:
    """A file's name without its ending: part of the class or of the answers never takes the whole one's name."""
    return f"{kind}{f'-{session}' if session else ''}{'-provisional' if found.provisional else ''}"
