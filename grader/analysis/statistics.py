"""The statistics of items and of the test, from the table of papers; the intervals resample whole students.

A bootstrap draw is a count of how often each paper was drawn, so that all draws are a few products of matrices.
Facility and blanks rest on the papers whose points on the item are known, all else on papers with nothing pending.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from grader.analysis.figures import ENOUGH, Doubt, ExamStatistics, Figure, ItemStatistics
from grader.analysis.papers import Papers, Table

Which = NDArray[np.bool_]

DRAWS = 1000
EVEN = 1e-12  # a variance below this is rounding


def item_statistics(papers: Papers, *, draws: int = DRAWS, seed: int = 0) -> tuple[ItemStatistics, ...]:
    """Work out every item's statistics, in the order of the table's items.

    Discrimination is the correlation with the sum of the paper's other items (Henrysson 1963); discriminative
    efficiency and effective weight are as in Moodle's quiz statistics (docs.moodle.org, Quiz statistics calculations).
    """
    counts = _counts(len(papers.copies), draws, seed)
    known, value = ~np.isnan(papers.points), np.nan_to_num(papers.points)
    whole = known & papers.complete[:, None]
    rest = value.sum(axis=1, keepdims=True) - value
    scored, used = known.sum(axis=0), whole.sum(axis=0)
    facility = _mean(counts, np.nan_to_num(papers.share), known)
    blank = _mean(counts, np.nan_to_num(papers.blank), known)
    spread = np.sqrt(_covariance(counts, value, value, whole))
    discrimination = _correlation(counts, value, rest, whole)
    efficiency, weight = _efficiency(papers, rest, whole), _weights(value, whole)
    return tuple(
        ItemStatistics(
            item,
            _figure(facility[:, at], int(scored[at])),
            _figure(spread[:, at], int(used[at])),
            _figure(discrimination[:, at], int(used[at])),
            _figure(blank[:, at], int(scored[at])),
            _some(efficiency[at]),
            _some(weight[at]),
        )
        for at, item in enumerate(papers.items)
    )


def whole_statistics(papers: Papers, *, draws: int = DRAWS, seed: int = 0) -> ExamStatistics:
    """Work out the test's statistics on its complete papers.

    Alpha is k / (k - 1) * (1 - sum of the items' variances / variance of the sum) (Cronbach 1951), KR-20 where items
    are right or wrong (Kuder and Richardson 1937); the error of measurement is sd * sqrt(1 - alpha). Both need papers
    that all have the same items.
    """
    table = papers.points[papers.complete]
    value, n, k = np.nan_to_num(table), len(table), table.shape[1]
    counts = _counts(n, draws, seed)
    total = value.sum(axis=1, keepdims=True)
    every = np.ones_like(total, dtype=np.bool_)
    mean = _mean(counts, total, every)[:, 0]
    variance = _covariance(counts, total, total, every)[:, 0]
    parts = _covariance(counts, value, value, np.ones_like(value, dtype=np.bool_)).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        alpha = np.where(variance > EVEN, k / np.float64(k - 1) * (1 - parts / variance), np.nan)
        error = np.sqrt(variance * np.clip(1 - alpha, 0, None))
    reliability, doubt = _figure(alpha, n), _figure(error, n)
    if np.isnan(table).any():
        reliability = doubt = Figure(None, None, None, n, Doubt.UNLIKE)
    low, middle, high = np.percentile(total, (25, 50, 75)) if n else (0.0, 0.0, 0.0)
    return ExamStatistics(
        _figure(mean, n),
        _figure(np.sqrt(variance), n),
        (float(low), float(middle), float(high)) if n else None,
        reliability,
        doubt,
    )


def _counts(papers: int, draws: int, seed: int) -> Table:
    """How often each paper is in each draw; the first row is the class itself, each paper once."""
    if not papers:
        return np.ones((1, 0))
    drawn = np.random.default_rng(seed).multinomial(papers, np.full(papers, 1 / papers), size=draws)
    return np.vstack([np.ones(papers), drawn]).astype(np.float64)


def _mean(counts: Table, value: Table, known: Which) -> Table:
    with np.errstate(divide="ignore", invalid="ignore"):
        mean: Table = counts @ (value * known) / (counts @ known.astype(np.float64))
    return mean


def _covariance(counts: Table, one: Table, other: Table, known: Which) -> Table:
    """Covariances with n - 1, draws x items; NaN below two papers."""
    n, alike = counts @ known.astype(np.float64), one is other
    one = (one - one.mean(axis=0)) if len(one) else one  # nearer to zero, less is lost to rounding
    other = (other - other.mean(axis=0)) if len(other) else other
    with np.errstate(divide="ignore", invalid="ignore"):
        product = counts @ (one * other * known) - (counts @ (one * known)) * (counts @ (other * known)) / n
        found: Table = product / np.where(n > 1, n - 1, np.nan)
    same: Table = np.maximum(found, 0) if alike else found
    return same


def _correlation(counts: Table, one: Table, other: Table, known: Which) -> Table:
    left, right = (np.maximum(_covariance(counts, x, x, known), 0) for x in (one, other))
    product = left * right
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Table = np.where(
            product > EVEN, _covariance(counts, one, other, known) / np.sqrt(product), np.nan
        )
    return found


def _efficiency(papers: Papers, rest: Table, whole: Which) -> Table:
    """Covariance with the rest as a share of the most that the same points, sorted alike, could have."""
    found = np.full(len(papers.items), np.nan)
    for at, mask in enumerate(whole.T):
        x, y = papers.points[mask, at], rest[mask, at]
        if len(x) > 1 and (most := np.cov(np.sort(x), np.sort(y))[0, 1]) > EVEN:
            found[at] = np.cov(x, y)[0, 1] / most
    return found


def _weights(value: Table, whole: Which) -> Table:
    """Square root of an item's covariance with the sum, as a share of all; a negative one counts as zero."""
    total = np.broadcast_to(value.sum(axis=1, keepdims=True), value.shape)
    parts = np.sqrt(np.maximum(_covariance(np.ones((1, len(value))), value, total, whole)[0], 0))
    found: Table = parts / np.nansum(parts) if np.nansum(parts) > EVEN else np.full(len(parts), np.nan)
    return found


def _figure(drawn: Table, n: int) -> Figure:
    """A figure from its value in the class (first) and in the draws (the others)."""
    if not np.isfinite(drawn[0]):
        return Figure(None, None, None, n, Doubt.CONSTANT if n >= ENOUGH else Doubt.FEW)
    figure = Figure(float(drawn[0]), None, None, n, Doubt.FEW if n < ENOUGH else Doubt.NONE)
    if np.isfinite(drawn[1:]).any():
        low, high = np.nanpercentile(drawn[1:], (2.5, 97.5))
        figure = replace(figure, low=float(low), high=float(high))
    return figure


def _some(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
