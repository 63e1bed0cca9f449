"""`grader assemble` on the sample course: sealed once, repeated without change, never lost."""

import json
import re
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

import grader.cli.assemble
import grader.cli.init  # noqa: F401  # an app with one command alone takes no command's name
from grader.bank.pool import FACILITY, MINUTES
from grader.cli.app import app
from grader.documents import parse
from grader.errors import InputError, Locked, Refused
from grader.files import locked
from grader.model.blueprint import Blueprint, Overlap, Pool, Quota, ScoringRules
from grader.model.event import EventKind
from grader.model.item import Open
from grader.records import open_records
from grader.workspace import Workspace, bundled, init

YEAR = (
    ("practice", "2026-03-02"),
    ("mid-course", "2026-04-15"),
    ("end-of-course", "2026-06-10"),
    ("written", "2026-07-01"),
    ("written", "2026-09-10"),
    ("mid-course", "2027-04-14"),
)


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A fresh copy of the sample course."""
    monkeypatch.delenv("GRADER_DATABASE", raising=False)
    return init(tmp_path / "course")


def run(course: Workspace, *words: str) -> Result:
    """Type `grader assemble` with these words; what stops it is raised as it is."""
    done = CliRunner().invoke(app, ["assemble", *words, "-C", str(course.root)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done


def test_a_year_of_the_sample_course(course: Workspace) -> None:
    """The four sample blueprints are possible, one after the other, for more than a year."""
    for name, date in YEAR:
        run(course, name, "--date", date)
    for sitting in course.sittings():
        exam = sitting.exam()
        published = ["published" in entry.item.tags for form in exam.forms for entry in form.items]
        if exam.blueprint_name == "practice":
            assert all(published)
            continue
        assert not any(published)
        for form in exam.forms:
            assert form.expected_facility == pytest.approx(0.65)
            opens = sum(isinstance(entry.item, Open) for entry in form.items)
            assert 4 <= opens <= 5 if len(form.items) == 15 else 9 <= opens <= 10


def test_repeating_changes_nothing(course: Workspace) -> None:
    """The second run writes the same bytes, says so, and records nothing new."""
    run(course, "mid-course", "--date", "2026-04-15", "--seed", "3")
    lock = course.sitting("2026-04-15-mid-course").lock_file
    before = lock.read_bytes()
    done = run(course, "mid-course", "--date", "2026-04-15")
    assert "unchanged" in done.stderr
    assert "seed 3" in done.stdout
    assert lock.read_bytes() == before
    with open_records(course.database) as records:
        assert len(records.events("2026-04-15-mid-course")) == 1


def test_pictures_are_sealed_with_the_exam(course: Workspace) -> None:
    """Those that are shown, and no others; one that changed makes another exam, which is not made unasked."""
    run(course, "written", "--date", "2026-07-04", "--seed", "4")
    lock = course.sitting("2026-07-04-written").lock_file
    exam, before = course.sitting("2026-07-04-written").exam(), lock.read_bytes()
    shown = {name for name in course.asset_names() if f"]({name})".encode() in before}
    assert set(exam.pictures) == shown
    assert shown and shown < course.asset_names()
    picture = course.questions / min(shown)
    picture.write_bytes(picture.read_bytes() + b"<!-- drawn anew -->")
    with pytest.raises(Refused, match="is sealed, and what would be made now differs"):
        run(course, "written", "--date", "2026-07-04")
    assert lock.read_bytes() == before


def test_a_run_killed_before_the_event_is_completed_by_the_next(course: Workspace) -> None:
    """A lock file without its event gets the event when the command is repeated."""
    run(course, "practice", "--date", "2026-03-02")
    Path(course.database.removeprefix("sqlite:///")).unlink()
    run(course, "practice", "--date", "2026-03-02")
    with open_records(course.database) as records:
        (event,) = records.events("2026-03-02-practice", EventKind.SEALED)
    assert json.loads(event.payload)["seed"] == course.sitting("2026-03-02-practice").exam().seed


def test_a_sealed_exam_is_not_overwritten(course: Workspace) -> None:
    """Another seed is refused; --force replaces what was not printed and keeps the old; print ends that."""
    words = ("mid-course", "--date", "2026-04-15", "--seed")
    run(course, *words, "1")
    sitting = course.sitting("2026-04-15-mid-course")
    before = sitting.lock_file.read_bytes()
    with pytest.raises(Refused, match="nothing was printed yet"):
        run(course, *words, "2")
    assert sitting.lock_file.read_bytes() == before
    run(course, *words, "2", "--force")
    (kept,) = sitting.folder.glob("exam.lock.*.json")
    assert kept.read_bytes() == before
    assert len(course.sittings()) == 1
    sitting.print_folder.mkdir()
    with pytest.raises(Refused, match="was printed or answered"):
        run(course, *words, "1", "--force")
    assert sitting.exam().seed == 2


def test_an_exam_with_answers_is_not_made_anew(course: Workspace) -> None:
    """A lock file lost after answers came in is not replaced by another exam."""
    run(course, "mid-course", "--date", "2026-04-15", "--seed", "1")
    sitting = course.sitting("2026-04-15-mid-course")
    with open_records(course.database) as records:
        records.append(sitting.id, EventKind.IMPORTED, {"rows": 1}, actor="test")
    sitting.lock_file.unlink()
    with pytest.raises(Refused):
        run(course, "mid-course", "--date", "2026-04-15", "--seed", "1", "--force")


@pytest.mark.slow
def test_six_mid_course_tests_share_nothing(course: Workspace) -> None:
    """One command makes six tests of the sample bank, its drafts included, without a common question, all equally hard."""
    path = course.root / "exams" / "mid-course.yaml"
    text = path.read_text(encoding="utf-8").replace("pool:\n", "pool:\n  status: [ready, draft]\n", 1)
    path.write_text(text, encoding="utf-8")
    run(course, "mid-course", "--date", "2026-04-15", "--forms", "6", "--overlap", "0")
    forms = course.sitting("2026-04-15-mid-course").exam().forms
    assert len(forms) == 6
    assert len({entry.item.id for form in forms for entry in form.items}) == 6 * 15
    assert all(form.expected_facility == pytest.approx(0.65, abs=0.02) for form in forms)


def test_dry_run_writes_nothing(course: Workspace) -> None:
    """With --dry-run the exam is shown and no file appears."""
    before = sorted(course.root.rglob("*"))
    done = run(course, "written", "--date", "2026-07-01", "--dry-run", "--json")
    assert json.loads(done.stdout)["forms"][1]["items"] == 30
    assert sorted(course.root.rglob("*")) == before


def test_a_mistake_in_the_bank_stops_it(course: Workspace) -> None:
    """No exam is made of a bank with mistakes; they are told with file and line."""
    broken = course.questions / "broken.yaml"
    for text in (
        "- id: x\n  type: singel\n",
        "- {id: x, type: single, stem: s, topic: t, module: m, part: first, correct: yes, wrong: ['Yes']}\n",
    ):
        broken.write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=r"questions/broken\.yaml:"):
            run(course, "practice", "--date", "2026-03-02")


def test_impossible_names_the_line(course: Workspace) -> None:
    """A quota that cannot be met is told at its line of the blueprint."""
    path = course.root / "exams" / "practice.yaml"
    text = path.read_text(encoding="utf-8").replace("{type: open, min: 2}", "{type: open, min: 9}")
    path.write_text(text, encoding="utf-8")
    line = next(n for n, words in enumerate(text.splitlines(), 1) if "min: 9" in words)
    with pytest.raises(InputError) as caught:
        run(course, "practice", "--date", "2026-03-02")
    assert caught.value.problems[0].where == f"exams/practice.yaml:{line}"
    assert "needs 9 open items; the bank has 4 (tagged published)" in caught.value.problems[0].what
    assert not course.sittings()


def test_two_at_once(course: Workspace) -> None:
    """While another process assembles, the command stops instead of reading half a history."""
    with locked(course.root / "sittings" / ".lock"), pytest.raises(Locked):
        run(course, "practice", "--date", "2026-03-02")


def test_the_blueprint_to_copy_names_every_key() -> None:
    """What a lecturer copies has every key of a blueprint in it, set or in a comment, and the stand-ins."""
    text = bundled("exams/mid-course.yaml").read_text(encoding="utf-8")
    for kind in (Blueprint, Pool, Quota, Overlap, ScoringRules):
        for key in kind.model_fields:
            assert re.search(rf"\b{key}\b", text), key
    assert f"counts {FACILITY / 1000:g}" in text
    assert f"({MINUTES} where an item says nothing)" in text


def test_the_blueprint_to_copy_stays_right_when_its_comments_are_taken_away() -> None:
    """The keys that stand in comments are keys: with the # taken away the file is still a blueprint."""
    text = bundled("exams/mid-course.yaml").read_text(encoding="utf-8")
    opened = re.sub(r"^( *)# ([a-z_]+: )", r"\1\2", text, flags=re.MULTILINE)
    value, problems = parse(opened, "mid-course.yaml", Blueprint)
    assert not problems and value is not None
    assert (value.include, value.overlap.past, value.pool.tags) == (("an-item-id",), 7, ("triplets",))
