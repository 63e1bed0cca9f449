"""`grader read`: scans into the records, every page accounted for."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from grader.cli.app import (
    CourseOption,
    DryRunOption,
    JsonOption,
    ReasonOption,
    SittingArgument,
    actor,
    app,
    refuse_practice,
    say,
    show_json,
    show_problems,
)
from grader.errors import InputError, PeopleNeeded, errors_of

if TYPE_CHECKING:
    from grader.model.paper import ReadPage
    from grader.reading.account import Account
    from grader.reading.pages.batch import Taken
    from grader.records import Records
    from grader.workspace import Sitting


@app.command(epilog="Example: grader read 2026-04-15-mid-course scans/*.pdf")
def read(
    sitting: SittingArgument,
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Scans: PDF, TIFF, PNG, JPEG, or folders of them.", exists=True),
    ] = None,
    again_: Annotated[
        bool, typer.Option("--again", help="Judge the bubbles that were read anew, without their scans.")
    ] = False,
    sensitivity: Annotated[
        float, typer.Option(help="With --again: 2 takes marks half as dark, 0.5 asks for twice as dark.")
    ] = 1.0,
    as_read: Annotated[
        bool, typer.Option("--as-read", help="With --again: take back what was judged anew.")
    ] = False,
    reason: ReasonOption = "",
    processes: Annotated[
        int, typer.Option(help="Processes; by default one for each core.", min=0, show_default=False)
    ] = 0,
    dry_run: DryRunOption = False,
    json: JsonOption = False,
    course: CourseOption = None,
) -> None:
    """Read the scans of SITTING and account for every page; what is not certain waits for you.

    Pages may come in any order, turned, from any number of files, and again: what was read before changes nothing.
    With --again no file is read: first see with --dry-run which bubbles and papers another sensitivity would change.
    """
    from grader import workspace
    from grader.cli import again, paper
    from grader.files import locked
    from grader.gradebook.paper import know
    from grader.reading.pages.batch import Desk
    from grader.reading.pages.kinds import ENDINGS
    from grader.reading.standing import SCANS, stand
    from grader.records import open_records

    if not again_ and (as_read or sensitivity != 1.0):
        raise typer.BadParameter("--sensitivity and --as-read go with --again")
    if again_ and files:
        raise typer.BadParameter("--again judges what was read before, and takes no files")
    if not again_ and not files:
        raise typer.BadParameter("name the scans, or say --again")
    place = workspace.find(course)
    where = place.sitting(sitting)
    exam, scans = where.exam(), list(_scans(files or []))
    refuse_practice(exam)
    if again_:
        wanted = None if as_read else sensitivity
        again.judge_again(place, where, wanted, reason=reason, dry_run=dry_run, json=json)
        return
    if not scans:
        raise InputError(
            "there is no scan in what you named", hint=f"files that end with {', '.join(ENDINGS)}"
        )
    with locked(where.folder / ".lock"), open_records(place.database) as book:
        known = know(place, exam, book)
        if not known.printed:
            hint = f"grader print {sitting} --copies N, before the exam: every copy has its own code"
            raise InputError(f"no copies of {sitting} were printed", hint=hint)
        desk = Desk(exam, known.matricola, known.printed, book.page_hashes(sitting))
        seen, fresh, new = _read(desk, scans, processes, where, book, dry_run, quiet=json)
        found = stand(know(place, exam, book, fresh))
        if not dry_run:
            names = [path.name for path in scans]
            book.close_batch(sitting, {"files": names, "pages": len(seen)}, actor=actor())
            paper.keep(book, sitting, found, {SCANS: names})
        judged = book.sensitivity(sitting)
    batch, lines = _batch(seen, found.account)
    if json:
        body: dict[str, Any] = {
            "sitting": sitting,
            "dry_run": dry_run,
            "batch": batch,
            **paper.as_json(found),
        }
        show_json({**body, "files": paper.by_file(lines)})
    else:
        print(f"pages in these files: {paper.sums(batch, len(seen))}")
        paper.show(found)
        verb = "would record" if dry_run else "recorded"
        print(f"{verb}: {len(found.responses)} answers, {len(found.copies)} papers bound to their students")
        if found.decisions:
            print(f"{verb}: {len(found.decisions)} points that were marked on the sheets")
        if found.handwritten:
            print(f"handwritten answers: {len(found.handwritten)}, with a picture each under crops/")
    for line in paper.by_file(lines):
        say(line)
    show_problems(found.problems)
    paper.ask(found.doubts)
    if judged is not None and new:
        say(
            f"earlier pages were judged anew with sensitivity {judged:g}; for these too: "
            f"grader read {sitting} --again --sensitivity {judged:g} --reason WHY"
        )
    if waiting := len(found.doubts) + len(errors_of(found.problems)):
        hint = f"grader review {sitting} --export-doubts" if found.doubts else "look at the lines above"
        raise PeopleNeeded(
            f"{waiting} things wait for you; everything else is {'fine' if dry_run else 'recorded'}",
            hint=hint,
        )


def _scans(files: list[Path]) -> Iterator[Path]:
    """The files named, and those in the folders named, in order; raise BadParameter for a file that is no scan."""
    from grader.reading.pages.kinds import ENDINGS, is_scan

    if strange := [str(path) for path in files if not path.is_dir() and not is_scan(path)]:
        are, it = ("is", "it") if len(strange) == 1 else ("are", "them")
        what = f"{', '.join(strange)} {are} neither PDF, TIFF, PNG nor JPEG, and nothing was read"
        raise typer.BadParameter(f"{what}: leave {it} out, or save {it} as one of these")
    for path in files:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.suffix.lower() in ENDINGS and p.is_file())
        else:
            yield path


def _read(
    desk: Any,
    scans: list[Path],
    processes: int,
    where: "Sitting",
    book: "Records",
    dry_run: bool,
    *,
    quiet: bool,
) -> "tuple[list[Taken], list[ReadPage], bool]":
    """Read every page; each is kept at once, its crops before it, so that a killed batch goes on where it was.

    Comes back with the pages that a dry run kept nowhere, and whether any page was new.
    """
    from dataclasses import replace

    from rich.console import Console
    from rich.progress import Progress

    from grader.files import atomic_write
    from grader.reading.pages.batch import read_batch

    seen: list[Taken] = []
    kept: set[str] = set()
    fresh: list[ReadPage] = []
    screen = Console(stderr=True)
    with Progress(console=screen, transient=True, disable=quiet or not screen.is_terminal) as bar:
        task = bar.add_task("reading pages", total=None)
        for taken in read_batch(desk, scans, processes=processes):
            bar.update(task, completed=len(seen) + 1, description=f"reading {taken.source}")
            if taken.page is not None and taken.content_hash not in kept:
                kept.add(taken.content_hash)
                if dry_run:
                    fresh.append(taken.page)
                else:
                    for name, content in taken.pictures:
                        atomic_write(where.folder / name, content)
                    book.save_page(where.id, taken.page)
            seen.append(replace(taken, page=None, pictures=()))  # memory stays flat
    return seen, fresh, bool(kept)


def _batch(seen: "list[Taken]", account: "Account") -> tuple[Counter[str], list[tuple[str, str]]]:
    """The one status of each page in these files, and a line on each that is not simply read."""
    settled = {page.reading.content_hash: page.reading for page in account.pages}
    counts: Counter[str] = Counter()
    lines, met = [], set()
    for taken in seen:
        reading = settled[taken.content_hash]
        again = taken.content_hash in met or taken.source != reading.source
        met.add(taken.content_hash)
        status = "duplicate" if again and reading.status in ("read", "conflict") else str(reading.status)
        counts[status] += 1
        if status == "duplicate":
            lines.append((taken.source, "read before" if again else "duplicate: the same marks again"))
        elif status not in ("read", "blank"):
            lines.append((taken.source, status + (f": {reading.note}" if reading.note else "")))
    return counts, lines
