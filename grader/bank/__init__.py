"""The question bank: YAML files -> checked items, every one with its file and line.

A file is a list of items, or a mapping with `items:` and defaults for them. An item with a mistake is left out and
said; the others are returned. What needs several items at once, or judgement, is in `bank.check`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import get_args

from grader.documents import Node, check_node, read_tree
from grader.documents.wording import meant_key, meant_types, unknown_key
from grader.errors import Problem, in_order
from grader.model.item import ITEM, BaseItem, Item
from grader.model.kinds import ItemType

DEFAULTS = (
    "topic",
    "module",
    "part",
    "author",
    "source",
    "status",
    "tags",
)  # what a file may say for its items
TYPES = [kind.value for kind in ItemType]


@dataclass(frozen=True)
class Bank:
    """The items that can be used, where they stand, and what is wrong with the others."""

    items: tuple[Item, ...] = ()  # in the order of the files
    where: Mapping[str, str] = field(default_factory=dict)  # item id -> "questions/x.yaml:41"
    problems: tuple[Problem, ...] = ()
    nodes: Mapping[str, Node] = field(default_factory=dict, repr=False)  # item id -> its tree, with lines

    def at(self, item_id: str, *path: str | int, words: str = "") -> str:
        """`file:line` of a field of an item (`at("x", "wrong", 1)`), or of the item where the field is not found.

        With `words` it is the line on which they stand, where the field has several.
        """
        place = self.where.get(item_id, item_id)
        node = self.node(item_id, *path)
        return f"{place.rpartition(':')[0]}:{node.line_of(words)}" if node and path else place

    def node(self, item_id: str, *path: str | int) -> Node | None:
        """What was written for a field, or for the text of an option."""
        node = self.nodes.get(item_id)
        return node and (node.at(*path, "text") if path else node)


def read_bank(files: Iterable[tuple[str, str]]) -> Bank:
    """Read the bank's files, each its name for messages and its text; problems are collected, never raised."""
    items: list[Item] = []
    problems: list[Problem] = []
    first: dict[str, str] = {}  # of every id, also of items that cannot be read
    nodes: dict[str, Node] = {}
    for name, text in files:
        tree, wrong = read_tree(text, name)
        problems += wrong
        entries, defaults, misplaced = _entries(tree, name) if tree else ([], {}, ())
        problems += misplaced
        for number, entry in enumerate(entries, 1):
            item, wrong = _read_item(entry, defaults, name, number)
            problems += wrong
            id_ = _id_of(entry)
            if id_ in first:
                problems.append(_duplicate(entry, id_, name, first[id_]))
                continue
            if id_:
                first[id_] = f"{name}:{entry.line}"
            if item:
                items.append(item)
                nodes[item.id] = entry
    where = {item.id: first[item.id] for item in items}
    return Bank(tuple(items), where, in_order(problems), nodes)


def _entries(tree: Node, name: str) -> tuple[list[Node], dict[str, Node], tuple[Problem, ...]]:
    """The items of a file, the defaults for them, and what is wrong with the file's own keys."""
    if isinstance(tree.value, list):
        return tree.value, {}, ()
    if not isinstance(tree.value, dict) or "items" not in tree.value:
        hint = "write `items:` with the items below it, each beginning with `- id: ...`"
        return [], {}, (Problem(f"{name}:{tree.line}", "there are no items in this file", hint),)
    problems = [
        Problem(f"{name}:{node.line}", *unknown_key(key, [*DEFAULTS, "items"]))
        for key, node in tree.value.items()
        if key not in (*DEFAULTS, "items")
    ]
    defaults = {key: tree.value[key] for key in DEFAULTS if key in tree.value}
    items = tree.value["items"]
    if not isinstance(items.value, list):
        problems.append(
            Problem(f"{name}:{items.line}", "`items:` must be a list", "begin each item with `- id: ...`")
        )
        return [], defaults, tuple(problems)
    return items.value, defaults, tuple(problems)


def _read_item(
    entry: Node, defaults: Mapping[str, Node], name: str, number: int
) -> tuple[Item | None, tuple[Problem, ...]]:
    if not isinstance(entry.value, dict):
        hint = "begin it with `- id: ...`, the other keys below `id`"
        what = f"item {number} of this file is not a set of keys"
        return None, (Problem(f"{name}:{entry.line}", what, hint),)
    called = f"item {_id_of(entry) or f'{number} of this file'}"
    fields = {**defaults, **entry.value} if defaults else entry.value
    whole = Node(fields, entry.line)
    item, wrong = check_node(whole, name, ITEM.validate_python, Item, called)
    if item is None and ("type" not in fields or fields["type"].value not in TYPES):
        wrong += _told_anyway(fields, entry.line, name, called)
    inherited = {f"{name}:{node.line}" for key, node in defaults.items() if key not in entry.value}
    return item, tuple(_once(wrong, inherited, f"{called}: "))


def _told_anyway(entries: Mapping[str, Node], line: int, name: str, called: str) -> tuple[Problem, ...]:
    """The other mistakes of an item whose type is missing or unknown, as far as they do not depend on it."""
    key = next((key for key in entries if meant_key(key, ["type"])), "type")
    tag = entries[key].value if key in entries else None
    meant = meant_types(tag) if isinstance(tag, str) else ()
    rest = {k: node for k, node in entries.items() if k != key}
    if len(meant) == 1:
        whole = Node({**rest, "type": Node(meant[0], line)}, line)
        return check_node(whole, name, ITEM.validate_python, Item, called)[1]
    depends = {k for kind in get_args(get_args(Item)[0]) for k in kind.model_fields} - set(
        BaseItem.model_fields
    )
    whole = Node({k: node for k, node in rest.items() if k not in depends}, line)
    return check_node(whole, name, BaseItem.model_validate, Item, called)[1]


def _once(problems: Iterable[Problem], inherited: set[str], called: str) -> Iterator[Problem]:
    """Take the item's name out of what is wrong with a file's default, so that it is said once."""
    for problem in problems:
        mine = problem.where not in inherited
        yield problem if mine else replace(problem, what=problem.what.removeprefix(called))


def _id_of(entry: Node) -> str:
    value = entry.at("id").value if isinstance(entry.value, dict) and "id" in entry.value else ""
    return value.strip() if isinstance(value, str) else ""


def _duplicate(entry: Node, id_: str, name: str, first: str) -> Problem:
    return Problem(
        f"{name}:{entry.at('id').line}",
        f"item {id_}: this id is taken by {first}",
        "give it an id of its own; an id that was printed is never used again",
    )
