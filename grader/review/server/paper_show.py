"""What the page shows of one doubt about paper: its pictures, what the reader saw, and the answers to choose from."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from grader.errors import Problem
from grader.model.item import Multiple, Numeric, Open
from grader.model.paper import Question
from grader.model.sheet import Role
from grader.reading.handed_in import NOTHING, Doubt, View
from grader.records.said import Asked
from grader.review.server.paper import Tray
from grader.review.server.paper_hands import asked_at
from grader.review.server.paper_reasons import in_italian
from grader.review.server.show import short
from grader.scoring.openended.steps import levels

_PAGE = 210.0  # mm: the width of what a picture of a whole page shows
_WIDEST = 160.0  # mm on the screen


def doubt_view(tray: Tray, doubt: Doubt, language: str = "en") -> Mapping[str, Any]:
    """Everything that the templates need to show one doubt."""
    asked = asked_at(doubt)
    said = tray.stands(asked)
    return {
        "doubt": doubt,
        "why": in_italian(doubt.why) if language == "it" else doubt.why,
        "key": key_of(asked),
        "after": said.sequence if said else 0,
        "said": said,
        "pictures": [_address(path) for path in dict.fromkeys(doubt.crops)],
        "views": [_view(view) for view in doubt.views],
        "choices": _choices(tray, doubt),
        "many": _many(tray, doubt),
        "numeric": _is(tray, doubt, Numeric),
        "wide": _is(tray, doubt, Open) or doubt.question is Question.TRANSCRIPTION,
        "scans": [_scan(doubt, hash_) for hash_ in doubt.proposals]
        if doubt.question is Question.PAGE
        else [],
        "people": [who(tray, id_) for id_ in doubt.proposals] if doubt.question is Question.STUDENT else [],
    }


def remarks_view(problems: Sequence[Problem], language: str) -> Sequence[str]:
    """Pages to look for, in the page's language."""
    if language != "it":
        return [str(problem) for problem in problems]
    return [
        f"{problem.where.replace('copy ', 'copia ')}: {in_italian(problem.what)}"
        + (f" → {in_italian(problem.hint)}" if problem.hint else "")
        for problem in problems
    ]


def who(tray: Tray, id_: str) -> Mapping[str, Any]:
    """A student of the roster, by name: whose paper it is, is asked of people who know faces and names."""
    known = tray.students.get(id_)
    name = f"{known.surname} {known.name}".strip() if known else ""
    return {"id": id_, "name": name, "has_paper": tray.has_paper(id_)}


def key_of(asked: Asked) -> str:
    """A question as the page's forms name it: `answer-17-0-3`."""
    return f"{asked[0].value}-{asked[1]}-{asked[2]}-{asked[3]}"


def asked_of(key: str) -> Asked | None:
    """The question that a form names, or none if it is no such name."""
    kinds = "|".join(question.value for question in Question)
    found = re.fullmatch(rf"({kinds})-([0-9]{{1,7}})-([0-9]{{1,7}})-([0-9]{{1,4}})", key)
    return (Question(found[1]), int(found[2]), int(found[3]), int(found[4])) if found else None


def _choices(tray: Tray, doubt: Doubt) -> Sequence[Mapping[str, str]]:
    """What can be chosen with one key: the letters that are printed, or points, and what the reader saw at each."""
    if doubt.question not in (Question.ANSWER, Question.SCORE):
        return []
    place = tray.exam.form(tray.form_of(doubt.copy_number)).at(doubt.number)
    assert place is not None, "a doubt is about an item of its form"
    role = Role.SCORE if doubt.question is Question.SCORE else Role.OPTION
    seen: dict[str, list[str]] = {}
    for fill in tray.fills(doubt):
        if fill.role is role:
            seen.setdefault(fill.value, []).append(fill.state.value)
    if doubt.question is Question.SCORE:
        printed = (Decimal(value) for value in seen)
        values = [short(points) for points in sorted({*levels(place), *printed})]
        keys = [str(n) if n < 10 else "" for n, _ in enumerate(values)]
    else:
        values = keys = [option.letter for option in place.options]
    found = [
        {"value": value, "key": key, "saw": "/".join(dict.fromkeys(seen.get(value, ())))}
        for value, key in zip(values, keys, strict=True)
    ]
    return [*found, {"value": NOTHING, "key": NOTHING, "saw": ""}] if found else []


def _many(tray: Tray, doubt: Doubt) -> bool:
    return doubt.question is Question.ANSWER and _is(tray, doubt, Multiple)


def _is(tray: Tray, doubt: Doubt, kind: type) -> bool:
    """Whether what is asked is the answer to an item of a kind."""
    if doubt.question is not Question.ANSWER:
        return False
    place = tray.exam.form(tray.form_of(doubt.copy_number)).at(doubt.number)
    return place is not None and isinstance(place.item, kind)


def _scan(doubt: Doubt, hash_: str) -> Mapping[str, Any]:
    """One of several scans of a page, with what there is to see of it: where it differs first."""
    return {"hash": hash_, "views": [_view(view) for view in doubt.views if hash_ in view.caption]}


def _view(view: View) -> Mapping[str, str]:
    """A whole page, or a part of it enlarged: `frame` and `moved` are the sizes of the window and of the page behind it."""
    address = {"src": _address(view.path), "caption": view.caption}
    if view.part is None:
        return {**address, "frame": "", "moved": ""}
    x, y, width, height = view.part
    scale = min(2.0, _WIDEST / width)
    return {
        **address,
        "frame": f"width:{width * scale:.1f}mm;height:{height * scale:.1f}mm",
        "moved": f"width:{_PAGE * scale:.1f}mm;margin:{-y * scale:.1f}mm 0 0 {-x * scale:.1f}mm",
    }


def _address(path: str) -> str:
    return f"/scan/{quote(path)}"
