"""`grader print`: a sealed exam as PDFs."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from grader.cli.app import CourseOption, DryRunOption, JsonOption, SittingArgument, app, show_json
from grader.errors import Refused
from grader.model.kinds import Profile


class Only(StrEnum):
    """One kind of paper."""

    BOOKLET = "booklet"
    ANSWERS = "answers"
    KEY = "key"


@app.command(
    "print",
    epilog="Example: grader print 2026-04-15-mid-course   ·   grader print 2026-04-15-mid-course --profile accessible",
)
def print_(
    sitting: SittingArgument,
    profile: Annotated[
        Profile, typer.Option(help="How it is laid out: accessible is larger, sans serif and one column.")
    ] = Profile.STANDARD,
    only: Annotated[Only | None, typer.Option(help="Print one kind of paper.", show_default=False)] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace PDFs that look different now.")] = False,
    course: CourseOption = None,
    json: JsonOption = False,
    dry_run: DryRunOption = False,
) -> None:
    """Print a sealed exam: booklet, answer pages and key of every form; practice with solutions.

    The PDFs go to sittings/SITTING/print/. The key is for graders: keep it apart from the other papers.
    """
    from grader import workspace
    from grader.files import atomic_write
    from grader.printing.layout import LAYOUTS
    from grader.printing.papers import papers
    from grader.printing.render import print_exam

    place = workspace.find(course)
    folder = place.sitting(sitting)
    exam, layout = folder.exam(), LAYOUTS[profile]
    wanted = [paper for paper in papers(exam, layout) if only in (None, paper.kind.value)]
    if not wanted:
        raise typer.BadParameter(f"{exam.id} is practice: its one paper holds questions and solutions")
    templates = (place.root / "templates", workspace.bundled("templates"))
    printed = print_exam(exam, wanted, layout, questions=place.questions, templates=templates)
    states = {paper: _state(folder.print_folder / f"{paper.name}.pdf", paper.pdf) for paper in printed}
    changed = [f"{paper.name}.pdf" for paper, state in states.items() if state == "changed"]
    if changed and not (force or dry_run):
        raise Refused(
            f"already printed, and would look different now: {', '.join(changed)}",
            hint="papers may be in use; if none is, `--force` replaces the files",
        )
    written = []
    for paper, state in states.items():
        path = folder.print_folder / f"{paper.name}.pdf"
        if state != "unchanged" and not dry_run:
            atomic_write(path, paper.pdf)
        written.append({"file": str(path.relative_to(place.root)), "state": state})
    if json:
        show_json({"sitting": exam.id, "dry_run": dry_run, "files": written})
        return
    for line in written:
        print(
            f"{line['file']}  {'would be ' if dry_run and line['state'] != 'unchanged' else ''}{line['state']}"
        )


def _state(path: Path, pdf: bytes) -> str:
    """Whether a file is new, unchanged or changed."""
    if not path.exists():
        return "new"
    return "unchanged" if path.read_bytes() == pdf else "changed"
