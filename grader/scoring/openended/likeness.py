"""Whether two students wrote nearly the same: long texts of one class that share runs of words nobody else has. Pure.

What stands in the question or in a reference is anybody's, and so is what many of the class write; short answers agree
by nature. The limits were chosen on the public sets of `benchmarks/openended_copies.py`, where real copies cannot be told
from texts with a common source: what is found there counts as false.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from grader.scoring.openended.signs import Words

LONG = 12  # words that two people do not write alike by chance
_RUN = 4  # words in a row that count as shared
_SHARED = 0.6  # of the longer text's words, so that one inside a much longer one is none
_ASKED = 3  # words in a row of the question or a reference, which are anybody's
_RARE, _RARE_SHARE = 3, 0.1  # texts, or share of the texts, that may have a run


@dataclass(frozen=True)
class Likeness:
    """The distinct texts of a class, as words in order, and what stands before all of them."""

    texts: tuple[Words, ...]
    before_all: tuple[Words, ...]

    def nearly_equal(self, written: Words) -> Words | None:
        """The other text that shares most with this one, if it shares enough: 12 words and three in five; else none."""
        own = [not inside for inside in _covered(written, self._asked, _ASKED)]
        shared: dict[int, set[int]] = defaultdict(set)
        for at, run in _runs(written, _RUN):
            texts = self._texts_with.get(run, ())
            if len(texts) <= max(_RARE, _RARE_SHARE * len(self.texts)):
                for other in texts:
                    shared[other].update(i for i in range(at, at + _RUN) if own[i])
        enough = {
            other: len(at)
            for other, at in shared.items()
            if self.texts[other] != tuple(written)
            and len(at) >= max(LONG, _SHARED * max(len(written), len(self.texts[other])))
        }
        return self.texts[max(enough, key=lambda other: (enough[other], -other))] if enough else None

    @cached_property
    def _asked(self) -> frozenset[Words]:
        return frozenset(run for text in self.before_all for _, run in _runs(text, _ASKED))

    @cached_property
    def _texts_with(self) -> Mapping[Words, tuple[int, ...]]:
        found: dict[Words, list[int]] = defaultdict(list)
        for i, text in enumerate(self.texts):
            for run in dict.fromkeys(run for _, run in _runs(text, _RUN)):
                found[run].append(i)
        return {run: tuple(texts) for run, texts in found.items()}


def _runs(written: Words, span: int) -> Iterator[tuple[int, Words]]:
    """Each run of so many words with the place of its first."""
    for at in range(len(written) - span + 1):
        yield at, tuple(written[at : at + span])


def _covered(written: Words, known: frozenset[Words], span: int) -> Sequence[bool]:
    """For each word whether it stands in a known run."""
    inside = [False] * len(written)
    for at, run in _runs(written, span):
        if run in known:
            inside[at : at + span] = [True] * span
    return inside
