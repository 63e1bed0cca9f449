"""How well suggestions agree with people: correlation, error and weighted kappa, with bootstrap intervals."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Three measures of agreement over `answers` answers."""

    answers: int
    r: float  # Pearson; nan where one side does not vary
    rmse: float  # points
    qwk: float  # quadratic weighted kappa; nan where it has no meaning

    def __str__(self) -> str:
        return f"{self.answers:5d}  {self.r:6.3f}  {self.rmse:6.3f}  {self.qwk:6.3f}"


def agreement(person: Points, machine: Points, step: float) -> Agreement:
    """Compare two sets of points for the same answers; kappa is taken on points rounded to `step`."""
    return Agreement(
        answers=len(person),
        r=_pearson(person, machine),
        rmse=float(np.sqrt(np.mean((person - machine) ** 2))),
        qwk=weighted_kappa(_bins(person, step), _bins(machine, step)),
    )


def weighted_kappa(one: NDArray[np.int64], other: NDArray[np.int64]) -> float:
    """Quadratic weighted kappa (Cohen 1968) of two gradings in whole steps; nan when nothing varies."""
    # the mean over all pairs, without making them
    expected = one.var() + other.var() + (one.mean() - other.mean()) ** 2
    return float(1 - np.mean((one - other) ** 2) / expected) if expected > 0 else float("nan")


def interval(
    person: Points, machine: Points, step: float, *, papers: Sequence[str], seed: int, rounds: int = 1000
) -> str:
    """95 % bootstrap percentile intervals of r, RMSE and QWK, as text; whole papers (or questions) are drawn.

    Answers of one paper resemble each other, so drawing them singly would promise too much.
    """
    random = np.random.default_rng(seed)
    of = [np.flatnonzero(np.asarray(papers) == paper) for paper in dict.fromkeys(papers)]
    found = []
    for _ in range(rounds):
        drawn = np.concatenate([of[i] for i in random.integers(0, len(of), len(of))])
        found.append(agreement(person[drawn], machine[drawn], step))
    spans = []
    for values in zip(*((a.r, a.rmse, a.qwk) for a in found), strict=True):
        low, high = np.nanpercentile(values, [2.5, 97.5])
        spans.append(f"{low:.2f}..{high:.2f}")
    return "r {}  RMSE {}  QWK {}".format(*spans)


def _bins(points: Points, step: float) -> NDArray[np.int64]:
    return np.floor(points / step + 0.5).astype(np.int64)


def _pearson(one: Points, other: Points) -> float:
    if len(one) < 2 or one.std() == 0 or other.std() == 0:
        return float("nan")
    return float(np.corrcoef(one, other)[0, 1])
