"""A sheet is read back before it is printed: what grader's own reader cannot read, nobody is to fill in.

A course may bring its own template of the sheet. What it moves is not where the reader looks, and that shows here,
not after the exam.
"""

from typing import TYPE_CHECKING

from grader.errors import InputError, Problem
from grader.model.response import Copy
from grader.model.roster import Student
from grader.model.sheet import Identity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.model.exam import Exam
    from grader.model.reading import PageReading
    from grader.model.sheet import SheetLayout
    from grader.printing.stamps import Master

DPI = 150
FARTHEST = 0.15  # mm, of the corner marks from where they belong
DARKEST = 0.07  # inside an empty bubble, on the whole: its pale letter; grader's own has 0.055
PEAK = 0.3  # and at its darkest; a border that is not where it belongs has 0.31 and more, grader's own 0.28
AROUND = 0.1  # and outside its border: nothing is printed there


def prove(exam: "Exam", master: "Master") -> None:
    """Draw a copy of a sheet, read it, and raise InputError with every page that does not come back empty."""
    import pypdfium2

    from grader.printing.copies import stamp
    from grader.printing.identity import MOST_COPIES, exam_tag
    from grader.printing.sheet_words import SHEET_WORDS
    from grader.printing.stamps import lines_of
    from grader.printing.typeset import typeset
    from grader.reading.sheets import read_page

    layout, words, tag = master.layout, SHEET_WORDS[exam.language], exam_tag(exam)
    owner = Student(student_id="0" * 10, surname="Surname", name="Name")
    copy = Copy(
        number=MOST_COPIES, form=layout.form, student=owner.student_id if layout.personalised else None
    )
    students = {owner.student_id: owner}
    lines = typeset(lines_of([copy], students, {copy.number: layout}, words))
    alone = type(master)(layout, master.sheet)
    pdf = stamp([copy], {copy.number: alone}, students, tag=tag, words=words, lines=lines)
    problems = []
    for number, page in enumerate(pypdfium2.PdfDocument(pdf), start=1):
        image = page.render(scale=DPI / 72, grayscale=True).to_numpy().squeeze()
        reading = read_page(image, lambda _: layout, like=layout)
        said = Identity(exam=tag, copy_number=copy.number, page=number)
        problems += [
            Problem(f"templates/sheet.html.j2, form {layout.form}, page {number}", what)
            for what in _wrong(reading, said, layout)
        ]
    if problems:
        raise InputError(
            "the sheet that would be printed cannot be read back; nothing was printed",
            hint="compare the course's templates/sheet*.html.j2 with grader's own: colours and fonts may change, places not",
            problems=problems,
        )


def _wrong(reading: "PageReading", said: Identity, layout: "SheetLayout") -> "Iterator[str]":
    """What is not as it must be on an empty page."""
    if reading.status != "read":
        yield f"it reads as {reading.status}: {reading.note or 'nothing is on it'}"
        return
    if reading.identity != said:
        yield "its codes say another page"
    if reading.fit_error > FARTHEST or reading.fiducials < 4:
        yield f"{reading.fiducials} corner marks are found, {reading.fit_error:.2f} mm from their places"
    dark = sorted(
        {
            f.number
            for f in reading.fills
            if f.state != "empty" or f.inner > DARKEST or f.peak > PEAK or f.ring > AROUND
        }
    )
    if dark:
        numbers = ", ".join(str(n) if n else "the student number" for n in dark)
        yield f"there is ink in or beside the bubbles of {numbers}"
    if len(reading.fills) != len(layout.pages[said.page - 1].bubbles):
        yield "not all bubbles are measured"
