"""`grader review --export-doubts`, `--import-doubts` and `grader correct`: people decide, and no reading changes."""

import csv
import io
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest
from paper_course import IDS, SITTING, PaperCourse, paper_course
from test_reading_handwriting import tiny_model

from grader.model.event import EventKind
from grader.reading.simulate import disasters
from grader.records import open_records


@pytest.fixture
def course(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> PaperCourse:
    return paper_course(tmp_path, monkeypatch, capsys)


def fill(course: PaperCourse, answer: Callable[[Mapping[str, str]], tuple[str, str]]) -> Path:
    """Export the doubts, and write (answer, transcribe) into each row as a person would."""
    assert course.run("review", SITTING, "--export-doubts") == 0, course.err
    path = course.root / "sittings" / SITTING / "out" / "doubts.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    for row in rows:
        row["answer"], row["transcribe"] = answer(row)
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8")
    return path


def pages(course: PaperCourse) -> object:
    with open_records(course.url) as book:
        return book.pages(SITTING)


def test_every_question_goes_out_and_comes_back(course: PaperCourse) -> None:
    """Two marks, an unknown student and handwriting are answered in one table; the readings stay as they were."""
    images = [*course.sat(1, letters={1: "ab"}).images, *course.sat(3, matricola="9" + IDS[2][1:]).images]
    assert course.run("read", SITTING, course.scan(images)) == 4
    before = pages(course)
    answers = {"answer": ("b", ""), "student": (IDS[2], ""), "transcription": ("", "it keeps the scale")}
    path = fill(course, lambda row: answers[row["question"]])
    page = path.with_suffix(".html").read_text(encoding="utf-8")
    for picture in [part.split('"')[0] for part in page.split('src="')[1:]]:
        assert (path.parent / picture).is_file()
    assert course.run("review", SITTING, "--import-doubts", "--dry-run") == 0
    assert (1, 1) not in course.responses()
    assert course.run("review", SITTING, "--import-doubts") == 0, course.err
    found = course.responses()
    assert found[1, 1].letters == ("b",)
    assert found[1, 5].text == "it keeps the scale" and found[1, 5].crop
    assert course.copies()[3].student == IDS[2]
    assert pages(course) == before
    events = course.events()
    assert course.run("review", SITTING, "--import-doubts") == 0, course.err
    assert course.events() == events  # the same table again changes nothing
    assert course.run("read", SITTING, "stack.pdf") == 0
    assert course.events() == events


def test_a_wrong_answer_is_a_line_and_nothing_is_taken(course: PaperCourse) -> None:
    """A letter that is not printed stops the table with its line."""
    course.run("read", SITTING, course.scan(course.sat(1, letters={1: "ab"}).images))
    fill(course, lambda row: ("z", "") if row["question"] == "answer" else ("", ""))
    assert course.run("review", SITTING, "--import-doubts") == 3
    assert 'doubts.csv:2: "z" is no answer' in course.err
    assert (1, 1) not in course.responses()


def test_absent_or_blank_is_for_people(course: PaperCourse) -> None:
    """Blank gives blanks, which score zero; absent is recorded as a status and gives no answers."""
    images = [*course.sat(1, empty=True).images, *course.sat(2, empty=True).images]
    assert course.run("read", SITTING, course.scan(images)) == 4
    fill(course, lambda row: ("blank" if row["copy"] == "1" else "absent", ""))
    assert course.run("review", SITTING, "--import-doubts") == 0, course.err
    found = course.responses()
    assert {copy for copy, _ in found} == {1} and all(r.blank for r in found.values()) and len(found) == 5
    assert EventKind.STATUS in [event.kind for event in course.events()]
    assert course.run("read", SITTING, "stack.pdf") == 0
    assert "3 absent + 1 present" in course.out


def test_a_person_takes_one_of_two_scans(course: PaperCourse) -> None:
    """Of two scans that disagree the one that a person names counts, until another scan comes."""
    sat = course.sat(1)
    other = disasters.conflict(sat, 1, np.random.default_rng(5))
    assert course.run("read", SITTING, course.scan([other, *sat.images])) == 4
    assert (1, 1) not in course.responses()
    wanted = {"page": lambda row: row["proposals"].split(" | ")[1], "transcription": lambda row: ""}
    fill(course, lambda row: (wanted[row["question"]](row), ""))
    assert course.run("review", SITTING, "--import-doubts") == 0, course.err
    assert course.responses()[1, 1].letters == ("a",) and course.responses()[1, 2].letters == ("a", "c")
    third = disasters.conflict(sat, 1, np.random.default_rng(11))
    assert course.run("read", SITTING, course.scan([third], "third.pdf")) == 4
    assert "3 scans of page 1 disagree" in course.err


def test_the_other_form_rescores_without_a_reading(course: PaperCourse) -> None:
    """A student who had the other form is rebound with a reason; who changes is shown before it applies."""
    course.run("read", SITTING, course.scan(course.sat(1).images))
    before, readings = course.events(), pages(course)
    words = ("correct", SITTING, "--copy", "1", "--form", "B", "--reason", "took the other booklet")
    for shown in (words[:-2], (*words, "--dry-run")):  # without a reason nothing is applied either
        assert course.run(*shown) == 0, course.err
        assert IDS[0] in course.out and course.events() == before
    assert course.run(*words) == 0
    assert course.copies()[1].form == "B" and pages(course) == readings
    assert course.events()[-1].reason == "took the other booklet" or course.events()[-2].reason


def test_two_swapped_sheets_are_exchanged(course: PaperCourse) -> None:
    """One command binds both, and each student gets the points of the other paper."""
    course.run("read", SITTING, course.scan([*course.sat(1).images, *course.sat(2).images]))
    assert (
        course.run("correct", SITTING, "--copy", "1", "--swap", "2", "--reason", "sat in each other's place")
        == 0
    )
    copies = course.copies()
    assert (copies[1].student, copies[2].student) == (IDS[1], IDS[0])
    assert IDS[0] in course.out and IDS[1] in course.out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--copy", "9", "--student", IDS[0]), 3, "there is no copy 9"),
        (("--copy", "1", "--form", "Z"), 3, "has no form Z"),
        (("--copy", "1", "--student", "42"), 3, "42 is not on the roster"),
        (("--copy", "1", "--void", "--form", "B"), 2, "--void"),
    ],
)
def test_what_cannot_be_bound_is_said(
    course: PaperCourse, words: tuple[str, ...], code: int, said: str
) -> None:
    """Unknown copies, forms and students change nothing."""
    assert course.run("correct", SITTING, *words, "--reason", "r") == code
    assert said in course.err


@pytest.mark.slow
def test_a_model_proposes_words_and_people_write_them(course: PaperCourse) -> None:
    """The model that course.yaml names fills the column of proposals; an answer has words when a person writes them."""
    tiny_model(course.root / "models" / "hand")
    policy = (course.root / "course.yaml").read_text(encoding="utf-8")
    assert "open_answers: {" in policy
    named = policy.replace("open_answers: {", "open_answers: {transcribe: models/hand, ")
    (course.root / "course.yaml").write_text(named, encoding="utf-8")
    assert course.run("read", SITTING, course.scan(course.sat(1).images)) == 0, course.err
    (row,) = course.doubts()
    assert row["question"] == "transcription" and re.fullmatch(r"[a-z ]+ \(\d+%\)", row["proposals"])
    assert course.responses()[1, 5].text == ""
    assert (course.root / ".cache" / "words.json").is_file()
    assert course.answer(lambda row: ("", "it keeps the scale")) == 0, course.err
    assert course.responses()[1, 5].text == "it keeps the scale"
    course.run("score", SITTING)
    with open_records(course.url) as book:
        assert [(s.copy_number, s.number) for s in book.suggestions(SITTING)] == [(1, 5)]
