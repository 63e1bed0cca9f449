"""`grader bank`: look into the question bank."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.app import CourseOption, JsonOption, app, say, show_json
from grader.model.kinds import ItemType, Level, Part, Status

if TYPE_CHECKING:
    from grader.bank import Bank
    from grader.model.item import Item

bank_app = typer.Typer(no_args_is_help=True, help="Look into the question bank.")
app.add_typer(bank_app, name="bank")

TopicOption = Annotated[str | None, typer.Option(help="Only items of this topic.")]
TypeOption = Annotated[ItemType | None, typer.Option("--type", help="Only items of this type.")]
LevelOption = Annotated[Level | None, typer.Option(help="Only items of this level.")]
PartOption = Annotated[Part | None, typer.Option(help="Only items of this half of the course.")]
StatusOption = Annotated[Status | None, typer.Option(help="Only items of this status.")]
TagOption = Annotated[str | None, typer.Option(help="Only items with this tag.")]


@bank_app.command("list", epilog="Example: grader bank list --type open --part second")
def list_(
    topic: TopicOption = None,
    type_: TypeOption = None,
    level: LevelOption = None,
    part: PartOption = None,
    status: StatusOption = None,
    tag: TagOption = None,
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
    warn_unread(bank)


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
    embed, read = embed_items(place)
    found = find_similar(
        bank.items,
        embed,
        read=read,
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
    warn_unread(bank)


def _line(item: "Item", bank: "Bank") -> dict[str, object]:
    kept = {"id", "type", "stem", "topic", "module", "part", "level", "facility", "status", "tags", "points"}
    return {**item.model_dump(mode="json", include=kept), "where": bank.where[item.id]}


def warn_unread(bank: "Bank") -> None:
    """Say that some items are missing in what was shown."""
    if bank.problems:
        say(f"some items cannot be read ({len(bank.problems)} problems): `grader check` lists them")
