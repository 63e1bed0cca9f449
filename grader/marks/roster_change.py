"""A university's list and the class as it is -> the class as it will be, and the difference in words.

The list is taken for names and e-mails; what the course knows besides (profile, extra time) stays. A name
that differs in capitals, accents or apostrophes alone is the same name, and the course's spelling stays.
Nobody is taken out of the class by a list: papers and marks hang on the matricola.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.marks.listed import Listing, Person, same_name
from grader.marks.roster import fold
from grader.model.roster import Student


@dataclass(frozen=True, slots=True)
class Renamed:
    """A student of whom the list says something else than the course did."""

    student_id: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.student_id} {self.before} -> {self.after}"


@dataclass(frozen=True, slots=True)
class RosterChange:
    """Who came, who left, who is called or written to otherwise; and the whole class after it."""

    students: tuple[Student, ...]
    came: tuple[str, ...]
    left: tuple[str, ...]  # in the course (or enrolled), and not in the list
    renamed: tuple[Renamed, ...]


def update_roster(students: Mapping[str, Student], found: Listing) -> RosterChange:
    """The class with the people of a list: new ones at the end, changed ones in their place."""
    after = dict(students)
    came, renamed = [], []
    for person in found.people:
        before = students.get(person.student_id)
        now = _as_listed(person, before)
        if before is None:
            came.append(now.student_id)
        elif now != before:
            renamed.append(Renamed(now.student_id, _shown(before), _shown(now)))
        after[now.student_id] = now
    listed = {person.student_id for person in found.people}
    left = tuple(id_ for id_ in students if id_ not in listed)
    return RosterChange(tuple(after.values()), tuple(came), left, tuple(renamed))


def enrolment_change(before: Sequence[str], found: Listing) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who came to the list of an exam date, and who left it."""
    listed = tuple(person.student_id for person in found.people)
    return tuple(i for i in listed if i not in before), tuple(i for i in before if i not in listed)


def _as_listed(person: Person, before: Student | None) -> Student:
    cells = person.cells
    surname, name = (" ".join(cells.get(kind, "").split()) for kind in ("surname", "name"))
    whole = "" if surname or name else " ".join(cells.get("full_name", "").split())
    email = cells.get("email", "")
    if before is None:  # where a whole name is to be cut, nobody can tell: it stands as the surname
        return Student(student_id=person.student_id, surname=surname or whole, name=name, email=email)
    if same_name(person, before.surname, before.name):
        surname, name = before.surname, before.name
    elif whole:
        surname = whole
    else:
        surname, name = _kept(before.surname, surname), _kept(before.name, name)
    email = email if email and email.casefold() != before.email.casefold() else before.email
    return before.model_copy(update={"surname": surname, "name": name, "email": email})


def _kept(before: str, now: str) -> str:
    """What the course has, unless the list says something else."""
    return now if now and fold(now) != fold(before) else before


def _shown(student: Student) -> str:
    email = f" <{student.email}>" if student.email else ""
    return f"{student.surname} {student.name}".strip() + email
