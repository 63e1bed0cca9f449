"""What an answer is looked at beside: its question, the class's other answers, and the exam's other questions. Pure.

Which words are common and in what order they follow each other is learnt from these texts, so it holds in any
language; only lists of words need `language`.
"""

import math
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from grader.scoring.openended.curve import OWN, Scale
from grader.scoring.openended.features import Question, Vector
from grader.scoring.openended.language import Language, language_of, languages
from grader.scoring.openended.likeness import Likeness
from grader.scoring.openended.signs import Words
from grader.scoring.openended.text import sentences, words

_COMMON = 60  # words that stand for themselves in the order of words; all others are alike
_ENOUGH = 500  # words of text from which an order can be learnt
_CLASSMATES = 5  # the nearest ones count, for there are several ways to be right
_OTHER = "*"
_EDGE = ""


@dataclass(frozen=True)
class Cohort:
    """The answers to one item, blank ones left out, and the other items of the exam."""

    question: Question
    answers: tuple[str, ...]
    elsewhere: tuple[Question, ...] = ()

    @cached_property
    def code(self) -> str | None:
        """The code of the language that the item is written in, if it is one that we have lists of."""
        return language_of(
            [w for text in (self.question.text, *self.question.references) for w in words(text)]
        )

    @property
    def language(self) -> Language | None:
        """The lists of the item's language."""
        return languages()[self.code] if self.code else None

    @cached_property
    def asked(self) -> Words:
        """The words of the question in order."""
        return words(self.question.text)

    @cached_property
    def references(self) -> tuple[Words, ...]:
        """The words of the references in order."""
        return tuple(words(reference) for reference in self.question.references)

    @cached_property
    def expected(self) -> tuple[Words, ...]:
        """The words of each whole reference and of each of its sentences, in order."""
        parts = [s for reference in self.question.references for s in sentences(reference)]
        return tuple(dict.fromkeys((*self.references, *(words(part) for part in parts))))

    @cached_property
    def written(self) -> Counter[Words]:
        """How many students wrote just these words in this order."""
        return Counter(words(answer) for answer in self.answers)

    @cached_property
    def likeness(self) -> Likeness:
        """The class's texts, to be compared with each other."""
        return Likeness(tuple(self.written), (self.asked, *self.references))

    @cached_property
    def scripts(self) -> frozenset[str]:
        """The scripts of the question and its references, as Unicode names them: LATIN, GREEK, CJK."""
        return frozenset(scripts(" ".join((self.question.text, *self.question.references))))

    @cached_property
    def elsewhere_words(self) -> frozenset[Words]:
        """The words of the references to the exam's other questions."""
        return frozenset(words(r) for question in self.elsewhere for r in question.references)

    @cached_property
    def _texts(self) -> tuple[Words, ...]:
        asked = [text for q in (self.question, *self.elsewhere) for text in (q.text, *q.references)]
        return tuple(words(text) for text in (*asked, *self.answers))

    @cached_property
    def _common(self) -> frozenset[str]:
        counted = Counter(word for text in self._texts for word in text)
        return frozenset(word for word, _ in sorted(counted.items(), key=lambda p: (-p[1], p[0]))[:_COMMON])

    @cached_property
    def _order(self) -> tuple[Counter[tuple[str, str]], Counter[str]]:
        after: Counter[tuple[str, str]] = Counter()
        first: Counter[str] = Counter()
        for text in self._texts:
            reduced = self._reduce(text)
            after.update(pairwise(reduced))
            first.update(reduced[:-1])
        return after, first

    def _reduce(self, written: Words) -> list[str]:
        return [_EDGE, *(word if word in self._common else _OTHER for word in written), _EDGE]

    def order(self, written: Words) -> float:
        """How much more often common words follow each other as they do here than by chance: a mean of ln(p/q).

        p is the share of a word's followers that are the next word, q that of all words; both are counted in the
        texts but for one such answer, and p is smoothed with two of q. Words in no order have less than 0; so have few real
        answers. 0 where the exam has too little text (pointwise mutual information, Church and Hanks 1990).
        """
        after, first = self._order
        if first.total() < _ENOUGH or not written:
            return 0.0
        own = self._reduce(written)
        seen = self.written[written] > 0
        own_after = Counter(pairwise(own)) if seen else Counter()
        own_first = Counter(own[:-1]) if seen else Counter()
        total = first.total() - own_first.total() + len(first)
        gains = []
        for here, there in pairwise(own):
            chance = (first[there] - own_first[there] + 1) / total
            follows = after[here, there] - own_after[here, there] + 2 * chance
            gains.append(math.log(follows / (first[here] - own_first[here] + 2) / chance))
        return sum(gains) / len(gains)

    def nearness(self, answer: str, vectors: Mapping[str, Vector], scale: Scale = OWN) -> tuple[float, float]:
        """The cosines of an answer, on the scale, to its own item and to the exam's other items.

        Its own item is the question, a reference or the mean of the five nearest classmates; the best of them counts.
        """
        own = [self.question.text, *self.question.references]
        mates = [text for text in dict.fromkeys(self.answers) if text != answer]
        other = [text for question in self.elsewhere for text in (question.text, *question.references)]
        near = scale.cosine(_cosines(answer, own, vectors)).max()
        if len(mates) >= _CLASSMATES:
            near = max(near, np.sort(scale.cosine(_cosines(answer, mates, vectors)))[-_CLASSMATES:].mean())
        return float(near), float(scale.cosine(_cosines(answer, other, vectors)).max()) if other else -1.0


def scripts(text: str) -> Counter[str]:
    """The letters of a text counted by script: the first word of their Unicode names."""
    return Counter(unicodedata.name(c, "").split(" ")[0] for c in text if c.isalpha())


def _cosines(answer: str, texts: Sequence[str], vectors: Mapping[str, Vector]) -> Vector:
    table: Vector = np.stack([vectors[text] for text in texts]) @ vectors[answer]
    return table
