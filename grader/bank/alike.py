"""Stems that are equal or nearly so, found without comparing every pair.

Two stems are alike when the pairs of neighbouring words they have in common are at least `ALIKE` of all their pairs
(Jaccard). Stems that alike must share one of their rarest pairs (prefix filtering: Chaudhuri, Ganti and Kaushik 2006,
"A primitive operator for similarity joins in data cleaning"), so only those are compared: nothing is missed.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from grader.bank.texts import words

ALIKE = 0.75  # one word changed in a sentence of fifteen
Pairs = frozenset[tuple[str, ...]]


def alike(stems: Sequence[str]) -> Iterator[tuple[int, int, float]]:
    """For every stem that is like an earlier one: its index, the earlier one's, and their similarity (0.75 to 1)."""
    shingled = [_pairs(stem) for stem in stems]
    common = Counter(pair for pairs in shingled for pair in pairs)
    seen: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, pairs in enumerate(shingled):
        rarest = sorted(pairs, key=lambda pair: (common[pair], pair))
        rarest = rarest[: len(pairs) - math.ceil(ALIKE * len(pairs)) + 1]
        candidates = dict.fromkeys(other for pair in rarest for other in seen[pair])
        for other in candidates:
            similarity = _jaccard(pairs, shingled[other])
            if similarity >= ALIKE:
                yield index, other, similarity
                break  # one warning per item is enough; a family of fifty would give a thousand
        for pair in rarest:
            seen[pair].append(index)


def _pairs(stem: str) -> Pairs:
    all_ = words(stem)
    return frozenset(pairwise(all_)) or frozenset([tuple(all_)])


def _jaccard(one: Pairs, other: Pairs) -> float:
    if min(len(one), len(other)) < ALIKE * max(len(one), len(other)):
        return 0.0
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared)
