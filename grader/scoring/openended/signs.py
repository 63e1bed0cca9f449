"""Signs in the words of an answer that something is odd about it; each is one number or a yes.

Pure: words in the order written (`text.words`), in whatever language. What these signs mean and from where on they
are worth a person's look is decided in `guards.py`.
"""

from collections.abc import Collection, Sequence
from difflib import SequenceMatcher
from enum import Enum
from itertools import pairwise, product

from grader.scoring.openended.language import Language

Words = Sequence[str]
_SPAN = 3  # words in a row that are hardly the same by chance
_SAME = 0.8  # share of the words, denials left out, from which two sentences say or deny the same
_REPLACED = 8  # words of a sentence in which one is not changed by chance
_REARRANGED = 5  # words from which their order is worth a look
_SHORT = 3  # letters of a word that may be an "and" or an "or"
_SPELT = 0.6  # share of the letters from which two words are one, inflected or misspelt


class Clash(Enum):
    """How a sentence differs from one that it is like."""

    DENIED = "denied"
    CHANGED = "changed"


def copied(written: Words, asked: Words) -> float:
    """The share of words that stand in runs of three or more, or in the whole text, copied from another text."""
    span = min(_SPAN, len(asked))
    if not written or not span:
        return 0.0
    known = {tuple(asked[i : i + span]) for i in range(len(asked) - span + 1)}
    inside = [False] * len(written)
    for i in range(len(written) - span + 1):
        if tuple(written[i : i + span]) in known:
            inside[i : i + span] = [True] * span
    return sum(inside) / len(written)


def contains(written: Words, part: Words) -> bool:
    """Whether a text stands in another word by word."""
    return any(tuple(written[i : i + len(part)]) == tuple(part) for i in range(len(written) - len(part) + 1))


def repeated(written: Words) -> float:
    """The share of pairs of neighbouring words that were there before; of words, where there are five or fewer."""
    pieces: Sequence[object] = list(pairwise(written)) if len(written) > 5 else list(written)
    return 1 - len(set(pieces)) / len(pieces) if pieces else 0.0


def common_share(written: Words, common: Collection[str]) -> float:
    """The share of the words that are function words."""
    return sum(word in common for word in written) / len(written) if written else 0.0


def beside(written: Words, expected: Sequence[Words], language: Language | None) -> Clash | None:
    """What a sentence does with the one of `expected` that it is most alike: deny it, change it, or neither."""
    said, denied = _without_denial(written, language)
    if not said or tuple(written) in {tuple(text) for text in expected}:
        return None
    nearest = max(
        expected, key=lambda text: _alike(_affirmed(said, language), _affirmed(text, language)), default=()
    )
    if not nearest:
        return None
    denials = denied + _denials(said, language) - _denials(nearest, language)
    plain, other = _affirmed(said, language), _affirmed(nearest, language)
    contraries = _contraries(plain, other, language)
    if _alike(plain, other) >= _SAME and (denials % 2) != (contraries % 2):
        return Clash.DENIED if denials % 2 else Clash.CHANGED
    if denials % 2 or contraries % 2:
        return None
    if _rearranged(plain, other) or (not contraries and _replaced(plain, other, language)):
        return Clash.CHANGED
    return None


def _without_denial(written: Words, language: Language | None) -> tuple[Words, int]:
    """A sentence without words like "it is not true that" before it, and how many there were."""
    for denial in language.denial_words if language else ():
        if tuple(written[: len(denial)]) == denial:
            return written[len(denial) :], 1
    return written, 0


def _affirmed(written: Words, language: Language | None) -> Words:
    return [word for word in written if not language or word not in language.denying]


def _denials(written: Words, language: Language | None) -> int:
    """How many places deny; neighbouring words of denial are one."""
    marks = [language is not None and word in language.denying for word in written]
    return sum(here and not before for before, here in pairwise([False, *marks]))


def _alike(one: Words, other: Words) -> float:
    """Twice the words in the same order, as a share of both texts' words."""
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return 2 * sum(block.size for block in blocks) / max(len(one) + len(other), 1)


def _edits(one: Words, other: Words) -> list[tuple[Words, Words]]:
    codes = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    return [(one[a:b], other[c:d]) for kind, a, b, c, d in codes if kind != "equal"]


def _contraries(one: Words, other: Words, language: Language | None) -> int:
    """In how many places a word stands for its contrary in the other text."""
    pairs = [{(x, y) for x in a for y in b} for a, b in _edits(one, other)]
    return sum(bool(language and found & language.contrary) for found in pairs)


def _replaced(one: Words, other: Words, language: Language | None) -> bool:
    """Whether at most two words, or a tenth, differ, and content words stand for others that are not spelt alike."""
    size, edits = max(len(one), len(other)), _edits(one, other)
    touched = sum(max(len(a), len(b)) for a, b in edits)
    if size < _REPLACED or touched > max(2, 0.1 * size):
        return False
    common = language.common if language else frozenset()
    return any(a and b and not (set(a) | set(b)) & common and not _spelt_alike(a, b) for a, b in edits)


def _rearranged(one: Words, other: Words) -> bool:
    """Whether one text is the other with its words in another order, as where two phrases changed places.

    Two ways to say the same are let pass: one part moved before the other ("if A, B": "B if A"), and two phrases exchanged round
    a single short word ("A and B": "B and A").
    """
    if len(one) < _REARRANGED or sorted(one) != sorted(other) or list(one) == list(other):
        return False
    start = next(i for i, (a, b) in enumerate(zip(one, other, strict=True)) if a != b)
    stop = len(one) - next(i for i, (a, b) in enumerate(zip(one[::-1], other[::-1], strict=True)) if a != b)
    for first, last in product(range(max(start - 2, 0), start + 1), range(stop, min(stop + 2, len(one)) + 1)):
        if _only_moved(list(one[first:last]), list(other[first:last])):
            return False
    return True


def _only_moved(here: list[str], there: list[str]) -> bool:
    for a in range(1, len(here)):
        joined = len(here[a]) <= _SHORT and [*here[a + 1 :], here[a], *here[:a]] == there
        if joined or here[a:] + here[:a] == there:
            return True
    return False


def _spelt_alike(a: Words, b: Words) -> bool:
    return SequenceMatcher(None, "".join(a), "".join(b), autojunk=False).ratio() >= _SPELT
