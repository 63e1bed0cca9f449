"""Which options a cell means that names the right ones: by letter, by number or by their text, one or several."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from grader.bank.interchange.choices import Unfit
from grader.bank.texts import normal

_BETWEEN = ("\n", "[;|]", "[,/+&]", " (?:and|e|ed) ", " ")


@dataclass(frozen=True)
class Labelled:
    """An option and the letter or number of its column."""

    label: str  # "a" or "1"
    text: str


def right_ones(cell: str, options: Sequence[Labelled]) -> tuple[int, ...]:
    """The places of the options that a cell names; raise Unfit when it names none, or one in two ways."""
    if (one := _named(cell, options)) is not None:
        return (one,)
    cell = "\n".join(" ".join(line.split()) for line in cell.splitlines() if line.strip())
    for between in _BETWEEN:
        parts = [part.strip() for part in re.split(between, cell) if part.strip()]
        found = [_named(part, options) for part in parts] if len(parts) > 1 else [None]
        if all(place is not None for place in found):
            return tuple(dict.fromkeys(place for place in found if place is not None))
    if re.fullmatch(r"[A-Za-z]{2,}", cell.strip()):
        found = [_named(letter, options) for letter in cell.strip()]
        if all(place is not None for place in found):
            return tuple(dict.fromkeys(place for place in found if place is not None))
    raise Unfit(f"its key '{cell.strip()[:60]}' names none of its options")


def _named(text: str, options: Sequence[Labelled]) -> int | None:
    """The place of one option: by its text, else by its column's label, else by its place in the order."""
    by_text = [n for n, option in enumerate(options) if normal(option.text) == normal(text)]
    label = re.sub(r"^(?:option|opzione|answer|risposta)\s+|[\s().:]", "", text.strip().casefold())
    by_label = [n for n, option in enumerate(options) if option.label == label]
    if by_text and by_label and by_text != by_label:
        raise Unfit(f"its key '{text.strip()}' is the text of one option and the letter or number of another")
    if by_text or by_label:
        return (by_text or by_label)[0]
    if re.fullmatch(r"[a-z]", label):
        place = ord(label) - ord("a")
    elif re.fullmatch(r"\d{1,2}", label):
        place = int(label) - 1
    else:
        return None
    swapped = options and options[0].label.isdigit() != label.isdigit()
    return place if swapped and 0 <= place < len(options) else None
