"""How two answers are worded: what may differ between texts that say the same, and what never may. Pure.

Nothing assumes a language but one list of light words, and what is missing from it only tells more answers apart.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence

Form = tuple[str, ...]

# A minus or a sign belongs to the number behind it; a point, comma or colon between digits to the number around it.
_TOKEN = re.compile(r"[-+]?\d+(?:[.,:]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*|_+|[()\[\]{}]|\S")
_DROPPED = {"Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po"}  # punctuation, by Unicode category
_KEPT = set("#%&*/\\@^|")  # punctuation that counts and computes
_BRACKETS = frozenset("()[]{}")
_IN_FORMULAS = _BRACKETS | {"-"}  # kept where anything else computes: a hyphen, a dash or a bullet elsewhere
_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+")
_SIGNS = str.maketrans("’′−–", "''--")
_OPENING = ("because", "since", "as", "that", "perché", "poiché", "che")
# Words that may be there or not. What is missing from the list, also a whole language, only makes groups smaller.
_LIGHT = frozenset((
    "a", "an", "the", "is", "are", "was", "were", "be", "been", "being", "am", "it", "its", "this",
    "that", "these", "those", "there", "they", "them", "their", "he", "she", "his", "her", "we", "you",
    "your", "i", "my", "our", "which", "who", "also", "just", "will", "would", "can", "could", "do",
    "does", "did", "has", "have", "had", "of", "to", "in", "il", "lo", "la", "gli", "le", "un", "uno",
    "una", "è", "sono", "erano", "essere", "ha", "hanno",
    "che", "si", "ci", "questo", "questa", "questi", "queste", "di", "del", "dello", "della", "dei",
    "degli", "delle", "anche",
))  # fmt: skip


def normalised(answer: str) -> Form:
    """The tokens of a text without case, sentence punctuation and white space; empty for a blank.

    What carries meaning stays: operators, signs, primes, exponents (10² is 10^2), the decimal point, brackets where there are
    operators, and the case of single letters and of words like `mW`, which may be symbols (not of the first word, which a
    sentence begins).
    """
    powers = _RAISED.sub(lambda raised: "^" + raised.group(), answer)
    text = unicodedata.normalize("NFKC", powers).translate(_SIGNS)
    spans = list(_TOKEN.finditer(text))
    computes = any(_computes(spans, k) for k in range(len(spans)))
    tokens = []
    for k, span in enumerate(spans):
        token = span.group()
        if token[0].isalpha():
            opens = k == 0 and len(spans) > 1 and len(spans[1].group()) > 1
            tokens.append(_word(token, opens=opens))
        elif token[-1].isdigit():
            joined = token[0] in "+-" and span.start() > 0 and text[span.start() - 1].isalnum()
            tokens += [token[0], token[1:]] if joined else [token]
        elif _computes(spans, k) or (computes and token in _IN_FORMULAS):
            tokens.append(token)
    return tuple(tokens)


def _word(token: str, *, opens: bool) -> str:
    """Fold the case of a word, unless it may be a symbol."""
    symbol = len(token) == 1 or (not token[1:].islower() and not token.isupper())
    return token if symbol and not opens else token.casefold()


def _computes(spans: "Sequence[re.Match[str]]", k: int) -> bool:
    """Whether a single sign computes, counts or compares rather than ends a clause."""
    sign = spans[k].group()
    if len(sign) > 1 or sign.isalnum():
        return False
    before = spans[k - 1] if k else None
    after = spans[k + 1] if k + 1 < len(spans) else None
    if sign == "!":  # n!, !x and !=, but not "No!"
        factorial = before is not None and before.end() == spans[k].start() and _is_symbol(before)
        return factorial or (after is not None and after.start() == spans[k].end())
    if sign == "'":  # A', but not 'A'
        quoted = k > 1 and spans[k - 2].group() == sign
        return not quoted and before is not None and before.end() == spans[k].start() and _is_letter(before)
    if sign == "-":
        return after is not None and _is_minus(before, spans[k], after)
    return _is_operator(spans[k])


def _is_minus(before: "re.Match[str] | None", sign: "re.Match[str]", after: "re.Match[str]") -> bool:
    """Whether a stroke may compute: 10 - 5, old - new, = -3, e^-x, -log p; not feed-forward, - five layers."""
    if before is None:
        return after.start() == sign.end() or _is_symbol(after)
    apart = before.end() < sign.start()
    return apart or _is_operator(before) or (_is_symbol(before) and _is_symbol(after))


def _is_operator(span: "re.Match[str]") -> bool:
    """Whether it is a sign that is no punctuation."""
    sign = span.group()
    if len(sign) > 1 or sign.isalnum():
        return False
    return sign in _KEPT or unicodedata.category(sign) not in _DROPPED


def _is_letter(span: "re.Match[str]") -> bool:
    return len(span.group()) == 1 and span.group().isalpha()


def _is_symbol(span: "re.Match[str]") -> bool:
    token = span.group()
    return token[-1].isdigit() or token in _BRACKETS or _is_letter(span)


def told(form: Form) -> Form:
    """What an answer tells: its tokens without light words and without the word that opens a reason."""
    start = 1 if len(form) > 1 and form[0] in _OPENING else 0
    return tuple(token for token in form[start:] if token not in _LIGHT)


def agree(one: Form, other: Form, use: Mapping[str, int]) -> bool:
    """Whether two answers tell the same words in the same order, and tell any at all."""
    return len(one) == len(other) > 0 and all(
        a == b or _same_word(a, b, use) for a, b in zip(one, other, strict=True)
    )


def _same_word(one: str, other: str, use: Mapping[str, int]) -> bool:
    """Whether two words differ by a plural's s, or by one slip inside a word that nobody else uses."""
    short, long = sorted((one, other), key=len)
    if len(short) < 4 or not (short.isalpha() and long.isalpha()):
        return False
    if long == short + "s":
        return True
    known = max(use.get(one, 0), use.get(other, 0)) > 1 >= min(use.get(one, 0), use.get(other, 0))
    return (
        known
        and len(short) >= 6
        and short[:2] == long[:2]
        and short[-1] == long[-1]
        and _one_slip(short, long)
    )


def _one_slip(short: str, long: str) -> bool:
    """One letter left out, changed, or swapped with its neighbour (Damerau 1964)."""
    if len(long) == len(short) + 1:
        return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))
    if len(long) != len(short):
        return False
    off = [i for i, (a, b) in enumerate(zip(short, long, strict=True)) if a != b]
    if len(off) == 2 and off[1] == off[0] + 1:
        return short[off[0]] == long[off[1]] and short[off[1]] == long[off[0]]
    return len(off) == 1
