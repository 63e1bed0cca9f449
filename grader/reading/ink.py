"""The picture of an answer's box -> how much was written into it, and where; printed rules do not count.

Told from a blank box by ink alone, and on the careful side: a speck sends a box to a person, who sees it in a
second, and a box taken for blank would cost a student the points. No word is read here.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from grader.model.paper import BoxInk
from grader.model.sheet import AnswerBox, Place
from grader.reading.register import Registration, cut

DPI = 100.0
DARK = 0.12  # of the paper's light: fainter is no pencil
INSIDE = 1.2  # mm from the border, which itself may lie askew by half a millimetre
RULE = 0.5  # mm above and below a printed rule
SPECK = 0.12  # mm2: smaller spots are dust
ROWS, COLUMNS = 8, 24
FULL = 0.02  # share of a cell that is dark when somebody wrote there

Image = NDArray[np.uint8]


def find_ink(image: Image, found: Registration, box: AnswerBox, *, crop: str = "") -> BoxInk:
    """Measure the ink in a box of a registered page."""
    inner = Place(
        x=box.place.x + INSIDE,
        y=box.place.y + INSIDE,
        width=max(box.place.width - 2 * INSIDE, 1.0),
        height=max(box.place.height - 2 * INSIDE, 1.0),
    )
    piece = cut(image, found, inner, margin=0, dpi=DPI)
    dark = _without_rules(_dark(piece), [y - inner.y for y in box.rules])
    kept = _without_specks(dark)
    area = float(kept.sum()) * (25.4 / DPI) ** 2
    return BoxInk(number=box.number, part=box.part, area=round(area, 2), cells=_cells(kept), crop=crop)


def _dark(piece: Image) -> NDArray[np.bool_]:
    """Pixels darker than the paper around them: a shadow is no ink."""
    import cv2

    size = 2 * round(6 / 25.4 * DPI) + 1  # 12 mm: wider than any stroke
    light = cv2.morphologyEx(cv2.medianBlur(piece, 3), cv2.MORPH_CLOSE, np.ones((size, size), np.uint8))
    paper = cv2.blur(light, (size, size)).astype(np.float32)
    smooth = cv2.blur(piece, (2, 2)).astype(np.float32)
    dark: NDArray[np.bool_] = smooth < (1 - DARK) * np.maximum(paper, 1)
    return dark


def _without_rules(dark: NDArray[np.bool_], rules: Sequence[float]) -> NDArray[np.bool_]:
    """Rules are taken out where nothing crosses them: a stroke through a rule stays whole above and below."""
    left = dark.copy()
    for y in rules:
        top, bottom = (round((y + side) / 25.4 * DPI) for side in (-RULE, RULE))
        left[max(top, 0) : max(bottom + 1, 0)] = False
    return left


def _without_specks(dark: NDArray[np.bool_]) -> NDArray[np.bool_]:
    import cv2

    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark.astype(np.uint8), connectivity=8)
    large = np.asarray(stats[:, cv2.CC_STAT_AREA]) * (25.4 / DPI) ** 2 >= SPECK
    large[0] = False  # what is not dark
    kept: NDArray[np.bool_] = large[labels]
    return kept


def _cells(dark: NDArray[np.bool_]) -> str:
    """Which cells of an 8 x 24 grid hold ink, as 48 hexadecimal digits."""
    bits = 0
    for row in np.array_split(dark, ROWS, axis=0):
        for cell in np.array_split(row, COLUMNS, axis=1):
            bits = bits << 1 | int(cell.size > 0 and cell.mean() > FULL)
    return f"{bits:0{ROWS * COLUMNS // 4}x}"
