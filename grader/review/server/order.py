"""The answers of a sitting in their turn, with every look-up that a request needs. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.records.decided import Place
from grader.review.queue import Waiting


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
