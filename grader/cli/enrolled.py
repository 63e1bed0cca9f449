"""Who gets a copy, and where they sit: students.csv, the list of the date, and a list of seats."""

from pathlib import Path
from typing import TYPE_CHECKING

from grader.errors import InputError, Problem, errors_of
from grader.model.roster import Student

if TYPE_CHECKING:
    from grader.model.exam import Exam
    from grader.workspace import Workspace


def students_of(place: "Workspace", use: str = "copies carry its names") -> dict[str, Student]:
    """The roster by id; `use` says for what a wrong one must be corrected first."""
    from grader import tables
    from grader.marks.roster import read_students

    found, wrong = read_students(tables.read(place.root / "students.csv", "students.csv"), place.course())
    if errors_of(wrong):
        raise InputError(f"students.csv must be corrected before {use}", problems=wrong)
    return {student.student_id: student for student in found}


def class_of(
    place: "Workspace", exam: "Exam", students: dict[str, Student], use: str = "copies are printed for it"
) -> list[Student]:
    """Who is enrolled on the exam's date, or everyone where there is no such list, by surname and name."""
    from grader import tables
    from grader.marks.roster import read_enrolment

    name = f"enrolled/{exam.date.isoformat()}.csv"
    people = list(students.values())
    if (place.root / name).is_file():
        ids, wrong = read_enrolment(tables.read(place.root / name, name), place.course(), students)
        if errors_of(wrong):
            raise InputError(f"{name} must be corrected before {use}", problems=wrong)
        people = [students[id_] for id_ in ids if id_ in students]
    return sorted(people, key=lambda s: (s.surname.casefold(), s.name.casefold(), s.student_id))


def seats_of(
    place: "Workspace", path: Path, people: list[Student], students: dict[str, Student]
) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """The seats by student in the file's order, and warnings; raise InputError with everything wrong in the file."""
    from grader import tables
    from grader.marks.seating import read_seats

    table = tables.read(path, path.name)
    seats, wrong = read_seats(table, place.course(), students, [s.student_id for s in people])
    if errors_of(wrong):
        raise InputError(f"{path.name} must be corrected before copies are printed by it", problems=wrong)
    return seats, wrong
