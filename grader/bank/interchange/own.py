"""What our own exports say of an item beyond what the other system asks for, laid over the fields that a reader found."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from grader.bank.interchange.plain import from_plain
from grader.bank.markdown import to_plain
from grader.model.item import Criterion, Item, Numeric, Open


def applied(
    fields: Mapping[str, Any], own: Mapping[str, Any], texts: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    """A question's fields with what labels and texts of our own say; what is not of its type is left out."""
    made = dict(fields)
    last = own.get("last", ())
    made |= {key: value for key, value in own.items() if key not in ("last", "unit", "lines")}
    if made["type"] == "numeric" and "unit" in own:
        made["unit"] = own["unit"]
        before, _, last_part = made["stem"].rpartition("\n\n")
        if to_plain(last_part) == f"({own['unit']})":
            made["stem"] = before
    if made["type"] == "open":
        made |= {"lines": own["lines"]} if "lines" in own else {}
        for key, name in (("reference", "reference"), ("misconceptions", "misconception")):
            if found := [text for text in texts.get(name, ()) if text.strip()]:
                made[key] = found
        if rubric := [read for text in texts.get("criterion", ()) if (read := _criterion(text))]:
            made["rubric"] = rubric
    return pinned(made, last) if last else made


def asked(item: Item) -> str:
    """What an item asks, with the unit of a number below it where a format has no place for it: students must know it."""
    if isinstance(item, Numeric) and item.unit:
        return f"{item.stem}\n\n{from_plain(f'({item.unit})')}"
    return item.stem


def called(stem: str) -> str:
    """The first words of a question, as a name for one that has none."""
    return " ".join(to_plain(stem).split()[:6])


def pinned(fields: Mapping[str, Any], places: Collection[int]) -> dict[str, Any]:
    """Single- and multiple-choice fields with the options at some places (1-based, keys first) kept at the end."""
    if fields["type"] not in ("single", "multiple"):
        return dict(fields)
    keys = fields["correct"] if isinstance(fields["correct"], list) else [fields["correct"]]
    options = [
        option if isinstance(option, dict) else {"text": option} for option in (*keys, *fields["wrong"])
    ]
    made = [
        {**option, "last": True} if number in places else option if len(option) > 1 else option["text"]
        for number, option in enumerate(options, 1)
    ]
    correct = made[: len(keys)] if isinstance(fields["correct"], list) else made[0]
    return {**fields, "correct": correct, "wrong": made[len(keys) :]}


def criteria(item: Open) -> list[str]:
    """Each line of a rubric as a text that `applied` reads."""
    return [_written(one) for one in item.rubric]


def _written(one: Criterion) -> str:
    ideas = {"ideas": list(one.ideas)} if one.ideas else {}
    return json.dumps({"text": one.text, "points": format(one.points, "f"), **ideas}, ensure_ascii=False)


def _criterion(text: str) -> dict[str, Any] | None:
    try:
        read = json.loads(text)
    except ValueError:
        return None
    fits = (
        isinstance(read, dict)
        and read.keys() <= {"text", "points", "ideas"}
        and {"text", "points"} <= read.keys()
    )
    return read if fits else None
