"""Items -> GIFT as Moodle reads it: a line a question, HTML texts, ids and labels in the comment before it."""

import re
from decimal import Decimal

from grader.bank.interchange.carried import Outgoing, Sent
from grader.bank.interchange.gift import SIGNS
from grader.bank.interchange.hypertext import to_html
from grader.bank.interchange.labels import arranged, homeless, labels
from grader.bank.interchange.plain import printable
from grader.bank.interchange.weights import percentages
from grader.bank.markdown import images
from grader.bank.texts import texts
from grader.model.item import Item, Multiple, Numeric, Open, Single, TrueFalse

HAS = frozenset(("id", "topic", "module", "explanation", "feedback"))


def write_gift(out: Outgoing) -> Sent:
    """The text of the items, in their order."""
    written: list[str] = []
    category = ""
    lost: dict[str, tuple[str, ...]] = {}
    for item in out.items:
        folder = f"$course$/top/{item.module}/{item.topic}"
        if folder != category:
            category = folder
            written.append(f"$CATEGORY: {folder}\n")
        has = HAS | ({"last"} if item.id in out.orders else set())
        said = [f"[id:{item.id}]", *(f"[tag:{_bracketed(word)}]" for word in labels(item, has))]
        title, stem = _escaped(item.id), _html(item.stem)
        written.append(
            f"// {' '.join(said)}\n::{title}::[html]{stem}{{{_answers(item, out)}{_general(item)}}}\n"
        )
        gone = homeless(item, HAS)
        if any("![" in text and images(text) for _, text in texts(item)):
            gone += ("its pictures (GIFT carries text only)",)
        if any(option.last for option in arranged(item)) and out.shuffle:
            gone += ("that an option comes last (kept in a label)",)
        if gone:
            lost[item.id] = gone
    return Sent("\n".join(written).encode(), lost)


def _answers(item: Item, out: Outgoing) -> str:
    match item:
        case Single() | Multiple():
            return "".join(_option(item, place, out) for place in _places(item, out))
        case TrueFalse():
            return "TRUE" if item.correct else "FALSE"
        case Numeric():
            return f"#{item.answer:f}:{item.tolerance:f}"
        case Open():
            return ""


def _places(item: Single | Multiple, out: Outgoing) -> list[int]:
    order = arranged(item, out.orders.get(item.id), shuffled=out.shuffle)
    known = arranged(item)
    return [next(place for place, option in enumerate(known) if option is each) for each in order]


def _option(item: Single | Multiple, place: int, out: Outgoing) -> str:
    option = arranged(item)[place]
    keys = 1 if isinstance(item, Single) else len(item.correct)
    if isinstance(item, Single):
        sign = "=" if place < keys else "~"
    else:
        share: Decimal = percentages(keys, len(item.wrong))[place >= keys]
        sign = f"~%{share.normalize():f}%"
    feedback = f"#{_html(option.feedback)}" if option.feedback else ""
    return f"{sign}{_html(option.text, inline=True)}{feedback}"


def _general(item: Item) -> str:
    return f"####{_html(item.explanation)}" if item.explanation else ""


def _html(text: str, *, inline: bool = False) -> str:
    return _escaped(to_html(text, inline=inline))


def _escaped(text: str) -> str:
    marked = re.sub(f"([{re.escape(SIGNS)}])", r"\\\1", printable(text))
    return marked.replace("\n", "\\n")


def _bracketed(word: str) -> str:
    return re.sub(r"([\]\\])", r"\\\1", printable(word))
