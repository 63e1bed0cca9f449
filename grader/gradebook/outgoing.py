"""Everything that one export writes: marks and what was asked for in, files by name and what to say of them out."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from grader.errors import Problem
from grader.gradebook import sheets
from grader.gradebook.reckoning import Reckoned
from grader.gradebook.template import fill_template
from grader.marks.platforms import canvas, moodle
from grader.marks.registering import not_enrolled, to_register
from grader.model.mark import Mark
from grader.model.table import Table
from grader.model.university import UniversityProfile


@dataclass(frozen=True, slots=True)
class Asked:
    """What an export should write beside the grade sheet."""

    day: dt.date | None = None
    publication: bool = False
    moodle: bool = False
    canvas: bool = False
    only: Table | None = None  # the platform's own list
    excel_it: bool = False
    profile: UniversityProfile | None = None
    template: bytes = b""
    template_name: str = ""
    force: bool = False


@dataclass(slots=True)
class Outgoing:
    """Files by name, and what people should know of them."""

    files: dict[str, bytes]
    notes: list[str] = field(default_factory=list)
    problems: tuple[Problem, ...] = ()
    left_out: tuple[str, ...] = ()  # of a platform's table
    registered: tuple[Mark, ...] = ()
    not_enrolled: tuple[Mark, ...] = ()
    kept: bytes = b""  # the template, where marks in it were replaced


def outgoing(asked: Asked, found: Reckoned, everyone: Reckoned, registered: Mapping[str, str]) -> Outgoing:
    """Make the files. `found` has the marks of the date, `everyone` of the class; `registered` stands already."""
    out = Outgoing(sheets.grade_sheets(found, asked.day, excel_it=asked.excel_it))
    students = found.class_list.students
    if asked.publication:
        out.files |= sheets.publication_sheet(found, asked.day, excel_it=asked.excel_it)
    books = {}
    if asked.moodle:
        books["moodle"] = moodle(students, found.marks, asked.only)
    if asked.canvas:
        books["canvas"] = canvas(students, found.marks, found.course.cap, asked.only)
    for kind, book in books.items():
        out.files |= sheets.platform_sheet(kind, found, asked.day, book)
        out.left_out += book.left_out
        out.notes += book.notes
        if book.left_out:
            out.notes.append(
                f"not among the participants, and left out of {kind.title()}'s table: {', '.join(book.left_out)}"
            )
    enrolled = None if asked.day is None else found.class_list.enrolled[asked.day]
    if asked.profile:
        listed = _fill(asked, asked.profile, found, out)
        enrolled = listed if enrolled is None else enrolled
    if enrolled is not None:
        out.registered = to_register(found.marks, enrolled)
        out.not_enrolled = not_enrolled(everyone.marks, enrolled, registered)
        out.files |= sheets.registers(
            found, asked.day, out.registered, out.not_enrolled, excel_it=asked.excel_it
        )
    return out


def _fill(asked: Asked, profile: UniversityProfile, found: Reckoned, out: Outgoing) -> tuple[str, ...]:
    """Add the filled list; return who is on it."""
    filled = fill_template(
        asked.template,
        asked.template_name,
        profile,
        found.class_list.students,
        {mark.student_id: mark for mark in found.marks},
        found.course,
        day=asked.day,
        force=asked.force,
    )
    filling = filled.filling
    out.files[f"{sheets.named(f'{PurePath(filled.name).stem}-marks', found, None)}.xlsx"] = filled.content
    out.problems = filling.problems
    out.kept = asked.template if filling.conflicts else b""
    count = len({line for line, _ in filling.cells})
    out.notes.append(f"{asked.template_name}: {count} of {len(filling.listed)} rows filled")
    if filling.waiting:
        out.notes.append(f"left empty, as their marks wait: {', '.join(filling.waiting)}")
    proposed = sum(mark.lode_proposed and not mark.lode for mark in found.marks)
    if proposed:
        out.notes.append(f"lode is proposed and not confirmed for {proposed}: they get the mark without it")
    if profile.date and not asked.day:
        out.notes.append("the column of the date is left alone: --session says which date")
    if found.provisional:
        out.notes.append("the marks in the list are provisional: do not hand it in")
    return filling.listed


def kept_as(name: str | Path, content: bytes) -> str:
    """The name below out/ of a copy of what is replaced, the same for the same content."""
    path = PurePath(name)
    return f"replaced/{path.stem}-{hashlib.sha256(content).hexdigest()[:8]}{path.suffix}"
