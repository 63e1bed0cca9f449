"""`grader print --announce`: what is said about an item while the exam is on, in the records, on paper, in the key."""

from json import loads
from pathlib import Path
from typing import TYPE_CHECKING

from grader.cli.app import actor, open_sitting, show_json
from grader.cli.written import show_written, write_pdfs
from grader.model.event import EventKind
from grader.model.kinds import Profile

if TYPE_CHECKING:
    from grader.model.exam import Exam
    from grader.printing.announcements import Announcement
    from grader.records import Records
    from grader.workspace import Sitting, Workspace


def announced(records: "Records", exam: "Exam") -> "tuple[Announcement, ...]":
    """What was announced in an exam, in order, in this machine's time."""
    from grader.printing.announcements import Announcement

    return tuple(
        Announcement(said["item_id"], said["text"], event.at.astimezone())
        for event in records.events(exam.id, EventKind.ANNOUNCED)
        for said in [loads(event.payload)]
    )


def announce(
    place: "Workspace", folder: "Sitting", item: str, text: str, *, dry_run: bool
) -> tuple[tuple[str, bytes], ...]:
    """Record an announcement that is not recorded yet; its page, and the keys with a note of it, by file name."""
    import datetime as dt

    from grader import workspace
    from grader.printing.announcements import Announcement, item_of, page
    from grader.printing.layout import LAYOUTS
    from grader.printing.papers import PaperKind, papers
    from grader.printing.render import Sheet, fill, print_exam, to_pdf

    exam, text = folder.exam(), " ".join(text.split())
    templates = (place.root / "templates", workspace.bundled("templates"))
    item_id = item_of(exam, item)
    with open_sitting(place, folder, writes=not dry_run) as records:
        said = announced(records, exam)
        if not any((one.item_id, one.text) == (item_id, text) for one in said):
            if dry_run:
                said = (*said, Announcement(item_id, text, dt.datetime.now().astimezone()))
            else:
                payload = {"item_id": item_id, "text": text}
                records.append(exam.id, EventKind.ANNOUNCED, payload, actor=actor())
                said = announced(records, exam)
    number = next(n for n, one in enumerate(said, start=1) if (one.item_id, one.text) == (item_id, text))
    layout = LAYOUTS[Profile.ACCESSIBLE]  # it is read from afar
    html = fill("announcement.html.j2", page(exam, said[number - 1], layout), templates)
    printed = to_pdf(Sheet(f"announcement-{number}", html, place.questions))
    found = [(f"{printed.name}.pdf", printed.pdf)]
    for profile, shape in LAYOUTS.items():
        keys = [paper for paper in papers(exam, shape) if paper.kind is PaperKind.KEY]
        if profile is not Profile.STANDARD:
            keys = [paper for paper in keys if (folder.print_folder / f"{paper.name}.pdf").exists()]
        drawn = print_exam(exam, keys, shape, questions=place.questions, templates=templates, said=said)
        found += [(f"{one.name}.pdf", one.pdf) for one in drawn]
    return tuple(found)


def said_at(place: "Workspace", folder: "Sitting") -> "tuple[Announcement, ...]":
    """What was announced, as `grader print` needs it for the key; records that are not there say nothing."""
    with open_sitting(place, folder, writes=False) as records:
        return announced(records, folder.exam())


def print_announcement(
    sitting: str, item: str, text: str, course: Path | None, *, json: bool, dry_run: bool
) -> None:
    """Write the page to read out or hang up, and the keys with a note of it."""
    from grader import workspace

    place = workspace.find(course)
    folder = place.sitting(sitting)
    files = announce(place, folder, item, text, dry_run=dry_run)
    written = write_pdfs(place, folder, files, dry_run=dry_run)
    if json:
        show_json({"sitting": sitting, "dry_run": dry_run, "files": written})
        return
    show_written(written, dry_run=dry_run)
