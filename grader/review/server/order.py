"""The answers of a sitting in their turn, with every look-up that a request needs. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from grader.model.score import Suggestion
from grader.records.decided import Decided, Place, Stacks
from grader.review.queue import Waiting
from grader.scoring.settle import counts


@dataclass(frozen=True, slots=True)
class Order:
    """Answers in their turn, looked up in every way that a request needs; made before a request takes it."""

    answers: Sequence[Waiting]  # question by question, in the queue's order
    by_place: Mapping[Place, int]
    of_item: Mapping[str, tuple[Waiting, ...]]
    rank: Mapping[Place, int]  # among the answers to its item, from 1


def lined(answers: Sequence[Waiting]) -> Order:
    """Look-ups of answers that stand in their turn."""
    found: dict[str, list[Waiting]] = {}
    for answer in answers:
        found.setdefault(answer.place.item.id, []).append(answer)
    return Order(
        answers=tuple(answers),
        by_place={answer.key: n for n, answer in enumerate(answers)},
        of_item={item: tuple(some) for item, some in found.items()},
        rank={a.key: n for some in found.values() for n, a in enumerate(some, start=1)},
    )


def standing(order: Order, stacks: Stacks, place: Place) -> Decided | None:
    """The decision that stands at a place, if it counts for the answer that is there."""
    at, stack = order.by_place.get(place), stacks.get(place)
    if at is None or not stack:
        return None
    answer = order.answers[at]
    last = stack[-1]
    return last if counts(last.decision, answer.place.points, answer.response.answer_hash) else None


def renewed(
    before: Order,
    suggested: Mapping[Place, Suggestion],
    decided: Stacks,
    line: Callable[[Sequence[Waiting]], Sequence[Waiting]],
) -> Order:
    """The same answers with new suggestions; those that wait stand as `line` lines them up, where waiting ones stood."""
    held = [replace(a, suggestion=suggested.get(a.key, a.suggestion)) for a in before.answers]
    waits = [n for n, a in enumerate(held) if a.key in suggested and standing(before, decided, a.key) is None]
    for n, answer in zip(waits, line([held[n] for n in waits]), strict=True):
        held[n] = answer
    return lined(held)
