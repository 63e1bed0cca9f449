"""The same question in two sittings: whether it became easier or harder than chance and the classes' difference explain.

The class of one sitting may be abler than that of another. Where several other items were in both, the median change of their
log-odds is taken for the difference of the classes (as with anchor items; Huynh and Meyer 2010 take the median for its
robustness: a question that leaked does not move it); with fewer the change is taken as it is, and said to be so.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import NormalDist, median

from grader.analysis.figures import ENOUGH
from grader.analysis.uses import Use

CHANGE = 0.15  # of the facility; a smaller one is no drift, however sure it is
LINKS = 5  # other items in both sittings, from which on the classes are compared
FALSE_ALARM = 0.01  # chance that a sitting in which nothing drifted raises any


@dataclass(frozen=True, slots=True)
class Drift:
    """A question that changed between two sittings."""

    item_id: str
    asked: str  # the question's hash
    earlier: str  # sitting
    later: str
    was: float  # facility
    now: float
    change: float  # with the classes' difference taken out
    links: int  # other items that were in both; 0 where too few for comparing the classes
    p: float  # chance of so much without drift, before the correction for many comparisons


def drifts(uses: Iterable[Use]) -> tuple[Drift, ...]:
    """Compare every sitting with every earlier one, item by item; those that drifted, by item and then by time.

    A change of the log-odds is judged by its standard errors, from shares smoothed as Agresti and Caffo (2000) do, with
    Bonferroni's correction over all comparisons of the later sitting; besides, it must be CHANGE of the points.
    """
    of: dict[str, dict[tuple[str, str], Use]] = defaultdict(dict)
    for use in uses:
        if use.counts and use.papers >= ENOUGH:
            of[use.sitting][use.item_id, use.asked] = use
    order = sorted(of, key=lambda sitting: (next(iter(of[sitting].values())).date, sitting))
    found = []
    for at, later in enumerate(order):
        pairs = [
            (
                earlier,
                [(of[earlier][key], use) for key, use in sorted(of[later].items()) if key in of[earlier]],
            )
            for earlier in order[:at]
        ]
        tried = sum(len(common) for _, common in pairs)
        for _, common in pairs:
            found += [one for one in _compared(common) if _is_one(one, tried)]
    return tuple(
        sorted(found, key=lambda one: (one.item_id, order.index(one.later), order.index(one.earlier)))
    )


def _is_one(change: Drift, tried: int) -> bool:
    return abs(change.change) >= CHANGE and change.p < FALSE_ALARM / tried


def _compared(common: Sequence[tuple[Use, Use]]) -> list[Drift]:
    before, after = ([_Smooth.of(pair[side]) for pair in common] for side in (0, 1))
    moves = [now.logit - was.logit for was, now in zip(before, after, strict=True)]
    doubts = [was.doubt + now.doubt for was, now in zip(before, after, strict=True)]
    found = []
    for at, (was, now) in enumerate(common):
        others = moves[:at] + moves[at + 1 :]
        links = len(others) if len(others) >= LINKS else 0
        move, doubt, change = moves[at], doubts[at], now.share - was.share
        if links:
            classes = median(others)
            move -= classes
            change = after[at].share - 1 / (1 + math.exp(-(before[at].logit + classes)))
            # a median's variance is pi / 2 times a mean's; that students sit both makes the sum a little too large
            doubt += math.pi / 2 * (sum(doubts) - doubts[at]) / links**2
        p = 2 * NormalDist().cdf(-abs(move) / math.sqrt(doubt))
        found.append(
            Drift(now.item_id, now.asked, was.sitting, now.sitting, was.share, now.share, change, links, p)
        )
    return found


@dataclass(frozen=True, slots=True)
class _Smooth:
    """A facility with one paper with all and one with no points added, so that none is 0 or 1."""

    share: float
    doubt: float  # squared standard error of the log-odds, by the delta method

    @property
    def logit(self) -> float:
        return math.log(self.share / (1 - self.share))

    @classmethod
    def of(cls, use: Use) -> "_Smooth":
        n = use.papers + 2
        share = min(max((use.share * use.papers + 1) / n, 0.5 / n), 1 - 0.5 / n)
        spread = max((use.square * use.papers + 1) / n - share**2, 0.0)
        return cls(share, spread / n / (share * (1 - share)) ** 2)
