"""A simulated class of which everything is known, and in which one thing may be wrong: for measuring alarms.

Closed items follow the two-parameter logistic model (Birnbaum 1968), and which wrong option is taken depends on how
much it attracts and a little on ability; open answers have a worth that suggestions and people see with noise. Forms
order options differently, and draw three of four distractors for some items. The same seed gives the same class.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from grader.analysis.alarms import Alarms, alarms_of
from grader.analysis.judged import Judged
from grader.analysis.options import option_statistics
from grader.analysis.papers import papers_of
from grader.demo.known_exam import known_exam
from grader.model.course import OpenAnswers
from grader.model.exam import Exam
from grader.model.response import Copy, Response
from grader.model.score import Decision, FinalScore
from grader.scoring import settle

STEPS = 4  # of an open item's points
BLANK = 0.02  # chance that a closed item is left blank
HARSH = 0.2  # of an item's points, that a harsh grader gives less


class Fault(StrEnum):
    """What is wrong with a class."""

    NOTHING = "nothing"
    WRONG_KEY = "wrong key"
    DEAD = "dead distractor"
    EVERYBODY = "everybody gets it"
    NOBODY = "nobody gets it"
    TWINS = "two that measure the same"
    DISPUTED = "suggestions misled"
    HARSH = "harsh grader"
    COPIED = "copied pair"


RAISES = {  # the kind of alarm that each fault should raise
    Fault.WRONG_KEY: "wrong_keys",
    Fault.DEAD: "untaken",
    Fault.EVERYBODY: "all_alike",
    Fault.NOBODY: "all_alike",
    Fault.TWINS: "twins",
    Fault.DISPUTED: "disputed",
    Fault.HARSH: "differing",
    Fault.COPIED: "alike",
}


@dataclass(frozen=True, eq=False)
class KnownClass:
    """A class with its papers, and what is planted in it: items, the copy numbers of a pair, or a grader."""

    exam: Exam
    copies: tuple[Copy, ...]
    responses: tuple[Response, ...]
    scores: tuple[FinalScore, ...]
    judged: tuple[Judged, ...]
    planted: tuple[str, ...]


@dataclass(frozen=True)
class _Plan:
    """What a class is to be like."""

    fault: Fault
    students: int
    closed: int
    open_: int
    forms: str
    copied: float
    seats: bool


def known_class(
    seed: int,
    fault: Fault = Fault.NOTHING,
    *,
    students: int = 100,
    closed: int = 26,
    open_: int = 4,
    forms: str = "AB",
    copied: float = 0.9,
    seats: bool = False,
) -> KnownClass:
    """Let a class sit an exam; `copied` is the share of answers that one of a pair has from a student of the weaker half."""
    plan = _Plan(fault, students, closed, open_, forms, copied, seats)
    random = np.random.default_rng(seed)
    spoilt = int(random.integers(closed))
    wrong_key = f"c{spoilt}" if fault is Fault.WRONG_KEY else ""
    exam = known_exam(random, closed, open_, forms, wrong_key)
    copies = tuple(_copy(plan, n) for n in range(students))
    theta = random.normal(0, 1, students)
    chosen, planted = _chosen(plan, random, exam, copies, theta, spoilt)
    points, suggested, graders = _judged(plan, random, theta)
    responses, decisions, judged = [], [], []
    for n, copy in enumerate(copies):
        for place in exam.form(copy.form).items:
            at = int(place.item.id[1:])
            letters = (
                tuple(o.letter for o in place.options if o.text == chosen[n, at]) if place.options else ()
            )
            text = "" if place.options else f"answer {n}"
            one = Response(copy_number=copy.number, number=place.number, letters=letters, text=text)
            responses.append(one)
            if place.options:
                continue
            share, grader = float(points[n, at]), f"grader {graders[n]}"
            judged.append(Judged(copy.number, place.item.id, grader, share, float(suggested[n, at])))
            decisions.append(
                Decision(
                    copy_number=copy.number,
                    number=place.number,
                    item_id=place.item.id,
                    points=Decimal(str(share)) * place.points,
                    answer_hash=one.answer_hash,
                )
            )
    scores = settle(exam, copies, responses, (), decisions, OpenAnswers())
    said = {Fault.NOTHING: (), Fault.HARSH: ("grader 1",), Fault.DISPUTED: ("o0",)}
    return KnownClass(exam, copies, tuple(responses), scores, tuple(judged), said.get(fault, planted))


def alarms_in(one: KnownClass) -> Alarms:
    """What a class raises."""
    papers = papers_of(one.scores)
    options = option_statistics(one.exam, one.copies, one.responses, papers, draws=1)
    return alarms_of(one.exam, one.copies, one.responses, papers, options, one.judged)


def _copy(plan: _Plan, n: int) -> Copy:
    seat = f"{chr(65 + n // 20)}{n % 20 + 1}" if plan.seats else ""
    return Copy(number=n + 1, form=plan.forms[n % len(plan.forms)], student=f"{n:010}", seat=seat)


def _chosen(
    plan: _Plan,
    random: np.random.Generator,
    exam: Exam,
    copies: tuple[Copy, ...],
    theta: NDArray[np.float64],
    spoilt: int,
) -> tuple[NDArray[np.object_], tuple[str, ...]]:
    """The text that each student chooses of each closed item, nothing for a blank, and what is planted in them."""
    shape = (plan.students, plan.closed)
    easy, steep = random.normal(0.4, 0.8, plan.closed), np.exp(random.normal(0, 0.25, plan.closed))
    pull, lean = random.uniform(0.5, 1.5, (plan.closed, 4)), random.normal(0, 0.3, (plan.closed, 4))
    planted: tuple[str, ...] = (f"c{spoilt}",)
    if plan.fault in (Fault.WRONG_KEY, Fault.DEAD):  # of a fair item: where nobody errs nothing shows
        easy[spoilt], steep[spoilt] = random.uniform(-0.3, 0.6), max(1.0, float(steep[spoilt]))
    if plan.fault is Fault.DEAD:
        pull[spoilt, 0] = 0
    right = random.random(shape) < 1 / (1 + np.exp(-steep * (theta[:, None] + easy)))
    blank = random.random(shape) < BLANK
    if plan.fault in (Fault.EVERYBODY, Fault.NOBODY):
        right[:, spoilt], blank[:, spoilt] = plan.fault is Fault.EVERYBODY, False
    if plan.fault is Fault.TWINS:
        twin = (spoilt + 1) % plan.closed
        right[:, twin] = np.where(random.random(plan.students) < 0.9, right[:, spoilt], right[:, twin])
        planted = tuple(sorted((f"c{spoilt}", f"c{twin}")))
    with np.errstate(divide="ignore"):
        urge = np.log(pull) + lean * theta[:, None, None] + random.gumbel(size=(*shape, 4))
    printed = {
        form.letter: {place.item.id: {o.text for o in place.options} for place in form.items}
        for form in exam.forms
    }
    chosen = np.full(shape, "", dtype=object)
    for n, item in np.argwhere(~blank):
        texts = printed[copies[n].form][f"c{item}"]
        drawn = max((urge[n, item, d], d) for d in range(4) if f"wrong {d}" in texts)[1]
        chosen[n, item] = "good" if right[n, item] else f"wrong {drawn}"
    if plan.fault is Fault.COPIED:
        weaker = np.argsort((chosen == "good").sum(axis=1), kind="stable")[: plan.students // 2]
        source = int(
            random.choice(weaker[weaker < plan.students - 1])
        )  # who copies from the best shows nothing
        for item in np.flatnonzero(random.random(plan.closed) < plan.copied):
            if chosen[source, item] in {"", *printed[copies[source + 1].form][f"c{item}"]}:
                chosen[source + 1, item] = chosen[source, item]
        planted = (str(source + 1), str(source + 2))
    return chosen, planted


def _judged(
    plan: _Plan, random: np.random.Generator, theta: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Points and suggestions as shares, students x open items, and who judged each student's paper."""
    shape = (plan.students, plan.open_)
    depth = 1.4 * theta[:, None] + random.normal(0.3, 0.6, plan.open_) + random.normal(0, 0.8, shape)
    worth = 1 / (1 + np.exp(-depth))
    given = worth + random.normal(0, 0.08, shape)
    suggested = worth + random.normal(0, 0.04, plan.open_) + random.normal(0, 0.2, shape)
    graders = random.integers(3, size=plan.students)
    if plan.fault is Fault.HARSH:
        given[graders == 1] -= HARSH
    if plan.fault is Fault.DISPUTED:  # taken in by words: nearly all seem good
        suggested[:, 0], given[:, 0] = random.uniform(0.6, 1, plan.students), given[:, 0] * 0.6
    points, proposed = (np.clip(np.round(x * STEPS), 0, STEPS) / STEPS for x in (given, suggested))
    return points, proposed, graders
