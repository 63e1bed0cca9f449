"""The printed PDFs themselves, filled and scanned: what is filled in comes back, for every kind of copy of the sample exams.

Pages are rendered from the files that `grader print` writes, so template, stamping and reader are judged together;
only the marks are the simulator's.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from typed_commands import TypedCommands

from grader import workspace
from grader.model.exam import Exam
from grader.model.item import Multiple, Numeric, Open
from grader.model.kinds import Profile
from grader.model.reading import BubbleState
from grader.model.response import Copy
from grader.model.sheet import Role
from grader.reading.layouts import Layouts
from grader.reading.simulate.conditions import degrade
from grader.reading.simulate.ink import Grey
from grader.reading.simulate.pens import How, mark
from grader.reading.simulate.sit import Spot, anyone, scribble, spot
from grader.reading.simulate.stacks import to_pdf
from grader.records import open_records

DPI = 150
# a mid-course test is laid out as an end-of-course one
SAMPLES = {"end-of-course": "2026-06-10", "written": "2026-06-24"}
Kind = tuple[Profile, bool]  # and whether it is personalised
KINDS: tuple[Kind, ...] = tuple((profile, own) for profile in Profile for own in (True, False))


class SampleCourse(TypedCommands):
    """The sample course in a temporary folder."""

    commands = ("assemble", "print_", "read", "review")


@dataclass
class Filled:
    """One printed copy after a student had it."""

    copy: Copy
    marks: dict[Spot, How] = field(default_factory=dict)
    pages: list[Grey] = field(default_factory=list)


def chosen(copies: tuple[Copy, ...], forms: tuple[str, ...]) -> Iterator[Copy]:
    """A copy of each kind and form, where one was printed."""
    for profile, own in KINDS:
        for form in forms:
            yield from [
                c for c in copies if (c.profile, bool(c.student), c.form) == (profile.value, own, form)
            ][:1]


def answered(
    exam: Exam, copy: Copy, layouts: Layouts, chance: np.random.Generator, id_: str
) -> dict[Spot, How]:
    """Random marks for every item, one left blank now and then; the id where there is a grid."""
    there = {spot(bubble) for page in layouts.of(copy).pages for bubble in page.bubbles}
    marks: set[Spot] = {(Role.MATRICOLA, 0, at, sign) for at, sign in enumerate(id_)} & there
    for placed in exam.form(copy.form).items:
        letters = [option.letter for option in placed.options]
        if chance.random() < 0.1:
            continue
        if isinstance(placed.item, Numeric):
            columns = 1 + max(at for role, n, at, _ in there if (role, n) == (Role.DIGIT, placed.number))
            digits = "".join(chance.choice(list("0123456789"), int(chance.integers(1, columns + 1))))
            marks |= {(Role.DIGIT, placed.number, at, sign) for at, sign in enumerate(digits)}
        elif isinstance(placed.item, Multiple):
            marks |= {(Role.OPTION, placed.number, 0, letter) for letter in letters if chance.random() < 0.5}
        elif letters:
            marks.add((Role.OPTION, placed.number, 0, str(chance.choice(letters))))
    assert marks <= there
    return dict.fromkeys(marks, How.FULL)


def fill(filled: Filled, layouts: Layouts, images: list[Grey], chance: np.random.Generator) -> None:
    """Put the marks, and words in every box, onto the rendered pages, and scan them on an office copier."""
    person = anyone(chance)
    for page, printed in zip(layouts.of(filled.copy).pages, images, strict=True):
        image = printed.copy()
        for bubble in page.bubbles:
            if how := filled.marks.get(spot(bubble)):
                mark(image, bubble, how if how is not How.FULL else person.habits[0], chance, person.pen)
        for box in page.boxes:
            scribble(image, box.place, 60, chance, person.pen)
        filled.pages.append(degrade(image, "copier", chance))


def handed_in(
    pdf: pypdfium2.PdfDocument, exam: Exam, layouts: Layouts, copies: tuple[Copy, ...], ids: list[str]
) -> list[Filled]:
    """A copy of every kind from the printed file, filled; every page of the file says whose it is."""
    where = {}
    for index, page in enumerate(pdf):
        text = page.get_textpage().get_text_range()
        copy, number = re.search(r"Copy (\d+)", text), re.search(r"Page (\d+) of", text)
        assert copy and number, text
        where[int(copy[1]), int(number[1])] = index
    assert set(where) == {(copy.number, page) for copy in copies for page in layouts.pages_of(copy)}
    papers = []
    for copy in chosen(copies, tuple(form.letter for form in exam.forms)):
        chance = np.random.default_rng(copy.number)
        filled = Filled(copy, answered(exam, copy, layouts, chance, "" if copy.student else ids.pop()))
        drawn = [
            pdf[where[copy.number, n]].render(scale=DPI / 72, grayscale=True).to_pil()
            for n in layouts.pages_of(copy)
        ]
        fill(filled, layouts, [np.array(image) for image in drawn], chance)
        papers.append(filled)
    return papers


@pytest.mark.slow
@pytest.mark.parametrize("blueprint", SAMPLES)
def test_what_is_filled_in_on_the_printed_pages_comes_back(
    blueprint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each bubble of each kind of copy is read as it was filled, and each answer is recorded as it was meant."""
    monkeypatch.delenv("GRADER_DATABASE", raising=False)
    place = workspace.init(tmp_path / "course")
    monkeypatch.chdir(place.root)
    course, sitting = SampleCourse(place.root, capsys), f"{SAMPLES[blueprint]}-{blueprint}"
    roster = (place.root / "students.csv").read_text(encoding="utf-8")
    everyone = [line.split(",")[0] for line in roster.splitlines()[1:]]
    enrolled = "\n".join(["student_id", *everyone])
    (place.root / "enrolled" / f"{SAMPLES[blueprint]}.csv").write_text(enrolled + "\n", encoding="utf-8")
    assert course.run("assemble", blueprint, "--date", SAMPLES[blueprint], "--seed", "4") == 0, course.err
    assert course.run("print", sitting, "--copies", "personalised") == 0, course.err
    for profile in Profile:
        assert course.run("print", sitting, "--copies", "4", "--profile", profile.value) == 0, course.err
    exam = place.sitting(sitting).exam()
    with open_records(course.url) as book:
        copies = book.printed(sitting)
    layouts = Layouts(exam, place.course().matricola, copies)
    ids = [c.student for c in copies if c.student and c.number > 30]
    with pypdfium2.PdfDocument(place.sitting(sitting).print_folder / "copies.pdf") as pdf:
        papers = handed_in(pdf, exam, layouts, copies, [i for i in ids if i])
    assert {(Profile(p.copy.profile), bool(p.copy.student)) for p in papers} == set(KINDS)
    stack = [page for paper in papers for page in paper.pages]
    order = np.random.default_rng(1).permutation(len(stack))
    Path("stack.pdf").write_bytes(to_pdf((stack[n] for n in order), DPI))
    assert course.run("read", sitting, "stack.pdf") == 0, course.out + course.err
    assert f"pages in these files: {len(stack)} = {len(stack)} read" in course.out
    with open_records(course.url) as book:
        marked = {
            (page.reading.identity.copy_number, *spot_of(fill))
            for page in book.pages(sitting)
            if page.reading.identity
            for fill in page.reading.fills
            if fill.state is not BubbleState.EMPTY
        }
        found = {(r.copy_number, r.number): r for r in book.responses(sitting)}
        assert all(
            copy.student for copy in book.copies(sitting) if copy.number in {p.copy.number for p in papers}
        )
    assert marked == {(paper.copy.number, *at) for paper in papers for at in paper.marks}
    for paper in papers:
        for placed in exam.form(paper.copy.form).items:
            answer = found[paper.copy.number, placed.number]
            said = sorted((at, sign) for role, n, at, sign in paper.marks if n == placed.number)
            assert answer.text + "".join(answer.letters) == "".join(sign for _, sign in said)
            assert bool(answer.crop) == isinstance(placed.item, Open)


def spot_of(fill: object) -> Spot:
    """Which bubble a fill is about."""
    return (fill.role, fill.number, fill.column, fill.value)  # type: ignore[attr-defined]
