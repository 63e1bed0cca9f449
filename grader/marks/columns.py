"""What the class lists share: known columns, and cells that are ids, dates, points or one of a few words.

A table comes in; lines with their places and canonical column names go out, with a Problem for
everything that a person must correct. Nothing is guessed: a cell is right, or it is a problem.
"""

import datetime as dt
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches

from grader.errors import Problem, Severity
from grader.model.course import Course
from grader.model.table import Table

_ITALIAN = {
    "matricola": "student_id",
    "cognome": "surname",
    "nome": "name",
    "e-mail": "email",
    "gruppo": "group",
    "titolo": "title",
    "voto": "mark",
    "posto": "seat",
}
_NUMBER = re.compile(r"[+-]?[0-9]{1,6}(?:[.,][0-9]{1,6})?", re.ASCII)
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})|([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a class list: its place, and its cells by canonical column name."""

    where: str  # "projects.csv:7"
    cells: Mapping[str, str]

    def wrong(self, what: str, hint: str = "", severity: Severity = Severity.ERROR) -> Problem:
        """A problem at this line."""
        return Problem(self.where, what, hint, severity)


def lines_of(
    table: Table, known: Sequence[str], required: Sequence[str]
) -> tuple[tuple[Line, ...], list[Problem]]:
    """The lines of a table under canonical column names; none when a required column is missing."""
    top = f"{table.where}:1"
    problems: list[Problem] = []
    names: dict[str, str] = {}
    for column in table.header:
        name = column.strip().casefold().replace(" ", "_")
        name = _ITALIAN.get(name, name)
        if name in known and name not in names.values():
            names[column] = name
        elif name in known:
            problems.append(Problem(top, f'two columns are "{name}"', "keep one"))
        elif column.strip():
            problems.append(Problem(top, f'unknown column "{column}"', meant(name, known)))
    missing = [name for name in required if name not in names.values()]
    problems += [
        Problem(top, f'the column "{name}" is missing', f"the columns are: {', '.join(known)}")
        for name in missing
    ]
    if missing:
        return (), problems
    lines = (
        Line(table.at(row), {name: row.cells.get(column, "").strip() for column, name in names.items()})
        for row in table.rows
    )
    return tuple(line for line in lines if any(line.cells.values())), problems


def meant(word: str, known: Collection[str]) -> str:
    """The hint for a word that is not among the known ones."""
    near = get_close_matches(word, known, 1)
    return f'did you mean "{near[0]}"?' if near else f"known: {', '.join(known)}"


def check_id(line: Line, course: Course) -> Problem | None:
    """The problem with a line's student_id, if it does not have the course's form."""
    id_ = line.cells["student_id"]
    if not id_:
        return line.wrong("the student_id is empty", "every line needs one")
    full = padded(id_, course)
    if full == id_:
        return None
    if full:
        return line.wrong(
            f'the matricola "{id_}" has lost its leading zeros: a spreadsheet took it for a number',
            f"write {full}, and format the column as text before you open the file again",
        )
    return line.wrong(
        f'"{id_}" is not a matricola of this course', f"course.yaml asks for {course.matricola}"
    )


def padded(id_: str, course: Course) -> str:
    """A matricola with the zeros that a spreadsheet took from it; "" for what is none of the course's."""
    if re.fullmatch(course.matricola, id_):
        return id_
    if not (id_.isascii() and id_.isdigit()):
        return ""
    longer = (id_.zfill(width) for width in range(len(id_) + 1, 21))
    return next((full for full in longer if re.fullmatch(course.matricola, full)), "")


def check_known(line: Line, roster: Collection[str] | None) -> Problem | None:
    """The problem with a line whose student is not in students.csv; none while the roster itself is wrong."""
    id_ = line.cells["student_id"]
    if roster is None or id_ in roster:
        return None
    near = get_close_matches(id_, roster, 1, cutoff=0.85)
    hint = f"did you mean {near[0]}?" if near else "add the student there, or correct the matricola here"
    return line.wrong(f"the student {id_} is not in students.csv", hint)


def read_date(line: Line, column: str, problems: list[Problem]) -> dt.date | None:
    """A date as 2026-06-15 or 15/06/2026; none when the cell is empty or, with a problem, wrong."""
    text = line.cells.get(column, "")
    found = _DATE.fullmatch(text)
    try:
        if found and found[1]:
            return dt.date(int(found[1]), int(found[2]), int(found[3]))
        if found:
            return dt.date(int(found[6]), int(found[5]), int(found[4]))
    except ValueError:
        pass  # 31/02/2026 has the form of a date and is none
    if text:
        problems.append(line.wrong(f'{column}: "{text}" is not a date', "write 2026-06-15 or 15/06/2026"))
    return None


def read_number(line: Line, column: str, problems: list[Problem]) -> Decimal | None:
    """A number with a decimal point or comma; none when the cell is empty or, with a problem, wrong."""
    text = line.cells.get(column, "")
    if _NUMBER.fullmatch(text):
        return Decimal(text.replace(",", "."))
    if text:
        problems.append(line.wrong(f'{column}: "{text}" is not a number', "write for example 27 or 27.5"))
    return None
