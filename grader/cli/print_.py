"""`grader print`: a sealed exam as PDFs."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.app import (
    CourseOption,
    DryRunOption,
    JsonOption,
    SittingArgument,
    app,
    say,
    show_json,
    show_problems,
)
from grader.cli.written import show_written, state_of, write_pdfs
from grader.errors import Refused
from grader.model.kinds import Profile

if TYPE_CHECKING:
    from grader.cli.copies import Wish

SINGLES = "copies"  # the folder below print/ of single files


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
    only: Annotated[
        Only | None, typer.Option(help="Print one kind of paper; not with --copies.", show_default=False)
    ] = None,
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
        bool, typer.Option("--booklet", help="Put the questions behind each copy's sheet.")
    ] = False,
    singles: Annotated[
        bool, typer.Option("--singles", help="Also write one tagged PDF a student into print/copies/.")
    ] = False,
    seats: Annotated[
        Path | None,
        typer.Option(
            help="A table of student_id and seat: copies lie in its order and say the seat.",
            show_default=False,
        ),
    ] = None,
    score_bubbles: Annotated[
        bool,
        typer.Option(
            "--score-bubbles", help="Put a row of bubbles for a grader's points at each open answer."
        ),
    ] = False,
    announce: Annotated[
        str,
        typer.Option(
            help="A page about this item (its id, or form and number such as A7), said while the exam is on.",
            metavar="ITEM",
            show_default=False,
        ),
    ] = "",
    text: Annotated[str, typer.Option(help="What --announce says.", show_default=False)] = "",
    force: Annotated[bool, typer.Option("--force", help="Replace PDFs that look different now.")] = False,
    course: CourseOption = None,
    json: JsonOption = False,
    dry_run: DryRunOption = False,
) -> None:
    """Print a sealed exam: booklet, answer pages and key of every form, or answer sheets that are read by scan.

    The PDFs go to sittings/SITTING/print/. The key is for graders: keep it apart from the other papers.
    """
    if only and (copies or spare or only_student or announce):
        raise typer.BadParameter(
            "--only chooses among an exam's papers, not among copies or announcements: give the two commands one after the other"
        )
    if announce or text:
        if not (announce and text.strip()):
            raise typer.BadParameter("--announce ITEM and --text TEXT go together")
        if copies or spare or only_student:
            raise typer.BadParameter("--announce prints no copies: give the two commands one after the other")
        from grader.cli.announce import print_announcement

        print_announcement(sitting, announce, text, course, json=json, dry_run=dry_run)
        return
    if copies or spare or only_student:
        from grader.cli.copies import Wish

        named = copies == "personalised"
        if not named and copies and not (copies.isascii() and copies.isdigit()):
            raise typer.BadParameter(f"--copies {copies}: write `personalised` or a number")
        if only_student and (copies or spare):
            raise typer.BadParameter("--only-student prints one copy and nothing else")
        wish = Wish(
            personalised=named,
            generic=0 if named else int(copies or 0),
            spare=spare,
            only=only_student,
            profile=profile,
            seats=seats,
            score_bubbles=score_bubbles,
            booklet=booklet,
            singles=singles,
            dry_run=dry_run,
        )
        if seats and not (named or only_student):
            raise typer.BadParameter(
                "--seats goes with `--copies personalised`: other copies have no student"
            )
        _issue(sitting, wish, course, json=json)
        return
    if seats or score_bubbles or singles or booklet:
        raise typer.BadParameter("--seats, --score-bubbles, --singles and --booklet go with --copies")
    from grader import workspace
    from grader.cli.announce import said_at
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
    said = said_at(place, folder)
    printed = print_exam(exam, wanted, layout, questions=place.questions, templates=templates, said=said)
    files = [(f"{paper.name}.pdf", paper.pdf) for paper in printed]
    changed = [name for name, pdf in files if state_of(folder.print_folder / name, pdf) == "changed"]
    if changed and not (force or dry_run):
        raise Refused(
            f"already printed, and would look different now: {', '.join(changed)}",
            hint="papers may be in use; if none is, `--force` replaces the files",
        )
    written = write_pdfs(place, folder, files, dry_run=dry_run)
    if json:
        show_json({"sitting": exam.id, "dry_run": dry_run, "files": written})
        return
    show_written(written, dry_run=dry_run)


def _issue(sitting: str, wish: "Wish", course: Path | None, *, json: bool) -> None:
    """Copies with codes: into the records and into files."""
    from grader import workspace
    from grader.cli.copies import print_copies
    from grader.model.blueprint import Kind

    place = workspace.find(course)
    folder = place.sitting(sitting)
    if folder.exam().blueprint.kind is Kind.PRACTICE:
        raise typer.BadParameter(f"{sitting} is practice: it has no answer sheet")
    issued = print_copies(place, folder, wish)
    show_problems(issued.problems)
    written = write_pdfs(place, folder, issued.files, dry_run=wish.dry_run)
    for pattern in issued.stale:
        for path in sorted(folder.print_folder.glob(pattern)):
            if not wish.dry_run:
                path.unlink()
            written.append({"file": str(path.relative_to(place.root)), "state": "removed"})
    for note in issued.notes:
        say(note)
    if json:
        new = [copy.model_dump(mode="json") for copy in issued.new]
        show_json(
            {
                "sitting": sitting,
                "dry_run": wish.dry_run,
                "issued": new,
                "voided": issued.voided,
                "reseated": issued.reseated,
                "files": written,
            }
        )
        return
    would = "would be " if wish.dry_run else ""
    if issued.new:
        first, last = issued.new[0].number, issued.new[-1].number
        count = "1 copy" if first == last else f"{len(issued.new)} copies"
        print(f"{count} {would}issued: {first}" + (f"-{last}" if last > first else ""))
    else:
        print("no new copy: all that were asked for are issued")
    if issued.reseated:
        print(f"{len(issued.reseated)} copies {would}printed with another seat")
    for number in issued.voided:
        print(f"copy {number} {would}void")
    single = [line for line in written if Path(line["file"]).parent.name == SINGLES]
    show_written(
        [line for line in written if line not in single or line["state"] == "removed"], dry_run=wish.dry_run
    )
    kept = [line for line in single if line["state"] != "removed"]
    if kept:
        changed = sum(line["state"] != "unchanged" for line in kept)
        print(f"{Path(kept[0]['file']).parent}/  {len(kept)} files, {changed} {would}written")
