"""How one item did in one sitting: the noun that a bank learns from, kept for every item of every sitting."""

import datetime as dt
from dataclasses import dataclass

from grader.analysis.figures import Figure


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an item stood."""

    form: str
    number: int  # 1-based, as printed


@dataclass(frozen=True, slots=True)
class Use:
    """An item in a sitting, with the statistics that the sitting's report gives it."""

    item_id: str
    sitting: str
    date: dt.date
    spots: tuple[Spot, ...]
    asked: (
        str  # hash of the question as it was asked and scored; "" where no item can hold what was corrected
    )
    printed: str  # hash of the question as it was printed, before anything was corrected
    waiting: int  # papers on which its points wait for people
    by_people: int  # papers on which people gave the points
    facility: Figure | None = None  # none where nobody sat it
    square: float = 0.0  # mean of the squared shares, from which their variance follows
    discrimination: Figure | None = None
    corrections: tuple[str, ...] = ()  # "key", "points": what was changed about it after the exam
    voided: str = ""  # how, where it does not count
    alarms: tuple[str, ...] = ()  # kinds, as the report raises them

    @property
    def papers(self) -> int:
        """Papers on which its points are known."""
        return self.facility.n if self.facility else 0

    @property
    def share(self) -> float:
        """The mean share of the points that was won, 0 where nobody sat it."""
        return (self.facility.value if self.facility else None) or 0.0

    @property
    def counts(self) -> bool:
        """Whether its figures may be used: it was sat, it counted, and nothing of it waits.

        Blanks are scored before people have read the other answers, so what is known of a question that waits is too low.
        """
        return self.papers > 0 and not self.waiting and not self.voided
