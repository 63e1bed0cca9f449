"""Several scans of one page of one copy -> one status for each: which is read, which merely say it again, which disagree.

Two scans that disagree are a conflict and neither is taken; scans that agree wherever both are certain are
duplicates, and the one that a person looked at, else the most certain, is the one that is read. A grader's score
bubbles are no part of this: points are marked after a first scan.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from grader.model.paper import BoxInk, ReadPage
from grader.model.reading import BubbleState, Fill, PageStatus
from grader.model.sheet import Role

_ALIKE = 0.5  # share of inked cells in common, below which two scans of a box show other words
_MANY = 4  # inked cells below which a box is too empty to be compared

Place = tuple[int, int]  # copy, page


def settle_pages(
    pages: Sequence[ReadPage],
    chosen: Mapping[Place, str] | None = None,
    looked_at: Collection[str] = (),
) -> tuple[ReadPage, ...]:
    """Give every page its one status among all.

    `chosen` says whose content hash a person took at a place, `looked_at` which scans people said something of.
    """
    places: dict[Place, list[int]] = defaultdict(list)
    settled = list(pages)
    for index, page in enumerate(pages):
        if page.reading.status in _SEEN and page.reading.identity:
            places[page.reading.identity.copy_number, page.reading.identity.page].append(index)
    for place, indices in places.items():
        taken = (chosen or {}).get(place, "")
        for index, status in _among([pages[i] for i in indices], taken, indices, looked_at):
            reading = pages[index].reading.model_copy(update={"status": status})
            settled[index] = pages[index].model_copy(update={"reading": reading})
    return tuple(settled)


def disagree(one: ReadPage, other: ReadPage) -> bool:
    """Whether two scans of a page cannot be the same marks: a bubble certain in both differs, or a box's words do."""
    if any(differing(one, other)):
        return True
    boxes = {(box.number, box.part): box for box in one.boxes}
    return any(
        (box.number, box.part) in boxes and _other_words(boxes[box.number, box.part], box)
        for box in other.boxes
    )


def differing(one: ReadPage, other: ReadPage) -> Iterator[Fill]:
    """The bubbles of `other` that are certain in both scans, and not the same."""
    states = {_bubble(fill): fill.state for fill in one.reading.fills}
    for fill in by_students(other):
        before = states.get(_bubble(fill), BubbleState.UNCERTAIN)
        if BubbleState.UNCERTAIN not in (before, fill.state) and before is not fill.state:
            yield fill


def by_students(page: ReadPage) -> Iterator[Fill]:
    """The bubbles that are the student's to fill."""
    return (fill for fill in page.reading.fills if fill.role is not Role.SCORE)


_SEEN = (PageStatus.READ, PageStatus.DUPLICATE, PageStatus.CONFLICT)


def _among(
    pages: Sequence[ReadPage], taken: str, indices: Sequence[int], looked_at: Collection[str]
) -> list[tuple[int, PageStatus]]:
    """The status of each scan of one place."""
    if taken:
        first = next((i for i, page in zip(indices, pages, strict=True) if _named(page, taken)), None)
        if first is not None:
            counts = pages[indices.index(first)]
            return [
                (i, _beside(page, counts) if i != first else PageStatus.READ)
                for i, page in zip(indices, pages, strict=True)
            ]
    if any(disagree(one, other) for n, one in enumerate(pages) for other in pages[:n]):
        seen: list[ReadPage] = []
        found = []
        for i, page in zip(indices, pages, strict=True):
            same = any(_states(page) == _states(s) and not disagree(page, s) for s in seen)
            found.append((i, PageStatus.DUPLICATE if same else PageStatus.CONFLICT))
            seen.append(page)
        return found
    ranks = [
        (
            page.reading.content_hash not in looked_at,
            sum(fill.state is BubbleState.UNCERTAIN for fill in by_students(page)),
        )
        for page in pages
    ]
    best = ranks.index(min(ranks))
    return [(i, PageStatus.READ if n == best else PageStatus.DUPLICATE) for n, i in enumerate(indices)]


def _beside(page: ReadPage, counts: ReadPage) -> PageStatus:
    return PageStatus.CONFLICT if disagree(page, counts) else PageStatus.DUPLICATE


def _named(page: ReadPage, taken: str) -> bool:
    return page.reading.content_hash.startswith(taken)


def _states(page: ReadPage) -> list[BubbleState]:
    return [fill.state for fill in by_students(page)]


def _bubble(fill: Fill) -> tuple[Role, int, int, str]:
    return (fill.role, fill.number, fill.column, fill.value)


def _other_words(one: BoxInk, other: BoxInk) -> bool:
    """Ink maps that have little in common; a box with next to nothing in both says nothing."""
    a, b = int(one.cells, 16), int(other.cells, 16)
    if max(a.bit_count(), b.bit_count()) < _MANY:
        return False
    return (a & b).bit_count() < _ALIKE * (a | b).bit_count()
