"""What the other answers to the same question tell about an answer, before anyone has graded one of them.

Pure: one question and all its answers in, an array of numbers out, in the order of `NAMES`: first what an answer
shows by itself (`features.py`), then where it stands in its class. A question that is asked badly or a reference that
is short makes every answer look bad; beside the others an answer still looks good. Nobody's points are looked
at. How much a class is to be believed depends on its size, and is the prior's to say.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from grader.scoring.openended import features
from grader.scoring.openended.curve import OWN, Scale
from grader.scoring.openended.features import Question, Vector, measure
from grader.scoring.openended.text import words

Array = NDArray[np.float64]

_RANKED = (
    "cosine",
    "demoted",
    "demoted_recall",
    "like_demoted_recall",
    "like_demoted_precision",
    "coverage",
    "chrf",
    "length",
    "novelty",
)
_GOOD = (
    "cosine",
    "demoted",
    "demoted_recall",
    "like_demoted_recall",
)  # what ranks a class before any decision
NAMES = (
    *features.NAMES,
    *(f"class_{name}" for name in _RANKED),  # standard score within the class
    "good_ones",  # demoted cosine to the mean of the class, in which good answers weigh more
    "near_ones",  # how good the answers are that are near in meaning
    "nearest_ones",  # the same, with only the nearest counted
    "said_by_others",  # mean share of the class that uses the answer's words, the question's words left out
    "said_in_all",  # ln(1 + the sum of the same)
)
_LEAST_SPREAD = 0.05  # of a measurement, as a share of its mean: a class of like answers stays together
_NEAR, _NEAREST = 4.0, 12.0  # how fast an answer's say falls with the demoted cosine: exp(4 x cosine)


def measure_all(
    question: Question,
    answers: Sequence[str],
    vectors: Mapping[str, Vector],
    weight: Mapping[str, float],
    scale: Scale = OWN,
) -> Array:
    """The features of all answers to a question, shape (answers, len(NAMES)); `weight` is the idf of words, `scale` how cosines are read.

    Equal answers get equal features, whatever their order. Blank answers do not belong here: a rule scores them.
    """
    if not answers:
        return np.empty((0, len(NAMES)))
    distinct = sorted(set(answers))
    own = np.array([measure(question, text, vectors, weight, scale) for text in distinct])
    times = np.array([Counter(answers)[text] for text in distinct], dtype=np.float64)
    row = {text: i for i, text in enumerate(distinct)}
    whole = np.hstack([own, _among(question, distinct, times, own, vectors, scale)])
    return np.asarray(whole[[row[text] for text in answers]], dtype=np.float64)


def _among(
    question: Question,
    texts: Sequence[str],
    times: Array,
    own: Array,
    vectors: Mapping[str, Vector],
    scale: Scale,
) -> Array:
    """Where each distinct text stands in a class that wrote it `times` times, shape (texts, new features)."""
    column = dict(zip(features.NAMES, own.T, strict=True))
    ranked = np.column_stack([_standard(column[name], times) for name in _RANKED])
    good = _standard(np.sum([_standard(column[name], times) for name in _GOOD], axis=0), times)
    meaning = _demoted(np.stack([vectors[text] for text in texts]), vectors[question.text])
    table = scale.demoted(meaning @ meaning.T)
    others = times[None, :] - np.eye(len(texts))  # how many others wrote each text
    say = np.exp(good)
    mean = (others * say) @ meaning
    length = np.maximum(np.linalg.norm(mean, axis=1), 1e-9)
    said = _shared(question, texts, times)
    return np.column_stack(
        [
            ranked,
            scale.demoted(np.einsum("ij,ij->i", mean, meaning) / length),
            *(_weighted(others * np.exp(pull * table), good) for pull in (_NEAR, _NEAREST)),
            said,
        ]
    )


def _standard(values: Array, times: Array) -> Array:
    """Standard scores of values that occur so many times each; a small spread is not blown up."""
    mean = np.average(values, weights=times)
    spread = np.sqrt(np.average((values - mean) ** 2, weights=times))
    return np.asarray((values - mean) / (spread + _LEAST_SPREAD * abs(mean) + 1e-6))


def _demoted(vectors: Vector, asked: Vector) -> Array:
    """Unit vectors without their part along the question's; zeros where nothing is left."""
    rest = vectors.astype(np.float64) - np.outer(vectors @ asked, asked)
    length = np.linalg.norm(rest, axis=1, keepdims=True)
    return np.asarray(np.where(length > 1e-3, rest / np.maximum(length, 1e-3), 0.0))


def _weighted(say: Array, good: Array) -> Array:
    """For each answer the mean of the others' values, weighted by their say; 0 where there is no other."""
    total = say.sum(axis=1)
    return np.asarray((say @ good) / np.where(total > 0, total, 1.0))


def _shared(question: Question, texts: Sequence[str], times: Array) -> Array:
    """The mean, and ln(1 + sum), over an answer's words of the share of others who use them, shape (texts, 2)."""
    used: Counter[str] = Counter()
    own = [sorted(set(words(text)) - question.words) for text in texts]
    for distinct, n in zip(own, times, strict=True):
        for word in distinct:
            used[word] += int(n)
    others = max(float(times.sum()) - 1, 1.0)
    shares = [np.array([(used[word] - 1) / others for word in distinct]) for distinct in own]
    return np.array([(s.mean() if len(s) else 0.0, np.log1p(s.sum())) for s in shares])
