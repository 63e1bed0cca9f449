"""`grader correct --item`: what was typed about a key, a number, points or a rubric -> the correction that is meant."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from grader.errors import InputError, Refused

if TYPE_CHECKING:
    from grader.model.correction import Change, Correction
    from grader.model.difference import Proposal
    from grader.model.exam import Exam


_DIGITS = 40  # before and after the point: 1e999999999 is short to type and long to print


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed."""

    item: str = ""  # its id, or form and number: A7
    key: tuple[str, ...] = ()  # option texts, or form and letter: A:b
    answer: str = ""
    tolerance: str = ""  # as it was
    void: str = ""
    points: tuple[str, ...] = ()  # ITEM=POINTS, or POINTS of `item`
    rubric: Path | None = None
    undo: int = 0

    def __bool__(self) -> bool:
        return self != Asked()


def proposal_of(exam: "Exam", asked: Asked) -> "Proposal":
    """What was typed about the items of an exam as it is scored now, as a proposal; raises what cannot be understood."""
    from grader.model.difference import Proposal

    return Proposal(corrections=() if asked.undo else tuple(_corrections(exam, asked)), undo=asked.undo)


def _corrections(exam: "Exam", asked: Asked) -> "Iterator[Correction]":
    from pydantic import ValidationError

    from grader.model.correction import Correction, NewPoints
    from grader.printing.announcements import item_of

    if not asked.item and (asked.key or asked.answer or asked.void or asked.rubric):
        raise typer.BadParameter("say which item with --item; the key lists their ids")
    if asked.tolerance and not asked.answer:
        raise typer.BadParameter("--tolerance goes with --answer: write the number too")
    named = item_of(exam, asked.item) if asked.item else ""
    changes = list(_changes(exam, named, asked))
    if not changes and not asked.points:
        raise typer.BadParameter("say what is right: --key, --answer, --void-item, --points or --rubric")
    for change in changes:
        yield Correction(item_id=named, what=change)
    for text in asked.points:
        item, _, said = text.rpartition("=")
        if not (item or named):
            raise typer.BadParameter(f"--points {text}: write ITEM=POINTS")
        number = _number(said, "--points")
        try:
            points = NewPoints(points=number)
        except ValidationError:
            raise typer.BadParameter(f"--points {text}: write more than 0 points, at most 1000") from None
        yield Correction(item_id=item_of(exam, item.strip()) if item else named, what=points)


def _changes(exam: "Exam", item: str, asked: Asked) -> "Iterator[Change]":
    from grader.model.correction import NewAnswer, NewKey, NewRubric, Void
    from grader.model.kinds import Voiding

    if asked.key:
        if not all(one.strip() for one in asked.key):
            raise typer.BadParameter("--key: write an option's text, or form and letter such as A:b")
        yield NewKey(right=tuple(_text_of(exam, item, one) for one in asked.key))
    if asked.answer:
        given = asked.tolerance
        tolerance = _number(given, "--tolerance") if given else _tolerance(exam, item)
        if tolerance < 0:
            raise typer.BadParameter(f"--tolerance {given}: write 0 or more")
        yield NewAnswer(answer=_number(asked.answer, "--answer"), tolerance=tolerance)
    if asked.void:
        yield Void(how=Voiding(asked.void))
    if asked.rubric:
        yield NewRubric(rubric=tuple(_rubric(asked.rubric)))


def _tolerance(exam: "Exam", item: str) -> Decimal:
    """How far off is right now; 0 where the item asks for no number, which is said later."""
    from grader.model.item import Numeric

    asked = (place.item for form in exam.forms for place in form.items if place.item.id == item)
    return next((one.tolerance for one in asked if isinstance(one, Numeric)), Decimal(0))


def _text_of(exam: "Exam", item: str, key: str) -> str:
    """The option that is meant by its text, or by a form and the letter printed there: `A:b`."""
    found = re.fullmatch(r"([A-Z]):([a-h])", key)
    if not found:
        return key
    for form in exam.forms:
        for place in form.items:
            if form.letter == found[1] and place.item.id == item:
                for option in place.options:
                    if option.letter == found[2]:
                        return option.text
    raise Refused(f"{item} has no option {found[2]} on form {found[1]}", hint="look at that form's key")


def _rubric(path: Path) -> "Sequence[object]":
    """A rubric as it stands in the bank: a list of criteria, or `rubric:` with one."""
    from grader.documents import parse
    from grader.model.base import Model
    from grader.model.item import Criterion

    class Rubric(Model):
        """A file with nothing but a rubric."""

        rubric: tuple[Criterion, ...]

    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(
            f"{path} cannot be read: {error.strerror}", hint="a YAML file with `rubric:`"
        ) from None
    value, problems = parse(text, str(path), Rubric)
    if value is None:
        raise InputError(f"{path} must be corrected", problems=problems)
    return value.rubric


def _number(text: str, option: str) -> Decimal:
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise typer.BadParameter(f"{option} {text}: write a number") from None
    if not number.is_finite() or abs(number.adjusted()) > _DIGITS:
        raise typer.BadParameter(f"{option} {text}: write a number")
    return number
