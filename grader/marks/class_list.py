"""The class as a whole: the tables of a course in, one value with all its lists and all their problems out."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from grader.errors import Problem, Severity, errors_of, in_order
from grader.marks.labs import read_labs
from grader.marks.projects import read_projects
from grader.marks.roster import read_enrolment, read_students
from grader.model.course import Course
from grader.model.roster import LabRow, ProjectRow, Student
from grader.model.table import Table


@dataclass(frozen=True, slots=True)
class ClassList:
    """Everyone who takes the course, and what they did besides tests."""

    students: Mapping[str, Student]  # by id, in the roster's order
    enrolled: Mapping[dt.date, tuple[str, ...]]  # ids by exam date
    projects: tuple[ProjectRow, ...] = ()
    labs: tuple[LabRow, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_class(
    course: Course,
    students: Table | None,
    enrolled: Mapping[str, Table] | None = None,
    projects: Table | None = None,
    labs: Table | None = None,
) -> ClassList:
    """Read the lists of a class; `enrolled` is by file stem, which is the exam's date (2026-06-10)."""
    problems: list[Problem] = []
    roster: dict[str, Student] = {}
    if students is None:
        problems.append(Problem("students.csv", "there is no such file", "write it: one line per student"))
    else:
        found, wrong = read_students(students, course)
        roster = {student.student_id: student for student in found}
        problems += wrong
    # One wrong line in the roster would make a stranger of its student in every other list.
    known = None if errors_of(problems) else roster
    dates: dict[dt.date, tuple[str, ...]] = {}
    for stem, table in (enrolled or {}).items():
        try:
            date = dt.date.fromisoformat(stem)
        except ValueError:
            date = None
        if date is None or stem != date.isoformat():  # 20260610 is that day too, and two files cannot be
            problems.append(
                Problem(table.where, f'"{stem}" is not a date', "name the file like 2026-06-10.csv")
            )
            continue
        dates[date], wrong = read_enrolment(table, course, known)
        problems += wrong
    project_rows: tuple[ProjectRow, ...] = ()
    lab_rows: tuple[LabRow, ...] = ()
    used = {component.source for component in course.components.values()}
    for source, table_ in (("projects.csv", projects), ("labs.csv", labs)):
        if table_ is None and source in used:
            problems.append(
                Problem(source, "there is no such file", "course.yaml has a component from it: write it")
            )
        elif table_ is not None and source not in used:
            what = "course.yaml has no component from it, so it is not read"
            problems.append(Problem(source, what, "remove the file, or add the component", Severity.WARNING))
    if projects is not None and "projects.csv" in used:
        project_rows, wrong = read_projects(projects, course, known)
        problems += wrong
    if labs is not None and "labs.csv" in used:
        lab_rows, wrong = read_labs(labs, course, known)
        problems += wrong
    return ClassList(roster, dates, project_rows, lab_rows, in_order(problems))
