"""The nouns of the analysis: a figure says how sure it is, on how many papers it rests, and when not to trust it."""

from dataclasses import dataclass
from enum import StrEnum

ENOUGH = 30  # papers; below that an interval of a correlation spans more than half of the scale
FALSE_ALARM = 0.01  # chance that a class in which nothing is wrong raises a kind of alarm at all


class Doubt(StrEnum):
    """Why a figure is shown greyed, or not at all."""

    NONE = ""
    FEW = "few"  # fewer than ENOUGH papers
    CONSTANT = "constant"  # everybody has the same points, so there is nothing to correlate
    UNLIKE = "unlike"  # the papers do not all have the same items, so there is no one table


@dataclass(frozen=True)
class Figure:
    """A statistic with a 95 % bootstrap interval over students; none where it is undefined."""

    value: float | None
    low: float | None
    high: float | None
    n: int  # papers
    why: Doubt = Doubt.NONE

    @property
    def enough(self) -> bool:
        """Whether the figure may be shown without a caution."""
        return self.why is Doubt.NONE


@dataclass(frozen=True)
class ItemStatistics:
    """How one item did in a sitting, across its forms."""

    item_id: str
    facility: Figure  # mean share of the points, 0 to 1
    sd: Figure  # points
    discrimination: Figure  # corrected item-rest correlation, -1 to 1
    blank: Figure  # share of papers
    efficiency: Figure  # discriminative efficiency, at most 1
    weight: Figure  # effective weight in the sum, 0 to 1; all weights sum to 1
    upper_lower: (
        Figure  # what the best 27 % win more than the weakest 27 %, as a share of the points, -1 to 1
    )


@dataclass(frozen=True)
class ExamStatistics:
    """How the whole test did, on the papers with nothing pending."""

    mean: Figure  # points
    sd: Figure  # points
    quartiles: tuple[float, float, float] | None  # points; the middle one is the median
    alpha: Figure  # Cronbach's, which is KR-20 where every item is right or wrong
    error: Figure  # standard error of measurement, points
