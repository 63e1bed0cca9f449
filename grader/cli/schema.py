"""`grader schema`: what an editor needs to complete and check the course's files while one types."""

from enum import StrEnum
from typing import Annotated

import typer

from grader.cli.app import app, show_json


class File(StrEnum):
    """A kind of file that an instructor writes."""

    BANK = "bank"
    BLUEPRINT = "blueprint"
    COURSE = "course"


@app.command("schema", epilog="Example: grader schema bank > .vscode/bank.json")
def schema(
    file: Annotated[
        File, typer.Argument(help="bank: questions/*.yaml; blueprint: exams/*.yaml; course: course.yaml.")
    ],
) -> None:
    """Print the JSON Schema of the bank's files, of a blueprint or of course.yaml, for your editor."""
    from grader.bank.schema import SCHEMAS

    show_json(SCHEMAS[file.value]())
