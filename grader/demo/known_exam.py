"""The exam of a simulated class: closed items c0, c1, ... with options "good" and "wrong 0" to "wrong 3", open ones o0, ...

Each form orders items and options differently, and for every fourth closed item it draws two of three distractors
beside the first.
"""

import datetime as dt
from decimal import Decimal

import numpy as np

from grader.model.blueprint import Blueprint, Kind
from grader.model.exam import Exam, Form, FormItem, PrintedOption, Solution
from grader.model.item import ITEM


def known_exam(
    random: np.random.Generator, closed: int, open_: int, letters: str, wrong_key: str = ""
) -> Exam:
    """The same items in each form, in another order, with options in another order; one may have a wrong key."""
    forms = []
    for letter in letters:
        order = [f"c{n}" for n in range(closed)] + [f"o{n}" for n in range(open_)]
        random.shuffle(order)
        items = [_place(random, id_, n, id_ == wrong_key) for n, id_ in enumerate(order, 1)]
        forms.append(Form(letter=letter, items=tuple(items)))
    return Exam(
        id="2026-06-24-known",
        blueprint_name="known",
        blueprint=Blueprint(
            title="A class of which everything is known",
            kind=Kind.WRITTEN,
            items=closed + open_,
            points=Decimal(closed + open_),
            minutes=Decimal(60),
        ),
        course="Invented course",
        language="en",
        date=dt.date(2026, 6, 24),
        seed=0,
        tool_version="0",
        solution=Solution(objective=0, bound=0, proven=True, pool=1, considered=1),
        forms=tuple(forms),
    )


def _place(random: np.random.Generator, id_: str, number: int, wrong_key: bool) -> FormItem:
    """An item at its place; every fourth closed one has a distractor more than a form prints."""
    common = {"id": id_, "stem": f"What about {id_}?", "topic": "t", "module": "m", "part": "first"}
    if id_.startswith("o"):
        item = ITEM.validate_python({**common, "type": "open", "reference": "It is so."})
        return FormItem(number=number, item=item, points=Decimal(1), content_hash="")
    rivals = [f"wrong {n}" for n in range(3 if int(id_[1:]) % 4 else 4)]
    key = "wrong 0" if wrong_key else "good"
    texts = ["good", *rivals]
    item = ITEM.validate_python(
        {**common, "type": "single", "correct": key, "wrong": [text for text in texts if text != key]}
    )
    printed = ["good", *rivals[:1], *random.choice(rivals[1:], 2, replace=False)]
    random.shuffle(printed)
    options = tuple(
        PrintedOption(letter=letter, text=str(text), key=text == key)
        for letter, text in zip("abcd", printed, strict=True)
    )
    return FormItem(number=number, item=item, options=options, points=Decimal(1), content_hash="")
