"""A drawing by matplotlib -> inline SVG: words as text, ids of its own, a title that says what it shows, and no date.

The same drawing gives the same bytes. Nothing is read or written but matplotlib's own list of fonts.
"""

import logging
import re
from collections.abc import Callable
from html import escape
from io import StringIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK, QUIET = "#222222", "#6b6b6b"
_MM = 1 / 25.4  # inches
_STYLE: dict[Any, Any] = {
    "font.family": ["Open Sans", "DejaVu Sans", "sans-serif"],  # by name: each sign is looked for in both
    "font.size": 8.0,
    "svg.fonttype": "none",
    "svg.hashsalt": "grader",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": QUIET,
    "axes.linewidth": 0.6,
    "axes.labelcolor": INK,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "text.parse_math": False,  # a dollar in an option's text is a dollar
}


def svg_of(
    name: str,
    draw: Callable[["Axes"], Any],
    size: tuple[float, float],
    said: tuple[str, str],
    *,
    right: float = 1,
) -> str:
    """A plot of a size in mm as inline SVG; `right` is where its axes end, as a share of the width."""
    import matplotlib
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    # Where Open Sans is not installed the next font is used; once a label said so on the screen.
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    with matplotlib.rc_context({**matplotlib.rcParamsDefault, "backend": "svg", **_STYLE}):
        layout = ConstrainedLayoutEngine(rect=(0, 0, right, 1))
        figure = Figure(figsize=(size[0] * _MM, size[1] * _MM), layout=layout)
        draw(figure.subplots())
        written = StringIO()
        nothing = {"Date": None, "Creator": None, "Format": None, "Type": None}
        FigureCanvasSVG(figure).print_svg(written, metadata=nothing)  # type: ignore[no-untyped-call]
    return inline(name, written.getvalue(), said)


def inline(name: str, text: str, said: tuple[str, str]) -> str:
    """A plot as it may stand in a page: without prolog and style of its own, with a title and a description."""
    body = text[text.index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>|<style[^>]*>.*?</style>|<!--.*?-->", "", body, flags=re.DOTALL)
    body = re.sub(r'(\sid="|url\(#|href="#)', rf"\g<1>{name}-", body)
    head, rest = body.split(">", 1)
    width, height = (float(found) for found in re.findall(r'(?:width|height)="([\d.]+)pt"', head)[:2])
    told = escape(f"{said[0]}. {said[1]}")  # in one: a PDF's reader is given the title alone
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" class="plot" role="img" '
        f'width="{width:g}pt" height="{height:g}pt" viewBox="0 0 {width:g} {height:g}" '
        f'stroke-linejoin="round" stroke-linecap="butt" aria-labelledby="{name}-title">'
        f'<title id="{name}-title">{told}</title>{rest.strip()}'
    )
