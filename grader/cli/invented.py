"""Who of the invented class comes to a sitting, with which copy, and what they hand in; read from the course's files."""

import shlex
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.demo.classroom import Texts
    from grader.demo.mishaps import Day
    from grader.model.exam import Exam
    from grader.workspace import Workspace


@dataclass(frozen=True)
class Turnout:
    """What the invented class hands in: a stack, and what every paper's student meant to answer."""

    day: "Day"
    header: tuple[str, ...]
    answers: tuple[tuple[str, ...], ...]  # copy, student, form, one cell a question
    without: int  # students who found no copy


def turn_out(place: "Workspace", sitting: str, file: Path, seed: int, mishaps: bool) -> Turnout:
    """Let the class come and answer; `file` is the scan that is to be written, for what the notes say to type."""
    from grader import records, tables
    from grader.demo.classroom import sit
    from grader.demo.mishaps import Cast, Day, cast, other_booklet, spoil
    from grader.demo.paper import deal, fill_in
    from grader.demo.stack import feeds
    from grader.marks.roster import read_students
    from grader.model.response import CopyStatus

    exam, course, texts = place.sitting(sitting).exam(), place.course(), graded_texts()
    roster, _ = read_students(tables.read(place.root / "students.csv"), course)
    students = {student.student_id: student for student in roster}
    with records.open_records(place.database) as book:
        void = {copy.number for copy in book.copies(sitting) if copy.status is CopyStatus.VOIDED}
        copies = [copy for copy in book.printed(sitting) if copy.number not in void]
    enrolled = enrolled_of(place, exam)
    present = [row[0] for row in sit(exam, enrolled, texts, seed=seed).rows]
    own = {copy.student: copy for copy in copies if copy.student}
    absent = sorted(set(enrolled) & own.keys() - set(present))
    who = cast(present, absent, seed=seed) if mishaps else Cast()
    dealt = deal(exam, copies, present, students, spare=who.spare)
    forms = {student: copy.form for student, copy in dealt.items()}
    if who.booklet in forms:
        forms[who.booklet] = other_booklet(exam, forms[who.booklet])
    sat = sit(exam, enrolled, texts, seed=seed, forms=forms)
    papers = fill_in(exam, dealt, sat.rows, students, matricola=course.matricola)
    day = Day(tuple(feeds(papers)), (), ())
    if mishaps:
        blank = [(who.unused, own[who.unused].form, *[""] * exam.blueprint.items)] if who.unused else []
        left = fill_in(exam, own, blank, students, matricola=course.matricola)
        commands = {
            "late": f"read {sitting} {shlex.quote(str(file.with_name(f'{file.stem}-late.pdf')))}",
            "booklet": f"correct {sitting} --copy {{copy}} --form {{form}} --reason 'worked on the other booklet'",
        }
        unused = [replace(paper, untouched=True) for paper in left]
        day = spoil(papers, unused, who, students, commands=commands)
    answers = tuple((str(dealt[row[0]].number), *row) for row in sat.rows if row[0] in dealt)
    return Turnout(day, sat.header, answers, len(present) - len(papers))


def enrolled_of(place: "Workspace", exam: "Exam") -> list[str]:
    """The ids of those enrolled on the exam's date, or of the whole class."""
    from grader import tables

    enrolled = place.root / "enrolled" / f"{exam.date}.csv"
    roster = tables.read(enrolled if enrolled.is_file() else place.root / "students.csv")
    return [row.cells["student_id"] for row in roster.rows]


def graded_texts() -> "Texts":
    """The texts of graded quality that the invented students draw from, by item."""
    from importlib.resources import files

    import yaml
    from pydantic import TypeAdapter

    from grader.demo.classroom import GradedAnswer

    adapter = TypeAdapter(dict[str, tuple[GradedAnswer, ...]])
    texts: dict[str, tuple[GradedAnswer, ...]] = {}
    for file in files("grader.demo").joinpath("answers").iterdir():
        texts |= adapter.validate_python(yaml.safe_load(file.read_text(encoding="utf-8")))
    return texts
