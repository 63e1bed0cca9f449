"""The Markdown texts of an item with their places, and the forms in which two texts are compared."""

import re
import unicodedata
from collections.abc import Iterator

from grader.model.item import Item, Multiple, Open, Option, Single

Path = tuple[str | int, ...]  # ("wrong", 1): where a text stands in its item, for Bank.at

_KEPT = re.compile(r"(\$[^$]+\$|`[^`]+`)")  # formulas and code: there case and points mean something


def texts(item: Item) -> Iterator[tuple[Path, str]]:
    """Every Markdown text of an item that is printed for someone, with its place."""
    yield ("stem",), item.stem
    for path, option in options(item):
        yield path, option.text
        if option.feedback:
            yield path, option.feedback
    if isinstance(item, Open):
        yield from ((("reference", n), text) for n, text in enumerate(item.reference))
        yield from ((("rubric", n, "text"), criterion.text) for n, criterion in enumerate(item.rubric))
        yield from ((("misconceptions", n), text) for n, text in enumerate(item.misconceptions))
    if item.explanation:
        yield ("explanation",), item.explanation


def options(item: Item) -> tuple[tuple[Path, Option], ...]:
    """The options of a single- or multiple-choice item with their places, keys first."""
    match item:
        case Single():
            keys: list[tuple[Path, Option]] = [(("correct",), item.correct)]
        case Multiple():
            keys = [(("correct", n), option) for n, option in enumerate(item.correct)]
        case _:
            return ()
    return (*keys, *((("wrong", n), option) for n, option in enumerate(item.wrong)))


def normal(text: str) -> str:
    """A text without differences of case, spacing and closing punctuation; formulas and code only lose spaces.

    Points inside numbers stay ("1.0" is not "10"), signs stay ("-1" is not "1"), and so does the case of a
    single letter. A text of nothing but such signs is kept as it is.
    """
    text = unicodedata.normalize("NFC", text).strip()
    single = len(text) == 1
    parts = []
    for number, part in enumerate(_KEPT.split(text)):
        if number % 2:
            part = "".join(part.split())
        else:
            part = " ".join(re.sub(r"[\"“”«»]|[.,;:](?=\s|$)", " ", part).split())
            part = part if single else part.casefold()
        parts.append(part)
    return " ".join(filter(None, parts)) or " ".join(text.split())


def words(text: str) -> list[str]:
    """The words, numbers and signs of a text in order, in lower case."""
    return re.findall(r"\w+|[^\w\s]", unicodedata.normalize("NFC", text).casefold())


def called(path: Path) -> str:
    """What an option is called in a message: "the key", "wrong 2"."""
    return "the key" if path == ("correct",) else f"{path[0]} {int(path[1]) + 1}"


def shortened(text: str) -> str:
    """The text, or its first 47 characters and three points."""
    return text if len(text) <= 50 else text[:47] + "..."
