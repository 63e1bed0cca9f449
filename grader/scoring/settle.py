"""Who has the last word: rule scores, suggestions and decisions in, the points that count out.

A decision counts first, then the rule for closed items and blanks, then a suggestion where the course
accepts it without a person; all else is pending. Nothing is overwritten: this is worked out anew each time.
"""

from collections.abc import Sequence
from decimal import Decimal

from grader.model.blueprint import ScoringRules
from grader.model.course import OpenAnswers
from grader.model.exam import Exam, FormItem
from grader.model.item import Open
from grader.model.response import Copy, Response
from grader.model.score import Decision, FinalScore, Origin, Suggestion
from grader.scoring.closed import answers, score_item

WAITS = "no person has decided yet"
CHANGED = "the answer was changed after a person decided on it"
UNRECORDED = "no answer is recorded here, not even a blank"


def settle(
    exam: Exam,
    copies: Sequence[Copy],
    responses: Sequence[Response],
    suggestions: Sequence[Suggestion],
    decisions: Sequence[Decision],
    open_answers: OpenAnswers,
) -> tuple[FinalScore, ...]:
    """Give one final score for every item of every handed-in copy; points are none while pending.

    A decision is for an item and an answer: when the copy turns out to be another form, or the answer was
    corrected after it, it no longer counts, and `why` says so. The last decision in the sequence wins.
    """
    decided = {(d.copy_number, d.number, d.item_id): d for d in decisions}
    suggested = {(s.copy_number, s.number, s.item_id): s for s in suggestions}
    settled = []
    for copy, form_item, response in answers(exam, copies, responses):
        place = (copy.number, form_item.number, form_item.item.id)
        settled.append(
            _settle_one(
                FinalScore(
                    copy_number=copy.number,
                    number=form_item.number,
                    item_id=form_item.item.id,
                    points=None,
                    out_of=form_item.points,
                    origin=Origin.PENDING,
                    blank=response is not None and response.blank,
                    why=WAITS,
                ),
                form_item,
                response,
                suggested.get(place),
                decided.get(place),
                exam.blueprint.scoring,
                open_answers,
            )
        )
    return tuple(settled)


def _settle_one(
    pending: FinalScore,
    form_item: FormItem,
    response: Response | None,
    suggestion: Suggestion | None,
    decision: Decision | None,
    rules: ScoringRules,
    open_answers: OpenAnswers,
) -> FinalScore:
    hashed = response.answer_hash if response else ""
    if decision and decision.answer_hash in ("", hashed):
        return _given(pending, decision.points, Origin.DECISION, decision.comment or "decided by a person")
    if response is None:
        return pending.model_copy(update={"why": UNRECORDED})
    if not isinstance(form_item.item, Open):
        score = score_item(form_item, response, rules)
        return _given(pending, score.points, Origin.RULE, score.why)
    if response.blank:
        return _given(pending, Decimal(0), Origin.RULE, "blank")
    if decision:
        return pending.model_copy(update={"why": CHANGED})
    bound = open_answers.auto_accept
    if bound is False or suggestion is None or suggestion.answer_hash != hashed or suggestion.flags:
        return pending
    if suggestion.confidence < bound:
        return pending
    why = f"suggestion accepted: confidence {suggestion.confidence:.2f}, the course asks for {bound:.2f}"
    return _given(pending, suggestion.points, Origin.AUTO, why)


def _given(pending: FinalScore, points: Decimal, origin: Origin, why: str) -> FinalScore:
    return pending.model_copy(update={"points": points, "origin": origin, "why": why})
