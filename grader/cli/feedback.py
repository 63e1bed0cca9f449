"""`grader feedback`: a PDF for each student with their answers, their points and why; sending is left to others."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.app import (
    CourseOption,
    DryRunOption,
    JsonOption,
    SittingArgument,
    app,
    open_sitting,
    say,
    show_json,
    show_problems,
)

if TYPE_CHECKING:
    from grader.gradebook.feedback import ClassFeedback
    from grader.printing.render import Sheet
    from grader.reporting.feedback import Handed
    from grader.workspace import Sitting, Workspace

HEADER = ("student_id", "email", "file")


@app.command(epilog="Example: grader feedback 2026-04-15-mid-course --merged --mail-merge")
def feedback(
    sitting: SittingArgument,
    student: Annotated[
        list[str] | None,
        typer.Option("--student", help="Only of this student; may be repeated.", show_default=False),
    ] = None,
    merged: Annotated[
        bool, typer.Option("--merged", help="Also write all sheets as one file to print.")
    ] = False,
    mail_merge: Annotated[
        bool, typer.Option("--mail-merge", help="Also write a table of matricola, e-mail address and file.")
    ] = False,
    scans: Annotated[bool, typer.Option("--scans", help="Show the scan of each handwritten answer.")] = False,
    draft: Annotated[
        bool, typer.Option("--draft", help="Write sheets although people are needed; each says so.")
    ] = False,
    course: CourseOption = None,
    json_: JsonOption = False,
    dry_run: DryRunOption = False,
) -> None:
    """Write a feedback sheet for each student of SITTING into out/feedback/; exits 4 and writes nothing while answers wait.

    A sheet has the student's own answers with points and reasons, what of the rubric was met, comments, the explanations,
    and the third of the class; nothing of other students, and nothing of how anybody's paper was laid out. Comments are
    the student's to read.
    """
    from grader import workspace
    from grader.files import atomic_write
    from grader.gradebook.absences import contradictions
    from grader.gradebook.feedback import class_feedback
    from grader.gradebook.lists import statuses
    from grader.printing.images import Assets, demand_images
    from grader.reporting.sheets import merged as as_one
    from grader.reporting.sheets import printed
    from grader.tables import to_csv

    place = workspace.find(course)
    folder = place.sitting(sitting)
    with open_sitting(place, folder, writes=False) as book:
        found = class_feedback(place, folder, book, asset=Assets(place.questions).url, wanted=student or ())
        doubtful = contradictions(place, folder, book, statuses(book))
    show_problems(doubtful)
    _refuse(found, sitting, draft=draft)
    demand_images(found.sheets.exam, place.questions)
    names = _names(found.handed)
    written: list[str] = []
    pdfs: list[bytes] = []
    for name, one in zip(names, printed(_sheets(place, folder, found, names, scans)), strict=True):
        if not dry_run:
            atomic_write(folder.out_folder / name, one.pdf)
        written.append(name)
        if merged:
            pdfs.append(one.pdf)
    files: dict[str, bytes] = {}
    if merged:
        files["feedback.pdf"] = as_one(pdfs)
    if mail_merge:
        rows = [(h.student.student_id, h.student.email, n) for h, n in zip(found.handed, names, strict=True)]
        files["feedback.csv"] = to_csv(HEADER, rows)
    for name, content in files.items():
        if not dry_run:
            atomic_write(folder.out_folder / name, content)
        written.append(name)
    gone = [] if student else _left_over(folder, names)
    for path in gone if not dry_run else ():
        path.unlink()
    out = folder.out_folder.relative_to(place.root)
    if json_:
        show_json(
            {
                "sitting": sitting,
                "draft": found.waits,
                "files": [f"{out}/{n}" for n in written],
                "dry_run": dry_run,
            }
        )
        return
    for name in written:
        print(f"{out}/{name}{'  (not written)' if dry_run else ''}")
    if gone:
        verb = "would be" if dry_run else "were"
        say(f"sheets of an earlier run that no paper stands behind {verb} taken away: {len(gone)}")
    count = f"{len(names)} feedback sheet{'s' * (len(names) != 1)}{' (drafts)' if found.waits else ''}"
    say(f"{count}; send them as your university does")


def _refuse(found: "ClassFeedback", sitting: str, *, draft: bool) -> None:
    """Raise PeopleNeeded while points may change, unless drafts are wanted; InputError where there is nobody."""
    from grader.errors import PeopleNeeded
    from grader.gradebook.final import nobody_handed_in

    if not found.handed:
        raise nobody_handed_in(sitting)
    if draft or not found.waits:
        return
    counts = (
        (found.undecided, "answers without points", f"grader review {sitting}"),
        (found.unrecorded, "answers that are not recorded", f"grader import {sitting} FILE"),
        (found.questions, "questions about paper", f"grader review {sitting} --export-doubts"),
        (found.untaken, "papers that an import could not take", f"grader import {sitting} FILE"),
        (found.nobodys, "papers of nobody on the roster", f"grader correct {sitting} --copy N --student ID"),
    )
    raise PeopleNeeded(
        "\n".join([*(f"{n} {what} -> {how}" for n, what, how in counts if n), "no feedback was written"]),
        hint="--draft writes sheets that say so",
    )


def _names(handed: "tuple[Handed, ...]") -> list[str]:
    """A file for each paper, by matricola; by copy as well where a student has two."""
    ids = [one.student.student_id for one in handed]
    return [
        f"feedback/{id_}.pdf" if ids.count(id_) == 1 else f"feedback/{id_}-{one.copy.number}.pdf"
        for id_, one in zip(ids, handed, strict=True)
    ]


def _left_over(folder: "Sitting", names: list[str]) -> list[Path]:
    """Sheets of an earlier run that no paper stands behind: theirs was bound to somebody else since, or voided."""
    there = sorted((folder.out_folder / "feedback").glob("*.pdf"))
    return [path for path in there if f"feedback/{path.name}" not in names]


def _sheets(
    place: "Workspace", folder: "Sitting", found: "ClassFeedback", names: list[str], scans: bool
) -> "Iterator[Sheet]":
    """Each student's sheet as HTML, made when it is its turn."""
    from grader import workspace
    from grader.reporting.feedback import feedback_of
    from grader.reporting.sheets import feedback_sheet

    templates = (place.root / "templates", workspace.bundled("templates"))
    for name, one in zip(names, found.handed, strict=True):
        shown = _pictures(folder.folder, one) if scans else {}
        addresses = {number: tuple(of) for number, of in shown.items()}
        pictures = {address: content for of in shown.values() for address, content in of.items()}
        told = feedback_of(found.sheets, one, addresses)
        yield feedback_sheet(name, told, pictures, questions=place.questions, templates=templates)


def _pictures(folder: Path, one: "Handed") -> dict[int, dict[str, bytes]]:
    """The scans of a paper's handwritten answers, by number and by the address that its page gives them."""
    from grader.errors import InputError

    found: dict[int, dict[str, bytes]] = {}
    for number, response in one.responses.items():
        for path in response.crop.split():
            try:
                content = (folder / path).read_bytes()
            except OSError:
                raise InputError(
                    f"{path} is not there", hint="restore crops/ from a copy, or leave --scans out"
                ) from None
            found.setdefault(number, {})[f"scan:{path}"] = content
    return found
