"""Distractors that nobody takes: they only lengthen the question and make guessing easier.

That nobody took one says something only where many answered wrong. So what counts is the chance that nobody would,
if it drew half of an even share of the wrong answers, with Bonferroni's correction over all distractors.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from grader.analysis.figures import FALSE_ALARM
from grader.analysis.options import OptionStatistics


@dataclass(frozen=True)
class Untaken:
    """A distractor that nobody takes."""

    item_id: str
    option: OptionStatistics


def untaken(options: Sequence[OptionStatistics]) -> tuple[Untaken, ...]:
    """Name the distractors that nobody took where a dull one would have been taken."""
    rivals = [option for option in options if not option.key]
    if not rivals:
        return ()
    border = math.log(FALSE_ALARM / len(rivals))
    return tuple(Untaken(o.item_id, o) for o in rivals if not o.chosen and o.unseen < border)
