"""`grader bank`: look into the question bank."""

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.app import CourseOption, JsonOption, app, say, show_json, show_problems
from grader.model.kinds import ItemType, Level, Part, Status

if TYPE_CHECKING:
    from rich.table import Table

    from grader.bank import Bank
    from grader.model.item import Item

bank_app = typer.Typer(no_args_is_help=True, help="Look into the question bank.")
app.add_typer(bank_app, name="bank")

OfTopic = Annotated[str | None, typer.Option(help="Only items of this topic.")]
OfType = Annotated[ItemType | None, typer.Option("--type", help="Only items of this type.")]
OfLevel = Annotated[Level | None, typer.Option(help="Only items of this level.")]
OfPart = Annotated[Part | None, typer.Option(help="Only items of this half of the course.")]
OfStatus = Annotated[Status | None, typer.Option(help="Only items of this status.")]
WithTag = Annotated[str | None, typer.Option(help="Only items with this tag.")]


@bank_app.command("list", epilog="Example: grader bank list --type open --part second")
def list_(
    topic: OfTopic = None,
    type_: OfType = None,
    level: OfLevel = None,
    part: OfPart = None,
    status: OfStatus = None,
    tag: WithTag = None,
    course: CourseOption = None,
    json_: JsonOption = False,
) -> None:
    """List the items of the bank, one a line, with the place where each is written."""
    from grader import workspace
    from grader.bank.markdown import to_plain
    from grader.bank.stats import select

    bank = workspace.find(course).bank()
    wanted = type_.value if type_ else None
    chosen = select(bank.items, topic=topic, type_=wanted, level=level, part=part, status=status, tag=tag)
    if json_:
        show_json({"items": [_line(item, bank) for item in chosen], "problems": len(bank.problems)})
        return
    for item in chosen:
        stem = " ".join(to_plain(item.stem).split())
        print(f"{bank.where[item.id]}  {item.id}  {item.type}  {stem[:70]}{'…' * (len(stem) > 70)}")
    say(f"{len(chosen)} of {len(bank.items)} items")
    _warn(bank)


@bank_app.command("stats", epilog="Example: grader bank stats")
def stats(course: CourseOption = None, json_: JsonOption = False) -> None:
    """Count the bank's items by topic, type, level and facility, and warn where a blueprint lacks some."""
    from grader import workspace
    from grader.bank.coverage import shortages
    from grader.bank.stats import tally

    place = workspace.find(course)
    bank = place.bank()
    lacks = [
        problem
        for name in place.blueprint_names()
        for problem in shortages(bank.items, place.blueprint(name), place.blueprint_places(name))
    ]
    if json_:
        cells = [cell.model_dump(mode="json") for cell in tally(bank.items)]
        show_json({"items": len(bank.items), "cells": cells, "coverage": [str(problem) for problem in lacks]})
        return
    from rich.console import Console

    Console().print(_table(bank.items))
    show_problems(lacks)
    say(f"{len(bank.items)} items; {len(lacks)} coverage warnings")
    _warn(bank)


@bank_app.command("similar", epilog="Example: grader bank similar --like 0.75")
def similar(
    like: Annotated[
        float | None,
        typer.Option(min=0, max=1, help="From which likeness on two items are duplicates (0.67)."),
    ] = None,
    reveals: Annotated[
        float | None,
        typer.Option(min=0, max=1, help="From which likeness on a stem gives an answer away (0.6)."),
    ] = None,
    course: CourseOption = None,
    json_: JsonOption = False,
) -> None:
    """Find items that ask the same, and stems that give another item's answer away, by meaning; enemies are spared."""
    from grader import workspace
    from grader.bank.similar import LIKE, REVEALING
    from grader.bank.similar import similar as find_similar
    from grader.cli.meaning import embed_items

    place = workspace.find(course)
    bank = place.bank()
    found = find_similar(
        bank.items,
        embed_items(place),
        like=LIKE if like is None else like,
        reveals=REVEALING if reveals is None else reveals,
    )
    if json_:
        pairs = [
            {**asdict(m), "where": bank.at(m.one, "stem"), "other_where": bank.at(m.other)} for m in found
        ]
        show_json({"items": len(bank.items), "pairs": pairs})
        return
    for one in found:
        print(
            f"{one.kind}  {one.similarity:.2f}  {one.one} ({bank.at(one.one, 'stem')})  {one.other} ({bank.at(one.other)})"
        )
        print(f"    {one.one}: {one.says}\n    {one.other}: {one.meets}")
    say(
        f"{len(found)} pairs among {len(bank.items)} items; where one is right, write `enemies: [ID]` or drop an item"
    )
    _warn(bank)


def _line(item: "Item", bank: "Bank") -> dict[str, object]:
    kept = {"id", "type", "stem", "topic", "module", "part", "level", "facility", "status", "tags", "points"}
    return {**item.model_dump(mode="json", include=kept), "where": bank.where[item.id]}


def _table(items: "tuple[Item, ...]") -> "Table":
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


def _warn(bank: "Bank") -> None:
    if bank.problems:
        say(f"some items cannot be read ({len(bank.problems)} problems): `grader check` lists them")
