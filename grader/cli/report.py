"""`grader report`: what an exam says about its questions, as a table on the screen and as CSV."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import TYPE_CHECKING

from grader.cli.app import (
    CourseOption,
    DryRunOption,
    JsonOption,
    SittingArgument,
    app,
    open_sitting,
    say,
    show_json,
)
from grader.errors import InputError

if TYPE_CHECKING:
    from rich.table import Table

    from grader.analysis.figures import ExamStatistics, Figure, ItemStatistics
    from grader.analysis.options import OptionStatistics

WHY = {
    "few": "fewer than 30 papers",
    "constant": "all the same",
    "unlike": "the forms have different questions",
}
_PLACES = Decimal("0.001")


@app.command("report", epilog="Example: grader report 2026-04-15-mid-course")
def report(
    sitting: SittingArgument,
    course: CourseOption = None,
    json_: JsonOption = False,
    dry_run: DryRunOption = False,
) -> None:
    """Say how each question did: how easy, how well it tells students apart, who chose what; into out/ as CSV.

    Figures have a 95 % interval; one in brackets rests on too little to be trusted.
    """
    from grader import workspace
    from grader.analysis.options import option_statistics, wrong_keys
    from grader.analysis.papers import papers_of
    from grader.analysis.statistics import item_statistics, whole_statistics
    from grader.files import atomic_write
    from grader.gradebook.final import as_scored, final_scores, read_records

    place = workspace.find(course)
    folder = place.sitting(sitting)
    exam = folder.exam()
    with open_sitting(place, folder, writes=False) as book:
        held = read_records(place, exam, book)
        scored = as_scored(exam, book)
        papers = papers_of(final_scores(exam, held, place.course().open_answers))
    if not papers.copies:
        raise InputError(
            f"no paper of {sitting} was handed in", hint=f"grader import {sitting} FILE, or grader read"
        )
    items, whole = item_statistics(papers), whole_statistics(papers)
    options = option_statistics(scored, held.copies, held.responses, papers)
    alarms = wrong_keys(options)
    if not dry_run:
        folder.out_folder.mkdir(exist_ok=True)
        atomic_write(folder.out_folder / "items.csv", _items_csv(items))
        atomic_write(folder.out_folder / "options.csv", _options_csv(options))
    if json_:
        answer = {"items": [asdict(item) for item in items], "exam": asdict(whole)}
        answer |= {"options": [asdict(option) for option in options]}
        show_json(answer | {"probable_wrong_keys": [asdict(alarm) for alarm in alarms], "dry_run": dry_run})
        return
    from rich.console import Console

    Console().print(_table(items))
    print("\n".join(_whole(whole)))
    for alarm in alarms:
        print(
            f"look at {alarm.item_id}: better students avoid its key ({alarm.key.text}) and choose "
            f"“{alarm.distractor.text}” -> if the key is wrong: grader correct {sitting} --item {alarm.item_id}"
        )
    waiting = len(papers.copies) - int(papers.complete.sum())
    if waiting:
        say(f"{waiting} papers have points that wait for people; they count only where theirs are known")
    if not dry_run:
        say(f"written: {folder.out_folder.relative_to(place.root)}/items.csv and options.csv")


def _table(items: "Sequence[ItemStatistics]") -> "Table":
    """A row for each item."""
    from rich.table import Table

    table = Table(title="Questions")
    for name in ("question", "papers", "share of points", "sd", "item-rest", "left blank"):
        table.add_column(name, justify="left" if name == "question" else "right", no_wrap=name == "question")
    for item in items:
        table.add_row(
            item.item_id,
            str(item.facility.n),
            _short(item.facility),
            _short(item.sd),
            _short(item.discrimination),
            _short(item.blank),
        )
    return table


def _whole(exam: "ExamStatistics") -> "Iterator[str]":
    """The test in a few lines."""
    yield f"points: mean {_said(exam.mean)}, sd {_said(exam.sd)}"
    if exam.quartiles:
        yield "a quarter of the papers has at most {:g} points, half {:g}, three quarters {:g}".format(
            *exam.quartiles
        )
    yield f"reliability (alpha) {_said(exam.alpha)}; standard error of a student's points {_said(exam.error)}"


def _short(figure: "Figure") -> str:
    if figure.value is None:
        return "–"
    return f"{figure.value:.2f}" if figure.enough else f"({figure.value:.2f})"


def _said(figure: "Figure") -> str:
    """A figure with its interval, or why there is none."""
    why = f" ({WHY[figure.why.value]})" if figure.why.value else ""
    if figure.value is None:
        return f"not known{why}"
    span = f" ({figure.low:.2f} to {figure.high:.2f})" if figure.low is not None else ""
    return f"{figure.value:.2f}{span}{why}"


def _items_csv(items: "Sequence[ItemStatistics]") -> bytes:
    from grader.tables import to_csv

    names = ("facility", "sd", "discrimination", "blank")
    header = ["item", "papers", *(f"{n}{end}" for n in names for end in ("", "_low", "_high", "_why"))]
    rows = []
    for item in items:
        row: list[str | int | Decimal | None] = [item.item_id, item.facility.n]
        for name in names:
            one: Figure = getattr(item, name)
            row += [_number(one.value), _number(one.low), _number(one.high), one.why.value]
        rows.append([*row, _number(item.efficiency), _number(item.weight)])
    return to_csv([*header, "discriminative_efficiency", "effective_weight"], rows)


def _options_csv(options: "Sequence[OptionStatistics]") -> bytes:
    from grader.tables import to_csv

    header = ["item", "option", "key", "chosen", "papers", "point_biserial"]
    return to_csv(
        header,
        [
            [one.item_id, one.text, "yes" if one.key else "", one.chosen, one.n, _number(one.correlation)]
            for one in options
        ],
    )


def _number(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(value).quantize(_PLACES)
