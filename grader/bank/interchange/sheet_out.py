"""Items -> a table, a row each, in columns that `sheet` reads back as the same items; only columns that are needed."""

from collections.abc import Iterable
from decimal import Decimal
from string import ascii_uppercase
from typing import Any

from grader.bank.interchange.carried import Outgoing
from grader.bank.interchange.choices import outgoing
from grader.model.item import BaseItem, Item, Numeric, Open, TrueFalse

_ORDER = (
    "id",
    "type",
    "stem",
    "option",
    "key",
    "last",
    "tolerance",
    "unit",
    "feedback",
    "reference",
    "criterion",
)
_PLAIN = ("topic", "module", "part", "level", "facility", "minutes", "points", "status", "author", "source")


def write_table(out: Outgoing) -> tuple[list[str], list[list[str]]]:
    """The headings and the rows of a table of items."""
    rows = [dict(_cells(item, out)) for item in out.items]
    used = {heading for row in rows for heading, text in row.items() if text}
    header = sorted(used, key=_place)
    return header, [[row.get(heading, "") for heading in header] for row in rows]


def _cells(item: Item, out: Outgoing) -> Iterable[tuple[str, str]]:
    yield from (("id", item.id), ("type", item.type), ("stem", item.stem))
    choices = [] if isinstance(item, TrueFalse) else outgoing(item, out)
    labels = [_label(place) for place in range(len(choices))]
    for label, choice in zip(labels, choices, strict=True):
        yield f"option {label}", choice.text
        yield f"feedback {label}", choice.feedback
    if choices:
        yield "key", ", ".join(label for label, choice in zip(labels, choices, strict=True) if choice.right)
        yield "last", ", ".join(label for label, choice in zip(labels, choices, strict=True) if choice.last)
    match item:
        case TrueFalse():
            yield "key", "true" if item.correct else "false"
        case Numeric():
            yield from (("key", _number(item.answer)), ("unit", item.unit))
            yield "tolerance", _number(item.tolerance) if item.tolerance else ""
        case Open():
            yield from _words(item)
        case _:
            pass
    for key in _PLAIN:
        value = getattr(item, key)
        usual = key != "status" and value == BaseItem.model_fields[key].default
        yield key, "" if usual else _written(value)
    yield from ((key, ", ".join(getattr(item, key))) for key in ("tags", "enemies"))
    yield "explanation", item.explanation


def _words(item: Open) -> Iterable[tuple[str, str]]:
    """What only an open item has."""
    yield from ((f"reference {n}", text) for n, text in enumerate(item.reference, 1))
    yield from ((f"misconception {n}", text) for n, text in enumerate(item.misconceptions, 1))
    yield "lines", "" if item.lines == Open.model_fields["lines"].default else str(item.lines)
    for n, criterion in enumerate(item.rubric, 1):
        yield f"criterion {n}", criterion.text
        yield f"criterion {n} points", _number(criterion.points)
        yield f"criterion {n} ideas", "\n".join(" ".join(idea.split()) for idea in criterion.ideas)


def _label(place: int) -> str:
    """A, B ... Z, then numbers: 27, 28."""
    return ascii_uppercase[place] if place < len(ascii_uppercase) else str(place + 1)


def _place(heading: str) -> tuple[int, int, str, str]:
    """Where a column stands: as a person would write them, and a series by its letters or numbers."""
    name, _, label = heading.partition(" ")
    first = _ORDER.index(name) if name in _ORDER else len(_ORDER)
    number, _, part = label.partition(" ")
    rest = _REST.index(name) if name in _REST else -1
    return (first, rest, number.zfill(3), part)


_REST = ("misconception", "lines", *_PLAIN, "tags", "enemies", "explanation")


def _number(value: Decimal) -> str:
    return format(value, "f")


def _written(value: Any) -> str:
    return _number(value) if isinstance(value, Decimal) else "" if value is None else str(value)
