"""How good suggestions are with k answers a question decided: agreement, promises and totals, questions held out.

The protocol of ../shared/data/README.md: ten folds by question, seeded; of each question the tool chooses k answers, which count as
decided at their true score; the rest, blanks included (0 by rule), is predicted. What is expected before the first decision is
the shipped prior corrected by the course's own decisions on the other nine folds. Of a set that the shipped prior was
learnt from, a prior is used that never saw the set.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from answers import Array, Examples, rows_of
from numpy.typing import NDArray

from grader.scoring.openended.belief import Belief
from grader.scoring.openended.evaluate import agreement
from grader.scoring.openended.judge import suggested as suggest
from grader.scoring.openended.learning import Course, learn, most_telling
from grader.scoring.openended.prior import Prior
from grader.scoring.openended.quoted import bounded
from grader.scoring.openended.triage import (
    GROSS,
    Part,
    calibrate,
    calibration_error,
    promised,
    reliability,
)

SEEDS = range(6)
FOLDS = 10
STEP = {"mohler": 0.5, "nn_exam": 1.0, "saf_english": 0.25, "beetle": 1.0, "scientsbank": 1.0}  # points
PROMISE, MOST_GROSS = 0.9, 0.015


@dataclass(frozen=True)
class Start:
    """What is expected of a set's answers before any decision on their question; shares, shape (answers,)."""

    mean: Array
    spread: Array


@dataclass(frozen=True)
class Sitting:
    """A set after k decisions on each question; arrays have a row for each answer that is no blank, in points."""

    of: Examples
    decided: NDArray[np.bool_]
    expected: Array  # of decided ones too: what was believed without their decision
    suggested: Array
    chance: Array  # that the suggestion is right, corrected by the exam's own decisions
    gross: Array  # that it is far off, corrected likewise

    @property
    def right(self) -> NDArray[np.bool_]:
        """Which suggestions are within a tenth of the maximum, or on the same step."""
        return np.asarray(np.abs(self.suggested - self.person) <= 0.1 * self.of.most + 1e-9)

    @property
    def far(self) -> NDArray[np.bool_]:
        """Which suggestions are more than three tenths of the maximum away."""
        return np.asarray(np.abs(self.suggested - self.person) > GROSS * self.of.most + 1e-9)

    @property
    def person(self) -> Array:
        """What people gave."""
        return self.of.share * self.of.most


def shipped(prior: Prior, of: Examples) -> Start:
    """What the shipped prior expects."""
    share = held(of, prior.share(of.features, of.count))
    return Start(share, prior.spread_of(share, of.count))


def held(of: Examples, share: Array, *, taught: bool = False) -> Array:
    """Expected shares, a reference's own words held to what they are worth."""
    found = share.copy()
    for question in np.unique(of.question):
        own = np.flatnonzero(of.question == question)
        asked, said = of.texts[own[0]][0], [of.texts[i][1] for i in own]
        found[own] = bounded(share[own], asked, said, of.features[own], taught=taught)
    return found


def corrected(start: Start, of: Examples, seed: int) -> Start:
    """The same, corrected by the decisions on the other folds' questions."""
    names = np.unique(of.question)
    np.random.default_rng(seed).shuffle(names)
    mean, spread = start.mean.copy(), start.spread.copy()
    for held_out in (names[i::FOLDS] for i in range(min(FOLDS, len(names)))):
        own = np.isin(of.question, held_out)
        course = Course.fit(of.features[~own], start.mean[~own], of.share[~own], of.question[~own])
        assert course is not None, "a public set has enough answers"
        mean[own] = course.share(of.features[own], start.mean[own])
        spread[own] = course.spread(mean[own])
    return Start(held(of, mean, taught=True), spread)


def decide(name: str, of: Examples, start: Start, k: int) -> Sitting:
    """Let the tool choose k answers of each question, decide them, and learn."""
    count = len(of.share)
    decided = np.zeros(count, dtype=np.bool_)
    expected, spread, suggested, said, gross = (np.zeros(count) for _ in range(5))
    for question in np.unique(of.question):
        own = np.flatnonzero(of.question == question)
        out_of = float(of.most[own[0]])
        chosen = most_telling(start.spread[own], of.vectors[own], of.features[own], (), k)
        points = {i: float(of.share[own[i]]) for i in chosen}
        levels = np.unique(
            [
                *np.arange(0, out_of + 1e-9, STEP[name] * out_of / _most(name)),
                *(s * out_of for s in points.values()),
            ]
        )
        learnt = learn(
            start.mean[own], start.spread[own], of.vectors[own], of.features[own], points, levels, out_of
        )
        rest = np.setdiff1d(np.arange(len(own)), chosen)
        for rows, belief in (
            (rest, Belief(levels, learnt.belief.chance[rest])),
            (np.array(sorted(chosen), dtype=np.int64), learnt.loo),
        ):
            at = own[rows]
            expected[at], spread[at] = belief.expected(), belief.spread()
            suggested[at], said[at], gross[at] = suggest(belief, out_of)
        decided[own[list(chosen)]] = True
    sitting = Sitting(of, decided, expected, suggested, said, gross)
    calibration = calibrate(
        said[decided],
        sitting.right[decided],
        gross[decided],
        sitting.far[decided],
        (sitting.person - expected)[decided],
        spread[decided],
    )
    right, far = calibration.right.chance(said), calibration.far.chance(gross)
    return Sitting(of, decided, expected, suggested, right, far)


def _most(name: str) -> float:
    return 5.0 if name == "mohler" else 2.0 if name == "nn_exam" else 1.0


def goals(name: str, sittings: Sequence[Sitting], blanks: int) -> tuple[float, float, float, float]:
    """r of the rest, RMSE of the rest and of all (points), QWK of the rest: means over the seeds."""
    found = []
    for sitting in sittings:
        rest = ~sitting.decided
        person = np.concatenate([sitting.person[rest], np.zeros(blanks)])
        machine = np.concatenate([sitting.expected[rest], np.zeros(blanks)])
        measured = agreement(person, machine, STEP[name])
        every = np.sqrt(np.sum((person - machine) ** 2) / (len(rest) + blanks))
        found.append((measured.r, measured.rmse, float(every), measured.qwk))
    r, rest_rmse, all_rmse, qwk = np.mean(found, axis=0).tolist()
    return r, rest_rmse, all_rmse, qwk


def suggestions(name: str, sittings: Sequence[Sitting], blanks: int) -> tuple[float, float]:
    """Of the steps that are suggested for the rest: the share that is right, blanks left out, and their QWK with blanks."""
    found = []
    for sitting in sittings:
        rest = ~sitting.decided
        person, machine = (
            np.append(of[rest], np.zeros(blanks)) for of in (sitting.person, sitting.suggested)
        )
        found.append((float(sitting.right[rest].mean()), agreement(person, machine, STEP[name]).qwk))
    right, qwk = np.mean(found, axis=0).tolist()
    return right, qwk


def blanks_of(name: str) -> int:
    """How many answers are blank; none of them is worth anything."""
    rows = [row for row in rows_of(name) if row.get("is_reference", "0") in ("0", "")]
    blank = [row for row in rows if not row["answer"].strip()]
    assert all(float(row["score"]) == 0 for row in blank), "a rule scores blanks"
    return len(blank)


def promises(sittings: Sequence[Sitting]) -> tuple[float, float, float]:
    """Of the answers not decided: the share promised; of these the share right and the share far off."""
    covered, right, far = [], [], []
    for s in sittings:
        rest = np.flatnonzero(~s.decided)
        kept = rest[promised(s.chance[rest], s.gross[rest], PROMISE, MOST_GROSS)]
        covered.append(len(kept) / len(rest))
        right += s.right[kept].tolist()
        far += s.far[kept].tolist()
    return float(np.mean(covered)), float(np.mean(right or [np.nan])), float(np.mean(far or [np.nan]))


def truth(sittings: Sequence[Sitting]) -> tuple[float, tuple[Part, ...]]:
    """The expected calibration error of the answers not decided, and the parts that it comes from."""
    chance = np.concatenate([s.chance[~s.decided] for s in sittings])
    right = np.concatenate([s.right[~s.decided] for s in sittings])
    parts = reliability(chance, right, 10)
    return calibration_error(parts), parts


def totals(sittings: Sequence[Sitting], read: float) -> tuple[float, float]:
    """Correlation and mean absolute error of the students' totals, a share of the rest, the least certain, also read."""
    found = []
    for s in sittings:
        points = np.where(s.decided, s.person, s.expected)
        rest = np.flatnonzero(~s.decided)
        asked = rest[np.argsort(s.chance[rest], kind="stable")[: round(read * len(rest))]]
        points[asked] = s.person[asked]
        students = [row["student"] for row in s.of.rows]
        theirs, ours = _sums(students, s.person), _sums(students, points)
        found.append((float(np.corrcoef(theirs, ours)[0, 1]), float(np.abs(theirs - ours).mean())))
    r, error = np.mean(found, axis=0).tolist()
    return r, error


def _sums(students: Sequence[str], points: Array) -> Array:
    sums: dict[str, float] = dict.fromkeys(students, 0.0)
    for student, value in zip(students, points.tolist(), strict=True):
        sums[student] += value
    return np.array(list(sums.values()))
