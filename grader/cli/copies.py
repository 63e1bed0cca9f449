"""`grader print --copies`: copies that say which they are, issued once, printed as often as need be.

A copy is in the records before it is in a file: a number on paper is never given twice, also when the command is
stopped in between, and repeating it writes the same files again.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from grader.cli.app import actor
from grader.errors import InputError, errors_of
from grader.files import locked
from grader.model.event import EventKind
from grader.model.kinds import Profile
from grader.model.response import Copy, CopyStatus
from grader.model.roster import Student
from grader.printing.issue import nameless, personal, reprint

if TYPE_CHECKING:
    from grader.model.exam import Exam
    from grader.records import Records
    from grader.workspace import Sitting, Workspace


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for on the command line."""

    personalised: bool = False
    generic: int = 0  # copies with a matricola grid
    spare: int = 0  # and those to be bound to latecomers
    only: str = ""  # reprint this student's copy
    profile: Profile = Profile.STANDARD  # of copies without a name
    booklet: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Issued:
    """What came of it."""

    new: tuple[Copy, ...]
    voided: tuple[int, ...]
    files: tuple[tuple[str, bytes], ...]  # name, PDF


def print_copies(place: "Workspace", folder: "Sitting", wish: Wish) -> Issued:
    """Record the copies that are missing, and draw the files; nothing is recorded on a dry run."""
    from grader.records import open_records

    exam = folder.exam()
    students = _students(place)
    with locked(folder.folder / ".lock"), open_records(place.database) as records:
        standing, printed = records.copies(exam.id), as_printed(records, exam.id)
        changed = tuple(_missing(exam, wish, standing, printed, _class(place, exam, students)))
        known = {copy.number for copy in standing}
        new = tuple(copy for copy in changed if copy.number not in known)
        void = {copy.number for copy in (*standing, *changed) if copy.status is CopyStatus.VOIDED}
        paper = [copy for copy in (*printed, *new) if copy.number not in void]
        files = tuple(_files(place, exam, wish, paper, new, students))
        if not wish.dry_run:
            records.issue_copies(exam.id, changed, actor=actor(), reason="reprint" if wish.only else "")
    voided = tuple(copy.number for copy in changed if copy.number in known)
    return Issued(new, voided, files)


def as_printed(records: "Records", sitting: str) -> tuple[Copy, ...]:
    """Every copy as it was first recorded: what happened to it later is not on the paper."""
    found: dict[int, Copy] = {}
    for event in records.events(sitting, EventKind.COPIES):
        for copy in map(Copy.model_validate, json.loads(event.payload)["copies"]):
            found.setdefault(copy.number, copy)
    return tuple(found[number] for number in sorted(found))


def _missing(
    exam: "Exam", wish: Wish, standing: Sequence[Copy], printed: Sequence[Copy], people: Sequence[Student]
) -> Iterator[Copy]:
    """The copies to record: new ones, and old ones that a reprint voids."""
    if wish.only:
        student = next((s for s in people if s.student_id == wish.only), None)
        if student is None:
            raise InputError(f"{wish.only} is not enrolled on {exam.date}", hint="look into the class lists")
        yield from reprint(exam, standing, student)
        return
    paper = list(printed)
    if wish.personalised:
        made = personal(exam, standing, people)
        paper += made
        yield from made
    for many, status in ((wish.generic, CopyStatus.ISSUED), (wish.spare, CopyStatus.SPARE)):
        made = nameless(exam, paper, many, status, wish.profile)
        paper += made
        yield from made


def _files(
    place: "Workspace",
    exam: "Exam",
    wish: Wish,
    paper: Sequence[Copy],
    new: Sequence[Copy],
    students: dict[str, Student],
) -> Iterator[tuple[str, bytes]]:
    """A file with all copies of each form, and one with the new ones where older ones are in use."""
    from grader import workspace
    from grader.model.exam import Form
    from grader.printing.copies import stamp
    from grader.printing.identity import exam_tag
    from grader.printing.layout import LAYOUTS
    from grader.printing.papers import PaperKind, papers
    from grader.printing.render import print_exam
    from grader.printing.sheet import lay_out
    from grader.printing.sheet_words import SHEET_WORDS
    from grader.printing.sheets import print_sheet
    from grader.printing.stamps import Master, lines_of
    from grader.printing.typeset import typeset

    templates = (place.root / "templates", workspace.bundled("templates"))
    pattern, words = place.course().matricola, SHEET_WORDS[exam.language]

    @cache
    def master(letter: str, profile: Profile, personalised: bool) -> Master:
        form: Form = exam.form(letter)
        layout = lay_out(exam, form, matricola=pattern, profile=profile, personalised=personalised)
        sheet = print_sheet(exam, layout, templates=templates)
        if not wish.booklet:
            return Master(layout, sheet)
        wanted = [
            paper
            for paper in papers(exam, LAYOUTS[profile])
            if paper.kind is PaperKind.BOOKLET and paper.form == letter
        ]
        (booklet,) = print_exam(
            exam, wanted, LAYOUTS[profile], questions=place.questions, templates=templates
        )
        return Master(layout, sheet, booklet.pdf)

    def drawn(copies: Sequence[Copy]) -> bytes:
        masters = {c.number: master(c.form, Profile(c.profile), c.student is not None) for c in copies}
        layouts = {number: found.layout for number, found in masters.items()}
        named = {
            c.student: students.get(c.student, Student(student_id=c.student)) for c in copies if c.student
        }
        lines = typeset(lines_of(copies, named, layouts, words))
        return stamp(copies, masters, named, tag=exam_tag(exam), words=words, lines=lines)

    if wish.only:
        yield f"copy-{new[0].number:05d}.pdf", drawn(new)
        return
    for form in exam.forms:
        every = [copy for copy in paper if copy.form == form.letter]
        fresh = [copy for copy in new if copy.form == form.letter]
        if every:
            yield f"copies-{form.letter}.pdf", drawn(every)
        if fresh and len(fresh) < len(every):
            last = f"-{fresh[-1].number}" if len(fresh) > 1 else ""
            yield f"copies-{form.letter}-{fresh[0].number}{last}.pdf", drawn(fresh)


def _students(place: "Workspace") -> dict[str, Student]:
    """The roster by id."""
    from grader import tables
    from grader.marks.roster import read_students

    found, wrong = read_students(tables.read(place.root / "students.csv", "students.csv"), place.course())
    if errors_of(wrong):
        raise InputError("students.csv must be corrected before copies carry its names", problems=wrong)
    return {student.student_id: student for student in found}


def _class(place: "Workspace", exam: "Exam", students: dict[str, Student]) -> list[Student]:
    """Who is enrolled on the exam's date, or everyone where there is no such list, by surname and name."""
    from grader import tables
    from grader.marks.roster import read_enrolment

    name = f"enrolled/{exam.date.isoformat()}.csv"
    people = list(students.values())
    if (place.root / name).is_file():
        ids, wrong = read_enrolment(tables.read(place.root / name, name), place.course(), students)
        if errors_of(wrong):
            raise InputError(f"{name} must be corrected before copies are printed for it", problems=wrong)
        people = [students[id_] for id_ in ids if id_ in students]
    return sorted(people, key=lambda s: (s.surname.casefold(), s.name.casefold(), s.student_id))
