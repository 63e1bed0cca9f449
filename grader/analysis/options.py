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

from grader.analysis.bootstrap import DRAWS, correlation, counts_of, figure
from grader.analysis.figures import FALSE_ALARM, Figure
from grader.analysis.papers import Papers
from grader.model.exam import Exam
from grader.model.response import Copy, Response
from grader.scoring.closed import answers

BELOW = NormalDist().inv_cdf(0.95)  # standard errors
DULL = 0.5  # of what an even share of the wrong answers would be; a distractor that draws less draws little


@dataclass(frozen=True)
class OptionStatistics:
    """How one option of an item was chosen."""

    item_id: str
    text: str
    key: bool
    chosen: int  # papers
    n: int  # papers it was printed on
    correlation: float | None  # point-biserial with the sum of the paper's other items, -1 to 1
    low: float | None = None  # of its 95 % bootstrap interval; none as well below ENOUGH papers
    high: float | None = None
    even: float = 0.0  # wrong answers it would have if all distractors beside it drew alike; 0 for a key
    unseen: float = 0.0  # log of the chance that nobody takes it though it draws DULL of that


@dataclass(frozen=True)
class WrongKey:
    """An item whose key the better students avoid and whose distractor they choose: a reason to look."""

    item_id: str
    key: OptionStatistics
    distractor: OptionStatistics


@dataclass(slots=True)
class _Seen:
    """An option while papers are gone through."""

    took: list[bool]
    row: list[int]
    even: float = 0.0
    unseen: float = 0.0


def option_statistics(
    exam: Exam,
    copies: Sequence[Copy],
    responses: Sequence[Response],
    papers: Papers,
    *,
    draws: int = DRAWS,
    seed: int = 0,
) -> tuple[OptionStatistics, ...]:
    """Count who chose each option and correlate it with the rest of the paper, by item and then by text."""
    row = {copy: at for at, copy in enumerate(papers.copies) if papers.complete[at]}
    column = {item: at for at, item in enumerate(papers.items)}
    seen: dict[tuple[str, str, bool], _Seen] = defaultdict(lambda: _Seen([], []))
    for copy, place, response in answers(exam, copies, responses):
        if response is None or copy.number not in row or place.item.id not in column:
            continue
        rivals = sum(not option.key for option in place.options)
        strays = sum(option.letter in response.letters and not option.key for option in place.options)
        for option in place.options:
            one = seen[place.item.id, option.text, option.key]
            one.took.append(option.letter in response.letters)
            one.row.append(row[copy.number])
            if not option.key:
                one.even += strays / rivals
                one.unseen += strays * math.log1p(-DULL / rivals)
    found = sorted(seen.items())
    figures = _correlations(papers, [(column[item], one) for (item, _, _), one in found], draws, seed)
    return tuple(
        OptionStatistics(
            item,
            text,
            key,
            chosen=sum(one.took),
            n=len(one.took),
            correlation=correlated.value,
            low=correlated.low if correlated.enough else None,
            high=correlated.high if correlated.enough else None,
            even=one.even,
            unseen=one.unseen,
        )
        for ((item, text, key), one), correlated in zip(found, figures, strict=True)
    )


def _correlations(
    papers: Papers, options: Sequence[tuple[int, _Seen]], draws: int, seed: int
) -> list[Figure]:
    """Each option's choice against the sum of the paper's other items."""
    value = np.nan_to_num(papers.points)
    took = np.zeros((len(papers.copies), len(options)))
    printed = np.zeros_like(took, dtype=np.bool_)
    for at, (_, one) in enumerate(options):
        took[one.row, at], printed[one.row, at] = one.took, True
    rest = value.sum(axis=1, keepdims=True) - value[:, [item for item, _ in options]]
    found = correlation(counts_of(len(value), draws, seed), took, rest, printed)
    return [figure(found[:, at], len(one.took)) for at, (_, one) in enumerate(options)]


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
