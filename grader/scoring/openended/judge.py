"""What is believed of every open answer of an exam after the decisions so far, and what of it can be promised. Pure.

Desks and decisions in; for each answer points, the chance that they are right, and whether they are promised or the machine
abstains. What the machine would have said of the decided answers without their decisions (leave-one-out) corrects the chances and
is what agreement is measured on. For chances, and for the steps that people use, a group that was given the same is one decision.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from grader.model.course import OpenAnswers
from grader.model.score import Decision
from grader.scoring.openended.belief import Belief
from grader.scoring.openended.check import Check
from grader.scoring.openended.desk import Desk
from grader.scoring.openended.groups import spread as serve
from grader.scoring.openended.guards import COPIES_REFERENCE, EQUAL, NEARLY_EQUAL, NO_ANSWER, NON_ANSWER
from grader.scoring.openended.learning import Learned, learn, most_telling
from grader.scoring.openended.steps import on_step, step_in_use
from grader.scoring.openended.triage import (
    GROSS,
    Calibration,
    promised,
    tolerance,
)

Array = NDArray[np.float64]

MOST_GROSS = 0.015  # of the suggestions made: errors of three tenths of the maximum
ASKED = 10  # answers of an item that are named as the most informative, at most
ENOUGH = 50  # decisions that calibrate what was not calibrated beforehand
_TAIL = 0.05
_SAME = 0.99  # chance that a decision holds for another member of its group
_SEEN_ONCE = frozenset({EQUAL, NEARLY_EQUAL, COPIES_REFERENCE, NO_ANSWER, NON_ANSWER})
_WHEN_FLAGGED = 0.5  # the most that is claimed of an answer that is flagged


@dataclass(frozen=True, slots=True)
class Start:
    """What is believed of a desk's answers, earlier ones too, before any decision on them: shares of the points, shape (rows,)."""

    mean: Array
    spread: Array  # standard deviation


@dataclass(frozen=True)
class Judged:
    """One desk after the decisions; arrays have a row for each of its answers, in points.

    Of a decided answer they say what the machine would have said without that decision, so that the two can be compared.
    """

    desk: Desk
    decided: Mapping[int, Decimal]  # by the answer's index
    served: Mapping[int, int]  # undecided member of a group -> the decided one
    points: Array  # suggested
    chance: Array  # that they are right
    gross: Array  # chance that they are far off
    spread: Array  # standard deviation
    low: Array  # nine times in ten a person's points are from low
    high: Array  # to high
    promised: NDArray[np.bool_]
    turn: NDArray[np.int64]  # 1, 2, ... the most informative; 0 the others


@dataclass(frozen=True)
class Judgement:
    """All desks of an exam after the decisions."""

    desks: tuple[Judged, ...]
    check: Check
    calibration: Calibration
    trusted: bool  # whether chances were calibrated, beforehand or by enough decisions


def judge(
    desks: Sequence[Desk],
    starts: Sequence[Start],
    decisions: Sequence[Decision],
    rules: OpenAnswers,
    *,
    calibrated: bool = True,
) -> Judgement:
    """Learn every item from the decisions on it, correct the chances, and promise what can be promised.

    Where people's points show a coarser step than an item's, only its levels on that step are suggested. Where what is said was not `calibrated` beforehand (another embedding model), 50 decisions must do that first.
    """
    known = [desk.decided(decisions) for desk in desks]
    step = step_in_use([of[i] for desk, of in zip(desks, known, strict=True) for i in desk.once(of)])
    desks = [replace(desk, levels=on_step(desk.levels, step)) for desk in desks]
    learnt = [
        learn_desk(desk, start, decided) for desk, start, decided in zip(desks, starts, known, strict=True)
    ]
    check = _check(desks, known, learnt)
    calibration = check.calibration()
    judged = [
        _judged(desk, decided, _without_own(one, decided), calibration)
        for desk, decided, one in zip(desks, known, learnt, strict=True)
    ]
    trusted = calibrated or calibration.decisions >= ENOUGH
    made = _promise(judged, rules if trusted else None)
    turned = [replace(one, turn=_turns(one, start)) for one, start in zip(made, starts, strict=True)]
    return Judgement(tuple(turned), check, calibration, trusted)


def learn_desk(desk: Desk, start: Start, decided: Mapping[int, Decimal]) -> Learned:
    """What is believed of a desk's answers after the decisions on it and those of earlier sittings.

    500 answers take well under 200 ms.
    """
    out_of = float(desk.out_of)
    shares = {i: float(points) / out_of for i, points in {**decided, **desk.known}.items()}
    levels = _levels(desk, decided)
    learnt = learn(start.mean, start.spread, desk.vectors, desk.features, shares, levels, out_of, desk.same)
    return Learned(
        Belief(levels, learnt.belief.chance[: len(desk.responses)]),
        Belief(levels, learnt.loo.chance[: len(decided)]),
    )


def suggested(belief: Belief, out_of: float) -> tuple[Array, Array, Array]:
    """The points to suggest, the chance that they are right, and the chance that they are far off."""
    points = belief.best()
    return points, belief.within(points, tolerance(out_of)), 1 - belief.within(points, GROSS * out_of)


def _levels(desk: Desk, decided: Mapping[int, Decimal]) -> Array:
    """The item's levels, and those that a person has used beside them."""
    return np.array(
        sorted({float(level) for level in (*desk.levels, *decided.values(), *desk.known.values())})
    )


def _check(desks: Sequence[Desk], known: Sequence[Mapping[int, Decimal]], learnt: Sequence[Learned]) -> Check:
    copies, items, once = [], [], []
    columns: list[list[float]] = []
    for desk, decided, one in zip(desks, known, learnt, strict=True):
        most = float(desk.out_of)
        step = float(min(b - a for a, b in zip(desk.levels, desk.levels[1:], strict=False)))
        points, said, gross = suggested(one.loo, most)
        expected, spread = one.loo.expected(), one.loo.spread()
        first = desk.once(decided)
        for row, i in enumerate(sorted(decided)):
            if desk.says_nothing(i):
                continue  # these are decided in one go, and would flatter
            copies.append(desk.responses[i].copy_number)
            items.append(desk.item.id)
            once.append(i in first)
            columns.append(
                [
                    most,
                    step,
                    float(decided[i]),
                    points[row],
                    said[row],
                    gross[row],
                    expected[row],
                    spread[row],
                ]
            )
    table = np.array(columns).reshape(-1, 8).T
    return Check(tuple(copies), tuple(items), np.array(once, dtype=np.bool_), *table)


def _without_own(one: Learned, decided: Mapping[int, Decimal]) -> Belief:
    """What is believed of every answer without the decision on that very answer."""
    chance = one.belief.chance.copy()
    chance[sorted(decided)] = one.loo.chance
    return Belief(one.belief.levels, chance)


def _judged(desk: Desk, decided: Mapping[int, Decimal], belief: Belief, calibration: Calibration) -> Judged:
    points, said, gross = suggested(belief, float(desk.out_of))
    chance, gross = calibration.right.chance(said), calibration.far.chance(gross)
    spread = calibration.widen * belief.spread()
    flagged = np.array([bool(flags) for flags in desk.flags])
    chance = np.where(flagged, np.minimum(chance, _WHEN_FLAGGED), chance)
    below = np.cumsum(belief.chance, axis=1)
    low = belief.levels[(below > _TAIL).argmax(axis=1)]
    high = belief.levels[(below >= 1 - _TAIL - 1e-12).argmax(axis=1)]
    served = serve(decided, desk.groups)
    for i, (given, _) in served.items():
        points[i] = low[i] = high[i] = float(given)
        spread[i] = gross[i] = 0
        chance[i] = _SAME
    return Judged(
        desk=desk,
        decided=decided,
        served={i: by for i, (_, by) in served.items()},
        points=points,
        chance=chance,
        gross=gross,
        spread=spread,
        low=low,
        high=high,
        promised=np.zeros(len(points), dtype=np.bool_),
        turn=np.zeros(len(points), dtype=np.int64),
    )


def _promise(judged: Sequence[Judged], rules: OpenAnswers | None) -> list[Judged]:
    """Promise over the whole exam; nothing without rules."""
    open_ = [_undecided(one) for one in judged]
    able = [
        waiting & ~np.array([_must_be_read(one, i) for i in range(len(waiting))], dtype=np.bool_)
        for one, waiting in zip(judged, open_, strict=True)
    ]
    chance = np.concatenate([one.chance[a] for one, a in zip(judged, able, strict=True)] or [np.zeros(0)])
    gross = np.concatenate([one.gross[a] for one, a in zip(judged, able, strict=True)] or [np.zeros(0)])
    kept = promised(chance, gross, rules.promise if rules else 2.0, MOST_GROSS)
    found, start = [], 0
    for one, a in zip(judged, able, strict=True):
        mine = np.zeros(len(a), dtype=np.bool_)
        mine[a] = kept[start : start + a.sum()]
        start += int(a.sum())
        found.append(replace(one, promised=mine))
    return found


def _must_be_read(one: Judged, answer: int) -> bool:
    """Whether flags call for a person; that others wrote the same, or nothing, is known once one of them is decided."""
    flags = set(one.desk.flags[answer])
    return bool(flags - _SEEN_ONCE if answer in one.served else flags)


def _turns(one: Judged, start: Start) -> NDArray[np.int64]:
    """The order in which an item's answers teach most; those that are promised, or say nothing, are not asked."""
    desk, turn = one.desk, np.zeros(len(one.points), dtype=np.int64)
    nothing = (i for i in range(len(turn)) if desk.says_nothing(i))
    known = sorted({*one.decided, *one.served, *desk.known, *nothing})
    if one.promised[np.setdiff1d(np.arange(len(turn)), known)].all():
        return turn
    told = most_telling(start.spread, desk.vectors, desk.features, known, 2 * ASKED)
    for order, i in enumerate([i for i in told if not one.promised[i]][:ASKED], start=1):
        turn[i] = order
    return turn


def _undecided(one: Judged) -> NDArray[np.bool_]:
    waiting = np.ones(len(one.points), dtype=np.bool_)
    waiting[list(one.decided)] = False
    return waiting
