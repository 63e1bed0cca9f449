"""Correcting an item or a copy after the exam, and the history that tells of it, by the commands as they are typed.

What writes runs on SQLite, and on PostgreSQL where there is one (tests/databases.py).
"""

import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import ClassVar

import pytest
import sqlalchemy as sa
from databases import on_both
from decided_course import IDS, POLICY, SITTING, decided_course
from small_exam import exam
from typed_commands import TypedCommands

from grader.model.correction import Correction
from grader.model.response import Copy
from grader.records import Records, open_records
from grader.workspace import Sitting, Workspace


class Course(TypedCommands):
    """Three students, one test that is decided: 10, 8 and 0 points, and projects."""

    commands: ClassVar[tuple[str, ...]] = ("correct", "history", "marks", "record", "review", "status")

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str], url: str) -> None:
        super().__init__(root, capsys)
        self.url = url

    def copies(self) -> dict[int, Copy]:
        """The copies as they stand, by number."""
        with open_records(self.url) as book:
            return {copy.number: copy for copy in book.copies(SITTING)}

    def number(self) -> str:
        """The event that was recorded last."""
        return str(self.recorded())

    def recorded(self) -> int:
        with open_records(self.url) as book:
            return len(book.events(SITTING))

    def mark(self, student: str) -> str:
        assert self.run("marks", "--json", "-C", str(self.root)) == 0, self.err
        marks = {mark["student_id"]: mark for mark in json.loads(self.out)["marks"]}
        return str(marks[student]["value"] or marks[student]["outcome"])


@pytest.fixture
def course(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], database: str
) -> Course:
    monkeypatch.setenv("GRADER_ACTOR", "tester")
    monkeypatch.setenv("GRADER_DATABASE", database)
    decided_course(tmp_path, database)
    monkeypatch.chdir(tmp_path)
    return Course(tmp_path, capsys, database)


KEY = ("correct", SITTING, "--item", "gd-step", "--key", "A:b")


@on_both
def test_first_the_difference_then_the_change(course: Course) -> None:
    """Without a reason nothing is recorded; with one the same lines are shown and hold."""
    before = course.recorded()
    assert course.run(*KEY) == 0
    assert f"{IDS[0]}: 10 -> 8 points; mark 20 -> 18" in course.out
    assert f"{IDS[1]}: 8 -> 10 points; mark 18 -> 20" in course.out
    assert "2 students change; 0 pass by it, 0 fail by it" in course.out
    assert "--reason WHY applies it" in course.err
    assert course.recorded() == before
    assert course.mark(IDS[0]) == "20"
    assert course.run(*KEY, "--reason", "the key was wrong") == 0
    assert course.recorded() == before + 1
    assert (course.mark(IDS[0]), course.mark(IDS[1])) == ("18", "20")


def test_one_application_is_enough(course: Course) -> None:
    """The same correction again says that it stands, and records nothing."""
    course.run(*KEY, "--reason", "wrong")
    before = course.recorded()
    assert course.run(*KEY, "--reason", "wrong") == 0
    assert "stands already" in course.err
    assert course.recorded() == before


def test_a_number_keeps_its_tolerance_unless_another_is_given(course: Course) -> None:
    """The sealed one, or the one it was corrected to; what is proposed is said before who changes."""
    answer = ("correct", SITTING, "--item", "conv-size", "--answer")
    course.run(*answer, "28")
    assert "conv-size: the right number is 28 within 0\n" in course.err
    assert f"{IDS[0]}: 10 -> 8 points" in course.out
    course.run(*answer, "26,5", "--tolerance", "0,5", "--reason", "rounded")
    course.run(*answer, "26.6", "--reason", "rounded better")
    assert "conv-size: the right number is 26.6 within 0.5\n" in course.err
    assert (course.mark(IDS[0]), course.mark(IDS[1])) == ("20", "18")
    course.run(*answer, "26.6", "--tolerance", "0", "--reason", "to the point")
    assert course.mark(IDS[0]) == "18"


def test_a_sealed_tolerance_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Everyone who came near the new number is right, as the key on paper promised."""
    url = f"sqlite:///{tmp_path / 'records.db'}"
    monkeypatch.setenv("GRADER_DATABASE", url)
    monkeypatch.chdir(tmp_path)
    ours = exam()
    wide = ours.forms[0].items[3].item.model_copy(update={"tolerance": Decimal(2)})
    near = tuple(
        place.model_copy(update={"item": wide}) if place.item.id == wide.id else place
        for place in ours.forms[0].items
    )
    forms = (ours.forms[0].model_copy(update={"items": near}), ours.forms[1])
    decided_course(tmp_path, url, sealed=ours.model_copy(update={"forms": forms}))
    course = Course(tmp_path, capsys, url)
    assert course.run("correct", SITTING, "--item", "conv-size", "--answer", "29") == 0
    assert "conv-size: the right number is 29 within 2\n" in course.err
    assert "0 students change" in course.out, "27 is near enough"


def test_an_item_is_named_by_form_and_number_too(course: Course) -> None:
    """As it is printed, and as `print --announce` and the page take it; what is recorded names the item."""
    assert course.run("correct", SITTING, "--item", "B2", "--key", "A:b", "--reason", "wrong") == 0
    assert "gd-step: right is “along the gradient”\n" in course.err
    assert (course.mark(IDS[0]), course.mark(IDS[1])) == ("18", "20")
    assert course.run("correct", SITTING, "--points", "A1 = 3", "--points", "A4=1") == 0
    assert "gd-step: is worth 3 points\nconv-size: is worth 1 points\n" in course.err


def test_several_keys_help_and_hurt_nobody(course: Course) -> None:
    course.run(*KEY, "--key", "against the gradient", "--reason", "both are right")
    assert (course.mark(IDS[0]), course.mark(IDS[1])) == ("20", "20")


def test_who_crosses_the_pass_mark_is_said(course: Course) -> None:
    """A void item that gives its points to everyone takes somebody over, or a wrong key takes somebody under."""
    course.run("correct", SITTING, "--item", "relu-linear", "--key", "True")
    assert f"{IDS[1]}: 8 -> 6 points; mark 18 -> fail  no longer passes" in course.out
    assert "1 fail by it" in course.out


@pytest.mark.parametrize(("how", "blank_paper"), [("everyone", "12"), ("remove", "10"), ("helps", "10")])
def test_an_item_that_does_not_count(course: Course, how: str, blank_paper: str) -> None:
    """Who had everything else right is as good as who had it all; a blank paper gains only where everyone does."""
    course.run("correct", SITTING, "--item", "gd-step", "--void-item", how, "--reason", "ambiguous")
    assert [course.mark(id_) for id_ in IDS] == ["20", "20", blank_paper]


@on_both
def test_a_correction_is_taken_back(course: Course) -> None:
    """By its number, first as a difference; what stood before stands again."""
    course.run(*KEY, "--reason", "wrong")
    number = course.recorded()
    assert course.run("correct", SITTING, "--undo", str(number)) == 0
    assert f"{IDS[0]}: 8 -> 10 points" in course.out
    assert course.mark(IDS[0]) == "18"
    assert course.run("correct", SITTING, "--undo", str(number), "--reason", "it was right") == 0
    assert f"correction {number} is taken back" in course.err
    assert "--undo" not in course.err, "what takes back is not taken back"
    assert course.mark(IDS[0]) == "20"
    assert course.run("correct", SITTING, "--undo", str(number), "--reason", "again") == 3
    assert "there are: none" in course.err


def test_decisions_stay_under_a_new_rubric_and_are_pointed_out(course: Course, tmp_path: Path) -> None:
    (tmp_path / "rubric.yaml").write_text("rubric:\n  - {text: says why, points: 2}\n", encoding="utf-8")
    assert (
        course.run("correct", SITTING, "--item", "why-norm", "--rubric", "rubric.yaml", "--reason", "clearer")
        == 0
    )
    assert "2 decisions stay as people made them; look at them again: copies 1, 2" in course.err
    assert course.mark(IDS[0]) == "20"


def test_a_decision_above_the_new_maximum_waits_for_a_person(course: Course) -> None:
    """Nothing is cut off by itself."""
    points = ("--points", "gd-step=3", "--points", "why-norm=1")
    assert course.run("correct", SITTING, *points, "--reason", "weights") == 0
    assert course.run("marks") == 4
    assert course.run("review", SITTING, "--list") == 4
    assert "2  why-norm" in course.out
    assert course.run("review", SITTING, "--export", "sheet.csv") == 0
    assert "(2 answers)" in course.out
    assert course.run("status") == 0
    assert f"2 pending -> grader score {SITTING}" in course.out, "suggestions for other points are none"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--item", "nowhere", "--key", "x"), 3, "no form of 2026-04-15-mid-course has the item nowhere"),
        (("--item", "A9", "--key", "A:a"), 3, "no form of 2026-04-15-mid-course has the item A9"),
        (("--item", "Gd-Step", "--key", "C"), 3, "did you mean gd-step?"),
        (("--points", "Gd-step=2"), 3, "did you mean gd-step?"),
        (("--item", "gd-step", "--key", ""), 2, "write an option's text"),
        (("--item", "gd-step", "--key", "C", "--key", " "), 2, "write an option's text"),
        (("--item", "conv-size", "--answer", "3", "--tolerance", "-1"), 2, "write 0 or more"),
        (("--item", "conv-size", "--answer", "1e999999999"), 2, "write a number"),
        (("--item", "gd-step", "--points", "0"), 2, "write more than 0 points, at most 1000"),
        (("--item", "gd-step", "--points", "-2"), 2, "write more than 0 points, at most 1000"),
        (("--points", "gd-step=1001"), 2, "write more than 0 points, at most 1000"),
        (("--points", "gd-step=0"), 2, "write more than 0 points, at most 1000"),
        (("--points", "gd-step="), 2, "write a number"),
        (("--item", "gd-step", "--key", "not printed"), 3, "none of the right options is printed here"),
        (("--item", "gd-step", "--key", "A:h"), 6, "no option h on form A"),
        (("--item", "conv-size", "--answer", "many"), 2, "write a number"),
        (("--points", "gd-step=3"), 3, "would be worth 11 instead of 10"),
        (("--key", "A:a"), 2, "say which item"),
        (("--item", "gd-step"), 2, "say what is right"),
        (("--item", "gd-step", "--copy", "1"), 2, "say what it is about"),
        ((), 2, "say what it is about"),
        (("--undo", "99"), 3, "there are: none"),
        (("--item", "gd-step", "--key", "A:b", "--tolerance", "1"), 2, "--tolerance goes with --answer"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_recorded(
    course: Course, words: tuple[str, ...], code: int, said: str
) -> None:
    before = course.recorded()
    assert course.run("correct", SITTING, *words, "--reason", "why") == code
    assert said in " ".join((course.err + course.out).replace("│", " ").split())
    assert course.recorded() == before


def test_replaying_the_sealed_folder_gives_the_same_sheet(course: Course) -> None:
    """Corrections, also those taken back, are in what `marks` seals."""
    course.run(*KEY, "--reason", "wrong")
    course.run("correct", SITTING, "--item", "conv-size", "--void-item", "remove", "--reason", "ambiguous")
    course.run("correct", SITTING, "--undo", str(course.recorded() - 1), "--reason", "right after all")
    assert course.run("marks") == 0
    sealed = next((course.root / "out").glob("marks-*"))
    sheet = (sealed / "marks.csv").read_bytes()
    assert course.run("marks", "--replay", str(sealed)) == 0
    assert course.run("marks") == 0
    assert (sealed / "marks.csv").read_bytes() == sheet
    assert len(list((course.root / "out").glob("marks-*"))) == 1


def test_the_history_of_one_answer(course: Course) -> None:
    """Answer, decision and correction on one screen, with who and why."""
    course.run(*KEY, "--reason", "the key was wrong")
    assert course.run("history", SITTING, "--student", IDS[1], "--item", "gd-step") == 0
    lines = course.out.splitlines()
    assert [line.split(": ", 1)[1] for line in lines] == [
        f"copy 2: form A, of {IDS[1]}, issued",
        "copy 2, question 1: answer recorded from a.csv: b",
        'gd-step: right is “along the gradient” ("the key was wrong")',
    ]
    assert course.run("history", SITTING, "--copy", "1", "--item", "why-norm") == 0
    assert 'anna: copy 1, question 5 (why-norm): 2 points ("read")' in course.out
    assert course.run("history", SITTING) == 0
    assert len(course.out.splitlines()) == course.recorded()
    assert course.run("history", SITTING, "--copy", "9") == 3
    assert course.run("history", SITTING, "--item", "nowhere") == 3


def test_what_takes_a_correction_back_is_told_of_its_item_alone(course: Course) -> None:
    """Whoever asks about one item reads nothing of another, be it of one paper or of all."""
    course.run(*KEY, "--reason", "the key was wrong")
    number = course.recorded()
    course.run("correct", SITTING, "--undo", str(number), "--reason", "it was right")
    back = f'correction {number} is taken back ("it was right")'
    for more in ((), ("--student", IDS[0]), ("--copy", "1")):
        assert course.run("history", SITTING, "--item", "conv-size", *more) == 0
        assert "taken back" not in course.out
        assert course.run("history", SITTING, "--item", "gd-step", *more) == 0
        assert back in course.out
    assert course.run("history", SITTING) == 0
    assert back in course.out


@on_both
def test_verify_names_the_first_event_that_was_changed(course: Course) -> None:
    assert course.run("history", "verify") == 0
    assert f"{SITTING}: 3 events, as they were written" in course.out
    engine = sa.create_engine(course.url)
    with engine.begin() as database:
        database.exec_driver_sql(
            "UPDATE grader_events SET payload = replace(payload, '\"2\"', '\"1\"') WHERE sequence = 3"
        )
    engine.dispose()
    assert course.run("history", "verify", SITTING) == 6
    assert "event 3 of 3 is not as it was written" in course.out
    assert "restore records.db" in course.err
    assert course.run("history", "verify", "nowhere") == 3


def test_a_paper_is_bound_only_with_a_reason(course: Course) -> None:
    """First who changes and nothing recorded; then the same, recorded once."""
    bind = ("correct", SITTING, "--copy", "1", "--swap", "3")
    before = course.recorded()
    assert course.run(*bind) == 0
    assert f"{IDS[0]}: 10 -> 0 points" in course.out
    assert "nothing was recorded" in course.err
    assert course.recorded() == before
    form = ("correct", SITTING, "--copy", "2", "--form", "B", "--reason", "took the other booklet")
    assert course.run(*form) == 0
    assert course.recorded() == before + 1
    assert course.run(*form) == 0
    assert "stands already" in course.err
    assert course.recorded() == before + 1


@on_both
def test_what_came_meanwhile_is_shown_before_anything_is_recorded(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A decision from the page between the difference and the correction: refused, and once more is enough."""
    from grader.gradebook import correcting

    whole = correcting.difference

    def interrupted(place: Workspace, where: Sitting, book: Records, then: Sequence[Correction]) -> object:
        shown = whole(place, where, book, then)
        one = book.decisions(SITTING)[0]
        with open_records(course.url) as page:
            page.decide(SITTING, [one.model_copy(update={"points": Decimal(1)})], actor="ben")
        return shown

    before = course.recorded()
    with monkeypatch.context() as patch:
        patch.setattr(correcting, "difference", interrupted)
        assert course.run(*KEY, "--reason", "the key was wrong") == 6
    assert "while the difference was worked out" in course.err
    assert course.out == ""
    assert course.recorded() == before + 1
    assert course.run(*KEY, "--reason", "the key was wrong") == 0
    assert f"{IDS[0]}: 9 -> 7 points" in course.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--copy", "1", "--swap", "3"), f"{IDS[0]}: 10 -> 0 points; mark 20 -> fail  no longer passes"),
        (("--copy", "2", "--void"), f"{IDS[1]}: 8 points -> no paper; mark 18 -> absent"),
        (("--copy", "3", "--form", "B"), "0 students change"),
    ],
    ids=["swap", "void", "form"],
)
def test_a_binding_is_foreseen_made_and_taken_back(course: Course, words: tuple[str, ...], said: str) -> None:
    """First as a difference, each way; afterwards every copy and every mark is as it was."""
    before, marks = course.copies(), [course.mark(id_) for id_ in IDS]
    assert course.run("correct", SITTING, *words) == 0
    assert said in course.out
    assert course.copies() == before
    assert course.run("correct", SITTING, *words, "--reason", "noted in the room") == 0
    number = course.number()
    assert f"--copy {words[1]} --undo {number} --reason WHY" in course.err
    assert course.copies() != before
    undo = ("correct", SITTING, *words[:2], "--undo", number)
    assert course.run(*undo) == 0
    assert course.number() == number, "without a reason nothing is recorded"
    assert course.run(*undo, "--reason", "a mistake") == 0
    assert f"correction {number} is taken back" in course.err
    assert course.copies() == before
    assert [course.mark(id_) for id_ in IDS] == marks
    assert course.run(*undo, "--reason", "again") == 3
    assert "there are: none" in course.err


@on_both
def test_what_was_bound_since_is_not_undone_over(course: Course) -> None:
    """The earlier of two bindings of a copy waits for the later one; and a copy that is not in it is no name for it."""
    course.run("correct", SITTING, "--copy", "2", "--form", "B", "--reason", "took B")
    first = course.number()
    course.run("correct", SITTING, "--copy", "2", "--void", "--reason", "left at home")
    second = course.number()
    assert course.run("correct", SITTING, "--copy", "2", "--undo", first, "--reason", "why") == 6
    assert f"copy 2 was bound anew since correction {first}" in course.err
    assert course.run("correct", SITTING, "--copy", "1", "--undo", second, "--reason", "why") == 3
    assert course.run("correct", SITTING, "--undo", second, "--reason", "it counts") == 0
    assert course.run("correct", SITTING, "--undo", first, "--reason", "it was A") == 0
    assert course.copies()[2] == Copy(number=2, form="A", student=IDS[1])
    with open_records(course.url) as book:
        assert book.verify(SITTING) is None


@on_both
def test_a_binding_is_not_made_over_what_came_meanwhile(course: Course) -> None:
    """As with an item: foreseen before another's decision, it is recorded after another look only."""
    from grader.gradebook.correcting import apply, foresee
    from grader.model.difference import Binding, Proposal

    place = Workspace(course.root)
    with open_records(course.url) as book:
        proposal = Proposal(binding=Binding(copy_number=2, void=True))
        foreseen = foresee(place, place.sitting(SITTING), book, proposal)
        one = book.decisions(SITTING)[0]
        book.decide(SITTING, [one.model_copy(update={"points": Decimal(1)})], actor="ben")
        assert apply(book, SITTING, foreseen, actor="anna", reason="why") is None
        assert not book.bindings(SITTING)
        again = foresee(place, place.sitting(SITTING), book, proposal)
        assert again.digest == foreseen.digest, "another student's points change nothing that was shown"
        assert apply(book, SITTING, again, actor="anna", reason="why")


def test_a_policy_that_must_be_corrected_does_not_hold_a_binding_up(course: Course) -> None:
    """Whose paper it is can be said while no mark can be worked out; the points are shown."""
    course.root.joinpath("course.yaml").write_text(
        POLICY.replace("out_of: 10", "out_of: 15"), encoding="utf-8"
    )
    assert course.run("correct", SITTING, "--copy", "1", "--swap", "3", "--reason", "exchanged") == 0
    assert f"{IDS[0]}: 10 -> 0 points\n" in course.out
    assert "marks are not compared" in course.err
