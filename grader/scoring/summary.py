"""What became of each item over all papers, in counts: final scores and suggestions in, one line an item out."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from grader.model.score import FinalScore, Suggestion
from grader.scoring.corrected import OF_THE_REST
from grader.scoring.settle import UNRECORDED


@dataclass(frozen=True)
class Line:
    """What became of one item over all papers; the mean is a share of the points, over settled answers."""

    item: str
    answers: int
    blank: int
    by_rule: int
    decided: int
    accepted: int
    suggested: int
    pending: int
    mean: float | None


def summarise(scores: Sequence[FinalScore], suggestions: Sequence[Suggestion]) -> tuple[Line, ...]:
    """Count what became of each item, in order of its first printed place."""
    of: dict[str, list[FinalScore]] = defaultdict(list)
    for one in sorted(scores, key=lambda s: s.number):
        of[one.item_id].append(one)
    suggested = Counter(s.item_id for s in suggestions)
    lines = []
    for item, all_ in of.items():
        by = Counter(one.origin.value for one in all_)
        shares = [one.points / one.out_of for one in all_ if one.points is not None]
        lines.append(
            Line(
                item=item,
                answers=len(all_),
                blank=sum(one.blank for one in all_),
                by_rule=by["rule"],
                decided=by["decision"],
                accepted=by["auto"],
                suggested=suggested[item],
                pending=by["pending"],
                mean=round(float(sum(shares) / len(shares)), 3) if shares else None,
            )
        )
    return tuple(lines)


def unrecorded(scores: Sequence[FinalScore]) -> int:
    """How many answers are not recorded, not even as blanks: an import brings them, no decision."""
    return sum(one.points is None and one.why == UNRECORDED for one in scores)


def undecided(scores: Sequence[FinalScore]) -> int:
    """How many answers people must decide; an item that does not count waits for none of its own."""
    return sum(one.points is None and one.why not in (UNRECORDED, OF_THE_REST) for one in scores)
