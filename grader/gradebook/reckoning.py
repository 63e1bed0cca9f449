"""Marks worked out from files alone, those of the course or those of a sealed copy; nothing else is read."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path, PurePosixPath

from grader import tables
from grader.documents import parse
from grader.documents.tree import read_tree
from grader.errors import InputError, PeopleNeeded, Problem, errors_of
from grader.gradebook.inputs import CLASS_FILES, SCORES, STATUSES, Files, gather_lists
from grader.marks.award import award
from grader.marks.class_list import ClassList, read_class
from grader.marks.components import component_scores
from grader.marks.policy import check_policy
from grader.model.course import Course
from grader.model.mark import Mark, SittingScores, StatusEntry
from grader.model.table import Table
from grader.workspace import not_utf8


@dataclass(frozen=True, slots=True)
class Reckoned:
    """Marks, and what they were worked out from."""

    course: Course
    class_list: ClassList
    marks: tuple[Mark, ...]
    problems: tuple[Problem, ...]  # for people; errors among them hold the marks up
    provisional: bool


def reckon(files: Files, *, session: dt.date | None = None, provisional: bool = False) -> Reckoned:
    """Work the marks out; with `session` for those enrolled on that date only. Raises InputError."""
    course, class_list = lists_of(files)
    found = [
        SittingScores.model_validate_json(content)
        for name, content in sorted(files.items())
        if name.endswith(f"/{SCORES}")
    ]
    said = [StatusEntry.model_validate(entry) for entry in json.loads(files.get(STATUSES, b"[]"))]
    students = tuple(class_list.students)
    if session is not None:
        if session not in class_list.enrolled:
            known = ", ".join(str(date) for date in class_list.enrolled) or "none"
            raise InputError(f"there is no enrolled/{session}.csv", hint=f"there are: {known}")
        students = class_list.enrolled[session]
    scores, problems = component_scores(course, class_list, found, said)
    marks = award(course, students, scores, said)
    if provisional:
        marks = tuple(mark.model_copy(update={"provisional": True}) for mark in marks)
    return Reckoned(course, class_list, marks, (*class_list.problems, *problems), provisional)


def refuse_pending(found: Reckoned) -> None:
    """Raise PeopleNeeded while marks that are not provisional depend on what people must decide."""
    waiting = Counter(sitting for mark in found.marks for sitting in mark.blocked_by)
    if found.provisional or not (waiting or errors_of(found.problems)):
        return
    counts = [
        f"{sitting}: the mark{'s' * (n > 1)} of {n} student{'s' * (n > 1)} wait{'s' * (n == 1)} for decisions"
        for sitting, n in sorted(waiting.items())
    ]
    first = f"grader review {min(waiting)}; " if waiting else ""
    raise PeopleNeeded(
        "\n".join([*counts, "no mark was written"]),
        hint=f"{first}or --provisional, which says so in the file",
        problems=found.problems,
    )


def lists_of(files: Files) -> tuple[Course, ClassList]:
    """The policy and the class; raise InputError with every problem of both."""
    course, class_list, problems = _read(files, None)
    wrong = errors_of(problems)
    if course is None or class_list is None or wrong:
        count = f"{len(wrong)} things" if len(wrong) > 1 else "one thing"
        raise InputError(
            f"{count} in the policy or the class lists must be corrected first", problems=problems
        )
    return course, class_list


def check_lists(root: Path, points: Mapping[str, Decimal] | None = None) -> tuple[Problem, ...]:
    """Every problem in the policy and the class lists of a course, warnings too, for `grader check`.

    `points` is what each blueprint is worth, by its name; without it exams are not compared with blueprints.
    """
    return _read(gather_lists(root), points)[2]


def _read(
    files: Files, points: Mapping[str, Decimal] | None
) -> tuple[Course | None, ClassList | None, tuple[Problem, ...]]:
    try:
        text = files.get("course.yaml", b"").decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return None, None, (not_utf8("course.yaml", error),)
    course, problems = parse(text, "course.yaml", Course)
    if course is None:
        return None, None, problems
    tree, _ = read_tree(text, "course.yaml")
    worth = {c.exam: c.out_of for c in course.components.values() if c.exam} if points is None else points

    def where(*path: str) -> str:
        return f"course.yaml:{tree.at(*path).line}" if tree else "course.yaml"

    policy = check_policy(course, worth, where)
    read, unreadable = _tables(files)
    enrolled = {PurePosixPath(n).stem: t for n, t in read.items() if n.startswith("enrolled/")}
    students, projects, labs = (read.get(name) for name in CLASS_FILES)
    class_list = read_class(course, students, enrolled, projects, labs)
    # A file that cannot be read is there: it must not be called missing as well.
    broken = {problem.where.split(":")[0] for problem in unreadable}
    listed = [problem for problem in class_list.problems if problem.where not in broken]
    return course, class_list, (*policy, *unreadable, *listed)


def _tables(files: Files) -> tuple[dict[str, Table], list[Problem]]:
    """The tables among the files, and the problems of those that cannot be read."""
    read: dict[str, Table] = {}
    problems: list[Problem] = []
    for name, content in files.items():
        if name.endswith(".csv"):
            try:
                read[name] = tables.read_bytes(content, name)
            except InputError as error:
                problems += error.problems or [Problem(name, error.what, error.hint)]
    return read, problems
