"""The edge that prints answer sheets: a layout through its template to PDF."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from grader.errors import InputError
from grader.model.exam import Exam
from grader.model.sheet import SheetLayout
from grader.printing.drawing import BORDER, GLYPH, LINE, described, drawings
from grader.printing.measures import POINT
from grader.printing.render import Sheet, fill, to_pdf
from grader.printing.sheet_words import SHEET_WORDS


def print_sheet(exam: Exam, layout: SheetLayout, *, templates: Sequence[Path], tagged: bool = False) -> bytes:
    """A form's answer sheet as PDF, without codes and names: those are each copy's."""
    words = SHEET_WORDS[exam.language]
    values: dict[str, object] = {
        "language": exam.language,
        "title": exam.blueprint.title,
        "iso_date": exam.date.isoformat(),
        "words": words,
        "layout": layout,
        "drawings": drawings(layout),
        "described": [described(page, len(layout.pages), words) for page in layout.pages],
        "border": BORDER,
        "glyph": GLYPH,
        "line": LINE,
        "point": POINT,
    }
    return rendered(f"sheet-{layout.form}", fill("sheet.html.j2", values, templates), tagged=tagged)


@lru_cache(maxsize=64)
def rendered(name: str, html: str, *, tagged: bool = False) -> bytes:
    """HTML that shows no images as PDF; raise InputError with everything refused or unreadable.

    A sheet takes a second to draw, and who prints several kinds of copies asks for the same ones again.
    """
    printed = to_pdf(Sheet(name, html, Path("/nonexistent")), tagged=tagged)
    if printed.problems:
        raise InputError("nothing was printed", problems=printed.problems)
    return printed.pdf
