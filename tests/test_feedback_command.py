"""`grader feedback` as it is typed: who gets which file, what is in it, and what it never says."""

import csv
import json
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest
from small_exam import ROSTER, exam
from typed_commands import TypedCommands

from grader.model.base import canonical
from grader.model.response import Copy, Response
from grader.model.score import Decision
from grader.records import open_records

SITTING = "2026-04-15-mid-course"
HOSTILE = "<script>alert(1)</script> <img src='http://example.org/x.png'> {{ 7*7 }}"
MINE, OTHER = ROSTER[0], ROSTER[1]
POLICY = """title: Invented course
components:
  mid_course: {exam: mid-course, out_of: 10}
routes:
  only: mid_course
"""


class Course(TypedCommands):
    """A course with one exam."""

    commands = ("feedback", "report")

    @property
    def written(self) -> Path:
        """The sitting's out/."""
        return self.root / "sittings" / SITTING / "out"


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Course:
    """Two students sat form A; the open answer of the first is hostile, and nobody has read it."""
    (tmp_path / "course.yaml").write_text(POLICY, encoding="utf-8")
    (tmp_path / "questions").mkdir()
    lines = [f"{s.student_id},{s.surname},{s.name},{s.email},accessible,1.3" for s in (MINE, OTHER)]
    header = "student_id,surname,name,email,profile,time_factor"
    (tmp_path / "students.csv").write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    folder = tmp_path / "sittings" / SITTING
    folder.mkdir(parents=True)
    (folder / "exam.lock.json").write_text(canonical(exam("A")), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GRADER_DATABASE", raising=False)
    made = Course(tmp_path, capsys)
    copies = [Copy(number=n, form="A", student=s.student_id) for n, s in enumerate((MINE, OTHER), start=1)]
    answers = [
        Response(copy_number=n, number=number, letters=("a",) if number == 1 else ())
        for n in (1, 2)
        for number in range(1, 5)
    ]
    answers += [
        Response(copy_number=1, number=5, text=HOSTILE),
        Response(copy_number=2, number=5, text="Answer of Ada alone."),
    ]
    with open_records(made.url) as book:
        book.save_responses(SITTING, answers, actor="t", source={"file": "f"}, copies=copies)
    return made


def read_all(course: Course) -> None:
    """A person gives points for both open answers."""
    answers = {1: HOSTILE, 2: "Answer of Ada alone."}
    decisions = [
        Decision(
            copy_number=n,
            number=5,
            item_id="why-norm",
            points=Decimal("1.5"),
            comment=f"comment {n}: <b>bold</b>",
            answer_hash=Response(copy_number=n, number=5, text=text).answer_hash,
        )
        for n, text in answers.items()
    ]
    with open_records(course.url) as book:
        book.decide(SITTING, decisions, actor="t")


def words(path: Path) -> str:
    """All that is written in a PDF, in one line."""
    with pypdfium2.PdfDocument(path) as document:
        text = ""
        for page in document:
            part = page.get_textpage()
            text += part.get_text_bounded() + " "
            part.close()
            page.close()
    return " ".join(text.split())


def test_nothing_is_written_while_people_are_needed(course: Course) -> None:
    """Exit code 4, what to do, no file; a draft says on its page that it is one."""
    assert course.run("feedback", SITTING) == 4
    assert "2 answers without points" in course.err and not course.written.exists()
    assert course.run("feedback", SITTING, "--draft", "--student", MINE.student_id) == 0
    assert "Draft" in words(course.written / "feedback" / f"{MINE.student_id}.pdf")


def test_an_answer_that_is_not_recorded_is_imported(course: Course) -> None:
    """No review shows what is not there; each of the two says what ends it."""
    with open_records(course.url) as book:
        copies = [Copy(number=3, form="A", student=ROSTER[2].student_id)]
        given = [Response(copy_number=3, number=n, letters=("a",)) for n in range(1, 5)]
        book.save_responses(SITTING, given, actor="t", source={"file": "g"}, copies=copies)
    missing = f"1 answers that are not recorded -> grader import {SITTING} FILE"
    assert course.run("feedback", SITTING) == 4
    assert f"2 answers without points -> grader review {SITTING}\n{missing}" in course.err
    read_all(course)
    assert course.run("feedback", SITTING) == 4
    assert missing in course.err and "grader review" not in course.err


def test_a_student_reads_of_nobody_else(course: Course) -> None:
    """Each file has the own answers, points and comment, nothing of the other student, nothing of a profile."""
    read_all(course)
    assert course.run("feedback", SITTING, "--merged", "--mail-merge", "--json") == 0
    told = json.loads(course.out)
    assert not told["draft"] and len(told["files"]) == 4
    mine, other = (words(course.written / "feedback" / f"{s.student_id}.pdf") for s in (MINE, OTHER))
    assert (
        "comment 1" in mine
        and "1.5 of 2" in mine
        and "<script>alert(1)</script>" in mine
        and "{{ 7*7 }}" in mine
    )
    assert "Answer of Ada alone." in other and "Answer of Ada" not in mine and "comment 2" not in mine
    for private in (OTHER.student_id, OTHER.name, OTHER.email, "accessible", "1.3"):
        assert private not in mine
    both = words(course.written / "feedback.pdf")
    assert mine in both and other in both
    with (course.written / "feedback.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(r["student_id"], r["email"]) for r in rows] == [(s.student_id, s.email) for s in (MINE, OTHER)]
    assert all((course.written / r["file"]).is_file() for r in rows)


def test_a_comment_on_an_answer_that_was_read_anew_is_not_shown(course: Course) -> None:
    """Whose answer was taken for theirs is another's; that it is blank needs no person, and the comment was not about it."""
    read_all(course)
    assert course.run("feedback", SITTING) == 0
    sheet = course.written / "feedback" / f"{MINE.student_id}.pdf"
    assert "comment 1" in words(sheet)
    with open_records(course.url) as book:
        book.save_responses(
            SITTING, [Response(copy_number=1, number=5)], actor="t", source={"file": "g"}, copies=[]
        )
    assert course.run("feedback", SITTING) == 0
    assert "comment 1" not in words(sheet)


def test_the_same_paper_gives_the_same_bytes(course: Course) -> None:
    """A second run changes no file; a dry run writes none; a stranger is refused by name."""
    read_all(course)
    assert course.run("feedback", SITTING, "--dry-run") == 0 and not course.written.exists()
    assert course.run("feedback", SITTING) == 0
    before = {path.name: path.read_bytes() for path in course.written.glob("feedback/*")}
    assert len(before) == 2 and course.run("feedback", SITTING) == 0
    assert before == {path.name: path.read_bytes() for path in course.written.glob("feedback/*")}
    assert course.run("feedback", SITTING, "--student", "9999999999") == 3
    assert "9999999999" in course.err


def test_a_paper_that_was_somebody_elses_leaves_no_sheet_behind(course: Course) -> None:
    """When a copy is bound to another student, the first one's sheet goes, and a run for one student touches no other."""
    read_all(course)
    assert course.run("feedback", SITTING) == 0
    with open_records(course.url) as book:
        voided = Copy(number=2, form="A", student=OTHER.student_id, status="voided")
        book.issue_copies(SITTING, [voided], actor="t")
    sheet = course.written / "feedback" / f"{OTHER.student_id}.pdf"
    assert course.run("feedback", SITTING, "--student", MINE.student_id) == 0 and sheet.exists()
    assert course.run("feedback", SITTING) == 0 and not sheet.exists()
    assert "taken away: 1" in course.err and "1 feedback sheet;" in course.err
    assert (course.written / "feedback" / f"{MINE.student_id}.pdf").exists()


def test_no_points_are_shown_on_records_that_were_changed(course: Course) -> None:
    """A decision that was edited in the database stops the command with exit code 6."""
    import sqlite3

    read_all(course)
    with sqlite3.connect(course.root / "records.db") as database:
        database.execute(
            "update grader_events set payload = replace(payload, '1.5', '2') where kind = 'decided'"
        )
    database.close()
    assert course.run("feedback", SITTING) == 6
    assert "changed after they were written" in course.err and not course.written.exists()
