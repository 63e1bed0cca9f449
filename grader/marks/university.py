"""Marks and a university's list of an exam date -> which cells of it take what; its bytes are not touched here.

Only empty cells are filled, beside those that already hold what would be written: another mark in a cell
is a conflict that people decide. A pending mark leaves its cell empty, a formula in the mark's column is
refused, and whoever is on the list and not in the course is named.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from grader.errors import InputError, Problem, Severity
from grader.marks.listed import Listing, Person, named, same_name
from grader.model.mark import Mark, Outcome
from grader.model.roster import Student
from grader.model.university import DateForm, MarkColumn, OutcomeWords, UniversityProfile, Written

Spot = tuple[int, int]  # 1-based line, 0-based column


@dataclass(frozen=True, slots=True)
class Filling:
    """What goes into which cell, and what people should know of it."""

    cells: Mapping[Spot, Decimal | str]
    conflicts: tuple[Problem, ...]  # cells that hold something else
    problems: tuple[Problem, ...]  # warnings
    listed: tuple[str, ...]  # ids of the course's students on the list, in its order
    waiting: tuple[str, ...]  # of these, who has no outcome yet


def columns_of(profile: UniversityProfile) -> dict[str, tuple[str, ...]]:
    """The headings of what is filled, by what it is."""
    more = {"outcome": profile.outcome, "date": profile.date}
    return {"mark": profile.mark.column} | {kind: each.column for kind, each in more.items() if each}


def fill(
    found: Listing,
    students: Mapping[str, Student],
    marks: Mapping[str, Mark],
    profile: UniversityProfile,
    day: dt.date | None,
) -> Filling:
    """Decide the cells; raise InputError where a cell to be filled holds a formula."""
    formulas = [p for person in found.people for p in _formulas(found, person, columns_of(profile))]
    if formulas:
        raise InputError(f"{found.grid.where} works out what should be filled in", problems=formulas)
    cells: dict[Spot, Decimal | str] = {}
    conflicts: list[Problem] = []
    problems = list(found.problems)
    listed, waiting = [], []
    for person in found.people:
        student, mark = students.get(person.student_id), marks.get(person.student_id)
        problems += _doubts(person, student)
        if student is None:
            continue
        listed.append(student.student_id)
        if mark is None:
            problems.append(_not_of_the_date(person))
            continue
        if mark.outcome is Outcome.PENDING:
            waiting.append(student.student_id)
            continue
        for kind, value in _values(mark, profile, day).items():
            there = person.cells.get(kind)
            if there is None or value == "" or _same(there, value):
                continue
            if there and kind == "date":
                continue
            if there:
                what = (
                    f'{person.student_id} has "{there}" in the column of the {kind} and would get "{value}"'
                )
                conflicts.append(Problem(person.where, what))
            cells[person.line, found.columns[kind]] = value
    return Filling(cells, tuple(conflicts), tuple(problems), tuple(listed), tuple(waiting))


def _values(mark: Mark, profile: UniversityProfile, day: dt.date | None) -> dict[str, Decimal | str]:
    values = {"mark": mark_written(mark, profile.mark)}
    if profile.outcome:
        values["outcome"] = _word(mark, profile.outcome, profile.outcome.graded)
    if profile.date and day:
        italian = profile.date.form is DateForm.ITALIAN
        values["date"] = f"{day:%d/%m/%Y}" if italian else day.isoformat()
    return values


def mark_written(mark: Mark, column: MarkColumn) -> Decimal | str:
    """A mark as a list takes it: a number, or the word of the profile, which may be a number too."""
    graded = column.lode if mark.lode else format(mark.value, "f") if mark.value is not None else ""
    word = _word(mark, column, graded)
    is_number = column.graded is Written.NUMBER and re.fullmatch(r"[0-9]{1,3}", word)
    return Decimal(word) if is_number else word


def _word(mark: Mark, words: OutcomeWords, graded: str) -> str:
    match mark.outcome:
        case Outcome.GRADED:
            return graded
        case Outcome.FAIL:
            return words.fail
        case Outcome.ABSENT:
            return words.absent
        case Outcome.WITHDRAWN:
            return words.withdrawn
        case Outcome.REFUSED:
            return words.refused
        case Outcome.PENDING:
            return ""


def _same(there: str, value: Decimal | str) -> bool:
    return there.casefold() == str(value).casefold()


def _formulas(found: Listing, person: Person, kinds: Mapping[str, object]) -> list[Problem]:
    spots = ((kind, found.columns[kind]) for kind in kinds if kind in found.columns)
    return [
        Problem(person.where, f"the cell of the {kind} holds a formula", "clear the column, or name another")
        for kind, column in spots
        if (person.line, column) in found.grid.formulas
    ]


def _not_of_the_date(person: Person) -> Problem:
    what = f"{person.student_id} is on the list and not enrolled on the exam date: the row is left empty"
    hint = "grader roster import with --session takes the list for that date"
    return Problem(person.where, what, hint, Severity.WARNING)


def _doubts(person: Person, student: Student | None) -> list[Problem]:
    if student is None:
        what = f"{person.student_id} is on the list and not in students.csv: the row is left empty"
        hint = "grader roster import takes the list into the course"
        return [Problem(person.where, what, hint, Severity.WARNING)]
    if same_name(person, student.surname, student.name):
        return []
    what = (
        f"{student.student_id} is {named(person)} here and {student.surname} {student.name} in students.csv"
    )
    return [Problem(person.where, what, "make sure that the matricola is the right one", Severity.WARNING)]
