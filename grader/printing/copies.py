"""A form's sheet rendered once, and copies -> one PDF with every copy's pages, its codes and its name.

What is on every copy is stored once and drawn by reference; a copy's own page is a short stream: two codes as
rectangles, and lines that `typeset` has set. 300 copies of 6 pages are about a megabyte.
"""

import zlib
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from grader.model.response import Copy
from grader.model.roster import Student
from grader.model.sheet import Identity, SheetLayout
from grader.printing.identity import encode
from grader.printing.measures import POINT
from grader.printing.sheet_words import SheetWords
from grader.printing.stamps import Master, codes, ink, written
from grader.printing.typeset import Typeset

if TYPE_CHECKING:
    from pikepdf import Dictionary, Pdf


def stamp(
    copies: Sequence[Copy],
    masters: Mapping[int, Master],
    students: Mapping[str, Student],
    *,
    tag: str,
    words: SheetWords,
    lines: Typeset,
) -> bytes:
    """The copies one after the other, each page with its codes; `masters` is by copy number."""
    from pikepdf import Dictionary, Name, ObjectStreamMode, Pdf

    out = Pdf.new()
    fonts = lines.fonts(out) if copies else None
    shared: dict[int, tuple[list[Any], list[Any]]] = {}
    for copy in copies:
        master = masters[copy.number]
        if id(master) not in shared:
            shared[id(master)] = (_forms(out, master.sheet, fonts), _forms(out, master.booklet, fonts))
        sheets, booklet = shared[id(master)]
        student = students.get(copy.student or "")
        layout = master.layout
        for page, resources in zip(layout.pages, sheets, strict=True):
            said = encode(Identity(exam=tag, copy_number=copy.number, page=page.page))
            own = [b"q /S Do Q 0 g", *codes(said, page.codes, layout.height)]
            own += [ink(line, lines, layout.height) for line in written(page, layout, copy, student, words)]
            _add(out, resources, layout, b"\n".join(own))
        if booklet:
            if len(sheets) % 2:  # printed on both sides, the booklet begins a leaf of its own
                _add(out, Dictionary(), layout, b"")
            for resources in booklet:
                _add(out, resources, layout, b"q /S Do Q")
            if len(booklet) % 2:
                _add(out, Dictionary(), layout, b"")
    out.Root.Lang = words.language
    out.docinfo[Name.Title] = f"{words.sheet} {tag}"
    target = BytesIO()
    out.save(
        target,
        object_stream_mode=ObjectStreamMode.generate,
        compress_streams=True,
        deterministic_id=True,
    )
    return target.getvalue()


def _forms(out: "Pdf", pdf: bytes, fonts: "Any") -> "list[Any]":
    """Each page of a PDF as the resources of the pages that draw it."""
    from pikepdf import Dictionary, Pdf

    if not pdf:
        return []
    with Pdf.open(BytesIO(pdf)) as source:
        forms = [out.copy_foreign(source.make_indirect(page.as_form_xobject())) for page in source.pages]
    return [out.make_indirect(Dictionary(Font=fonts, XObject=Dictionary(S=form))) for form in forms]


def _add(out: "Pdf", resources: "Dictionary", layout: SheetLayout, content: bytes) -> None:
    """A page with its own content."""
    from pikepdf import Array, Dictionary, Name, Page, Stream

    stream = Stream(out, zlib.compress(content), Filter=Name.FlateDecode)
    box = Array([0, 0, round(layout.width / POINT, 3), round(layout.height / POINT, 3)])
    page = Dictionary(Type=Name.Page, MediaBox=box, Resources=resources, Contents=stream)
    out.pages.append(Page(page))
