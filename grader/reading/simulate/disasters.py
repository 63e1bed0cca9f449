"""Named disasters: each spoils a good page, a good copy or a good set of answers in one way.

What each must come to is said by the tests of reading and of the account.
"""

import numpy as np

from grader.model.sheet import Bubble, Identity, Role, SheetLayout
from grader.reading.simulate import accidents, scanner
from grader.reading.simulate.ink import PAGE_WIDTH, Grey
from grader.reading.simulate.pens import How, mark
from grader.reading.simulate.sit import Sat, Spot, Wanted, spot

Generator = np.random.Generator
SHORT, LONG = PAGE_WIDTH, 297.0  # mm


def upside_down(image: Grey) -> Grey:
    """A page fed the wrong way round."""
    return np.ascontiguousarray(image[::-1, ::-1])


def coffee(image: Grey, chance: Generator) -> Grey:
    """A page that a cup stood on."""
    return accidents.coffee(image, 1, chance)


def corner_clipped(image: Grey, chance: Generator) -> Grey:
    """A page that lost a corner with its marker."""
    return accidents.corner_clipped(image, 48, chance)


def stapled(image: Grey, chance: Generator) -> Grey:
    """A page with staples in its corner."""
    return accidents.staple(image, 3, chance)


def scrawled(image: Grey, chance: Generator) -> Grey:
    """A page whose upper code is unreadable."""
    return accidents.scrawl(image, 6, chance)


def cut_off(image: Grey) -> Grey:
    """The upper half of a page: what a feeder gives when it pulls too late."""
    return image[: image.shape[0] // 2].copy()


def foreign_page(chance: Generator, dpi: float = 200) -> Grey:
    """A page of somebody else's document."""
    return scanner.noise(accidents.foreign_text(*_size(dpi), chance), 4, chance)


def blank_back(chance: Generator, dpi: float = 200, *, shine: float = 0.0) -> Grey:
    """The back of a sheet, through which a share of the front's ink may shine."""
    white = np.full(_size(dpi), 255, np.uint8)
    return scanner.noise(accidents.show_through(white, shine, chance) if shine else white, 3, chance)


def two_fills(layout: SheetLayout, answers: Wanted, number: int) -> dict[Spot, How]:
    """The same answers with every option of an item but the last filled."""
    row = _options(layout, number)
    return {**answers, **{spot(bubble): How.FULL for bubble in row[:-1]}}


def erased(answers: Wanted, where: Spot) -> dict[Spot, How]:
    """The same answers with one rubbed out."""
    return {**answers, where: How.ERASED}


def changed(layout: SheetLayout, answers: Wanted, number: int) -> dict[Spot, How]:
    """The same answers with an item's first options crossed out and the next one filled."""
    row = [spot(bubble) for bubble in _options(layout, number)]
    filled = [at for at in row if at in answers]
    other = next(at for at in row if at not in answers)
    return {**answers, **dict.fromkeys(filled, How.CANCELLED), other: How.FULL}


def wrong_form(identity: Identity, others: int) -> Identity:
    """The code of a copy that somebody else should have had: another form's."""
    return identity.model_copy(update={"copy_number": others})


def other_exam(identity: Identity) -> Identity:
    """The code of a copy of another exam."""
    tag = f"{int(identity.exam, 16) ^ 0xFFFFFFFF:08x}"
    return identity.model_copy(update={"exam": tag})


def page_missing(sat: Sat, page: int) -> Sat:
    """A copy that lost a page (1-based)."""
    images = tuple(image for n, image in enumerate(sat.images, start=1) if n != page)
    identities = tuple(identity for identity in sat.identities if identity.page != page)
    return Sat(images, tuple(one for one in sat.truth if one.page != page), identities)


def conflict(sat: Sat, page: int, chance: Generator) -> Grey:
    """A second scan of a page (1-based) on which one more bubble was filled in between."""
    empty = [one.bubble for one in sat.truth if one.page == page and one.how is None]
    again = sat.images[page - 1].copy()
    mark(again, empty[int(chance.integers(len(empty)))], How.FULL, chance)
    return again


def _options(layout: SheetLayout, number: int) -> list[Bubble]:
    row = [
        bubble
        for page in layout.pages
        for bubble in page.bubbles
        if bubble.role is Role.OPTION and bubble.number == number
    ]
    assert len(row) > 1, f"item {number} has no options on the sheet"
    return row


def _size(dpi: float) -> tuple[int, int]:
    return round(LONG / 25.4 * dpi), round(SHORT / 25.4 * dpi)
