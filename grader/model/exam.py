"""What was sealed: an exam with its forms, each holding full copies of its items.

Editing the bank later changes nothing here. Option order and key are decided once, by `assembly`.
"""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from grader.model.base import Line, Model, Points, Share, Slug, Text
from grader.model.blueprint import Blueprint
from grader.model.item import Item
from grader.model.learned import Learned


class PrintedOption(Model):
    """A choice as printed on a form."""

    letter: Annotated[str, Field(pattern=r"^[a-h]$")]
    text: Text
    key: bool
    feedback: Line = ""


class FormItem(Model):
    """An item at its place on a form."""

    number: Annotated[int, Field(ge=1)]  # 1-based, as printed
    item: Item  # a sealed copy
    options: tuple[PrintedOption, ...] = ()  # in printed order; true-false has two, open and numeric none
    points: Points
    content_hash: str  # of the item in the bank when the exam was sealed

    @property
    def key(self) -> tuple[str, ...]:
        """The letters that are right."""
        return tuple(option.letter for option in self.options if option.key)


class Form(Model):
    """One printed version of an exam."""

    letter: Annotated[str, Field(pattern=r"^[A-Z]$")]
    items: tuple[FormItem, ...]
    expected_facility: Share | None = None  # mean over items, of their own statistics where there were any
    expected_minutes: Decimal = Decimal(0)

    def at(self, number: int) -> FormItem | None:
        """The item at a printed number, or none."""
        return self.items[number - 1] if 1 <= number <= len(self.items) else None


class Solution(Model):
    """How good the solver's choice is, so that nobody has to believe it."""

    objective: float  # worst distance of a form's mean facility from the target or from the other forms
    bound: float  # no choice can be better than this
    proven: bool
    pool: int  # items that could be drawn
    considered: int  # items the solver saw after the pool was shrunk


class Exam(Model):
    """A sitting's sealed exam: `sittings/<id>/exam.lock.json`. Same inputs, same bytes."""

    id: Slug  # "2026-04-15-mid-course"
    blueprint_name: Slug  # "mid-course", the file's name under exams/
    blueprint: Blueprint
    course: Text  # the course's title
    language: str
    date: dt.date
    seed: int
    tool_version: str
    solution: Solution
    statistics: tuple[Learned, ...] = ()  # of the pool's items, as they were known when the exam was sealed
    forms: tuple[Form, ...]
    pictures: Mapping[str, str] = {}  # the SHA-256 of each that is shown, by its name: "assets/net.svg"

    def picture(self, name: str) -> str:
        """The SHA-256 of a picture as it was sealed, or nothing where none of that name was."""
        return self.pictures.get(name, "")

    def form(self, letter: str) -> Form:
        """The form with a letter; asking for one that does not exist is a bug."""
        found = [form for form in self.forms if form.letter == letter]
        assert found, f"exam {self.id} has no form {letter}"
        return found[0]
