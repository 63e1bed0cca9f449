"""YAML text -> checked values: every mistake with its file and line, all in one run.

`tree` reads the text, `complaints` puts pydantic's errors in an instructor's words; here the two are joined.
Reading files is not done here: a document is its text and the name it goes by in messages.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import ValidationError

from grader.documents.complaints import complaints
from grader.documents.tree import Node, read_tree
from grader.errors import Problem, in_order
from grader.model.base import Model

__all__ = ["Node", "check_node", "parse", "read_tree"]

T = TypeVar("T")
M = TypeVar("M", bound=Model)


def parse(text: str, where: str, kind: type[M]) -> tuple[M | None, tuple[Problem, ...]]:
    """Read one YAML document into a model: the value, or none and every problem with `where:line`."""
    tree, unreadable = read_tree(text, where)
    if tree is None:
        return None, unreadable
    value, wrong = check_node(tree, where, kind.model_validate, kind)
    if not unreadable:
        return value, wrong
    known = {problem.where for problem in unreadable}  # what cannot be read would be said to be missing too
    return None, in_order([*unreadable, *(p for p in wrong if p.where not in known)])


def check_node(
    node: Node, where: str, validate: Callable[[Any], T], shape: Any, name: str = ""
) -> tuple[T | None, tuple[Problem, ...]]:
    """Make a value of a node by `validate`; `shape` is its type, `name` opens every message."""
    try:
        return validate(node.plain()), ()
    except ValidationError as error:
        return None, complaints(error, node, where, shape, name)
