"""A list of seats: a table in, each student's seat in the file's order, with every problem."""

from collections.abc import Collection

from grader.errors import Problem, Severity
from grader.marks.columns import check_id, check_known, lines_of
from grader.model.course import Course
from grader.model.table import Table

COLUMNS = ("student_id", "seat", "surname", "name")
LONGEST = 12  # characters that fit beside a copy's number


def read_seats(
    table: Table, course: Course, roster: Collection[str], enrolled: Collection[str]
) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """The seat of each student, in the order in which papers are handed out, and the list's problems."""
    lines, problems = lines_of(table, COLUMNS, ("student_id", "seat"))
    students: dict[str, str] = {}
    taken: dict[str, str] = {}
    seats: dict[str, str] = {}
    for line in lines:
        id_, seat = line.cells["student_id"], " ".join(line.cells["seat"].split())
        wrong = check_id(line, course) or check_known(line, roster)
        if not wrong and id_ not in enrolled:
            wrong = line.wrong(f"the student {id_} is not enrolled on this date", "take the line out")
        if not wrong and id_ in students:
            wrong = line.wrong(f"the student {id_} already has the seat at {students[id_]}", "keep one line")
        if not wrong and not seat:
            wrong = line.wrong(f"the student {id_} has no seat", "write one, or take the line out")
        if not wrong and len(seat) > LONGEST:
            wrong = line.wrong(f'the seat "{seat}" has more than {LONGEST} characters', "shorten it")
        if not wrong and seat in taken:
            wrong = line.wrong(f'the seat "{seat}" is already given at {taken[seat]}', "every seat is one's")
        if wrong:
            problems.append(wrong)
            continue
        students[id_] = taken[seat] = line.where
        seats[id_] = seat
    problems += [
        Problem(table.where, f"{id_} has no line", "the copy comes last, without a seat", Severity.WARNING)
        for id_ in enrolled
        if lines and id_ not in students and not any(line.cells["student_id"] == id_ for line in lines)
    ]
    return seats, tuple(problems)
