"""Whose row is it? By the roster, or by what a person confirmed; whoever is in doubt is asked about, once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from grader.errors import Problem, Severity
from grader.model.response import Copy
from grader.model.table import Row, Table
from grader.reading.columns import Columns, Role
from grader.reading.people import Roll
from grader.reading.words import visible

NOBODY = "-"  # confirmed: this row is nobody's who is graded here, such as a teacher's trial


@dataclass(frozen=True, slots=True)
class Person:
    """What a file says about who answered, as it can be seen."""

    id: str = ""
    email: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A person whom the roster does not surely have: a person must say who it is."""

    person: Person
    why: str
    proposals: tuple[str, ...]  # ids, the likeliest first


class Whose:
    """The students of a table's rows; what is said about them is collected."""

    def __init__(
        self,
        table: Table,
        columns: Columns,
        roll: Roll,
        copies: Mapping[int, Copy],
        confirmed: Mapping[Person, str],
    ) -> None:
        self._table, self._columns, self._roll = table, columns, roll
        self._copies, self._confirmed = copies, confirmed
        self._said: set[Person] = set()
        self.doubtful: list[Doubtful] = []
        self.problems: list[Problem] = []
        self.strangers = 0  # rows of nobody on the roster

    def student(self, row: Row) -> str | None:
        """The student of a row, or none; that is said where it is not confirmed that the row is nobody's."""
        person = self._person(row)
        if not (person.id + person.email + person.name):
            known = self._copies.get(copy_number(self._cell(row, Role.COPY)))
            if known and known.student:
                return known.student
        if confirmed := self._confirmed.get(person):
            return None if confirmed == NOBODY else confirmed
        match = self._roll.match(person.id, person.email, person.name)
        self.strangers += match.student is None
        if match.remark and person not in self._said:  # once, not for each of a student's rows
            self._said.add(person)
            sure = match.student is not None and not match.confirm
            if not sure:
                near = (match.student,) if match.student else self._roll.near(person.id, person.name)
                self.doubtful.append(Doubtful(person, match.remark, near))
            more = "; so for each further row of the same" if self._columns.long and not match.student else ""
            severity = Severity.WARNING if sure else Severity.ERROR
            problem = Problem(self._table.at(row), match.remark + more, match.hint, severity)
            self.problems.append(problem)
        return match.student

    def _person(self, row: Row) -> Person:
        halves = f"{self._cell(row, Role.SURNAME)} {self._cell(row, Role.NAME)}"
        name = self._cell(row, Role.FULL_NAME) or halves
        said = (self._cell(row, Role.STUDENT), self._cell(row, Role.EMAIL), name)
        return Person(*(visible(text) for text in said))

    def _cell(self, row: Row, role: Role) -> str:
        return row.cells.get(self._columns.roles.get(role, ""), "")


def copy_number(text: str) -> int:
    """A copy's number, or 0 for anything else."""
    return int(text) if re.fullmatch(r"\s*[0-9]{1,7}\s*", text) else 0
