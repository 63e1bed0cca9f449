"""Decisions of earlier sittings on the very same item: an exam then and an exam now in, graded answers out. Pure.

They become known answers of the item: they teach, and stand beside an answer that is near. An item is the same where id, stem,
rubric and points are; where a correction changed its rubric, its points or whether it counts, nothing of that sitting is taken.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from grader.model.correction import Correction, NewPoints, NewRubric, Void
from grader.model.exam import Exam, FormItem
from grader.model.item import Open
from grader.model.response import Copy, Response
from grader.model.score import Decision
from grader.scoring.closed import answers

Weighed = tuple[str, Decimal]  # an item by its id, and what a form gives for it
MOST = 200  # answers to an item; more would cost time after every decision and teach little


@dataclass(frozen=True, slots=True)
class Earlier:
    """A graded answer of an earlier sitting; whose it was is not kept."""

    text: str
    points: Decimal


def open_ids(exam: Exam) -> frozenset[str]:
    """The ids of an exam's open items."""
    return frozenset(p.item.id for form in exam.forms for p in form.items if isinstance(p.item, Open))


def graded_then(
    now: Exam,
    then: Exam,
    copies: Sequence[Copy],
    responses: Sequence[Response],
    decisions: Sequence[Decision],
    corrections: Sequence[Correction],
) -> Mapping[Weighed, tuple[Earlier, ...]]:
    """What people gave at another sitting for typed answers to items that are the same now, by item, in order of copy.

    `then` is the exam as it was sealed, `corrections` those of its items that stand; a decision on an answer that was changed
    afterwards does not count.
    """
    wanted = {(p.item.id, p.points): _asked(p) for form in now.forms for p in form.items}
    changed = {c.item_id for c in corrections if isinstance(c.what, NewRubric | NewPoints | Void)}
    given = {(d.copy_number, d.number, d.item_id): d for d in decisions}
    found: dict[Weighed, list[Earlier]] = {}
    for copy, place, response in answers(then, copies, responses):
        key = (place.item.id, place.points)
        decision = given.get((copy.number, place.number, place.item.id))
        if response is None or decision is None or not response.text.strip():
            continue
        if not isinstance(place.item, Open) or place.item.id in changed or wanted.get(key) != _asked(place):
            continue
        if decision.answer_hash in ("", response.answer_hash) and decision.points <= place.points:
            found.setdefault(key, []).append(Earlier(response.text, decision.points))
    return {key: tuple(of) for key, of in found.items()}


def together(
    sittings: Sequence[Mapping[Weighed, tuple[Earlier, ...]]],
) -> Mapping[Weighed, tuple[Earlier, ...]]:
    """The graded answers of several sittings, those of the first ones first, at most 200 to an item."""
    keys = dict.fromkeys(key for sitting in sittings for key in sitting)
    return {key: tuple(one for of in sittings for one in of.get(key, ()))[:MOST] for key in keys}


def _asked(place: FormItem) -> object:
    """What must be the same for a decision to hold: the words of the question, its rubric and its points."""
    item = place.item
    return (item.stem, item.rubric, item.points) if isinstance(item, Open) else None
