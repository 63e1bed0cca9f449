"""A large exam on paper with mishaps and a wrong key, and what everybody who sat it deserves; used by paper_review.py.

The truth is worked out here from what was put on paper, by the exam as it should have been sealed.
"""

import hashlib
import json
import re
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from grader import tables, workspace
from grader.cli.invented import Turnout, graded_texts, turn_out
from grader.demo.mishaps import slip
from grader.demo.paper import HandedIn, bubbles_for
from grader.demo.stack import Feed, scan
from grader.files import atomic_write
from grader.model.base import canonical
from grader.model.event import EventKind
from grader.model.exam import Exam, FormItem
from grader.model.item import Open, Single
from grader.model.response import Response
from grader.model.sheet import Role
from grader.reading.handed_in import NOTHING
from grader.reading.simulate.conditions import CONDITIONS
from grader.reading.simulate.pens import How
from grader.reading.simulate.stacks import to_pdf
from grader.records import open_records
from grader.scoring.closed import score_item
from grader.scoring.openended.steps import levels

POLICY = """title: A large course
matricola: "[0-9]{10}"
components:
  test: {exam: mid-course, out_of: 15}
routes:
  only: test
pass: 8
"""
HASTY = 7  # of so many copies one has two marks where one is right
DATE, SITTING = "2026-04-15", "2026-04-15-mid-course"


@dataclass
class Sat:
    """An exam that was sat on paper: what everybody put on it, and what each deserves."""

    place: workspace.Workspace
    meant: Mapping[int, HandedIn]  # by copy
    right: Exam  # as it should have been sealed
    item: str  # sealed with a wrong key
    scans: tuple[Path, ...]
    notes: tuple[str, ...]  # commands, from what people in the room noted

    def said(self, copy: int, number: int) -> str:
        """What is written on a paper at a number, as a person tells it: letters, a number, words, or "-"."""
        return on_paper(self.meant[copy], number)

    def deserved(self, copy: int, number: int) -> Decimal:
        """The points for what is written there."""
        paper = self.meant[copy]
        place = self.right.form(paper.form.letter).at(number)
        assert place is not None, "a number of the form"
        text = self.said(copy, number)
        if text == NOTHING:
            return Decimal(0)
        if isinstance(place.item, Open):
            shares = {" ".join(a.text.split()): a.share for a in graded_texts()[place.item.id]}
            points = Decimal(str(shares[" ".join(text.split())])) * place.points
            return min(levels(place), key=lambda level: (abs(level - points), level))
        letters = tuple(sorted(text)) if place.options else ()
        response = Response(copy_number=copy, number=number, letters=letters, text="" if letters else text)
        return score_item(place, response, self.right.blueprint.scoring).points

    def totals(self) -> dict[str, Decimal]:
        """Every student's points."""
        numbers = range(1, self.right.blueprint.items + 1)
        return {
            paper.student: sum((self.deserved(copy, n) for n in numbers), Decimal(0))
            for copy, paper in self.meant.items()
        }


def on_paper(paper: HandedIn, number: int) -> str:
    """What a paper says at a number: a letter for which its sheet has no bubble is not there."""
    place = paper.form.at(number)
    assert place is not None, "a number of the form"
    spots = [at for at in bubbles_for(paper.form, paper.layout, paper.cells, "") if at[1] == number]
    letters = "".join(sorted(value for role, _, _, value in spots if role is Role.OPTION))
    signs = "".join(value for role, _, _, value in sorted(spots, key=lambda at: at[2]) if role is Role.DIGIT)
    written = paper.texts.get(number, "")
    if place.options:
        return letters or "".join(re.findall("[a-h]", written)) or NOTHING
    return signs or " ".join(written.split()) or NOTHING


def hold(root: Path, students: int, *, dpi: int = 150, seed: int = 1) -> tuple[Sat, list[tuple[str, float]]]:
    """Assemble an exam, seal a wrong key, print it, let the class sit it and scan what it handed in; seconds of each step."""
    place, timed = workspace.init(root), []
    for left in (*(root / "enrolled").iterdir(), root / "labs.csv", root / "projects.csv"):
        left.unlink()  # of the sample class
    rows = [(f"{n * 7919 % 10**10:010}", f"Surname{n}", f"Name{n}") for n in range(1, students + 1)]
    (root / "students.csv").write_bytes(tables.to_csv(("student_id", "surname", "name"), rows))
    (root / "course.yaml").write_text(POLICY, encoding="utf-8")
    begun = time.perf_counter()
    command(place, "assemble", "mid-course", "--date", DATE, "--seed", str(seed))
    right = place.sitting(SITTING).exam()
    item, wrong = with_wrong_key(right)
    seal(place, wrong)
    timed.append(("assemble", time.perf_counter() - begun))
    timed.append(("print", command(place, "print", SITTING, "--copies", "personalised", "--spare", "4")))
    begun = time.perf_counter()
    stack, late = root / "stack.pdf", root / "stack-late.pdf"
    turnout = turn_out(place, SITTING, stack, seed, mishaps=True)
    for file, feeds in ((stack, turnout.day.stack), (late, turnout.day.late)):
        images = (
            page.image
            for page in scan([hasty(feed) for feed in feeds], CONDITIONS["copier"], seed=seed, dpi=dpi)
        )
        if feeds:
            atomic_write(file, to_pdf(images, dpi))
    timed.append(("hand in and scan", time.perf_counter() - begun))
    scans = tuple(file for file in (stack, late) if file.exists())
    noted = tuple(note.command for note in turnout.day.notes if note.command.startswith("correct "))
    return Sat(place, _meant(turnout), right, item, scans, noted), timed


def hasty(feed: Feed) -> Feed:
    """The same page, where every few copies another option is marked too."""
    paper = feed.paper
    if paper is None or paper.untouched or paper.slips or paper.identity.copy_number % HASTY:
        return feed
    return replace(feed, paper=slip(paper, How.FULL))


def _meant(turnout: Turnout) -> dict[int, HandedIn]:
    feeds = (*turnout.day.stack, *turnout.day.late)
    return {
        feed.paper.identity.copy_number: feed.paper
        for feed in feeds
        if feed.paper and not feed.paper.untouched
    }


def with_wrong_key(right: Exam) -> tuple[str, Exam]:
    """The id of a single-choice item of every form, and the exam with a distractor sealed as its key."""
    shared = set.intersection(
        *({p.item.id for p in form.items if isinstance(p.item, Single)} for form in right.forms)
    )
    item = min(shared)
    other = next(o.text for p in right.forms[0].items if p.item.id == item for o in p.options if not o.key)

    def spoilt(place: FormItem) -> FormItem:
        if place.item.id != item or not isinstance(place.item, Single):
            return place
        options = tuple(o.model_copy(update={"key": o.text == other}) for o in place.options)
        texts = [place.item.correct, *place.item.wrong]
        key = next(text for text in texts if text.text == other)
        rest = tuple(text for text in texts if text is not key)
        changed = place.item.model_copy(update={"correct": key, "wrong": rest})
        return place.model_copy(update={"options": options, "item": changed})

    forms = tuple(
        f.model_copy(update={"items": tuple(spoilt(place) for place in f.items)}) for f in right.forms
    )
    return item, right.model_copy(update={"forms": forms})


def seal(place: workspace.Workspace, exam: Exam) -> None:
    """Put an exam in the place of the one that was assembled, as if it had been assembled so."""
    content = canonical(exam).encode()
    atomic_write(place.sitting(SITTING).lock_file, content)
    with open_records(place.database) as book:
        (sealed,) = book.events(SITTING, EventKind.SEALED)
        payload = json.loads(sealed.payload) | {"sha256": hashlib.sha256(content).hexdigest()}
        book.append(SITTING, EventKind.SEALED, payload, actor="benchmark")


def command(place: workspace.Workspace, *words: str) -> float:
    """Seconds of one command; people may be needed after it."""
    begun = time.perf_counter()
    typed = [sys.executable, "-m", "grader", *words, "-C", str(place.root)]
    done = subprocess.run(typed, cwd=place.root, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 4):
        raise SystemExit(f"grader {' '.join(words)}\n{done.stdout}{done.stderr}"[-2000:])
    return time.perf_counter() - begun
