"""What a copy has of its own: a name, a number and codes, as a PDF's page writes them.

Comes in: a page of a layout and whose it is. Goes out: operators for the page, in points from its bottom left
corner. Where they go is the business of `copies` (one file of all) and `singles` (a file each).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.model.response import Copy
from grader.model.roster import Student
from grader.model.sheet import Place, SheetLayout, SheetPage
from grader.printing.measures import POINT, width_of
from grader.printing.sheet_words import SheetWords
from grader.printing.typeset import Typeset

QUIET = 4  # white modules on each side of a code
_DARK = re.compile(b"\x01+")
MASK = 3  # of the code's pattern: fixed, because looking for the best one takes most of a millisecond


@dataclass(frozen=True, slots=True)
class Master:
    """What all copies on one layout share."""

    layout: SheetLayout
    sheet: bytes  # PDF
    booklet: bytes = b""  # tagged PDF to put behind the sheet, or nothing
    tagged: bytes = b""  # the sheet as tagged PDF, for single files


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
    left, height = place.x + (4 if big else 0), place.height
    lines = [(name, 0.42 if big else 0.4)]
    if big and student.surname.strip() and student.name.strip() and _fitted(name, size, place) < 11:
        surname, given = (" ".join(part.split()) for part in (student.surname, student.name))
        lines, second = [(surname, 0.29), (given, 0.57)], 11.0
    size = min(13.0 if len(lines) > 1 else size, *(_fitted(line, size, place) for line, _ in lines))
    found += [Written(line, left, place.y + height * at, round(size, 2), bold=True) for line, at in lines]
    at = 0.88 if len(lines) > 1 else 0.8 if big else 0.95
    found.append(Written(student.student_id, left, place.y + height * at, second))
    return tuple(found)


def _fitted(line: str, size: float, place: Place) -> float:
    """The size of type, at most the given one, at which a bold line fits into a place."""
    return size * min(1.0, (place.width - 6) / width_of(line, size * 1.1))  # bold is a little wider


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


def ink(line: Written, lines: Typeset, height: float) -> bytes:
    """A line on a page of a height in mm."""
    x, y = line.x / POINT, (height - line.y) / POINT
    return b"q %.4g 0 0 %.4g %.2f %.2f cm BT %s ET Q" % (
        line.size,
        line.size,
        x,
        y,
        lines.lines[line.text, line.bold],
    )


def codes(said: str, places: Sequence[Place], height: float) -> tuple[bytes, ...]:
    """The same code for each place, one rectangle for each run of dark modules, a little high against seams."""
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
        found.append(f"q {module:.4f} 0 0 {-module:.4f} {x:.3f} {y:.3f} cm {path} f Q".encode())
    return tuple(found)
