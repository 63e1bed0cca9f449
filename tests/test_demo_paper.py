"""The invented class hands in paper: who gets which copy, what is filled, and what the stack is."""

import csv
import io
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from small_exam import exam
from typer.testing import CliRunner

from grader.demo.paper import HEADER, HandedIn, bubbles_for, deal, fill_in, scan
from grader.model.response import Copy, CopyStatus
from grader.model.roster import Student
from grader.model.sheet import Role
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
    return fill_in(made, dealt, rows, STUDENTS, matricola="[0-9]{10}", printed=copies)


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
    first, again = (list(scan(papers, CONDITIONS["copier"], seed=4, dpi=150, turned=0.5)) for _ in range(2))
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
    assert (
        run(app, ["simulate", "scans", "2026-04-15-mid-course", "s.pdf", "--condition", "x"]).exit_code == 2
    )
