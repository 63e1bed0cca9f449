"""What every command shares: the app, the common options, and how results and problems are shown.

Results go to stdout, everything else to stderr. Slow libraries are imported inside commands.
"""

import getpass
import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from grader.errors import Problem

if TYPE_CHECKING:
    from grader.model.exam import Exam
    from grader.records import Records
    from grader.workspace import Sitting, Workspace

app = typer.Typer(
    name="grader",
    help="A course from the question bank to the final mark.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # tracebacks with locals would print students' answers
    rich_markup_mode="rich",
)

CourseOption = Annotated[
    Path | None,
    typer.Option(
        "--course", "-C", help="The course's folder; by default the one around here.", show_default=False
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else on stdout.")]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Say what would be written, and write nothing.")
]
SittingArgument = Annotated[str, typer.Argument(help="The sitting's id, such as 2026-04-15-mid-course.")]


def folder_there(file: Path | None) -> Path | None:
    """A file to write, in a folder that is there: a slip in its name makes no new one."""
    if file is not None and not file.parent.is_dir():
        raise typer.BadParameter(f"there is no folder {file.parent}: make it first, or correct the path")
    return file


OutputArgument = Annotated[
    Path, typer.Argument(metavar="FILE", help="Where to write it.", callback=folder_there)
]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why; kept in the records.")]


def actor() -> str:
    """Who is working: GRADER_ACTOR, else the account's name. Goes into every event."""
    return os.environ.get("GRADER_ACTOR") or getpass.getuser()


@contextmanager
def open_sitting(place: "Workspace", sitting: "Sitting", *, writes: bool) -> "Iterator[Records]":
    """The course's records; a command that writes has the sitting to itself, one that reads makes no file."""
    from grader.files import locked
    from grader.records import open_records

    lock = locked(sitting.folder / ".lock") if writes else nullcontext()
    with lock, open_records(place.database, create=writes) as records:
        yield records


def refuse_practice(exam: "Exam") -> None:
    """Raise BadParameter for an exam of examples, of which nothing is read, typed or scored."""
    from grader.model.blueprint import Kind

    if exam.blueprint.kind is Kind.PRACTICE:
        raise typer.BadParameter(f"{exam.id} is practice: it is printed with its solutions, and never scored")


def say(message: str) -> None:
    """A line for the person, on stderr, after whatever was already printed on stdout."""
    sys.stdout.flush()
    print(message, file=sys.stderr)


def show_problems(problems: Iterable[Problem]) -> None:
    """Each problem on a line of stderr."""
    for problem in problems:
        say(str(problem))


def show_json(value: Any) -> None:
    """One JSON object on stdout."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))
