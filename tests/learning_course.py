"""A small course whose exams are sat by invented classes with known truth: how easy each question is, and which key is wrong."""

import random
from collections.abc import Mapping
from math import exp, log
from pathlib import Path

from typed_commands import TypedCommands

from grader.model.response import Copy, Response
from grader.records import open_records
from grader.workspace import Workspace

ITEMS = [f"q{n:02}" for n in range(24)]
COURSE = """\
title: Nets
language: en
matricola: "[0-9]{10}"
components:
  test: {exam: test, out_of: 8}
routes:
  test: test
"""
BLUEPRINT = """\
title: Test
kind: written
items: 8
points: 8
minutes: 60
target_facility: 0.6
"""
ITEM = """\
- id: {id}
  type: single
  stem: What of {id}?
  topic: nets
  module: one
  part: first
  correct: right of {id}
  wrong: [first of {id}, second of {id}, third of {id}]
  facility: 0.6
  minutes: 2
  level: apply
  explanation: It is so.
"""


class LearningCourse(TypedCommands):
    """The commands that look at what was learnt."""

    commands = ("assemble", "bank", "bank_stats", "bank_history", "check", "correct")

    def write(self) -> "LearningCourse":
        """Put the course's files there."""
        for folder in ("questions", "exams"):
            (self.root / folder).mkdir()
        (self.root / "course.yaml").write_text(COURSE, encoding="utf-8")
        (self.root / "exams" / "test.yaml").write_text(BLUEPRINT, encoding="utf-8")
        students = "\n".join(f"{n:010},Verdi,Lea,l{n}@example.edu" for n in range(1, 5))
        (self.root / "students.csv").write_text(
            f"student_id,surname,name,email\n{students}\n", encoding="utf-8"
        )
        self.bank.write_text("".join(ITEM.format(id=id_) for id_ in ITEMS), encoding="utf-8")
        return self

    @property
    def bank(self) -> Path:
        """The one file of questions."""
        return self.root / "questions" / "nets.yaml"

    @property
    def place(self) -> Workspace:
        """The course."""
        return Workspace(self.root)

    def edit(self, old: str, new: str) -> None:
        """Change the bank where these words stand."""
        text = self.bank.read_text(encoding="utf-8")
        assert old in text
        self.bank.write_text(text.replace(old, new), encoding="utf-8")

    def keep(self, items: int) -> None:
        """Leave only so many questions in the bank."""
        text = self.bank.read_text(encoding="utf-8")
        self.bank.write_text(text.split(f"- id: {ITEMS[items]}\n")[0], encoding="utf-8")

    def sit(
        self,
        date: str,
        *,
        papers: int = 60,
        easy: Mapping[str, float] | None = None,
        wrong: str = "",
        assemble: bool = True,
    ) -> str:
        """Assemble the exam of a day and let a class sit it; able students choose the first distractor of `wrong`."""
        sitting = f"{date}-test"
        if assemble:
            assert self.run("assemble", "test", "--date", date) == 0, self.err
        exam = self.place.sitting(sitting).exam()
        copies, responses = [], []
        for number in range(1, papers + 1):
            chance = random.Random(f"{date} {number}")
            ability, form = chance.gauss(0, 1), exam.forms[number % len(exam.forms)]
            copies.append(Copy(number=number, form=form.letter, student=f"{number:010}"))
            for entry in form.items:
                share = (easy or {}).get(entry.item.id, 0.6)
                won = chance.random() < 1 / (1 + exp(-1.3 * log(share / (1 - share)) - 1.3 * ability))
                first = {o.letter for o in entry.options if o.text.startswith("first")}
                meant = min(first) if entry.item.id == wrong else entry.key[0]
                others = [o.letter for o in entry.options if o.letter != meant]
                letter = meant if won else chance.choice(others)
                responses.append(Response(copy_number=number, number=entry.number, letters=(letter,)))
        with open_records(self.url) as book:
            book.save_responses(sitting, responses, actor="t", source={"file": "f"}, copies=copies)
        return sitting

    def used(self, sitting: str) -> list[str]:
        """The items of a sitting."""
        forms = self.place.sitting(sitting).exam().forms
        return sorted({entry.item.id for form in forms for entry in form.items})
