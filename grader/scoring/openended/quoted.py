"""What a reference's own words are worth: all of them the points, one piece of it no more than its share. Pure.

No measurement tells a piece from a short answer that says everything: both have only the reference's words. But students write
in their own words. Of the answers to SAF, Beetle, SciEntsBank and the neural-networks exam 58 are one piece of two words or
more cut from a reference; on the average they have .42 of its words, weighted by idf, and .38 of the points. A single word is
often the answer itself.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from grader.scoring.openended.features import Question
from grader.scoring.openended.peers import NAMES
from grader.scoring.openended.signs import contains
from grader.scoring.openended.text import words
from grader.scoring.openended.wording import normalised

Array = NDArray[np.float64]

_WHOLE = 0.98  # share of the points that is expected of a reference itself
_PIECE = 2  # words of a piece, at least
_TAUGHT = (
    0.5  # of what a piece has too much; set after Mohler's figures were seen, where five pieces are worth .94
)
_RECALL = NAMES.index("recall")


def bounded(
    share: Array, question: Question, said: Sequence[str], features: Array, *, taught: bool = False
) -> Array:
    """The expected shares of the answers `said`, those of a reference's own words held to what they are worth.

    Where the course's own decisions `taught` the share, a piece loses half as much: some graders are milder.
    """
    whole = {normalised(reference) for reference in question.references}
    same = np.array([normalised(text) in whole for text in said], dtype=np.bool_)
    piece = np.array([is_piece(question, text) for text in said], dtype=np.bool_)
    above = np.maximum(share - features[:, _RECALL], 0)
    held = np.where(piece & ~same, share - above * (_TAUGHT if taught else 1), share)
    return np.asarray(np.where(same, np.maximum(held, _WHOLE), held), dtype=np.float64)


def is_piece(question: Question, answer: str) -> bool:
    """Whether an answer is two words or more that stand so in a reference, and no reference has all its words there."""
    written = words(answer)
    references = [words(reference) for reference in question.references]
    return (
        len(written) >= _PIECE
        and any(contains(reference, written) for reference in references)
        and not any(set(reference) <= set(written) for reference in references)
    )
