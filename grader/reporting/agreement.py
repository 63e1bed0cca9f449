"""What the suggestions for open answers were worth, and what work they spared: counts, never estimates.

A suggestion of a decided answer is the one that was made without that decision, and without those on answers that say
the same (`scoring.openended.judge`), so that the two can be compared. Answers that say nothing are left out: they would
flatter.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from grader.model.score import Decision, FinalScore, Origin, Suggestion
from grader.scoring.openended.evaluate import FEW
from grader.scoring.openended.triage import Part, calibration_error, reliability, tolerance


@dataclass(frozen=True, slots=True)
class Agreement:
    """How suggestions compare with what people gave, over an item or (with no id) over all open answers."""

    item_id: str
    answers: int
    right: float | None  # share within a tenth of the maximum; none below FEW answers
    error: float | None  # mean absolute difference, as a share of the maximum; none below FEW answers
    shift: float | None  # mean of suggested less given, as a share of the maximum; none below FEW answers
    promised: int  # answers whose suggestion was promised
    promised_right: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """Chances that were said beside what was true, over all open answers."""

    parts: tuple[Part, ...]
    error: float  # expected calibration error, 0 to 1


@dataclass(frozen=True, slots=True)
class Effort:
    """How the open answers of a sitting got their points."""

    blank: int  # by rule
    read: int  # decided by a person, each by itself
    grouped: int  # decided with another answer of like words
    accepted: int  # suggestions that the course accepts
    waiting: int

    @property
    def answers(self) -> int:
        """All of them."""
        return self.blank + self.read + self.grouped + self.accepted + self.waiting


def agreements(suggestions: Sequence[Suggestion], decisions: Sequence[Decision]) -> tuple[Agreement, ...]:
    """Compare by item, and over all at the end; nothing where nothing was decided."""
    pairs = _pairs(suggestions, decisions)
    items = sorted({one.item_id for one, _ in pairs})
    found = [_agreement(item, [pair for pair in pairs if pair[0].item_id == item]) for item in items]
    return (*found, _agreement("", pairs)) if found else ()


def calibration(suggestions: Sequence[Suggestion], decisions: Sequence[Decision]) -> Calibration | None:
    """How sure was said and how often it was right; none below FEW answers.

    Flagged answers are left out: what is claimed of them is held down on purpose.
    """
    pairs = [pair for pair in _pairs(suggestions, decisions) if not pair[0].flags]
    if len(pairs) < FEW:
        return None
    said = np.array([one.confidence for one, _ in pairs])
    right = np.array([_right(one, given) for one, given in pairs])
    parts = reliability(said, right)
    return Calibration(parts, calibration_error(parts))


def effort(scores: Sequence[FinalScore], decisions: Sequence[Decision], items: frozenset[str]) -> Effort:
    """Count how the answers to the open items got their points."""
    led = {(d.copy_number, d.number, d.item_id): d.like for d in decisions}
    count: Counter[str] = Counter()
    for score in scores:
        if score.item_id not in items:
            continue
        match score.origin:
            case Origin.RULE:
                count["blank"] += 1
            case Origin.AUTO:
                count["accepted"] += 1
            case Origin.PENDING:
                count["waiting"] += 1
            case Origin.DECISION:
                like = led.get((score.copy_number, score.number, score.item_id), 0)
                count["grouped" if like else "read"] += 1
    return Effort(*(count[name] for name in ("blank", "read", "grouped", "accepted", "waiting")))


Pair = tuple[Suggestion, Decision]


def _pairs(suggestions: Sequence[Suggestion], decisions: Sequence[Decision]) -> list[Pair]:
    """Each suggestion with the decision on the same words."""
    given = {(d.copy_number, d.number, d.item_id, d.answer_hash): d for d in decisions if d.answer_hash}
    places = ((one, (one.copy_number, one.number, one.item_id, one.answer_hash)) for one in suggestions)
    return [(one, given[at]) for one, at in places if at in given and not one.says_nothing]


def _agreement(item: str, pairs: Sequence[Pair]) -> Agreement:
    off = [float((one.points - given.points) / one.out_of) for one, given in pairs]
    right = [_right(one, given) for one, given in pairs]
    sure = [ok for (one, _), ok in zip(pairs, right, strict=True) if one.promised]
    enough = len(pairs) >= FEW
    return Agreement(
        item,
        len(pairs),
        float(np.mean(right)) if enough else None,
        float(np.mean(np.abs(off))) if enough else None,
        float(np.mean(off)) if enough else None,
        len(sure),
        sum(sure),
    )


def _right(one: Suggestion, given: Decision) -> bool:
    return abs(float(one.points - given.points)) <= tolerance(float(one.out_of))
