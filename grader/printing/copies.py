"""A form's sheet rendered once, and copies -> one PDF with every copy's pages, its codes and its name.

What is on every copy is stored once and drawn by reference; a copy's own page is a short stream: two codes as
rectangles, and lines that `typeset` has set. 300 copies of 6 pages are about a megabyte.
"""

import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from grader.model.response import Copy
from grader.model.roster import Student
from grader.model.sheet import Identity, Place, SheetLayout, SheetPage
from grader.printing.identity import encode
from grader.printing.measures import POINT, width_of
from grader.printing.sheet_words import SheetWords
from grader.printing.typeset import Typeset

if TYPE_CHECKING:
    from pikepdf import Dictionary, Pdf

QUIET = 4  # white modules on each side of a code
_DARK = re.compile(b"\x01+")
MASK = 3  # of the code's pattern: fixed, because looking for the best one takes most of a millisecond


@dataclass(frozen=True, slots=True)
class Master:
    """What all copies on one layout share."""

    layout: SheetLayout
    sheet: bytes  # PDF
    booklet: bytes = b""  # PDF to put behind the sheet, or nothing


@dataclass(frozen=True, slots=True)
class Written:
    """A line on a copy, from its left end."""

    text: str
    x: float  # mm
    y: float  # mm, of the baseline
    size: float  # pt
    bold: bool = False


def written(
    page: SheetPage, layout: SheetLayout, copy: Copy, student: Student | None, words: SheetWords
) -> tuple[Written, ...]:
    """What a copy says on a page: its number, and whose it is."""
    foot = page.codes[-1]
    number = f"{words.copy} {copy.number}" + (f"   {words.seat} {copy.seat}" if copy.seat else "")
    found = [Written(number, foot.x + foot.width + 2, foot.y + foot.height - 2, 9)]
    if student is None or page.name is None:
        return tuple(found)
    place, name = page.name, " ".join(f"{student.surname} {student.name}".split()) or student.student_id
    big = page.page == 1
    size, second = (15.0, 12.0) if big else (9.0, 9.0)
    size *= min(1.0, (place.width - 6) / width_of(name, size * 1.1))  # bold is a little wider
    left, height = place.x + (4 if big else 0), place.height
    found.append(Written(name, left, place.y + height * (0.42 if big else 0.4), round(size, 2), bold=True))
    found.append(Written(student.student_id, left, place.y + height * (0.8 if big else 0.95), second))
    return tuple(found)


def lines_of(
    copies: Sequence[Copy],
    students: Mapping[str, Student],
    layouts: Mapping[int, SheetLayout],
    words: SheetWords,
) -> tuple[tuple[str, bool], ...]:
    """Every line that the copies need to have set; `layouts` is by copy number."""
    return tuple(
        (line.text, line.bold)
        for copy in copies
        for page in layouts[copy.number].pages[:2]
        for line in written(page, layouts[copy.number], copy, students.get(copy.student or ""), words)
    )


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
    with Pdf.open(BytesIO(lines.pdf)) as names:
        fonts = out.make_indirect(out.copy_foreign(names.pages[0].obj.Resources.Font)) if copies else None
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
            own = [b"q /S Do Q 0 g", _codes(said, page.codes, layout.height)]
            own += [_line(line, lines, layout.height) for line in written(page, layout, copy, student, words)]
            _add(out, resources, layout, b"\n".join(own))
        if booklet:
            if len(sheets) % 2:  # printed on both sides, the booklet begins a leaf of its own
                _add(out, Dictionary(), layout, b"")
            for resources in booklet:
                _add(out, resources, layout, b"q /S Do Q")
            if len(booklet) % 2:
                _add(out, Dictionary(), layout, b"")
    out.Root.Lang = "und"
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


def _line(line: Written, lines: Typeset, height: float) -> bytes:
    x, y = line.x / POINT, (height - line.y) / POINT
    return b"q %.4g 0 0 %.4g %.2f %.2f cm BT %s ET Q" % (
        line.size,
        line.size,
        x,
        y,
        lines.lines[line.text, line.bold],
    )


def _codes(said: str, places: Sequence[Place], height: float) -> bytes:
    """The same code in each place, one rectangle for each run of dark modules, a little high against seams."""
    import segno

    code = segno.make_qr(said, version=1, error="m", mask=MASK, mode="alphanumeric", boost_error=False)
    path = " ".join(
        f"{run.start()} {y} {run.end() - run.start()} 1.02 re"
        for y, row in enumerate(code.matrix)
        for run in _DARK.finditer(row)
    )
    found = []
    for place in places:
        module = place.width / (len(code.matrix) + 2 * QUIET) / POINT
        x, y = place.x / POINT + QUIET * module, (height - place.y) / POINT - QUIET * module
        found.append(f"q {module:.4f} 0 0 {-module:.4f} {x:.3f} {y:.3f} cm {path} f Q")
    return "\n".join(found).encode()
