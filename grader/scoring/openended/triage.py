"""Which suggestions can be promised, and what people read first: chances and spreads in, choices out. Pure.

A suggestion is *right* when a person's points are within a tenth of the item's maximum, or on the same step where
steps are coarser, and *far off* where they are more than three tenths of it away. What a belief says about both is corrected by the exam's own
leave-one-out predictions; then as many suggestions are made as keep both promises, and the machine abstains from the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf, expit, logit

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

GROSS = 0.3  # of the maximum; 1.5 of 5: an error that a student would rightly complain about
_NEAR = 0.1  # of the maximum
_TRUST = 25.0  # decisions' weight of "what was said is nearly true" when chances are corrected
_MODEST = 0.9  # the slope before any decision: at 1 the surest were too sure in SAF with questions held out
_TRUST_SPREAD = 10.0  # the same for spreads
PRUDENCE = 0.9  # on SAF with questions held out, 87.7 % of what was promised at 90 % was right with 1, 88.5 % with this
_EDGE = 1e-4  # chances are kept this far from 0 and 1
_BIN = 5  # answers in a part of a reliability table, at least


@dataclass(frozen=True, slots=True)
class Line:
    """How chances that were said are corrected: true chance = logistic(shift + slope x logit(said))."""

    shift: float = 0.0
    slope: float = _MODEST

    def chance(self, said: Array) -> Array:
        """The corrected chances, same shape."""
        return np.asarray(expit(self.shift + self.slope * _logit(said)), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Calibration:
    """How the exam's own decisions correct what is said."""

    decisions: int = 0
    right: Line = Line()  # of being right
    far: Line = Line()  # of being far off
    widen: float = 1.0  # true spread / said spread


@dataclass(frozen=True, slots=True)
class Part:
    """Answers of like confidence: how sure was said, and how often it was right."""

    answers: int
    said: float
    true: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What the students' totals are worth after that many more answers were read by a person."""

    read: int
    error: float  # mean absolute error of the totals, points
    within_a_point: float  # share of the totals


def tolerance(out_of: float) -> float:
    """How far from a person's points, in points, a right suggestion may be."""
    return _NEAR * out_of + 1e-9


def calibrate(said: Array, right: Flags, gross: Array, far: Flags, off: Array, spread: Array) -> Calibration:
    """Learn from decided answers what the machine said of them without knowing.

    `said` and `gross` are the chances of being right and of being far off, `off` the errors, `spread` what was said of
    these, both in points. The spread is widened (or narrowed) by the root mean square of error / spread.
    """
    if not len(said):
        return Calibration()
    squares = (off / np.maximum(spread, 1e-3 + spread.mean() / 4)) ** 2
    widen = np.sqrt((_TRUST_SPREAD + squares.sum()) / (_TRUST_SPREAD + len(squares)))
    return Calibration(len(said), _line(said, right), _line(gross, far), float(widen))


def _line(said: Array, true: Flags) -> Line:
    """Platt's scaling (Platt 1999) by Newton's method, drawn towards what is assumed before any decision.

    That weighs as much as 25 decisions, so that a few decisions correct little.
    """
    terms = np.column_stack([np.ones(len(said)), _logit(said)])
    penalty = _TRUST * np.diag([0.25, 0.25])  # a quarter: the information of one answer at an even chance
    start = np.array([Line().shift, Line().slope])
    found = start.copy()
    for _ in range(30):
        guess = expit(terms @ found)
        slope = terms.T @ (true - guess) - penalty @ (found - start)
        found = found + np.linalg.solve((terms * (guess * (1 - guess))[:, None]).T @ terms + penalty, slope)
    return Line(float(found[0]), max(float(found[1]), 0.0))


def reliability(said: Array, right: Flags, parts: int = 5) -> tuple[Part, ...]:
    """Cut answers into equal parts from least to most sure; fewer parts where there are few answers."""
    order = np.argsort(said, kind="stable")
    cut = np.array_split(order, max(1, min(parts, len(said) // _BIN)))
    return tuple(Part(len(p), float(said[p].mean()), float(right[p].mean())) for p in cut if len(p))


def calibration_error(parts: Sequence[Part]) -> float:
    """Expected calibration error (Naeini et al. 2015): the mean of |said - true|, weighted by answers."""
    answers = sum(part.answers for part in parts)
    return sum(part.answers * abs(part.said - part.true) for part in parts) / answers if answers else 0.0


def promised(chance: Array, gross: Array, promise: float, most_gross: float) -> Flags:
    """The largest set of answers, the surest first, of which `promise` will be right and at most `most_gross` far off.

    Both are means over the set: of ten suggestions at a promise of 0.9, nine are right. Who is chosen for being sure is a little less
    sure than said, so only `PRUDENCE` of the errors that both allow is spent. Shape (answers,).
    """
    promise, most_gross = 1 - PRUDENCE * (1 - promise), PRUDENCE * most_gross
    order = np.lexsort((gross, -chance))
    count = np.arange(1, len(chance) + 1)
    held = np.cumsum(chance[order]) / count >= promise - 1e-9
    held &= np.cumsum(gross[order]) / count <= most_gross + 1e-9
    kept = int(count[held].max(initial=0))
    chosen = np.zeros(len(chance), dtype=np.bool_)
    chosen[order[:kept]] = True
    return chosen


def readings(spread: Array, papers: Sequence[int], among: Sequence[int]) -> tuple[Reading, ...]:
    """What the totals are worth after 0, 1, 2 ... more answers are read, those with the largest spread first.

    `spread` is each waiting answer's in points, `papers` whose it is, `among` all papers. Errors of one total add up
    as normal and independent ones: mean absolute error sqrt(2/pi) x spread, within a point erf(1 / (sqrt 2 x spread)).
    """
    row = {paper: i for i, paper in enumerate(dict.fromkeys(among))}
    if not row:
        return (Reading(0, 0.0, 1.0),)
    order = np.argsort(-spread, kind="stable")
    variance = np.zeros(len(row))
    np.add.at(variance, [row[papers[i]] for i in order], spread[order] ** 2)
    found = []
    for read in range(len(spread) + 1):
        if read:
            i = order[read - 1]
            variance[row[papers[i]]] -= spread[i] ** 2
        sigma = np.sqrt(np.maximum(variance, 1e-12))
        error = float(np.sqrt(2 / np.pi) * sigma.mean())
        found.append(Reading(read, error, float(erf(1 / (np.sqrt(2) * sigma)).mean())))
    return tuple(found)


def _logit(chance: Array) -> Array:
    return np.asarray(logit(np.clip(chance, _EDGE, 1 - _EDGE)), dtype=np.float64)
