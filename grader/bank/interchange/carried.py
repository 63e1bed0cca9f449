"""What goes between a foreign file and the bank: questions read, questions refused, pictures, and what a file has no place for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from grader.model.item import Item

Pictures = Mapping[str, bytes]  # "assets/net.png", as Markdown names it -> the file's content


@dataclass(frozen=True)
class Question:
    """A question that could be read, before it has an id, a topic and a place in the course."""

    number: int  # its place in the file, 1-based, counting what was refused too
    where: str  # "quiz.xml:41", "quiz.zip/q1.xml"
    name: str  # its title there, from which an id is made; may be empty, long, or not alone
    fields: Mapping[
        str, Any
    ]  # as in the bank's YAML: type, stem, correct, ...; `id` and `topic` only where the file has them
    category: tuple[str, ...] = ()  # the folder it lay in, outermost first
    lost: tuple[str, ...] = ()  # what of it is not carried, each a sentence: "the penalty of 33 % a try"


def option(text: str, feedback: str = "", *, last: bool = False) -> str | dict[str, Any]:
    """An option as our YAML has it: a bare text where there is nothing else to say."""
    more: dict[str, Any] = {"last": True} if last else {}
    more |= {"feedback": feedback} if feedback else {}
    return {"text": text, **more} if more else text


@dataclass(frozen=True)
class Unread:
    """A question that could not be carried at all; it is named, never dropped in silence or bent to fit."""

    number: int
    where: str
    name: str
    kind: str  # what the format calls it: "matching", "cloze"
    why: str


@dataclass(frozen=True)
class Foreign:
    """A foreign file as read: every question of it stands in one of the two lists."""

    questions: tuple[Question, ...] = ()
    refused: tuple[Unread, ...] = ()
    pictures: Pictures = field(default_factory=dict)  # only those that a question names


@dataclass(frozen=True)
class Draw:
    """Items of which the other system gives each student some."""

    name: str
    pick: int
    items: tuple[str, ...]  # ids


@dataclass(frozen=True)
class Outgoing:
    """Items on their way out, with the pictures that they name."""

    title: str
    items: Sequence[Item]
    pictures: Pictures = field(default_factory=dict)
    language: str = "en"
    shuffle: bool = True  # whether the other system may put options in another order; a sealed form says no
    orders: Mapping[str, tuple[int, ...]] = field(
        default_factory=dict
    )  # item id -> places of its options as they are to stand: 0 is the first key, the wrong ones follow the keys
    draws: Sequence[Draw] = ()  # none: every student is given every item, in this order
    exam: str = ""  # the id of the sealed exam that these are, in their order; else they are a bank

    def groups(self) -> tuple[tuple[Draw | None, tuple[Item, ...]], ...]:
        """The items by the draw that they belong to; all of them under none where nothing is drawn."""
        if not self.draws:
            return ((None, tuple(self.items)),)
        by_id = {item.id: item for item in self.items}
        return tuple((draw, tuple(by_id[id_] for id_ in draw.items)) for draw in self.draws)


@dataclass(frozen=True)
class Sent:
    """The bytes of a file, and for each item what the format has no place for."""

    content: bytes
    lost: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # item id -> sentences; "" speaks of the whole file


Read = Callable[[bytes, str], Foreign]  # content, and the name that messages use
Write = Callable[[Outgoing], Sent]


@dataclass(frozen=True)
class Format:
    """A file format: how it is called, what its files look like, and its two directions."""

    name: str  # "moodle", as typed after --format
    title: str  # "Moodle XML"
    suffix: str  # ".xml"
    recognises: Callable[
        [bytes, str], bool
    ]  # cheap: looks at the name and the first bytes, or a package's list
    read: Read | None = None
    write: Write | None = None
