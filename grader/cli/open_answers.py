"""What `grader score` and `grader review --import` share: suggestions learnt from every decision, and what they are worth."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.cli.app import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.model.exam import Exam
    from grader.model.response import Copy, Response
    from grader.model.score import Decision, Suggestion
    from grader.records import Records
    from grader.scoring.openended.evaluate import Comparison
    from grader.scoring.openended.judge import Judgement
    from grader.scoring.openended.progress import Progress as Worth
    from grader.workspace import Workspace

_TARGETS = (1.0, 0.5, 0.25, 0.1)  # mean error of the totals, points


def suggest_open(
    place: "Workspace",
    exam: "Exam",
    copies: "Sequence[Copy]",
    responses: "Sequence[Response]",
    decisions: "Sequence[Decision]",
    book: "Records",
    *,
    keep: bool,
) -> "tuple[tuple[Suggestion, ...], Judgement | None]":
    """Suggestions for the open answers; the model is not even looked for when there are none. `keep` caches vectors, `book` tells of earlier sittings."""
    from grader.model.item import Open

    open_places = {(f.letter, i.number) for f in exam.forms for i in f.items if isinstance(i.item, Open)}
    forms = {copy.number: copy.form for copy in copies}
    if not any((forms.get(r.copy_number), r.number) in open_places and r.text.strip() for r in responses):
        return (), None
    from rich.console import Console
    from rich.progress import Progress

    from grader.gradebook.earlier import earlier_answers
    from grader.scoring.openended.embed import open_embedder
    from grader.scoring.openended.model import suggest

    earlier = earlier_answers(place, exam, book)
    rules, screen = place.course().open_answers, Console(stderr=True)
    cache: Path | None = place.root / ".cache" / "vectors.sqlite" if keep else None
    with Progress(console=screen, transient=True, disable=not screen.is_terminal) as bar:
        task = bar.add_task("reading the open answers", total=None)
        embed = open_embedder(
            rules.model,
            course=place.root,
            cache=cache,
            tell=lambda done, of: bar.update(task, completed=done, total=of),
            prompt=rules.prompt,
        )
        return suggest(
            exam, copies, responses, decisions, embed, model=embed.name, rules=rules, earlier=earlier
        )


def say_progress(now: "Worth", totals: float) -> None:
    """After each batch: what the suggestions were worth so far, and how much is left to read."""
    if now.decided:
        say("suggestions beside your decisions, each made without the decisions on that answer and its like:")
        say(f"  answers: {_compared(now.items)}")
        say(f"  totals of the open answers: {_compared(now.totals)}")
    waiting = now.answers - now.decided
    if waiting:
        say(
            f"{now.sure} of {waiting} waiting answers have a suggestion that keeps the promise; read {now.needed(totals)} "
            f"more for totals that are off by {totals:g} points in the mean"
        )


def show_agreement(now: "Worth") -> None:
    """The same as tables: agreement, reliability of the chances, and answers to read for a promised error of the totals."""
    from rich.console import Console
    from rich.table import Table

    screen = Console(width=None if Console().is_terminal else 110)
    table = Table(
        "compared with decisions", "number", "kappa", "RMSE, points", "right", box=None, pad_edge=False
    )
    for title, one in (("answers", now.items), ("totals of papers", now.totals)):
        cells = ["too few"] * 3 if one.few else [str(one.qwk), str(one.rmse), str(one.right)]
        table.add_row(title, str(one.answers), *cells)
    screen.print(table)
    screen.print()
    table = Table("chance said", "was true", "answers", box=None, pad_edge=False)
    for part in now.parts if not now.items.few else ():
        table.add_row(f"{part.said:.2f}", f"{part.true:.2f}", str(part.answers))
    table.add_row(
        "in the mean off by", "too few" if now.items.few else f"{now.error:.2f}", str(now.items.answers)
    )
    screen.print(table)
    screen.print()
    table = Table(
        "answers to read", "mean error of totals", "totals within a point", box=None, pad_edge=False
    )
    for read in sorted({0, *(now.needed(target) for target in _TARGETS), len(now.readings) - 1}):
        at = now.readings[read]
        table.add_row(str(read), f"{at.error:.2f}", f"{at.within_a_point:.0%}")
    screen.print(table)


def agreement_json(now: "Worth") -> dict[str, Any]:
    """The same for scripts; the readings only where they reach a target."""
    found = asdict(now)
    del found["readings"]
    read = {now.needed(target) for target in _TARGETS}
    return found | {"readings": [asdict(r) for r in now.readings if r.read in read]}


def _compared(one: "Comparison") -> str:
    if one.few:
        return f"{one.answers}, too few to say"
    return f"{one.answers}; quadratic kappa {one.qwk}, RMSE {one.rmse} points, right {one.right}"
