"""What the decisions so far teach a screen that people look at: desks and decisions in, new suggestions and their worth out. Pure.

The desks stay in memory, so that this may be asked after every decision; only the items that are named are put into words.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from grader.model.course import OpenAnswers
from grader.model.score import Decision, Suggestion
from grader.scoring.openended.check import Check
from grader.scoring.openended.course import starts
from grader.scoring.openended.desk import Desk
from grader.scoring.openended.evaluate import Comparison, compare
from grader.scoring.openended.judge import Judged, judge
from grader.scoring.openended.model import suggestions
from grader.scoring.openended.prior import Prior
from grader.scoring.openended.progress import progress
from grader.scoring.openended.scale import is_bundled


@dataclass(frozen=True, slots=True)
class Left:
    """What still waits at an item."""

    waiting: int  # answers
    sure: int  # of them those whose suggestions keep the promise

    @property
    def unsure(self) -> int:
        """So many answers read, and the promise holds for the rest; fewer where they teach something."""
        return self.waiting - self.sure


@dataclass(frozen=True, slots=True)
class Outlook:
    """What suggestions are worth on this exam by now, and how much is left to read."""

    decided: int
    answers: Comparison  # each suggestion as made without the decision that it is compared with
    totals: Comparison  # of the open answers of each paper that is decided whole
    agreement: Mapping[str, Comparison]  # by item
    left: Mapping[str, Left]  # by item
    promise: float  # share of the suggestions that will be right
    error: float  # the mean error of totals to be reached, points
    needed: int  # answers still to read for it


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was learnt."""

    suggestions: tuple[Suggestion, ...]
    outlook: Outlook


def learn_after(
    desks: Sequence[Desk],
    decisions: Sequence[Decision],
    *,
    of: Collection[str],
    model: str,
    rules: OpenAnswers,
    prior: Prior,
) -> Lesson:
    """Judge all desks after these decisions; suggestions are made for the items `of` alone."""
    judgement = judge(desks, starts(desks, prior, decisions), decisions, rules, calibrated=is_bundled(model))
    now = progress(judgement)
    asked = replace(judgement, desks=tuple(one for one in judgement.desks if one.desk.item.id in of))
    outlook = Outlook(
        decided=now.decided,
        answers=now.items,
        totals=now.totals,
        agreement={item: _agreement(judgement.check, item) for item in {d.item.id for d in desks}},
        left=_left(judgement.desks),
        promise=rules.promise,
        error=float(rules.totals),
        needed=now.needed(float(rules.totals)),
    )
    return Lesson(suggestions(asked, model=model, prior=prior), outlook)


def _left(judged: Sequence[Judged]) -> Mapping[str, Left]:
    found: dict[str, Left] = {}
    for one in judged:
        before = found.get(one.desk.item.id, Left(0, 0))
        waiting = len(one.points) - len(one.decided)
        found[one.desk.item.id] = Left(before.waiting + waiting, before.sure + int(one.promised.sum()))
    return found


def _agreement(check: Check, item: str) -> Comparison:
    rows = np.array([one == item for one in check.items], dtype=np.bool_)
    copies = [copy for copy, mine in zip(check.copies, rows, strict=True) if mine]
    return compare(
        check.person[rows], check.machine[rows], step=check.step[rows], most=check.most[rows], papers=copies
    )
