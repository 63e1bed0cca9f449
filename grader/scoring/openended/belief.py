"""What is believed about points that nobody has given yet: a chance for each level of an item, for each answer.

Pure. What comes in are chances, or a normal curve that is cut at the middles between levels; what goes out is
what a person needs: the expected points, how far off they may be, and how likely a promise about them holds.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

Array = NDArray[np.float64]

_LEAST_SPREAD = 1e-6  # points; a curve narrower than this is a single level


@dataclass(frozen=True, slots=True)
class Belief:
    """Chances over the points a person may give."""

    levels: Array  # points, ascending, shape (levels,)
    chance: Array  # each row sums to 1, shape (answers, levels)

    def __post_init__(self) -> None:
        """Refuse what is no distribution."""
        assert self.chance.ndim == 2, "one row of chances for each answer"
        assert self.chance.shape[1] == len(self.levels), "one chance for each level"
        assert (np.diff(self.levels) > 0).all(), "levels ascend"
        assert (self.chance >= 0).all(), "chances are never negative"
        assert np.allclose(self.chance.sum(axis=1), 1, atol=1e-6), "each row sums to 1"

    @classmethod
    def normal(cls, mean: Array, spread: Array, levels: Array) -> Self:
        """Cut normal curves (points, shape (answers,)) at the middles between levels; the tails go to the end levels."""
        cuts = (levels[1:] + levels[:-1]) / 2
        below = ndtr((cuts[None, :] - mean[:, None]) / np.maximum(spread, _LEAST_SPREAD)[:, None])
        edges = np.hstack([np.zeros((len(mean), 1)), below, np.ones((len(mean), 1))])
        return cls(levels, np.diff(edges, axis=1))

    @classmethod
    def certain(cls, points: Array, levels: Array) -> Self:
        """All chance on the level nearest to each of the points, shape (answers,)."""
        nearest = np.abs(levels[None, :] - points[:, None]).argmin(axis=1)
        return cls(levels, np.eye(len(levels))[nearest])

    def expected(self) -> Array:
        """The mean points of each answer, shape (answers,)."""
        return np.asarray(self.chance @ self.levels)

    def spread(self) -> Array:
        """The standard deviation of the points, shape (answers,)."""
        variance = self.chance @ self.levels**2 - self.expected() ** 2
        return np.sqrt(np.maximum(variance, 0))

    def best(self) -> Array:
        """The level with the least expected error: a person gives less as often as more (the median), shape (answers,)."""
        return np.asarray(self.levels[(np.cumsum(self.chance, axis=1) >= 0.5 - 1e-9).argmax(axis=1)])

    def within(self, points: Array, tolerance: float) -> Array:
        """The chance that a person's points lie within `tolerance` of `points`, shape (answers,)."""
        near = np.abs(self.levels[None, :] - points[:, None]) <= tolerance + 1e-9
        return np.asarray((self.chance * near).sum(axis=1))
