"""`grader simulate`: an invented class and an invented instructor, for trying the whole way without real people.

Only for the invented class of the sample course: answers are never invented for students of a real roster.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.app import CourseOption, SittingArgument, app, say
from grader.cli.invented import enrolled_of, graded_texts, turn_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from grader.demo.stack import Feed
    from grader.reading.simulate.ink import Grey
    from grader.workspace import Workspace

simulate = typer.Typer(help="Invent answers, scans and decisions for the sample class.", no_args_is_help=True)
app.add_typer(simulate, name="simulate")


@simulate.command(epilog="Example: grader simulate answers 2026-04-15-mid-course answers.csv")
def answers(
    sitting: SittingArgument,
    file: Annotated[Path, typer.Argument(help="The table of typed answers to write.", show_default=False)],
    course: CourseOption = None,
    seed: Annotated[int, typer.Option(help="Another number, another class.")] = 1,
) -> None:
    """Let the invented class sit SITTING and write its typed answers to FILE."""
    from grader import tables, workspace
    from grader.demo.classroom import sit
    from grader.files import atomic_write

    place = workspace.find(course)
    refuse_real_class(place)
    exam = place.sitting(sitting).exam()
    students = enrolled_of(place, exam)
    sat = sit(exam, students, graded_texts(), seed=seed)
    atomic_write(file, tables.to_csv(sat.header, sat.rows))
    print(file)
    say(f"invented: {len(sat.rows)} of {len(students)} enrolled students came")


@simulate.command(
    epilog="Example: grader simulate decisions review.csv   ·   grader simulate decisions doubts.csv --meant scans-answers.csv"
)
def decisions(
    file: Annotated[
        Path, typer.Argument(help="A sheet from `grader review --export` or `--export-doubts`.", exists=True)
    ],
    meant: Annotated[
        Path | None,
        typer.Option(
            help="For doubts: the table of what the invented class meant, from `simulate scans`.",
            exists=True,
            show_default=False,
        ),
    ] = None,
    course: CourseOption = None,
) -> None:
    """Let the invented instructor fill a review sheet's points, or answer and transcribe what paper leaves open."""
    from grader import tables, workspace
    from grader.demo.instructor import answer, decide
    from grader.files import atomic_write

    refuse_real_class(workspace.find(course))
    sheet = tables.read(file)
    if "transcribe" in sheet.header and meant is None:
        raise typer.BadParameter("doubts need --meant, the -answers.csv beside the scans")
    filled = answer(sheet, tables.read(meant)) if meant else decide(sheet, graded_texts())
    atomic_write(file, tables.to_csv(filled.header, filled.rows))
    print(file)
    say(f"invented: {filled.decided} decisions")
    if left := len(filled.rows) - filled.decided:
        say(f"left to you: {left} rows, of which the invented instructor knows nothing")


@simulate.command(epilog="Example: grader simulate scans 2026-04-15-mid-course scans.pdf --mishaps")
def scans(
    sitting: SittingArgument,
    file: Annotated[Path, typer.Argument(help="The PDF of scanned pages to write.", show_default=False)],
    course: CourseOption = None,
    seed: Annotated[int, typer.Option(help="Another number, another class.")] = 1,
    condition: Annotated[
        str, typer.Option(help="How it is scanned: copier, clean, phone, bilevel, coffee ...")
    ] = "copier",
    dpi: Annotated[int, typer.Option(help="Resolution of the scan.", min=75, max=600)] = 200,
    mishaps: Annotated[
        bool,
        typer.Option("--mishaps", help="Let happen what happens: coffee, a lost page, a spare sheet ..."),
    ] = False,
) -> None:
    """Let the invented class fill in the sheets of SITTING, and write their scan to FILE.

    Pages are in any order and some upside down. Copies that were issued are filled; without any, generic
    sheets are. Beside FILE, for scans.pdf: scans.csv has every mark on every page, scans-answers.csv what each
    student meant, and with mishaps scans-notes.csv what the people in the room noted and scans-late.pdf the page
    that is found later.
    """
    from grader import tables, workspace
    from grader.demo.mishaps import NOTES
    from grader.demo.stack import HEADER, scan
    from grader.files import atomic_write
    from grader.reading.simulate.conditions import CONDITIONS
    from grader.reading.simulate.stacks import to_pdf

    if condition not in CONDITIONS:
        raise typer.BadParameter(f"there is no condition {condition!r}; there are: {', '.join(CONDITIONS)}")
    place, scanned = workspace.find(course), CONDITIONS[condition]
    refuse_real_class(place)
    turnout = turn_out(place, sitting, file, seed, mishaps)
    beside = {
        name: file.with_name(f"{file.stem}-{name}") for name in ("late.pdf", "answers.csv", "notes.csv")
    }
    marks: list[tuple[str, ...]] = []

    def pages(stack: "Sequence[Feed]", rows: list[tuple[str, ...]]) -> "Iterator[Grey]":
        for page in scan(stack, scanned, seed=seed, dpi=dpi):
            rows.extend(page.rows)
            yield page.image

    written = [file, file.with_suffix(".csv"), beside["answers.csv"]]
    atomic_write(file, to_pdf(pages(turnout.day.stack, marks), scanned.scanned_at(dpi)))
    atomic_write(file.with_suffix(".csv"), tables.to_csv(HEADER, marks))
    atomic_write(beside["answers.csv"], tables.to_csv(("copy", *turnout.header), turnout.answers))
    if turnout.day.late:
        atomic_write(beside["late.pdf"], to_pdf(pages(turnout.day.late, []), scanned.scanned_at(dpi)))
        written.append(beside["late.pdf"])
    if mishaps:
        notes = [(note.copy_number, note.what, note.command) for note in turnout.day.notes]
        atomic_write(beside["notes.csv"], tables.to_csv(NOTES, notes))
        written.append(beside["notes.csv"])
    for path in written:
        print(path)
    say(f"invented: {len(turnout.answers)} papers, {len(turnout.day.stack)} pages")
    for note in turnout.day.notes:
        say(f"noted on the day: copy {note.copy_number}: {note.what}")
    if turnout.without:
        say(f"{turnout.without} students found no copy: fewer were issued than came")


def refuse_real_class(place: "Workspace") -> None:
    """Raise Refused unless the roster is, byte for byte, the invented class of the sample course."""
    from grader import workspace
    from grader.errors import Refused

    for name in ("course.yaml", "students.csv"):
        mine = place.root / name
        if not mine.is_file() or mine.read_bytes() != workspace.bundled(name).read_bytes():
            raise Refused(
                f"{place.root} is a course of its own ({name} is not the sample's)",
                hint="answers are invented for the sample class only: use `grader init` or `grader demo` in a new folder",
            )
