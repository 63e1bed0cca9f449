"""Open answers as people judged them, beside what was suggested: who gives other points than is to be expected.

Two questions are asked: on which item suggestions and people disagree, and whether one of several people gives
systematically more or less than the others do on the same items to answers that promise the same. Points are shares
of what an item offers; suggestions are those made without the person's own decision.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from grader.analysis.figures import ENOUGH, FALSE_ALARM
from grader.analysis.papers import Table

SHIFT = (
    0.15  # of an item's points: suggestions that are so far above or below on average have misread something
)
APART = 0.25  # of an item's points: suggestions that are so far off on average are no help
HARSH = 0.05  # of an item's points: less than that between two people is nothing


@dataclass(frozen=True, slots=True)
class Judged:
    """A person's points for an open answer."""

    copy: int
    item_id: str
    grader: str  # nothing where it is not known
    given: float  # share of the points, 0 to 1
    suggested: float | None = None  # the same; none where nothing was suggested, or what was is flagged
    like: int = 0  # the copy whose answer was read, where this one has its points as of the same group


@dataclass(frozen=True, slots=True)
class Disputed:
    """An open item on which suggestions and people disagree."""

    item_id: str
    answers: int  # that were read
    shift: float  # mean of suggested less given
    apart: float  # mean absolute difference


@dataclass(frozen=True, slots=True)
class Differs:
    """A person who gives other points than the others do on the same items to answers like theirs."""

    grader: str
    answers: int
    others: int  # answers that the others judged on these items
    shift: float  # mean of what this person gives less what the others would; below 0 is harsh


def disputed(judged: Sequence[Judged]) -> tuple[Disputed, ...]:
    """Name the items, by id: the mean difference beyond SHIFT, or the mean absolute one beyond APART, by more than chance.

    One-sided z tests of means, with Bonferroni's correction over both and all items; ENOUGH answers that were read at
    least. Of a group that was decided by one of its answers that one counts.
    """
    of: dict[str, list[float]] = defaultdict(list)
    for one in judged:
        if one.suggested is not None and not one.like:
            of[one.item_id].append(one.suggested - one.given)
    tried = {item: np.array(off) for item, off in sorted(of.items()) if len(off) >= ENOUGH}
    found = []
    for item, off in tried.items():
        border = NormalDist().inv_cdf(1 - FALSE_ALARM / (3 * len(tried)))
        far = np.abs(off)
        if _beyond(off, SHIFT) > border or _beyond(-off, SHIFT) > border or _beyond(far, APART) > border:
            found.append(Disputed(item, len(off), float(off.mean()), float(far.mean())))
    return tuple(found)


def differing(judged: Sequence[Judged], ability: dict[int, float]) -> tuple[Differs, ...]:
    """Name the people, the most different first; `ability` is by copy, from the closed items, on any one scale.

    What a person gives is set beside what the item, the suggestion and the student's closed items let expect (least
    squares); the differences are averaged over each paper, since the same student's answers are alike, and compared
    with the others' on the same items by Welch's test beyond HARSH, with Bonferroni's correction. Whoever is named is
    taken out before the next is looked for, so that one harsh person does not make the others look mild.
    """
    left: list[Judged] = [one for one in judged if one.grader]
    found: list[Differs] = []
    tried = len({one.grader for one in left})
    border = NormalDist().inv_cdf(1 - FALSE_ALARM / (2 * tried)) if tried else 0.0
    while True:
        shared = _shared(left)
        far = [
            one for grader in sorted({o.grader for o in shared}) if (one := _compare(shared, ability, grader))
        ]
        far = [(z, one) for z, one in far if z > border]
        if not far:
            return tuple(found)
        _, worst = max(far, key=lambda pair: (pair[0], pair[1].shift < 0))
        found.append(worst)
        left = [one for one in left if one.grader != worst.grader]


def _shared(judged: Sequence[Judged]) -> list[Judged]:
    """The answers to items that two people or more judged."""
    graders: dict[str, set[str]] = defaultdict(set)
    for one in judged:
        graders[one.item_id].add(one.grader)
    return [one for one in judged if len(graders[one.item_id]) > 1]


def _compare(
    judged: Sequence[Judged], ability: dict[int, float], grader: str
) -> tuple[float, Differs] | None:
    """How many standard errors beyond HARSH a person's mean is from the others'; none with too few papers."""
    mine = {one.item_id for one in judged if one.grader == grader}
    here = [one for one in judged if one.item_id in mine]
    off = _unexpected(here, ability)
    theirs, others = (_by_paper(here, off, grader, own=own) for own in (True, False))
    if min(len(theirs), len(others)) < ENOUGH:
        return None
    shift = float(theirs.mean() - others.mean())
    error = math.sqrt(theirs.var(ddof=1) / len(theirs) + others.var(ddof=1) / len(others))
    count = sum(one.grader == grader for one in here)
    beyond = (abs(shift) - HARSH) / error if error > 0 else 0.0
    return beyond, Differs(grader, count, len(here) - count, shift)


def _unexpected(judged: Sequence[Judged], ability: dict[int, float]) -> Table:
    """What was given less what the item, the suggestion and the student's closed items let expect."""
    items = sorted({one.item_id for one in judged})
    given = np.array([one.given for one in judged])
    rows = np.zeros((len(judged), len(items) + 3))
    for at, one in enumerate(judged):
        rows[at, items.index(one.item_id)] = 1
        rows[at, -3:] = (
            one.suggested or 0.0,
            one.suggested is None,
            ability.get(one.copy, 0.0),
        )
    fitted = np.linalg.lstsq(rows, given, rcond=None)[0]
    left: Table = given - rows @ fitted
    return left


def _by_paper(judged: Sequence[Judged], off: Table, grader: str, *, own: bool) -> Table:
    """Mean differences of the papers that a person judged, or of those that the others did."""
    of: dict[tuple[int, str], list[float]] = defaultdict(list)
    for one, value in zip(judged, off, strict=True):
        if (one.grader == grader) == own:
            of[one.copy, one.grader].append(value)
    return np.array([np.mean(values) for values in of.values()])


def _beyond(off: Table, bound: float) -> float:
    """How many standard errors a mean lies above a bound."""
    error = float(off.std(ddof=1)) / math.sqrt(len(off))
    return (float(off.mean()) - bound) / max(error, 1e-9)
