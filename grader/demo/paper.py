"""The simulated class takes its copies and fills them in: typed answers become marks and words on each one's sheet.

Copies that were issued are filled by their students; without any, generic sheets are. What a sheet has no bubbles
for, because its student worked on another booklet, is written into the box at that number or not at all.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from grader.model.exam import Exam, Form
from grader.model.item import Numeric
from grader.model.response import Copy, CopyStatus
from grader.model.roster import Student
from grader.model.sheet import Identity, Label, Role, SheetLayout
from grader.printing.identity import exam_tag
from grader.printing.sheet_words import SHEET_WORDS
from grader.printing.stamps import written
from grader.reading.layouts import Layouts
from grader.reading.simulate.pens import How
from grader.reading.simulate.sit import Spot, spot, wanted


@dataclass(frozen=True)
class HandedIn:
    """A copy with the typed answers of the student who had it, one text for each printed number."""

    layout: SheetLayout
    form: Form  # whose questions were answered: of the booklet, which may be another than the sheet's
    identity: Identity
    student: str
    cells: Sequence[str]
    printed: Mapping[int, Sequence[Label]]  # the lines that are the copy's own, by page
    matricola: str  # as filled in, where there is a grid
    slips: Mapping[Spot, How] = field(default_factory=dict)  # marks beside the answers
    untouched: bool = False  # nobody wrote on it

    @property
    def marks(self) -> dict[Spot, How]:
        """Every bubble that is touched."""
        return {**bubbles_for(self.form, self.layout, self.cells, self.matricola), **self.slips}

    @property
    def texts(self) -> dict[int, str]:
        """What is written into the boxes, by number."""
        boxes = {box.number for page in self.layout.pages for box in page.boxes}
        pairs = zip(self.form.items, self.cells, strict=True)
        return {placed.number: cell for placed, cell in pairs if cell and placed.number in boxes}


def deal(
    exam: Exam,
    copies: Sequence[Copy],
    present: Sequence[str],
    students: Mapping[str, Student],
    *,
    spare: Collection[str] = (),
) -> dict[str, Copy]:
    """The copy of each student who came: their own, or the next that is nobody's; who finds none has none.

    Those named in `spare` take one that is nobody's although they have their own, while there are any. An exam of
    which no copy was issued gets generic ones here, numbered from 1, forms in turn.
    """
    valid = [copy for copy in copies if copy.status is not CopyStatus.VOIDED]
    if not copies:
        forms = [form.letter for form in exam.forms]
        valid = [Copy(number=n + 1, form=forms[n % len(forms)]) for n in range(len(present))]
    own = {copy.student: copy for copy in valid if copy.student}
    nobodys = [copy for copy in valid if not copy.student]
    dealt = {}
    for student in present:
        profile = students[student].profile.value if student in students else "standard"
        # of their profile if there is one: nobody gets large print by chance while it is needed elsewhere
        free = sorted(nobodys, key=lambda copy: (copy.profile != profile, copy.number))
        found = own.get(student)
        if found is None or student in spare:
            found = free[0] if free else found
        if found is not None:
            dealt[student] = found
            nobodys = [copy for copy in nobodys if copy.number != found.number]
    return dealt


def fill_in(
    exam: Exam,
    dealt: Mapping[str, Copy],
    rows: Sequence[Sequence[str]],
    students: Mapping[str, Student],
    *,
    matricola: str,
) -> list[HandedIn]:
    """The papers of a class: `dealt` are copies as they were printed, `rows` typed answers as `classroom.sit` gives them."""
    layouts, tag, words = Layouts(exam, matricola, dealt.values()), exam_tag(exam), SHEET_WORDS[exam.language]
    papers = []
    for student, letter, *cells in rows:
        if student not in dealt:
            continue
        copy = dealt[student]
        layout = layouts.of(copy)
        named = students.get(student) if layout.personalised else None
        own = {
            page.page: [
                Label(text=line.text, x=line.x, y=line.y, size=line.size, bold=line.bold)
                for line in written(page, layout, copy, named, words)
            ]
            for page in layout.pages
        }
        who = Identity(exam=tag, copy_number=copy.number, page=1)
        papers.append(HandedIn(layout, exam.form(letter), who, student, tuple(cells), own, student))
    return papers


def bubbles_for(form: Form, layout: SheetLayout, cells: Sequence[str], matricola: str) -> dict[Spot, How]:
    """The bubbles for typed answers; what the sheet has no bubbles, signs or room for is left out."""
    there = {spot(bubble) for page in layout.pages for bubble in page.bubbles}
    letters, numbers = {}, {}
    for placed, cell in zip(form.items, cells, strict=True):
        if placed.options:
            chosen = [part.strip() for part in cell.split(",")]
            letters[placed.number] = "".join(c for c in chosen if (Role.OPTION, placed.number, 0, c) in there)
        elif isinstance(placed.item, Numeric) and cell:
            text = cell.split()[0].replace(",", ".")
            if all((Role.DIGIT, placed.number, at, sign) in there for at, sign in enumerate(text)):
                numbers[placed.number] = text
    return wanted(letters=letters, numbers=numbers, matricola="" if layout.personalised else matricola)
