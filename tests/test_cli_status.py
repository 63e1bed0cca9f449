"""`grader status` and `grader doctor` as they are typed: how far a course is, and what to do next."""

import json
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from small_exam import exam
from typed_commands import TypedCommands

from grader.model.base import canonical
from grader.model.correction import Correction, NewPoints
from grader.model.response import Copy, Response
from grader.model.score import Decision, Suggestion
from grader.records import open_records

SITTING = "2026-04-15-mid-course"
COPIES = [Copy(number=1, form="A", student="0000012345")]
OPEN = Response(copy_number=1, number=5, text="It helps.")
CLOSED = [Response(copy_number=1, number=n, letters=("a",)) for n in range(1, 4)]
NUMBER = Response(copy_number=1, number=4, text="27")


class Course(TypedCommands):
    """A course in a temporary folder, and the command line in it."""

    commands = ("import_", "status")

    def next(self) -> str:
        """The next thing to do."""
        assert self.run("status", "--json") == 0
        (sitting,) = json.loads(self.out)
        return str(sitting["next"])

    def record(self, *responses: Response) -> None:
        with open_records(self.url) as book:
            book.save_responses(SITTING, responses, actor="test", source={"file": "f"}, copies=COPIES)


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Course:
    shutil.copy(Path(__file__).parent.parent / "course.yaml", tmp_path)
    folder = tmp_path / "sittings" / SITTING
    folder.mkdir(parents=True)
    (folder / "exam.lock.json").write_text(canonical(exam("A", "B")), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GRADER_DATABASE", raising=False)
    return Course(tmp_path, capsys)


def test_status_says_what_comes_next(course: Course) -> None:
    """From the sealed exam to the marks; with typed answers nobody is sent back to print."""
    assert course.next() == f"grader print {SITTING}"
    (course.root / "sittings" / SITTING / "print").mkdir()
    assert course.next() == f"grader import {SITTING} FILE"
    shutil.rmtree(course.root / "sittings" / SITTING / "print")
    course.record(*CLOSED)
    assert course.next() == f"grader import {SITTING} FILE", "questions 4 and 5 are not recorded"
    course.record(NUMBER, OPEN)
    assert course.next() == f"grader score {SITTING}"
    fields = {"copy_number": 1, "number": 5, "item_id": "why-norm"}
    suggestion = Suggestion(
        **fields, points=1, out_of=2, confidence=0.5, why="w", model="m", answer_hash=OPEN.answer_hash
    )
    with open_records(course.url) as book:
        book.save_suggestions(SITTING, [suggestion])
    assert course.next() == f"grader review {SITTING}"
    lower = [Correction(item_id=i, what=NewPoints(points=n)) for i, n in (("why-norm", 1), ("conv-size", 3))]
    with open_records(course.url) as book:
        book.decide(SITTING, [Decision(**fields, points=2)], actor="test")
        book.correct(SITTING, lower, actor="test", reason="weights")
    assert course.next() == f"grader score {SITTING}", "the suggestion is of 2 points, and there is 1"
    with open_records(course.url) as book:
        book.save_suggestions(SITTING, [suggestion.model_copy(update={"out_of": Decimal(1)})])
    assert course.next() == f"grader review {SITTING}", "two points of one wait for a person"
    course.record(OPEN.model_copy(update={"text": "It keeps the scale."}))
    assert course.next() == f"grader score {SITTING}", "the suggestion judged another answer"
    with open_records(course.url) as book:
        book.decide(SITTING, [Decision(**fields, points=1)], actor="test")
    assert course.next() == "grader marks"


def test_status_makes_no_file(course: Course) -> None:
    """Looking at a course without records leaves it without records."""
    assert course.run("status") == 0
    assert f"{SITTING}: 2 forms, 0 copies" in course.out
    assert not (course.root / "records.db").exists()


def test_doctor_names_each_part_once(course: Course) -> None:
    """Each part has a state; with all of them there the exit code is 0, else 7 and a cure."""
    code = course.run("doctor", "--json")
    rows = json.loads(course.out)
    assert code == (7 if any(row["cure"] for row in rows) else 0)
    names = [row["part"] for row in rows]
    assert len(set(names)) == len(names)
    assert {"python", "weasyprint", "ortools", "sqlalchemy"} <= set(names)


def test_status_of_a_sitting_says_by_which_way_everybody_answered(course: Course) -> None:
    """Ids and ways, no names; whoever is not on the list is for somebody to look at."""
    (course.root / "students.csv").write_text("student_id,surname\n0000012345,Rossi\n0000067890,Null\n")
    course.record(*CLOSED)
    assert course.run("status", SITTING) == 0
    assert course.out == "expected: 2\nall answers from f: 1\nnothing yet: 1 (0000067890)\n"
    (course.root / "students.csv").write_text("student_id,surname\n0000067890,Null\n")
    assert course.run("status", SITTING, "--json") == 4
    assert json.loads(course.out)["unexpected"] == ["0000012345"]
    assert f"1 paper of {SITTING} needs somebody to look" in course.err
    assert "`grader marks` what to do" in course.err
    enrolled = course.root / "enrolled" / "2026-04-15.csv"
    enrolled.parent.mkdir()
    enrolled.write_text("student_id\n0000012345\n", encoding="utf-8")
    assert course.run("status", SITTING) == 3
    assert "enrolled/2026-04-15.csv:2: the student 0000012345 is not in students.csv" in course.err
    assert "enrolled/2026-04-15.csv must be corrected before it can say who was expected" in course.err
