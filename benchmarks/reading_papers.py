"""The papers of the reader's benchmarks: an exam of 30 invented items, printed, filled in and scanned by the simulator."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import numpy as np

from grader.model.blueprint import Blueprint, Kind
from grader.model.exam import Exam, Form, FormItem, PrintedOption, Solution
from grader.model.item import ITEM
from grader.model.kinds import Profile
from grader.model.sheet import Identity, SheetLayout
from grader.printing.sheet import lay_out
from grader.reading.simulate.conditions import Condition, degrade
from grader.reading.simulate.crowd import anybody, as_people_do
from grader.reading.simulate.pens import How
from grader.reading.simulate.sit import Spot, Truth, sit, wanted

TYPES = ("single",) * 18 + ("multiple",) * 4 + ("true-false",) * 3 + ("numeric",) * 2 + ("open",) * 3
KEYS: dict[str, dict[str, object]] = {
    "single": {"correct": "1", "wrong": ["2", "3", "4"]},
    "multiple": {"correct": ["1", "2"], "wrong": ["3", "4", "5"]},
    "true-false": {"correct": True},
    "numeric": {"answer": "27"},
    "open": {"reference": "Because."},
}
LETTERS = {"single": "abcd", "multiple": "abcde", "true-false": "ab", "numeric": "", "open": ""}
TAG = "0123abcd"


def papers(
    layout: SheetLayout, number: int, condition: Condition, chance: np.random.Generator, tag: str = TAG
) -> Iterator[tuple[np.ndarray, list[Truth]]]:
    """The scanned pages of one copy, with the truth about each."""
    person = anybody(condition.crowd, chance)
    answers = as_people_do(condition.crowd, person, layout, _answers(layout, chance), chance)
    identity = Identity(exam=tag, copy_number=number, page=1)
    writing = {28: "w" * 60, 29: "w" * 150}
    as_asked = replace(person, habits=(How.FULL,))
    sat = sit(layout, answers, identity, chance, person=as_asked, writing=writing, dpi=condition.dpi)
    for page, image in enumerate(sat.images, start=1):
        yield degrade(image, condition, chance), [t for t in sat.truth if t.page == page]


def _answers(layout: SheetLayout, chance: np.random.Generator) -> dict[Spot, How]:
    """Answers as a class gives them (one in twenty blank), and the points that a grader gave."""
    letters: dict[int, str] = {}
    for number, kind in enumerate(TYPES, start=1):
        options = LETTERS[kind]
        if kind == "multiple":
            letters[number] = "".join(letter for letter in options if chance.random() < 0.4)
        elif options and chance.random() < 0.95:
            letters[number] = options[int(chance.integers(len(options)))]
    numbers = {26: f"-{chance.integers(10, 99)}.{chance.integers(10)}", 27: str(chance.integers(10000))}
    id_ = "" if layout.personalised else "".join(map(str, chance.integers(0, 10, 10)))
    points = {n: str(chance.choice(["0", "0.25", "0.5", "0.75", "1"])) for n in (28, 29, 30)}
    return wanted(letters=letters, numbers=numbers, matricola=id_, scores=points)


def layout_of(profile: Profile, personalised: bool) -> SheetLayout:
    """The sheet of the exam; laid out once for each profile and kind."""
    key = (profile, personalised)
    if key not in _LAYOUTS:
        exam = exam_of_30()
        _LAYOUTS[key] = lay_out(
            exam,
            exam.forms[0],
            matricola="[0-9]{10}",
            profile=profile,
            personalised=personalised,
            score_bubbles=True,
        )
    return _LAYOUTS[key]


_LAYOUTS: dict[tuple[Profile, bool], SheetLayout] = {}


def exam_of_30() -> Exam:
    """An exam of 30 invented items."""
    items = []
    for number, kind in enumerate(TYPES, start=1):
        fields = {"id": f"i{number}", "type": kind, "stem": "?", "topic": "t", "module": "m", "part": "first"}
        item = ITEM.validate_python({**fields, "points": "1", **KEYS[kind]})
        options = tuple(PrintedOption(letter=x, text=x, key=x == "a") for x in LETTERS[kind])
        items.append(FormItem(number=number, item=item, options=options, points=Decimal(1), content_hash=""))
    return Exam(
        id="2026-06-15-reading",
        blueprint_name="reading",
        blueprint=Blueprint(
            title="Benchmark", kind=Kind.WRITTEN, items=30, points=Decimal(30), minutes=Decimal(60)
        ),
        course="Benchmark",
        language="en",
        date=dt.date(2026, 6, 15),
        seed=1,
        tool_version="0",
        solution=Solution(objective=0, bound=0, proven=True, pool=30, considered=30),
        forms=(Form(letter="A", items=tuple(items)),),
    )
