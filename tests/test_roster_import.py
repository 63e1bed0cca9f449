"""`grader roster import`: the class from a university's list; the second time only what differs."""

import json
from pathlib import Path

import pytest
from old_list import OLD_LIST
from test_marks_commands import FILES, POLICY
from typed_commands import TypedCommands
from university_list import ABOVE, HEADER, ROWS, university_list

from grader import tables


class Office(TypedCommands):
    """A course without a class, and lists from an office."""

    commands = ("roster",)

    def take(self, *words: str) -> int:
        return self.run("roster", "import", str(self.root / "list.xlsx"), "-C", str(self.root), *words)

    def text(self, name: str) -> list[str]:
        return (self.root / name).read_text(encoding="utf-8").splitlines()


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Office:
    policy = POLICY.replace("  project: {from: projects.csv, out_of: 30}\n", "").replace(" + project / 2", "")
    (tmp_path / "course.yaml").write_text(f'{policy}matricola: "[0-9]{{10}}"\n', encoding="utf-8")
    (tmp_path / "list.xlsx").write_bytes(university_list())
    return Office(tmp_path, capsys)


def test_a_class_is_made_of_a_list(office: Office) -> None:
    """Header below other lines, on the second sheet; a numeric matricola gets its zeros back, and that is said."""
    assert office.take() == 0
    assert office.text("students.csv") == [
        "student_id,surname,name,email,profile,time_factor",
        "0000000001,D'ANGELO,NICOLO',,standard,1",
        "0000000002,NULL,ADA,,standard,1",
        "0000000009,STRANGER,BO,,standard,1",
    ]
    assert "1 of the matricole had lost their leading zeros" in office.err
    assert office.take() == 0
    assert "3 on the list: 0 new in the class, 0 no longer, 0 changed" in office.err
    assert not (office.root / "out/replaced").exists()


def test_a_list_in_the_old_format(office: Office) -> None:
    """Esse3 hands out XLS: it is told apart by its content, whatever it is called."""
    (office.root / "list.xlsx").write_bytes(OLD_LIST)
    assert office.take() == 0
    assert [line[:25] for line in office.text("students.csv")[1:]] == [
        "0000000001,D'ANGELO,NICOL",
        "0000000002,NULL,ADA,,stan",
    ]


def test_the_second_list_shows_the_difference(office: Office) -> None:
    """Who came and who left; another name is one, capitals are none; extra time stays; the old file is kept."""
    text = (
        "student_id,surname,name,email,profile,time_factor\n0000000001,D'Angelo,Nicolò,n@example.edu,accessible,1.3\n"
        "0000000002,Rossi,Ada,,standard,1\n0000000005,Gone,Away,,standard,1\n"
    )
    (office.root / "students.csv").write_text(text, encoding="utf-8")
    assert office.take("--dry-run") == 0
    assert office.text("students.csv") == text.splitlines()
    assert sorted(path.name for path in office.root.iterdir()) == ["course.yaml", "list.xlsx", "students.csv"]
    assert office.take() == 0
    assert office.out.splitlines()[:3] == [
        "+ 0000000009 STRANGER BO",
        "- 0000000005 Gone Away",
        "~ 0000000002 Rossi Ada -> NULL Ada",
    ]
    assert office.text("students.csv")[1:] == [
        "0000000001,D'Angelo,Nicolò,n@example.edu,accessible,1.3",
        "0000000002,NULL,Ada,,standard,1",
        "0000000005,Gone,Away,,standard,1",
        "0000000009,STRANGER,BO,,standard,1",
    ]
    (kept,) = (office.root / "out/replaced").iterdir()
    assert kept.read_text(encoding="utf-8") == text


def test_the_list_of_an_exam_date(office: Office) -> None:
    """Its people are enrolled, in its order; new ones are added to the class; who left is enrolled no more."""
    assert office.take("--session", "2026-06-24") == 0
    name = "enrolled/2026-06-24.csv"
    assert office.text(name)[1:] == [
        "0000000001,D'ANGELO,NICOLO'",
        "0000000002,NULL,ADA",
        "0000000009,STRANGER,BO",
    ]
    assert "new in students.csv: 0000000001, 0000000002, 0000000009" in office.err
    (office.root / "list.xlsx").write_bytes(university_list(ROWS[:2]))
    assert office.take("--session", "2026-06-24", "--json") == 0
    said = json.loads(office.out)
    assert (said["came"], said["left"], said["new_in_class"]) == ([], ["0000000009"], [])
    assert office.text(name)[1:] == ["0000000001,D'ANGELO,NICOLO'", "0000000002,NULL,ADA"]
    assert len(office.text("students.csv")) == 4


@pytest.mark.parametrize("excel_it", [True, False])
def test_a_list_as_csv_with_formulas_for_names(office: Office, excel_it: bool) -> None:
    """A name that a spreadsheet would run comes in as text and is written so that it runs nowhere."""
    rows = [*ABOVE, HEADER, ("1", "1", "0000000001", '=HYPERLINK("http://x.example")', "a;=1+1", "", "")]
    (office.root / "list.xlsx").write_bytes(tables.to_csv(("Iscritti",), rows, excel_it=excel_it))
    assert office.take(*(["--excel-it"] if excel_it else [])) == 0
    table = tables.read(office.root / "students.csv")
    assert [table.rows[0].cells[n] for n in ("surname", "name")] == [
        '=HYPERLINK("http://x.example")',
        "a;=1+1",
    ]
    raw = (office.root / "students.csv").read_bytes().decode("utf-8-sig")
    assert "'=HYPERLINK" in raw
    assert excel_it or "a;\u2060=1+1" in raw


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"PK\x03\x04rubbish", "list.xlsx is damaged"),
        (b"<html><body>Lista</body></html>", "is a web page or XML"),
        (b"Matricola;Cognome\n12;Rossi\n12;Verdi\n", "names a student more than once"),
        (b"Cognome;Nome\nRossi;Ada\n", "no row has the headings"),
    ],
)
def test_what_is_no_list_changes_nothing(office: Office, content: bytes, message: str) -> None:
    """Exit code 3, and no file."""
    (office.root / "list.xlsx").write_bytes(content)
    assert office.take() == 3
    assert message in office.err
    assert not (office.root / "students.csv").exists()


def test_whole_names_stand_as_the_surname(office: Office) -> None:
    """Where "DE ROSSI ANNA MARIA" is to be cut nobody can tell; a known student's own spelling stays."""
    (office.root / "students.csv").write_text(
        "student_id,surname,name\n0000000001,De Rossi,Ada\n", encoding="utf-8"
    )
    text = "Matricola;Nominativo;Mail\n0000000001;DE ROSSI ADA;a@example.edu\n0000000002;DE ROSSI ANNA;\n"
    (office.root / "list.xlsx").write_text(text, encoding="utf-8")
    assert office.take() == 0
    assert office.text("students.csv")[1:] == [
        "0000000001,De Rossi,Ada,a@example.edu,standard,1",
        "0000000002,DE ROSSI ANNA,,,standard,1",
    ]
    assert "~ 0000000001 De Rossi Ada -> De Rossi Ada <a@example.edu>" in office.out


def test_a_class_that_is_wrong_is_corrected_first(office: Office) -> None:
    """A roster with a mistake is not written over."""
    assert "student_id" in FILES["students.csv"]
    (office.root / "students.csv").write_text("student_id\n12\n", encoding="utf-8")
    assert office.take() == 3
    assert office.text("students.csv") == ["student_id", "12"]
