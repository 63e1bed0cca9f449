"""YAML text -> checked values, every mistake with its file and line. (Being written: the contract.)"""

from typing import TypeVar

from grader.errors import Problem
from grader.model.base import Model

M = TypeVar("M", bound=Model)


def parse(text: str, where: str, kind: type[M]) -> tuple[M | None, tuple[Problem, ...]]:
    """Read one YAML document into a model: the value, or none and every problem with `where:line`."""
    raise NotImplementedError
