"""The best and the weakest of a class side by side: how many more points the upper 27 % win on an item than the lower.

27 % is where the two groups are told apart best (Kelley 1939). Papers with equal points at the border of a group
are in it in part, all alike, so that the order of papers does not matter.
"""

import numpy as np

from grader.analysis.bootstrap import Which
from grader.analysis.papers import Table

PART = 0.27


def upper_lower(counts: Table, share: Table, total: Table, whole: Which) -> Table:
    """The difference of the two groups' mean shares of the points, draws x items, -1 to 1; `total` is by paper."""
    levels, level = np.unique(total, return_inverse=True)
    used = counts * whole.any(axis=1)
    of = np.zeros((len(counts), len(levels)))
    for at in range(len(levels)):
        of[:, at] = used[:, level == at].sum(axis=1)
    size = PART * used.sum(axis=1, keepdims=True)
    return _mean_of(_first(of[:, ::-1], size)[:, ::-1][:, level] * used, share, whole) - _mean_of(
        _first(of, size)[:, level] * used, share, whole
    )


def _first(of: Table, size: Table) -> Table:
    """How much of each level's papers is among the first `size`, 0 to 1."""
    before = np.cumsum(of, axis=1) - of
    with np.errstate(divide="ignore", invalid="ignore"):
        part: Table = np.clip(size - before, 0, of) / of
    return np.nan_to_num(part)


def _mean_of(weight: Table, share: Table, whole: Which) -> Table:
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Table = weight @ (share * whole) / (weight @ whole.astype(np.float64))
    return found
