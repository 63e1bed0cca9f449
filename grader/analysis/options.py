"""What was chosen: every printed option of the choice items, across forms by its text, and keys that look wrong.

The exam given is the corrected one, so a key that was put right is right here. A blank chooses nothing; a copy that
is voided, or has something pending, is left out.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from grader.analysis.papers import Papers
from grader.model.exam import Exam
from grader.model.response import Copy, Response
from grader.scoring.closed import answers

FALSE_ALARM = 0.01  # chance that a class without a wrong key raises any alarm about keys
BELOW = NormalDist().inv_cdf(0.95)  # standard errors


@dataclass(frozen=True)
class OptionStatistics:
    """How one option of an item was chosen."""

    item_id: str
    text: str
    key: bool
    chosen: int  # papers
    n: int  # papers it was printed on
    correlation: float | None  # point-biserial with the sum of the paper's other items, -1 to 1


@dataclass(frozen=True)
class WrongKey:
    """An item whose key the better students avoid and whose distractor they choose: a reason to look."""

    item_id: str
    key: OptionStatistics
    distractor: OptionStatistics


def option_statistics(
    exam: Exam, copies: Sequence[Copy], responses: Sequence[Response], papers: Papers
) -> tuple[OptionStatistics, ...]:
    """Count who chose each option and correlate it with the rest of the paper, by item and then by text."""
    value = np.nan_to_num(papers.points)
    row = {copy: at for at, copy in enumerate(papers.copies) if papers.complete[at]}
    column = {item: at for at, item in enumerate(papers.items)}
    seen: dict[tuple[str, str, bool], list[tuple[bool, float]]] = defaultdict(list)
    for copy, place, response in answers(exam, copies, responses):
        if response is None or copy.number not in row or place.item.id not in column:
            continue
        points = value[row[copy.number]]
        rest = float(points.sum() - points[column[place.item.id]])
        for option in place.options:
            seen[place.item.id, option.text, option.key].append((option.letter in response.letters, rest))
    return tuple(
        OptionStatistics(item, text, key, sum(took for took, _ in pairs), len(pairs), _correlation(pairs))
        for (item, text, key), pairs in sorted(seen.items())
    )


def wrong_keys(options: Sequence[OptionStatistics]) -> tuple[WrongKey, ...]:
    """Name the items whose one key correlates below zero with the rest while a distractor does above.

    The distractor must be beyond chance by Fisher's z (1915) with Bonferroni's correction over all distractors,
    which alone keeps FALSE_ALARM; the key, often chosen by few, must be below zero at one in twenty.
    """
    of: dict[str, list[OptionStatistics]] = defaultdict(list)
    for option in options:
        of[option.item_id].append(option)
    tried = sum(not option.key for option in options)
    found = []
    for item, choices in sorted(of.items()):
        keys = [option for option in choices if option.key]
        rivals = [option for option in choices if not option.key]
        if len(keys) != 1 or not rivals:
            continue
        rival = max(rivals, key=_above_zero)
        border = NormalDist().inv_cdf(1 - FALSE_ALARM / tried)
        if _above_zero(rival) > border and _above_zero(keys[0]) < -BELOW:
            found.append(WrongKey(item, keys[0], rival))
    return tuple(found)


def _above_zero(option: OptionStatistics) -> float:
    """How many standard errors the correlation lies above zero; 0 where it is undefined."""
    if option.correlation is None or option.n < 5:
        return 0.0
    return math.atanh(max(-0.999, min(0.999, option.correlation))) * math.sqrt(option.n - 3)


def _correlation(pairs: Sequence[tuple[bool, float]]) -> float | None:
    took, rest = np.array(pairs, dtype=np.float64).T
    if took.std() < 1e-9 or rest.std() < 1e-9:
        return None
    return float(np.corrcoef(took, rest)[0, 1])
