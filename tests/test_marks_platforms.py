"""Learning platforms' gradebooks: marks and the platform's own list in, a table that its import takes out."""

from decimal import Decimal

import pytest
from test_marks_sheets import MARKS, STUDENTS, mark

from grader import tables
from grader.errors import InputError
from grader.marks.platforms import canvas, moodle
from grader.model.mark import Outcome
from grader.model.table import Table

EXPORT = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Quiz (7),Final mark (88),Current Score\n"
    "    Points Possible,,,,,10,30,(read only)\n"
    '"D\'Angelo, Ada",501,0000000002,ada,AA-1,3,,\n'
    '"Test, Student",999,,x9,AA-1,,,\n'
)


def table(text: str, name: str = "list.csv") -> Table:
    return tables.read_bytes(text.encode(), name)


def test_moodle_gets_numbers_or_a_dash() -> None:
    """Lode goes into the feedback, as Moodle's import stops at what is no number; provisional marks say so."""
    assert moodle(STUDENTS, MARKS).sheet == (
        ("ID number", "Email address", "Final mark", "Final mark feedback"),
        (("0000000002", "a@example.edu", 30, "30 e lode"), ("0000000001", "", "-", "absent")),
    )
    assert moodle(STUDENTS, [mark(provisional=True, lode=True)]).sheet[1][0][3] == "provisional: 30 e lode"


def test_moodle_gets_its_own_spelling_and_no_stranger() -> None:
    """An e-mail in other letters is the same one, and a key that Moodle does not show is not sent."""
    book = moodle(STUDENTS, MARKS, table("Nome,Indirizzo email\nAda,A@Example.edu\nBo,b@example.edu\n"))
    assert book.sheet[1] == (("", "A@Example.edu", 30, "30 e lode"),)
    assert book.left_out == ("0000000001",)
    assert "find users by Email address" in book.notes[0]
    book = moodle(STUDENTS, MARKS, table("ID number,Email address\n0000000002,a@example.edu\n0000000001,\n"))
    assert ([row[0] for row in book.sheet[1]], book.notes) == (["0000000002", "0000000001"], ())
    book = moodle(STUDENTS, MARKS, table("ID number,Email address\n,a@example.edu\n0000000001,\n"))
    assert "finds 1 of 2 by ID number and 1 by e-mail" in book.notes[0]


def test_canvas_gets_its_own_numbers_back() -> None:
    """The rows and the column are those of Canvas's export, so that nothing is made twice."""
    book = canvas(STUDENTS, MARKS, Decimal(30), table(EXPORT))
    assert book.sheet == (
        ("Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Final mark (88)"),
        (
            ("    Points Possible", "", "", "", "", 30),
            ("D'Angelo, Ada", "501", "0000000002", "ada", "AA-1", 30),
        ),
    )
    assert book.left_out == ("0000000001",)
    assert book.notes == ("lode is no number to Canvas: 1 of the marks have it",)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Final mark (88)", "Final mark", 'a new assignment "Final mark"'),
        ("10,30", "10,100", "out of 100 in Canvas, and marks are out of 30"),
        ("0000000002,ada", ",A@example.edu", "lode"),
    ],
)
def test_canvas_is_told_what_differs(old: str, new: str, said: str) -> None:
    """A new column, another maximum, and a student who is known by the e-mail alone."""
    book = canvas(STUDENTS, MARKS, Decimal(30), table(EXPORT.replace(old, new)))
    assert said in " ".join(book.notes)
    assert len(book.sheet[1]) == 2


def test_canvas_may_hide_its_student_numbers() -> None:
    """Who may not see SIS ids exports none: then e-mails identify, or nobody does and all are named."""
    text = 'Student,ID,SIS Login ID,Section\n"D, A",501,A@example.edu,AA\n'
    assert canvas(STUDENTS, MARKS, Decimal(30), table(text)).sheet[1][1] == (
        "D, A",
        "501",
        "",
        "A@example.edu",
        "AA",
        30,
    )
    book = canvas(STUDENTS, MARKS, Decimal(30), table('Student,ID,Section\n"D, A",501,AA\n'))
    assert book.left_out == ("0000000002", "0000000001")


def test_canvas_without_its_export_and_with_another_file() -> None:
    """Matricole identify as far as they can; a file of something else is named."""
    book = canvas(STUDENTS, [mark(value=None, outcome=Outcome.PENDING, provisional=True)], Decimal(30))
    assert book.sheet[0][5] == "Final mark, provisional"
    assert book.sheet[1][1] == ("D'Angelo, Ada", "", "0000000002", "", "", None)
    with pytest.raises(InputError, match=r"list\.csv has no column Student"):
        canvas(STUDENTS, MARKS, Decimal(30), table("a,b\n1,2\n"))
