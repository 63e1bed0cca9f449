"""labs.csv: a table in, results of lab groups and of students out, with every problem.

A line without a student_id holds a lab group's results; a student's own line names the lab group,
and its own cells, where they are not empty, count instead of the group's.
"""

import re
from collections.abc import Collection, Mapping
from typing import cast

from grader.errors import Problem, Severity
from grader.marks.columns import Line, check_id, check_known, lines_of, meant
from grader.model.course import Course
from grader.model.roster import LabResult, LabRow, Student
from grader.model.table import Table

WORDS = ("pass", "fail", "absent")
_LAB = re.compile(r"lab[ _]?([0-9]{1,3})", re.IGNORECASE | re.ASCII)


def read_labs(
    table: Table, course: Course, roster: Mapping[str, Student] | None
) -> tuple[tuple[LabRow, ...], tuple[Problem, ...]]:
    """The lab results in the file's order, and the list's problems; a wrong line gives no row."""
    allowed = max((c.labs_allowed for c in course.components.values() if c.source == "labs.csv"), default=0)
    columns = ("student_id", "lab_group", *(f"lab{n}" for n in range(1, allowed + 1)))
    beyond = {
        column: f'the column "{column}" is beyond the {allowed} labs that can earn points'
        for column in table.header
        if (found := _LAB.fullmatch(column.strip())) and not 1 <= int(found[1]) <= allowed
    }
    lines, found_problems = lines_of(
        table, (*columns, *(c.strip().casefold().replace(" ", "_") for c in beyond)), ()
    )
    problems = list(found_problems)
    problems += [
        Problem(f"{table.where}:1", what, "course.yaml: out_of divided by each gives the number")
        for what in beyond.values()
    ]
    rows: list[LabRow] = []
    first: dict[tuple[str, str], str] = {}
    for line in lines:
        row = _read(line, columns[2:], course, roster, problems)
        if row is None:
            continue
        who = ("student", row.student_id) if row.student_id else ("lab group", row.lab_group)
        if who in first:
            problems.append(line.wrong(f"the {who[0]} {who[1]} is already at {first[who]}", "keep one line"))
            continue
        first[who] = line.where
        rows.append(row)
    # A line with something wrong in it gives no row, and is there all the same.
    groups = {line.cells.get("lab_group", "") for line in lines if not line.cells.get("student_id")} - {""}
    for row in rows:
        if row.student_id and row.lab_group and groups and row.lab_group not in groups:
            problems.append(
                Problem(
                    first["student", row.student_id],
                    f"there is no line for the lab group {row.lab_group}",
                    meant(row.lab_group, sorted(groups)),
                )
            )
    problems += _without_line(roster or {}, {line.cells.get("student_id", "") for line in lines})
    return tuple(rows), tuple(problems)


def _without_line(roster: Collection[str], present: Collection[str]) -> list[Problem]:
    missing = [id_ for id_ in roster if id_ not in present]
    if not missing:
        return []
    shown = ", ".join(missing[:5]) + (" ..." if len(missing) > 5 else "")
    what = f"{len(missing)} of the class have no line: {shown}"
    hint = "their marks wait for it; who was never there gets a line with absent"
    return [Problem("labs.csv", what, hint, Severity.WARNING)]


def _read(
    line: Line,
    labs: tuple[str, ...],
    course: Course,
    roster: Mapping[str, Student] | None,
    problems: list[Problem],
) -> LabRow | None:
    before = len(problems)
    student, group = line.cells.get("student_id", ""), line.cells.get("lab_group", "")
    if not student and not group:
        problems.append(line.wrong("neither student_id nor lab_group is given", "name one of them"))
    elif student:
        wrong = check_id(line, course) or check_known(line, roster)
        problems += [wrong] if wrong else []
    results = []
    for lab in labs:
        word = line.cells.get(lab, "").casefold()
        if word and word not in WORDS:
            hint = f"{meant(word, WORDS)} (empty: not held or not marked yet)"
            problems.append(line.wrong(f'{lab}: unknown result "{line.cells[lab]}"', hint))
        results.append(cast(LabResult, word))
    if len(problems) > before:
        return None
    return LabRow(student_id=student, lab_group=group, results=tuple(results))
