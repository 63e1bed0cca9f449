"""The marks follow from the history: whatever people do in whatever order, the events alone give the same sheet."""

import datetime as dt
import random
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from small_exam import exam

from grader.errors import Refused
from grader.gradebook.replay import replay
from grader.model.correction import Correction, NewAnswer, NewKey, NewPoints, Void
from grader.model.event import COURSE, EventKind
from grader.model.kinds import Recordable, Voiding
from grader.model.mark import StatusEntry
from grader.model.response import Copy, Response
from grader.model.score import Acceptance, Decision, Suggestion
from grader.records import Records, open_records
from grader.records.decided import Stacks, fold
from grader.workspace import Workspace

SITTING = "2026-04-15-mid-course"
POLICY = """\
title: An invented course
components:
  test: {exam: mid-course, out_of: 10}
  project: {from: projects.csv, out_of: 30}
routes:
  only: test + project / 2
pass: 18
open_answers: {auto_accept: 0.9}
"""
IDS = tuple(f"{n:010}" for n in range(1, 6))
CORRECTIONS = (
    [Correction(item_id="gd-step", what=NewKey(right=("along the gradient", "C")))],
    [Correction(item_id="conv-size", what=NewAnswer(answer=Decimal(28), tolerance=Decimal(1)))],
    *([Correction(item_id="reg-which", what=Void(how=how))] for how in Voiding),
    [
        Correction(item_id="gd-step", what=NewPoints(points=Decimal(3))),
        Correction(item_id="relu-linear", what=NewPoints(points=Decimal(1))),
    ],
)


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    """A course of five students with one sealed exam."""
    rows = "".join(f"G{id_[-1]},{id_},2026-06-15,20,presented\n" for id_ in IDS)
    files = {
        "course.yaml": POLICY,
        "students.csv": "student_id,surname,name\n" + "".join(f"{id_},S{id_[-1]},N\n" for id_ in IDS),
        "projects.csv": "group,student_id,presented_on,mark,status\n" + rows,
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    made = Workspace(tmp_path)
    where = made.new_sitting(SITTING)
    where.folder.mkdir(parents=True)
    where.lock_file.write_text(exam().model_dump_json(), encoding="utf-8")
    return made


class Term:
    """People who do what people do, in an order that a seed draws."""

    def __init__(self, book: Records, seed: int) -> None:
        self.book, self.draw = book, random.Random(seed)
        copies = [Copy(number=n, form="AB"[n % 2], student=id_) for n, id_ in enumerate(IDS, start=1)]
        given = [self.answer(n, number) for n in range(1, 6) for number in range(1, 6)]
        book.save_responses(SITTING, given, actor="anna", source={"file": "a.csv"}, copies=copies)

    def answer(self, copy: int, number: int) -> Response:
        letters = tuple(sorted(self.draw.sample("abcd", self.draw.randint(0, 2))))
        return Response(
            copy_number=copy, number=number, letters=letters, text=self.draw.choice(["27", "28", "x"])
        )

    def who(self) -> str:
        return self.draw.choice(["anna", "ben"])

    def open_answer(self) -> tuple[int, int]:
        """A copy, and the number of the open item on its form."""
        copy = self.draw.choice(self.book.copies(SITTING))
        return copy.number, 5 if copy.form == "A" else 1

    def points(self) -> Decimal:
        return Decimal(self.draw.choice(["0", "0.5", "1", "2"]))

    def imports(self) -> None:
        copy = self.draw.randint(1, 5)
        given = [self.answer(copy, number) for number in self.draw.sample(range(1, 6), 2)]
        self.book.save_responses(SITTING, given, actor=self.who(), source={"file": "b.csv"})

    def decides(self) -> None:
        copy, number = self.open_answer()
        hashes = {(r.copy_number, r.number): r.answer_hash for r in self.book.responses(SITTING)}
        made = Decision(
            copy_number=copy,
            number=number,
            item_id="why-norm",
            points=self.points(),
            answer_hash=hashes[copy, number],
        )
        self.book.decide(SITTING, [made], actor=self.who())

    def undoes(self) -> None:
        if stacks := self.book.decided(SITTING):
            place = self.draw.choice(sorted(stacks))
            event = self.draw.choice(stacks[place]).sequence
            self.book.undo(SITTING, event, [place], actor=self.who())

    def accepts(self) -> None:
        copy, number = self.open_answer()
        hashes = {(r.copy_number, r.number): r.answer_hash for r in self.book.responses(SITTING)}
        made = Acceptance(
            copy_number=copy, number=number, item_id="why-norm", points=self.points(), confidence=0.99, model="m",
            answer_hash=hashes[copy, number],
        )  # fmt: skip
        self.book.accept(SITTING, [made], actor=self.who())

    def suggests(self) -> None:
        """What the machine says leaves no event, so no mark may rest on it."""
        copy, number = self.open_answer()
        hashes = {(r.copy_number, r.number): r.answer_hash for r in self.book.responses(SITTING)}
        made = Suggestion(
            copy_number=copy, number=number, item_id="why-norm", points=self.points(), out_of=Decimal(2), confidence=1,
            why="near", model="m", answer_hash=hashes[copy, number],
        )  # fmt: skip
        self.book.save_suggestions(SITTING, [made])

    def corrects(self) -> None:
        self.book.correct(SITTING, self.draw.choice(CORRECTIONS), actor=self.who(), reason="wrong")

    def takes_back(self) -> None:
        if events := sorted(self.book.corrections(SITTING)):
            self.book.take_back(SITTING, self.draw.choice(events), actor=self.who(), reason="right")

    def binds(self) -> None:
        """Two papers that were exchanged."""
        one, other = self.draw.sample(self.book.copies(SITTING), 2)
        bound = [
            one.model_copy(update={"student": other.student}),
            other.model_copy(update={"student": one.student}),
        ]
        self.book.issue_copies(SITTING, bound, actor=self.who(), reason="exchanged")

    def records(self) -> None:
        """On the chain of the course, or on the sitting's."""
        sitting = self.draw.choice(["", SITTING])
        said = (
            Recordable.REFUSED if not sitting else self.draw.choice([Recordable.ABSENT, Recordable.WITHDRAWN])
        )
        entry = StatusEntry(
            student_id=self.draw.choice(IDS), status=said, sitting=sitting, on=dt.date(2026, 7, 1),
            undone=self.draw.random() < 0.5,
        )  # fmt: skip
        payload = entry.model_dump(mode="json")
        self.book.append(sitting or COURSE, EventKind.STATUS, payload, actor=self.who())

    def step(self) -> None:
        acts: list[Callable[[], None]] = [
            self.imports, self.decides, self.decides, self.undoes, self.accepts, self.suggests, self.corrects,
            self.takes_back, self.binds, self.records,
        ]  # fmt: skip
        self.draw.choice(acts)()


@pytest.mark.parametrize("seed", range(3))
def test_the_events_alone_give_the_sheet(place: Workspace, url: str, seed: int) -> None:
    """After each of thirty acts; and reading the chain bit by bit, as the page does, is reading it at once."""
    sheets: set[str] = set()
    stacks: Stacks = {}
    read = 0
    with open_records(url) as book:
        term = Term(book, seed)
        for _ in range(4):
            term.records()  # so that there are two chains
        for _ in range(30):
            term.step()
            sheets.add(replay(place, book).sheet)
            new = book.events(SITTING, after=read)
            stacks, read = dict(fold(new, stacks)), new[-1].sequence if new else read
            assert stacks == book.decided(SITTING)
        done = replay(place, book)
        assert done.events == sum(len(book.events(chain)) for chain in book.chains())
        assert done.students == len(IDS)
        assert book.chains() == (SITTING, COURSE)
    assert len(sheets) > 5, "acts that change no mark prove nothing"


def test_what_leaves_no_event_is_found_out(place: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """If marks rested on what the history does not hold, the replay would refuse and name the files."""
    with open_records("sqlite://") as book:
        Term(book, 1).suggests()
        monkeypatch.setattr(Records, "accepted", lambda self, sitting: tuple(
            Acceptance(confidence=1, **s.model_dump(include={"copy_number", "number", "item_id", "points", "model", "answer_hash"}))
            for s in self.suggestions(sitting)
        ))  # fmt: skip
        with pytest.raises(Refused, match=r"another result than the records: .*scores\.json"):
            replay(place, book)


@pytest.mark.parametrize(
    ("statement", "first_bad"),
    [
        ("UPDATE grader_events SET payload = replace(payload, '\"2\"', '\"1\"') WHERE sequence = 3", 3),
        ("UPDATE grader_events SET actor = 'mallory' WHERE sequence = 4", 4),
        ("UPDATE grader_events SET reason = 'because' WHERE sequence = 4", 4),
        ("UPDATE grader_events SET at = replace(at, '20', '19') WHERE sequence = 2", 2),
        ("UPDATE grader_events SET kind = 'undone' WHERE sequence = 5", 5),
        ("DELETE FROM grader_responses; DELETE FROM grader_events WHERE sequence = 1", 2),
        ("DELETE FROM grader_events WHERE sequence = 4", 5),
        (
            "UPDATE grader_events SET sequence = 99 WHERE sequence = 3; "
            "UPDATE grader_events SET sequence = 3 WHERE sequence = 4; "
            "UPDATE grader_events SET sequence = 4 WHERE sequence = 99",
            3,
        ),
        (
            "INSERT INTO grader_events SELECT chain, 7, kind, actor, at, reason, payload, previous, hash "
            "FROM grader_events WHERE sequence = 6",
            7,
        ),
    ],
)
def test_the_first_bad_event_is_named(place: Workspace, url: str, statement: str, first_bad: int) -> None:
    """Changed payload, person, reason, time or kind; lost, exchanged or added: named, and nothing is replayed."""
    with open_records(url) as book:
        Term(book, 0)  # events 1 and 2
        for points in "2010":
            made = Decision(copy_number=1, number=1, item_id="why-norm", points=Decimal(points))
            book.decide(SITTING, [made], actor="anna", reason="read")
        assert len(book.events(SITTING)) == 6
        assert book.verify(SITTING) is None
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        for one in statement.split("; "):
            connection.exec_driver_sql(one)
    engine.dispose()
    with open_records(url) as book:
        broken = book.verify(SITTING)
        assert broken is not None
        assert broken.sequence == first_bad
        with pytest.raises(Refused, match=f"event {first_bad},"):
            replay(place, book)
