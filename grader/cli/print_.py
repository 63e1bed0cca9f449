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
    epilog="Example: grader print 2026-04-15-mid-course   ·   grader print 2026-04-15-mid-course --copies personalised --spare 10",
)
def print_(
    sitting: SittingArgument,
    profile: Annotated[
        Profile, typer.Option(help="How it is laid out: accessible is larger, sans serif and one column.")
    ] = Profile.STANDARD,
    only: Annotated[Only | None, typer.Option(help="Print one kind of paper.", show_default=False)] = None,
    copies: Annotated[
        str,
        typer.Option(
            help="Issue answer sheets with codes: `personalised`, one for everyone enrolled, or a number of sheets without names.",
            metavar="personalised|N",
            show_default=False,
        ),
    ] = "",
    spare: Annotated[
        int, typer.Option(help="Spare sheets for latecomers, in all.", min=0, show_default=False)
    ] = 0,
    only_student: Annotated[
        str, typer.Option(help="Print this student's sheet anew; the old copy is void.", show_default=False)
    ] = "",
    booklet: Annotated[
        bool, typer.Option("--booklet", help="Put the booklet behind each copy's sheet.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace PDFs that look different now.")] = False,
    course: CourseOption = None,
    json: JsonOption = False,
    dry_run: DryRunOption = False,
) -> None:
    """Print a sealed exam: booklet, answer pages and key of every form, or answer sheets that are read by scan.

    The PDFs go to sittings/SITTING/print/. The key is for graders: keep it apart from the other papers.
    """
    if copies or spare or only_student:
        _issue(sitting, copies, spare, only_student, profile, booklet, course, json=json, dry_run=dry_run)
        return
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


def _issue(
    sitting: str,
    copies: str,
    spare: int,
    only_student: str,
    profile: Profile,
    booklet: bool,
    course: Path | None,
    *,
    json: bool,
    dry_run: bool,
) -> None:
    """Copies with codes: into the records and into files."""
    if copies not in ("", "personalised") and not (copies.isascii() and copies.isdigit()):
        raise typer.BadParameter(f"--copies {copies}: write `personalised` or a number")
    if only_student and (copies or spare):
        raise typer.BadParameter("--only-student prints one copy and nothing else")
    from grader import workspace
    from grader.cli.copies import Wish, print_copies
    from grader.files import atomic_write
    from grader.model.blueprint import Kind

    place = workspace.find(course)
    folder = place.sitting(sitting)
    if folder.exam().blueprint.kind is Kind.PRACTICE:
        raise typer.BadParameter(f"{sitting} is practice: it has no answer sheet")
    named = copies == "personalised"
    issued = print_copies(
        place,
        folder,
        Wish(
            personalised=named,
            generic=0 if named else int(copies or 0),
            spare=spare,
            only=only_student,
            profile=profile,
            booklet=booklet,
            dry_run=dry_run,
        ),
    )
    written = []
    for name, pdf in issued.files:
        path = folder.print_folder / name
        state = _state(path, pdf)
        if state != "unchanged" and not dry_run:
            atomic_write(path, pdf)
        written.append({"file": str(path.relative_to(place.root)), "state": state})
    if json:
        new = [copy.model_dump(mode="json") for copy in issued.new]
        show_json(
            {"sitting": sitting, "dry_run": dry_run, "issued": new, "voided": issued.voided, "files": written}
        )
        return
    would = "would be " if dry_run else ""
    if issued.new:
        first, last = issued.new[0].number, issued.new[-1].number
        count = "1 copy" if first == last else f"{len(issued.new)} copies"
        print(f"{count} {would}issued: {first}" + (f"-{last}" if last > first else ""))
    else:
        print("no new copy: all that were asked for are issued")
    for number in issued.voided:
        print(f"copy {number} {would}void")
    for line in written:
        print(f"{line['file']}  {would if line['state'] != 'unchanged' else ''}{line['state']}")


def _state(path: Path, pdf: bytes) -> str:
    """Whether a file is new, unchanged or changed."""
    if not path.exists():
        return "new"
    return "unchanged" if path.read_bytes() == pdf else "changed"
