"""Formulas in PDFs: what is painted from memory looks as what WeasyPrint draws itself, whatever a page's style says."""

from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from grader.bank.formula import to_svg
from grader.printing.formulas import apart
from grader.printing.render import Sheet, to_pdf

FORMULAS = to_svg(r"\frac{x_i}{\sqrt{2}}") + " and " + to_svg(r"\sum_k \hat{y}_k", display=True)
STYLE = "p > img:only-child { display: block; margin: 9mm } img { max-height: 2mm }"


def page(body: str) -> str:
    """A page with rules for pictures, which are not meant for formulas."""
    return f'<!doctype html><html lang="en"><title>t</title><style>{STYLE}</style><body>{body}</body></html>'


def pixels(pdf: bytes) -> bytes:
    """The first page as it looks."""
    return bytes(pypdfium2.PdfDocument(pdf)[0].render(scale=2).to_numpy().tobytes())


@pytest.mark.parametrize(
    "body", [f"<p>{FORMULAS}</p>", f'<h1>{FORMULAS}</h1><p style="color: red">{FORMULAS}</p>']
)
def test_they_look_as_if_drawn_in_place(body: str) -> None:
    """Pixel by pixel, at two sizes of text, the first time and again."""
    import weasyprint

    wanted = pixels(weasyprint.HTML(string=page(body)).write_pdf())
    first, again = (to_pdf(Sheet("a", page(body), Path("/nonexistent"))).pdf for _ in range(2))
    assert first == again
    assert pixels(first) == wanted
    assert len(set(wanted)) > 2, "something is drawn"


def test_they_are_read_out() -> None:
    """A formula's LaTeX is its picture's alternative text, in the structure tree as well; a quote in it ends nothing."""
    html, formulas = apart(page(to_svg(r'\text{"b"} < 1') * 2))
    assert len(formulas) == 1 and html.count("<img") == 2 and "<svg" not in html
    assert r'alt="\text{&quot;b&quot;} &lt; 1"' in html
    with pikepdf.open(BytesIO(to_pdf(Sheet("a", page(to_svg("x")), Path("/nonexistent"))).pdf)) as pdf:
        assert [str(o.Alt) for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/Alt" in o] == ["x"]
