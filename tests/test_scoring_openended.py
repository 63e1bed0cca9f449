"""Suggestions for open answers: texts and a hand-made embedding in, points with doubt and reasons out."""

import zlib
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.scoring.openended.features import NAMES, Question, Vector, measure, vectors_of
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


@given(st.text(min_size=1, max_size=80))
def test_features_are_finite_for_any_text(text: str) -> None:
    """Whatever a student writes, every feature is a number."""
    question = Question(STEM, (REFERENCE,), ("It forgets.",))
    vectors = vectors_of({*question.texts, text, *sentences(text)}, count_words)
    features = measure(question, text, vectors, idf([words(text)]))
    assert features.shape == (len(NAMES),)
    assert np.isfinite(features).all()


def test_the_shipped_prior_says_where_it_comes_from() -> None:
    """Names, licences and sizes of what was learnt from; never the sets that it is measured on."""
    prior = bundled_prior()
    assert {source.name for source in prior.sources} == {"beetle", "scientsbank", "saf_english"}
    assert all(source.licence and source.answers > 1000 for source in prior.sources)
    assert len(prior.weights) == len(prior.mean) == len(prior.spread) == len(NAMES)


def test_more_confidence_is_claimed_for_good_answers_than_for_middling_ones() -> None:
    """Full marks are easier to be right about than half marks; certainty is claimed for nothing."""
    prior = bundled_prior()
    good, middling = prior.confidence(np.array([0.97, 0.55]))
    assert good > 0.9 > middling > 0.3
    assert prior.confidence(np.array([1.0]))[0] < 0.93  # in a real exam, .93 was said where .77 was true


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
