"""The invented class hands in paper: who gets which copy, what is filled, and what the stack is."""

import csv
import io
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from small_exam import exam
from typer.testing import CliRunner

from grader.demo.instructor import answer
from grader.demo.mishaps import Cast, Day, cast, spoil
from grader.demo.paper import HandedIn, bubbles_for, deal, fill_in
from grader.demo.stack import HEADER, What, feeds, scan
from grader.model.response import Copy, CopyStatus
from grader.model.roster import Student
from grader.model.sheet import Role
from grader.model.table import Row, Table
from grader.printing.identity import exam_tag
from grader.reading.layouts import Layouts
from grader.reading.sheets import read_page
from grader.reading.simulate.conditions import CONDITIONS
from grader.reading.simulate.disasters import blank_back

IDS = ("0000000001", "0000000002", "0000000003")
STUDENTS = {id_: Student(student_id=id_, surname=f"Surname {n}", name="Name") for n, id_ in enumerate(IDS)}
COPIES = (
    Copy(number=1, form="A", student=IDS[0]),
    Copy(number=2, form="B", student=IDS[1], status=CopyStatus.VOIDED),
    Copy(number=3, form="B", status=CopyStatus.SPARE),
)
CELLS = {"A": ("a", "a, c", "b", "27", "It helps."), "B": ("It helps.", "a", "a, c", "b", "2,5 kg")}


def handed_in(copies: tuple[Copy, ...] = COPIES) -> list[HandedIn]:
    made = exam()
    dealt = deal(made, copies, IDS, STUDENTS)
    rows = [(student, copy.form, *CELLS[copy.form]) for student, copy in dealt.items()]
    return fill_in(made, dealt, rows, STUDENTS, matricola="[0-9]{10}")


def test_students_take_their_own_copy_or_the_next_free_one() -> None:
    """A void copy is nobody's, a spare is for who has none, and who finds none has none."""
    dealt = deal(exam(), COPIES, IDS, STUDENTS)
    assert {student: copy.number for student, copy in dealt.items()} == {IDS[0]: 1, IDS[1]: 3}


def test_without_issued_copies_everyone_gets_a_generic_one() -> None:
    """Forms alternate and numbers begin at 1."""
    dealt = deal(exam(), (), IDS, STUDENTS)
    assert [(copy.number, copy.form, copy.student) for copy in dealt.values()] == [
        (1, "A", None),
        (2, "B", None),
        (3, "A", None),
    ]


def test_a_typed_answer_becomes_bubbles() -> None:
    """Letters are options, a number is written from the left with its unit left out, and an id where there is a grid."""
    own, spare = handed_in()
    assert set(bubbles_for(own.form, own.layout, own.cells, own.student)) == {
        (Role.OPTION, 1, 0, "a"),
        (Role.OPTION, 2, 0, "a"),
        (Role.OPTION, 2, 0, "c"),
        (Role.OPTION, 3, 0, "b"),
        (Role.DIGIT, 4, 0, "2"),
        (Role.DIGIT, 4, 1, "7"),
    }
    found = bubbles_for(spare.form, spare.layout, spare.cells, spare.student)
    assert {(column, value) for role, _, column, value in found if role is Role.DIGIT} == {
        (0, "2"),
        (1, "."),
        (2, "5"),
    }
    assert {column: value for role, _, column, value in found if role is Role.MATRICOLA} == dict(
        enumerate(spare.student)
    )


def test_a_number_without_room_is_left_out() -> None:
    """A number longer than its grid fills nothing rather than something else."""
    own, _ = handed_in()
    cells = ("", "", "", "123456789012", "")
    assert not bubbles_for(own.form, own.layout, cells, own.student)


def test_personalised_copies_print_whose_they_are() -> None:
    """A copy with a student says the name and the id; a spare says neither."""
    own, spare = handed_in()
    assert {"Surname 0 Name", IDS[0]} <= {line.text for line in own.printed[1]}
    assert all(IDS[1] != line.text for line in spare.printed[1])


def test_a_stack_is_the_same_again_and_reads_as_it_was_meant() -> None:
    """Every page of the stack is read, and the table names exactly the bubbles that are marked on it."""
    papers = handed_in()
    first, again = (
        list(scan(feeds(papers), CONDITIONS["copier"], seed=4, dpi=150, turned=0.5)) for _ in range(2)
    )
    assert [page.image.tobytes() for page in first] == [page.image.tobytes() for page in again]
    assert len(first) == sum(len(paper.layout.pages) for paper in papers)
    layouts = Layouts(exam(), "[0-9]{10}", COPIES)
    for page in first:
        reading = read_page(page.image, layouts)
        rows = [dict(zip(HEADER, row, strict=True)) for row in page.rows]
        assert reading.identity is not None and reading.identity.exam == exam_tag(exam())
        assert (reading.identity.copy_number, reading.identity.page) == (
            int(rows[0]["copy"]),
            int(rows[0]["page"]),
        )
        assert (abs(reading.rotation) > 90) == (rows[0]["turned"] == "yes")
        marked = {
            (fill.role.value, str(fill.number), str(fill.column), fill.value)
            for fill in reading.fills
            if fill.state == "marked"
        }
        meant = {
            (row["kind"], row["number"], row["column"], row["value"])
            for row in rows
            if row["kind"] not in ("", "open")
        }
        assert marked == meant


def test_a_blank_back_is_no_page_of_the_exam() -> None:
    """The back of a sheet reads as blank, with a little of the front shining through too."""
    for shine in (0.0, 0.1):
        page = blank_back(np.random.default_rng(1), 150, shine=shine)
        assert read_page(page, Layouts(exam(), "[0-9]{10}", COPIES)).status == "blank"


CROWD = tuple(f"{number:010}" for number in range(1, 15))


def day() -> tuple[Cast, Day, list[HandedIn]]:
    """A class of thirteen on which everything falls, one of whom did not come."""
    made, students = exam(), {id_: Student(student_id=id_, surname=id_, name="N") for id_ in CROWD}
    copies = [Copy(number=n, form="AB"[n % 2], student=id_) for n, id_ in enumerate(CROWD, start=1)]
    copies += [Copy(number=n, form="AB"[n % 2], status=CopyStatus.SPARE) for n in (20, 21)]
    who = cast(CROWD[:-1], CROWD[-1:], seed=3)
    dealt = deal(made, copies, CROWD[:-1], students, spare=who.spare)
    forms = {student: copy.form for student, copy in dealt.items()}
    forms[who.booklet] = "A" if forms[who.booklet] == "B" else "B"
    rows = [(student, form, *CELLS[form]) for student, form in forms.items()]
    papers = fill_in(made, dealt, rows, students, matricola="[0-9]{10}")
    own = {CROWD[-1]: copies[len(CROWD) - 1]}
    unused = fill_in(made, own, [(CROWD[-1], "A", *[""] * 5)], students, matricola="[0-9]{10}")
    commands = {"late": "read late.pdf", "booklet": "correct --copy {copy} --form {form}"}
    return who, spoil(papers, unused, who, CROWD, commands=commands), papers


def test_everything_goes_wrong_once_and_no_page_is_lost() -> None:
    """Each mishap falls on another student; what was handed in is in the stack or in what is found later."""
    who, made, papers = day()
    named = [who.wet, who.digit, who.booklet, who.two_fills, who.changed, who.coffee, who.twice, who.late]
    assert len(set(named)) == 8 and "" not in named and who.unused == CROWD[-1]
    fed = [(f.paper.student, f.page) for f in (*made.stack, *made.late) if f.paper and f.what != What.AGAIN]
    handed = [(paper.student, page.page) for paper in papers for page in paper.layout.pages]
    assert sorted(set(fed) - {(CROWD[-1], n) for n in range(1, 9)}) == sorted(handed)
    whats = [f.what for f in made.stack]
    assert [whats.count(w) for w in (What.COFFEE, What.AGAIN, What.FOREIGN, What.BLANK)] == [1, 1, 1, 2]
    assert [f.paper.student for f in made.late if f.paper] == [who.late] * len(made.late)


def test_notes_hold_what_no_scan_can_show() -> None:
    """The other booklet and the page found later come with the command to type."""
    who, made, papers = day()
    own = {paper.student: paper for paper in papers}
    commands = {note.command for note in made.notes if note.command}
    swapped = own[who.booklet]
    assert f"correct --copy {swapped.identity.copy_number} --form {swapped.form.letter}" in commands
    assert ("read late.pdf" in commands) == bool(made.late)
    wrong = next(f.paper for f in made.stack if f.paper and f.paper.student == who.digit)
    assert wrong.matricola not in CROWD and len(wrong.matricola) == 10


def test_a_small_class_is_left_in_peace() -> None:
    """Mishaps leave some students over; with few there is none."""
    assert cast(CROWD[:4], [], seed=1) == Cast()


def test_the_instructor_answers_doubts_as_the_class_meant() -> None:
    """Letters, nothing, an id, absent or blank, and words; which scan counts is left to people."""
    header = ("question", "copy", "number", "answer", "transcribe")
    asked = [("answer", "1", "1"), ("answer", "1", "2"), ("student", "1", ""), ("no-ink", "1", "")]
    asked += [("no-ink", "9", ""), ("transcription", "1", "3"), ("page", "1", "")]
    rows = [
        Row(n, {**dict.fromkeys(header, ""), **dict(zip(header, row, strict=False))})
        for n, row in enumerate(asked)
    ]
    cells = {"copy": "1", "student_id": IDS[0], "Q1": "a, c", "Q2": "", "Q3": "It helps."}
    meant = Table("answers.csv", tuple(cells), (Row(2, cells),))
    filled = answer(Table("doubts.csv", header, tuple(rows)), meant)
    assert [row[3] or row[4] for row in filled.rows] == [
        "a, c",
        "-",
        IDS[0],
        "blank",
        "absent",
        "It helps.",
        "",
    ]
    assert filled.decided == 6


@pytest.mark.slow
def test_the_command_writes_a_stack_and_the_truth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`grader simulate scans` gives a page for every row's place; another condition must be a known one."""
    from grader import workspace
    from grader.cli import assemble, simulate  # noqa: F401  they add their commands to the app
    from grader.cli.app import app

    course = workspace.init(tmp_path / "course")
    monkeypatch.chdir(course.root)
    run = CliRunner().invoke
    assert run(app, ["assemble", "mid-course", "--date", "2026-04-15", "--seed", "1"]).exit_code == 0
    done = run(app, ["simulate", "scans", "2026-04-15-mid-course", "s.pdf", "--dpi", "75"])
    assert done.exit_code == 0, done.output
    rows = list(csv.DictReader(io.StringIO(Path("s.csv").read_text(encoding="utf-8-sig"))))
    with pypdfium2.PdfDocument("s.pdf") as pdf:
        assert {int(row["place"]) for row in rows} == set(range(1, len(pdf) + 1))
    assert {row["turned"] for row in rows} == {"yes", "no"}
    meant = list(csv.DictReader(io.StringIO(Path("s-answers.csv").read_text(encoding="utf-8-sig"))))
    assert {row["student_id"] for row in meant} == {row["student_id"] for row in rows}
    assert (
        run(app, ["simulate", "scans", "2026-04-15-mid-course", "s.pdf", "--condition", "x"]).exit_code == 2
    )
