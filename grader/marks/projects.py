"""projects.csv: a table in, members of groups out, with every problem.

A group of one to three has one mark; `change` and `status` belong to a member. A member who
withdraws does not take the others along, and may be in another group.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal

from grader.errors import Problem
from grader.marks.columns import Line, check_id, check_known, lines_of, meant, read_date, read_number
from grader.model.course import Course
from grader.model.roster import ProjectRow, ProjectStatus, Student
from grader.model.table import Table

COLUMNS = tuple(ProjectRow.model_fields)
LARGEST = 3  # members of a group
DATES = ("assigned", "revised_on", "presented_on")


def read_projects(
    table: Table, course: Course, roster: Mapping[str, Student] | None
) -> tuple[tuple[ProjectRow, ...], tuple[Problem, ...]]:
    """The members of all groups in the file's order, and the list's problems; a wrong line gives no row."""
    lines, problems = lines_of(table, COLUMNS, ("group", "student_id"))
    top = [c.out_of for c in course.components.values() if c.source == "projects.csv"]
    kept: list[tuple[Line, ProjectRow]] = []
    for line in lines:
        row, wrong = _read(line, course, roster, top[0] if top else Decimal(30))
        problems += wrong
        if row:
            kept.append((line, row))
    problems += _across(kept)
    return tuple(row for _, row in kept), tuple(problems)


def _read(
    line: Line, course: Course, roster: Mapping[str, Student] | None, out_of: Decimal
) -> tuple[ProjectRow | None, list[Problem]]:
    cells, problems = line.cells, []
    stranger = check_id(line, course) or check_known(line, roster)
    if stranger:
        problems.append(stranger)
    if not cells["group"]:
        problems.append(line.wrong("the group is empty", "a student alone is a group of one: give it a name"))
    assigned, revised, presented = (read_date(line, column, problems) for column in DATES)
    mark, change = read_number(line, "mark", problems), read_number(line, "change", problems)
    if mark is not None and not 0 <= mark <= out_of:
        problems.append(line.wrong(f"the mark {mark} is not between 0 and {out_of}"))
    if change is not None and not -30 <= change <= 30:
        problems.append(line.wrong(f"the change {change} is not between -30 and 30"))
    word = cells.get("status", "").casefold() or "assigned"
    if word not in list(ProjectStatus):
        problems.append(line.wrong(f'unknown status "{word}"', meant(word, list(ProjectStatus))))
        return None, problems
    status = ProjectStatus(word)
    problems += _contradictions(line, status)
    days = [day for day in (assigned, revised, presented) if day]
    if days != sorted(days):
        problems.append(line.wrong("the dates are not in the order assigned, revised, presented"))
    if problems:
        return None, problems
    row = ProjectRow(
        group=cells["group"],
        student_id=cells["student_id"],
        title=cells.get("title", ""),
        assigned=assigned,
        revised_on=revised,
        presented_on=presented,
        mark=mark,
        change=change or Decimal(0),
        status=status,
    )
    return row, []


def _contradictions(line: Line, status: ProjectStatus) -> Iterator[Problem]:
    presented_on, mark = line.cells.get("presented_on", ""), line.cells.get("mark", "")
    if status is ProjectStatus.PRESENTED and not presented_on:
        yield line.wrong("the status is presented and presented_on is empty", "write the day")
    if status in (ProjectStatus.ASSIGNED, ProjectStatus.REVISED):
        if presented_on:
            yield line.wrong(f"presented on {presented_on} but the status is {status}", "write presented")
        elif mark:
            yield line.wrong(f"there is a mark but the status is {status}", "write presented, and the day")


def _across(kept: list[tuple[Line, ProjectRow]]) -> Iterator[Problem]:
    """What only several lines together can tell."""
    groups: dict[str, list[tuple[Line, ProjectRow]]] = defaultdict(list)
    working: dict[str, tuple[Line, ProjectRow]] = {}
    for line, row in kept:
        groups[row.group].append((line, row))
        if row.status is ProjectStatus.WITHDRAWN:
            continue
        if row.student_id in working:
            other, earlier = working[row.student_id]
            yield line.wrong(
                f"the student {row.student_id} is already in group {earlier.group} at {other.where}",
                "a student works in one group; write withdrawn at the one that was left",
            )
        working.setdefault(row.student_id, (line, row))
    spelt: dict[str, str] = {}
    for name, members in groups.items():
        if (first := spelt.setdefault(" ".join(name.casefold().split()), name)) != name:
            yield members[0][0].wrong(
                f'the groups "{name}" and "{first}" differ only in capitals or spaces',
                "write one group's name in one way, and give two groups two names",
            )
        active = [line for line, row in members if row.status is not ProjectStatus.WITHDRAWN]
        if len(active) > LARGEST:
            yield active[LARGEST].wrong(
                f"group {name} has {len(active)} members", f"a group has at most {LARGEST}"
            )
        marked = [(line, row.mark) for line, row in members if row.mark is not None]
        for line, mark in marked[1:]:
            if mark != marked[0][1]:
                yield line.wrong(
                    f"group {name} has the mark {mark} here and {marked[0][1]} at {marked[0][0].where}",
                    "a group has one mark; what one member earns more or less goes into the column change",
                )
