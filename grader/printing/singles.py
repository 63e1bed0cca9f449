"""A form's tagged sheet, and copies -> one tagged PDF a copy, to be handed to its student as it is.

The sheet, and the booklet behind it, are opened once; for each copy only its own marks and the words that
describe them change. Name, number and code are in the structure tree: the code with a text that says what it
says, its second place as an artifact.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from grader.model.response import Copy
from grader.model.roster import Student
from grader.model.sheet import Identity, SheetPage
from grader.printing.identity import encode
from grader.printing.measures import POINT
from grader.printing.sheet_words import SheetWords
from grader.printing.stamps import Master, codes, ink, written
from grader.printing.tagged import joined, parents
from grader.printing.typeset import Typeset

if TYPE_CHECKING:
    from pikepdf import Pdf

PARTS = 3  # that a page says of a student's copy: number, name, student id; a name may take several lines


def file_name(copy: Copy, student: Student) -> str:
    """`00017-DANGELO.pdf`: letters and digits only, whatever a name has in it; without any, the student id."""
    plain = unicodedata.normalize("NFKD", student.surname).encode("ascii", "ignore").decode()
    safe = re.sub(r"[^A-Z0-9]", "", plain.upper())[:40]
    return f"{copy.number:05d}-{safe or re.sub(r'[^A-Za-z0-9]', '', student.student_id)}.pdf"


def singles(
    copies: Sequence[Copy],
    masters: Mapping[int, Master],
    students: Mapping[str, Student],
    *,
    tag: str,
    words: SheetWords,
    lines: Typeset,
) -> Iterator[tuple[Copy, bytes]]:
    """A tagged PDF for each copy that is a student's; `masters` is by copy number."""
    opened: dict[int, _Template] = {}
    for copy in copies:
        student, master = students.get(copy.student or ""), masters[copy.number]
        if student is None:
            continue
        if id(master) not in opened:
            opened[id(master)] = _Template(master, lines, words)
        yield copy, opened[id(master)].written(copy, student, tag)


@dataclass(frozen=True, slots=True)
class _Page:
    """What changes on a page from copy to copy."""

    page: SheetPage
    content: Any  # the stream behind the page's own
    code: Any  # the code's structure element
    first: int  # the number of the first marked content there


class _Template:
    """An open PDF that is each copy in turn."""

    def __init__(self, master: Master, lines: Typeset, words: SheetWords) -> None:
        self.layout, self.lines, self.words = master.layout, lines, words
        self.pdf = joined(master.tagged, master.booklet)
        fonts, owners = lines.fonts(self.pdf), parents(self.pdf)
        self.pages = [
            _page(self.pdf, drawn, page, owners[int(drawn.StructParents)], fonts, master.layout.height)
            for drawn, page in zip(self.pdf.pages, master.layout.pages, strict=False)
        ]

    def written(self, copy: Copy, student: Student, tag: str) -> bytes:
        """The PDF of one copy."""
        from pikepdf import ObjectStreamMode

        for own in self.pages:
            said = encode(Identity(exam=tag, copy_number=copy.number, page=own.page.page))
            number, *name, student_id = (
                ink(line, self.lines, self.layout.height)
                for line in written(own.page, self.layout, copy, student, self.words)
            )
            assert name, "a student's page has a number, a name and an id"
            marked = [*[b"/P <</MCID %d>> BDC"] * PARTS, b"/Figure <</MCID %d>> BDC"]
            first, *again = codes(said, own.page.codes, self.layout.height)
            inside = [number, b"\n".join(name), student_id, first]
            parts = [
                opening % (own.first + n) + b"\n" + part + b" EMC"
                for n, (opening, part) in enumerate(zip(marked, inside, strict=True))
            ]
            parts += [b"/Artifact BMC\n" + part + b" EMC" for part in again]
            own.content.write(b"Q 0 g\n" + b"\n".join(parts))
            own.code.Alt = self.words.code.format(copy.number, own.page.page)
        target = BytesIO()
        self.pdf.save(
            target,
            object_stream_mode=ObjectStreamMode.generate,
            compress_streams=True,
            deterministic_id=True,
        )
        return target.getvalue()


def _page(pdf: "Pdf", drawn: Any, page: SheetPage, marked: Any, fonts: Any, height: float) -> _Page:
    """Give a page room for what is a copy's own, in its content and in the structure tree."""
    from pikepdf import Array, Dictionary, Name, Stream

    first, figure = len(marked), marked[0]
    content = pdf.make_indirect(Stream(pdf, b""))
    drawn.Contents = Array([pdf.make_indirect(Stream(pdf, b"q\n")), drawn.Contents, content])
    for name, font in fonts.items():
        drawn.Resources.Font[name] = font
    around = figure.P
    place = page.codes[0]
    left, top = place.x / POINT, (height - place.y) / POINT
    box = Array([left, top - place.height / POINT, left + place.width / POINT, top])
    new = [
        pdf.make_indirect(
            Dictionary(Type=Name.StructElem, S=kind, P=around, Pg=drawn.obj, K=Array([first + n]))
        )
        for n, kind in enumerate([Name.P] * PARTS + [Name.Figure])
    ]
    new[-1].A = Dictionary(O=Name.Layout, BBox=box)
    for element in new:
        marked.append(element)
    around.K = Array([*new, *around.K])  # a reader hears whose the page is before what is on it
    return _Page(page, content, new[-1], first)
