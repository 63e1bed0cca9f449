"""A reference's own words: all of them, a piece of them, and words of one's own."""

import numpy as np
import pytest

from grader.scoring.openended.features import Question
from grader.scoring.openended.peers import NAMES
from grader.scoring.openended.quoted import bounded, is_piece

LONG = "The gradient is multiplied by the same matrix at each step, so it vanishes or it explodes."
QUESTION = Question("What happens to the gradient?", (LONG, "It vanishes or it explodes."))


def held(answer: str, share: float, recall: float, *, taught: bool = False) -> float:
    features = np.zeros((1, len(NAMES)))
    features[0, NAMES.index("recall")] = recall
    return float(bounded(np.array([share]), QUESTION, [answer], features, taught=taught)[0])


@pytest.mark.parametrize(
    ("answer", "piece"),
    [
        ("The gradient is multiplied by the same matrix", True),
        ("the same matrix, at each step", True),
        ("at each step, so it vanishes or it explodes", False),  # all that the shorter reference says
        ("matrix", False),  # a single word may be the answer
        ("the gradient vanishes at each step", False),  # words of one's own
        ("multiplied by the matrix at each step", False),
        (LONG, False),
        ("", False),
    ],
)
def test_a_piece_is_cut_from_one_reference_and_lacks_words_of_each(answer: str, piece: bool) -> None:
    """Case and punctuation do not matter; whoever says all of a shorter reference has answered."""
    assert is_piece(QUESTION, answer) is piece


def test_a_piece_is_worth_its_share_of_the_words_at_most() -> None:
    """It may be worth less, and what says the same in other words is not touched."""
    assert held("multiplied by the same matrix", 0.9, 0.4) == 0.4
    assert held("multiplied by the same matrix", 0.3, 0.4) == 0.3
    assert held("multiplied by the same matrix", 0.9, 0.4, taught=True) == pytest.approx(0.65)
    assert held("it shrinks as it passes through the same matrix", 0.9, 0.4) == 0.9


def test_a_reference_itself_is_worth_the_points() -> None:
    """Whatever was expected of it, and however it is punctuated."""
    assert held("it vanishes, or it explodes", 0.5, 0.3) == 0.98
    assert held(LONG.upper(), 0.99, 1.0) == 0.99
