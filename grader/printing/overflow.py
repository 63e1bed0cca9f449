"""A laid-out document -> what on its pages goes beyond the right margin: it would be cut off on paper.

Too much text goes on over pages; only what cannot break, such as a table of many columns, ends up here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_PX = 25.4 / 96  # mm
_SLACK = 1.5  # mm: a rounding, or a quotation mark that hangs


@dataclass(frozen=True, slots=True)
class Overflow:
    """What is too wide on a page; by how much, in mm."""

    page: int
    number: str  # of the question, or nothing
    what: str  # an HTML tag
    by: float


def overflows(document: Any) -> tuple[Overflow, ...]:
    """Everything in a WeasyPrint document that is wider than its page, once a page and question."""
    found: dict[tuple[int, str], Overflow] = {}
    for number, page in enumerate(document.pages, start=1):
        box = page._page_box
        limit = box.content_box_x() + box.width
        for one in _beyond(box, limit, number, ""):
            known = found.get((number, one.number))
            if known is None or one.by > known.by:
                found[number, one.number] = Overflow(
                    number, one.number, known.what if known else one.what, one.by
                )
    return tuple(found.values())


def _beyond(box: Any, limit: float, page: int, number: str) -> Iterator[Overflow]:
    if type(box).__name__ == "MarginBox":
        return
    number = (box.element.get("data-number") if box.element is not None else None) or number
    width = getattr(box, "width", "auto")
    if box.element is not None and isinstance(width, int | float):
        by = (box.position_x + width - limit) * _PX
        if by > _SLACK:
            yield Overflow(page, number, box.element_tag, by)
    for child in getattr(box, "children", ()):
        yield from _beyond(getattr(child, "_box", child), limit, page, number)
