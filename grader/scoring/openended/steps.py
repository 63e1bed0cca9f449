"""The points that a person would give for an open answer: an item at its place in, the steps out. Pure.

The rubric says them, or the course's `step`; else whole, half or quarter points, whichever leaves four steps. What people gave so
far may show that their steps are coarser still.
"""

import math
from collections.abc import Sequence
from decimal import Decimal

from grader.model.exam import FormItem
from grader.model.item import Open

_MOST_CRITERIA = 10  # sums of more have no steps to speak of
_UNITS = (Decimal(1), Decimal("0.5"), Decimal("0.25"))
_PARTS = 4  # steps that a person wants at least, where nothing else is said
_ENOUGH = 20  # decisions above 0 that show which steps people use
_FINEST = Decimal("0.000001")  # points: a decision has at most six decimals


def levels(place: FormItem, step: Decimal | None = None) -> tuple[Decimal, ...]:
    """The points a person would give, ascending from 0: multiples of `step`, else the sums of whole criteria, else even parts.

    The item's own points are always among them; a rubric is scaled to what the form gives for the item.
    """
    if step is None:
        sums = _sums(place)
        if len(sums) > 2:
            return sums
        step = _unit(place.points)
    return (*(step * n for n in range(math.ceil(place.points / step))), place.points)


def step_in_use(given: Sequence[Decimal]) -> Decimal | None:
    """The largest step of which all points that people gave are multiples; none before twenty decisions above 0."""
    counted = [points for points in given if points]
    if len(counted) < _ENOUGH:
        return None
    return math.gcd(*(int(points / _FINEST) for points in counted)) * _FINEST


def on_step(among: Sequence[Decimal], step: Decimal | None) -> tuple[Decimal, ...]:
    """The levels that are multiples of a step, and the last one, which is the item's own points."""
    if step is None:
        return tuple(among)
    return (*(level for level in among[:-1] if not level % step), among[-1])


def worth_of(place: FormItem) -> tuple[Decimal, ...]:
    """The points of each criterion of a rubric, scaled to what the form gives for the item; none without a rubric."""
    rubric = place.item.rubric if isinstance(place.item, Open) else ()
    scale = place.points / place.item.points
    return tuple((criterion.points * scale).quantize(_FINEST).normalize() for criterion in rubric)


def _sums(place: FormItem) -> tuple[Decimal, ...]:
    """Every sum of whole criteria, all of them the item's points to the last decimal; 0 alone without a rubric."""
    worth = worth_of(place)
    found = {Decimal(0)}
    for earned in worth if len(worth) <= _MOST_CRITERIA else ():
        found |= {sum_ + earned for sum_ in found}
    return (*sorted(found)[:-1], place.points) if len(found) > 1 else (Decimal(0),)


def _unit(points: Decimal) -> Decimal:
    """The largest of 1, 0.5 and 0.25 that parts the points evenly in four or more, else the finest that does, else a quarter."""
    even = [unit for unit in _UNITS if not points % unit]
    return next((unit for unit in even if points / unit >= _PARTS), even[-1] if even else points / _PARTS)
