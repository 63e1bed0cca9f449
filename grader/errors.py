"""What can go wrong, as values and as exceptions.

A `Problem` is something a person must correct in a file: it is collected, never thrown.
A `GraderError` stops a command: there is one class for each thing the user can do about it,
and the class carries the exit code. `cli.main` is the only place that turns one into a message.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad a problem is: an error stops the command, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a file: where it is, what it is, and what to do about it."""

    where: str  # "questions/probability.yaml:41", relative to the course folder
    what: str
    hint: str = ""
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        mark = "warning: " if self.severity is Severity.WARNING else ""
        return f"{self.where}: {mark}{self.what}" + (f" -> {self.hint}" if self.hint else "")

    @property
    def order(self) -> tuple[tuple[bool, int, str], ...]:
        """Sort key that puts line 9 before line 10."""
        return tuple(
            (part.isdigit(), int(part) if part.isdigit() else 0, part)
            for part in re.split(r"(\d+)", self.where)
        )


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort problems by file and line; the same problem said twice is kept once."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda problem: problem.order))


def errors_of(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Keep the problems that stop a command."""
    return tuple(p for p in problems if p.severity is Severity.ERROR)


class GraderError(Exception):
    """What stops a command, with its exit code: what happened, where, what to do next."""

    exit_code = 1

    def __init__(self, what: str, *, hint: str = "", problems: Iterable[Problem] = ()) -> None:
        self.what = what
        self.hint = hint
        self.problems = in_order(problems)
        super().__init__(str(self))

    def __str__(self) -> str:
        lines = [str(problem) for problem in self.problems]
        return "\n".join([*lines, self.what + (f" -> {self.hint}" if self.hint else "")])


class InputError(GraderError):
    """Something in the user's files must be corrected; every problem is listed."""

    exit_code = 3


class PeopleNeeded(GraderError):
    """The work is done as far as a machine may, and people must decide the rest."""

    exit_code = 4


class Locked(GraderError):
    """Another process holds the lock."""

    exit_code = 5


class Refused(GraderError):
    """Going on would overwrite something, or two versions conflict."""

    exit_code = 6


class MissingPart(GraderError):
    """An optional part, a system library or a model is missing; the hint names the install line."""

    exit_code = 7
