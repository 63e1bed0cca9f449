"""What a person should look at before the points: an answer and its class in, names of flags out.

A flag never scores down: it says why a person must read the answer, and no flagged answer is accepted without one.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from grader.scoring.openended.features import Question, Vector
from grader.scoring.openended.text import words

NO_ANSWER = "no words"
COPIES_QUESTION = "copies the question"
OFF_TOPIC = "far off topic"
MISCONCEPTION = "much nearer to a misconception than to a reference"

_OFF_TOPIC = 0.0933  # cosine that 99 in 100 public answers reach to their references or question
_MISLED = 0.32  # margin that one in twenty public full-mark answers passed


def flags(
    question: Question,
    answer: str,
    measured: Mapping[str, float],
    vectors: Mapping[str, Vector],
    others: Sequence[str],
) -> tuple[str, ...]:
    """Name what is odd about an answer; `others` are all answers to the item, this one among them.

    `measured` are its features by name, `vectors` the unit vectors of the question's and the answer's texts.
    """
    written, asked = words(answer), words(question.text)
    if not written:
        return (NO_ANSWER,)
    pairs, asked_pairs = list(pairwise(written)), set(pairwise(asked))
    copied = sum(pair in asked_pairs for pair in pairs)
    found = []
    if len(written) >= 5 and copied >= 0.8 * len(pairs):
        found.append(COPIES_QUESTION)
    if max(measured["cosine"], measured["question_cosine"]) < _OFF_TOPIC:
        found.append(OFF_TOPIC)
    if measured["misled"] > _MISLED:
        found.append(MISCONCEPTION)
    return tuple(found)
