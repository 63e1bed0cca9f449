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
from grader.scoring.openended.wording import normalised

Array = NDArray[np.float64]

_REFERENCE = 0.98  # share of the points that is expected of a reference itself


def starts(desks: Sequence[Desk], prior: Prior, decisions: Sequence[Decision]) -> list[Start]:
    """What is expected of each desk's answers before the decisions on that desk's item."""
    shipped = [expected(desk, prior) for desk in desks]
    lessons = [_lesson(desk, start.mean, decisions) for desk, start in zip(desks, shipped, strict=True)]
    found = []
    for desk, start in zip(desks, shipped, strict=True):
        others = [one for other, one in zip(desks, lessons, strict=True) if other.item.id != desk.item.id]
        course = _fit(others)
        if course:
            mean = course.share(desk.features, start.mean)
            mean = np.where(start.mean >= _REFERENCE, start.mean, mean)
            start = Start(mean, course.spread(mean))
        found.append(start)
    return found


def expected(desk: Desk, prior: Prior) -> Start:
    """What the shipped prior expects; what a reference says, word for word, is expected to be worth the points."""
    count = len(desk.said)
    mean = prior.share(desk.features, count)
    said = {normalised(reference) for reference in desk.question.references}
    same = np.array([normalised(text) in said for text in desk.said])
    mean = np.where(same, np.maximum(mean, _REFERENCE), mean)
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
