"""What becomes of decisions that a browser sent: recorded, or not since something else happened meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass

from grader.records.decided import Decided, Place


@dataclass(frozen=True, slots=True)
class Conflict:
    """Not recorded, since others decided meanwhile; what stands now, by place."""

    stands: Mapping[Place, Decided | None]


@dataclass(frozen=True, slots=True)
class Outdated:
    """Not recorded, since what the answer is judged by was corrected meanwhile."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What was recorded, and under which number of the chain."""

    sequence: int
    places: tuple[Place, ...]
