"""Items that everybody gets and items that nobody gets: they say nothing of who is better.

In a small class an easy item is got by all of them by chance. So an item is named only where that would be rare for
one that nine in ten get (or one in ten), with Bonferroni's correction over all items.
"""

import math
from dataclasses import dataclass

import numpy as np

from grader.analysis.figures import FALSE_ALARM
from grader.analysis.papers import Papers

EASY = 0.9  # share of papers with full points


@dataclass(frozen=True)
class AllAlike:
    """An item on which all papers have full points, or none has any."""

    item_id: str
    papers: int
    everybody: bool  # got it; else nobody did


def fewest(items: int) -> int:
    """The papers from which on an item that all or none get is named, in a test of so many items."""
    return math.ceil(math.log(FALSE_ALARM / (2 * max(items, 1))) / math.log(EASY))


def all_alike(papers: Papers) -> tuple[AllAlike, ...]:
    """Name the items that everybody or nobody gets; papers on which one is pending do not count for it."""
    found = []
    for at, item in enumerate(papers.items):
        share = papers.share[:, at]
        known = share[~np.isnan(share)]
        if len(known) >= fewest(len(papers.items)) and ((known >= 1).all() or (known <= 0).all()):
            found.append(AllAlike(item, len(known), bool((known >= 1).all())))
    return tuple(found)
