"""Suggestions for open answers: desks and what is believed of them in; points with doubt, turn and reasons out.

A suggestion is not a score. Blank answers get none (a rule scores them), and an answer that looks like an
attempt to please a machine, or is far from anything expected, is flagged: a flagged one is never accepted
without a person, and promised only where a person decided an answer of its group. Where the course's promise cannot be kept the machine abstains: `promised` is false.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from grader.model.course import OpenAnswers
from grader.model.exam import Exam
from grader.model.response import Copy, Response
from grader.model.score import Decision, Suggestion
from grader.scoring.openended.course import starts
from grader.scoring.openended.desk import lay_out
from grader.scoring.openended.earlier import Earlier, Weighed
from grader.scoring.openended.evidence import evidence, nearest_graded
from grader.scoring.openended.features import Embed
from grader.scoring.openended.judge import Judged, Judgement, judge
from grader.scoring.openended.peers import NAMES
from grader.scoring.openended.prior import Prior, bundled_prior
from grader.scoring.openended.scale import is_bundled, scale_for

UNCALIBRATED = "confidence not calibrated for this model"


def suggest(
    exam: Exam,
    copies: Sequence[Copy],
    responses: Sequence[Response],
    decisions: Sequence[Decision],
    embed: Embed,
    *,
    model: str,
    rules: OpenAnswers,
    prior: Prior | None = None,
    earlier: Mapping[Weighed, Sequence[Earlier]] | None = None,
) -> tuple[tuple[Suggestion, ...], Judgement]:
    """Suggest points for every open answer that is not blank, in order of copy and number; and what they come from.

    `embed` maps texts to unit vectors, shape (texts, dimension), and `model` is its name and revision. Every decision on an
    answer as it now stands is learnt from, and every graded answer of `earlier` sittings, by item and points.
    """
    prior = prior or bundled_prior()
    desks = lay_out(
        exam, copies, responses, embed, step=rules.step, scale=scale_for(model, embed), earlier=earlier
    )
    judgement = judge(desks, starts(desks, prior, decisions), decisions, rules, calibrated=is_bundled(model))
    return suggestions(judgement, model=model, prior=prior), judgement


def suggestions(judgement: Judgement, *, model: str, prior: Prior) -> tuple[Suggestion, ...]:
    """Put what is believed into words, answer by answer, in order of copy and number."""
    found: list[Suggestion] = []
    for one in judgement.desks:
        graded = _Graded(
            {**one.decided, **one.desk.known}, (*one.desk.copies, *(0 for _ in one.desk.earlier))
        )
        found += (
            _suggestion(one, i, graded, model, prior, judgement.trusted) for i in range(len(one.points))
        )
    return tuple(sorted(found, key=lambda s: (s.copy_number, s.number)))


class _Graded(NamedTuple):
    """A desk's graded answers, those of earlier sittings too: points by row, and whose each row is."""

    points: Mapping[int, Decimal]
    copies: Sequence[int]


def _suggestion(
    one: Judged, answer: int, graded: _Graded, model: str, prior: Prior, trusted: bool
) -> Suggestion:
    desk, response = one.desk, one.desk.responses[answer]
    flags = desk.flags[answer] if trusted else (*desk.flags[answer], UNCALIBRATED)
    measured = {name: float(v) for name, v in zip(NAMES, desk.features[answer], strict=True)}
    shown = evidence(
        desk.item,
        desk.question,
        response.text,
        desk.texts,
        measured,
        flags,
        idea_found=prior.idea_found,
        scale=desk.scale,
    )
    points, low, high = (_points(values[answer]) for values in (one.points, one.low, one.high))
    return Suggestion(
        copy_number=response.copy_number,
        number=response.number,
        item_id=desk.item.id,
        points=points,
        out_of=desk.out_of,
        confidence=round(float(one.chance[answer]), 4),
        promised=bool(one.promised[answer]),
        low=low,
        high=high,
        spread=round(float(one.spread[answer]), 4),
        decisions=len(one.decided),
        earlier=len(desk.earlier),
        turn=int(one.turn[answer]),
        like=_like(one, answer),
        says_nothing=desk.says_nothing(answer),
        ideas=shown.ideas,
        nearest=nearest_graded(answer, graded.points, desk.vectors, graded.copies, desk.scale),
        flags=flags,
        why=f"{_said(one, answer, points, low, high)}; {shown.why}",
        model=model,
        answer_hash=response.answer_hash,
    )


def _said(one: Judged, answer: int, points: Decimal, low: Decimal, high: Decimal) -> str:
    """What is suggested or not, in words, and what it was learnt from."""
    out_of = f"{one.desk.out_of:f}"
    learnt = _learnt(len(one.decided), len(one.desk.earlier))
    if answer in one.served:
        copy = one.desk.responses[one.served[answer]].copy_number
        return f"says the same as copy {copy}, which has {points} of {out_of}"
    if answer in one.decided:
        return f"a person gave {one.decided[answer]:f} of {out_of}; without that, {points} would be suggested"
    if one.promised[answer]:
        return f"{points} of {out_of}, right with a chance of {one.chance[answer]:.0%} ({learnt})"
    span = f"somewhere from {low} to {high} of {out_of}" if low < high else f"perhaps {points} of {out_of}"
    return f"not sure enough to suggest points: {span} ({learnt})"


def _learnt(now: int, earlier: int) -> str:
    if not earlier:
        return f"learnt from {now} decisions" if now else "nothing decided yet"
    return f"learnt from {now} decisions and {earlier} of earlier sittings"


def _like(one: Judged, answer: int) -> int:
    """The copy whose decision may serve this answer: none where members were decided differently."""
    for group in one.desk.groups:
        if answer in group.members and answer != group.representative:
            given = {one.decided[i] for i in group.members if i in one.decided}
            return one.desk.responses[group.representative].copy_number if len(given) < 2 else 0
    return 0


def _points(value: float) -> Decimal:
    """Points as a person writes them: at most two decimals, no idle zeros."""
    points = Decimal(str(round(value, 6)))
    return points.quantize(Decimal(1)) if points == points.to_integral() else points.normalize()
