"""Near copies: invented answers of one class, copied with words changed, moved into more text, or merely alike by nature."""

import random

import pytest
from test_scoring_openended import count_words

from grader.scoring.openended.features import Question, vectors_of
from grader.scoring.openended.guards import flags
from grader.scoring.openended.likeness import Likeness
from grader.scoring.openended.text import words

TEXT = words(
    "In my view the units that are left must learn to do the work of those that were switched off, "
    "and so the net comes to hold the same thing in several places at once."
)
OTHERS = tuple(
    words(text)
    for text in (
        "Random units are removed at each step, so the weights are shared by many networks.",
        "It makes the net more robust because no single unit can be relied on when data are new.",
        "The network does not overfit the training data as much as it would without it.",
    )
)
ASKED = words("Why does switching off units at random help a network to generalise to new data?")


def alike(written: tuple[str, ...], *more: tuple[str, ...], asked: tuple[str, ...] = ASKED) -> object:
    return Likeness((*OTHERS, *more, written), (asked,)).nearly_equal(written)


@pytest.mark.parametrize("seed", range(20))
def test_one_word_changed_one_dropped_or_two_swapped_hide_no_copy(seed: int) -> None:
    """Wherever it is; the original is named, and from the original the copy is."""
    draw = random.Random(seed)
    at = draw.randrange(len(TEXT) - 1)
    changed = (*TEXT[:at], "bananas", *TEXT[at + 1 :])
    dropped = (*TEXT[:at], *TEXT[at + 1 :])
    swapped = (*TEXT[:at], TEXT[at + 1], TEXT[at], *TEXT[at + 2 :])
    for copy in (changed, dropped, swapped):
        assert alike(copy, TEXT) == TEXT
        assert alike(TEXT, copy) == copy


def test_equal_texts_are_another_guards_matter() -> None:
    """Only another text is a near copy."""
    assert alike(TEXT) is None
    assert alike(TEXT, TEXT) is None


@pytest.mark.parametrize("written", [*OTHERS, TEXT[:11], ()])
def test_own_words_and_short_answers_are_let_alone(written: tuple[str, ...]) -> None:
    """Eleven words that stand in another's answer prove nothing."""
    assert alike(written, TEXT) is None


def test_what_the_question_or_a_reference_says_belongs_to_everybody() -> None:
    """Two students who both learnt the reference by heart have not copied from each other."""
    assert alike((*TEXT, "indeed"), TEXT, asked=TEXT) is None


def test_what_many_of_the_class_write_is_no_sign() -> None:
    """The sentence of the slides; two who share it beside forty others are not named, two alone are."""
    slides = [(*TEXT, f"number{i}") for i in range(40)]
    assert alike(slides[0], *slides[1:]) is None
    assert alike(slides[0], slides[1]) == slides[1]


def test_a_copy_inside_a_much_longer_answer_is_none() -> None:
    """Who wrote twice as much has written an answer of one's own."""
    longer = (*TEXT, *(f"word{i}" for i in range(2 * len(TEXT))))
    assert alike(longer, TEXT) is None


def test_the_guards_name_a_near_copy_by_its_own_flag() -> None:
    """Beside the flag for equal answers, never together with it."""
    question = Question(" ".join(ASKED), ("Nobody wrote this reference.",))
    said = [" ".join(text) for text in (TEXT, (*TEXT[:9], "banana", *TEXT[10:]))]
    vectors = vectors_of([*question.texts, *said], count_words)
    for answer in said:
        found = flags(question, answer, vectors, said)
        assert "nearly equal to another student's answer" in found
        assert "equal to another student's answer" not in found
