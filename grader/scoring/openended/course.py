"""What is expected of an item's answers before a decision on them: the shipped prior, corrected by the course's own. Pure.

Desks and decisions in, a `Start` for each desk out. An item is corrected by the decisions on the *other* items alone, so
that what is said of its decided answers is still said without them.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from grader.model.score import Decision
from grader.scoring.openended.desk import Desk
from grader.scoring.openended.judge import Start
from grader.scoring.openended.learning import Course
from grader.scoring.openended.prior import Prior
from grader.scoring.openended.quoted import bounded

Array = NDArray[np.float64]


def starts(desks: Sequence[Desk], prior: Prior, decisions: Sequence[Decision]) -> list[Start]:
    """What is expected of each desk's answers before the decisions on that desk's item."""
    shipped = [expected(desk, prior) for desk in desks]
    lessons = [_lesson(desk, start.mean, decisions) for desk, start in zip(desks, shipped, strict=True)]
    found = []
    for desk, start in zip(desks, shipped, strict=True):
        others = [one for other, one in zip(desks, lessons, strict=True) if other.item.id != desk.item.id]
        course = _fit(others)
        if course:
            share = course.share(desk.features, start.mean)
            mean = bounded(share, desk.question, desk.said, desk.features, taught=True)
            start = Start(mean, course.spread(mean))
        found.append(start)
    return found


def expected(desk: Desk, prior: Prior) -> Start:
    """What the shipped prior expects, a reference's own words held to what they are worth."""
    count = len(desk.said)
    mean = bounded(prior.share(desk.features, count), desk.question, desk.said, desk.features)
    return Start(mean, prior.spread_of(mean, count))


def _lesson(desk: Desk, share: Array, decisions: Sequence[Decision]) -> tuple[Array, Array, Array, list[str]]:
    """The decided answers that say something, those of earlier sittings too: features, the prior's shares, people's shares, the item's id."""
    decided = {i: points for i, points in desk.decided(decisions).items() if not desk.says_nothing(i)}
    given = decided | desk.known
    rows = sorted(given)
    person = np.array([float(given[i] / desk.out_of) for i in rows], dtype=np.float64)
    return desk.features[rows], share[rows], person, [desk.item.id] * len(rows)


def _fit(lessons: Sequence[tuple[Array, Array, Array, list[str]]]) -> Course | None:
    if not lessons:
        return None
    measured, expected, person, items = zip(*lessons, strict=True)
    return Course.fit(
        np.vstack(measured),
        np.concatenate(expected),
        np.concatenate(person),
        np.array([id_ for of in items for id_ in of]),
    )
