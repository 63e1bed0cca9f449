"""How well suggestions agree with people: correlation, error and weighted kappa, with bootstrap intervals."""

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
    expected = np.mean((one[:, None] - other[None, :]) ** 2)
    return float(1 - np.mean((one - other) ** 2) / expected) if expected > 0 else float("nan")


def interval(person: Points, machine: Points, step: float, *, seed: int, rounds: int = 2000) -> str:
    """95 % bootstrap percentile intervals of r, RMSE and QWK over the answers, as text."""
    random = np.random.default_rng(seed)
    drawn = [random.integers(0, len(person), len(person)) for _ in range(rounds)]
    found = [agreement(person[i], machine[i], step) for i in drawn]
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
