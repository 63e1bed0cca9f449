"""A model's refusal of a document -> problems in an instructor's words, each at the line of its key or value."""

import re
import types
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import ValidationError

from grader.documents.tree import Node
from grader.documents.wording import in_words, is_sentence, unknown_key
from grader.errors import Problem, in_order
from grader.model.base import Model


def complaints(
    error: ValidationError, tree: Node, where: str, shape: Any, name: str = ""
) -> tuple[Problem, ...]:
    """Say what pydantic found as `where:line` problems; `shape` is the refused type, `name` opens each message."""
    found: dict[tuple[int, str], Problem] = {}
    texts: set[int] = set()  # nodes that are one text which YAML took for a mapping
    for each in sorted(error.errors(include_url=False), key=lambda e: e["type"] != "extra_forbidden"):
        place = _Place(tree, shape).follow(each["loc"])
        node, label = place.node, place.label
        if each["type"] == "extra_forbidden":
            key, keys = str(each["loc"][-1]), _keys(place.owners)
            alone = isinstance(place.parent.value, dict) and len(place.parent.value) == 1
            label = label.removesuffix(key).removesuffix(": ")
            if is_sentence(key, keys, alone=alone):
                texts.add(id(place.parent))
            what, hint = unknown_key(key, keys, alone=alone)
        elif each["type"] == "missing":
            if id(node) in texts:
                continue
            what, hint = f"'{each['loc'][-1]}' is missing", "add it"
        else:
            if each["type"].startswith("union_tag"):
                node = tree.at("type")
            elif each["type"] == "value_error":
                node = _spoken_of(node, str(each["ctx"]["error"]))
            what, hint = in_words(dict(each), label)
        message = ": ".join(part for part in (name, "" if label in what else label, what) if part)
        found.setdefault((node.line, place.label or what), Problem(f"{where}:{node.line}", message, hint))
    return in_order(found.values())


def _spoken_of(node: Node, message: str) -> Node:
    """The entry of a mapping whose key a message names first, or the node itself."""
    keys = node.value if isinstance(node.value, dict) else {}
    return next((keys[word] for word in re.findall(r"[a-z_]+", message) if word in keys), node)


class _Place:
    """A place in the tree, found by following pydantic's location, with the types that may stand there."""

    def __init__(self, tree: Node, shape: Any) -> None:
        self.node = self.parent = tree
        self.kinds = _alternatives(shape)
        self.owners = self.kinds
        self.label = ""

    def follow(self, location: tuple[str | int, ...]) -> "_Place":
        for step in location:
            of_type = [kind for kind in self.kinds if _tag(kind) == step]
            if of_type:
                self.kinds = self.owners = of_type
                continue
            below = self.node.at(step)
            inside = [inner for kind in self.kinds for inner in _inside(kind, step)]
            if below is not self.node:
                self.parent, self.node, self.owners, self.kinds = self.node, below, self.kinds, inside
                word = f" {step + 1}" if isinstance(step, int) else f"{': ' * bool(self.label)}{step}"
                self.label += word
            elif inside:
                self.kinds = inside
        return self


def _alternatives(shape: Any) -> list[Any]:
    if get_origin(shape) is Annotated:
        return _alternatives(get_args(shape)[0])
    if get_origin(shape) in (Union, types.UnionType):
        return [kind for option in get_args(shape) for kind in _alternatives(option)]
    return [shape]


def _inside(kind: Any, step: str | int) -> list[Any]:
    if get_origin(kind) is tuple and isinstance(step, int):
        return _alternatives(get_args(kind)[0])
    if get_origin(kind) is Mapping:
        return _alternatives(get_args(kind)[1])
    if isinstance(step, str) and _is_model(kind):
        return [
            inner
            for name, field in kind.model_fields.items()
            if step in (field.alias or name, name)
            for inner in _alternatives(field.annotation)
        ]
    return []


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and get_origin(kind) is None and issubclass(kind, Model)


def _tag(kind: Any) -> str:
    annotation = (
        kind.model_fields["type"].annotation if _is_model(kind) and "type" in kind.model_fields else None
    )
    return str(get_args(annotation)[0]) if get_origin(annotation) is Literal else ""


def _keys(kinds: list[Any]) -> list[str]:
    return list(
        dict.fromkeys(
            field.alias or name
            for kind in kinds
            if _is_model(kind)
            for name, field in kind.model_fields.items()
        )
    )
