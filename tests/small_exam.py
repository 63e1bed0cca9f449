"""A sealed exam of two forms with one item of each kind, and a roster of invented people, for tests."""

import datetime as dt
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

from grader import tables
from grader.model.base import canonical
from grader.model.blueprint import Blueprint, Kind
from grader.model.exam import Exam, Form, FormItem, PrintedOption, Solution
from grader.model.item import ITEM
from grader.model.roster import Student

COMMON = {"topic": "t", "module": "m", "part": "first"}
ITEMS: dict[str, dict[str, Any]] = {
    "gd-step": {
        "type": "single",
        "stem": "Which step does **gradient descent** take, for a loss $L$?",
        "correct": "against the gradient",
        "wrong": ["along the gradient", "none; it waits", "C"],
    },
    "reg-which": {
        "type": "multiple",
        "stem": "Which of these are regularisers?",
        "correct": ["dropout", "weight decay, also called L2"],
        "wrong": ["softmax; the usual one", "ReLU"],
    },
    "relu-linear": {"type": "true-false", "stem": "A ReLU network is linear.", "correct": False},
    "conv-size": {"type": "numeric", "stem": "How many weights?", "answer": "27", "unit": ""},
    "why-norm": {"type": "open", "stem": "Why does normalisation help training?", "reference": "It helps."},
}
OPTIONS = {
    "A": {
        "gd-step": ["against the gradient", "along the gradient", "C", "none; it waits"],
        "reg-which": ["dropout", "softmax; the usual one", "weight decay, also called L2", "ReLU"],
    },
    "B": {
        "gd-step": ["C", "none; it waits", "along the gradient", "against the gradient"],
        "reg-which": ["ReLU", "weight decay, also called L2", "softmax; the usual one", "dropout"],
    },
}
ORDER = {
    "A": ["gd-step", "reg-which", "relu-linear", "conv-size", "why-norm"],
    "B": ["why-norm", "gd-step", "reg-which", "relu-linear", "conv-size"],
}


def place(form: str, id_: str, number: int) -> FormItem:
    """An item at its place, with its options in the order of the form."""
    item = ITEM.validate_python({"id": id_, **COMMON, **ITEMS[id_], "points": "2"})
    texts = OPTIONS[form].get(id_, ["True", "False"] if id_ == "relu-linear" else [])
    keys = [str(item.correct)] if id_ == "relu-linear" else ITEMS[id_].get("correct", [])
    options = tuple(
        PrintedOption(letter=letter, text=text, key=text == keys or (isinstance(keys, list) and text in keys))
        for letter, text in zip("abcd", texts, strict=False)
    )
    return FormItem(number=number, item=item, options=options, points=Decimal(2), content_hash="")


def exam(*letters: str) -> Exam:
    """An exam of the forms A and B, or of those that are named."""
    forms = tuple(
        Form(
            letter=letter, items=tuple(place(letter, id_, n) for n, id_ in enumerate(ORDER[letter], start=1))
        )
        for letter in letters or ("A", "B")
    )
    return Exam(
        id="2026-04-15-mid-course",
        blueprint_name="mid-course",
        blueprint=Blueprint(
            title="Mid-course test", kind=Kind.IN_ITINERE, items=5, points=Decimal(10), minutes=Decimal(30)
        ),
        course="Invented course",
        language="en",
        date=dt.date(2026, 4, 15),
        seed=1,
        tool_version="0",
        solution=Solution(objective=0, bound=0, proven=True, pool=5, considered=5),
        forms=forms,
    )


def student(id_: str, surname: str, name: str) -> Student:
    """One line of the roster."""
    email = f"{name}.{surname}@example.edu".lower().replace("'", "").replace("ò", "o")
    return Student(student_id=id_, surname=surname, name=name, email=email)


ROSTER = (
    student("0000012345", "D'Angelo", "Nicolò"),
    student("0000067890", "Null", "Ada"),
    student("1000000001", "Verdi", "Lea"),
    student("1000000002", "Verdi", "Lea"),
)


def put_course(root: Path) -> None:
    """Lay down a course in a folder: the sample policy, the roster, and the sealed exam of both forms."""
    shutil.copy(Path(__file__).parent.parent / "course.yaml", root)
    rows = [[s.student_id, s.surname, s.name, s.email] for s in ROSTER]
    (root / "students.csv").write_bytes(tables.to_csv(["student_id", "surname", "name", "email"], rows))
    sealed = exam("A", "B")
    folder = root / "sittings" / sealed.id
    folder.mkdir(parents=True)
    (folder / "exam.lock.json").write_text(canonical(sealed), encoding="utf-8")
