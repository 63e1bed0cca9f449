"""The final scores of a sitting as a table of papers by items, across forms by item id.

Corrections are respected because they are already in the final scores. An item that a form does not have and one
that nobody has scored yet are both unknown here, never zero; an absent student has no final scores and so no row.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.model.score import FinalScore

Table = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Papers:
    """Points of papers (rows) on items (columns)."""

    copies: tuple[int, ...]
    items: tuple[str, ...]
    points: Table  # papers x items; NaN: not on the paper, or pending
    out_of: Table  # items, points; the most that any paper offers
    share: Table  # papers x items, points won of the points offered there, 0 to 1; NaN as in points
    blank: Table  # papers x items, 1 where nothing was answered; NaN as in points
    complete: NDArray[np.bool_]  # papers, nothing on them is pending

    @property
    def totals(self) -> Table:
        """Points of each paper, shape (papers,); of one with something pending those that are known."""
        total: Table = np.nansum(self.points, axis=1)
        return total

    @property
    def waiting(self) -> int:
        """How many papers have something pending."""
        return len(self.copies) - int(self.complete.sum())


def papers_of(scores: Sequence[FinalScore]) -> Papers:
    """Lay the final scores of the papers that were handed in out as one table; an item worth 0 is left out."""
    worth = [score for score in scores if score.out_of > 0]
    copies = tuple(sorted({score.copy_number for score in worth}))
    items = tuple(sorted({score.item_id for score in worth}))
    row = {copy: index for index, copy in enumerate(copies)}
    column = {item: index for index, item in enumerate(items)}
    points, share, blank = (np.full((len(copies), len(items)), np.nan) for _ in range(3))
    out_of, complete = np.zeros(len(items)), np.ones(len(copies), dtype=np.bool_)
    for score in worth:
        here = row[score.copy_number], column[score.item_id]
        out_of[here[1]] = max(out_of[here[1]], float(score.out_of))
        if score.points is None:
            complete[here[0]] = False
            continue
        points[here] = float(score.points)
        share[here] = float(score.points / score.out_of)
        blank[here] = score.blank
    return Papers(copies, items, points, out_of, share, blank, complete)
