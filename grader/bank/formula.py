"""A LaTeX formula -> a small SVG that sits on the line of the text around it, in the text's size and colour.

The drawing is plain paths (shared `<symbol>`s would repeat their ids within a page), without style sheets or links;
its `<title>` is the LaTeX, which PDF and browser read out. What ziamath would draw wrongly without a word (unknown
commands, missing glyphs, stray braces) is refused.
"""

import re
from functools import lru_cache
from html import escape
from typing import Any
from xml.etree import ElementTree as ET  # parses only what the converter wrote

LONGEST = 2000  # characters
_EM = 16.0  # units of the drawing in an em of the text
_SHAPES = {"path", "rect", "line", "polyline", "polygon", "circle", "ellipse", "g"}
_KEPT = ("d", "x", "y", "width", "height", "x1", "y1", "x2", "y2", "points", "cx", "cy", "r", "rx", "ry")
_PLAIN = {"math", "mrow", "mi", "mn", "mo", "mtext", "msub", "msup", "msubsup", "mspace", "mfrac", "msqrt"}
_PARTS = {
    "mfrac": 2,
    "msub": 2,
    "msup": 2,
    "msubsup": 3,
    "mroot": 2,
    "munder": 2,
    "mover": 2,
    "munderover": 3,
}


class BrokenFormula(ValueError):
    """The LaTeX cannot be drawn; the message says why, in an author's words."""


@lru_cache(maxsize=8192)
def fault(latex: str) -> str:
    """Why a formula cannot be drawn, or an empty text; does not draw what is surely drawable."""
    try:
        if any(element.tag.rpartition("}")[2] not in _PLAIN for element in parsed(latex, False).iter()):
            to_svg(latex)
    except BrokenFormula as broken:
        return str(broken)
    return ""


@lru_cache(maxsize=8192)
def to_svg(latex: str, *, display: bool = False) -> str:
    """Draw a formula as an inline `<svg>` measured in em, its baseline on the text's; raise BrokenFormula."""
    drawing = _drawn(parsed(latex, display))
    left, top, width, height = (float(number) for number in drawing.attrib["viewBox"].split())
    shapes = "".join(_shape(element) for element in drawing)
    below = -(top + height) / _EM  # the baseline is the drawing's zero
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="math" role="img" viewBox="{left:g} {top:g} {width:g} {height:g}"'
        f' style="width:{width / _EM:.4g}em;height:{height / _EM:.4g}em;vertical-align:{below:.4g}em">'
        f"<title>{escape(latex.strip())}</title>{shapes}</svg>"
    )


def parsed(latex: str, display: bool) -> ET.Element:
    """A formula as MathML of which every sign can be drawn; raise BrokenFormula."""
    from ziamath.tex import tex2mml

    if len(latex) > LONGEST:
        raise BrokenFormula(f"a formula of more than {LONGEST} characters")
    _refuse_braces(latex)
    try:
        tree: ET.Element = ET.fromstring(tex2mml(latex, inline=not display))  # noqa: S314  # no entities: its own text
    except _broken_by() as error:
        raise BrokenFormula(_reason(error)) from None
    for element in tree.iter():
        if len(element) < _PARTS.get(element.tag.rpartition("}")[2], 0):
            raise BrokenFormula("an argument is missing")
    for text in tree.itertext():
        if command := re.search(r"\\[A-Za-z]+", text):
            raise BrokenFormula(f"unknown command {command.group()}")
        if strange := [character for character in text if not _has_glyph(character)]:
            raise BrokenFormula(f"no glyph for {strange[0]!r} in the mathematical font")
    return tree


def _drawn(tree: ET.Element) -> Any:
    from ziamath.config import config
    from ziamath.zmath import Math

    config.svg2 = False
    try:
        return Math(tree, size=_EM, margin=0.5).svgxml()
    except _broken_by() as error:
        raise BrokenFormula(_reason(error)) from None


def _shape(element: ET.Element) -> str:
    """One shape in the text's colour; colours and whatever else the formula brings are dropped."""
    tag = element.tag.rpartition("}")[2]
    if tag not in _SHAPES:
        return ""
    kept = "".join(f' {name}="{escape(element.attrib[name])}"' for name in _KEPT if name in element.attrib)
    stroke = element.get("stroke-width") if element.get("stroke", "none") != "none" else None
    pen = f' stroke="currentColor" stroke-width="{escape(stroke)}"' if stroke else ""
    ink = "none" if element.get("fill", "" if not stroke else "none") == "none" else "currentColor"
    return f'<{tag}{kept} fill="{ink}"{pen}>{"".join(map(_shape, element))}</{tag}>'


def _refuse_braces(latex: str) -> None:
    depth = 0
    for brace in re.findall(r"\\.|([{}])", latex):
        depth += {"{": 1, "}": -1}.get(brace, 0)
        if depth < 0:
            raise BrokenFormula("a } without its {")
        if depth > 30:
            raise BrokenFormula("braces nested more than 30 deep")
    if depth:
        raise BrokenFormula("a { without its }")


@lru_cache(maxsize=2048)
def _has_glyph(character: str) -> bool:
    from ziamath.zmath import Latex

    font = Latex("x").font
    return character.isspace() or not character.isprintable() or bool(font.glyphindex(character))


@lru_cache(maxsize=1)
def _broken_by() -> tuple[type[Exception], ...]:
    """What the two libraries raise on bad LaTeX; they have no common base class."""
    from latex2mathml import exceptions

    own = tuple(e for e in vars(exceptions).values() if isinstance(e, type) and issubclass(e, Exception))
    python = (
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        ArithmeticError,
        AssertionError,
        RecursionError,
    )
    return (*own, *python, ET.ParseError)


def _reason(error: Exception) -> str:
    words = {
        "MissingSuperScriptOrSubscriptError": "nothing after ^ or _",
        "DoubleSubscriptsError": "two subscripts on one symbol: use braces",
        "DoubleSuperscriptsError": "two superscripts on one symbol: use braces",
        "ExtraLeftOrMissingRightError": r"\left without \right",
        "MissingEndError": r"\begin without \end",
        "NoAvailableTokensError": "the formula is empty or ends too early",
        "ParseError": r"a & outside a matrix, or a < or & inside \text{...}",
        "AssertionError": "an argument is missing",
    }
    name = type(error).__name__
    return words.get(name) or re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name.removesuffix("Error")).lower()
