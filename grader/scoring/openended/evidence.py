"""Why these points: for each suggestion the ideas found and missing, the nearest graded answers, and one line.

Pure and deterministic; nothing here changes the points.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from grader.bank.markdown import to_plain
from grader.model.item import Open
from grader.model.score import Idea, Neighbour
from grader.scoring.openended.curve import OWN, Scale
from grader.scoring.openended.features import Question, Vector, demoted_similarity
from grader.scoring.openended.text import sentences

_NEAREST = 3  # graded answers that are shown
_NEAR = 0.5  # cosine; farther ones explain nothing


@dataclass(frozen=True)
class Evidence:
    """What supports a suggestion."""

    ideas: tuple[Idea, ...]
    why: str


def evidence(
    item: Open,
    question: Question,
    answer: str,
    vectors: Mapping[str, Vector],
    measured: Mapping[str, float],
    flags: Sequence[str],
    *,
    idea_found: float,
    scale: Scale = OWN,
) -> Evidence:
    """Collect what supports the points of one answer; an idea counts as found from cosine `idea_found` on, on the scale."""
    ideas = find_ideas(item, question, answer, vectors, idea_found, scale)
    return Evidence(ideas, _why(flags, ideas, measured))


def find_ideas(
    item: Open,
    question: Question,
    answer: str,
    vectors: Mapping[str, Vector],
    least: float,
    scale: Scale = OWN,
) -> tuple[Idea, ...]:
    """For each rubric idea, or each sentence of the nearest reference, the sentence that comes nearest to it.

    The question's direction is taken out: two sentences that only share the question's subject are not near.
    """
    expected = rubric_ideas(item) or [
        ("reference", s) for s in sentences(_nearest(question, answer, vectors))
    ]
    said = sentences(answer)
    asked = vectors[question.text]
    table = scale.demoted(demoted_similarity([idea for _, idea in expected], said, vectors, asked))
    return tuple(
        Idea(
            criterion=criterion,
            text=idea,
            found=bool(row.max() >= least),
            evidence=said[int(row.argmax())] if said else "",
            similarity=round(float(row.max()), 4),
        )
        for (criterion, idea), row in zip(expected, table, strict=False)
    )


def rubric_ideas(item: Open) -> list[tuple[str, str]]:
    """The ideas of the rubric as plain text, each with its criterion; a criterion without ideas is its own."""
    return [
        (criterion.text, to_plain(idea))
        for criterion in item.rubric
        for idea in (criterion.ideas or (criterion.text,))
    ]


def nearest_graded(
    answer: int,
    given: Mapping[int, Decimal],
    vectors: NDArray[np.float32],
    copies: Sequence[int],
    scale: Scale = OWN,
) -> tuple[Neighbour, ...]:
    """The decided answers that are nearest in meaning, the nearest first: at most three, from cosine 0.5 on.

    `given` are the points by the answer's index, `vectors` the answers' unit vectors, shape (answers, dimension), `copies` whose
    they are (0 for an earlier sitting's); an answer is never its own neighbour.
    """
    others = [i for i in given if i != answer]
    near = scale.cosine(vectors[others] @ vectors[answer]) if others else np.zeros(0)
    order = sorted(zip(near.tolist(), others, strict=True), key=lambda pair: (-pair[0], pair[1]))
    return tuple(
        Neighbour(copy_number=copies[i], points=given[i], similarity=round(cosine, 4))
        for cosine, i in order[:_NEAREST]
        if cosine >= _NEAR
    )


def _nearest(question: Question, answer: str, vectors: Mapping[str, Vector]) -> str:
    return max(question.references, key=lambda reference: float(vectors[answer] @ vectors[reference]))


def _why(flags: Sequence[str], ideas: Sequence[Idea], measured: Mapping[str, float]) -> str:
    found = sum(idea.found for idea in ideas)
    parts = [
        *flags,
        f"{found} of {len(ideas)} ideas found",
        f"meaning {measured['cosine']:.2f} like the nearest reference (1: the same)",
        f"{measured['recall']:.0%} of its words used (rare ones count more)",
    ]
    return "; ".join(parts)
