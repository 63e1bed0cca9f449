"""The edge of feedback: sheets through their template to PDFs, on every core, and all of them as one file."""

import gc
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path

from grader.errors import InputError, Problem
from grader.printing.render import Printed, Sheet, fill, to_pdf
from grader.reading.pages.processes import in_processes
from grader.reporting.feedback import Feedback
from grader.reporting.feedback_words import FEEDBACK_WORDS

TEMPLATE = "feedback/feedback.html.j2"


def feedback_sheet(
    name: str, told: Feedback, pictures: Mapping[str, bytes], *, questions: Path, templates: Sequence[Path]
) -> Sheet:
    """A sheet as HTML, ready to become a PDF."""
    values = {"told": told, "words": FEEDBACK_WORDS[told.language]}
    return Sheet(name, fill(TEMPLATE, values, templates), questions, pictures)


def printed(sheets: Iterator[Sheet]) -> Iterator[Printed]:
    """Each sheet as PDF/UA-1, in order; raise InputError at the first that cannot be made."""
    for one in in_processes(sheets, to_pdf, _lost, setup=_prepare):
        if one.problems:
            raise InputError("not all feedback could be written", problems=one.problems)
        yield one


def merged(pdfs: Sequence[bytes]) -> bytes:
    """All PDFs as one to print, each from an odd page on; it has no structure tree: the single files have."""
    from pikepdf import ObjectStreamMode, Pdf

    with Pdf.new() as out:
        for pdf in pdfs:
            with Pdf.open(BytesIO(pdf)) as one:
                if len(out.pages) % 2:
                    out.add_blank_page(page_size=(595.28, 841.89))
                out.pages.extend(one.pages)
        for page in out.pages:
            if "/StructParents" in page:
                del page["/StructParents"]
        target = BytesIO()
        out.save(
            target, object_stream_mode=ObjectStreamMode.generate, compress_streams=True, deterministic_id=True
        )
    return target.getvalue()


def _lost(sheet: Sheet, why: str) -> Printed:
    return Printed(sheet.name, b"", (Problem(sheet.name, f"no PDF was made: {why}"),))


def _prepare() -> None:
    """Look for garbage rarely: a laid-out page is tens of thousands of objects, which are gone with it."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
