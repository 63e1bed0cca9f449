"""What was said of the decided answers of an exam without their decisions, beside what people gave. Pure.

Every figure about agreement, and every correction of a chance, comes from here.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.scoring.openended.triage import GROSS, Calibration, calibrate, tolerance

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Check:
    """What was said of the decided answers of an exam without their decisions; arrays have a row for each."""

    copies: tuple[int, ...]
    items: tuple[str, ...]
    once: NDArray[np.bool_]  # of a group that was given the same the first alone
    most: Array  # maximum points
    step: Array  # points between two levels
    person: Array  # points
    machine: Array  # points suggested
    said: Array  # chance of being right, before it was corrected
    gross: Array  # chance of being far off, before it was corrected
    expected: Array  # mean points
    spread: Array  # points

    @property
    def right(self) -> NDArray[np.bool_]:
        """Which suggestions were right."""
        return np.asarray(np.abs(self.person - self.machine) <= tolerance(1) * self.most + 1e-9)

    @property
    def far(self) -> NDArray[np.bool_]:
        """Which suggestions were far off."""
        return np.asarray(np.abs(self.person - self.machine) > GROSS * self.most + 1e-9)

    def calibration(self, among: NDArray[np.bool_] | None = None) -> Calibration:
        """What these answers, or those `among` them, say about the chances; equal ones that were given the same say it once."""
        rows = self.once if among is None else self.once & among
        off = (self.person - self.expected)[rows]
        return calibrate(
            self.said[rows], self.right[rows], self.gross[rows], self.far[rows], off, self.spread[rows]
        )
