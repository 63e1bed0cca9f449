"""What of an item students are asked and how it is scored, and what was edited since: two items in, differences out.

The statistics of a sitting belong to the question as it was asked and scored there. Topic, tags, status, estimates,
explanations and line breaks may change without making another question of it; words, pictures, options, key and rubric
may not. A picture is what its file holds, not its name: callers give the SHA-256 of each, of then and of now.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from grader.bank.markdown import images
from grader.bank.texts import options
from grader.model.correction import Correction, NewAnswer, NewKey, NewRubric
from grader.model.exam import FormItem
from grader.model.item import Criterion, Item, Multiple, Numeric, Open, Option, Single, TrueFalse

Digest = Callable[[str], str]  # a picture's name as a text has it -> its SHA-256, "" where there is none


@dataclass(frozen=True, slots=True)
class Edit:
    """A field that differs; of a list what was taken out and what was put in."""

    field: str
    was: tuple[str, ...]
    now: tuple[str, ...]
    counts: bool  # whether it makes another question of the item


def asked_hash(item: Item, digest: Digest) -> str:
    """SHA-256 of what students are asked and see and of how it is scored, in hexadecimal."""
    asked = {**_asked(item), **_pictures(item, digest)}
    text = json.dumps(asked, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def item_as_scored(place: FormItem, corrections: Iterable[Correction]) -> Item | None:
    """A sealed item with what was corrected after the exam put into it, as the bank should have it.

    None where no item can hold it: a single-choice or true-false item of which two answers were taken for right.
    """
    item: Item | None = place.item
    last = {type(one.what): one.what for one in corrections if one.item_id == place.item.id}
    for what in last.values():
        if item is None:
            break
        match what:
            case NewKey(right=right):
                item = _with_key(item, place, frozenset(right))
            case NewAnswer(answer=answer, tolerance=tolerance):
                item = item.model_copy(update={"answer": answer, "tolerance": tolerance})
            case NewRubric(rubric=rubric):
                item = item.model_copy(update={"rubric": rubric})
            case _:
                pass  # points are not a matter of shares, and a voided item has no statistics
    return item


def edits(then: Item, now: Item, seen: Digest, sees: Digest) -> tuple[Edit, ...]:
    """Every field of an item that differs from a copy of it, those first that make another question of it.

    A picture that became another under its name is the field `picture`; `seen` and `sees` tell those of then and of now.
    """
    was, new = _asked(then), _asked(now)
    fields = dict.fromkeys((*type(now).model_fields, *type(then).model_fields))
    found = []
    for field in fields:
        before, after = getattr(then, field, None), getattr(now, field, None)
        if before == after:
            continue
        left, right = _said(before), _said(after)
        taken = tuple(text for text in left if text not in right)
        put = tuple(text for text in right if text not in left)
        found.append(Edit(field, taken, put, was.get(field) != new.get(field)))
    before, after = _pictures(then, seen), _pictures(now, sees)
    found += [
        Edit("picture", (name,), (f"another {name}",), counts=True)
        for name in before
        if after.get(name, before[name]) != before[name]
    ]
    return tuple(sorted(found, key=lambda edit: not edit.counts))


def _asked(item: Item) -> Mapping[str, Any]:
    """By field what makes the question; options in any order, since every form prints them in another."""
    asked: dict[str, Any] = {"type": item.type, "stem": _words(item.stem)}
    match item:
        case Single():
            asked |= {"correct": _texts([item.correct]), "wrong": _texts(item.wrong)}
        case Multiple():
            asked |= {"correct": _texts(item.correct), "wrong": _texts(item.wrong)}
        case TrueFalse():
            asked |= {"correct": item.correct}
        case Numeric():
            numbers = {"answer": _plain(item.answer), "tolerance": _plain(item.tolerance)}
            asked |= {**numbers, "unit": item.unit}
        case Open() if item.rubric:
            total = sum((line.points for line in item.rubric), Decimal(0))
            asked |= {"rubric": [(_words(line.text), _plain(line.points / total)) for line in item.rubric]}
        case Open():  # then the model answers are the marking guide
            asked |= {"reference": [_words(text) for text in item.reference]}
    return asked


def _pictures(item: Item, digest: Digest) -> Mapping[str, str]:
    """The pictures that students see with it, by name; sealing has each that any paper shows."""
    texts = (item.stem, *(option.text for _, option in options(item)))
    return {name: digest(name) for text in texts if "![" in text for name in images(text)}


def _texts(among: Iterable[Option]) -> list[str]:
    return sorted(_words(option.text) for option in among)


def _words(text: str) -> str:
    """A text without its line breaks, which code alone needs."""
    return text if "```" in text else " ".join(text.split())


def _plain(value: Decimal) -> str:
    return f"{value.normalize() + Decimal(0):f}"


def _with_key(item: Item, place: FormItem, right: frozenset[str]) -> Item | None:
    match item:
        case TrueFalse():
            says = [option.text in right for option in place.options]  # true stands first
            return item.model_copy(update={"correct": says[0]}) if sum(says) == 1 else None
        case Single():
            every = (item.correct, *item.wrong)
            keys = [option for option in every if option.text in right]
            rest = tuple(option for option in every if option.text not in right)
            return item.model_copy(update={"correct": keys[0], "wrong": rest}) if len(keys) == 1 else None
        case Multiple():
            every = (*item.correct, *item.wrong)
            keys = [option for option in every if option.text in right]
            rest = tuple(option for option in every if option.text not in right)
            return item.model_copy(update={"correct": tuple(keys), "wrong": rest})
        case _:
            return item


def _said(value: Any) -> tuple[str, ...]:
    """A field's value as texts: one for each entry of a list."""
    match value:
        case None | "":
            return ()
        case Option():
            return (value.text,)
        case Decimal():
            return (_plain(value),)
        case Criterion():
            return (f"{_plain(value.points)} {value.text}",)
        case tuple():
            return tuple(text for entry in value for text in _said(entry))
        case _:
            return (str(value),)
