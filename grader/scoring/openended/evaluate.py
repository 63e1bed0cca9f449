"""How well suggestions agree with people: correlation, error, weighted kappa and share of right ones, with intervals."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]

FEW = 20  # answers, or papers: below it an interval would promise more than is known
_NEAR = 0.1  # of the maximum: a right suggestion


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


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure with its 95 % interval; both ends nan where the answers are too few."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        if np.isnan(self.value):
            return "no meaning here"  # nothing varies
        return f"{self.value:.2f} ({self.low:.2f} to {self.high:.2f})"


@dataclass(frozen=True, slots=True)
class Comparison:
    """How suggestions compare with decisions that they were made without."""

    answers: int
    qwk: Measured
    rmse: Measured  # points
    right: Measured  # share within a tenth of the maximum, or on the same step where steps are coarser

    @property
    def few(self) -> bool:
        """Too few answers for the measures to mean anything."""
        return self.answers < FEW


def compare(
    person: Points, machine: Points, *, step: Points, most: Points, papers: Sequence[int], seed: int = 1
) -> Comparison:
    """Compare points for the same answers; `step` and `most` (the maximum) are each answer's, in points.

    The intervals are 95 % bootstrap percentile intervals over 1000 draws of whole papers. All three measures come from
    sums over answers, so a draw is a weighing of the papers' sums and no answer is looked at twice.
    """
    if not len(person):
        nothing = Measured(float("nan"), float("nan"), float("nan"))
        return Comparison(0, nothing, nothing, nothing)
    one, other = _bins(person, step), _bins(machine, step)
    off = person - machine
    near = np.abs(off) <= _NEAR * most + 1e-9
    terms = np.column_stack(
        [np.ones(len(off)), one, other, one**2, other**2, (one - other) ** 2, off**2, near]
    )
    of = {paper: i for i, paper in enumerate(dict.fromkeys(papers))}
    sums = np.zeros((len(of), terms.shape[1]))
    np.add.at(sums, [of[paper] for paper in papers], terms)
    drawn = np.random.default_rng(seed).multinomial(len(of), np.full(len(of), 1 / len(of)), 1000)
    values = _measures(np.vstack([terms.sum(axis=0), drawn @ sums]))
    found = []
    for column in values.T:
        known = column[1:][np.isfinite(column[1:])]
        low, high = np.percentile(known, [2.5, 97.5]) if len(known) else (float("nan"), float("nan"))
        found.append(Measured(float(column[0]), float(low), float(high)))
    return Comparison(len(off), *found)


def _measures(sums: Points) -> Points:
    """Kappa, RMSE and share of right ones, shape (draws, 3), from sums as `compare` makes them, (draws, 8)."""
    count, one, other, one2, other2, gap2, off2, near = sums.T
    with np.errstate(divide="ignore", invalid="ignore"):
        # E(a - b)^2 over all pairs of one's and other's, as in weighted_kappa
        chance = one2 / count + other2 / count - 2 * one * other / count**2
        kappa = np.where(chance > 1e-12, 1 - (gap2 / count) / chance, np.nan)
        return np.column_stack([kappa, np.sqrt(off2 / count), near / count])


def _bins(points: Points, step: float | Points) -> NDArray[np.int64]:
    return np.floor(points / step + 0.5).astype(np.int64)


def _pearson(one: Points, other: Points) -> float:
    if len(one) < 2 or one.std() == 0 or other.std() == 0:
        return float("nan")
    return float(np.corrcoef(one, other)[0, 1])
