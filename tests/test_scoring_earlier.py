"""Decisions of earlier sittings on the same item: what is taken of them, and what they teach."""

import datetime as dt
import json
import shutil
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from test_scoring_closed import COMMON
from test_scoring_openended import RUBRIC, count_words
from test_scoring_suggest import TEXTS, exam_with, open_item
from typed_commands import TypedCommands

from grader import workspace
from grader.gradebook.earlier import earlier_answers
from grader.model.base import canonical
from grader.model.correction import Change, Correction, NewPoints, NewRubric, Void
from grader.model.course import OpenAnswers
from grader.model.exam import Exam, FormItem
from grader.model.item import ITEM, Criterion
from grader.model.kinds import Voiding
from grader.model.response import Copy, Response
from grader.model.score import Decision, Suggestion
from grader.records import open_records
from grader.scoring.openended.earlier import MOST, Earlier, graded_then, together
from grader.scoring.openended.model import suggest
from grader.scoring.openended.prior import bundled_prior

MATRIX = "Every step multiplies the gradient by one matrix, which shrinks it."
SAID = (MATRIX, "It forgets.", "The network is bored.")
GIVEN = ("3", "1", "0")
KEY = ("forget", Decimal(3))


def decided(said: Sequence[str] = SAID, given: Sequence[str] = GIVEN) -> list[Decision]:
    return [
        Decision(copy_number=n, number=1, item_id="forget", points=Decimal(points))
        for n, (_, points) in enumerate(zip(said, given, strict=True), 1)
    ]


def taken(now: FormItem, then: FormItem, *changes: Change, decisions: Sequence[Decision] = ()) -> list[str]:
    """The texts that an exam of the one item takes of a sitting of the other."""
    exam, copies, responses = exam_with(SAID, then)
    corrections = [Correction(item_id="forget", what=change) for change in changes]
    found = graded_then(exam_with((), now)[0], exam, copies, responses, decisions or decided(), corrections)
    return [one.text for of in found.values() for one in of]


def test_the_very_same_item_brings_its_graded_answers() -> None:
    """Texts and points, and nothing that says whose they were."""
    exam, copies, responses = exam_with(SAID, open_item())
    found = graded_then(exam, exam, copies, responses, decided(), [])
    assert found == {KEY: tuple(Earlier(t, Decimal(p)) for t, p in zip(SAID, GIVEN, strict=True))}


@pytest.mark.parametrize(
    "now",
    [
        open_item(stem="Why does a recurrent network remember?"),
        open_item(rubric=RUBRIC),
        open_item("2"),
        open_item(on_form="6"),
        open_item(id="another"),
    ],
)
def test_another_item_brings_nothing(now: FormItem) -> None:
    """Other words, another rubric, other points, or only an equal question under another id."""
    assert taken(now, open_item()) == []


@pytest.mark.parametrize(
    "change",
    [
        NewRubric(rubric=(Criterion(text="right", points=Decimal(3)),)),
        NewPoints(points=Decimal(2)),
        Void(how=Voiding.EVERYONE),
    ],
)
def test_a_correction_makes_decisions_unusable(change: Change) -> None:
    """They may have been made by the old rubric."""
    assert taken(open_item(), open_item(), change) == []


def test_a_decision_on_an_answer_that_was_changed_is_not_taken() -> None:
    """It was about other words."""
    first, *rest = decided()
    changed = first.model_copy(update={"answer_hash": "0" * 64})
    assert taken(open_item(), open_item(), decisions=[changed, *rest]) == list(SAID[1:])


def test_the_latest_sittings_go_first_and_not_more_than_is_quick() -> None:
    """Two hundred to an item, whatever the archive holds."""
    sittings = [{KEY: tuple(Earlier(f"{year} {n}", Decimal(1)) for n in range(150))} for year in (26, 25, 24)]
    found = together(sittings)[KEY]
    assert len(found) == MOST
    assert [one.text for one in found] == [f"26 {n}" for n in range(150)] + [f"25 {n}" for n in range(50)]


def suggested(earlier: Sequence[Earlier]) -> tuple[Suggestion, ...]:
    found, judgement = suggest(
        *exam_with([*TEXTS, MATRIX], None),
        [],
        count_words,
        model=bundled_prior().embedding,
        rules=OpenAnswers(),
        earlier={KEY: earlier},
    )
    assert not judgement.check.items, "agreement is about this exam's decisions alone"
    return found


def test_an_earlier_answer_teaches_and_is_shown_without_a_name() -> None:
    """Two classes that read the same word for word, one graded mildly and one severely, teach what was given to them."""
    plain = suggested([])
    mild, severe = (suggested([Earlier(t, Decimal(p)) for t in (*TEXTS[:6], MATRIX)]) for p in ("3", "0"))
    assert severe[-1].points < mild[-1].points
    assert severe[-1].spread < plain[-1].spread
    assert len(mild) == len(plain) == len(TEXTS) + 1
    assert (mild[-1].decisions, mild[-1].earlier) == (0, 7)
    assert mild[-1].nearest[0].copy_number == 0
    assert mild[-1].nearest[0].points == 3
    assert "learnt from 0 decisions and 7 of earlier sittings" in mild[-1].why
    assert "nothing decided yet" in plain[-1].why


def test_an_earlier_answer_that_says_nothing_teaches_nothing() -> None:
    """A class is not believed to be weak for what an earlier one did not write."""
    nothing = [Earlier(text, Decimal(0)) for text in ("I don't know.", "---", "Non lo so")]
    assert suggested(nothing) == suggested([])


class Archive(TypedCommands):
    """A course with one question asked on two dates."""

    commands = ("score", "review")
    THEN, NOW = "2025-04-15-mid-course", "2026-04-15-mid-course"

    def seal(self, id_: str, said: Sequence[str], item: FormItem) -> Exam:
        exam, _, _ = exam_with(said, item)
        exam = exam.model_copy(update={"id": id_, "date": dt.date.fromisoformat(id_[:10])})
        folder = self.root / "sittings" / id_
        folder.mkdir(parents=True)
        (folder / "exam.lock.json").write_text(canonical(exam), encoding="utf-8")
        copies = [Copy(number=n, form="A", student=f"90000000{n:02}") for n, _ in enumerate(said, 1)]
        responses = [Response(copy_number=n, number=1, text=text) for n, text in enumerate(said, 1)]
        with open_records(self.url) as book:
            book.save_responses(id_, responses, actor="test", source={"file": "f"}, copies=copies)
        return exam

    def count(self, exam: Exam) -> int:
        with open_records(self.url) as book:
            return sum(len(of) for of in earlier_answers(workspace.find(self.root), exam, book).values())


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Archive:
    shutil.copy(Path(__file__).parent.parent / "course.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GRADER_DATABASE", raising=False)
    return Archive(tmp_path, capsys)


def test_earlier_dates_only_and_only_what_stands(archive: Archive) -> None:
    """What was taken back is not learnt from, a later sitting never teaches an earlier one, and the course may want none of it."""
    then = archive.seal(archive.THEN, SAID, open_item())
    now = archive.seal(archive.NOW, [MATRIX], open_item())
    assert archive.count(now) == 0
    with open_records(archive.url) as book:
        made = book.decide(then.id, decided(), actor="test")
        book.decide(now.id, decided()[:1], actor="test")
        assert made
    assert (archive.count(now), archive.count(then)) == (3, 0)
    with open_records(archive.url) as book:
        book.undo(then.id, made.sequence, [(1, 1, "forget")], actor="test")
    assert archive.count(now) == 2
    with open_records(archive.url) as book:
        new = NewRubric(rubric=(Criterion(text="right", points=Decimal(3)),))
        book.correct(then.id, [Correction(item_id="forget", what=new)], actor="test", reason="r")
    assert archive.count(now) == 0


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_second_sitting_learns_from_the_first_through_the_commands(archive: Archive) -> None:
    """`grader score` says so in every row, names nobody, and lets it be when `course.yaml` says `earlier: false`."""
    item = ITEM.validate_python(
        {"type": "open", "id": "forget", **COMMON, "points": "3",
         "stem": "Why does a recurrent network forget the beginning of a long text?",
         "reference": ["The gradient is multiplied by the same matrix at each step and vanishes."]}
    )  # fmt: skip
    place = FormItem(number=1, item=item, points=Decimal(3), content_hash="")
    then = archive.seal(archive.THEN, SAID, place)
    archive.seal(archive.NOW, ["The gradient is multiplied by a matrix at every step and shrinks."], place)
    with open_records(archive.url) as book:
        book.decide(then.id, decided(), actor="test")
    assert archive.run("score", archive.NOW) == 4
    scores = archive.root / "sittings" / archive.NOW / "out" / "scores.csv"
    assert "learnt from 0 decisions and 3 of earlier sittings" in scores.read_text(encoding="utf-8")
    assert archive.run("review", archive.NOW, "--export", "sheet.csv") == 0
    sheet = (archive.root / "sheet.csv").read_text(encoding="utf-8-sig")
    assert "like an earlier answer: 3 points" in sheet
    assert "90000000" not in sheet
    course = archive.root / "course.yaml"
    before = course.read_text(encoding="utf-8")
    course.write_text(before.replace("auto_accept: false", "auto_accept: false, earlier: false"), "utf-8")
    assert archive.run("score", archive.NOW, "--json") == 4
    assert json.loads(archive.out)["pending"] == 1
    assert "nothing decided yet" in scores.read_text(encoding="utf-8")
