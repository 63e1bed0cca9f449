"""`grader init`: a worked course to change into one's own."""

from pathlib import Path
from typing import Annotated

import typer

from grader.cli.app import DryRunOption, app, say


@app.command(epilog="Example: grader init my-course")
def init(
    folder: Annotated[Path, typer.Argument(help="A new folder.", show_default=False)],
    dry_run: DryRunOption = False,
) -> None:
    """Write a worked course into FOLDER: policy, bank, blueprints and an invented class."""
    from grader import workspace

    if dry_run:
        print(f"{folder}: " + ", ".join(workspace.SAMPLE))
        return
    made = workspace.init(folder)
    print(made.root)
    say("students.csv, enrolled/, projects.csv and labs.csv are an invented class: put yours in their place")
    say(f"next: cd {folder} && grader check")
