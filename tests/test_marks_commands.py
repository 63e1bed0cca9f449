"""The commands on a small course: what they write, what they refuse, and with which exit code."""

import csv
import hashlib
import io
import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from small_exam import exam
from typer.testing import CliRunner

from grader.cli import check, export, marks, record, status  # noqa: F401  # they register themselves
from grader.cli.app import app
from grader.errors import GraderError
from grader.gradebook.lists import check_lists
from grader.model.correction import Correction, Void
from grader.model.event import COURSE, EventKind
from grader.model.kinds import Voiding
from grader.model.response import Copy, Response
from grader.model.score import Decision
from grader.records import open_records
from grader.workspace import Workspace

SITTING = "2026-04-15-mid-course"
POLICY = """\
title: An invented course
components:
  test: {exam: mid-course, out_of: 10}
  project: {from: projects.csv, out_of: 30}
routes:
  only: test + project / 2
"""
FILES = {
    "course.yaml": POLICY,
    "students.csv": "student_id,surname,name,email\n0000000001,D'Angelo,Nicolò,n@example.edu\n0000000002,Null,=Ada,a@example.edu\n",
    "enrolled/2026-04-15.csv": "student_id\n0000000001\n0000000002\n",
    "projects.csv": "group,student_id,presented_on,mark,status\nG1,0000000001,2026-06-15,26,presented\nG1,0000000002,2026-06-15,26,presented\n",
}
# All right on form A, two points each; the open answer waits.
ANSWERS = {1: ("a",), 2: ("a", "c"), 3: ("b",)}


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A course with one sitting, one paper with an undecided open answer, and one absent student."""
    monkeypatch.setenv("GRADER_ACTOR", "tester")
    monkeypatch.delenv("GRADER_DATABASE", raising=False)
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    place = Workspace(tmp_path)
    sitting = place.new_sitting(SITTING)
    sitting.folder.mkdir(parents=True)
    sitting.lock_file.write_text(exam().model_dump_json(), encoding="utf-8")
    given = [Response(copy_number=1, number=n, letters=letters) for n, letters in ANSWERS.items()]
    given += [
        Response(copy_number=1, number=4, text="27"),
        Response(copy_number=1, number=5, text="It does."),
    ]
    with open_records(place.database) as book:
        copies = [Copy(number=1, form="A", student="0000000001")]
        book.save_responses(SITTING, given, actor="t", source={"file": "x"}, copies=copies)
    return place


def run(course: Workspace, *words: str) -> tuple[int, str, str]:
    """The exit code, stdout, and the error's text or stderr."""
    result = CliRunner().invoke(app, [words[0], "-C", str(course.root), *words[1:]])
    if isinstance(result.exception, GraderError):
        return result.exception.exit_code, result.stdout, str(result.exception)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def decide(course: Workspace, points: str = "1.5") -> None:
    with open_records(course.database) as book:
        given = Decision(copy_number=1, number=5, item_id="why-norm", points=Decimal(points))
        book.decide(SITTING, [given], actor="t")


def written(course: Workspace) -> Sequence[str]:
    return sorted(p.relative_to(course.root).as_posix() for p in course.root.glob("out/**/*") if p.is_file())


def test_nothing_is_written_while_answers_wait(course: Workspace) -> None:
    """Exit 4 names the sitting and how many marks depend on it; provisional marks say what they are."""
    code, out, error = run(course, "marks")
    assert (code, out, written(course)) == (4, "", [])
    assert error == (
        f"{SITTING}: the mark of 1 student waits for decisions\nno mark was written"
        f" -> grader review {SITTING}; or --provisional, which says so in the file"
    )
    assert run(course, "export")[0] == 4
    assert run(course, "marks", "--provisional")[0] == 0
    sheet = next(course.root.glob("out/marks-*/marks-provisional.csv")).read_text(encoding="utf-8")
    assert all(row["provisional"] == "provisional" for row in csv.DictReader(io.StringIO(sheet)))


@pytest.mark.parametrize("command", ["marks", "export"])
def test_what_is_not_recorded_is_imported_and_not_decided(course: Workspace, command: str) -> None:
    """Nobody is sent to a review that shows nothing; where both wait, both are said, each with its command."""
    import_it, or_so = f"grader import {SITTING} FILE", "or --provisional, which says so in the file"
    missing = f"{SITTING}: the mark of 1 student waits for answers that are not recorded"
    with open_records(course.database) as book:
        copies = [Copy(number=2, form="A", student="0000000002")]
        book.save_responses(
            SITTING,
            [Response(copy_number=2, number=n, letters=letters) for n, letters in ANSWERS.items()],
            actor="t",
            source={"file": "y"},
            copies=copies,
        )
    code, _, error = run(course, command)
    both = f"{SITTING}: the mark of 1 student waits for decisions\n{missing}\nno mark was written"
    assert (code, error) == (4, f"{both} -> grader review {SITTING}; {import_it}; {or_so}")
    decide(course)
    assert run(course, command)[2] == f"{missing}\nno mark was written -> {import_it}; {or_so}"
    with open_records(course.database) as book:
        book.correct(
            SITTING,
            [Correction(item_id="gd-step", what=Void(how=Voiding.REMOVE))],
            actor="t",
            reason="ambiguous",
        )
    assert "decisions" not in run(course, command)[2], "what does not count waits for the rest alone"


def test_a_student_with_two_papers_is_told_apart_by_a_correction(course: Workspace) -> None:
    """Both are decided, so no review helps: one of them is voided."""
    decide(course)
    with open_records(course.database) as book:
        copies = [Copy(number=2, form="A", student="0000000001")]
        given = [Response(copy_number=2, number=1, letters=("a",))]
        book.save_responses(SITTING, given, actor="t", source={"file": "y"}, copies=copies)
    code, _, error = run(course, "marks")
    assert code == 4 and f"-> grader correct {SITTING} --copy N --void; or --provisional" in error


def test_a_paper_that_waits_in_a_file_holds_its_mark_up(course: Workspace) -> None:
    """A student whose typed paper could not be taken is pending, by name of the import, and never absent."""
    decide(course)
    with open_records(course.database) as book:
        source = {"file": "answers.csv", "untaken": ["0000000002"], "strangers": 0}
        on = book.save_responses(SITTING, (), actor="t", source=source).at.date()
    code, _, error = run(course, "marks")
    said = f"nothing could be taken of the paper in answers.csv, imported on {on}"
    assert f"0 pending, papers not taken: 1 -> grader import {SITTING} FILE" in run(course, "status")[1]
    assert code == 4
    assert f"sittings/{SITTING}: warning: {said}: 0000000002 -> correct the file and import it" in error
    assert f"no mark was written -> grader import {SITTING} FILE; or --provisional" in error
    assert run(course, "marks", "--provisional")[1].splitlines()[1] == (
        f"0000000002  pending                  test on 2026-04-15: {said}"
    )
    said_so = ("record", "0000000002", "absent", "--sitting", SITTING, "--reason", "it was another's paper")
    assert run(course, *said_so)[0] == 0
    assert "0000000002  absent" in run(course, "marks")[1]
    assert "0 pending -> grader marks" in run(course, "status")[1]


def test_marks_are_sealed_and_can_be_worked_out_again(course: Workspace) -> None:
    """The same inputs give the same folder; a changed input or mark is noticed."""
    decide(course)
    assert run(course, "marks", "--dry-run")[0] == 0
    assert written(course) == []
    code, out, _ = run(course, "marks")
    assert code == 0
    assert out.splitlines()[:2] == ["0000000001  23         only", "0000000002  absent                   absent on 2026-04-15"]  # fmt: skip
    before = written(course)
    assert run(course, "marks")[1] == out
    assert written(course) == before
    folder = next(course.root.glob("out/marks-*"))
    assert run(course, "marks", "--replay", str(folder))[1].endswith("the same 2 marks\n")
    (folder / "inputs" / "projects.csv").write_text(
        FILES["projects.csv"].replace("26", "30"), encoding="utf-8"
    )
    code, _, error = run(course, "marks", "--replay", str(folder))
    assert (code, error) == (6, "changed after it was sealed: projects.csv -> restore it from a copy")


@pytest.mark.parametrize(
    ("name", "old", "new", "code", "says"),
    [
        ("marks.csv", "23", "30", 6, "changed after it was sealed: marks.csv"),
        ("marks.json", '"23"', '"30"', 6, "changed after it was sealed: marks.json"),
        ("marks.json", "[", "", 6, "changed after it was sealed: marks.json"),
        ("inputs/statuses.json", "[]", "[1]", 6, "changed after it was sealed: statuses.json"),
        ("manifest.json", '"grader"', '"grated"', 3, "is not a complete sealed folder"),
        ("manifest.json", '"students.csv"', '"../students.csv"', 3, "leads out of the folder"),
        (
            "manifest.json",
            '"marks.json": "',
            '"marks.json": "0',
            6,
            "changed after it was sealed: marks.json",
        ),
        ("manifest.json", "{", "[", 3, "is not a complete sealed folder"),
    ],
)
def test_a_touched_sealed_folder_is_noticed(
    course: Workspace, name: str, old: str, new: str, code: int, says: str
) -> None:
    """Whatever is changed in it, inputs, results or the list of hashes, is said, and never a traceback."""
    decide(course)
    assert run(course, "marks")[0] == 0
    folder = next(course.root.glob("out/marks-*"))
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8", newline="")
    got, _, error = run(course, "marks", "--replay", str(folder))
    assert (got, says in error) == (code, True), error


def test_marks_sealed_by_another_version_are_compared_without_their_words(
    course: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same version must give the same bytes; what another version sealed must give the same numbers."""
    decide(course)
    monkeypatch.setattr("grader.gradebook.sealed.__version__", "0.0.1")
    assert run(course, "marks")[0] == 0
    monkeypatch.undo()
    folder = next(course.root.glob("out/marks-*"))
    assert run(course, "marks", "--replay", str(folder), "--json")[0] == 0
    sealed = (folder / "marks.json").read_bytes()
    (folder / "marks.json").write_bytes(sealed.replace(b'"outcome"', b'"verdict"'))
    manifest = (folder / "manifest.json").read_text(encoding="utf-8")
    digests = [hashlib.sha256(text).hexdigest() for text in (sealed, (folder / "marks.json").read_bytes())]
    (folder / "manifest.json").write_text(manifest.replace(*digests), encoding="utf-8")
    code, _, error = run(course, "marks", "--replay", str(folder))
    assert (code, "was sealed by grader 0.0.1" in error) == (3, True)


def test_the_sheets_are_written_for_everyone(course: Workspace) -> None:
    """9.5 + 26 / 2 = 22.5, rounded 23; a name that a spreadsheet would run is neutralised."""
    decide(course)
    code, _, error = run(course, "export", "--publication", "--moodle")
    assert code == 0
    assert "a list of 2 tells who is who" in error
    rows = list(csv.reader(io.StringIO((course.root / "out/marks.csv").read_bytes().decode())))
    assert rows[1] == ["0000000001", "D'Angelo", "Nicolò", "only", "9.5", "26", "23", "23", "", "graded", ""]
    assert rows[2][:3] == ["0000000002", "Null", "'=Ada"]
    assert (course.root / "out/publication.csv").read_bytes().decode().splitlines() == [
        "student_id,outcome", "0000000001,23", "0000000002,absent",
    ]  # fmt: skip
    assert "0000000001,n@example.edu,23," in (course.root / "out/moodle.csv").read_bytes().decode()
    assert run(course, "export", "--excel-it")[0] == 0
    assert ";9,5;26;23;23;" in (course.root / "out/marks.csv").read_bytes().decode("utf-8-sig")


def test_a_published_mark_changes_only_with_a_reason(course: Workspace) -> None:
    """The refusal lists who changes and writes nothing; with a reason it is an event."""
    decide(course)
    assert run(course, "export")[0] == 0
    sheet = (course.root / "out/marks.csv").read_bytes()
    decide(course, "0.5")
    code, _, error = run(course, "export")
    assert code == 6
    assert error.startswith("0000000001: 23 -> 22\n1 published marks would change")
    assert (course.root / "out/marks.csv").read_bytes() == sheet
    assert run(course, "export", "--reason", "a rubric was misread")[0] == 0
    assert run(course, "export")[0] == 0
    with open_records(course.database) as book:
        events = book.events(COURSE, EventKind.PUBLISHED)
    assert [event.reason for event in events] == ["", "a rubric was misread"]
    assert json.loads(events[1].payload)["marks"]["0000000001"]["label"] == "22"


def test_statuses_are_recorded_once_and_undone_by_another_event(course: Workspace) -> None:
    """Withdrawn takes the sitting's points; undo brings them back; both stay in the records."""
    decide(course)
    said = ("record", "0000000001", "withdrawn", "--sitting", SITTING, "--reason", "left the room")
    assert run(course, *said, "--dry-run")[1].endswith("(not written)\n")
    assert run(course, *said)[0] == 0
    assert "already recorded" in run(course, *said)[1]
    assert "0000000001  withdrawn" in run(course, "marks")[1]
    assert run(course, *said, "--undo")[0] == 0
    assert run(course, *said, "--undo")[0] == 3
    assert "0000000001  23" in run(course, "marks")[1]
    with open_records(course.database) as book:
        assert len(book.events(SITTING, EventKind.STATUS)) == 2


def test_an_absence_that_answers_contradict_is_named(course: Workspace) -> None:
    """By record, marks, status and check, with copy and points; the line that undoes it works as it is written."""
    decide(course)
    student = "0000000001"
    said = ("record", student, "absent", "--sitting", SITTING, "--reason", "x")
    undo = f"record {student} absent --sitting {SITTING} --undo --reason WHY"
    told = (
        f"sittings/{SITTING}: warning: {student} is recorded as absent, and has copy 1 with answers: "
        f"9.5 of 10 points, which do not count -> if they came: grader {undo}; "
        f"if it is another's paper: grader correct {SITTING} --copy 1 --student ID"
    )
    assert told in run(course, *said, "--dry-run")[2]
    code, out, error = run(course, *said)
    assert (code, out.splitlines(), told in error) == (0, [f"{student}: absent at {SITTING}"], True)
    for words in (("marks",), ("check",)):
        _, out, error = run(course, *words)
        assert told in out + error
    result = CliRunner().invoke(app, ["status", SITTING, "-C", str(course.root)])
    assert (result.exit_code, told in result.stderr) == (0, True)
    assert run(course, *undo.split())[0] == 0
    assert "is recorded as absent" not in run(course, "marks")[2] + run(course, "check")[1]


def test_a_later_refusal_is_another_one(course: Workspace) -> None:
    """Refusing says no to the mark of a day: said again on a later day, without --on, it is recorded again."""
    decide(course)
    said = ("record", "0000000001", "refused", "--reason", "told me")
    assert run(course, *said, "--on", "2026-06-20")[0] == 0
    assert "0000000001  refused" in run(course, "marks")[1]
    code, out, _ = run(course, *said, "--json")
    assert (code, json.loads(out)["recorded"], json.loads(out)["known"]) == (0, True, False)
    code, out, _ = run(course, *said, "--json")
    assert (json.loads(out)["recorded"], json.loads(out)["known"]) == (False, True)
    with open_records(course.database) as book:
        assert len(book.events(COURSE, EventKind.STATUS)) == 2


def test_a_dry_run_makes_no_file(course: Workspace) -> None:
    """Neither records nor a lock nor a folder, for each of the three commands."""
    (course.root / "records.db").unlink()
    before = sorted(course.root.rglob("*"))
    for words in (
        ("marks", "--dry-run"),
        ("export", "--dry-run", "--publication", "--moodle"),
        ("record", "0000000001", "lode-confirmed", "--reason", "x", "--dry-run"),
    ):
        code, out, _ = run(course, *words)
        assert code == 0
        assert "not written" in out
    assert sorted(course.root.rglob("*")) == before


def test_an_export_of_one_date_leaves_the_whole_sheet_alone(course: Workspace) -> None:
    """Its files carry the date; JSON names them, what changed, and who was left out for Moodle."""
    decide(course)
    assert run(course, "export")[0] == 0
    whole = (course.root / "out/marks.csv").read_bytes()
    (course.root / "enrolled/2026-04-15.csv").write_text("student_id\n0000000001\n", encoding="utf-8")
    (course.root / "who.csv").write_text("Name,Email address\nAda,\n,n@example.edu\n", encoding="utf-8")
    only = ("--moodle", "--only", str(course.root / "who.csv"))
    code, out, _ = run(course, "export", "--session", "2026-04-15", *only, "--publication", "--json")
    assert code == 0
    names = [Path(path).name for path in json.loads(out)["files"]]
    assert names == [
        f"{n}-2026-04-15.{e}"
        for n, e in (
            ("marks", "csv"),
            ("marks", "xlsx"),
            ("publication", "csv"),
            ("moodle", "csv"),
            ("to-register", "csv"),
            ("not-enrolled", "csv"),
        )
    ]
    assert (course.root / "out/marks.csv").read_bytes() == whole
    assert run(course, "export", "--only", "who.csv")[0] == 2


def test_moodle_gets_nobody_it_does_not_know(course: Workspace) -> None:
    """A student without an e-mail is not among the participants because some cell of theirs is empty."""
    decide(course)
    roster = FILES["students.csv"].replace("a@example.edu", "")
    (course.root / "students.csv").write_text(roster, encoding="utf-8")
    (course.root / "who.csv").write_text("Name,Email address\nAda,\n,n@example.edu\n", encoding="utf-8")
    code, out, error = run(course, "export", "--moodle", "--only", str(course.root / "who.csv"), "--json")
    assert (code, json.loads(out)["left_out"]) == (0, ["0000000002"])
    assert "left out of Moodle's table: 0000000002" in error
    assert (course.root / "out/moodle.csv").read_bytes().decode().splitlines()[1:] == [",n@example.edu,23,"]


def test_a_reason_is_asked_for_once(course: Workspace) -> None:
    """A mark that is taken back, or a student who left the list, is recorded as such with its reason."""
    decide(course)
    assert run(course, "export")[0] == 0
    (course.root / "projects.csv").write_text(
        "group,student_id,status\nG1,0000000001,assigned\n", encoding="utf-8"
    )
    code, _, error = run(course, "export")
    assert (code, error.splitlines()[0]) == (6, "0000000001: 23 -> pending")
    assert run(course, "export", "--reason", "the project was another group's")[0] == 0
    assert run(course, "export")[0] == 0
    roster = FILES["students.csv"].splitlines()
    (course.root / "students.csv").write_text("\n".join(roster[:2]), encoding="utf-8")
    (course.root / "enrolled/2026-04-15.csv").unlink()
    code, _, error = run(course, "export")
    assert (code, error.splitlines()[0]) == (6, "0000000002: absent -> no longer listed")
    assert run(course, "export", "--reason", "left the course")[0] == 0
    assert run(course, "export")[0] == 0
    (course.root / "projects.csv").write_text(
        "\n".join(FILES["projects.csv"].splitlines()[:2]), encoding="utf-8"
    )
    assert run(course, "export")[0] == 0
    with open_records(course.database) as book:
        said = [json.loads(event.payload)["marks"] for event in book.events(COURSE, EventKind.PUBLISHED)]
    assert [one["0000000001"]["label"] for one in said] == ["23", "pending", "pending", "23"]
    assert [one.get("0000000002", {}).get("label") for one in said[1:3]] == ["absent", "no longer listed"]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("0000000009", "absent", "--sitting", SITTING, "--reason", "x"), 3, "the student 0000000009 is not in students.csv"),
        (("1", "absent", "--sitting", SITTING, "--reason", "x"), 3, "has lost its leading zeros"),
        (("0000000001", "route", "--value", "onyl", "--reason", "x"), 3, 'there is no route onyl -> did you mean "only"?'),
        (("0000000001", "absent", "--sitting", "2026", "--reason", "x"), 3, "there is no sitting 2026"),
        (("0000000001", "absent", "--reason", "x"), 2, "is said of a sitting"),
        (("0000000001", "refused", "--reason", "x", "--on", "24/06/2026"), 2, "Invalid value for --on: 24/06/2026 is not a date"),
        (("0000000001", "route", "--reason", "x"), 2, "--value goes with the status route"),
        (("0000000001", "lode-confirmed", "--reason", " "), 2, "say why"),
        (("0000000001", "happy", "--reason", "x"), 2, "happy"),
    ],
)  # fmt: skip
def test_what_cannot_be_recorded_is_refused(
    course: Workspace, words: Sequence[str], code: int, says: str
) -> None:
    """Names that do not exist are 3, a command typed wrongly is 2, and nothing is written."""
    got, _, error = run(course, "record", *words)
    assert got == code
    assert says in error
    with open_records(course.database) as book:
        assert book.events(COURSE) == ()


def test_nothing_is_recorded_of_a_sitting_that_counts_for_nothing(course: Workspace) -> None:
    """An exam that is no component gives no points: a status at it would say nothing."""
    (course.root / "course.yaml").write_text(
        POLICY.replace("exam: mid-course", "exam: written"), encoding="utf-8"
    )
    code, _, error = run(course, "record", "0000000001", "absent", "--sitting", SITTING, "--reason", "x")
    assert (code, f"{SITTING} counts for no mark: course.yaml has no component" in error) == (3, True)


def test_every_problem_of_policy_and_lists_is_said_at_once(course: Workspace) -> None:
    """Exit 3 names file and line in each file."""
    (course.root / "course.yaml").write_text(POLICY.replace("test + ", "tset + "), encoding="utf-8")
    (course.root / "projects.csv").write_text("group,student_id\nG1,0000000007\n", encoding="utf-8")
    code, _, error = run(course, "marks")
    assert code == 3
    assert 'course.yaml:6: route only, column 1: unknown name "tset" -> did you mean "test"?' in error
    assert "projects.csv:2: the student 0000000007 is not in students.csv" in error
    assert error.endswith("2 things in the policy or the class lists must be corrected first")


def test_a_policy_that_is_not_utf8_is_a_problem_for_every_command(course: Workspace) -> None:
    """No letter is guessed: the line is named by check as well as by record."""
    (course.root / "course.yaml").write_bytes(POLICY.replace("invented", "universit\xe0").encode("cp1252"))
    said = "course.yaml:1: not UTF-8 text -> save the file as UTF-8"
    assert str(check_lists(course.root)[0]) == said
    for words in (("marks",), ("record", "0000000001", "lode-confirmed", "--reason", "x")):
        code, _, error = run(course, *words)
        assert (code, said in error) == (3, True)


def test_changed_records_give_no_marks(course: Workspace) -> None:
    """An answer that was changed in the database is noticed by its event's hash."""
    import sqlite3

    decide(course)
    with sqlite3.connect(course.root / "records.db") as database:
        database.execute("update grader_responses set letters = 'b' where number = 1")
    code, _, error = run(course, "marks")
    assert code == 6
    assert f"the records of {SITTING} were changed after they were written" in error


def test_a_changed_or_lost_sealed_exam_gives_no_marks(course: Workspace) -> None:
    """A key that was edited after the sealing, or a folder that is gone, is noticed before any mark is given."""
    decide(course)
    lock = course.sitting(SITTING).lock_file
    whole = lock.read_bytes()
    with open_records(course.database) as book:
        payload = {"sha256": hashlib.sha256(whole).hexdigest()}
        book.append(SITTING, EventKind.SEALED, payload, actor="t")
    assert run(course, "marks")[0] == 0
    lock.write_bytes(whole + b" ")
    code, _, error = run(course, "marks")
    assert (code, error.split(" -> ")[0]) == (
        6,
        f"sittings/{SITTING}/exam.lock.json was changed after it was sealed",
    )
    lock.unlink()
    code, _, error = run(course, "marks")
    assert (code, error.split(" -> ")[0]) == (
        6,
        f"the records have answers of {SITTING}, and sittings/{SITTING}/exam.lock.json is not there",
    )


def test_explain_and_session(course: Workspace) -> None:
    """One student's steps; one date's students; a date without a list is an error."""
    decide(course)
    text = CliRunner().invoke(app, ["marks", "explain", "0000000001", "-C", str(course.root)]).stdout
    assert "route only: test + project / 2 = 9.5 + 26 / 2 = 22.5" in text
    assert "  = 23 by the route only" in text
    nobody = CliRunner().invoke(app, ["marks", "explain", "000000001", "-C", str(course.root)]).exception
    assert str(nobody) == "the student 000000001 is not in students.csv -> did you mean 0000000001?"
    assert len(json.loads(run(course, "marks", "--session", "2026-04-15", "--json")[1])["marks"]) == 2
    assert run(course, "marks", "--session", "2026-04-16")[0] == 3
    assert run(course, "marks", "--session", "soon")[0] == 2
