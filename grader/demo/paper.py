"""The simulated class hands in paper: its typed answers become filled sheets, in a stack as a scanner gives it.

Copies that were issued are filled by their students; without any, generic sheets are. Every bubble that was
touched is told in a table, so that what is read can be compared with what was meant.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from grader.model.exam import Exam, Form
from grader.model.item import Numeric, Open
from grader.model.reading import BubbleState
from grader.model.response import Copy, CopyStatus
from grader.model.roster import Student
from grader.model.sheet import Identity, Label, Role, SheetLayout
from grader.printing.identity import exam_tag
from grader.printing.sheet_words import SHEET_WORDS
from grader.printing.stamps import written
from grader.reading.layouts import Layouts
from grader.reading.simulate.conditions import Condition, degrade
from grader.reading.simulate.disasters import upside_down
from grader.reading.simulate.ink import Grey
from grader.reading.simulate.pens import How
from grader.reading.simulate.sit import Person, Spot, anyone, sit, spot, wanted

Generator = np.random.Generator
HEADER = (
    "place",
    "copy",
    "form",
    "student_id",
    "page",
    "turned",
    "kind",
    "number",
    "column",
    "value",
    "how",
    "state",
)
UPSIDE_DOWN = 0.06  # share of the pages


@dataclass(frozen=True)
class HandedIn:
    """A copy with the typed answers of the student who had it, one text for each printed number."""

    layout: SheetLayout
    form: Form
    identity: Identity
    student: str
    cells: Sequence[str]
    printed: Mapping[int, Sequence[Label]]  # the lines that are the copy's own, by page


@dataclass(frozen=True)
class Scanned:
    """A page of the stack, and the rows of the table that are about it."""

    image: Grey
    rows: tuple[tuple[str, ...], ...]


def deal(
    exam: Exam, copies: Sequence[Copy], present: Sequence[str], students: Mapping[str, Student]
) -> dict[str, Copy]:
    """The copy of each student who came: their own, or the next that is nobody's; who finds none has none.

    An exam of which no copy was issued gets generic ones here, numbered from 1, forms in turn.
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
        found = own.get(student) or (free[0] if free else None)
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
    printed: Sequence[Copy] = (),
) -> list[HandedIn]:
    """The papers of a class: `rows` are typed answers as `classroom.sit` gives them.

    `printed` are the copies as they were printed: one that got its student later has a grid for the id.
    """
    as_printed = {copy.number: copy for copy in (*dealt.values(), *printed)}
    layouts, tag = Layouts(exam, matricola, as_printed.values()), exam_tag(exam)
    papers = []
    for student, _, *cells in rows:
        if student not in dealt:
            continue
        copy = dealt[student]
        layout = layouts.of(as_printed[copy.number])
        named = students.get(student) if layout.personalised else None
        words = SHEET_WORDS[exam.language]
        own = {
            page.page: [
                Label(text=line.text, x=line.x, y=line.y, size=line.size, bold=line.bold)
                for line in written(page, layout, copy, named, words)
            ]
            for page in layout.pages
        }
        who = Identity(exam=tag, copy_number=copy.number, page=1)
        papers.append(HandedIn(layout, exam.form(copy.form), who, student, tuple(cells), own))
    return papers


def scan(
    papers: Sequence[HandedIn], condition: Condition, *, seed: int, dpi: float, turned: float = UPSIDE_DOWN
) -> Iterator[Scanned]:
    """The pages of all papers in any order, some upside down, one at a time; a seed gives the same stack.

    A page is painted when its turn comes, from seeds of its own: memory does not grow with the class.
    """
    pages = [(paper, page.page) for paper in papers for page in paper.layout.pages]
    chance = np.random.default_rng([seed, 0])
    for place, index in enumerate(chance.permutation(len(pages)), start=1):
        paper, page = pages[int(index)]
        own = [seed, paper.identity.copy_number]
        someone = anyone(np.random.default_rng(own), faint=condition.faint)
        hand, glass = (np.random.default_rng([*own, page, part]) for part in (1, 2))
        image, rows = _page(paper, page, someone, hand, dpi)
        image = degrade(image, condition, glass)
        flip = bool(chance.random() < turned)
        about = (str(place), str(paper.identity.copy_number), paper.form.letter, paper.student, str(page))
        said = tuple((*about, "yes" if flip else "no", *row) for row in rows or [("",) * 6])
        yield Scanned(upside_down(image) if flip else image, said)


def bubbles_for(form: Form, layout: SheetLayout, cells: Sequence[str], matricola: str) -> dict[Spot, How]:
    """The bubbles for typed answers; a number that the grid has no signs or no room for is left out."""
    there = {spot(bubble) for page in layout.pages for bubble in page.bubbles}
    letters, numbers = {}, {}
    for placed, cell in zip(form.items, cells, strict=True):
        if placed.options:
            letters[placed.number] = "".join(part.strip() for part in cell.split(","))
        elif isinstance(placed.item, Numeric) and cell:
            text = cell.split()[0].replace(",", ".")
            if all((Role.DIGIT, placed.number, at, sign) in there for at, sign in enumerate(text)):
                numbers[placed.number] = text
    return wanted(letters=letters, numbers=numbers, matricola="" if layout.personalised else matricola)


def _page(
    paper: HandedIn, page: int, person: Person, chance: Generator, dpi: float
) -> tuple[Grey, list[tuple[str, ...]]]:
    """One page of a filled paper, and what is on it: kind, number, column, value, how and state."""
    answers = bubbles_for(paper.form, paper.layout, paper.cells, paper.student)
    texts = _texts(paper)
    sat = sit(
        paper.layout,
        answers,
        paper.identity,
        chance,
        person=person,
        writing=texts,
        printed=paper.printed,
        dpi=dpi,
        only=page,
    )
    rows: list[tuple[str, ...]] = []
    for one in sat.truth:
        if one.how is not None:
            b = one.bubble
            rows.append((b.role.value, str(b.number), str(b.column), b.value, one.how.value, one.state.value))
    for box in paper.layout.pages[page - 1].boxes:
        if box.part == 1 and texts.get(box.number):
            state = BubbleState.MARKED.value
            rows.append(("open", str(box.number), "0", texts[box.number], "written", state))
    return sat.images[0], rows


def _texts(paper: HandedIn) -> Mapping[int, str]:
    """The texts of the open answers, by number."""
    pairs = zip(paper.form.items, paper.cells, strict=True)
    return {placed.number: cell for placed, cell in pairs if isinstance(placed.item, Open)}
