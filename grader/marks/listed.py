"""A list of people as a university's system writes it -> who is on it: the header is found by what is in it.

Such a file begins with a title, a date, a professor, in numbers that change from year to year; its ids may
have lost their zeros, its names are in capitals without accents, and a header may come again on every
page. So nothing is taken by its place: a row is the header when it names a matricola and has most of the
headings, and a row below it is a person when it has a matricola of the course.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from grader.errors import InputError, Problem, Severity
from grader.marks.columns import padded
from grader.marks.roster import fold
from grader.model.course import Course
from grader.model.table import Grid
from grader.model.university import ListColumns

PEOPLE = ("student_id", "surname", "name", "full_name", "email")


@dataclass(frozen=True, slots=True)
class Person:
    """A row of a list: its line, its matricola with all zeros, and the cells by what they are."""

    where: str
    line: int
    student_id: str
    cells: Mapping[str, str]  # surname, name, full_name, email, and what else was looked for


@dataclass(frozen=True, slots=True)
class Listing:
    """A list that was understood: its sheet, where each column is, and its people in order."""

    grid: Grid
    line: int  # of the header
    columns: Mapping[str, int]  # 0-based, by what it is
    people: tuple[Person, ...]
    problems: tuple[Problem, ...]


def headings_of(words: ListColumns) -> dict[str, Sequence[str]]:
    """The headings of people, by what they name."""
    return {kind: getattr(words, kind) for kind in PEOPLE}


def read_listing(
    grids: Iterable[Grid],
    headings: Mapping[str, Sequence[str]],
    course: Course,
    *,
    required: Sequence[str] = ("student_id",),
    sheet: str = "",
) -> Listing:
    """Find the header and read the people below it; raise InputError where there is none or a person twice."""
    seen = tuple(grids)
    seen = tuple(grid for grid in seen if sheet and fold(grid.sheet) == fold(sheet)) or seen
    found = [(grid, *place) for grid in seen for place in _headers(grid, headings, required)]
    if not found:
        raise InputError(
            "no row has the headings that are looked for",
            hint="one row must have " + ", and one of ".join(", ".join(headings[kind]) for kind in required),
        )
    listings = [_below(grid, line, columns, headings, course) for grid, line, columns in found]
    best = max(listings, key=lambda each: (len(each.columns), len(each.people)))
    if not best.people:
        raise InputError(
            f"{best.grid.where}:{best.line}: no row below the header has a matricola of this course",
            hint=f"course.yaml asks for {course.matricola}",
        )
    _refuse_double_headings(best)
    _refuse_twins(best)
    return best


def _headers(
    grid: Grid, headings: Mapping[str, Sequence[str]], required: Sequence[str]
) -> Iterable[tuple[int, dict[str, int]]]:
    """Every row that names what is required, with the places of what it names."""
    wanted = {kind: [fold(word) for word in words] for kind, words in headings.items()}
    known = {word for words in wanted.values() for word in words}
    for line, cells in grid.rows:
        folded = [fold(cell) if len(cell) < 80 else "" for cell in cells]
        if not known & set(folded):
            continue
        columns = {}
        for kind, words in wanted.items():
            there = next((word for word in words if word in folded), None)
            if there is not None:
                columns[kind] = folded.index(there)
        if all(kind in columns for kind in required):
            yield line, columns


def _below(
    grid: Grid, top: int, columns: dict[str, int], headings: Mapping[str, Sequence[str]], course: Course
) -> Listing:
    again = {fold(word) for word in headings["student_id"]}
    people, problems, short = [], [], 0
    for line, row in grid.rows:
        cells = {kind: row[i].strip() if i < len(row) else "" for kind, i in columns.items()}
        typed = re.sub(r"\.0$", "", cells["student_id"])
        if line <= top or fold(typed) in again:
            continue
        where, id_ = f"{grid.where}:{line}", padded(typed, course)
        if not typed:
            if name := _unnumbered(cells, headings):
                what = f'"{name}" has no matricola: the row is left alone'
                problems.append(Problem(where, what, "write it into the list", Severity.WARNING))
            continue
        if not id_:
            what = f'"{typed}" is not a matricola of this course: the row is left alone'
            hint = f"course.yaml asks for {course.matricola}"
            problems.append(Problem(where, what, hint, Severity.WARNING))
            continue
        short += id_ != typed
        people.append(Person(where, line, id_, cells))
    if short:
        what = (
            f"{short} of the matricole had lost their leading zeros: put back by the pattern of course.yaml"
        )
        problems.append(Problem(f"{grid.where}:{top}", what, severity=Severity.WARNING))
    return Listing(grid, top, columns, tuple(people), tuple(problems))


def _unnumbered(cells: Mapping[str, str], headings: Mapping[str, Sequence[str]]) -> str:
    """Whom a row without a matricola names; "" for nobody, and for headings that come again."""
    words = {kind: text for kind, text in cells.items() if kind in PEOPLE and text}
    again = all(fold(text) in map(fold, headings[kind]) for kind, text in words.items())
    return "" if again else " ".join(words.values())


def _refuse_double_headings(found: Listing) -> None:
    header = [fold(cell) for cell in dict(found.grid.rows)[found.line]]
    where = f"{found.grid.where}:{found.line}"
    doubtful = [
        Problem(
            where, f"the heading of the {kind} stands over {header.count(header[i])} columns", "rename one"
        )
        for kind, i in found.columns.items()
        if header.count(header[i]) > 1
    ]
    if doubtful:
        raise InputError(f"{found.grid.where} does not say which column is meant", problems=doubtful)


def _refuse_twins(found: Listing) -> None:
    often = Counter(person.student_id for person in found.people)
    twins = [
        Problem(
            person.where, f"{person.student_id} is in the list {often[person.student_id]} times", "keep one"
        )
        for person in found.people
        if often[person.student_id] > 1
    ]
    if twins:
        raise InputError(f"{found.grid.where} names a student more than once", problems=twins)


def same_name(person: Person, surname: str, name: str) -> bool:
    """Whether a row names this student, as far as it names anyone: NICOLO' is Nicolò, and one may stand first."""
    cells = person.cells
    whole = fold(cells.get("full_name", ""))
    if whole and whole not in (fold(surname + name), fold(name + surname)):
        return False
    pairs = ((cells.get("surname", ""), surname), (cells.get("name", ""), name))
    return all(not there or not here or fold(there) == fold(here) for there, here in pairs)


def named(person: Person) -> str:
    """A row's name, as it stands there."""
    cells = person.cells
    return cells.get("full_name") or " ".join(filter(None, (cells.get("surname"), cells.get("name"))))
