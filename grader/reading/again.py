"""Fills as measured, judged again without their scans: what would change, and pages as they then count.

A reading is never rewritten. What is kept is the difference from it, so that it can be looked at, applied and
taken back; what people said about a page stays, whatever its fills are judged to be.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from grader.model.paper import Judged, ReadPage
from grader.model.reading import BubbleState, Fill
from grader.reading.states import RULES, Rules, rethreshold

LEAST, MOST = 0.25, 4.0  # sensitivity: outside, no threshold would be left


@dataclass(frozen=True, slots=True)
class Change:
    """One bubble that is taken to be something else."""

    copy_number: int
    page: int
    fill: Fill  # as it is judged now
    before: BubbleState


def rules_of(sensitivity: float) -> Rules:
    """The present rules with every threshold for a mark divided by the sensitivity: 2 takes marks half as dark."""
    assert LEAST <= sensitivity <= MOST, "a sensitivity within its bounds"
    return replace(
        RULES,
        step=RULES.step / sensitivity,
        noise=RULES.noise / sensitivity,
        share=RULES.share / sensitivity,
    )


def judge_again(pages: Sequence[ReadPage], rules: Rules) -> tuple[Judged, ...]:
    """What rules make of pages as they were read, where that differs."""
    found = []
    for page in pages:
        new = rethreshold(page.reading, rules)
        pairs = zip(page.reading.fills, new.fills, strict=True)
        states = tuple((n, fill.state) for n, (old, fill) in enumerate(pairs) if old.state is not fill.state)
        if states:
            found.append(Judged(content_hash=page.reading.content_hash, quality=new.quality, states=states))
    return tuple(found)


def as_judged(pages: Sequence[ReadPage], judged: Sequence[Judged]) -> tuple[ReadPage, ...]:
    """Pages as they were read -> as they count."""
    by_hash = {one.content_hash: one for one in judged}
    return tuple(
        _judged(page, by_hash[page.reading.content_hash]) if page.reading.content_hash in by_hash else page
        for page in pages
    )


def changes(before: Sequence[ReadPage], after: Sequence[ReadPage]) -> Iterator[Change]:
    """Every bubble that differs between two judgements of the same pages."""
    for old, new in zip(before, after, strict=True):
        who = new.reading.identity
        for was, fill in zip(old.reading.fills, new.reading.fills, strict=True):
            if was.state is not fill.state and who:
                yield Change(who.copy_number, who.page, fill, was.state)


def _judged(page: ReadPage, judged: Judged) -> ReadPage:
    fills = list(page.reading.fills)
    for place, state in judged.states:
        fills[place] = fills[place].model_copy(update={"state": state})
    reading = page.reading.model_copy(update={"fills": tuple(fills), "quality": judged.quality})
    return page.model_copy(update={"reading": reading})
