"""students.csv and enrolled/DATE.csv: tables in, students and enrolled ids out, with every problem."""

import unicodedata
from collections.abc import Mapping
from decimal import Decimal

from grader.errors import Problem, Severity
from grader.marks.columns import check_id, check_known, lines_of, meant, read_number
from grader.model.course import Course
from grader.model.kinds import Profile
from grader.model.roster import Student
from grader.model.table import Table

STUDENT_COLUMNS = ("student_id", "surname", "name", "email", "profile", "time_factor")
ENROLMENT_COLUMNS = ("student_id", "surname", "name", "email")


def read_students(table: Table, course: Course) -> tuple[tuple[Student, ...], tuple[Problem, ...]]:
    """The students of a roster in the file's order, and its problems; a wrong line gives no student."""
    lines, problems = lines_of(table, STUDENT_COLUMNS, ("student_id",))
    first: dict[str, str] = {}
    students = []
    for line in lines:
        cells = line.cells
        wrong = check_id(line, course)
        if wrong:
            problems.append(wrong)
            continue
        id_ = cells["student_id"]
        if id_ in first:
            problems.append(line.wrong(f"the student {id_} is already at {first[id_]}", "keep one line"))
            continue
        first[id_] = line.where
        profile = cells.get("profile", "") or Profile.STANDARD
        if profile not in list(Profile):
            problems.append(line.wrong(f'unknown profile "{profile}"', meant(profile, list(Profile))))
            profile = Profile.STANDARD
        factor = read_number(line, "time_factor", problems)
        if factor is not None and not 1 <= factor <= 5:
            problems.append(
                line.wrong(f"time_factor {factor} is not between 1 and 5", "1.3 is 30 % more time")
            )
            factor = None
        email = cells.get("email", "")
        if email and "@" not in email:
            problems.append(line.wrong(f'"{email}" is not an e-mail address', severity=Severity.WARNING))
        students.append(
            Student(
                student_id=id_,
                surname=cells.get("surname", ""),
                name=cells.get("name", ""),
                email=email,
                profile=Profile(profile),
                time_factor=factor or Decimal(1),
            )
        )
    return tuple(students), tuple(problems)


def read_enrolment(
    table: Table, course: Course, roster: Mapping[str, Student] | None
) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """The ids enrolled on one exam date in the file's order, and the list's problems."""
    lines, problems = lines_of(table, ENROLMENT_COLUMNS, ("student_id",))
    first: dict[str, str] = {}
    for line in lines:
        id_ = line.cells["student_id"]
        wrong = check_id(line, course) or check_known(line, roster)
        if wrong:
            problems.append(wrong)
            continue
        if id_ in first:
            problems.append(line.wrong(f"the student {id_} is already at {first[id_]}", "keep one line"))
            continue
        first[id_] = line.where
        surname = line.cells.get("surname", "")
        if surname and roster and fold(surname) != fold(roster[id_].surname):
            problems.append(
                line.wrong(
                    f"{id_} is {surname} here and {roster[id_].surname} in students.csv",
                    "make sure that the matricola is the right one",
                    Severity.WARNING,
                )
            )
    return tuple(first), tuple(problems)


def fold(name: str) -> str:
    """A name without accents, apostrophes, spaces and case, so that NICOLO' equals Nicolò."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if letter.isalnum())
