"""Who chooses which option: each printed option's share among weaker, middle and stronger papers.

A third of the class is a third of the papers ordered by the points on their other items, so that an item does not
judge itself; papers with something pending are left out. An option's shares are of the papers on which it was printed.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from grader.analysis.papers import Papers
from grader.model.exam import Exam
from grader.model.response import Copy, Response
from grader.scoring.closed import answers

PARTS = 3


@dataclass(frozen=True, slots=True)
class Trace:
    """One option: the share that chose it in each third of the class, the weakest first."""

    text: str
    key: bool
    shares: tuple[float | None, ...]  # 0 to 1; none where no paper of the third had it
    chosen: int  # papers


@dataclass(frozen=True, slots=True)
class Choices:
    """The options of one item, the keys first and then by how many chose them."""

    item_id: str
    papers: int
    traces: tuple[Trace, ...]


def choices_of(
    exam: Exam,
    copies: Sequence[Copy],
    responses: Sequence[Response],
    papers: Papers,
) -> tuple[Choices, ...]:
    """Count the options of every item that has some by thirds; an item with fewer than three papers has none."""
    row = {copy: at for at, copy in enumerate(papers.copies) if papers.complete[at]}
    column = {item: at for at, item in enumerate(papers.items)}
    value = np.nan_to_num(papers.points)
    rest: dict[str, list[float]] = defaultdict(list)
    took: dict[str, list[Mapping[str, bool]]] = defaultdict(
        list
    )  # by item and paper: option printed -> taken
    printed: dict[str, dict[str, bool]] = defaultdict(dict)
    for copy, place, response in answers(exam, copies, responses):
        item = place.item.id
        if not place.options or item not in column or response is None or copy.number not in row:
            continue
        points = value[row[copy.number]]
        rest[item].append(float(points.sum() - points[column[item]]))
        took[item].append({option.text: option.letter in response.letters for option in place.options})
        printed[item].update({option.text: option.key for option in place.options})
    found = []
    for item in sorted(printed):
        order = np.argsort(rest[item], kind="stable")
        if len(order) < PARTS or not printed[item]:
            continue
        parts = np.array_split(order, PARTS)
        traces = [
            Trace(
                text,
                key,
                tuple(
                    _share([took[item][at][text] for at in part if text in took[item][at]]) for part in parts
                ),
                sum(one.get(text, False) for one in took[item]),
            )
            for text, key in printed[item].items()
        ]
        traces.sort(key=lambda one: (not one.key, -one.chosen, one.text))
        found.append(Choices(item, len(order), tuple(traces)))
    return tuple(found)


def _share(taken: Sequence[bool]) -> float | None:
    return sum(taken) / len(taken) if taken else None
