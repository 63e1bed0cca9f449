"""`grader review --export-doubts` and `--import-doubts`: what paper leaves open, out to people and back."""

from pathlib import Path
from typing import TYPE_CHECKING

from grader.cli.app import actor, say
from grader.errors import InputError, PeopleNeeded, Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.model.paper import Saying
    from grader.reading.handed_in import Doubt
    from grader.records import Records
    from grader.workspace import Sitting, Workspace


def export_doubts(
    place: "Workspace", where: "Sitting", book: "Records", file: Path | None, *, excel_it: bool, dry_run: bool
) -> None:
    """Write the table of doubts, and beside it a page with their pictures."""
    from grader import tables
    from grader.files import atomic_write
    from grader.gradebook.paper import know
    from grader.reading.standing import stand
    from grader.review.doubts import HEADER, doubt_page, doubt_rows

    exam = where.exam()
    found = stand(know(place, exam, book))
    path = file or where.out_folder / "doubts.csv"
    handwritten = _with_words(place, where, found.handwritten, dry_run)
    asked = [*found.doubts, *handwritten]
    if path.exists() and any(
        row.cells.get("answer", "") + row.cells.get("transcribe", "")
        for row in tables.read(path, str(path)).rows
    ):
        raise Refused(
            f"{path} holds answers", hint="import it first and move it away, or give another file name"
        )
    rows = doubt_rows(asked)
    xlsx = path.suffix.lower() == ".xlsx"
    content = (
        tables.to_xlsx(HEADER, rows, sheet=exam.id)
        if xlsx
        else tables.to_csv(HEADER, rows, excel_it=excel_it)
    )
    page = where.out_folder / "doubts.html"
    if not dry_run:
        atomic_write(path, content)
        atomic_write(page, doubt_page(exam, asked))
    verb = "would write" if dry_run else "wrote"
    print(f"{verb} {path} ({len(found.doubts)} questions, {len(found.handwritten)} handwritten answers)")
    print(f"{verb} {page} with the pictures")


def _with_words(
    place: "Workspace", where: "Sitting", handwritten: "Sequence[Doubt]", dry_run: bool
) -> "tuple[Doubt, ...]":
    """The handwritten answers, with the words that the course's model proposes, if it names one."""
    model = place.course().open_answers.transcribe
    if not model or not handwritten:
        return tuple(handwritten)
    from rich.console import Console
    from rich.progress import Progress

    from grader.reading.handwriting import open_handwriting, picture_of
    from grader.reading.transcribe import propose_words

    cache = None if dry_run else place.root / ".cache" / "words.json"
    screen = Console(stderr=True)
    with (
        open_handwriting(model, course=place.root, cache=cache) as transcribe,
        Progress(console=screen, transient=True, disable=not screen.is_terminal) as bar,
    ):
        task = bar.add_task("reading handwriting", total=len(handwritten))
        found: list[Doubt] = []
        for doubt in handwritten:
            found += propose_words([doubt], lambda crop: picture_of(where.folder / crop), transcribe)
            bar.advance(task)
    return tuple(found)


def import_doubts(
    place: "Workspace", where: "Sitting", book: "Records", file: Path | None, *, reason: str, dry_run: bool
) -> None:
    """Take the table back: what people said is recorded beside the readings, and what follows from it is worked out."""
    from dataclasses import replace

    from grader import tables
    from grader.cli import paper
    from grader.gradebook import said
    from grader.gradebook.paper import know
    from grader.reading.standing import SCANS, stand
    from grader.review.doubts import read_doubts

    exam, path = where.exam(), file or where.out_folder / "doubts.csv"
    known = know(place, exam, book)
    before = stand(known)
    table = tables.read(path, str(path))
    returned = read_doubts(
        table, exam, known.copies, known.roster, [*before.doubts, *before.handwritten], known.sayings
    )
    if returned.problems:
        raise InputError(f"{path} must be corrected; nothing of it was recorded", problems=returned.problems)
    earlier = {(s.question, s.copy_number, s.page, s.number): s for s in known.sayings}
    new = tuple(
        s for s in returned.sayings if earlier.get((s.question, s.copy_number, s.page, s.number)) != s
    )
    changed = [s for s in new if _earlier(s, known.sayings)]
    if changed and not reason.strip():
        copies = ", ".join(f"copy {s.copy_number}" for s in changed)
        raise Refused(
            f"{copies}: an earlier answer would change", hint="if that is meant, say why with --reason"
        )
    after = stand(replace(known, sayings=(*known.sayings, *new)))
    if not dry_run:
        said.say(book, exam.id, new, actor=actor(), reason=reason)
        after = stand(know(place, exam, book))
        paper.keep(book, exam.id, after, {SCANS: [], "review": path.name}, reason)
    verb = "would record" if dry_run else "recorded"
    print(
        f"{verb}: {len(new)} answers of people, {len(after.responses)} responses, {len(after.decisions)} points, "
        f"{len(after.copies)} papers bound; left empty: {returned.empty}"
    )
    if after.doubts:
        paper.ask(after.doubts)
        raise PeopleNeeded(
            f"{len(after.doubts)} questions about paper are open",
            hint=f"grader review {exam.id} --export-doubts",
        )
    say("next: grader score " + exam.id)


def _earlier(one: "Saying", sayings: "tuple[Saying, ...]") -> bool:
    """Whether a person answered the same question about the same scans before."""
    place = (one.question, one.copy_number, one.page, one.number, one.seen)
    return any((s.question, s.copy_number, s.page, s.number, s.seen) == place for s in sayings)
