"""Figures with their doubt: many draws of the class at once, each a count of how often every paper was drawn.

Whole students are drawn with replacement (Efron 1979), so that all draws are a few products of matrices. The first
row is always the class itself; an interval is what lies between the 2.5th and 97.5th percentile of the others.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from grader.analysis.figures import ENOUGH, Doubt, Figure
from grader.analysis.papers import Table

Which = NDArray[np.bool_]

DRAWS = 1000
EVEN = 1e-12  # a variance below this is rounding


def counts_of(papers: int, draws: int, seed: int) -> Table:
    """How often each paper is in each draw; the first row is the class itself, each paper once."""
    if not papers:
        return np.ones((1, 0))
    drawn = np.random.default_rng(seed).multinomial(papers, np.full(papers, 1 / papers), size=draws)
    return np.vstack([np.ones(papers), drawn]).astype(np.float64)


def mean(counts: Table, value: Table, known: Which) -> Table:
    """Means over the papers where a value is known, draws x items."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Table = counts @ (value * known) / (counts @ known.astype(np.float64))
    return found


def covariance(counts: Table, one: Table, other: Table, known: Which) -> Table:
    """Covariances with n - 1, draws x items; NaN below two papers."""
    n, alike = counts @ known.astype(np.float64), one is other
    one = (one - one.mean(axis=0)) if len(one) else one  # nearer to zero, less is lost to rounding
    other = (other - other.mean(axis=0)) if len(other) else other
    with np.errstate(divide="ignore", invalid="ignore"):
        product = counts @ (one * other * known) - (counts @ (one * known)) * (counts @ (other * known)) / n
        found: Table = product / np.where(n > 1, n - 1, np.nan)
    same: Table = np.maximum(found, 0) if alike else found
    return same


def correlation(counts: Table, one: Table, other: Table, known: Which) -> Table:
    """Pearson's correlations, draws x items; NaN where one of the two does not vary."""
    left, right = (np.maximum(covariance(counts, x, x, known), 0) for x in (one, other))
    product = left * right
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Table = np.where(
            product > EVEN, covariance(counts, one, other, known) / np.sqrt(product), np.nan
        )
    return found


def figure(drawn: Table, n: int) -> Figure:
    """A figure from its value in the class (first) and in the draws (the others)."""
    if not np.isfinite(drawn[0]):
        return Figure(None, None, None, n, Doubt.CONSTANT if n >= ENOUGH else Doubt.FEW)
    found = Figure(float(drawn[0]), None, None, n, Doubt.FEW if n < ENOUGH else Doubt.NONE)
    if np.isfinite(drawn[1:]).any():
        low, high = np.nanpercentile(drawn[1:], (2.5, 97.5))
        found = replace(found, low=float(low), high=float(high))
    return found
