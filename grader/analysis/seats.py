"""Who sat where they could see each other, as far as the labels of seats say: "B12", "12B" or "12".

Two seats are neighbours in the same row at most two places apart, since every second may be left free, and at the
same place of rows that follow each other. A label of another kind has no neighbours.
"""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_ROW_FIRST = re.compile(r"(.*?)\W*(\d+)")
_PLACE_LAST = re.compile(r"(\d+)\W*([A-Za-z])")


def neighbours(seats: Sequence[str]) -> NDArray[np.bool_]:
    """Papers x papers, whether their seats are neighbours; nobody is one of their own."""
    near = np.zeros((len(seats), len(seats)), dtype=np.bool_)
    known = [(at, *found) for at, seat in enumerate(seats) if (found := _place(seat))]
    where = {(row, place): at for at, row, place in known}
    for at, row, place in known:
        for there in ((row, place - 1), (row, place - 2), (_before(row), place)):
            other = where.get(there)
            if other is not None and other != at:
                near[at, other] = near[other, at] = True
    return near


def _place(seat: str) -> tuple[str, int] | None:
    """The row and the place in it."""
    if match := _ROW_FIRST.fullmatch(seat.strip()):
        return match[1].upper(), int(match[2])
    if match := _PLACE_LAST.fullmatch(seat.strip()):
        return match[1], ord(match[2].upper())
    return None


def _before(row: str) -> str:
    """The row in front; the row itself where there is none."""
    if row.isdigit():
        return str(int(row) - 1)
    return chr(ord(row) - 1) if len(row) == 1 and row.isalpha() else row
