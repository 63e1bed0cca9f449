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
_NOISE = 3.0  # standard deviations of the empty bubbles: nearer, they would be marks themselves


@dataclass(frozen=True, slots=True)
class Change:
    """One bubble that is taken to be something else."""

    copy_number: int
    page: int
    fill: Fill  # as it is judged now
    before: BubbleState


def rules_of(sensitivity: float) -> Rules:
    """The present rules for lighter or darker marks: with 2, half as dark is enough; with 0.5, twice as dark is asked for.

    It moves how much darker than paper a mark must be, and how dark beside the sheet's usual mark; what tells a mark
    from a stain, a line or a cancelled mark stays.
    """
    assert LEAST <= sensitivity <= MOST, "a sensitivity within its bounds"

    def beside(share: float) -> float:
        return min(share / sensitivity, 1.0)

    return replace(
        RULES,
        step=RULES.step / sensitivity,
        noise=max(RULES.noise / sensitivity, _NOISE),
        share=beside(RULES.share),
        guard=RULES.guard / max(sensitivity, 1.0),
        pale=beside(RULES.pale),
        pale_line=beside(RULES.pale_line),
        firm=beside(RULES.firm),
        like=beside(RULES.like),
        like_line=beside(RULES.like_line),
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
        fills[place] = replace(fills[place], state=state)
    reading = page.reading.model_copy(update={"fills": tuple(fills), "quality": judged.quality})
    return page.model_copy(update={"reading": reading})
