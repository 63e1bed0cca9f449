"""Points that a grader marks on the sheet: a person's decision, taken once, and asked about when it is not clear."""

from pathlib import Path

import numpy as np
import pytest
from paper_course import COPIES, IDS, SITTING, PaperCourse, paper_course

from grader.model.event import EventKind
from grader.model.sheet import Role
from grader.reading.simulate.pens import How


@pytest.fixture
def course(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> PaperCourse:
    """The usual course, with a row of score bubbles at each open answer; on form A that is question 5 of 2 points."""
    copies = [copy.model_copy(update={"score_bubbles": True}) for copy in COPIES]
    return paper_course(tmp_path, monkeypatch, capsys, copies)


def read(course: PaperCourse, *papers: object, name: str = "stack.pdf") -> int:
    images = [image for paper in papers for image in paper.images]  # type: ignore[attr-defined]
    return course.run("read", SITTING, course.scan(images, name))


def test_one_clear_mark_is_a_decision(course: PaperCourse) -> None:
    """It is recorded once, with who read it and why; nothing is to be transcribed, and the review asks nothing."""
    assert read(course, course.sat(1, scores={5: "1.5"}), course.sat(2)) == 0, course.err
    assert "1 points that were marked on the sheets" in course.out
    (decision,) = course.decisions().values()
    assert (decision.copy_number, decision.number, str(decision.points)) == (1, 5, "1.5")
    event = course.events()[-1]
    assert event.kind is EventKind.DECIDED and event.actor and "marked on the sheet" in event.reason
    assert course.run("review", SITTING, "--list") == 0, course.err
    assert course.doubts() == []
    before = course.events()
    assert course.run("read", SITTING, "stack.pdf") == 0 and course.events() == before
    assert course.run("score", SITTING) == 0, course.err
    scores = (course.root / "sittings" / SITTING / "out" / "scores.csv").read_text(encoding="utf-8")
    assert "1.5,2,decision" in scores


def test_an_empty_row_says_nothing(course: PaperCourse) -> None:
    """Without a mark the answer waits as before."""
    read(course, course.sat(1))
    assert not course.decisions()
    assert course.run("review", SITTING, "--list") == 4


@pytest.mark.parametrize(
    ("marks", "said"),
    [
        ({"1": How.FULL, "1.5": How.FULL}, "1 and 1.5 points are both marked"),
        ({"1": How.CANCELLED}, "points are crossed out"),
    ],
)
def test_what_is_not_clear_is_asked_with_a_picture(
    course: PaperCourse, marks: dict[str, How], said: str
) -> None:
    """Two marks, or one that is crossed out, are a question; the person's answer is the decision."""
    assert read(course, course.sat(1, spoiled={(Role.SCORE, 5, 0, v): how for v, how in marks.items()})) == 4
    asked = [row for row in course.doubts() if row["question"] == "score"]
    assert said in asked[0]["why"]
    assert not course.decisions()
    pictures = asked[0]["pictures"].split("\n")
    assert any("-score-" in path for path in pictures)
    assert all((course.root / "sittings" / SITTING / path).is_file() for path in pictures)
    assert course.run("score", SITTING) == 4 and "--export-doubts" in course.err
    assert course.answer(lambda row: ("7" if row["question"] == "score" else "", "")) == 3
    assert '"7" is no answer' in course.err
    assert course.answer(lambda row: ("1,5" if row["question"] == "score" else "", "")) == 0, course.err
    assert str(course.decisions()[1, 5].points) == "1.5"
    before = course.events()
    assert course.run("read", SITTING, "stack.pdf") == 0, course.err
    assert course.events() == before


def test_points_marked_after_the_first_scan_are_taken(course: PaperCourse) -> None:
    """The same page with points now is no conflict; other points later are asked about and not taken."""
    read(course, course.sat(1))
    answers = course.responses()
    assert read(course, course.sat(1, scores={5: "0.5"}), name="graded.pdf") == 0, course.err
    assert "duplicate" in course.out and "conflict" not in course.out
    assert str(course.decisions()[1, 5].points) == "0.5" and course.responses() == answers
    assert read(course, course.sat(1, scores={5: "2"}), name="again.pdf") == 4
    assert "the points differ between the scans" in course.err
    assert str(course.decisions()[1, 5].points) == "0.5"


def test_a_decision_of_the_review_is_never_overwritten(course: PaperCourse) -> None:
    """What was decided before the sheet came is asked about; what is decided after it stands."""
    read(course, course.sat(1))
    sheet = course.root / "sittings" / SITTING / "out" / "review.csv"
    course.run("review", SITTING, "--export")
    text = sheet.read_text(encoding="utf-8-sig")
    header, row = text.splitlines()[:2]
    cells = row.split(",")
    cells[header.split(",").index("points")] = "1"
    sheet.write_text(f"{header}\n{','.join(cells)}\n", encoding="utf-8")
    assert course.run("review", SITTING, "--import") == 0, course.err
    assert read(course, course.sat(1, scores={5: "2"}), name="graded.pdf") == 4
    assert "the sheet says 2 and 1 was decided (2 or 1?)" in course.err
    assert str(course.decisions()[1, 5].points) == "1"
    assert course.answer(lambda row: ("2" if row["question"] == "score" else "", "")) == 0, course.err
    assert str(course.decisions()[1, 5].points) == "2"
    cells[header.split(",").index("points")] = "0.5"
    sheet.write_text(f"{header}\n{','.join(cells)}\n", encoding="utf-8")
    assert course.run("review", SITTING, "--import", "--reason", "read again") == 0, course.err
    before = course.events()
    assert course.run("read", SITTING, "graded.pdf") == 0, course.err
    assert course.events() == before and str(course.decisions()[1, 5].points) == "0.5"


def test_points_survive_another_student_and_a_transcription(course: PaperCourse) -> None:
    """They belong to the copy and its answer, whosever it is and whatever its words are typed as."""
    read(course, course.sat(1, scores={5: "1"}))
    reason = ("--reason", "took the neighbour's sheet")
    assert course.run("correct", SITTING, "--copy", "1", "--student", IDS[3], *reason) == 0, course.err
    table = course.root / "typed.csv"
    table.write_text(f"student_id,copy,Q5\n{IDS[3]},1,it keeps the scale\n", encoding="utf-8")
    course.run("import", SITTING, str(table), "--replace", "--reason", "typed")
    assert course.responses()[1, 5].text == "it keeps the scale"
    assert course.run("review", SITTING, "--list") == 0, course.err
    assert course.run("read", SITTING, "stack.pdf") == 0, course.err
    assert str(course.decisions()[1, 5].points) == "1"


def test_another_form_has_another_question(course: PaperCourse) -> None:
    """Points for form A's question do not count for form B's; voided sheets give none."""
    first, second = course.sat(1, scores={5: "1"}), course.sat(2, writing={1: "why"}, scores={1: "2"})
    read(course, first)
    assert course.run("correct", SITTING, "--copy", "1", "--form", "B", "--reason", "other booklet") == 0
    course.run("score", SITTING)
    scores = (course.root / "sittings" / SITTING / "out" / "scores.csv").read_text(encoding="utf-8")
    assert ",decision," not in scores
    assert course.run("correct", SITTING, "--copy", "2", "--void", "--reason", "left at home") == 0
    read(course, second, name="late.pdf")
    assert set(course.decisions()) == {(1, 5)}


def test_blank_answers_with_points_keep_the_points(course: PaperCourse) -> None:
    """A grader who gives points beside an empty box has seen words elsewhere: the person is believed."""
    assert read(course, course.sat(1, writing={}, scores={5: "1"})) == 0, course.err
    assert str(course.decisions()[1, 5].points) == "1"


def test_points_alone_are_no_ink_of_the_student(course: PaperCourse) -> None:
    """A 0 on an empty paper leaves the question whether its student was there."""
    course.scan(course.sat(1, empty=True, spoiled={(Role.SCORE, 5, 0, "0"): How.FULL}).images)
    assert course.run("read", SITTING, "stack.pdf") == 4
    assert "absent or blank?" in course.err


def test_a_page_moved_on_the_glass_gives_no_second_decision(course: PaperCourse) -> None:
    """The same points on another scan of the same sheet are the same decision."""
    sat = course.sat(1, scores={5: "1"})
    read(course, sat)
    before = course.decisions()
    moved = [np.roll(image, 2, axis=1) for image in sat.images]
    assert course.run("read", SITTING, course.scan(moved, "again.pdf")) == 0, course.err
    assert course.decisions() == before
    assert [event.kind for event in course.events()].count(EventKind.DECIDED) == 1
