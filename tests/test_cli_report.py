"""`grader report` as it is typed: what the screen, the files and --json say of an exam."""

import csv
import json
import shutil
from pathlib import Path

import pytest
from small_exam import exam
from typed_commands import TypedCommands

from grader.model.base import canonical
from grader.model.response import Copy, Response
from grader.records import open_records

SITTING = "2026-04-15-mid-course"
PAPERS = 40


class Course(TypedCommands):
    """A course with one exam."""

    commands = ("report", "status")


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Course:
    """An exam that nobody sat."""
    shutil.copy(Path(__file__).parent.parent / "course.yaml", tmp_path)
    folder = tmp_path / "sittings" / SITTING
    folder.mkdir(parents=True)
    (folder / "exam.lock.json").write_text(canonical(exam("A", "B")), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GRADER_DATABASE", raising=False)
    return Course(tmp_path, capsys)


def sit(course: Course) -> None:
    """Forty students answer the first question of form A with a or b; one of them also the open one."""
    copies = [Copy(number=n, form="A", student=f"{n:010}") for n in range(1, PAPERS + 1)]
    answers = [
        Response(copy_number=copy.number, number=number)
        if number > 1
        else Response(copy_number=copy.number, number=1, letters=("a" if copy.number % 4 else "b",))
        for copy in copies
        for number in range(1, 6)
        if (copy.number, number) != (1, 5)
    ]
    answers.append(Response(copy_number=1, number=5, text="It helps."))
    with open_records(course.url) as book:
        book.save_responses(SITTING, answers, actor="t", source={"file": "f"}, copies=copies)


def test_nothing_is_said_of_an_exam_that_nobody_sat(course: Course) -> None:
    """Exit code 3, what to do, and no file."""
    assert course.run("report", SITTING) == 3
    assert "no paper" in course.err and f"grader import {SITTING}" in course.err
    assert not (course.root / "sittings" / SITTING / "out").exists()


def test_the_files_and_json_say_the_same(course: Course) -> None:
    """Facility, counts of options and who waits: on the screen, in CSV and in JSON."""
    sit(course)
    out = course.root / "sittings" / SITTING / "out"
    assert course.run("report", SITTING, "--dry-run") == 0 and not out.exists()
    assert course.run("report", SITTING, "--json") == 0
    said = json.loads(course.out)
    with (out / "items.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["item"]: row for row in csv.DictReader(file)}
    assert {one["item_id"] for one in said["items"]} == set(rows)
    for one in said["items"]:
        facility = one["facility"]
        assert rows[one["item_id"]]["papers"] == str(facility["n"])
        written = rows[one["item_id"]]["facility"]  # nothing of the question that waits for people
        value = facility["value"]
        assert (written == "") if value is None else float(written) == pytest.approx(value, abs=5e-4)
    first = exam("A", "B").form("A").items[0].item.id
    chosen = sorted(one["chosen"] for one in said["options"] if one["item_id"] == first)
    assert chosen[-2:] == [PAPERS // 4, PAPERS - PAPERS // 4 - 1]  # the one paper that waits does not count
    assert course.run("report", SITTING) == 0
    assert first in course.out and "1 papers have points that wait" in course.err
