"""Items -> the files of the bank that hold them: a file a topic, what is there kept as it is, read again to be sure."""

from collections.abc import Callable, Iterable

from grader.bank import DEFAULTS, read_bank
from grader.bank.interchange.yaml_text import write_items
from grader.documents import read_tree
from grader.errors import InputError, Problem
from grader.model.item import Item


def file_away(items: Iterable[Item], read: Callable[[str], str | None]) -> dict[str, str]:
    """The new text of every file that gets items, by name; `read` gives the text of one that is there.

    Raise InputError when a file would not hold the very same items, so that nothing is written then.
    """
    by_topic: dict[str, list[Item]] = {}
    for item in items:
        by_topic.setdefault(item.topic, []).append(item)
    written: dict[str, str] = {}
    for topic, group in by_topic.items():
        name = f"questions/{topic}.yaml"
        before = read(name)
        text = write_items(before, group, _defaults(before, name))
        found = read_bank([(name, text)])
        kept = {item.id: item for item in found.items}
        if any(kept.get(item.id) != item for item in group):
            problems = found.problems or [Problem(name, "its items are not the last thing in it")]
            raise InputError(
                f"{name} would not hold the new items; nothing was written",
                hint="correct what is listed, or give another --topic",
                problems=problems,
            )
        written[name] = text
    return written


def _defaults(text: str | None, name: str) -> dict[str, object]:
    """What a file says for all of its items."""
    tree = read_tree(text, name)[0] if text is not None else None
    if tree is None or not isinstance(tree.value, dict):
        return {}
    return {key: tree.value[key].plain() for key in DEFAULTS if key in tree.value}
