"""Pairs of items that measure the same: whoever gets one gets the other, beyond what ability explains.

What is left of two items' correlation when ability is held fixed is near zero for items that have only ability in
common (local independence; Yen 1984). Ability is what the rest of the paper measures, not without error, for which the
partial correlation is corrected (Spearman 1904). A pair is named where that is above ALIKE beyond chance.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from grader.analysis.bootstrap import EVEN
from grader.analysis.figures import ENOUGH, FALSE_ALARM
from grader.analysis.judged import Judged
from grader.analysis.papers import Papers, Table

ALIKE = (
    0.2  # above it items are commonly held to depend on each other (Christensen, Makransky and Horton 2017)
)
RARE = 10  # papers; an item that fewer get, or fewer miss, correlates by accident


@dataclass(frozen=True)
class Twins:
    """Two items whose points go together when ability is held fixed."""

    items: tuple[str, str]
    papers: int
    correlation: float  # partial, -1 to 1


def twins(papers: Papers, judged: Sequence[Judged] = ()) -> tuple[Twins, ...]:
    """Name the pairs, the most alike first, over the complete papers that have both items.

    The partial correlation is taken beyond ALIKE by Fisher's z with Bonferroni's correction over all pairs. What people
    judged is taken less the mean of what each of them gives on the item: one who is harsh makes no items alike.
    """
    share = _evened(papers, judged)[papers.complete]
    value = np.nan_to_num(share * papers.out_of)
    known = ~np.isnan(share)
    sure = _reliability(value, known)
    pairs = [pair for pair in _pairs(known) if _varies(papers.share[papers.complete], known, pair)]
    found = []
    for a, b in pairs if sure > EVEN else ():
        both = known[:, a] & known[:, b]
        rest = value[both].sum(axis=1) - value[both, a] - value[both, b]
        r, n = _partial(share[both, a], share[both, b], rest, sure), int(both.sum())
        border = NormalDist().inv_cdf(1 - FALSE_ALARM / len(pairs)) / math.sqrt(n - 4)
        if r is not None and math.atanh(r) - math.atanh(ALIKE) > border:
            names = sorted((papers.items[a], papers.items[b]))
            found.append(Twins((names[0], names[1]), n, r))
    return tuple(sorted(found, key=lambda one: (-one.correlation, one.items)))


def _evened(papers: Papers, judged: Sequence[Judged]) -> Table:
    """Shares of the points; on items that people judged, less the mean of the same person and more that of all."""
    share = papers.share.copy()
    row = {copy: at for at, copy in enumerate(papers.copies)}
    column = {item: at for at, item in enumerate(papers.items)}
    of: dict[tuple[str, str], list[int]] = {}
    for one in judged:
        if one.copy in row and one.item_id in column:
            of.setdefault((one.item_id, one.grader), []).append(row[one.copy])
    for (item, _), rows in of.items():
        share[rows, column[item]] -= np.nanmean(papers.share[rows, column[item]]) - np.nanmean(
            papers.share[:, column[item]]
        )
    return share


def _pairs(known: np.ndarray) -> Iterator[tuple[int, int]]:
    """The items of which enough papers have both."""
    papers = known.T.astype(np.int64) @ known
    for a, b in np.argwhere(np.tril(papers >= ENOUGH, -1)):
        yield int(a), int(b)


def _varies(share: Table, known: np.ndarray, pair: tuple[int, int]) -> bool:
    """Whether each item is got by RARE of the papers that have both, or more, and missed by as many."""
    both = known[:, pair].all(axis=1)
    return all(
        min(
            (share[both, at] > share[both, at].mean()).sum(), (share[both, at] < share[both, at].mean()).sum()
        )
        >= RARE
        for at in pair
    )


def _reliability(value: Table, known: np.ndarray) -> float:
    """Cronbach's alpha from the mean variance and covariance of items, so that forms may have different ones."""
    n = known.T.astype(np.float64) @ known
    means = np.where(known, value, 0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    off = np.where(known, value - means, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        table = np.where(n > 1, (off.T @ off) / (n - 1), np.nan)
    apart = ~np.eye(len(table), dtype=np.bool_)
    if not np.isfinite(table[apart]).any():
        return 0.0
    among, own, k = (
        float(np.nanmean(table[apart])),
        float(np.nanmean(np.diag(table))),
        known.sum(axis=1).mean(),
    )
    if own <= EVEN or among <= 0:  # items that go against each other measure no one thing
        return 0.0
    return float(k * among / (own + (k - 1) * among))


def _partial(one: Table, other: Table, rest: Table, sure: float) -> float | None:
    """The correlation of two with what ability explains taken out, ability being `rest` of that reliability."""
    if min(x.std() for x in (one, other, rest)) < EVEN**0.5:
        return None
    table = np.corrcoef([one, other, rest])
    by_one, by_other = table[0, 2] ** 2 / sure, table[1, 2] ** 2 / sure
    if max(by_one, by_other) >= 1:
        return None
    left = table[0, 1] - table[0, 2] * table[1, 2] / sure
    return float(np.clip(left / math.sqrt((1 - by_one) * (1 - by_other)), -0.9999, 0.9999))
