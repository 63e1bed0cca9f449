"""What supports a suggestion: an item, an answer and a hand-made embedding in; ideas, graded answers and a line out."""

from decimal import Decimal
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from test_scoring_closed import COMMON
from test_scoring_openended import REFERENCE, RUBRIC, STEM, count_words

from grader.model.item import ITEM, Open
from grader.model.score import Idea
from grader.scoring.openended.desk import question_of
from grader.scoring.openended.evidence import evidence, find_ideas, nearest_graded, rubric_ideas
from grader.scoring.openended.features import answer_texts, vectors_of

PRODUCT = "The gradient is multiplied by the same matrix at each step."
SMALL = "It vanishes when the singular value is below one."
FILLER = "Bananas are bent, said nobody."


def item_of(**fields: Any) -> Open:
    whole = {"type": "open", "id": "forget", **COMMON, "stem": STEM, "reference": [REFERENCE], "points": "3"}
    item = ITEM.validate_python(whole | {"rubric": RUBRIC} | fields)
    assert isinstance(item, Open)
    return item


def ideas_of(answer: str, item: Open, least: float = 0.6) -> tuple[Idea, ...]:
    question = question_of(item)
    texts = [*question.texts, *answer_texts(answer), *(idea for _, idea in rubric_ideas(item))]
    return find_ideas(item, question, answer, vectors_of(texts, count_words), least)


def test_an_idea_is_found_with_the_sentence_that_says_it_and_not_with_another() -> None:
    """Wherever in the answer it stands; what is not said is missing."""
    for answer in (f"{PRODUCT} {FILLER}", f"{FILLER} {PRODUCT}"):
        first, second = ideas_of(answer, item_of())
        assert (first.found, first.evidence) == (True, PRODUCT)
        assert (first.criterion, second.criterion) == ("names the repeated product", "says when it vanishes")
        assert not second.found
        assert first.similarity > 0.9 > second.similarity


@given(st.permutations([PRODUCT, SMALL, FILLER]), st.integers(1, 3))
def test_more_sentences_never_take_an_idea_away(order: list[str], upto: int) -> None:
    """What is said stays said, whatever else is."""
    item = item_of()
    part, whole = ideas_of(" ".join(order[:upto]), item), ideas_of(" ".join(order), item)
    assert all(after.found for before, after in zip(part, whole, strict=True) if before.found)


def test_a_sentence_that_only_repeats_the_question_supports_no_idea() -> None:
    """The question's words are in every idea; they are taken out of both."""
    item = item_of(
        rubric=[{"text": "r", "points": "3", "ideas": ["a deep recurrent network has products that vanish"]}]
    )
    (echo,), (said,) = ideas_of(STEM, item), ideas_of("It has products that vanish.", item)
    assert (echo.found, said.found) == (False, True)


def test_without_a_rubric_the_sentences_of_the_nearest_reference_are_the_ideas() -> None:
    """A second way to be right is measured by its own reference."""
    other = "Memory cells keep the state. Gates decide what is forgotten."
    found = ideas_of("Gates decide what is forgotten.", item_of(rubric=[], reference=[REFERENCE, other]))
    assert [(idea.criterion, idea.text, idea.found) for idea in found] == [
        ("reference", "Memory cells keep the state.", False),
        ("reference", "Gates decide what is forgotten.", True),
    ]


def test_a_criterion_without_ideas_is_its_own() -> None:
    """An author need not say a thing twice."""
    item = item_of(rubric=[{"text": "names the product", "points": "3"}])
    assert rubric_ideas(item) == [("names the product", "names the product")]


def test_the_line_says_what_was_found_and_begins_with_the_warnings() -> None:
    """No number stands in it without what it is of."""
    item, question = item_of(), question_of(item_of())
    texts = [*question.texts, *answer_texts(PRODUCT), *(idea for _, idea in rubric_ideas(item))]
    vectors = vectors_of(texts, count_words)
    measured = {"cosine": 0.834, "recall": 0.5}
    shown = evidence(item, question, PRODUCT, vectors, measured, ("far off topic",), idea_found=0.6)
    assert shown.why == (
        "far off topic; 1 of 2 ideas found; meaning 0.83 like the nearest reference (1: the same); "
        "50% of its words used (rare ones count more)"
    )


def test_the_nearest_graded_answers_are_named_with_their_points() -> None:
    """At most three, the nearest first; a far one explains nothing, and nobody is one's own neighbour."""
    angles = np.radians([0, 10, 5, 20, 30, 89])
    vectors = np.column_stack([np.cos(angles), np.sin(angles)]).astype(np.float32)
    copies = (11, 12, 13, 14, 15, 16)
    given_ = {i: Decimal(i) for i in range(6)}
    near = nearest_graded(0, given_, vectors, copies)
    assert [(one.copy_number, one.points) for one in near] == [(13, 2), (12, 1), (14, 3)]
    assert near[0].similarity == round(float(np.cos(angles[2])), 4)
    assert nearest_graded(0, {0: Decimal(1), 5: Decimal(1)}, vectors, copies) == ()
    assert nearest_graded(0, {}, vectors, copies) == ()


def test_equally_near_answers_stand_in_the_order_of_the_papers() -> None:
    """The order of decisions changes nothing on the screen."""
    vectors = np.ones((4, 1), np.float32)
    for order in ((1, 2, 3), (3, 1, 2)):
        near = nearest_graded(0, {i: Decimal(1) for i in order}, vectors, (5, 6, 7, 8))
        assert [one.copy_number for one in near] == [6, 7, 8]
