"""How many items the bank has of each topic, type, level and facility."""

from collections import Counter
from collections.abc import Iterable

from pydantic import Field

from grader.model.base import Model
from grader.model.item import Item
from grader.model.kinds import Level, Part, Status

BANDS = (("hard", 0.0, 0.4), ("medium", 0.4, 0.7), ("easy", 0.7, 1.01))  # facility: at least, below


class Cell(Model):
    """The items of one topic, type, level and facility band."""

    topic: str
    type: str
    level: str  # "" is not stated
    facility: str  # "hard", "medium", "easy", or "" where it is not stated
    count: int = Field(ge=1)


def band(facility: float | None) -> str:
    """The name of the band that a facility (0 to 1, high is easy) lies in; "" for none."""
    return next((name for name, low, high in BANDS if facility is not None and low <= facility < high), "")


def tally(items: Iterable[Item]) -> tuple[Cell, ...]:
    """Count items by topic x type x level x facility band; combinations without items are left out."""
    counts = Counter((i.topic, i.type, i.level.value if i.level else "", band(i.facility)) for i in items)
    return tuple(
        Cell(topic=topic, type=type_, level=level, facility=facility, count=count)
        for (topic, type_, level, facility), count in sorted(counts.items())
    )


def select(
    items: Iterable[Item],
    *,
    topic: str | None = None,
    type_: str | None = None,
    level: Level | None = None,
    part: Part | None = None,
    status: Status | None = None,
    tag: str | None = None,
) -> tuple[Item, ...]:
    """The items that are all of what is asked for, in order."""
    return tuple(
        item
        for item in items
        if topic in (None, item.topic)
        and type_ in (None, item.type)
        and level in (None, item.level)
        and part in (None, item.part)
        and status in (None, item.status)
        and (tag is None or tag in item.tags)
    )
