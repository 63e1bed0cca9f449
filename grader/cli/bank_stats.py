"""`grader bank stats`: how many items of which kinds the bank has, and what the sittings taught about each."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from grader.cli.app import CourseOption, JsonOption, say, show_json, show_problems
from grader.cli.bank import (
    LevelOption,
    PartOption,
    StatusOption,
    TagOption,
    TopicOption,
    TypeOption,
    bank_app,
    warn_unread,
)
from grader.errors import InputError
from grader.model.kinds import Level

if TYPE_CHECKING:
    from rich.table import Table

    from grader.analysis.learning import Correlation, ItemRecord
    from grader.bank import Bank
    from grader.model.item import Item


@bank_app.command("stats", epilog="Example: grader bank stats   ·   grader bank stats --type open --flagged")
def stats(
    topic: TopicOption = None,
    type_: TypeOption = None,
    level: LevelOption = None,
    part: PartOption = None,
    status: StatusOption = None,
    tag: TagOption = None,
    item: Annotated[list[str] | None, typer.Option(help="Only this item; may be said several times.")] = None,
    flagged: Annotated[
        bool, typer.Option("--flagged", help="Only items that something is flagged about.")
    ] = False,
    course: CourseOption = None,
    json_: JsonOption = False,
) -> None:
    """Count the bank's items, warn where a blueprint lacks some, and show how each item did in its sittings.

    The expected share of points is what was observed, drawn toward the author's estimate; assembly uses it. Figures in brackets rest
    on fewer than 30 papers.
    """
    from grader import workspace
    from grader.analysis.bank_advice import learned_warnings
    from grader.bank.coverage import shortages
    from grader.bank.pool import as_learned
    from grader.bank.stats import select, tally
    from grader.gradebook.learned import experience
    from grader.records import open_records

    place = workspace.find(course)
    bank = place.bank()
    wanted = type_.value if type_ else None
    chosen = select(bank.items, topic=topic, type_=wanted, level=level, part=part, status=status, tag=tag)
    if item:
        chosen = _named(chosen, item)
    with open_records(place.database, create=False) as book:
        found = experience(place, book, tell=say)
    every = found.records(bank.items)
    records = {one.id: every[one.id] for one in chosen if one.id in every}
    expected = as_learned(bank.items, [one.learned for one in every.values() if one.learned])
    lacks = [
        problem
        for name in place.blueprint_names()
        for problem in shortages(expected, place.blueprint(name), place.blueprint_places(name))
    ]
    if flagged:
        records = {id_: record for id_, record in records.items() if flags(record)}
        chosen = tuple(one for one in chosen if one.id in records)
    if json_:
        show_json(
            {
                "items": len(chosen),
                "cells": [cell.model_dump(mode="json") for cell in tally(chosen)],
                "coverage": [str(problem) for problem in lacks],
                "learned": [_as_json(record) for record in records.values()],
                "authors": _authors(records),
                "problems": [str(problem) for problem in found.problems],
            }
        )
        return
    from rich.console import Console

    console = Console(width=None if Console().is_terminal else 140)
    if not item and not flagged:
        console.print(_counts(chosen))
    if records:
        console.print(_learned(records))
        for id_, record in records.items():
            if told := flags(record):
                print(f"{id_}: {'; '.join(told)}")
    show_problems([*(lacks if not item else ()), *found.problems])
    _say_rest(bank, chosen, records, list(learned_warnings(bank, records)))
    say(f"{len(chosen)} of {len(bank.items)} items; {len(lacks)} coverage warnings")
    warn_unread(bank)


def flags(record: "ItemRecord") -> list[str]:
    """What a person should know of an item's record, in words."""
    from grader.analysis.learning import WORDS

    told = [WORDS.get(kind, kind) for kind in record.alarms]
    told += [f"{sittings(record.waiting)} where it waits for people"] if record.waiting else []
    told += [f"{sittings(record.earlier)} of an earlier version"] if record.earlier else []
    return told


def sittings(count: int) -> str:
    """A count of sittings in words."""
    return f"{count} sitting{'s' * (count > 1)}"


def brief(value: float | None, *, grey: bool = False) -> str:
    """A share or a correlation with two decimals, in brackets where it rests on little; – for none."""
    if value is None:
        return "–"
    text = f"{value:.2f}".replace("-", "−")
    return f"({text})" if grey else text


def _named(items: "Sequence[Item]", names: Sequence[str]) -> "tuple[Item, ...]":
    known = {one.id for one in items}
    if unknown := [name for name in names if name not in known]:
        raise InputError(
            f"there is no item {', '.join(unknown)} among them", hint="grader bank list shows the ids"
        )
    return tuple(one for one in items if one.id in names)


def _as_json(record: "ItemRecord") -> dict[str, Any]:
    return {**asdict(record), "few": record.few, "avoided": record.avoided}


def _authors(records: "Mapping[str, ItemRecord]") -> dict[str, float] | None:
    """How far authors' estimates are off, over items with enough papers; none where there is none."""
    from grader.analysis.figures import ENOUGH

    off = [
        record.observed - record.author
        for record in records.values()
        if record.observed is not None and record.author is not None and record.papers >= ENOUGH
    ]
    if not off:
        return None
    return {
        "items": len(off),
        "mean_difference": round(sum(off) / len(off), 4),
        "mean_distance": round(sum(map(abs, off)) / len(off), 4),
    }


def _say_rest(
    bank: "Bank", chosen: "Sequence[Item]", records: "Mapping[str, ItemRecord]", warnings: Sequence[Any]
) -> None:
    show_problems(warnings)
    if authors := _authors(records):
        shift = authors["mean_difference"]
        lean = (
            "too hopeful" if shift < -0.02 else "too gloomy" if shift > 0.02 else "neither hopeful nor gloomy"
        )
        print(
            f"authors' estimates are off by {authors['mean_distance']:.2f} (on items with 30 papers or more: {authors['items']:.0f}), "
            f"and {lean}: students won {shift:+.2f} of the points compared with them".replace("-", "−")
        )
    if never := len(chosen) - len(records):
        say(f"{never} of them {'was' if never == 1 else 'were'} in no exam yet")


def _learned(records: "Mapping[str, ItemRecord]") -> "Table":
    """A row for each item that was in an exam; narrow enough for a terminal of 80 columns."""
    from rich.table import Table

    title = "What students won on each item, and what to expect next"
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, padding=(0, 1, 0, 0))
    for name in ("item", "papers", "author", "observed", "expected", "item-rest", "last used"):
        table.add_column(name, justify="left" if name == "item" else "right", no_wrap=True)
    for id_, record in records.items():
        table.add_row(
            id_,
            f"{record.papers} in {record.sittings}" if record.papers else "–",
            brief(record.author),
            brief(record.observed, grey=record.few),
            brief(record.facility if record.papers else None),
            _correlation(record.discrimination),
            str(record.last_used),
        )
    return table


def _correlation(pooled: "Correlation | None") -> str:
    from grader.analysis.figures import ENOUGH

    return "–" if pooled is None else brief(pooled.value, grey=pooled.papers < ENOUGH)


def _counts(items: "tuple[Item, ...]") -> "Table":
    """A row for each topic, type and level; a column for each band of facility."""
    from rich.table import Table

    from grader.bank.stats import BANDS, tally

    table = Table(title="Items by expected share of points won (facility)")
    bands = [name for name, _, _ in BANDS] + [""]
    for name in ("topic", "type", "level"):
        table.add_column(name, no_wrap=True)
    for name, low, high in BANDS:
        table.add_column(f"{name} {low:g}-{min(high, 1):g}", justify="right")
    table.add_column("not stated", justify="right")
    table.add_column("all", justify="right")
    rows: dict[tuple[str, str, str], Counter[str]] = {}
    for cell in tally(items):
        rows.setdefault((cell.topic, cell.type, cell.level), Counter())[cell.facility] += cell.count
    order = {level.value: number for number, level in enumerate(Level)}
    previous = ""
    for key in sorted(rows, key=lambda key: (key[0], key[1], order.get(key[2], -1))):
        if previous not in ("", key[0]):
            table.add_section()
        counts = rows[key]
        shown = "" if key[0] == previous else key[0]
        table.add_row(shown, *key[1:], *(str(counts[b] or "") for b in bands), str(counts.total()))
        previous = key[0]
    table.add_section()
    total = sum(rows.values(), Counter[str]())
    table.add_row("all", "", "", *(str(total[b] or "") for b in bands), str(total.total()))
    return table
