"""What goes wrong on the day of an exam, each thing once: who it happens to, what the stack is then, and what was noted.

A note says what the people in the room know and no scan can show. Where there is something to do about it, the
note ends with the command. Nothing here is random beyond the seed.
"""

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from grader.demo.paper import HandedIn
from grader.demo.stack import Feed, What, feeds
from grader.model.exam import Exam
from grader.model.item import Single
from grader.model.sheet import Role
from grader.reading.simulate.pens import How
from grader.reading.simulate.sit import Spot

NOTES = ("copy", "what happened", "what to type")
SEVERAL = 4  # students who must be left over for nothing to happen to


@dataclass(frozen=True)
class Cast:
    """The student to whom each mishap happens; nobody where the class is too small, or nothing is to go wrong."""

    wet: str = ""  # the sheet is spoiled before it is used: takes a spare
    digit: str = ""  # takes a spare too, and fills in one digit of the matricola wrongly
    booklet: str = ""  # works on the booklet of another form than the sheet's
    two_fills: str = ""  # marks two options where one is right
    changed: str = ""  # crosses one answer out and marks another
    coffee: str = ""
    twice: str = ""  # a page goes through the scanner twice
    late: str = ""  # the last page is found later
    unused: str = ""  # did not come, and the unused sheet was scanned with the others

    @property
    def spare(self) -> tuple[str, ...]:
        """Those who take a spare copy."""
        return tuple(filter(None, (self.wet, self.digit)))


@dataclass(frozen=True)
class Note:
    """What the people in the room know of one copy, and the command to type about it, if any."""

    copy_number: int
    what: str
    command: str = ""


@dataclass(frozen=True)
class Day:
    """What is scanned, what is scanned later, and what was noted."""

    stack: tuple[Feed, ...]
    late: tuple[Feed, ...]
    notes: tuple[Note, ...]


def cast(present: Sequence[str], absent: Sequence[str], *, seed: int) -> Cast:
    """Choose to whom which mishap happens, everyone at most one."""
    chance = random.Random(f"{seed}:mishaps")  # noqa: S311
    chosen = chance.sample(sorted(present), max(0, min(8, len(present) - SEVERAL)))
    found = Cast(*chosen)
    return replace(found, unused=chance.choice(sorted(absent))) if absent else found


def other_booklet(exam: Exam, letter: str) -> str:
    """The next form's letter, or the same where there is one form."""
    letters = [form.letter for form in exam.forms]
    return letters[(letters.index(letter) + 1) % len(letters)]


def mistake(paper: HandedIn, known: Collection[str]) -> HandedIn:
    """The same paper with one digit of the matricola wrong, so that it is nobody's."""
    id_ = paper.student
    for at in reversed(range(len(id_))):
        for digit in "0123456789":
            wrong = id_[:at] + digit + id_[at + 1 :]
            if id_[at].isdigit() and wrong not in known:
                return replace(paper, matricola=wrong)
    return paper


def slip(paper: HandedIn, how: How) -> HandedIn:
    """The same paper with one more option of an answered single-choice item treated in a way."""
    marks = paper.marks
    for placed, cell in zip(paper.form.items, paper.cells, strict=True):
        if isinstance(placed.item, Single) and cell:
            spots: list[Spot] = [(Role.OPTION, placed.number, 0, option.letter) for option in placed.options]
            return replace(paper, slips={next(at for at in spots if at not in marks): how})
    return paper


def spoil(
    papers: Sequence[HandedIn],
    unused: Sequence[HandedIn],
    who: Cast,
    students: Collection[str],
    *,
    commands: Mapping[str, str],
) -> Day:
    """Let everything go wrong; `commands` are what to type about `late` and `booklet`, with {copy} and {form}."""
    stack: list[Feed] = []
    late: list[Feed] = []
    notes: list[Note] = []
    for paper in papers:
        copy, student = paper.identity.copy_number, paper.student
        spare = not paper.layout.personalised
        if student == who.wet and spare:
            notes.append(Note(copy, f"{student} took this spare: the own sheet got wet"))
        elif student == who.digit and spare:
            paper = mistake(paper, students)
            notes.append(Note(copy, "a spare, taken in a hurry"))
        elif student == who.two_fills:
            paper = slip(paper, How.FULL)
        elif student == who.changed:
            paper = slip(paper, How.CANCELLED)
        elif student == who.booklet and paper.form.letter != paper.layout.form:
            form = paper.form.letter
            typed = commands["booklet"].format(copy=copy, form=form)
            notes.append(Note(copy, f"{student} had this sheet and worked on booklet {form}", typed))
        pages = feeds([paper])
        if student == who.coffee:
            pages[0] = replace(pages[0], what=What.COFFEE)
        elif student == who.twice:
            pages.append(replace(pages[0], what=What.AGAIN))
        elif student == who.late and len(pages) > 1:
            late.append(pages.pop())
            notes.append(Note(copy, "its last page lay under the table", commands["late"]))
        stack += pages
    stack += feeds(unused)
    stack += [Feed(None, what=What.FOREIGN), Feed(None, what=What.BLANK), Feed(None, what=What.BLANK)]
    return Day(tuple(stack), tuple(late), tuple(notes))
