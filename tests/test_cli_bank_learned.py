"""The bank over two years as one types it: exams are sat, figures shown, questions edited, and the next exam goes by all that."""

import json
from pathlib import Path
from typing import Any

import pytest
from learning_course import LearningCourse

EASY = {"q00": 0.9, "q01": 0.2}


@pytest.fixture
def course(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> LearningCourse:
    """A bank of 24 questions that nobody has sat."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GRADER_DATABASE", raising=False)
    return LearningCourse(tmp_path, capsys).write()


def stats(course: LearningCourse, *words: str) -> dict[str, Any]:
    assert course.run("bank", "stats", "--json", *words) == 0, course.err
    return {one["item_id"]: one for one in json.loads(course.out)["learned"]}


def told(course: LearningCourse, item: str) -> dict[str, Any]:
    assert course.run("bank", "history", item, "--json") == 0, course.err
    found: dict[str, Any] = json.loads(course.out)
    return found


def test_two_years_of_a_bank(course: LearningCourse) -> None:
    """What a class won is shown, drawn toward the author, sealed into the next exam, and lost to the question by an edit."""
    course.keep(12)
    assert stats(course) == {}
    first = course.sit("2026-04-15", easy=EASY)
    assert "facility from earlier" not in course.out
    known = stats(course)
    assert sorted(known) == course.used(first)
    for one in known.values():
        assert (one["papers"], one["sittings"], one["author"]) == (60, 1, 0.6)
        assert one["facility"] == pytest.approx((10 * 0.6 + 60 * one["observed"]) / 70, abs=5e-4)
        assert one["last_used"] == "2026-04-15"
    assert course.run("assemble", "test", "--date", "2027-04-14") == 0
    assert "facility from earlier sittings for 8 of 12 items in the pool" in course.out
    lock = course.place.sitting("2027-04-14-test").lock_file
    sealed = {one.item_id: one for one in course.place.sitting("2027-04-14-test").exam().statistics}
    assert {id_: one.facility for id_, one in sealed.items()} == {i: o["facility"] for i, o in known.items()}
    before = lock.read_bytes()
    lock.unlink()
    (course.root / "records.db").unlink()  # with the event that it was sealed, and the first class's answers
    course.sit("2026-04-15", easy=EASY, assemble=False)
    assert course.run("assemble", "test", "--date", "2027-04-14") == 0
    assert lock.read_bytes() == before
    second = course.sit("2027-04-14", easy=EASY, assemble=False)
    both = sorted(set(course.used(first)) & set(course.used(second)))
    assert both and all(one["sittings"] == 2 for id_, one in stats(course).items() if id_ in both)
    edited = both[0]
    course.edit(f"What of {edited}?", f"What else of {edited}?")
    course.edit(f"correct: right of {both[1]}", f"tags: [new]\n  correct: right of {both[1]}")
    after = stats(course)
    assert (after[edited]["papers"], after[edited]["earlier"], after[edited]["facility"]) == (0, 2, 0.6)
    assert after[both[1]]["sittings"] == 2
    history = told(course, edited)
    assert [one["same_question"] for one in history["sittings"]] == [False, False]
    (edit,) = history["sittings"][0]["edits"]
    assert (edit["field"], edit["was"], edit["now"]) == (
        "stem",
        [f"What of {edited}?"],
        [f"What else of {edited}?"],
    )
    assert course.run("assemble", "test", "--date", "2028-04-12", "--json") == 0
    assert edited not in {one["item_id"] for one in json.loads(course.out)["statistics"]}


def test_repeating_a_sealed_exam_keeps_its_statistics(course: LearningCourse) -> None:
    """Answers that came in meanwhile change no sealed exam; --force makes it anew with them."""
    for date in ("2026-04-15", "2027-04-14"):
        assert course.run("assemble", "test", "--date", date) == 0
    lock = course.place.sitting("2027-04-14-test").lock_file
    before = lock.read_bytes()
    course.sit("2026-04-15", easy=EASY, assemble=False)
    assert course.run("assemble", "test", "--date", "2027-04-14") == 0
    assert "unchanged" in course.err and lock.read_bytes() == before
    assert course.run("assemble", "test", "--date", "2027-04-14", "--force") == 0
    assert lock.read_bytes() != before


def test_later_sittings_teach_an_earlier_exam_nothing(course: LearningCourse) -> None:
    """An exam made for a day goes by what was known by then, on whatever day it is made."""
    course.sit("2027-04-14", easy=EASY)
    assert course.run("assemble", "test", "--date", "2026-04-15", "--json") == 0
    assert json.loads(course.out)["statistics"] == []


def test_a_wrong_key_is_avoided_until_it_is_mended(course: LearningCourse) -> None:
    """The alarm keeps the question out and `check` says so; corrected after the exam it is out until the bank has the correction."""
    assert course.run("assemble", "test", "--date", "2026-04-15") == 0
    bad = course.used("2026-04-15-test")[0]
    sitting = course.sit("2026-04-15", papers=300, wrong=bad, assemble=False)
    assert course.run("check") == 0
    assert f"item {bad}: its key may be wrong" in course.out and "1 warning" in course.err
    assert course.run("assemble", "test", "--date", "2027-04-14", "--dry-run") == 0
    assert f"avoided: {bad} (the key may be wrong" in course.out
    key = ("correct", sitting, "--item", bad, "--key", f"first of {bad}", "--reason", "typo")
    assert course.run(*key) == 0, course.err
    assert stats(course)[bad]["alarms"] == ["uncorrected"]
    assert course.run("check") == 0
    assert f"item {bad}: it was corrected after {sitting}" in course.out
    assert course.run("bank", "history", bad) == 0
    assert f'right is “first of {bad}” ("typo")' in course.out and "does not count" in course.out
    assert course.run("assemble", "test", "--date", "2027-04-14", "--dry-run") == 0
    assert f"avoided: {bad} (corrected after an exam, and not in the bank)" in course.out
    course.edit(
        f"correct: right of {bad}\n  wrong: [first of {bad},",
        f"correct: first of {bad}\n  wrong: [right of {bad},",
    )
    one = stats(course)[bad]
    assert (one["alarms"], one["papers"]) == ([], 300) and one["discrimination"]["value"] > 0
    assert course.run("check") == 0 and "0 warnings" in course.err


def test_a_question_that_leaked_is_flagged(course: LearningCourse) -> None:
    """Far easier than in the year before, though the class is not: in stats, history and check."""
    course.keep(8)
    course.sit("2026-04-15", papers=240)
    course.sit("2027-04-14", papers=240, easy={"q05": 0.95})
    assert [id_ for id_, one in stats(course).items() if one["drifts"]] == ["q05"]
    assert course.run("bank", "stats", "--flagged") == 0
    assert "it became easier or harder" in " ".join(course.out.split()) and "q06" not in course.out
    assert course.run("bank", "history", "q05") == 0
    assert "once the classes are compared on 7 other items" in course.err
    assert course.run("check") == 0
    assert "item q05" in course.out and "more than chance brings" in course.out


def test_nothing_is_learnt_from_what_waits_or_is_void(course: LearningCourse) -> None:
    """A void item has no figures, its history says why, and no exam goes by them."""
    sitting = course.sit("2026-04-15")
    item = course.used(sitting)[0]
    assert (
        course.run("correct", sitting, "--item", item, "--void-item", "everyone", "--reason", "unclear") == 0
    )
    assert stats(course)[item]["papers"] == 0
    assert course.run("bank", "history", item) == 0
    assert "void (everyone), so it does not count" in course.out


def test_items_that_are_not_there(course: LearningCourse) -> None:
    """A mistyped id is answered with the nearest; one that left the bank still has its history; a fresh one says so."""
    sitting = course.sit("2026-04-15")
    item = course.used(sitting)[-1]
    assert course.run("bank", "history", f"{item}x") == 3
    assert f"is it {item}" in course.err
    assert course.run("bank", "stats", "--item", "nothing") == 3
    fresh = next(f"q{n:02}" for n in range(24) if f"q{n:02}" not in course.used(sitting))
    assert course.run("bank", "history", fresh) == 0
    assert "it was in no exam yet; the author expects 0.60" in course.out
    text = course.bank.read_text(encoding="utf-8")
    start = text.index(f"- id: {item}\n")
    end = text.find("- id:", start + 1)
    course.bank.write_text(text[:start] + (text[end:] if end > 0 else ""), encoding="utf-8")
    assert course.run("bank", "history", item) == 0
    assert "the bank does not have it any more" in course.out and sitting in course.out


def test_six_tests_without_a_common_question(course: LearningCourse) -> None:
    """One command: --forms and --overlap take the place of what the blueprint says, and are sealed with it."""
    path = course.root / "exams" / "test.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("items: 8\npoints: 8", "items: 4\npoints: 4"),
        encoding="utf-8",
    )
    six = ("assemble", "test", "--date", "2026-04-15", "--forms", "6", "--overlap", "0")
    assert course.run(*six) == 0, course.err
    assert "two forms share at most 0 items" in course.out
    exam = course.place.sitting("2026-04-15-test").exam()
    assert len(exam.forms) == exam.blueprint.forms == 6
    assert len(course.used("2026-04-15-test")) == 24
    assert course.run(*six) == 0 and "unchanged" in course.err
    assert course.run("assemble", "test", "--date", "2026-04-15") == 6
    assert "--forms, --overlap" in course.err


def test_figures_without_papers_or_with_garbage(course: LearningCourse) -> None:
    """A sitting whose exam cannot be read is said, the others count, and the bank is checked all the same."""
    sitting = course.sit("2026-04-15")
    folder = course.root / "sittings" / "2025-01-01-test"
    folder.mkdir()
    (folder / "exam.lock.json").write_text("{", encoding="utf-8")
    assert sorted(stats(course)) == course.used(sitting)
    assert course.run("bank", "stats") == 0
    assert "sittings/2025-01-01-test: warning: no statistics" in course.err
    (course.root / "records.db").write_bytes(b"no database at all, but long enough to be looked at" * 40)
    assert course.run("check") == 0
    assert "records.db: warning: the statistics of sittings cannot be read" in course.out
