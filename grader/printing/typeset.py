"""Lines of text -> how a PDF writes each of them, with the fonts: WeasyPrint sets them all in one go.

Setting a name on a page of its own costs 5 ms, as one line of many 0.4 ms, and every script works that the
machine has a font for. Each line stands at a height of its own in a PDF that is only read here: what is
written at that height is the line.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from markupsafe import escape

from grader.printing.sheets import rendered

if TYPE_CHECKING:
    from pikepdf import Pdf

_PREFIX = "/N"  # of the fonts' names: the page that is written on may have the same font with other glyphs
_PITCH = 20  # px, of lines of 10 px
_PER_PAGE = 100
_STYLE = (
    f"@page{{size:3000px {_PITCH * _PER_PAGE}px;margin:0}}body{{margin:0}}"
    f'p{{margin:0;height:{_PITCH}px;font:10px/{_PITCH}px "Open Sans","DejaVu Sans",sans-serif;white-space:pre}}'
    "b{font-weight:700}"
)
_OPERATION = re.compile(
    rb"1 0 0 -1 (?P<x>\S+) (?P<y>\S+) Tm$|(?P<font>/\S+) \S+ Tf$|(?P<shown>\[.*\] TJ)$", re.MULTILINE
)


@dataclass(frozen=True)
class Typeset:
    """Lines as PDF operators for a text object whose unit is the size of the type."""

    pdf: bytes  # has the fonts, the same for all its pages
    lines: dict[tuple[str, bool], bytes]  # by text and whether it is bold

    def fonts(self, out: "Pdf") -> Any:
        """The fonts as another PDF's resources, under the names that the lines use."""
        from pikepdf import Dictionary, Pdf

        with Pdf.open(BytesIO(self.pdf)) as document:
            found = out.copy_foreign(document.make_indirect(document.pages[0].obj.Resources.Font))
        return out.make_indirect(Dictionary({_PREFIX + name[1:]: font for name, font in found.items()}))


def typeset(lines: Iterable[tuple[str, bool]]) -> Typeset:
    """Set lines, each (text, bold) once."""
    from pikepdf import Pdf

    wanted = list(dict.fromkeys(lines))
    body = "".join(f"<p>{f'<b>{escape(text)}</b>' if bold else escape(text)}</p>" for text, bold in wanted)
    pdf = rendered("names", f"<!DOCTYPE html><title>names</title><style>{_STYLE}</style>{body}")
    found: dict[int, list[bytes]] = {}
    with Pdf.open(BytesIO(pdf)) as document:
        for number, page in enumerate(document.pages):
            _read(page.Contents.read_bytes(), number * _PER_PAGE, found)
    return Typeset(pdf, {line: b" ".join(found.get(n, [])) for n, line in enumerate(wanted)})


def _read(content: bytes, first: int, found: dict[int, list[bytes]]) -> None:
    """Collect what a page writes at each line's height."""
    line, x, font = first, 0.0, b""
    for operation in _OPERATION.finditer(content):
        if operation["y"]:
            line, x = first + int(float(operation["y"]) // _PITCH), float(operation["x"]) / 10
            found.setdefault(line, []).append(f"1 0 0 1 {x:.4g} 0 Tm".encode() if x else b"")
        elif operation["font"]:
            font = _PREFIX.encode() + operation["font"][1:]
        else:
            found.setdefault(line, []).append(font + b" 1 Tf " + operation["shown"])
