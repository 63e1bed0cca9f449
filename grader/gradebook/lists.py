"""The policy, the class lists and what is recorded of students: files of the course in, checked lists out."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path, PurePosixPath

from grader import tables
from grader.documents import parse
from grader.documents.tree import read_tree
from grader.errors import InputError, Problem, errors_of
from grader.marks.class_list import ClassList, read_class
from grader.marks.policy import check_policy
from grader.marks.statuses import standing
from grader.model.course import Course
from grader.model.event import Event, EventKind
from grader.model.mark import StatusEntry
from grader.model.table import Table
from grader.records import Records
from grader.workspace import not_utf8

Files = Mapping[str, bytes]  # by name relative to the course
CLASS_FILES = ("students.csv", "projects.csv", "labs.csv")


def gather_lists(root: Path) -> dict[str, bytes]:
    """The policy and the class lists of the course in a folder."""
    names = ["course.yaml", *CLASS_FILES]
    names += [f"enrolled/{path.name}" for path in sorted((root / "enrolled").glob("*.csv"))]
    return {name: (root / name).read_bytes() for name in names if (root / name).is_file()}


def statuses(book: Records) -> tuple[StatusEntry, ...]:
    """The statuses that stand in the records, over all chains, in the order of recording."""
    events: list[Event] = []
    for chain in book.chains():
        events += book.events(chain, EventKind.STATUS)
    events.sort(key=lambda event: event.at)
    return standing(StatusEntry.model_validate_json(event.payload) for event in events)


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
