"""Feedback sheets as PDF: tables and code of an item's text look as they did in the booklet."""

from decimal import Decimal

import pypdfium2
import pytest
from printed_exam import item, with_items
from small_exam import student

from grader import workspace
from grader.model.response import Copy
from grader.model.score import FinalScore, Origin
from grader.printing.render import to_pdf
from grader.reporting.feedback import Handed, feedback_of, sheets_of
from grader.reporting.sheets import feedback_sheet

TEMPLATES = workspace.bundled("templates")


def printed(*stems: str, reference: str = "So.") -> list[pypdfium2.PdfTextPage]:
    """The pages of the sheet of a paper without points, of open items with these stems."""
    items = [item(f"i{n}", stem=stem, type="open", reference=reference) for n, stem in enumerate(stems)]
    scores = {
        n: FinalScore(
            copy_number=1,
            number=n,
            item_id=f"i{n}",
            points=Decimal(0),
            out_of=Decimal(1),
            origin=Origin.RULE,
            blank=False,
        )
        for n in range(1, len(stems) + 1)
    }
    lea = student("1000000001", "Verdi", "Lea")
    handed = Handed(Copy(number=1, form="A", student=lea.student_id), lea, {}, scores, {}, {})
    told = feedback_of(sheets_of(with_items(*items), (), 40, lambda _: None), handed)
    made = to_pdf(feedback_sheet("lea", told, {}, questions=TEMPLATES, templates=(TEMPLATES,)))
    assert not made.problems
    return [page.get_textpage() for page in pypdfium2.PdfDocument(made.pdf)]


def edges(page: pypdfium2.PdfTextPage, text: str, nth: int = 0) -> tuple[float, float]:
    """The left and the right edge of a text on a page, in points."""
    searcher = page.search(text, match_case=True)
    found = [searcher.get_next() for _ in range(nth + 1)][nth]
    assert found, f"{text} is on the page"
    boxes = [page.get_charbox(found[0] + n) for n in range(found[1])]
    return min(box[0] for box in boxes), max(box[2] for box in boxes)


@pytest.mark.parametrize("nth", [0, 1])
def test_columns_of_a_table_stand_apart_and_aligned(nth: int) -> None:
    """In a stem and in a reference: headings as their columns, to the left, the right and the middle."""
    table = "| string | hertz | length |\n|---|--:|:-:|\n| cello | 329 | 65 centimetres |\n"
    (page,) = printed(table, reference=table)
    string, hertz, length = (edges(page, text, nth) for text in ("string", "hertz", "length"))
    assert string[0] == pytest.approx(edges(page, "cello", nth)[0], abs=1)
    assert hertz[1] == pytest.approx(edges(page, "329", nth)[1], abs=1)
    assert sum(length) == pytest.approx(sum(edges(page, "65 centimetres", nth)), abs=2)
    assert hertz[0] - string[1] > 5 and length[0] - hertz[1] > 5


@pytest.mark.parametrize("before", [16, 22, 28, 34])
def test_short_code_stays_together_with_what_introduces_it(before: int) -> None:
    """Wherever the question would come on a page, its heading, its words and its code are on one."""
    code = "\n".join(f"step_{n}()" for n in range(14))
    pages = printed("Why?\\\n" * before, f"Look:\n\n```python\n{code}\n```\n")
    said = [" ".join(page.get_text_range().split()) for page in pages]
    (whole,) = (text for text in said if "Look:" in text)
    assert "Question 2" in whole and "step_0()" in whole and "step_13()" in whole


def test_code_longer_than_a_page_goes_on_overleaf() -> None:
    """No line is lost, and no page holds nothing but a heading."""
    code = "\n".join(f"step_{n}()" for n in range(100))
    pages = [page.get_text_range() for page in printed(f"Look:\n\n```python\n{code}\n```\n")]
    assert all(f"step_{n}()" in "".join(pages) for n in range(100))
    assert "step_0()" in next(page for page in pages if "Look:" in page)
