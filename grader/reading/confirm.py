"""Who could not be matched surely, as a table that goes out to a person and comes back with ids.

A row shows what the answers' file says and whom it may mean. `student_id` is empty and for the person: an id of the
roster, or `-` for a row that is nobody's. A row left empty stays open.
"""

from collections.abc import Mapping, Sequence

from grader.errors import InputError, Problem
from grader.model.roster import Student
from grader.model.table import Table
from grader.reading.whose import NOBODY, Doubtful, Person
from grader.reading.words import quoted, visible

HEADER = ("id", "email", "name", "why", "proposals", "student_id")


def rows(doubtful: Sequence[Doubtful], roster: Mapping[str, Student]) -> tuple[tuple[str | None, ...], ...]:
    """The rows under `HEADER`."""
    return tuple(
        (
            one.person.id,
            one.person.email,
            one.person.name,
            one.why,
            " | ".join(f"{id_} {roster[id_].surname} {roster[id_].name}".strip() for id_ in one.proposals),
            None,
        )
        for one in doubtful
    )


def read(table: Table, roster: Mapping[str, Student]) -> Mapping[Person, str]:
    """What was confirmed: the student's id for each person, or `NOBODY`. Raise InputError with every problem."""
    if missing := [name for name in (*HEADER[:3], HEADER[-1]) if name not in table.header]:
        what = f"the columns {', '.join(missing)} are missing"
        raise InputError(
            f"{table.where} is no list of people",
            hint="`grader import --export-people FILE` writes one",
            problems=[Problem(f"{table.where}:1", what)],
        )
    confirmed: dict[Person, str] = {}
    problems = []
    for row in table.rows:
        id_ = visible(row.cells["student_id"])
        person = Person(*(visible(row.cells[name]) for name in HEADER[:3]))
        if not id_:
            continue
        if id_ not in roster and id_ != NOBODY:
            hint = f"write an id of students.csv, or {NOBODY} for nobody"
            problems.append(Problem(table.at(row), f"{quoted(id_)} is not on the roster", hint))
        elif confirmed.setdefault(person, id_) != id_:
            what = f"the same person was {confirmed[person]} in a line above"
            problems.append(Problem(table.at(row), what, "remove the row that is wrong"))
    if problems:
        raise InputError(f"{table.where} must be corrected; nothing was imported", problems=problems)
    return confirmed
