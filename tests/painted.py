"""A painted sheet of the small exam, filled and spoiled, for the tests of the reader."""

from collections.abc import Mapping

import numpy as np
from small_exam import exam

from grader.model.kinds import Profile
from grader.model.reading import BubbleState, PageReading
from grader.model.sheet import Identity, SheetLayout
from grader.printing.sheet import lay_out
from grader.reading.fiducials import Image
from grader.reading.sheets import read_page
from grader.reading.simulate.ink import BALLPOINT, Pen
from grader.reading.simulate.paint import paint
from grader.reading.simulate.pens import mark
from grader.reading.simulate.sit import Spot, spot

EXAM = exam("A")
IDENTITY = Identity(exam="0123abcd", copy_number=7, page=1)


def layout(profile: Profile = Profile.STANDARD, *, personalised: bool = False) -> SheetLayout:
    """The sheet of form A."""
    return lay_out(EXAM, EXAM.form("A"), matricola="[0-9]{6}", profile=profile, personalised=personalised)


SHEET = layout()


def filled(
    wanted: Mapping[Spot, str],
    *,
    sheet: SheetLayout = SHEET,
    dpi: float = 150,
    seed: int = 1,
    pen: Pen = BALLPOINT,
) -> Image:
    """The first page of a sheet with some bubbles treated in some ways."""
    from grader.reading.simulate.pens import How

    image = paint(sheet, 1, IDENTITY, dpi)
    chance = np.random.default_rng(seed)
    for bubble in sheet.pages[0].bubbles:
        if spot(bubble) in wanted:
            mark(image, bubble, How(wanted[spot(bubble)]), chance, pen)
    return image


def read(image: Image, sheet: SheetLayout = SHEET, *, known: bool = True) -> PageReading:
    """Read a page as one of the sheet's, or as one of another exam's."""
    return read_page(
        image, lambda identity: sheet if known and identity.exam == IDENTITY.exam else None, like=sheet
    )


def states(reading: PageReading) -> dict[Spot, BubbleState]:
    """Every bubble that is not empty."""
    return {
        (f.role, f.number, f.column, f.value): f.state
        for f in reading.fills
        if f.state is not BubbleState.EMPTY
    }
