"""What a person is asked about paper -> the pictures to decide it by, out of those that were kept of its pages.

A page that was read is kept as it lies on the sheet, so that any place of it can be shown later without its scan:
the bubbles in which two scans differ, or one that was judged anew.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from grader.model.paper import Question, ReadPage
from grader.model.sheet import Bubble, Place, Role, SheetPage
from grader.reading.account import Account
from grader.reading.handed_in import Doubt, View
from grader.reading.layouts import Layouts
from grader.reading.scans import differing

PAGE = "page"  # the key of the picture of a whole page
_BESIDE = 12.0  # mm left of an item's bubbles, where its number stands
_ABOVE = 3.5  # mm above a grader's bubbles, where their points stand


def score_key(number: int) -> str:
    """The key of the picture of a grader's score bubbles."""
    return f"{number}.score"


def around(bubbles: Sequence[Bubble]) -> Place:
    """The place of the bubbles of one item, with its number, or with the points above a grader's row."""
    left = min(b.x - b.width for b in bubbles) - _BESIDE
    top = min(b.y - b.height for b in bubbles) - (_ABOVE if bubbles[0].role is Role.SCORE else 1)
    right, bottom = max(b.x + b.width for b in bubbles), max(b.y + b.height for b in bubbles) + 1
    return Place(x=left, y=top, width=right - left, height=bottom - top)


def illustrated(doubts: Sequence[Doubt], account: Account, layouts: Layouts) -> tuple[Doubt, ...]:
    """The same doubts with what there is to see of each."""
    scans = {page.reading.content_hash: page for page in account.pages}
    return tuple(
        _illustrated(doubt, [scans[h] for h in doubt.seen.split() if h in scans], layouts) for doubt in doubts
    )


def _illustrated(doubt: Doubt, scans: Sequence[ReadPage], layouts: Layouts) -> Doubt:
    match doubt.question:
        case Question.ANSWER if not doubt.crops:
            crops = tuple(path for page in scans for key, path in page.crops if key == str(doubt.number))
            views = () if crops else tuple(_places(scans, layouts, doubt.number, score=False))
            return replace(doubt, crops=crops, views=views)
        case Question.SCORE:
            key = score_key(doubt.number)
            crops = tuple(path for page in scans for name, path in page.crops if name == key)
            views = () if crops else tuple(_places(scans, layouts, doubt.number, score=True))
            written = tuple(box.crop for page in scans for box in page.boxes if box.number == doubt.number)
            return replace(doubt, crops=(*crops, *written), views=views)
        case Question.PAGE:
            return replace(doubt, views=(*_differences(scans, layouts), *_whole(scans)))
        case Question.NO_INK | Question.UNREADABLE:
            return replace(doubt, views=tuple(_whole(scans)))
    return doubt


def _whole(scans: Sequence[ReadPage]) -> Iterator[View]:
    for page in scans:
        if path := dict(page.crops).get(PAGE):
            yield View(path, _caption(page))


def _places(scans: Sequence[ReadPage], layouts: Layouts, number: int, *, score: bool) -> Iterator[View]:
    """The bubbles of one item on the pictures of whole pages."""
    for page in scans:
        sheet, path = _sheet(page, layouts), dict(page.crops).get(PAGE)
        bubbles = (
            [b for b in sheet.bubbles if b.number == number and (b.role is Role.SCORE) is score]
            if sheet
            else []
        )
        if path and bubbles:
            yield View(path, _caption(page), _part(around(bubbles)))


def _differences(scans: Sequence[ReadPage], layouts: Layouts) -> Iterator[View]:
    """Each item in which the scans of a page differ, as every scan shows it."""
    wrong = {
        (fill.role, fill.number)
        for n, page in enumerate(scans)
        for other in scans[:n]
        for fill in differing(other, page)
    }
    for role, number in sorted(wrong, key=lambda item: item[1]):
        for page in scans:
            sheet, path = _sheet(page, layouts), dict(page.crops).get(PAGE)
            bubbles = [b for b in sheet.bubbles if (b.role, b.number) == (role, number)] if sheet else []
            if path and bubbles:
                what = f"question {number}" if number else "the student's id"
                yield View(path, f"{what} on {_caption(page)}", _part(around(bubbles)))


def _sheet(page: ReadPage, layouts: Layouts) -> SheetPage | None:
    who = page.reading.identity
    layout = layouts(who) if who else None
    return layout.pages[who.page - 1] if who and layout and who.page <= len(layout.pages) else None


def _part(place: Place) -> tuple[float, float, float, float]:
    return (place.x, place.y, place.width, place.height)


def _caption(page: ReadPage) -> str:
    return f"{page.reading.content_hash[:8]} ({page.reading.source})"
