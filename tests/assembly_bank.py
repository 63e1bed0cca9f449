"""Small invented banks and blueprints for the tests of assembly."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from grader.assembly import assemble
from grader.errors import InputError
from grader.model.blueprint import Blueprint, PastUse
from grader.model.course import Course
from grader.model.exam import Exam
from grader.model.item import ITEM, Item
from grader.model.learned import Learned

DATE = dt.date(2026, 4, 15)
EXTRAS: dict[str, dict[str, Any]] = {
    "single": {"correct": "yes", "wrong": ["no", "never", "perhaps", "rarely"]},
    "multiple": {"correct": ["yes", "surely"], "wrong": ["no", "never", "perhaps"]},
    "true-false": {"correct": "true"},
    "numeric": {"answer": "1"},
    "open": {"reference": "because"},
}


def item(id_: str, type_: str = "single", **fields: Any) -> Item:
    """An item with everything that a blueprint may ask for."""
    common = {"id": id_, "type": type_, "stem": f"What about {id_}?", "topic": "nets", "module": "one"}
    return ITEM.validate_python({"part": "first", "minutes": "1"} | common | EXTRAS[type_] | fields)


def course(language: str = "en") -> Course:
    """A course without marks."""
    return Course.model_validate({"title": "Nets", "language": language, "components": {}, "routes": {}})


def blueprint(items: int, **fields: Any) -> Blueprint:
    """A blueprint of so many items of one point each, with time enough."""
    common = {"title": "Test", "kind": "in-itinere", "items": items, "points": items, "minutes": 500}
    return Blueprint.model_validate(common | fields)


def make(
    items: Sequence[Item],
    recipe: Blueprint,
    *,
    seed: int = 1,
    history: Sequence[PastUse] = (),
    statistics: Sequence[Learned] = (),
    language: str = "en",
) -> Exam:
    """Assemble an exam named `test`."""
    return assemble(
        items,
        recipe,
        name="test",
        course=course(language),
        date=DATE,
        seed=seed,
        history=history,
        statistics=statistics,
    )


def refusal(
    items: Sequence[Item],
    recipe: Blueprint,
    history: Sequence[PastUse] = (),
    statistics: Sequence[Learned] = (),
) -> list[str]:
    """What assemble says when it cannot: each problem, then the last line."""
    try:
        make(items, recipe, history=history, statistics=statistics)
    except InputError as error:
        return str(error).splitlines()
    raise AssertionError("this was assembled")


def used(days_ago: int, *ids: str, sitting: str = "past") -> PastUse:
    """A sitting some days before the exam."""
    return PastUse(sitting=sitting, date=DATE - dt.timedelta(days=days_ago), items=ids)


def ids(exam: Exam) -> list[set[str]]:
    """The items of each form."""
    return [{entry.item.id for entry in form.items} for form in exam.forms]
