"""Which pictures items name, and which of them are not there on the way out."""

from collections.abc import Iterable, Mapping

from grader.bank.interchange.carried import Outgoing
from grader.bank.markdown import images
from grader.bank.texts import texts
from grader.model.item import Item, Open


def named(items: Iterable[Item]) -> tuple[str, ...]:
    """The paths of the pictures that items name ("assets/net.png"), each once, in order."""
    return tuple(dict.fromkeys(path for item in items for text in _all_texts(item) for path in images(text)))


def missing(out: Outgoing) -> Mapping[str, tuple[str, ...]]:
    """For each item the pictures that it names and that are not at hand, as sentences."""
    found = {}
    for item in out.items:
        if paths := [path for path in named([item]) if path not in out.pictures]:
            found[item.id] = tuple(f"the picture {path}, which is not there" for path in paths)
    return found


def _all_texts(item: Item) -> Iterable[str]:
    yield from (text for _, text in texts(item) if "![" in text)
    if isinstance(item, Open):
        yield from (text for text in item.misconceptions if "![" in text)
