"""Who judged which open answer, how and when: a sitting's decisions with the events that made them."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from grader.analysis.judged import Judged
from grader.gradebook.final import SittingRecords
from grader.model.score import FinalScore, Origin
from grader.records.decided import Decided, Stacks


def judged_of(
    held: SittingRecords, scores: Sequence[FinalScore], decided: Stacks, items: Collection[str]
) -> Iterator[Judged]:
    """The points that count for answers to the open items, each with who gave them and what was suggested.

    A suggestion that is flagged asks for a person on purpose, and is no opinion. Of points that were marked on the
    sheet nobody knows who marked them.
    """
    suggested = {
        (one.copy_number, one.number, one.item_id, one.answer_hash): float(one.points / one.out_of)
        for one in held.suggestions
        if not (one.flags or one.says_nothing)
    }
    for score in scores:
        place = score.copy_number, score.number, score.item_id
        stack = decided.get(place)
        if score.item_id not in items or score.origin is not Origin.DECISION or not stack or not score.out_of:
            continue
        last = stack[-1]
        yield Judged(
            copy=score.copy_number,
            item_id=score.item_id,
            grader="" if last.decision.seen else last.actor,
            given=float((score.points or 0) / score.out_of),
            suggested=suggested.get((*place, last.decision.answer_hash)),
            like=last.decision.like,
        )


def moments_of(decided: Stacks, items: Collection[str]) -> Iterator[tuple[str, float]]:
    """Who decided one open answer by itself, and when, in seconds; a table of decisions says nothing of that."""
    made: dict[int, list[Decided]] = defaultdict(list)
    for stack in decided.values():
        for one in stack:
            if one.decision.item_id in items and not one.decision.seen:
                made[one.sequence].append(one)
    for together in made.values():
        if sum(not one.decision.like for one in together) == 1:
            yield together[0].actor, together[0].at.timestamp()
