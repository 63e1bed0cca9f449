"""Items as a paper shows them with their solutions: a practice exam of nothing else, which is never sat.

All options are shown, up to the eight that a paper has room for; enemies stand side by side.
"""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from grader.bank.pool import minutes_of
from grader.model.blueprint import Blueprint, Kind, Pool
from grader.model.item import Item, Open
from grader.model.kinds import Status

DAY = dt.date(2000, 1, 1)  # of a paper that has none: the same items give the same pages on every day
MOST = 500  # items of one paper


def on_show(items: Sequence[Item]) -> tuple[Item, ...]:
    """The items without what would keep them off one paper."""
    return tuple(
        item.model_copy(update={"enemies": (), **({"reference": _NONE_YET} if _unanswered(item) else {})})
        for item in items
    )


_NONE_YET = ("*(no reference answer yet)*",)


def _unanswered(item: Item) -> bool:
    return isinstance(item, Open) and not item.reference


def recipe(items: Sequence[Item], title: str) -> Blueprint:
    """The blueprint of a paper that holds just these items, 1 to 500 of them, whatever their status."""
    return Blueprint(
        title=title,
        kind=Kind.PRACTICE,
        items=len(items),
        points=sum((item.points for item in items), Decimal(0)),
        minutes=sum(map(minutes_of, items), Decimal(0)),
        pool=Pool(status=tuple(Status)),
        options=8,
    )
