"""What a format has no place for, as labels such as `level:apply` among an item's tags; and labels back to fields.

A label is a tag that other systems keep without knowing what it says. A foreign file's own tags stay tags.
"""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from grader.model.item import Item, Multiple, Option, Single
from grader.model.kinds import Level, Part, Status

LABELLED = ("id", "topic", "module", "part", "status", "level", "facility", "minutes", "points", "author", "source", "unit", "lines")  # fmt: skip
_LONG = {  # what is too long for a label
    "explanation": "the explanation",
    "feedback": "the feedback of its options",
    "reference": "the reference answers",
    "rubric": "the rubric",
    "misconceptions": "the misconceptions",
}
_USUAL: dict[str, object] = {"points": 1, "lines": 6}  # what an item has when nothing is said


def labels(item: Item, has: Collection[str] = ()) -> tuple[str, ...]:
    """An item's tags, and labels for its fields, but for those that the format has a place for, which `has` names."""
    found = [*item.tags]
    found += [f"{name}:{_said(item, name)}" for name in LABELLED if name not in has and _said(item, name)]
    if "enemies" not in has:
        found += [f"enemy:{enemy}" for enemy in item.enemies]
    if "last" not in has:
        found += [f"last:{number}" for number, option in enumerate(options(item), 1) if option.last]
    return tuple(found)


def homeless(item: Item, has: Collection[str], *, labelled: bool = True) -> tuple[str, ...]:
    """What of an item a format loses that has places for `has`, and for labels where `labelled`: a sentence each."""
    found = [words for name, words in _LONG.items() if name not in has and _is_there(item, name)]
    if not labelled:
        short = [name for name in LABELLED if name not in has and _said(item, name)]
        short += [name for name in ("tags", "enemies") if name not in has and getattr(item, name)]
        if any(option.last for option in options(item)):
            short.append("the options that come last")
        found += [f"its {', '.join(short)}"] if short else []
    return tuple(found)


def options(item: Item) -> tuple[Option, ...]:
    """The options of an item in the order in which writers put them: keys first, then the others."""
    match item:
        case Single():
            return (item.correct, *item.wrong)
        case Multiple():
            return (*item.correct, *item.wrong)
        case _:
            return ()


def arranged(item: Item, order: Sequence[int] | None = None, *, shuffled: bool = True) -> tuple[Option, ...]:
    """The options in the order of a sealed form; or keys first, if they are shuffled before students see them.

    Else in an order that depends on nothing but their texts, so that it tells nobody which are the keys.
    """
    known = options(item)
    if order is not None:
        return tuple(known[place] for place in order)
    if shuffled:
        return known
    return tuple(
        sorted(known, key=lambda option: (option.last, hashlib.sha256(option.text.encode()).hexdigest()))
    )


def fields(words: Iterable[str]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The fields that labels and tags say, in the words of our YAML, and what is lost of them.

    `last` is the set of the places (1-based) of the options that come last; the rest is as an item has it.
    """
    found: dict[str, Any] = {}
    tags: list[str] = []
    lost: list[str] = []
    for word in words:
        name, colon, value = (part.strip() for part in word.partition(":"))
        name = name.lower()
        if colon and name == "enemy" and slug(value) == value != "":
            found.setdefault("enemies", []).append(value)
        elif colon and name == "last" and re.fullmatch("[1-9][0-9]?", value):
            found.setdefault("last", set()).add(int(value))
        elif colon and name not in found and _can_be(name, value):
            found[name] = value
        elif tag := slug(word):
            tags += [tag] if tag not in tags else []
        elif word.strip():
            lost.append(f"the tag {word.strip()[:60]}: it has no letters from a to z")
    return found | ({"tags": tags} if tags else {}), tuple(lost)


def slug(text: str, longest: int = 80) -> str:
    """A text as an id or a tag: small letters, digits and hyphens; empty when it has no letters from a to z."""
    plain = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    plain = "".join(character for character in plain if not unicodedata.combining(character)).lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:longest].rstrip("-")


_PLAIN = str.maketrans(
    {"ß": "ss", "ø": "o", "Ø": "O", "đ": "d", "ł": "l", "Ł": "L", "æ": "ae", "Æ": "Ae", "œ": "oe"}
)


def _can_be(name: str, value: str) -> bool:
    """Whether a label's value can be that of the field it names."""
    match name:
        case "id" | "topic" | "module":
            return slug(value) == value != ""
        case "part" | "level" | "status":
            kinds: dict[str, Iterable[str]] = {"part": Part, "level": Level, "status": Status}
            return value in list(kinds[name])
        case "facility":
            return bool(re.fullmatch(r"0(\.\d{1,17})?|1(\.0+)?", value))
        case "minutes" | "points":
            return bool(re.fullmatch(r"\d{1,3}(\.\d{1,6})?", value)) and 0 < float(value) <= 240
        case "lines":
            return bool(re.fullmatch(r"[1-9]|[1-5]\d|60", value))
        case "author" | "source" | "unit":
            return bool(value)
        case _:
            return False


def _said(item: Item, name: str) -> str:
    """A field as a label says it; empty where there is nothing to say."""
    value = getattr(item, name, None)
    return "" if value is None or value == _USUAL.get(name) else " ".join(f"{value}".split())


def _is_there(item: Item, name: str) -> bool:
    if name == "feedback":
        return any(option.feedback for option in options(item))
    return bool(getattr(item, name, ()))
