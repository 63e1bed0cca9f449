"""The statistics of items and of the test, from the table of papers; the intervals resample whole students.

Facility and blanks rest on the papers whose points on the item are known, all else on papers with nothing pending.
"""

from collections.abc import Collection

import numpy as np

from grader.analysis.bootstrap import DRAWS, EVEN, Which, correlation, counts_of, covariance, figure, mean
from grader.analysis.extremes import upper_lower
from grader.analysis.figures import Doubt, ExamStatistics, Figure, ItemStatistics
from grader.analysis.papers import Papers, Table


def item_statistics(papers: Papers, *, draws: int = DRAWS, seed: int = 0) -> tuple[ItemStatistics, ...]:
    """Work out every item's statistics, in the order of the table's items.

    Discrimination is the correlation with the sum of the paper's other items (Henrysson 1963); discriminative
    efficiency and effective weight are as in Moodle's quiz statistics (docs.moodle.org, Quiz statistics calculations).
    """
    counts = counts_of(len(papers.copies), draws, seed)
    known, value = ~np.isnan(papers.points), np.nan_to_num(papers.points)
    whole = known & papers.complete[:, None]
    rest = value.sum(axis=1, keepdims=True) - value
    scored, used = known.sum(axis=0), whole.sum(axis=0)
    share = np.nan_to_num(papers.share)
    facility = mean(counts, share, known)
    blank = mean(counts, np.nan_to_num(papers.blank), known)
    spread = np.sqrt(covariance(counts, value, value, whole))
    discrimination = correlation(counts, value, rest, whole)
    apart = upper_lower(counts, share, value.sum(axis=1), whole)
    efficiency, weight = _efficiency(counts, value, rest, whole), _weights(counts, value, whole)
    return tuple(
        ItemStatistics(
            item,
            facility=figure(facility[:, at], int(scored[at])),
            sd=figure(spread[:, at], int(used[at])),
            discrimination=figure(discrimination[:, at], int(used[at])),
            blank=figure(blank[:, at], int(scored[at])),
            efficiency=figure(efficiency[:, at], int(used[at])),
            weight=figure(weight[:, at], int(used[at])),
            upper_lower=figure(apart[:, at], int(used[at])),
        )
        for at, item in enumerate(papers.items)
    )


def whole_statistics(
    papers: Papers, *, void: Collection[str] = (), draws: int = DRAWS, seed: int = 0
) -> ExamStatistics:
    """Work out the test's statistics on its complete papers.

    Alpha is k / (k - 1) * (1 - sum of the items' variances / variance of the sum) (Cronbach 1951), KR-20 where items
    are right or wrong (Kuder and Richardson 1937); the error of measurement is sd * sqrt(1 - alpha). Both need papers
    that all have the same items. The points of `void` items are in the totals; of alpha they would make what they like.
    """
    table = papers.points[papers.complete]
    asked = table[:, [item not in void for item in papers.items]]
    value, n, k = np.nan_to_num(asked), len(table), asked.shape[1]
    counts = counts_of(n, draws, seed)
    total = np.nansum(table, axis=1, keepdims=True)
    every = np.ones_like(total, dtype=np.bool_)
    middle = mean(counts, total, every)[:, 0]
    variance = covariance(counts, total, total, every)[:, 0]
    among = value.sum(axis=1, keepdims=True)
    whole = covariance(counts, among, among, every)[:, 0]
    parts = covariance(counts, value, value, np.ones_like(value, dtype=np.bool_)).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        alpha = np.where(whole > EVEN, k / np.float64(k - 1) * (1 - parts / whole), np.nan)
        error = np.sqrt(variance * np.clip(1 - alpha, 0, None))
    reliability, doubt = figure(alpha, n), figure(error, n)
    if np.isnan(asked).any():
        reliability = doubt = Figure(None, None, None, n, Doubt.UNLIKE)
    quartiles = np.percentile(total, (25, 50, 75)) if n else ()
    low, half, high = (float(value) for value in quartiles) if n else (0.0, 0.0, 0.0)
    return ExamStatistics(
        figure(middle, n), figure(np.sqrt(variance), n), (low, half, high) if n else None, reliability, doubt
    )


def _efficiency(counts: Table, value: Table, rest: Table, whole: Which) -> Table:
    """Covariance with the rest as a share of the most that the same points, sorted alike, could have."""
    found = np.full((len(counts), value.shape[1]), np.nan)
    times = counts.astype(np.int64)
    for at, mask in enumerate(whole.T):
        x, y = value[mask, at], rest[mask, at]
        drawn = times[:, mask]
        first, second = np.argsort(x, kind="stable"), np.argsort(y, kind="stable")
        high, low = x[first], y[second]
        n = drawn.sum(axis=1)
        mx, my = drawn @ x, drawn @ y
        both = drawn @ (x * y)
        # Repeating what is in order as often as it was drawn is the drawn points in order.
        most = np.array([np.repeat(high, row[first]) @ np.repeat(low, row[second]) for row in drawn])
        with np.errstate(divide="ignore", invalid="ignore"):
            product = mx * my / n
            found[:, at] = np.where(most - product > EVEN * n, (both - product) / (most - product), np.nan)
    return found


def _weights(counts: Table, value: Table, whole: Which) -> Table:
    """Square root of an item's covariance with the sum, as a share of all; a negative one counts as zero."""
    total = np.broadcast_to(value.sum(axis=1, keepdims=True), value.shape)
    parts = np.sqrt(np.maximum(covariance(counts, value, total, whole), 0))
    sums = np.nansum(parts, axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Table = np.where(sums > EVEN, parts / sums, np.nan)
    return found
