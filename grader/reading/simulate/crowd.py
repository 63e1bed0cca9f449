"""Who sits in a class and how they mark: the mixture of pens, habits, slips and corrections, with every share.

The sheet's instructions say to fill, and most people do. Some tick or cross everything, and everybody slips now
and then. An answer is taken back with what the pen allows: a pencil is rubbed out, ink is struck or blacked out.
The shares are assumptions written down here, not counts from real papers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np

from grader.model.sheet import Role, SheetLayout
from grader.reading.simulate.ink import BALLPOINT, FAINT, GEL, PENCIL, Pen
from grader.reading.simulate.pens import How
from grader.reading.simulate.sit import Person, Spot, Wanted, spot

Generator = np.random.Generator
T = TypeVar("T")
Shares = Sequence[tuple[T, float]]


@dataclass(frozen=True)
class Crowd:
    """A kind of class; shares are of people for `pens` and `habits`, of marks for `lapse`."""

    pens: Shares[Pen]
    habits: Shares[tuple[How, ...]]  # what a person does to a bubble, each entry as often as the others
    lapse: float  # share of marks that are made in another way than the person's own
    lapses: Shares[How]
    change: float  # share of answers in whose place another one was marked before, and taken back
    slips: float  # expected stray strokes of 3 to 12 mm on a page
    specks: float  # expected dots of a resting pen in empty bubbles, on a page
    rub: Shares[How]  # how a pencil's answer is taken back
    strike: Shares[How]  # how ink is


USUAL: Final = Crowd(
    pens=((BALLPOINT, 0.5), (GEL, 0.2), (PENCIL, 0.3)),
    habits=(
        ((How.FULL,), 0.4),
        ((How.FULL, How.SCRIBBLE), 0.3),
        ((How.SCRIBBLE,), 0.2),
        ((How.CROSS,), 0.05),
        ((How.TICK,), 0.05),
    ),
    lapse=0.005,
    lapses=((How.OFF_CENTRE, 0.4), (How.HALF, 0.2), (How.CROSS, 0.2), (How.TICK, 0.1), (How.DOT, 0.1)),
    change=0.015,
    slips=0.03,
    specks=0.02,
    rub=((How.ERASED, 0.85), (How.CANCELLED, 0.1), (How.BLACKENED, 0.05)),
    strike=((How.CANCELLED, 0.9), (How.BLACKENED, 0.1)),
)
"""A class as an instructor may hope for: nine in ten fill."""

FAINT_PENCIL: Final = Crowd(
    pens=((FAINT, 1.0),),
    habits=(((How.FULL,), 0.4), ((How.FULL, How.SCRIBBLE), 0.3), ((How.SCRIBBLE,), 0.3)),
    lapse=USUAL.lapse,
    lapses=USUAL.lapses,
    change=USUAL.change,
    slips=USUAL.slips,
    specks=USUAL.specks,
    rub=USUAL.rub,
    strike=USUAL.strike,
)
"""Everybody has a hard pencil."""

CARELESS: Final = Crowd(
    pens=USUAL.pens,
    habits=(
        ((How.TICK,), 0.25),
        ((How.CROSS,), 0.25),
        ((How.DOT,), 0.1),
        ((How.HALF, How.OFF_CENTRE), 0.1),
        ((How.MARKER,), 0.1),
        ((How.FULL, How.SCRIBBLE, How.TICK, How.CROSS), 0.2),
    ),
    lapse=0.05,
    lapses=USUAL.lapses,
    change=0.05,
    slips=0.2,
    specks=0.1,
    rub=USUAL.rub,
    strike=USUAL.strike,
)
"""Nobody read the instructions."""

GRADERS: Final[Shares[Pen]] = ((GEL, 0.5), (BALLPOINT, 0.5))  # who fill the points, and know how


def anybody(crowd: Crowd, chance: Generator) -> Person:
    """One person of a crowd."""
    pen, habits = _one(crowd.pens, chance), _one(crowd.habits, chance)
    return Person(pen, habits, crowd.slips, grader=_one(GRADERS, chance))


def as_people_do(
    crowd: Crowd, person: Person, layout: SheetLayout, answers: Wanted, chance: Generator
) -> dict[Spot, How]:
    """How a person of a crowd makes these answers: the person's own way, lapses, answers taken back, specks."""
    rows: dict[tuple[Role, int, int], list[Spot]] = {}
    for page in layout.pages:
        for bubble in page.bubbles:
            rows.setdefault((bubble.role, bubble.number, bubble.column), []).append(spot(bubble))
    done: dict[Spot, How] = {}
    for where in answers:
        if where[0] is Role.SCORE:
            done[where] = (How.FULL, How.SCRIBBLE)[int(chance.integers(2))]
            continue
        own = person.habits[int(chance.integers(len(person.habits)))]
        done[where] = _one(crowd.lapses, chance) if chance.random() < crowd.lapse else own
        if chance.random() < crowd.change:
            others = [other for other in rows[where[:3]] if other not in answers and other not in done]
            back = crowd.rub if person.pen in (PENCIL, FAINT) else crowd.strike
            if others:
                done[others[int(chance.integers(len(others)))]] = _one(back, chance)
    free = [where for row in rows.values() for where in row if where not in done]
    for _ in range(chance.poisson(crowd.specks * len(layout.pages))):
        done[free[int(chance.integers(len(free)))]] = How.SPECK
    return done


def _one(some: Shares[T], chance: Generator) -> T:
    """One of some things, by their shares."""
    at = chance.choice(len(some), p=[share for _, share in some])
    return some[int(at)][0]
