"""`grader check` and `grader bank` on a course in a folder: what is printed where, and the exit codes."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grader.workspace import Workspace

ROOT = Path(__file__).parent.parent


def grader(*arguments: str, course: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "grader", *arguments, "-C", str(course)],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A copy of the sample course."""
    for name in ("questions", "exams", "enrolled"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("course.yaml", "students.csv", "projects.csv", "labs.csv"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_the_sample_course_has_no_errors(course: Path) -> None:
    """The course that `grader init` writes passes its own check."""
    done = grader("check", course=course)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr.strip().startswith("0 errors, ")


def test_check_lists_everything_by_file_and_line(course: Path) -> None:
    """Bank, blueprint and policy are reported in one run, on stdout, and the exit code is 3."""
    (course / "questions" / "aaa.yaml").write_text("topic: x\nitems:\n  - id: a\n    type: sngle\n", "utf-8")
    (course / "questions" / "bbb.yaml").write_bytes(b"topic: x\nmodule: perch\xe9\n")
    written = course / "exams" / "written.yaml"
    text = written.read_text("utf-8")
    assert "\ninclude:" not in text
    written.write_text(text + "\ninclude: [nobody]\n", "utf-8")
    (course / "exams" / "zzz.yaml").write_text("titel: x\n", "utf-8")
    (course / "questions" / "old.yml").write_text("items: []\n", "utf-8")
    (course / "questions" / "ccc.yaml").mkdir()
    (course / "exams" / "old").mkdir()
    (course / "exams" / "old" / "written.yaml").write_text("title: x\n", "utf-8")
    shutil.copy(course / "exams" / "practice.yaml", course / "exams" / "My Quiz.yaml")
    done = grader("check", course=course)
    lines = done.stdout.splitlines()
    assert done.returncode == 3
    number = len((text + "\ninclude: [nobody]").splitlines())
    assert f"exams/written.yaml:{number}: include: the bank has no item nobody -> correct the id" in lines
    assert "exams/zzz.yaml:1: unknown key 'titel' -> did you mean 'title'?" in lines
    assert "questions/aaa.yaml:4: item a: unknown type of item 'sngle' -> did you mean 'single'?" in lines
    assert "questions/bbb.yaml:2: not UTF-8 text -> save the file as UTF-8" in lines
    assert any(line.startswith("questions/old.yml: warning: this file is not read") for line in lines)
    assert any(line.startswith("exams/old/written.yaml: warning: this file is not read") for line in lines)
    assert any(line.startswith("questions/ccc.yaml: cannot be read: Is a directory -> ") for line in lines)
    assert any(line.startswith("exams/My Quiz.yaml: a blueprint's name must be ") for line in lines)
    assert any(line.endswith(" -> rename the file to my-quiz.yaml") for line in lines)
    as_json = grader("check", "--json", course=course)
    found = json.loads(as_json.stdout)
    assert as_json.returncode == 3 and found["errors"] + found["warnings"] == len(lines)


def test_bank_list_filters(course: Path) -> None:
    """Filters add up, and every line begins with the place of its item."""
    done = grader("bank", "list", "--type", "open", "--part", "first", "--json", course=course)
    chosen = json.loads(done.stdout)["items"]
    expected = [i for i in Workspace(course).bank().items if i.type == "open" and i.part == "first"]
    assert [line["id"] for line in chosen] == [item.id for item in expected] and expected
    lines = grader("bank", "list", "--type", "open", "--part", "first", course=course).stdout.splitlines()
    assert [line.split()[0] for line in lines] == [line["where"] for line in chosen]


def test_bank_stats_counts_and_warns(course: Path) -> None:
    """The cells sum to the bank; a blueprint that asks for too much is named."""
    (course / "exams" / "huge.yaml").write_text(
        "title: H\nkind: written\nitems: 400\npoints: 400\nminutes: 900\n", "utf-8"
    )
    found = json.loads(grader("bank", "stats", "--json", course=course).stdout)
    assert (
        sum(cell["count"] for cell in found["cells"]) == found["items"] == len(Workspace(course).bank().items)
    )
    assert any("exams/huge.yaml:3" in line and "needs 400 items" in line for line in found["coverage"])
    assert "facility" in grader("bank", "stats", course=course).stdout
