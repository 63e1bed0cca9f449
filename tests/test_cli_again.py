"""`grader read --again`: fills judged anew without a scanner, shown first, applied with a reason, taken back."""

import json
from pathlib import Path

import pytest
from paper_course import IDS, SITTING, PaperCourse, paper_course

from grader.model.event import EventKind
from grader.model.sheet import Role
from grader.reading.again import LEAST, MOST, as_judged, changes, judge_again, rules_of
from grader.reading.simulate.pens import How
from grader.records import open_records


@pytest.fixture
def course(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> PaperCourse:
    return paper_course(tmp_path, monkeypatch, capsys)


def stored(course: PaperCourse) -> object:
    with open_records(course.url) as book:
        return book.pages(SITTING)


def changing(course: PaperCourse) -> float:
    """A sensitivity that changes some bubble of what was read."""
    with open_records(course.url) as book:
        pages = book.pages(SITTING)
    for sensitivity in (LEAST, 0.3, 0.4, 3.0, MOST):
        if judge_again(pages, rules_of(sensitivity)):
            return sensitivity
    raise AssertionError("no sensitivity changes anything")


def test_it_is_shown_applied_and_taken_back(course: PaperCourse) -> None:
    """A dry run lists bubbles and papers; applied it is one event and changes answers, and no reading; then all is as before."""
    faint = {(Role.OPTION, 1, 0, "a"): How.TICK}
    sat = course.sat(1, letters={1: ""}, spoiled=faint)
    course.run("read", SITTING, course.scan([*sat.images, *course.sat(2).images]))
    answers, readings, events = course.responses(), stored(course), course.events()
    sensitivity = changing(course)
    words = ("read", SITTING, "--again", "--sensitivity", str(sensitivity))
    assert course.run(*words, "--dry-run") == 0, course.err
    assert "bubbles that change:" in course.out and "copy 1" in course.out + course.err
    assert course.events() == events
    assert course.run(*words) == 2 and "say why" in course.err
    assert course.run(*words, "--reason", "light pencils") in (0, 4), course.err
    judged = [event for event in course.events() if event.kind is EventKind.JUDGED]
    assert [event.reason for event in judged] == ["light pencils"] and stored(course) == readings
    after = course.events()
    assert course.run(*words, "--reason", "light pencils") in (0, 4) and course.events() == after
    code = course.run("read", SITTING, "--again", "--as-read", "--reason", "no, as it was")
    assert code == course.run("read", SITTING, "stack.pdf")
    assert course.responses() == answers and stored(course) == readings


def test_what_people_said_stays(course: PaperCourse) -> None:
    """An answer that a person gave for two marks holds, whatever the fills are judged to be."""
    course.run("read", SITTING, course.scan(course.sat(1, letters={1: "ab"}).images))
    assert course.answer(lambda row: ("b" if row["question"] == "answer" else "", "")) == 0, course.err
    for sensitivity in ("0.25", "0.5", "2", "4"):
        course.run("read", SITTING, "--again", "--sensitivity", sensitivity, "--reason", "try")
        assert course.responses()[1, 1].letters == ("b",)
        assert "question 1:" not in course.err


def test_a_bubble_that_becomes_doubtful_has_a_picture(course: PaperCourse) -> None:
    """Of bubbles judged anew no crop was kept: they are shown on the picture of the page."""
    course.run("read", SITTING, course.scan(course.sat(1).images))
    for sensitivity in ("0.25", "0.3", "0.4", "3", "4"):
        course.run("read", SITTING, "--again", "--sensitivity", sensitivity, "--reason", "try")
        rows = [row for row in course.doubts() if row["question"] == "answer"]
        for row in rows:
            paths = row["pictures"].split("\n")
            assert paths != [""]
            assert all((course.root / "sittings" / SITTING / path).is_file() for path in paths)
        (course.root / "sittings" / SITTING / "out" / "doubts.csv").unlink()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--again", "stack.pdf"), "takes no files"),
        (("--sensitivity", "2", "stack.pdf"), "go with --again"),
        (("--again", "--sensitivity", "99", "--reason", "r"), "from 0.25 to 4"),
        ((), "name the scans"),
    ],
)
def test_what_does_not_go_together_is_said(course: PaperCourse, words: tuple[str, ...], said: str) -> None:
    """A wrong command line changes nothing."""
    course.scan(course.sat(1).images)
    assert course.run("read", SITTING, *words) == 2
    assert said in course.err


def test_nothing_read_is_said(course: PaperCourse) -> None:
    """There is nothing to judge before something was read."""
    assert course.run("read", SITTING, "--again", "--reason", "r") == 3
    assert "no page" in course.err


def test_json_lists_every_bubble(course: PaperCourse) -> None:
    """--json gives each change with its place and darkness."""
    course.run("read", SITTING, course.scan(course.sat(3, matricola=IDS[2]).images))
    sensitivity = changing(course)
    course.run("read", SITTING, "--again", "--sensitivity", str(sensitivity), "--dry-run", "--json")
    said = json.loads(course.out)
    with open_records(course.url) as book:
        pages = book.pages(SITTING)
    after = as_judged(pages, judge_again(pages, rules_of(sensitivity)))
    assert len(said["bubbles"]) == len(list(changes(pages, after))) > 0
    assert {"copy", "number", "value", "darkness", "before", "after"} <= set(said["bubbles"][0])
