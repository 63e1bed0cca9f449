"""The invented class, and the whole walk with it."""

import datetime as dt
import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from grader import tables
from grader.demo.classroom import GradedAnswer, sit
from grader.demo.instructor import decide
from grader.model.blueprint import Blueprint
from grader.model.exam import Exam, Form, FormItem, PrintedOption, Solution
from grader.model.item import ITEM
from grader.model.reading import PageStatus
from grader.model.table import Row, Table
from grader.records import open_records

ROOT = Path(__file__).parent.parent
STUDENTS = [f"{number:010}" for number in range(40)]


def exam_of(**fields: Any) -> Exam:
    """An exam of one item on one form."""
    item = ITEM.validate_python(
        {"id": "q", "stem": "Why?", "topic": "t", "module": "m", "part": "first", "facility": 0.7, **fields}
    )
    options = tuple(PrintedOption(letter=letter, text=letter, key=letter == "b") for letter in "abcd")
    place = FormItem(
        number=1,
        item=item,
        options=options if item.type == "single" else (),
        points=Decimal(1),
        content_hash="x",
    )
    return Exam(
        id="2026-04-15-mid-course",
        blueprint_name="mid-course",
        blueprint=Blueprint.model_validate(
            {"title": "T", "kind": "written", "items": 1, "points": 1, "minutes": 5}
        ),
        course="C",
        language="en",
        date=dt.date(2026, 4, 15),
        seed=1,
        tool_version="0",
        solution=Solution(objective=0, bound=0, proven=True, pool=1, considered=1),
        forms=(Form(letter="A", items=(place,)),),
    )


def test_the_same_seed_gives_the_same_class() -> None:
    """Answers depend on the seed and the student, not on the order of the roster."""
    exam = exam_of(type="single", correct="b", wrong=["a", "c", "d"])
    assert sit(exam, STUDENTS, {}, seed=1) == sit(exam, STUDENTS[::-1], {}, seed=1)
    assert sit(exam, STUDENTS, {}, seed=1) != sit(exam, STUDENTS, {}, seed=2)


def test_a_class_wins_about_the_share_that_an_item_expects() -> None:
    """Over many students, an easy item is answered right more often than a hard one."""
    many = [f"{number:010}" for number in range(2000)]
    shares = []
    for facility in (0.3, 0.8):
        sat = sit(
            exam_of(type="single", correct="b", wrong=["a", "c", "d"], facility=facility), many, {}, seed=3
        )
        shares.append(sum(row[2] == "b" for row in sat.rows) / len(sat.rows))
    assert 0.2 < shares[0] < 0.45 < 0.65 < shares[1] < 0.9


def test_the_instructor_gives_what_the_text_deserves() -> None:
    """Points are the text's share of the item's points, whatever the spreadsheet did to white space."""
    sheet = Table("review.csv", ("item", "answer", "out_of", "points"), (
        Row(2, {"item": "q", "answer": "Because  it\nfolds.", "out_of": "2", "points": ""}),
    ))  # fmt: skip
    texts = {"q": (GradedAnswer(share=0.25, text="Because it folds."),)}
    assert decide(sheet, texts).rows == (["q", "Because  it\nfolds.", "2", Decimal("0.50")],)
    assert decide(sheet, {}).decided == 0


def run_demo(folder: Path, **more: Any) -> subprocess.Popen[str]:
    """Start `grader demo` in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "grader", "demo", str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env=os.environ | {"PYTHONPATH": str(ROOT), "GRADER_ACTOR": "invented instructor"},
        **more,
    )


def hashes(folder: Path) -> dict[str, str]:
    """Every file below a folder with its SHA-256, but for the database's own files and caches."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith("records.db") and ".cache" not in path.parts
    }


def without_times(files: dict[str, str]) -> dict[str, str]:
    """The files that say nothing of when: a manifest names the records' last events, which hold their time."""
    return {name: content for name, content in files.items() if not name.endswith("manifest.json")}


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample course after the whole walk."""
    folder = tmp_path_factory.mktemp("demo") / "course"
    process = run_demo(folder)
    out, err = process.communicate(timeout=1200)
    assert process.returncode == 0, out + err
    assert "all invented" in err
    for line in out.splitlines():
        if line.startswith(str(folder)):
            assert Path(line.split("  ")[0]).stat().st_size > 0
    return folder


@pytest.mark.slow
def test_the_walk_ends_with_the_expected_grade_sheet(walked: Path, same_as_expected: Any) -> None:
    """The sample course, sat by the invented class, gives this grade sheet and no other."""
    same_as_expected("marks.csv", (walked / "out" / "marks.csv").read_bytes())


@pytest.mark.slow
def test_paper_comes_back_as_the_class_meant_it(walked: Path) -> None:
    """After coffee, a lost page, spares and a wrong booklet every answer on paper is the one that was meant."""
    sitting = walked / "sittings" / "2026-06-10-end-of-course"
    with open_records(f"sqlite:///{walked / 'records.db'}") as book:
        found = {(r.copy_number, r.number): r for r in book.responses(sitting.name)}
        copies = {copy.number: copy for copy in book.copies(sitting.name)}
        pages = Counter(page.reading.status for page in book.pages(sitting.name))
    meant = tables.read(sitting / "scans" / "stack-answers.csv").rows
    assert len(meant) > 30 and pages[PageStatus.BLANK] == 2 and pages[PageStatus.FOREIGN] == 1
    for row in meant:
        number = int(row.cells["copy"])
        assert (copies[number].student, copies[number].form) == (row.cells["student_id"], row.cells["form"])
        for at in range(1, 16):
            answer, cell = found[number, at], row.cells[f"Q{at}"]
            signs = (
                cell.split()[0].replace(",", ".") if cell else ""
            )  # a grid has no unit and one decimal mark
            assert cell in (", ".join(answer.letters), answer.text) or signs == answer.text, (number, at)
    assert {number for number, _ in found} == {int(row.cells["copy"]) for row in meant}


@pytest.mark.slow
def test_a_second_walk_changes_nothing(walked: Path) -> None:
    """Every command of the walk may be repeated."""
    before = hashes(walked)
    process = run_demo(walked)
    _, err = process.communicate(timeout=1200)
    assert process.returncode == 0, err
    assert hashes(walked) == before


@pytest.mark.slow
def test_a_walk_that_is_killed_and_repeated_ends_the_same(walked: Path, tmp_path: Path) -> None:
    """kill -9 at random moments loses nothing and leaves nothing half-written."""
    folder = tmp_path / "course"
    chance = random.Random(5)
    for latest in (3, 6, 9, 12):
        process = run_demo(folder)
        time.sleep(chance.uniform(1, latest))
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    process = run_demo(folder)
    _, err = process.communicate(timeout=1200)
    assert process.returncode == 0, err
    made = (walked / "course.yaml", folder / "course.yaml", folder / "out" / "marks.csv")
    if len({dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC).date() for path in made}) > 1:
        pytest.skip("midnight passed between the walks, and imports are dated")
    assert without_times(hashes(folder)) == without_times(hashes(walked))
