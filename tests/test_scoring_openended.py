"""Suggestions for open answers: texts and a hand-made embedding in, points with doubt and reasons out."""

import zlib
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.scoring.openended.features import Question, Vector, answer_texts, vectors_of
from grader.scoring.openended.peers import NAMES, measure_all
from grader.scoring.openended.prior import bundled_prior
from grader.scoring.openended.text import chrf, idf, ngrams, sentences, share, words

STEM = "Why does a deep recurrent network forget the beginning of a long sequence?"
REFERENCE = (
    "The gradient is multiplied by the same matrix at each step. "
    "When its largest singular value is below one, the product vanishes exponentially."
)
RUBRIC = [
    {"text": "names the repeated product", "points": "2", "ideas": ["the gradient is multiplied by the same matrix at each step"]},
    {"text": "says when it vanishes", "points": "1", "ideas": ["it vanishes when the singular value is below one"]},
]  # fmt: skip


def count_words(texts: Sequence[str]) -> Vector:
    """An embedding made by hand: words are counted in 256 hashed places."""
    vectors = np.full((len(texts), 256), 1e-6, np.float32)
    for row, text in zip(vectors, texts, strict=True):
        for word in words(text):
            row[zlib.crc32(word.encode()) % 256] += 1
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@given(st.lists(st.text(min_size=1, max_size=80), min_size=1, max_size=4))
def test_features_are_finite_for_any_texts_and_do_not_hang_on_their_order(texts: list[str]) -> None:
    """Whatever students write, every feature is a number, and equal answers have equal ones."""
    question = Question(STEM, (REFERENCE,), ("It forgets.",))
    texts = [*texts, texts[0]]
    vectors = vectors_of([*question.texts, *(t for text in texts for t in answer_texts(text))], count_words)
    weight = idf([words(text) for text in texts])
    features = measure_all(question, texts, vectors, weight)
    assert features.shape == (len(texts), len(NAMES))
    assert np.isfinite(features).all()
    assert (features[0] == features[-1]).all()
    assert (features[::-1] == measure_all(question, texts[::-1], vectors, weight)).all()


def test_an_answer_stands_out_from_its_class_and_alone_it_stands_nowhere() -> None:
    """The other answers say what a good one looks like; one answer has no class."""
    question = Question(STEM, (REFERENCE,))
    texts = [REFERENCE, *(f"Bananas are bent and number {i} is yellow." for i in range(20))]
    vectors = vectors_of([*question.texts, *(t for text in texts for t in answer_texts(text))], count_words)
    weight = idf([words(text) for text in texts])
    column = NAMES.index("class_cosine")
    beside = measure_all(question, texts, vectors, weight)[:, column]
    assert beside[0] > 2 > 0 > beside[1]
    assert measure_all(question, texts[:1], vectors, weight)[0, column] == 0


def test_the_shipped_prior_says_where_it_comes_from() -> None:
    """Names, licences and sizes of what was learnt from; never the set that it is measured on."""
    prior = bundled_prior()
    assert {source.name for source in prior.sources} == {"beetle", "scientsbank", "saf_english", "nn_exam"}
    assert all(source.licence and source.answers > 200 for source in prior.sources)
    assert len(prior.weights) == len(prior.mean) == len(prior.spread) == len(NAMES)


def test_people_agree_more_about_good_answers_than_about_middling_ones() -> None:
    """Full marks are easier to be right about than half marks; certainty is claimed for nothing."""
    good, middling = bundled_prior().spread_of(np.array([1.0, 0.5]), 30)
    assert 0.05 < good < middling < 0.5


def test_sentences_are_cut_in_any_script_and_lists_at_their_marks() -> None:
    """Single words and list numbers are no sentences of their own."""
    assert sentences("One is here. Two is there! 3.") == ("One is here.", "Two is there!")
    assert sentences("First point\nSecond point") == ("First point", "Second point")
    assert sentences("A list: - one thing - another thing") == ("A list:", "one thing", "another thing")
    assert sentences("yes") == ("yes",)
    assert sentences("  ") == ()


def test_chrf_is_one_for_equal_texts_and_nothing_for_unlike_ones() -> None:
    """Case and white space do not count."""
    assert chrf(ngrams("The  Gradient"), ngrams("the gradient")) == pytest.approx(1)
    assert chrf(ngrams("abc"), ngrams("xyz")) == 0
    assert chrf(ngrams(""), ngrams("xyz")) == 0


def test_rare_words_weigh_more() -> None:
    """A word in every answer tells little: idf by scikit-learn's smooth formula."""
    weight = idf([["the", "gradient"], ["the", "matrix"], ["the", "step"]])
    assert weight["the"] == pytest.approx(1)
    assert weight["matrix"] == pytest.approx(np.log(2) + 1)
    assert share(["the", "matrix"], ["matrix"], weight) > 0.6
