"""Answers as words, sentences and character n-grams, in any language.

Nothing here knows English: words are runs of Unicode letters and digits, folded to one case and form,
and no list of stop words is used; how much a word tells is measured in the exam itself (`idf`).
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

_WORD = re.compile(r"[^\W_]+")
_BREAK = re.compile(r"(?<=[.!?;…])\s+|(?<=[。！？；])|\s*\n+\s*|\s+[-–•*]\s+")
_LONGEST = 8000  # characters of an answer that are read; a page of handwriting has about 2000
_MOST = 60  # sentences of an answer that are read


def fold(text: str) -> str:
    """One form for texts that look the same: NFKC, one case, single spaces, at most 8000 characters."""
    return " ".join(unicodedata.normalize("NFKC", text[:_LONGEST]).casefold().split())


def words(text: str) -> tuple[str, ...]:
    """The words of a text in order, folded; a text without letters or digits has none."""
    return tuple(_WORD.findall(fold(text)))


def sentences(text: str) -> tuple[str, ...]:
    """Cut a text at sentence ends, lines and list marks; pieces of a single word are left out."""
    text = text[:_LONGEST]
    pieces = [" ".join(piece.split()) for piece in _BREAK.split(text)]
    full = [piece for piece in pieces if len(_WORD.findall(piece)) > 1][:_MOST]
    whole = " ".join(text.split())
    return tuple(full) or ((whole,) if whole else ())


def idf(documents: Iterable[Collection[str]]) -> Mapping[str, float]:
    """Inverse document frequency of each word: ln((1 + n) / (1 + documents with it)) + 1 (as scikit-learn)."""
    seen: Counter[str] = Counter()
    count = 0
    for document in documents:
        seen.update(set(document))
        count += 1
    return {word: math.log((1 + count) / (1 + n)) + 1 for word, n in seen.items()}


def share(of: Collection[str], found_in: Collection[str], weight: Mapping[str, float]) -> float:
    """The weighted share (0 to 1) of distinct words that are also elsewhere; 0 for no words."""
    total = sum(weight.get(word, 1.0) for word in set(of))
    hit = sum(weight.get(word, 1.0) for word in set(of) & set(found_in))
    return hit / total if total else 0.0


def ngrams(text: str) -> tuple[Counter[str], ...]:
    """Character n-grams of length 1 to 6 of a folded text without white space, counted."""
    dense = fold(text).replace(" ", "")
    return tuple(Counter(dense[i : i + n] for i in range(len(dense) - n + 1)) for n in range(1, 7))


def chrf(hypothesis: tuple[Counter[str], ...], reference: tuple[Counter[str], ...]) -> float:
    """chrF2 (Popović, WMT 2015) of two texts given as `ngrams`: mean precision and recall, recall twice as heavy."""
    pairs = [(h, r) for h, r in zip(hypothesis, reference, strict=True) if h and r]
    if not pairs:
        return 0.0
    matches = [(h & r).total() for h, r in pairs]
    precision = sum(m / h.total() for m, (h, _) in zip(matches, pairs, strict=True)) / len(pairs)
    recall = sum(m / r.total() for m, (_, r) in zip(matches, pairs, strict=True)) / len(pairs)
    return 5 * precision * recall / (4 * precision + recall) if precision + recall else 0.0
