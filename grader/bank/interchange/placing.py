"""Foreign questions -> items with ids and places in this course; what cannot be an item here is named with the reason.

The same file imported again is recognised: an item that is there already is left alone, one that differs is a conflict.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from grader.bank import Bank
from grader.bank.check import broken_formulas, same_options
from grader.bank.interchange.carried import Foreign, Question, Unread
from grader.bank.interchange.labels import options, slug
from grader.bank.interchange.pictures import put
from grader.bank.interchange.yaml_text import wrapped
from grader.bank.markdown import images, refusal
from grader.errors import Problem
from grader.model.item import ITEM, Item
from grader.model.kinds import Part, Status


@dataclass(frozen=True)
class Wishes:
    """Where the person who imports wants the items; what is empty is decided by the file, then by the course."""

    topic: str = ""
    module: str = ""
    part: Part | None = None
    status: Status | None = None


@dataclass(frozen=True)
class Placed:
    """The items to be written, by what becomes of the questions they were."""

    items: tuple[Item, ...] = ()
    lost: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # item id -> sentences
    origin: Mapping[str, Question] = field(default_factory=dict)  # item id -> the question it was
    there: tuple[str, ...] = ()  # ids of items that the bank has already, just so
    conflicts: tuple[Problem, ...] = ()  # items of the bank that are not as the file has them
    refused: tuple[Unread, ...] = ()  # the reader's, and those that can be no item here
    pictures: Mapping[str, bytes] = field(default_factory=dict)  # new ones, "assets/net.png"


def place(
    foreign: Foreign,
    bank: Bank,
    wishes: Wishes,
    asset: Callable[[str], bytes | None] = lambda _: None,
) -> Placed:
    """Make items of what was read; `asset` gives the content of a picture that the course has."""
    renamed, pictures = _renamed(foreign.pictures, asset)
    desk = _Desk(bank, wishes, renamed, lambda path: path in foreign.pictures or asset(path) is not None)
    for question in foreign.questions:
        desk.take(question)
    desk.drop_faulty()
    text = "\n".join(str(item) for item in desk.items.values()) if pictures else ""
    return Placed(
        tuple(desk.items.values()),
        {id_: lost for id_, lost in desk.lost.items() if lost and id_ in desk.items},
        desk.origin,
        tuple(desk.there),
        tuple(desk.conflicts),
        tuple(sorted([*foreign.refused, *desk.refused], key=lambda unread: unread.number)),
        {path: content for path, content in pictures.items() if path in text},
    )


def same(one: Item, other: Item) -> bool:
    """Whether two items ask the same and have the same key, wherever their lines break and whatever else is said of them."""
    return _asked(one) == _asked(other)


class _Desk:
    """The questions of one file on their way into the bank."""

    def __init__(
        self, bank: Bank, wishes: Wishes, renamed: Mapping[str, str], there: Callable[[str], bool]
    ) -> None:
        self.bank = bank
        self.wishes = wishes
        self.renamed = renamed
        self.is_there = there  # whether a picture is in the file or the course
        self.known = {item.id: item for item in bank.items}
        self.homes = {item.topic: (item.module, item.part.value) for item in reversed(bank.items)}
        self.taken = set(bank.where) | set(bank.nodes)
        self.items: dict[str, Item] = {}
        self.lost: dict[str, tuple[str, ...]] = {}
        self.origin: dict[str, Question] = {}
        self.there: list[str] = []
        self.conflicts: list[Problem] = []
        self.refused: list[Unread] = []

    def take(self, question: Question) -> None:
        """Make an item of a question and find it an id, or say why not."""
        lost = list(question.lost)
        fields = self.fields(question, lost)
        own = fields.pop("id", "")
        try:
            item: Item = ITEM.validate_python({"id": "x", **fields})
        except ValidationError as error:
            why = "; ".join(_said(each) for each in error.errors(include_url=False)[:3])
            self.refuse(question, str(fields.get("type", "")), why)
            return
        if own and own in self.known:
            twin = self.known[own]
            if same(twin, item.model_copy(update={"id": own})):
                self.there.append(own)
            else:
                what = f"item {own} is in the bank, and not as {question.where} has it"
                hint = "delete it there or give it another id, and import again; nothing was written"
                self.conflicts.append(Problem(self.bank.where[own], what, hint))
            return
        if own and own in self.items:
            lost.append(f"its id {own}, which is that of question {self.origin[own].number} too")
            own = ""
        for id_ in [own] if own else self.names(question):
            if id_ in self.known and same(self.known[id_], item.model_copy(update={"id": id_})):
                self.there.append(id_)
                return
            if id_ not in self.taken and id_ not in self.items and id_ not in self.there:
                break
        self.items[id_] = item.model_copy(update={"id": id_})
        self.lost[id_] = tuple(lost)
        self.origin[id_] = question

    def fields(self, question: Question, lost: list[str]) -> dict[str, Any]:
        """A question's fields with its place in the course, its texts in lines, its pictures by their names here."""
        fields = {key: self.laid(value, lost) for key, value in question.fields.items()}
        folders = [folder for name in question.category if (folder := slug(name)) not in ("", "top")]
        topic = self.wishes.topic or fields.get("topic") or (folders[-1] if folders else "imported")
        module, part = self.homes.get(topic, (folders[-2] if len(folders) > 1 else topic, Part.FIRST.value))
        fields["topic"] = topic
        fields["module"] = self.wishes.module or fields.get("module") or module
        fields["part"] = self.wishes.part or fields.get("part") or part
        fields["status"] = self.wishes.status or fields.get("status") or Status.DRAFT
        if fields.get("type") == "open" and not fields.get("reference") and fields["status"] == Status.READY:
            fields["status"] = Status.DRAFT  # until someone writes a reference answer
        return fields

    def laid(self, value: Any, lost: list[str]) -> Any:
        """A value whose texts name pictures as this course does, and end their lines in time."""
        if isinstance(value, str):
            if "![" in value:
                shown = images(value)  # not what code only quotes
                value = _PICTURE.sub(
                    lambda match: self.picture(match, lost) if match[2] in shown else match[0], value
                )
            return wrapped(value) if len(value) > 100 else value
        if isinstance(value, dict):
            return {key: self.laid(each, lost) for key, each in value.items()}
        return [self.laid(each, lost) for each in value] if isinstance(value, list | tuple) else value

    def picture(self, image: re.Match[str], lost: list[str]) -> str:
        """An image by its name here, or its description where there is no such picture, as in a table from elsewhere."""
        alt, path = image.groups()
        if not refusal(path) and self.is_there(path):
            return f"![{alt}]({self.renamed.get(path, path)})"
        lost.append(f"the picture {path[:60]}, which is neither in the file nor in questions/assets/")
        return f"[{alt}\\]" if alt else ""

    def names(self, question: Question) -> Iterator[str]:
        """Ids made of a question's name, the plain one first."""
        stem = slug(question.name, 70) or f"question-{question.number}"
        yield stem
        number = 2
        while True:
            yield f"{stem}-{number}"
            number += 1

    def refuse(self, question: Question, kind: str, why: str) -> None:
        """Name a question that can be no item."""
        self.refused.append(Unread(question.number, question.where, question.name, kind, why))

    def drop_faulty(self) -> None:
        """Name the items that `grader check` would refuse, and forget enemies that are not there."""
        known = set(self.known) | set(self.items)
        for id_, item in self.items.items():
            if away := [enemy for enemy in item.enemies if enemy not in known or enemy == id_]:
                kept = tuple(enemy for enemy in item.enemies if enemy not in away)
                self.items[id_] = item.model_copy(update={"enemies": kept})
                self.lost[id_] += (f"its enemies {', '.join(away)}, which are not here",)
        for id_, item in list(self.items.items()):
            alone = Bank((item,))
            if faults := [*same_options(alone), *broken_formulas(alone)]:
                why = "; ".join(fault.what.removeprefix(f"item {id_}: ") for fault in faults[:3])
                self.refuse(self.origin[id_], item.type, why)
                del self.items[id_]


_PICTURE = re.compile(r"!\[((?:[^\[\]\\]|\\.)*)\]\(<?([^()<>\s]+)>?[^()]*\)")


def _renamed(
    pictures: Mapping[str, bytes], asset: Callable[[str], bytes | None]
) -> tuple[dict[str, str], dict[str, bytes]]:
    """The names that pictures get here, and the content of those that the course does not have yet."""
    names: dict[str, str] = {}
    new: dict[str, bytes] = {}
    for path, content in pictures.items():
        stem, _, suffix = path.rpartition(".")
        there: dict[str, bytes] = {}
        for candidate in _numbered(stem, suffix):
            if (known := asset(candidate)) is None:
                break
            there[candidate] = known
        here = {**there, **new}
        names[path] = put(here, stem.removeprefix("assets/"), f".{suffix}", content)
        if names[path] not in there:
            new[names[path]] = content
    return names, new


def _numbered(stem: str, suffix: str) -> Iterator[str]:
    yield f"{stem}.{suffix}"
    yield from (f"{stem}-{number}.{suffix}" for number in range(2, 1000))


def _asked(item: Item) -> tuple[object, ...]:
    """What an item asks, and its key."""
    key = (getattr(item, name, None) for name in ("correct", "answer"))
    shown = [_loose(option.text) for option in options(item)]
    return (item.type, _loose(item.stem), *([] if shown else key), *sorted(shown[1:]), *shown[:1])


def _loose(text: str) -> str:
    return text if "```" in text else " ".join(text.split())


def _said(error: Any) -> str:
    steps = [str(step) for step in error["loc"][1:] if not isinstance(step, int)]
    return f"{' '.join(steps)}: {error['msg'].removeprefix('Value error, ')}".removeprefix(": ")
