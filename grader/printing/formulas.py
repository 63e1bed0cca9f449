"""A page's formulas on their way to PDF: each is drawn once in a process, and painted from memory where it comes again.

WeasyPrint reads, styles and draws an inline drawing anew on every sheet; of a class's feedback that was more than a
third of the time. Here a page keeps a picture's place, size and LaTeX, and the drawing's PDF operators are kept.
"""

import re
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree as ET  # parses only what bank.formula wrote

SCHEME = "formula:"
_MATH = re.compile(
    r'<svg xmlns="http://www.w3.org/2000/svg" class="math" role="img" viewBox="(?P<box>[^"]*)" style="(?P<style>[^"]*)">'
    r"<title>(?P<latex>[^<]*)</title>(?P<shapes>.*?)</svg>",
    re.DOTALL,
)
# A style sheet's rules for pictures are not meant for formulas.
_IMG = '<img class="math" src="{}" style="{};display:inline;margin:0;max-height:none" alt="{}">'


class Formula:
    """A drawing as WeasyPrint asks for an image: it is given its size and a stream of PDF operators."""

    def __init__(self, box: str, shapes: str) -> None:
        self.svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{shapes}</svg>'

    def get_intrinsic_size(self, resolution: float, font_size: float) -> tuple[None, None, None]:
        """None of its own: the page's style says how large it is."""
        return None, None, None

    def draw(self, stream: Any, width: float, height: float, style: Any) -> None:
        """Paint it at the stream's origin."""
        operators, states = _drawn(self.svg, round(width, 4), round(height, 4))
        stream._resources["ExtGState"].update(states)
        stream.stream.append(operators)


def apart(html: str) -> tuple[str, dict[str, Formula]]:
    """A page with pictures in the place of its formulas, and these by the address that the page gives them."""
    found: dict[str, str] = {}
    formulas: dict[str, Formula] = {}

    def placed(match: re.Match[str]) -> str:
        drawing = match["box"] + match["shapes"]
        if drawing not in found:
            found[drawing] = f"{SCHEME}{len(found)}"
            formulas[found[drawing]] = Formula(match["box"], match["shapes"])
        return _IMG.format(found[drawing], match["style"], match["latex"])

    return _MATH.sub(placed, html), formulas


@lru_cache(maxsize=4096)
def _drawn(svg: str, width: float, height: float) -> tuple[bytes, dict[str, Any]]:
    """The PDF operators of a drawing, and the graphics states that they name."""
    from weasyprint.images import SVGImage
    from weasyprint.pdf.stream import Stream

    states: dict[str, Any] = {}
    stream = Stream(None, None, {"ExtGState": states}, None, None, {}, None)
    SVGImage(ET.fromstring(svg), None, None, None).draw(stream, width, height, None)  # noqa: S314  # our own drawing
    return stream.data.partition(b"\nstream\n")[2].removesuffix(b"\nendstream"), states
