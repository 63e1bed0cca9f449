"""How well `grader bank similar` finds paraphrases and stems that give an answer away, and what it names without reason.

The paraphrases and the revealing sentences in similar_items.yaml were written for the sample bank; each is put beside
the bank as an item of its own. What else is named are pairs of the sample bank, which are listed to be judged by eye.
"""

from collections.abc import Sequence
from pathlib import Path

import yaml
from answers import CACHE, ROOT

from grader.bank.similar import LIKE, REVEALING, WARNED, Embed, Meeting, similar
from grader.model.item import Item, Single, TrueFalse
from grader.scoring.openended.embed import open_embedder
from grader.workspace import find

WRITTEN = Path(__file__).with_name("similar_items.yaml")
_LIKE = (0.6, LIKE, 0.75)
_REVEALS = (0.55, REVEALING, WARNED)
_NEVER = 1.01  # no cosine reaches it
_PLACE = {"topic": "x", "module": "x", "part": "first"}


def table(embed: Embed) -> str:
    """The table in Markdown and the pairs of the sample bank, one a line."""
    items = find(ROOT).bank().items
    written = yaml.safe_load(WRITTEN.read_text(encoding="utf-8"))
    lines = ["| kind | threshold | found | pairs of the sample bank that are named |", "|---|---|---|---|"]
    for kind, thresholds, extra in (
        ("duplicate", _LIKE, _paraphrases(written["paraphrases"])),
        ("reveals", _REVEALS, _statements(written["reveals"])),
    ):
        for threshold in thresholds:
            found = sum(_found(kind, one, items, embed, threshold) for one in extra)
            named = len(_named(kind, items, embed, threshold))
            lines.append(f"| {kind} | {threshold:g} | {found} of {len(extra)} | {named} |")
    listed = [f"* {m.kind} {m.similarity:.2f} {m.one}, {m.other}" for m in similar(items, embed)]
    pairs = len(items) * (len(items) - 1) // 2
    return "\n".join([*lines, "", f"Named by default among {pairs} pairs of {len(items)} items:", *listed])


def _named(kind: str, items: Sequence[Item], embed: Embed, threshold: float) -> tuple[Meeting, ...]:
    """The pairs of one kind at one threshold, the other kind being switched off."""
    like, reveals = (threshold, _NEVER) if kind == "duplicate" else (_NEVER, threshold)
    return similar(items, embed, like=like, reveals=reveals)


def _found(kind: str, one: Item, items: Sequence[Item], embed: Embed, threshold: float) -> bool:
    """Whether the written item is named with the one that it was written for, and as what it is."""
    (own,) = (item for item in items if f"x-{item.id}" == one.id)
    return any(kind == "duplicate" or m.one == one.id for m in _named(kind, (own, one), embed, threshold))


def _paraphrases(written: dict[str, dict[str, str]]) -> list[Item]:
    return [
        Single(id=f"x-{id_}", type="single", stem=own["stem"], correct=own["key"], wrong=("no",), **_PLACE)
        for id_, own in written.items()
    ]


def _statements(written: dict[str, str]) -> list[Item]:
    """As stems of true statements without an answer in words: only what they say can meet."""
    return [
        TrueFalse(id=f"x-{id_}", type="true-false", stem=said, correct=True, **_PLACE)
        for id_, said in written.items()
    ]


if __name__ == "__main__":
    print(table(open_embedder(cache=CACHE)))
