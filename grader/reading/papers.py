"""What a file of typed answers holds: papers by student, and what people must look at."""

from dataclasses import dataclass, field

from grader.errors import Problem
from grader.reading.answers import Answer
from grader.reading.whose import Doubtful


@dataclass
class Paper:
    """What one student handed in, as far as the file says; `copy` is 0 where the file names none."""

    student: str
    form: str
    copy: int
    line: int  # of its first row
    answers: dict[int, Answer] = field(default_factory=dict)  # by printed number
    lines: dict[int, int] = field(default_factory=dict)  # where each answer stands
    unclear: set[int] = field(
        default_factory=set
    )  # numbers that a person must look at: not answered, not blank


@dataclass(frozen=True)
class Typed:
    """What a file holds: the papers that can be taken, and what people must look at."""

    where: str
    meanings: tuple[tuple[str, str], ...]  # each column and what it was taken for
    papers: tuple[Paper, ...]
    problems: tuple[Problem, ...]
    in_doubt: frozenset[str] = frozenset()  # students with rows of which no answer can be taken
    strangers: int = 0  # rows that belong to nobody on the roster
    doubtful: tuple[Doubtful, ...] = ()  # people whom somebody must confirm
