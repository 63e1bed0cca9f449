"""A simulated class: who comes, and what they answer.

A sealed exam, student ids, graded texts for the open items and a seed go in; a table of typed answers
comes out, as a form on a web page would give it. Each student has one ability for the whole course, so
a strong student does well on both tests. Nothing here is used to train or to calibrate anything.
"""

import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from grader.model.base import Model, Share
from grader.model.exam import Exam, Form, FormItem
from grader.model.item import Multiple, Numeric, Open, Single, TrueFalse

ABSENT = 0.08  # chance that an enrolled student does not come
SKIPPED = 0.04  # chance that an answer is left blank
USUAL = 0.65  # facility of an item without an estimate


class GradedAnswer(Model):
    """A text that a student might write, and the share of the points it deserves."""

    share: Share
    text: str


Texts = Mapping[str, Sequence[GradedAnswer]]  # by item id
Answer = Callable[[FormItem, float, random.Random], str]


@dataclass(frozen=True)
class Sat:
    """The table of typed answers: one row a student, one column a printed number."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def ability(student: str, seed: int) -> float:
    """A student's ability, standard normal over the class, the same in every exam."""
    return random.Random(f"{seed}:{student}:ability").gauss(0.2, 1.0)  # noqa: S311


def sit(
    exam: Exam,
    students: Sequence[str],
    texts: Texts,
    *,
    seed: int,
    forms: Mapping[str, str] | None = None,
) -> Sat:
    """Let the students who come answer the exam; the same seed gives the same answers.

    Forms are dealt out in turn, but to the students whose form is known already.
    """
    known = forms or {}
    chance = random.Random(f"{seed}:{exam.id}:present")  # noqa: S311
    present = [student for student in sorted(students) if chance.random() >= ABSENT]
    numbers = range(1, exam.blueprint.items + 1)
    rows = []
    for place, student in enumerate(present):
        form = exam.form(known[student]) if student in known else exam.forms[place % len(exam.forms)]
        rows.append((student, form.letter, *_answers(form, student, exam.id, texts, seed)))
    return Sat(("student_id", "form", *(f"Q{number}" for number in numbers)), tuple(rows))


def _answers(form: Form, student: str, exam: str, texts: Texts, seed: int) -> tuple[str, ...]:
    theta = ability(student, seed)
    chance = random.Random(f"{seed}:{exam}:{student}")  # noqa: S311
    return tuple(
        "" if chance.random() < SKIPPED else _answer(place, theta, texts, chance) for place in form.items
    )


def _answer(place: FormItem, theta: float, texts: Texts, chance: random.Random) -> str:
    item = place.item
    facility = min(max(item.facility if item.facility is not None else USUAL, 0.05), 0.95)
    # Rasch's model: the log-odds of success are ability minus difficulty, scaled to the item's facility
    level = 1 / (1 + math.exp(-(theta + math.log(facility / (1 - facility)))))
    right = chance.random() < level
    match item:
        case Single() | TrueFalse():
            return chance.choice([option.letter for option in place.options if option.key == right])
        case Multiple():
            return ", ".join(_ticks(place, right, chance))
        case Numeric():
            return _number(item, right, chance)
        case Open():
            return _text(texts[item.id], level, chance)


def _ticks(place: FormItem, right: bool, chance: random.Random) -> list[str]:
    """The keys, or the keys with one box too many or too few."""
    if right:
        return list(place.key)
    changed = chance.choice(place.options).letter
    ticks = set(place.key) ^ {changed}
    return sorted(ticks or {next(option.letter for option in place.options if not option.key)})


def _number(item: Numeric, right: bool, chance: random.Random) -> str:
    """The answer with a comma or a point, or one that is off by a usual slip."""
    value = item.answer if right else item.answer * Decimal(chance.choice(["0.5", "2", "10"])) + 1
    text = f"{value.normalize():f}" + (f" {item.unit}" if item.unit and chance.random() < 0.5 else "")
    return text.replace(".", ",") if chance.random() < 0.3 else text


def _text(answers: Sequence[GradedAnswer], level: float, chance: random.Random) -> str:
    """A text whose share of the points comes near the student's level on the day."""
    aim = min(max(chance.gauss(level, 0.22), 0.0), 1.0)
    nearest = min(abs(answer.share - aim) for answer in answers)
    return chance.choice([answer for answer in answers if abs(answer.share - aim) == nearest]).text
