"""One typed cell -> the letters or the text it answers, by the options as printed on that form.

An answer may be an option's text or its letter; several are separated by commas, semicolons, line breaks
or nothing. What fits no option, or fits two, is said in words and never turned into a blank.
"""

import re
from dataclasses import dataclass

from grader.model.exam import FormItem
from grader.model.item import Multiple, Numeric, Open, TrueFalse
from grader.reading.words import quoted, same, visible

_TRUE = {"true", "vero", "t", "v", "yes", "sì", "si", "wahr", "vrai", "verdadero", "verdadeiro", "cert"}
_FALSE = {"false", "falso", "f", "no", "falsch", "faux", "fals"}
_LETTER = re.compile(r"[(\[]?([a-h])\s*[)\].:]?", re.IGNORECASE)
_LABELLED = re.compile(r"[(\[]?([a-h])\s*[)\].:]\s+(.+)", re.IGNORECASE | re.DOTALL)
_LETTERS = re.compile(r"[a-h]([\s/+&-]*[a-h])+", re.IGNORECASE)
_NOTHING = {"", "-", "–", "—"}  # platforms export a dash where nothing was answered
# what a spreadsheet makes of 1/2 or 1.5: a day, as a workbook holds it or as a CSV file shows it
_DAY = re.compile(
    r"\d{4}-\d\d-\d\d(\s.*)?|\d{1,2}-[a-zà-ÿ]{3,4}\.?(-\d{2,4})?|[a-zà-ÿ]{3,4}-\d\d", re.IGNORECASE
)
_MOST_PIECES = 40  # of an answer with several options


@dataclass(frozen=True, slots=True)
class Answer:
    """What a cell answers; neither letters nor text is a blank."""

    letters: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Unclear:
    """Why a cell cannot be taken as an answer."""

    what: str
    hint: str


def is_nothing(typed: str) -> bool:
    """Whether a cell is empty, or has the dash that platforms write into it."""
    return visible(typed) in _NOTHING


def read_answer(place: FormItem, typed: str) -> Answer | Unclear:
    """Read what was typed for an item at its place on a form."""
    if is_nothing(typed):
        return Answer()
    if isinstance(place.item, Numeric) and _DAY.fullmatch(visible(typed)):
        what = f"{quoted(typed)} is a day, and question {place.number} asks for a number"
        return Unclear(what, "a spreadsheet changed what was typed: write it as text")
    if isinstance(place.item, Open | Numeric):
        return Answer(text=typed)
    many = isinstance(place.item, Multiple)
    readings = _choices(place, typed) or _listed(place, typed)
    if not readings and "\\," in typed:  # Canvas marks the commas inside an option
        readings = _listed(place, typed.replace("\\,", ","))
    letters = ", ".join(option.letter for option in place.options)
    if not readings:
        return Unclear(
            f"{quoted(typed)} is no option of question {place.number}", f"its letters are {letters}"
        )
    if len(readings) > 1:
        meanings = " or ".join(sorted(", ".join(sorted(reading)) for reading in readings))
        hint = "write the letter with a bracket, or the whole text"
        return Unclear(f"{quoted(typed)} can mean {meanings} in question {place.number}", hint)
    (reading,) = readings
    if len(reading) > 1 and not many:
        what = f"{quoted(typed)} names {len(reading)} options of question {place.number}, which asks for one"
        return Unclear(what, "look at what the student handed in")
    return Answer(letters=tuple(sorted(reading)))


def _choices(place: FormItem, typed: str) -> set[frozenset[str]]:
    """The single options that a text can mean."""
    options = place.options
    exact = {o.letter for o in options if o.text.strip() == typed.strip()}
    found = exact or {o.letter for o in options if same(o.text) == same(typed)}
    printed = {o.letter for o in options}
    text = visible(typed)
    if (one := _LETTER.fullmatch(text)) and one[1].lower() in printed:
        found |= {one[1].lower()}
    elif not found and (labelled := _LABELLED.fullmatch(text)):
        found = {o.letter for o in options if same(o.text) == same(labelled[2])} & {labelled[1].lower()}
    if not found and isinstance(place.item, TrueFalse) and (word := same(typed)) in _TRUE | _FALSE:
        # the option that is the key says what the item's `correct` says
        found = {o.letter for o in options if (o.key == place.item.correct) == (word in _TRUE)}
    return {frozenset({letter}) for letter in found}


def _listed(place: FormItem, typed: str) -> set[frozenset[str]]:
    """The sets of options that a list can mean; an option's own commas and semicolons are respected."""
    text = visible(typed)
    printed = {o.letter for o in place.options}
    if _LETTERS.fullmatch(text):
        letters = re.findall("[a-h]", text.lower())
        if len(set(letters)) == len(letters) and printed >= set(letters):
            return {frozenset(letters)}
    pieces = re.split(r"([;,\n])", typed.strip().rstrip(";,").strip())
    if not 3 <= len(pieces) <= _MOST_PIECES:
        return set()
    reached: dict[int, set[frozenset[str]]] = {0: {frozenset()}}  # pieces read so far -> what they can mean
    for start in range(0, len(pieces), 2):
        for end in range(start + 1, len(pieces) + 1, 2):
            for choice in _choices(place, "".join(pieces[start:end])):
                for before in reached.get(start, ()):
                    if not choice & before:
                        reached.setdefault(end + 1, set()).add(before | choice)
    return reached.get(len(pieces) + 1, set())
