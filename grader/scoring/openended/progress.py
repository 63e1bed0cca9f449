"""How good the suggestions of an exam are by now, and how much is left to read: a judgement in, measures out. Pure.

Every figure about agreement comes from what would have been suggested without the very decision it is compared with.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

import numpy as np

from grader.scoring.openended.check import Check
from grader.scoring.openended.evaluate import Comparison, compare
from grader.scoring.openended.judge import Judgement
from grader.scoring.openended.triage import (
    Part,
    Reading,
    calibration_error,
    readings,
    reliability,
)

_FOLDS = 5


@dataclass(frozen=True, slots=True)
class Progress:
    """The state of an exam's open answers."""

    answers: int  # neither blank nor decided by rule
    decided: int
    sure: int  # undecided, and suggested under the promise
    items: Comparison  # answer by answer
    totals: Comparison  # of the open answers of each paper that is decided whole
    parts: tuple[
        Part, ...
    ]  # said and true, the chances corrected by other decisions than those compared with
    error: float  # expected calibration error of these
    readings: tuple[Reading, ...]  # by answers still read: 0, 1, 2, ...

    def needed(self, error: float) -> int:
        """How many answers must still be read for a mean absolute error of the totals of at most `error` points."""
        return next(r.read for r in self.readings if r.error <= error or r.read == len(self.readings) - 1)


def progress(judgement: Judgement) -> Progress:
    """Measure what is decided, and foretell what is not."""
    check = judgement.check
    said = _corrected(check)
    parts = reliability(said, check.right)
    waiting = [
        (one.desk.responses[i].copy_number, float(one.spread[i]))
        for one in judgement.desks
        for i in range(len(one.points))
        if i not in one.decided
    ]
    papers = [copy for one in judgement.desks for copy in one.desk.copies]
    spread = np.array([spread for _, spread in waiting])
    return Progress(
        answers=len(papers),
        decided=sum(len(one.decided) for one in judgement.desks),
        sure=sum(int(one.promised.sum()) for one in judgement.desks),
        items=compare(check.person, check.machine, step=check.step, most=check.most, papers=check.copies),
        totals=_totals(judgement),
        parts=parts,
        error=calibration_error(parts),
        readings=readings(spread, [copy for copy, _ in waiting], papers),
    )


def _corrected(check: Check) -> np.ndarray:
    """The chances, each corrected by the four fifths of the decisions that it is not compared with."""
    said = check.said.copy()
    fold = np.arange(len(said)) % _FOLDS
    for i in range(_FOLDS if len(said) >= _FOLDS else 0):
        rest = fold != i
        said[~rest] = check.calibration(rest).right.chance(check.said[~rest])
    return said


def _totals(judgement: Judgement) -> Comparison:
    """Compare the sums of the papers whose answers are all decided; a total's step is its items' finest."""
    check = judgement.check
    written = Counter(copy for one in judgement.desks for copy in one.desk.copies)
    decided = Counter(one.desk.responses[i].copy_number for one in judgement.desks for i in one.decided)
    whole = {copy for copy, count in written.items() if decided[copy] == count}
    sums: dict[int, np.ndarray] = defaultdict(lambda: np.zeros(3))
    for copy, person, machine, most in zip(
        check.copies, check.person, check.machine, check.most, strict=True
    ):
        if copy in whole:
            sums[copy] += (person, machine, most)
    person, machine, most = np.array([*sums.values()]).reshape(-1, 3).T
    step = np.full(len(sums), check.step.min() if len(check.step) else 1.0)
    return compare(person, machine, step=step, most=most, papers=list(sums))
