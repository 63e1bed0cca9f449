"""What the page shows: values of ours in, HTML out. Students' words are text, never markup, and never move what is around them."""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from grader.bank.markdown import to_html
from grader.model.item import Open
from grader.printing.render import sandbox
from grader.records.decided import Decided, Place
from grader.review.queue import Waiting
from grader.review.server.correct_words import CORRECT_WORDS
from grader.review.server.lines import lines_view
from grader.review.server.machine_show import flags, reasons, worth
from grader.review.server.machine_words import MACHINE_WORDS, MachineWords
from grader.review.server.paper_words import PAPER_WORDS
from grader.review.server.pile import Pile
from grader.review.server.words import PageWords
from grader.scoring.openended.steps import levels

LONGEST = 20_000  # characters of an answer that are shown; the rest is behind a link
# Controls, and the signs that turn the direction of what follows (Unicode's bidirectional formatting), are shown, not obeyed.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)


def harmless(text: str) -> str:
    """Students' words with everything that a screen would obey instead of show made visible."""
    return _UNSEEN.sub(lambda sign: f"\u27e6U+{ord(sign.group()):04X}\u27e7", text.replace("\r\n", "\n"))


def short(points: Decimal) -> str:
    """Points without zeros at the end: 0.50 is 0.5."""
    return format(points.normalize(), "f")


class Show:
    """The templates of the page, in one language."""

    def __init__(self, folders: Sequence[Path], words: PageWords, language: str) -> None:
        self.words = words
        self.language = language
        self.machine = MACHINE_WORDS[language]
        self._templates = sandbox(folders)
        self._templates.filters |= {"harmless": harmless, "short": short, "markdown": _markdown}
        self._templates.globals |= {"words": words, "language": language, "longest": LONGEST}
        self._templates.globals |= {"paper_words": PAPER_WORDS[language], "open_on_paper": lambda: None}
        self._templates.globals |= {"machine_words": self.machine, "corrections": False}
        self._templates.globals |= {"correct_words": CORRECT_WORDS[language]}

    def tell_paper(self, count: Callable[[], int]) -> None:
        """Show on every page how much paper leaves open."""
        self._templates.globals["open_on_paper"] = count

    def tell_corrections(self) -> None:
        """Lead from every page to corrections, and from every answer to its history."""
        self._templates.globals["corrections"] = True

    def page(self, name: str, **values: Any) -> str:
        """A whole page, or a part of one."""
        return self._templates.get_template(f"review/{name}.html.j2").render(**values)


def answer_view(pile: Pile, answer: Waiting, machine: MachineWords) -> Mapping[str, Any]:
    """Everything that the templates need to show one answer."""
    item = answer.place.item
    assert isinstance(item, Open), "only open answers are on the pile"
    stands, suggestion = pile.stands(answer.key), answer.suggestion
    decision = stands.decision if stands else None
    given = [one.points for one in (decision, suggestion) if one]  # perhaps by other steps
    steps = sorted({*levels(answer.place, pile.rules.step), *given})
    at = pile.by_place[answer.key]
    return {
        "answer": answer,
        "item": item,
        "key": key_of(answer.key),
        "steps": [(str(n) if n < 10 else "", points) for n, points in enumerate(steps)],
        "lines": lines_view(answer.place, decision),
        "chosen": decision.points if decision else None,
        "comment": decision.comment if decision else "",
        "stands": stands,
        "seen": pile.last(answer.key),
        "stamp": pile.stamps.of(item.id),
        "suggestion": suggestion,
        "reasons": reasons(suggestion, machine, decided=stands is not None) if suggestion else "",
        "flags": flags(suggestion, machine) if suggestion else (),
        "worth": worth(pile.outlook, item.id, machine),
        "likes": likes(pile, answer),
        "comments": pile.comments(item.id),
        **said_view(answer),
        "place_in_item": pile.rank[answer.key],
        "of_item": len(pile.of_item[item.id]),
        "before": key_of(pile.answers[at - 1].key) if at else "",
        "after": key_of(pile.answers[at + 1].key) if at + 1 < len(pile.answers) else "",
    }


def said_view(answer: Waiting) -> Mapping[str, Any]:
    """What a student wrote, or the picture of it."""
    said = answer.response
    return {
        "text": harmless(said.text[:LONGEST]),
        "cut": len(said.text) > LONGEST,
        "crop": f"/crop/{quote(said.crop)}" if said.crop else "",
    }


def likes(pile: Pile, answer: Waiting) -> Sequence[Mapping[str, Any]]:
    """The other answers of the group that this answer leads, with what the page must know to decide them."""
    item, found = answer.key[2], []
    by_copy = {one.response.copy_number: one for one in pile.of_item[item]} if answer.serves else {}
    for copy in answer.serves:
        other = by_copy[copy]
        stands = pile.stands(other.key)
        found.append(
            {
                "key": key_of(other.key),
                "copy": copy,
                "text": harmless(other.response.text[:300]),
                "seen": pile.last(other.key),
                "stands": stands,
            }
        )
    return found


def progress(pile: Pile) -> Sequence[Mapping[str, Any]]:
    """How far each question is."""
    counts = ((item, len(pile.of_item[item]), pile.left(item)) for item in pile.items)
    return [{"item": item, "all": every, "done": every - left} for item, every, left in counts]


def key_of(place: Place) -> str:
    """A place as the page's forms name it: `17-3-item-id`."""
    return f"{place[0]}-{place[1]}-{place[2]}"


def place_of(key: str) -> Place | None:
    """The place that a form names, or none if it is no such name."""
    found = re.fullmatch(r"([0-9]{1,7})-([0-9]{1,4})-([a-z0-9][a-z0-9-]{0,99})", key)
    return (int(found[1]), int(found[2]), found[3]) if found else None


def told(one: Decided | None) -> Mapping[str, Any] | None:
    """A decision of somebody's, for the eyes of another."""
    if one is None:
        return None
    return {
        "points": one.decision.points,
        "comment": harmless(one.decision.comment),
        "actor": one.actor,
        "at": one.at,
    }


def _markdown(text: str) -> Markup:
    """An author's Markdown as safe HTML; images come from the course's assets only."""
    return Markup(to_html(text, asset=lambda path: f"/asset/{quote(path)}"))  # noqa: S704 - made safe by to_html
