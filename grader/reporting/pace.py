"""How long people took over open answers, and what they would have taken over those that they did not have to read.

Only what was decided one by one is timed: the pause between two decisions of the same person that follow each other
on the review page. Decisions that come as a table have no times, and a long pause is a break.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from grader.reporting.agreement import Effort

BREAK = 180.0  # seconds
FEWEST = 20  # pauses


@dataclass(frozen=True, slots=True)
class Pace:
    """The time that an answer takes, and the time that was saved; nothing where it cannot be known."""

    seconds: float | None  # median
    pauses: int  # that it rests on
    saved: float | None  # minutes
    spared: int  # answers that nobody had to read by themselves: decided with others, or accepted


def pace_of(moments: Iterable[tuple[str, float]], effort: Effort) -> Pace:
    """Who decided one answer by itself, and when (seconds, of any clock); what as many as were spared would have taken."""
    of: dict[str, list[float]] = defaultdict(list)
    for person, at in moments:
        of[person].append(at)
    pauses = [
        after - before
        for times in of.values()
        for before, after in pairwise(sorted(times))
        if 0 < after - before <= BREAK
    ]
    spared = effort.grouped + effort.accepted
    seconds = median(pauses) if len(pauses) >= FEWEST else None
    return Pace(seconds, len(pauses), None if seconds is None else spared * seconds / 60, spared)
