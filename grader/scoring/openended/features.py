"""What can be measured about an answer beside its question, its references and its misconceptions.

Pure: texts and their unit vectors in, an array of numbers out, in the order of `NAMES`. Nothing assumes a
language or a scale of points. Where an item has several references the one nearest to the answer is used.
What the other answers to the same question add is in `peers.py`.
"""

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from grader.scoring.openended.curve import OWN, Scale
from grader.scoring.openended.text import chrf, ngrams, sentences, share, words

Vector = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Vector]  # texts -> (texts, dimension), rows of length 1

NAMES = (
    "cosine",  # of answer and reference
    "demoted",  # the same after the question's direction was taken out of both (after Mohler et al. 2011)
    "question_cosine",  # of answer and question
    "coverage",  # mean over the reference's sentences of the best cosine to a sentence of the answer
    "least_covered",  # the same for the sentence that is covered worst
    "focus",  # mean over the answer's sentences of the best cosine to a sentence of the reference
    "recall",  # share of the reference's words in the answer, weighted by idf
    "demoted_recall",  # the same without the question's words
    "precision",  # share of the answer's words in the reference, weighted by idf
    "fragment",  # by how much precision exceeds recall: words of the reference, but few; 0 when it does not
    "piece",  # 1 - recall of an answer that has only the reference's words; 0 from a tenth of other words on
    "novelty",  # share of the answer's words that the question does not have, weighted by idf
    "like_recall",  # for each word of the reference its best likeness to a word of the answer: mean by idf
    "like_demoted_recall",  # the same for the words that the question does not have
    "like_precision",  # for each word of the answer its best likeness to a word of the reference: mean by idf
    "like_demoted_precision",  # the same for the words that the question does not have
    "chrf",  # character n-gram F score (Popović 2015)
    "shorter",  # ln of how many times shorter than the reference, in words; 0 when longer
    "longer",  # ln of how many times longer; 0 when shorter; both at most ln 8
    "length",  # ln(1 + words), at most ln 200
    "sentences",  # ln of their number
    "rarity",  # mean idf of the answer's words
    "letters",  # mean length of the answer's words, at most 12
    "misled",  # how much nearer to a listed misconception than to any reference, by `demoted`; 0 when none is
)
_MOST_TIMES = math.log(8)
_MOST_WORDS = math.log(200)
_MOST_LETTERS = 12
_OTHER_WORDS = 0.1  # share of other words from which an answer is no mere piece of the reference
_UNLIKE = (
    0.3  # cosine of two words, below which they have nothing in common; rescaled as in BERTScore (Zhang 2020)
)


@dataclass(frozen=True)
class Question:
    """An open item as plain text: what was asked, what is right, and what only sounds right."""

    text: str
    references: tuple[str, ...]
    misconceptions: tuple[str, ...] = ()

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Every text of the question that needs a vector."""
        inner = (t for r in self.references for t in (*sentences(r), *words(r)))
        return tuple(dict.fromkeys([self.text, *self.references, *self.misconceptions, *inner]))

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of the question itself."""
        return frozenset(words(self.text))

    @cached_property
    def reference_ngrams(self) -> Mapping[str, tuple[Counter[str], ...]]:
        """The character n-grams of each reference."""
        return {reference: ngrams(reference) for reference in self.references}


def answer_texts(answer: str) -> tuple[str, ...]:
    """Every text of an answer that needs a vector: the whole, its sentences and its words."""
    return tuple(dict.fromkeys((answer, *sentences(answer), *words(answer))))


def vectors_of(texts: Iterable[str], embed: Embed) -> Mapping[str, Vector]:
    """Embed each distinct text once."""
    distinct = list(dict.fromkeys(texts))
    return dict(zip(distinct, embed(distinct), strict=True)) if distinct else {}


def measure(
    question: Question,
    answer: str,
    vectors: Mapping[str, Vector],
    weight: Mapping[str, float],
    scale: Scale = OWN,
) -> NDArray[np.float64]:
    """The features of one answer, shape (len(NAMES),); `weight` is the idf of words within the exam, `scale` how cosines are read."""
    asked = vectors[question.text]
    cosines = scale.cosine(similarity([answer], [*question.references, question.text], vectors)[0])
    reference = question.references[int(np.argmax(cosines[:-1]))]
    answer_words, reference_words = words(answer), words(reference)
    asked_words = question.words
    said = sentences(answer)
    recall = share(reference_words, answer_words, weight)
    precision = share(answer_words, reference_words, weight)
    table = scale.cosine(similarity(sentences(reference), said, vectors))
    right = scale.demoted(demoted_similarity([answer], question.references, vectors, asked)).max()
    wrong = scale.demoted(demoted_similarity([answer], question.misconceptions, vectors, asked)).max()
    alike = _likeness(reference_words, answer_words, vectors, scale)
    times = math.log((1 + len(answer_words)) / (1 + len(reference_words)))
    values = {
        "cosine": float(cosines[:-1].max()),
        "demoted": float(right),
        "question_cosine": float(cosines[-1]),
        "coverage": float(table.max(axis=1).mean()),
        "least_covered": float(table.max(axis=1).min()),
        "focus": float(table.max(axis=0).mean()),
        "recall": recall,
        "demoted_recall": share(set(reference_words) - asked_words, answer_words, weight),
        "precision": precision,
        "fragment": max(precision - recall, 0.0),
        "piece": (1 - recall) * max(1 - (1 - precision) / _OTHER_WORDS, 0.0),
        "novelty": 1 - share(answer_words, asked_words, weight) if answer_words else 0.0,
        "like_recall": _mean(alike.max(axis=1), reference_words, weight),
        "like_demoted_recall": _mean(alike.max(axis=1), reference_words, weight, without=asked_words),
        "like_precision": _mean(alike.max(axis=0), answer_words, weight),
        "like_demoted_precision": _mean(alike.max(axis=0), answer_words, weight, without=asked_words),
        "chrf": chrf(ngrams(answer), question.reference_ngrams[reference]),
        "shorter": min(max(-times, 0.0), _MOST_TIMES),
        "longer": min(max(times, 0.0), _MOST_TIMES),
        "length": min(math.log(1 + len(answer_words)), _MOST_WORDS),
        "sentences": math.log(max(len(said), 1)),
        "rarity": sum(weight.get(word, 1.0) for word in answer_words) / max(len(answer_words), 1),
        "letters": min(sum(map(len, answer_words)) / max(len(answer_words), 1), _MOST_LETTERS),
        "misled": max(float(wrong - right), 0.0) if question.misconceptions else 0.0,
    }
    return np.array([values[name] for name in NAMES])


def similarity(rows: Sequence[str], columns: Sequence[str], vectors: Mapping[str, Vector]) -> Vector:
    """The cosines between two lists of texts, shape (rows, columns); a zero where a list is empty."""
    if not rows or not columns:
        return np.zeros((max(len(rows), 1), max(len(columns), 1)), np.float32)
    table: Vector = np.stack([vectors[r] for r in rows]) @ np.stack([vectors[c] for c in columns]).T
    return table


def _likeness(
    of: Sequence[str], to: Sequence[str], vectors: Mapping[str, Vector], scale: Scale
) -> NDArray[np.float64]:
    """How like distinct words are, 0 to 1, shape (words of the one, words of the other)."""
    table = scale.cosine(similarity(list(dict.fromkeys(of)), list(dict.fromkeys(to)), vectors))
    return np.asarray(np.clip((table - _UNLIKE) / (1 - _UNLIKE), 0, 1), dtype=np.float64)


def _mean(
    best: NDArray[np.float64],
    of: Sequence[str],
    weight: Mapping[str, float],
    without: Collection[str] = frozenset(),
) -> float:
    """The mean of one value for each distinct word, weighted by idf; 0 where no word is left."""
    pairs = zip(dict.fromkeys(of), best, strict=False)
    kept = [(weight.get(word, 1.0), float(value)) for word, value in pairs if word not in without]
    total = sum(w for w, _ in kept)
    return sum(w * value for w, value in kept) / total if total else 0.0


def demoted_similarity(
    rows: Sequence[str], columns: Sequence[str], vectors: Mapping[str, Vector], asked: Vector
) -> Vector:
    """The same after the part along the question's unit vector was taken out of every text."""
    needed = {text: _without(vectors[text], asked) for text in (*rows, *columns)}
    return similarity(rows, columns, needed)


def _without(one: Vector, asked: Vector) -> Vector:
    """A unit vector without its part along another one, of length 1 again; zeros where nothing is left."""
    rest = one - (one @ asked) * asked
    length = float(np.linalg.norm(rest))
    return np.asarray(rest / length if length > 1e-3 else np.zeros_like(rest), dtype=np.float32)
