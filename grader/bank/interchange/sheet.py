"""Questions in a table, a row each, to and from the words of the bank; how files become tables is decided elsewhere.

Columns may stand in any order and be named as people name them (`headings`). The key is a letter, a number or the
option's text, one or several (`keys`); where only right and wrong answers have columns, no key is needed. A row that
does not hold together is refused alone, with what is wrong with it.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from grader.bank.interchange.carried import Foreign, Question, Unread
from grader.bank.interchange.choices import Choice, Unfit, closed, joined, truth
from grader.bank.interchange.headings import LEVELS, PARTS, STATUSES, TYPES, column, meant
from grader.bank.interchange.keys import Labelled, right_ones
from grader.bank.interchange.own import called
from grader.errors import InputError, Problem
from grader.model.table import Row, Table

_AS_TYPED = ("id", "topic", "module", "unit", "author", "source", "lines")
_SERIES = Mapping[str, Mapping[str, str]]  # "option" -> {"a": "its text"}


def read_table(table: Table) -> Foreign:
    """The questions of a table, and the rows that are none; raise InputError where no column holds questions."""
    meaning = {heading: column(heading) for heading in table.header}
    if not any(name == "stem" for name, _ in meaning.values()):
        raise InputError(
            f"no column of {table.where} holds questions",
            hint="head it Question (or Domanda); the answers Option A, Option B ...; the right one Key",
            problems=[Problem(f"{table.where}:1", f"the columns are {', '.join(table.header)}")],
        )
    questions, refused = [], []
    for number, row in enumerate(table.rows, 1):
        cells, series, unknown = _sorted_out(row, meaning)
        name, where = cells.get("title") or cells.get("id", ""), table.at(row)
        try:
            fields = _fields(cells, series)
        except Unfit as unfit:
            kind = unfit.kind or cells.get("type", "") or "question"
            refused.append(Unread(number, where, name, kind, unfit.why))
            continue
        category = tuple(
            step.strip() for step in re.split(r"[/>]", cells.get("category", "")) if step.strip()
        )
        lost = tuple(f'the column "{heading}": {text}' for heading, text in unknown)
        questions.append(Question(number, where, name or called(fields["stem"]), fields, category, lost))
    return Foreign(tuple(questions), tuple(refused))


def _sorted_out(
    row: Row, meaning: Mapping[str, tuple[str, str]]
) -> tuple[dict[str, str], _SERIES, list[tuple[str, str]]]:
    """The filled cells of a row by what they hold, and those of columns that say nothing here."""
    cells: dict[str, str] = {}
    series: defaultdict[str, dict[str, str]] = defaultdict(dict)
    unknown = []
    for heading, text in row.cells.items():
        name, label = meaning[heading]
        text = text.strip()
        if not text:
            continue
        if not name:
            unknown.append((heading, text))
        elif label or name in ("wrong", "reference", "misconception", "criterion"):
            series[name][label] = text
        else:
            cells.setdefault(name, text)
    return cells, series, unknown


def _fields(cells: Mapping[str, str], series: _SERIES) -> dict[str, Any]:
    if "stem" not in cells:
        raise Unfit("it has no question text")
    kind = meant(cells["type"], TYPES) if "type" in cells else ""
    if "type" in cells and not kind:
        raise Unfit("questions of this type are not carried")
    choices = _choices(cells, series)
    if not kind:
        kind = "choice" if choices else _inferred(cells, series)
    if kind == "true-false" or (kind == "choice" and not choices):
        answer = _statement(cells)
    elif kind in ("single", "multiple", "choice"):
        several = kind == "multiple" or (kind == "choice" and sum(c.right for c in choices) > 1)
        answer = closed(choices, several=several)
    elif kind == "numeric":
        answer = _number(cells)
    else:
        answer = _open(cells, series)
    explained = joined((cells.get("explanation", ""), answer.pop("explanation", "")))
    fields = {
        key: cells[key] for key in _AS_TYPED if key in cells and not (key == "unit" and kind != "numeric")
    }
    fields = {**fields, "type": answer.pop("type"), "stem": cells["stem"], **answer, **_common(cells)}
    return {**fields, "explanation": explained} if explained else fields


def _choices(cells: Mapping[str, str], series: _SERIES) -> list[Choice]:
    """The options of a row, the right ones marked; raise Unfit when the key names none of them."""
    comments = series.get("feedback", {})
    options = [Labelled(label, text) for label, text in series.get("option", {}).items()]
    if not options:
        keys = [*series.get("correct", {}).values()]
        wrong = [Choice(text, False) for text in series.get("wrong", {}).values()]
        if wrong and not keys and "key" in cells:
            keys = [text.strip() for text in cells["key"].split("\n") if text.strip()]
        return [*(Choice(text, True) for text in keys), *wrong]
    if "key" not in cells:
        raise Unfit("it has no key")
    right = right_ones(cells["key"], options)
    last = right_ones(cells["last"], options) if "last" in cells else ()
    return [
        Choice(option.text, place in right, comments.get(option.label, ""), place in last)
        for place, option in enumerate(options)
    ]


def _inferred(cells: Mapping[str, str], series: _SERIES) -> str:
    """The type of a row without options, by what its key is; raise Unfit when there is none."""
    if "key" not in cells and not series.get("reference"):
        raise Unfit("it has neither options nor a key; an open question says so in a column Type")
    if truth(cells.get("key", "")) is not None:
        return "true-false"
    return "numeric" if _decimal(cells.get("key", "").partition("±")[0]) else "open"


def _statement(cells: Mapping[str, str]) -> dict[str, Any]:
    said = truth(cells.get("key", ""))
    if said is None:
        raise Unfit(f"its key '{cells.get('key', '')[:60]}' is neither true nor false")
    return {"type": "true-false", "correct": said}


def _number(cells: Mapping[str, str]) -> dict[str, Any]:
    text, _, margin = cells.get("key", "").partition("±")
    answer = _decimal(text)
    tolerance = _decimal(margin or cells.get("tolerance", "0").lstrip("±"))
    if not answer:
        raise Unfit(f"its answer '{cells.get('key', '')[:60]}' is not one number")
    if not tolerance or tolerance.startswith("-"):
        raise Unfit(f"its tolerance '{margin.strip() or cells['tolerance']}' is not a number from 0 up")
    return {"type": "numeric", "answer": answer} | ({"tolerance": tolerance} if Decimal(tolerance) else {})


def _open(cells: Mapping[str, str], series: _SERIES) -> dict[str, Any]:
    fields: dict[str, Any] = {"type": "open"}
    if references := [*series.get("reference", {}).values()] or [
        text for text in [cells.get("key", "")] if text
    ]:
        fields["reference"] = references
    if rubric := list(_rubric(series)):
        fields["rubric"] = rubric
    if misconceptions := [*series.get("misconception", {}).values()]:
        fields["misconceptions"] = misconceptions
    return fields


def _rubric(series: _SERIES) -> Iterator[dict[str, Any]]:
    for label, text in series.get("criterion", {}).items():
        points = _decimal(series.get("criterion points", {}).get(label, ""))
        if not points:
            raise Unfit(f"its criterion {label} has no points".replace("  ", " "))
        ideas = [idea.strip() for idea in series.get("criterion ideas", {}).get(label, "").split("\n")]
        found = [idea for idea in ideas if idea]
        yield {"text": text, "points": points} | ({"ideas": found} if found else {})


def _common(cells: Mapping[str, str]) -> dict[str, Any]:
    """What rows of all types may say; raise Unfit for a number that is none and a word that is not known."""
    fields: dict[str, Any] = {}
    for key in ("points", "minutes", "facility"):
        if key in cells:
            fields[key] = _share(cells[key]) if key == "facility" else _decimal(cells[key])
            if fields[key] is None:
                raise Unfit(f"its {key} '{cells[key][:60]}' is not a number")
    for key, words in (("level", LEVELS), ("part", PARTS), ("status", STATUSES)):
        if key in cells:
            fields[key] = meant(cells[key], words)
            if not fields[key]:
                raise Unfit(f"its {key} '{cells[key][:60]}' is none of {', '.join(words)}")
    for key in ("tags", "enemies"):
        if parts := [part.strip() for part in re.split(r"[,;\n]", cells.get(key, "")) if part.strip()]:
            fields[key] = parts
    return fields


def _decimal(text: str) -> str | None:
    """A number with a decimal point or comma in digits with a point; None for anything else, thousands included."""
    text = text.strip().replace("−", "-")
    if re.fullmatch(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)", text):
        return text.replace(",", ".")
    if re.fullmatch(r"[+-]?\d+([.,]\d*)?[eE][+-]?\d{1,2}", text):
        return format(Decimal(text.replace(",", ".")), "f")
    return None


def _share(text: str) -> str | None:
    """A share as 0.6 or 60 %."""
    percent = _decimal(text.rstrip("% ")) if text.rstrip().endswith("%") else None
    return format(Decimal(percent) / 100, "f") if percent else _decimal(text)
