"""What the sittings of an item teach: its uses in, one record with an estimate for the next exam out. Pure.

Only uses of the very question that the bank has now count (`bank.edits`). Sittings are pooled paper by paper; that one
class was abler than another is not taken out of the facility, but `drift` compares items with each other.
"""

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

from grader.analysis.drift import Drift
from grader.analysis.figures import ENOUGH
from grader.analysis.uses import Use
from grader.model.learned import Learned

PRIOR = 10  # papers that an author's estimate is worth
WRONG_KEY = "wrong-key"  # as the report of a sitting raises it
NEGATIVE = "negative"
UNCORRECTED = "uncorrected"
DRIFT = "drift"
NOBODY = "nobody"
WORDS = {  # of alarms, those of a sitting's report and those over all sittings; one that is not here is told by its name
    WRONG_KEY: "the key may be wrong",
    NEGATIVE: "better students do worse on it",
    UNCORRECTED: "corrected after an exam, and not in the bank",
    NOBODY: "nobody won points on it",
    DRIFT: "it became easier or harder",
    "everybody": "everybody won all its points",
    "suggestions-disagree": "people and suggestions disagree",
    "same-measure": "it measures the same as another",
    "untaken-distractor": "nobody takes one of its distractors",
}
AVOIDED = frozenset({WRONG_KEY, NEGATIVE, UNCORRECTED, NOBODY})  # what keeps an item out of the next exam
_BACKWARDS = NormalDist().inv_cdf(0.99)  # standard errors below zero
_INTERVAL = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Correlation:
    """A pooled discrimination with its 95 % interval."""

    value: float
    low: float
    high: float
    papers: int


@dataclass(frozen=True, slots=True)
class ItemRecord:
    """What is known of an item of the bank."""

    item_id: str
    author: float | None  # the facility that the bank states
    observed: float | None  # mean share of the points over all papers; none without any
    facility: float  # observed, drawn toward the author's estimate: what assembly uses
    papers: int
    sittings: int  # that count
    discrimination: Correlation | None
    last_used: dt.date
    alarms: tuple[str, ...]  # that stand
    earlier: int  # sittings of an earlier version of the question
    waiting: int  # sittings in which its points wait for people
    uncorrected: tuple[
        str, ...
    ] = ()  # sittings after which something was corrected that the bank still has as it was
    drifts: tuple[Drift, ...] = ()

    @property
    def few(self) -> bool:
        """Whether it rests on too few papers to be shown without a caution."""
        return 0 < self.papers < ENOUGH

    @property
    def avoided(self) -> tuple[str, ...]:
        """The alarms for which assembly keeps the item out."""
        return tuple(kind for kind in self.alarms if kind in AVOIDED)

    @property
    def learned(self) -> Learned | None:
        """What assembly uses of it; none where nothing is learnt."""
        if not self.papers and not self.avoided:
            return None
        return Learned(
            item_id=self.item_id,
            facility=self.facility,
            papers=self.papers,
            sittings=self.sittings,
            alarms=self.avoided,
        )


def learn(
    item_id: str,
    author: float | None,
    stand_in: float,
    asked: str,
    uses: Sequence[Use],
    drifts: Iterable[Drift] = (),
) -> ItemRecord | None:
    """Everything that is known of an item; none where it was in no exam.

    `asked` is the hash of the question as the bank has it, `stand_in` the facility of an item that states none.
    """
    mine = sorted((use for use in uses if use.item_id == item_id), key=in_time)
    if not mine:
        return None
    same = [use for use in mine if use.asked == asked]
    counted = [use for use in same if use.counts]
    papers = sum(use.papers for use in counted)
    won = sum(use.share * use.papers for use in counted)
    pooled = pooled_discrimination(counted)
    found = tuple(one for one in drifts if one.item_id == item_id and one.asked == asked)
    alarms = dict.fromkeys(standing_alarms(counted))
    backwards = pooled and pooled.papers >= ENOUGH and _standard_errors(pooled) < -_BACKWARDS
    if backwards and WRONG_KEY not in alarms:  # which says the same, and why
        alarms[NEGATIVE] = None
    uncorrected = tuple(use.sitting for use in mine if use.corrections and use.printed == asked != use.asked)
    if uncorrected:
        alarms[UNCORRECTED] = None
    if found:
        alarms[DRIFT] = None
    return ItemRecord(
        item_id=item_id,
        author=author,
        observed=won / papers if papers else None,
        facility=drawn(stand_in if author is None else author, won, papers),
        papers=papers,
        sittings=len(counted),
        discrimination=pooled,
        last_used=mine[-1].date,
        alarms=tuple(alarms),
        earlier=len(mine) - len(same) - len(uncorrected),
        waiting=sum(use.waiting > 0 for use in same),
        uncorrected=uncorrected,
        drifts=found,
    )


def drawn(author: float, won: float, papers: int) -> float:
    """The facility to expect, to three decimals: (PRIOR x author + sum of the shares won) / (PRIOR + papers), within 0 and 1.

    It is the mean of the beta-binomial posterior under a Beta(PRIOR x author, PRIOR x (1 - author)) prior (Gelman et al.,
    Bayesian Data Analysis, 2013, section 2.4), and for partial credit the linear credibility estimate with
    Z = papers / (papers + PRIOR) (Buehlmann 1967). A prior of 10 papers takes authors to be off by
    sqrt(author x (1 - author) / 11), which is 0.15 at 0.6.
    """
    expected = (PRIOR * author + won) / (PRIOR + papers)
    return round(min(max(expected, 0.0), 1.0), 3)


def pooled_discrimination(uses: Iterable[Use]) -> Correlation | None:
    """The sittings' item-rest correlations as one: Fisher's z, weighted by papers less three (Hedges and Olkin 1985)."""
    found = [
        (figure.value, figure.n)
        for figure in (use.discrimination for use in uses)
        if figure and figure.value is not None and figure.n > 3
    ]
    weight = sum(n - 3 for _, n in found)
    if not weight:
        return None
    z = sum((n - 3) * math.atanh(max(-0.999, min(0.999, value))) for value, n in found) / weight
    half = _INTERVAL / math.sqrt(weight)
    return Correlation(math.tanh(z), math.tanh(z - half), math.tanh(z + half), sum(n for _, n in found))


def standing_alarms(uses: Sequence[Use]) -> tuple[str, ...]:
    """The alarms of the latest use with enough papers and of those after it: a later good sitting clears an item."""
    alarms: tuple[str, ...] = ()
    for use in sorted(uses, key=in_time):
        alarms = use.alarms if use.papers >= ENOUGH else (*alarms, *use.alarms)
    return tuple(dict.fromkeys(alarms))


def in_time(use: Use) -> tuple[dt.date, str]:
    """Sort key: the earliest sitting first."""
    return use.date, use.sitting


def _standard_errors(pooled: Correlation) -> float:
    """How many standard errors a pooled correlation lies above zero."""
    z = math.atanh(pooled.value)
    half = math.atanh(pooled.high) - z
    return z / (half / _INTERVAL)
