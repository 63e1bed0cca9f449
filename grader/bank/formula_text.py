"""A LaTeX formula -> a line of text that people can read, `hₜ = tanh(W x)`, for where nothing can be drawn.

Letters, signs and small figures are those that Unicode has; what it has not is written as on a blackboard in a mail:
`x_(t+1)`, `(a + b)/c`. Its spaces do not break, so that whoever shortens a text can keep a formula whole.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from unicodedata import combining
from xml.etree import ElementTree as ET  # only walks what the converter wrote

from grader.bank.formula import BrokenFormula, parsed

SPACE = "\xa0"
_LOW = dict(
    zip("0123456789+−-=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", strict=True)
)
_HIGH = dict(zip("0123456789+−-=()nirT⊤′*∗∘", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱʳᵀᵀ′**°", strict=True))
_ACCENTS = {"^": "\u0302", "¯": "\u0304", "―": "\u0304", "→": "\u20d7", "~": "\u0303", "˙": "\u0307"}
_SMALL = {*_LOW.values(), *_HIGH.values(), *_ACCENTS.values()}
_BETWEEN = frozenset("=≠<>≤≥≪≫≈≃∼~≡∝∈∉⊂⊆∪∩→←↦⇒⇐⇔⟶+−±×⋅·∘⊙⊗⊕∣‖")
_OPENS = {"", "(", "[", "{", ",", ";", *_BETWEEN} - {"‖"}  # a sign behind one of these is not between two
_SCRIPTS = {"msub": "_", "munder": "_", "msup": "^", "mover": "^", "msubsup": "_^", "munderover": "_^"}


@lru_cache(maxsize=8192)
def to_text(latex: str) -> str:
    """A formula as text in one line; one that cannot be drawn stays LaTeX between its dollars."""
    try:
        return _said(parsed(latex, False))
    except BrokenFormula:
        return f"${latex}$"


def _said(element: ET.Element) -> str:
    tag, parts = element.tag.rpartition("}")[2], [_said(child) for child in element]
    if tag == "mspace":
        return SPACE
    if tag == "mfrac":
        return f"{_grouped(parts[0])}/{_grouped(parts[1])}"
    if tag == "msqrt":
        return f"√{_grouped(_joined(parts))}"
    if tag == "mroot":
        return f"{_script(parts[1], _HIGH, '')}√{_grouped(parts[0])}"
    if tag == "mtr":
        return SPACE.join(parts)
    if tag == "mtable":
        return f";{SPACE}".join(parts)
    if tag == "mover" and len(parts[0]) == 1 and (parts[1] in _ACCENTS or combining(parts[1][:1] or " ")):
        return parts[0] + _ACCENTS.get(parts[1], parts[1])
    if tag in _SCRIPTS:
        return parts[0] + "".join(
            _script(part, _LOW if sign == "_" else _HIGH, sign)
            for sign, part in zip(_SCRIPTS[tag], parts[1:], strict=True)
        )
    text = "".join(c for c in (element.text or "") if c.isprintable() or c.isspace())
    return _joined([re.sub(r"\s", SPACE, text), *parts])


def _script(text: str, small: Mapping[str, str], sign: str) -> str:
    plain = text.replace(SPACE, "")
    if all(c in small for c in plain):
        return "".join(small[c] for c in plain)
    return sign + (plain if len(plain) == 1 else f"({plain})")


def _grouped(text: str) -> str:
    whole = re.fullmatch(r"[\d.,]+", text) or _SMALL.issuperset(text[1:])
    return text if whole else f"({text})"


def _joined(parts: Sequence[str]) -> str:
    """Parts side by side, with spaces around what stands between two and around names such as sin and fractions."""
    line, name = "", False
    for part in filter(None, parts):
        between = part in _BETWEEN and line.rstrip(SPACE)[-1:] not in _OPENS
        names = bool(re.match("[A-Za-z]{2}|.+/", part))
        apart = (names and line[-1:].isalnum()) or (name and part[:1].isalnum())
        apart = apart or (line[-1:] == "," and not (line[-2:-1].isdigit() and part[:1].isdigit()))
        line += f"{SPACE}{part}{SPACE}" if between else f"{SPACE}{part}" if apart else part
        name = names
    return re.sub(f"{SPACE}+", SPACE, line).strip(SPACE) if len(parts) > 1 else line
