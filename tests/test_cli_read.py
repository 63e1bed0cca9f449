"""`grader read` as it is typed: papers come back, every page is accounted for, and nothing doubtful is taken."""

import csv
import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from paper_course import IDS, SITTING, PaperCourse, paper_course, with_one_test

from grader import tables
from grader.model.response import Response
from grader.reading.simulate import disasters
from grader.reading.simulate.pens import How
from grader.reading.simulate.sit import spot
from grader.records import open_records


@pytest.fixture
def course(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> PaperCourse:
    return with_one_test(paper_course(tmp_path, monkeypatch, capsys))


def test_papers_are_read_and_recorded_once(course: PaperCourse) -> None:
    """Shuffled and turned pages give exactly the answers that were filled in; the same again changes nothing."""
    images = [*course.sat(3, matricola=IDS[2]).images, *course.sat(1).images, *course.sat(2).images]
    images[0] = disasters.upside_down(images[0])
    stack = course.scan(images[::-1])
    assert course.run("read", SITTING, stack, "--dry-run") == 0, course.err
    assert not course.responses() and not (course.root / "sittings" / SITTING / "crops").exists()
    assert course.run("read", SITTING, stack) == 0, course.err
    assert f"pages in these files: {len(images)} = {len(images)} read" in course.out
    assert "papers: 3 = 3 present" in course.out
    assert "roster: 4 = 1 absent + 3 present" in course.out
    found = course.responses()
    assert {n: found[1, n].letters for n in (1, 2, 3)} == {1: ("a",), 2: ("a", "c"), 3: ("b",)}
    assert (found[1, 4].text, found[2, 5].text) == ("27", "-1.5")
    assert (
        found[2, 1] == Response(copy_number=2, number=1) and found[2, 1].blank
    )  # an open answer without ink
    assert not found[1, 5].blank and found[1, 5].text == ""  # with ink: pending, and no zero
    assert (course.root / "sittings" / SITTING / found[1, 5].crop).read_bytes().startswith(b"\x89PNG")
    assert course.copies()[3].student == IDS[2]
    before = course.events()
    assert course.run("read", SITTING, stack) == 0
    assert "recorded: 0 answers" in course.out and course.events() == before


def test_handwriting_waits_for_points(course: PaperCourse) -> None:
    """An open answer on paper is pending with its picture in the review sheet; a blank one has its zero."""
    course.run("read", SITTING, course.scan(course.sat(1).images))
    assert course.run("score", SITTING) == 4
    assert "1 answer waits for a decision" in course.err
    assert course.run("review", SITTING, "--export") == 0
    sheet = (course.root / "sittings" / SITTING / "out" / "review.csv").read_text(encoding="utf-8")
    assert "crops/00001/" in sheet


def test_two_marks_are_never_resolved(course: PaperCourse) -> None:
    """Two fills on a single-choice item are a question with its picture; the rest of the paper is taken."""
    assert course.run("read", SITTING, course.scan(course.sat(1, letters={1: "ab"}).images)) == 4
    assert "copy 1, question 1: a and b are both marked (a or b?)" in course.err
    found = course.responses()
    assert (1, 1) not in found and (1, 2) in found
    assert list((course.root / "sittings" / SITTING / "crops" / "00001").glob("1-01-*.png"))


def test_a_crossed_out_answer_does_not_count(course: PaperCourse) -> None:
    """A student who changes an answer is read with the new one, or asked about; never with the old one."""
    layout = course.layouts.of(course.layouts.copies[1])
    first = next(spot(b) for page in layout.pages for b in page.bubbles if b.number == 1)
    second = next(spot(b) for page in layout.pages for b in page.bubbles if b.number == 1 and b.value == "b")
    sat = course.sat(1, letters={1: ""}, spoiled={first: How.CANCELLED, second: How.FULL})
    course.run("read", SITTING, course.scan(sat.images))
    found = course.responses().get((1, 1))
    assert found is None or found.letters == ("b",)


def test_a_missing_page_is_named_and_its_answers_wait(course: PaperCourse) -> None:
    """An incomplete paper says which page; when it comes, the paper is whole."""
    images = course.sat(1).images
    if len(images) == 1:
        pytest.skip("the sheet has one page")
    assert course.run("read", SITTING, course.scan(images[:1])) == 4
    assert "copy 1: page 2 did not come back" in course.err
    assert course.run("read", SITTING, course.scan(images[1:], "late.pdf")) == 0
    assert "1 complete" in course.out


def test_a_paper_without_ink_is_asked_about(course: PaperCourse) -> None:
    """No ink is neither absent nor zero before a person says so."""
    assert course.run("read", SITTING, course.scan(course.sat(1, empty=True).images)) == 4
    assert "absent or blank" in course.err
    assert not course.responses()


def test_duplicates_and_conflicts(course: PaperCourse) -> None:
    """The same page again is a duplicate; with other marks it is a conflict, and nothing new is taken from it."""
    sat = course.sat(1)
    course.run("read", SITTING, course.scan(sat.images))
    before = course.responses()
    again = [np.roll(image, 2, axis=1) for image in sat.images]
    assert course.run("read", SITTING, course.scan(again, "again.pdf")) == 0, course.err
    assert f"{len(again)} = {len(again)} duplicate" in course.out
    other = disasters.conflict(sat, 1, np.random.default_rng(5))
    assert course.run("read", SITTING, course.scan([other], "other.pdf")) == 4
    assert "1 = 1 conflict" in course.out and "2 scans of page 1 disagree" in course.err
    assert course.responses() == before


def test_unknown_students_are_proposed_and_never_bound(course: PaperCourse) -> None:
    """One wrong digit of the matricola is a question with a proposal; the answers are kept."""
    wrong = "9" + IDS[2][1:]
    assert course.run("read", SITTING, course.scan(course.sat(3, matricola=wrong).images)) == 4
    assert f'copy 3: the matricola reads "{wrong}"' in course.err and IDS[2] in course.err
    assert course.copies()[3].student is None and (3, 1) in course.responses()
    assert "1 unknown" in course.out


def test_a_file_that_is_no_scan_is_refused(course: PaperCourse) -> None:
    """A list that was typed for a scan leaves no page in the records; a damaged scan does, whatever it is called."""
    course.scan(course.sat(1).images, "good.pdf")
    (course.root / "notes").write_text("", encoding="utf-8")
    before = course.events()
    assert course.run("read", SITTING, "good.pdf", "students.csv", "notes") == 2
    said = " ".join(course.err.replace("│", "").split())
    assert "students.csv, notes are neither PDF, TIFF, PNG nor JPEG, and nothing was read" in said
    assert course.events() == before and not course.responses()
    (course.root / "good").write_bytes((course.root / "good.pdf").read_bytes())
    (course.root / "damaged").write_bytes((course.root / "good.pdf").read_bytes()[:2000])
    assert course.run("read", SITTING, "good") == 0, course.err
    assert course.run("read", SITTING, "damaged") == 4
    assert "1 = 1 unreadable" in course.out


def test_rubbish_is_one_line_each_and_stops_nothing(course: PaperCourse) -> None:
    """Foreign pages, random bytes, an empty file and blank backs each end in one status, beside a good paper."""
    chance = np.random.default_rng(1)
    course.scan([disasters.foreign_page(chance, 150) for _ in range(6)], "foreign.pdf")
    (course.root / "noise.pdf").write_bytes(chance.bytes(10_000))
    (course.root / "empty.pdf").write_bytes(b"")
    good = course.sat(1).images
    course.scan([*good, disasters.blank_back(chance, 150)], "good.pdf")
    assert course.run("read", SITTING, "noise.pdf", "foreign.pdf", "empty.pdf", "good.pdf", "--json") == 4
    said = json.loads(course.out)
    assert said["batch"] == {"unreadable": 2, "foreign": 6, "read": len(good), "blank": 1}
    assert [line.split(":")[0] for line in said["files"]] == ["noise.pdf", "foreign.pdf", "empty.pdf"]
    assert "6 pages" in said["files"][1] and said["came_back"] == {"complete": 1}


def test_without_printed_copies_there_is_nothing_to_read(course: PaperCourse) -> None:
    """The message names the command that prints copies."""
    (course.root / "records.db").unlink()
    assert course.run("read", SITTING, course.scan(course.sat(1).images)) == 3
    assert "grader print" in course.err


def standing(course: PaperCourse) -> dict[str, str]:
    """The state of each student at the mid-course exam, as the marks see it."""
    course.run("marks", "--provisional", "--dry-run", "--json")
    marks = json.loads(course.out)["marks"]
    return {
        m["student_id"]: part["state"]
        for m in marks
        for part in m["components"]
        if part["sitting"] == SITTING
    }


def test_no_mark_while_a_paper_without_ink_waits(course: PaperCourse) -> None:
    """A student whose paper has no ink is pending; absent or blank follows from what a person says."""
    stack = course.scan([*course.sat(1, empty=True).images, *course.sat(2, empty=True).images])
    course.run("read", SITTING, stack)
    assert course.run("marks") == 4, course.err
    assert "wait for decisions" in course.err
    assert (standing(course)[IDS[0]], standing(course)[IDS[1]]) == ("pending", "pending")
    assert course.run("status") == 0 and "--export-doubts" in course.out
    assert course.run("review", SITTING, "--export-doubts") == 0
    path = course.root / "sittings" / SITTING / "out" / "doubts.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    for row in rows:
        row["answer"] = "blank" if row["copy"] == "1" else "absent"
    content = tables.to_csv(list(rows[0]), [list(row.values()) for row in rows])
    path.write_bytes(content)
    assert course.run("review", SITTING, "--import-doubts") == 0, course.err
    assert (standing(course)[IDS[0]], standing(course)[IDS[1]]) == ("scored", "absent")


def test_a_conflict_after_recording_is_pending(course: PaperCourse) -> None:
    """A scan that disagrees with what was recorded stops the old answers from counting, and retracts none."""
    sat = course.sat(2)
    course.run("read", SITTING, course.scan(sat.images))
    before = course.responses()
    other = disasters.conflict(sat, 1, np.random.default_rng(5))
    course.run("read", SITTING, course.scan([other], "other.pdf"))
    assert course.run("score", SITTING) == 4 and "--export-doubts" in course.err
    scores = (course.root / "sittings" / SITTING / "out" / "scores.csv").read_text(encoding="utf-8")
    assert "2 scans of page 1 disagree" in scores
    assert course.run("marks") == 4, course.err
    assert standing(course)[IDS[1]] == "pending"
    assert course.responses() == before


def test_a_paper_of_nobody_holds_the_marks_up(course: PaperCourse) -> None:
    """While it is not known whose a paper is, nobody is called absent for good: the copy is named."""
    course.run("read", SITTING, course.scan(course.sat(3, matricola="9" + IDS[2][1:]).images))
    assert course.run("marks") == 4, course.err
    assert "copy 3 has answers and no student" in course.err


def test_cancelled_only_is_asked(course: PaperCourse) -> None:
    """One bubble crossed out and none marked is a question, no blank."""
    layout = course.layouts.of(course.layouts.copies[1])
    first = next(spot(b) for page in layout.pages for b in page.bubbles if b.number == 1)
    sat = course.sat(1, letters={1: ""}, spoiled={first: How.CANCELLED})
    assert course.run("read", SITTING, course.scan(sat.images)) == 4
    assert "copy 1, question 1:" in course.err and (1, 1) not in course.responses()


@pytest.mark.slow
def test_a_killed_batch_goes_on_where_it_was(course: PaperCourse) -> None:
    """After SIGKILL in the middle the same command ends with the same records as one that was never killed."""
    images = [*course.sat(1).images, *course.sat(2).images, *course.sat(3, matricola=IDS[2]).images] * 4
    stack = course.scan([np.roll(image, n, axis=0) for n, image in enumerate(images)])
    command = [sys.executable, "-m", "grader", "read", SITTING, stack, "--processes", "1"]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    kept = 0
    while kept < 3 and time.monotonic() < deadline and running.poll() is None:
        with open_records(course.url) as book:
            kept = len(book.pages(SITTING))
    running.kill()
    running.wait()
    assert 3 <= kept < len(images) and not course.responses()
    code = course.run("read", SITTING, stack)
    with open_records(course.url) as book:
        pages = book.pages(SITTING)
        assert book.verify(SITTING) is None
    assert len(pages) == len({p.reading.content_hash for p in pages}) == len(images)
    assert code == 0 and len(course.responses()) == 15, course.err
    before = course.events()
    assert course.run("read", SITTING, stack) == 0 and course.events() == before
