"""Who has the last word: rule scores, accepted suggestions and decisions in, the points that count out.

A decision counts first, then the rule for closed items and blanks, then a suggestion where the course
accepts it without a person; all else is pending. Nothing is overwritten: this is worked out anew each time.
"""

import hashlib
from collections.abc import Sequence
from decimal import Decimal

from grader.model.blueprint import ScoringRules
from grader.model.course import OpenAnswers
from grader.model.exam import Exam, FormItem
from grader.model.item import Open
from grader.model.response import Copy, Response
from grader.model.score import Acceptance, Decision, FinalScore, Origin, Suggestion
from grader.scoring.closed import answers, score_item

WAITS = "no person has decided yet"
CHANGED = "the answer was changed after a person decided on it"
TOO_MANY = "a person gave more points than the item has since it was corrected"
UNRECORDED = "no answer is recorded here, not even a blank"
_ONE_IN = 10  # of what is accepted, which is mostly full marks, a person reads one in ten


def settle(
    exam: Exam,
    copies: Sequence[Copy],
    responses: Sequence[Response],
    accepted: Sequence[Acceptance],
    decisions: Sequence[Decision],
    open_answers: OpenAnswers,
) -> tuple[FinalScore, ...]:
    """Give one final score for every item of every handed-in copy; points are none while pending.

    A decision is for an item and an answer: when the copy turns out to be another form, or the answer was
    corrected after it, it no longer counts, and `why` says so. The last decision in the sequence wins.
    """
    decided = {(d.copy_number, d.number, d.item_id): d for d in decisions}
    taken = {(a.copy_number, a.number, a.item_id): a for a in accepted}
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
                taken.get(place),
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
    acceptance: Acceptance | None,
    decision: Decision | None,
    rules: ScoringRules,
    open_answers: OpenAnswers,
) -> FinalScore:
    hashed = response.answer_hash if response else ""
    if decision and decision.points > pending.out_of:
        return pending.model_copy(update={"why": TOO_MANY})
    if decision and counts(decision, pending.out_of, hashed):
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
    if bound is False or acceptance is None or acceptance.answer_hash != hashed:
        return pending
    if acceptance.confidence < bound or acceptance.points > pending.out_of:
        return pending
    why = f"suggestion accepted: confidence {acceptance.confidence:.2f}, the course asks for {bound:.2f}"
    why += f"; {acceptance.why}" if acceptance.why else ""
    return _given(pending, acceptance.points, Origin.AUTO, why)


def counts(decision: Decision, out_of: Decimal, answer_hash: str) -> bool:
    """Whether a decision is about the answer as it reads now, and gives no more than the item has now."""
    return decision.points <= out_of and decision.answer_hash in ("", answer_hash)


def accept(
    sitting: str, suggestions: Sequence[Suggestion], open_answers: OpenAnswers
) -> tuple[Acceptance, ...]:
    """The suggestions that the course takes without a person: promised, sure enough, not flagged, not audited."""
    return tuple(
        Acceptance(
            copy_number=one.copy_number,
            number=one.number,
            item_id=one.item_id,
            points=one.points,
            confidence=one.confidence,
            model=one.model,
            answer_hash=one.answer_hash,
            why=one.why,
        )
        for one in suggestions
        if acceptable(one, open_answers) and not drawn(sitting, one)
    )


def acceptable(suggestion: Suggestion, open_answers: OpenAnswers) -> bool:
    """Whether the course would take a suggestion without a person, the audit aside."""
    bound = open_answers.auto_accept
    return (
        bound is not False and suggestion.promised and not suggestion.flags and suggestion.confidence >= bound
    )


def drawn(sitting: str, suggestion: Suggestion) -> bool:
    """Whether an answer is of the tenth that people read however sure the machine is: by hash, so always the same."""
    text = f"{sitting} {suggestion.item_id} {suggestion.copy_number} {suggestion.answer_hash}"
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) % _ONE_IN == 0


def _given(pending: FinalScore, points: Decimal, origin: Origin, why: str) -> FinalScore:
    return pending.model_copy(update={"points": points, "origin": origin, "why": why})
