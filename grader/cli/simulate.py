"""`grader simulate`: an invented class and an invented instructor, for trying the whole way without real people.

Only for the invented class of the sample course: answers are never invented for students of a real roster.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.app import CourseOption, SittingArgument, app, say

if TYPE_CHECKING:
    from grader.demo.classroom import Texts
    from grader.workspace import Workspace

simulate = typer.Typer(help="Invent answers and decisions for the sample class.", no_args_is_help=True)
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
    enrolled = place.root / "enrolled" / f"{exam.date}.csv"
    roster = tables.read(enrolled if enrolled.is_file() else place.root / "students.csv")
    students = [row.cells["student_id"] for row in roster.rows]
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
