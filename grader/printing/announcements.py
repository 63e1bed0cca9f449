"""What was said about an item while an exam was on: values for a page to read out or hang up, and notes for the key.

Nothing about scoring follows from an announcement: a wrong key is corrected afterwards, by its own command.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from grader.errors import InputError
from grader.model.exam import Exam
from grader.printing.layout import Layout
from grader.printing.words import WORDS, date_text


@dataclass(frozen=True, slots=True)
class Announcement:
    """An item, what was said of it, and when, in the time of the place."""

    item_id: str
    text: str
    at: dt.datetime


def item_of(exam: Exam, said: str) -> str:
    """The id of an item by its id or by form and number, such as B12; raise InputError if no form has it."""
    ids = {placed.item.id for form in exam.forms for placed in form.items}
    if said in ids:
        return said
    places = {f"{form.letter}{placed.number}": placed.item.id for form in exam.forms for placed in form.items}
    if re.fullmatch(r"[A-Z][0-9]+", said) and said in places:
        return places[said]
    near = get_close_matches(said, ids, 1)
    hint = f"did you mean {near[0]}?" if near else "write the item's id, or form and number such as A7"
    raise InputError(f"no form of {exam.id} has the item {said}", hint=hint)


def numbers(exam: Exam, item_id: str) -> tuple[tuple[str, int], ...]:
    """The form and the number of an item wherever it is printed."""
    return tuple(
        (form.letter, placed.number)
        for form in exam.forms
        for placed in form.items
        if placed.item.id == item_id
    )


def page(exam: Exam, announcement: Announcement, layout: Layout) -> dict[str, object]:
    """What the template of an announcement may use."""
    words = WORDS[exam.language]
    return {
        "words": words,
        "layout": layout,
        "language": exam.language,
        "course": exam.course,
        "title": exam.blueprint.title,
        "form": "",
        "iso_date": announcement.at.date().isoformat(),
        "when": when(announcement, exam),
        "places": numbers(exam, announcement.item_id),
        "text": announcement.text,
    }


def notes(exam: Exam, said: Sequence[Announcement]) -> dict[str, list[tuple[str, str]]]:
    """When and what was said of each item, for the key."""
    found: dict[str, list[tuple[str, str]]] = {}
    for one in said:
        found.setdefault(one.item_id, []).append((when(one, exam), one.text))
    return found


def when(announcement: Announcement, exam: Exam) -> str:
    """`15 April 2026, 10:42`."""
    return f"{date_text(announcement.at.date(), WORDS[exam.language])}, {announcement.at:%H:%M}"
