"""What a bank that learns from many sittings costs, the first time and when nothing changed: python benchmarks/learning.py

    python benchmarks/learning.py [--sittings 60] [--papers 100] [--items 600]

An invented bank of closed questions; every sitting has two forms of 15 of them and an invented class. A command is looked at from
inside one process: the bank read, the sittings' statistics gathered, every item's record made. The seed is 7.
"""

import argparse
import datetime as dt
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from rich.console import Console
from rich.table import Table

from grader.assembly import lock_text
from grader.assembly.order import place as put
from grader.files import atomic_write
from grader.gradebook.learned import experience
from grader.model.blueprint import Blueprint, Kind
from grader.model.exam import Exam, Form, Solution
from grader.model.item import ITEM, Item
from grader.model.response import Copy, Response
from grader.records import Records, open_records
from grader.workspace import Workspace

PLACES = 15  # items of a form
ROUNDS = 5
POLICY = """title: A course
language: en
matricola: "[0-9]{10}"
components:
  test: {exam: test, out_of: 15}
routes:
  test: test
"""


def main() -> None:
    """Invent the course, look at it twice, print one table."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, default in (("sittings", 60), ("papers", 100), ("items", 600)):
        options.add_argument(f"--{name}", type=int, default=default)
    wanted = options.parse_args()
    chance = random.Random(7)
    items = [_item(number, chance) for number in range(wanted.items)]
    with tempfile.TemporaryDirectory() as folder:
        place = Workspace(Path(folder))
        atomic_write(place.root / "course.yaml", POLICY)
        with open_records(place.database) as book:
            for number in range(wanted.sittings):
                exam = _exam(dt.date(2000, 1, 1) + dt.timedelta(days=60 * number), items, chance)
                atomic_write(place.new_sitting(exam.id).lock_file, lock_text(exam))
                _sit(exam, wanted.papers, book, chance)

            def gather() -> int:
                return len(experience(place, book).records(items))

            started = time.perf_counter()
            known = gather()
            first = time.perf_counter() - started
            again = _median(gather)
            cold = _median(lambda: sum(len(where.exam().forms) for where in place.sittings()))
    table = Table(
        title=f"{wanted.sittings} sittings of {wanted.papers} papers, {known} of {wanted.items} items used"
    )
    table.add_column("what")
    table.add_column("seconds", justify="right")
    for name, seconds in (
        ("statistics of all sittings worked out (first time)", first),
        ("of these a sitting", first / wanted.sittings),
        ("statistics gathered again, nothing changed", again),
        ("to compare: the sealed exams read alone", cold),
    ):
        table.add_row(name, f"{seconds:.3f}")
    Console().print(table)


def _item(number: int, chance: random.Random) -> Item:
    return ITEM.validate_python(
        {
            "id": f"q{number:05}",
            "type": "single",
            "stem": f"What of {number}?",
            "topic": "nets",
            "module": "one",
            "part": "first",
            "correct": "right",
            "wrong": ["first", "second", "third"],
            "facility": round(chance.uniform(0.3, 0.9), 2),
        }
    )


def _exam(date: dt.date, items: list[Item], chance: random.Random) -> Exam:
    chosen = chance.sample(items, 2 * PLACES)
    forms = tuple(
        Form(letter=letter, items=put(chosen[at::2], letter=letter, options=4, language="en", seed=7))
        for at, letter in enumerate("AB")
    )
    points, minutes = Decimal(PLACES), Decimal(30)
    return Exam(
        id=f"{date}-test",
        blueprint_name="test",
        blueprint=Blueprint(
            title="Test", kind=Kind.WRITTEN, items=PLACES, points=points, minutes=minutes, forms=2
        ),
        course="A course",
        language="en",
        date=date,
        seed=7,
        tool_version="0",
        solution=Solution(objective=0, bound=0, proven=True, pool=len(items), considered=len(items)),
        forms=forms,
    )


def _sit(exam: Exam, papers: int, book: Records, chance: random.Random) -> None:
    copies = [Copy(number=n, form="AB"[n % 2], student=f"{n:010}") for n in range(1, papers + 1)]
    answers = []
    for copy in copies:
        ability = chance.gauss(0, 0.2)
        for entry in exam.form(copy.form).items:
            won = chance.random() < (entry.item.facility or 0.6) + ability
            options = [option.letter for option in entry.options if option.key == won]
            answers.append(
                Response(copy_number=copy.number, number=entry.number, letters=(chance.choice(options),))
            )
    book.save_responses(exam.id, answers, actor="b", source={"file": "f"}, copies=copies)


def _median(work: Callable[[], object]) -> float:
    took = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        took.append(time.perf_counter() - started)
    return statistics.median(took)


if __name__ == "__main__":
    main()
