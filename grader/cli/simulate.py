"""`grader simulate`: an invented class and an invented instructor, for trying the whole way without real people.

Only for the invented class of the sample course: answers are never invented for students of a real roster.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.app import CourseOption, SittingArgument, app, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.demo.classroom import Texts
    from grader.demo.paper import HandedIn
    from grader.model.exam import Exam
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
    students = _enrolled(place, exam)
    sat = sit(exam, students, _graded_texts(), seed=seed)
    atomic_write(file, tables.to_csv(sat.header, sat.rows))
    print(file)
    say(f"invented: {len(sat.rows)} of {len(students)} enrolled students came")


@simulate.command(epilog="Example: grader simulate decisions review.csv")
def decisions(
    file: Annotated[Path, typer.Argument(help="A sheet from `grader review --export`.", exists=True)],
    course: CourseOption = None,
) -> None:
    """Let the invented instructor fill the points column of a review sheet."""
    from grader import tables, workspace
    from grader.demo.instructor import decide
    from grader.files import atomic_write

    refuse_real_class(workspace.find(course))
    header, rows = decide(tables.read(file), _graded_texts())
    atomic_write(file, tables.to_csv(header, rows))
    print(file)
    say(f"invented: {len(rows)} decisions")


@simulate.command(epilog="Example: grader simulate scans 2026-04-15-mid-course scans.pdf")
def scans(
    sitting: SittingArgument,
    file: Annotated[Path, typer.Argument(help="The PDF of scanned pages to write.", show_default=False)],
    course: CourseOption = None,
    seed: Annotated[int, typer.Option(help="Another number, another class.")] = 1,
    condition: Annotated[
        str, typer.Option(help="How it is scanned: copier, clean, phone, bilevel, coffee ...")
    ] = "copier",
    dpi: Annotated[int, typer.Option(help="Resolution of the scan.", min=75, max=600)] = 200,
) -> None:
    """Let the invented class fill in the sheets of SITTING, and write their scan to FILE.

    Pages are in any order and some upside down. Copies that were issued are filled; without any, generic
    sheets are. FILE with the ending .csv says what is on every page.
    """
    from grader import tables, workspace
    from grader.demo.paper import HEADER, scan
    from grader.files import atomic_write
    from grader.reading.simulate.conditions import CONDITIONS
    from grader.reading.simulate.stacks import to_pdf

    if condition not in CONDITIONS:
        raise typer.BadParameter(f"there is no condition {condition!r}; there are: {', '.join(CONDITIONS)}")
    place = workspace.find(course)
    refuse_real_class(place)
    papers, without = _papers(place, sitting, seed)
    rows: list[tuple[str, ...]] = []

    def pages() -> "Iterator[Grey]":
        for page in scan(papers, CONDITIONS[condition], seed=seed, dpi=dpi):
            rows.extend(page.rows)
            yield page.image

    atomic_write(file, to_pdf(pages(), CONDITIONS[condition].scanned_at(dpi)))
    atomic_write(file.with_suffix(".csv"), tables.to_csv(HEADER, rows))
    print(file)
    print(file.with_suffix(".csv"))
    say(f"invented: {len(papers)} papers, {len({row[0] for row in rows})} pages")
    if without:
        say(f"{without} students found no copy: fewer were issued than came")


def _papers(place: "Workspace", sitting: str, seed: int) -> "tuple[list[HandedIn], int]":
    """The filled copies of the students who come, and how many of them found no copy."""
    from grader import records, tables
    from grader.demo.classroom import sit
    from grader.demo.paper import deal, fill_in
    from grader.marks.roster import read_students

    exam, course = place.sitting(sitting).exam(), place.course()
    roster, _ = read_students(tables.read(place.root / "students.csv"), course)
    students = {student.student_id: student for student in roster}
    with records.open_records(place.database) as book:
        copies, printed = book.copies(sitting), book.printed(sitting)
    enrolled = _enrolled(place, exam)
    present = [row[0] for row in sit(exam, enrolled, _graded_texts(), seed=seed).rows]
    dealt = deal(exam, copies, present, students)
    forms = {student: copy.form for student, copy in dealt.items()}
    rows = sit(exam, enrolled, _graded_texts(), seed=seed, forms=forms).rows
    papers = fill_in(exam, dealt, rows, students, matricola=course.matricola, printed=printed)
    return papers, len(present) - len(papers)


def _enrolled(place: "Workspace", exam: "Exam") -> list[str]:
    """The ids of those enrolled on the exam's date, or of the whole class."""
    from grader import tables

    enrolled = place.root / "enrolled" / f"{exam.date}.csv"
    roster = tables.read(enrolled if enrolled.is_file() else place.root / "students.csv")
    return [row.cells["student_id"] for row in roster.rows]


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


def _graded_texts() -> "Texts":
    """The texts of graded quality that the invented students draw from, by item."""
    from importlib.resources import files

    import yaml
    from pydantic import TypeAdapter

    from grader.demo.classroom import GradedAnswer

    adapter = TypeAdapter(dict[str, tuple[GradedAnswer, ...]])
    texts: dict[str, tuple[GradedAnswer, ...]] = {}
    for file in files("grader.demo").joinpath("answers").iterdir():
        texts |= adapter.validate_python(yaml.safe_load(file.read_text(encoding="utf-8")))
    return texts
