"""How a model's cosines are read as the bundled model's, on whose scale every limit and weight here was chosen. Pure.

`scale.py` measures a model; here is what it makes of it.
"""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

C = TypeVar("C", NDArray[np.float32], NDArray[np.float64])


@dataclass(frozen=True)
class Curve:
    """A rising curve through points, from -1 at -1 to 1 at 1."""

    here: tuple[float, ...]
    there: tuple[float, ...]

    def __call__(self, cosines: C) -> C:
        """Read cosines off, same shape."""
        ends = np.array([(1.0, 1.0), *zip(self.here[::-1], self.there[::-1], strict=True), (-1.0, -1.0)])
        here, highest = np.unique(ends[:, 0], return_index=True)
        there = ends[highest, 1]
        return np.asarray(np.interp(cosines, here, there), dtype=cosines.dtype)


@dataclass(frozen=True)
class Scale:
    """How a model's cosines are read; without curves they are the bundled model's own."""

    whole: Curve | None = None
    without_question: Curve | None = None

    def cosine(self, cosines: C) -> C:
        """Cosines of two texts on the bundled model's scale, same shape."""
        return self.whole(cosines) if self.whole else cosines

    def demoted(self, cosines: C) -> C:
        """The same for texts from which the question's direction was taken out."""
        return self.without_question(cosines) if self.without_question else cosines


OWN = Scale()
