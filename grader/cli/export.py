"""`grader export`: the grade sheet and its other shapes; what is published changes later only with a reason."""

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.app import CourseOption, DryRunOption, actor, app, say
from grader.cli.marks import ProvisionalOption, SessionOption, exam_date, refuse_pending

if TYPE_CHECKING:
    from grader.gradebook.reckoning import Reckoned
    from grader.marks.published import PublishedMark
    from grader.records import Records

FEW = 5  # a list with fewer students tells who is who


@app.command(epilog="Example: grader export --publication --moodle")
def export(
    course: CourseOption = None,
    session: SessionOption = "",
    publication: Annotated[
        bool, typer.Option("--publication", help="Also a list of matricola and outcome only.")
    ] = False,
    moodle: Annotated[bool, typer.Option("--moodle", help="Also a CSV for Moodle's gradebook.")] = False,
    only: Annotated[
        Path | None,
        typer.Option(
            help="With --moodle: the course's participants; others would stop its import.", show_default=False
        ),
    ] = None,
    excel_it: Annotated[
        bool, typer.Option("--excel-it", help="CSV for an Italian Excel: semicolons, decimal commas.")
    ] = False,
    provisional: ProvisionalOption = False,
    reason: Annotated[str, typer.Option(help="Why published marks change; kept in the records.")] = "",
    dry_run: DryRunOption = False,
) -> None:
    """Write the grade sheet (CSV and XLSX) and record what was published; a correction needs --reason."""
    from grader import workspace
    from grader.errors import Refused
    from grader.files import atomic_write, locked
    from grader.gradebook import sealed
    from grader.gradebook.inputs import gather, heads
    from grader.gradebook.reckoning import reckon
    from grader.marks.published import corrections, published
    from grader.model.event import COURSE, EventKind
    from grader.records import open_records

    day = exam_date(session)
    place = workspace.find(course)
    with open_records(place.database) as book, locked(place.root / "out" / ".lock"):
        files = gather(place, book)
        found = reckon(files, session=day, provisional=provisional)
        refuse_pending(found, provisional)
        before = _published(book)
        changed = corrections(before, found.marks, whole_class=day is None)
        if changed and not provisional and not reason.strip():
            raise Refused(
                "\n".join([*map(str, changed), f"{len(changed)} published marks would change"]),
                hint='repeat with --reason "why", which is kept in the records',
            )
        sheets = _sheets(found, publication, moodle, only, excel_it)
        if dry_run:
            for name, content in sheets.items():
                print(f"{place.root / 'out' / name} ({len(content)} bytes, not written)")
            return
        name = sealed.name_of(files, day, provisional)
        sealed.write(place.root / "out" / name, files, found, heads(book), session=day)
        now = published(found.marks)
        if not provisional and {**before, **now} != before:
            payload = {
                "sheet": hashlib.sha256(sheets["marks.csv"]).hexdigest(),
                "sealed": name,
                "marks": {student: mark.model_dump(mode="json") for student, mark in now.items()},
            }
            book.append(COURSE, EventKind.PUBLISHED, payload, actor=actor(), reason=reason)
        for name, content in sheets.items():
            atomic_write(place.root / "out" / name, content)
            print(place.root / "out" / name)
    for change in changed:
        say(f"{'would change' if provisional else 'changed'}: {change}")
    if publication and len(found.marks) < FEW:
        say(f"warning: a list of {len(found.marks)} tells who is who; think before you publish it")


def _sheets(
    found: "Reckoned", publication: bool, moodle: bool, only: Path | None, excel_it: bool
) -> dict[str, bytes]:
    """The files to write, by name."""
    from grader.marks import sheet
    from grader.tables import read, to_csv, to_xlsx

    said = "-provisional" if found.provisional else ""
    students = found.class_list.students
    whole = sheet.grade_sheet(found.course, students, found.marks)
    sheets = {
        f"marks{said}.csv": to_csv(*whole, excel_it=excel_it),
        f"marks{said}.xlsx": to_xlsx(*whole, sheet="marks"),
    }
    if publication:
        sheets[f"publication{said}.csv"] = to_csv(*sheet.publication(found.marks), excel_it=excel_it)
    if moodle:
        listed = found.marks
        if only is not None:
            cells = {cell for row in read(only).rows for cell in row.cells.values()}
            listed = tuple(m for m in listed if {m.student_id, students[m.student_id].email} & cells)
        sheets[f"moodle{said}.csv"] = to_csv(*sheet.moodle(students, listed))
    return sheets


def _published(book: "Records") -> "dict[str, PublishedMark]":
    """What stands published, over all publications."""
    from grader.marks.published import PublishedMark
    from grader.model.event import COURSE, EventKind

    return {
        student: PublishedMark.model_validate(mark)
        for event in book.events(COURSE, EventKind.PUBLISHED)
        for student, mark in json.loads(event.payload)["marks"].items()
    }
