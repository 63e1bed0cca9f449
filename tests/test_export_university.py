"""`grader export --profile` on a small course: the list filled, the two lists of people, and what is refused."""

import io
import json
from pathlib import Path

import openpyxl
import pytest
from old_list import OLD_LIST
from test_marks_commands import course, decide, run  # noqa: F401  # the course is a fixture
from university_list import ROWS, university_list

from grader.gradebook.template import check_profiles
from grader.tables import to_xlsx
from grader.workspace import Workspace


@pytest.fixture
def ready(course: Workspace) -> Workspace:  # noqa: F811
    """The course with a decided answer (one mark, one absent) and its university's list beside it."""
    policy = (course.root / "course.yaml").read_text(encoding="utf-8") + 'matricola: "[0-9]{10}"\n'
    (course.root / "course.yaml").write_text(policy, encoding="utf-8")
    (course.root / "list.xlsx").write_bytes(university_list())
    decide(course)
    return course


def export(place: Workspace, *words: str, template: str = "list.xlsx") -> tuple[int, str, str]:
    return run(place, "export", "--profile", "esse3", "--template", str(place.root / template), *words)


def column(path: Path, letter: str = "F") -> list[object]:
    page = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))["esse3"]
    return [page[f"{letter}{line}"].value for line in (5, 6, 7)]


def test_the_list_is_filled_beside_the_grade_sheet(ready: Workspace) -> None:
    """Marks by matricola, the stranger's row empty and said; the list itself stays as it was."""
    before = (ready.root / "list.xlsx").read_bytes()
    code, _, error = export(ready)
    assert code == 0, error
    assert column(ready.root / "out/list-marks.xlsx") == [23, "Assente", None]
    assert (ready.root / "list.xlsx").read_bytes() == before
    assert "list.xlsx: 2 of 2 rows filled" in error
    assert "0000000009 is on the list and not in students.csv" in error
    assert "--session says which date" in error
    listed = (ready.root / "out/to-register.csv").read_text(encoding="utf-8").split()
    assert listed == [
        "student_id,surname,name,outcome",
        "0000000001,D'Angelo,Nicolò,23",
        "0000000002,Null,'=Ada,absent",
    ]


def test_who_has_a_mark_and_is_not_enrolled_is_the_second_list(ready: Workspace) -> None:
    """It exits 4, with everything written; once registered at another date, a student is on it no more."""
    (ready.root / "enrolled/2026-06-24.csv").write_text("student_id\n0000000002\n", encoding="utf-8")
    code, out, error = run(ready, "export", "--session", "2026-06-24")
    assert (code, "not-enrolled-2026-06-24.csv" in out) == (4, True)
    assert error.startswith("1 have a mark and are not enrolled: 0000000001")
    missing = (ready.root / "out/not-enrolled-2026-06-24.csv").read_text(encoding="utf-8").split()
    assert missing[1:] == ["0000000001,D'Angelo,Nicolò,23"]
    assert run(ready, "export", "--session", "2026-04-15")[0] == 0
    code, out, _ = run(ready, "export", "--session", "2026-06-24", "--json")
    assert (code, json.loads(out)["to_register"], json.loads(out)["not_enrolled"]) == (0, ["0000000002"], [])
    decide(ready, "0.5")  # corrected after it was registered: it is to be registered again
    assert run(ready, "export", "--session", "2026-04-15", "--reason", "misread", "--dry-run")[0] == 0
    assert run(ready, "export", "--session", "2026-06-24")[0] == 4


def test_marks_in_the_list_are_replaced_only_by_force(ready: Workspace) -> None:
    """Refused with nothing written; with --force a copy of the list is kept."""
    rows = [(*ROWS[0][:5], 18, None), *ROWS[1:]]
    (ready.root / "list.xlsx").write_bytes(university_list(rows))
    code, _, error = export(ready)
    assert (code, (ready.root / "out/list-marks.xlsx").exists()) == (6, False)
    assert 'list.xlsx:5: 0000000001 has "18" in the column of the mark and would get "23"' in error
    assert export(ready, "--force")[0] == 0
    assert column(ready.root / "out/list-marks.xlsx") == [23, "Assente", None]
    (kept,) = (ready.root / "out/replaced").iterdir()
    assert kept.read_bytes() == (ready.root / "list.xlsx").read_bytes()


def test_a_date_fills_the_date_and_a_provisional_list_says_so(ready: Workspace) -> None:
    """The exam date as the profile writes it; a provisional list carries it in its name."""
    assert export(ready, "--session", "2026-04-15")[0] == 0
    assert column(ready.root / "out/list-marks.xlsx", "G") == ["15/04/2026", "15/04/2026", None]
    code, out, error = export(ready, "--provisional")
    assert (code, "list-marks-provisional.xlsx" in out) == (0, True)
    assert "provisional: do not hand it in" in error
    assert "provisional" in (ready.root / "out/to-register-provisional.csv").read_text(encoding="utf-8")


def test_an_own_profile_and_its_mistakes(ready: Workspace) -> None:
    """A profile of the course goes before grader's own; what is wrong in it is told by line."""
    folder = ready.root / "templates/profiles"
    folder.mkdir(parents=True)
    text = "title: mine\nmark:\n  column: [Voto]\n  absent: ASS\n"
    (folder / "esse3.yaml").write_text(text, encoding="utf-8")
    assert export(ready)[0] == 0
    assert column(ready.root / "out/list-marks.xlsx") == [23, "ASS", None]
    (folder / "esse3.yaml").write_text(text + "  lod: 31\n", encoding="utf-8")
    code, _, error = export(ready)
    assert (code, "templates/profiles/esse3.yaml:5" in error) == (3, True)
    assert [problem.where for problem in check_profiles(ready.root)] == ["templates/profiles/esse3.yaml:5"]
    assert run(ready, "export", "--profile", "esse4", "--template", str(ready.root / "list.xlsx"))[0] == 3


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--profile", "esse3"), 2),
        (("--template", "list.xlsx"), 2),
        (("--force",), 2),
        (("--moodle", "--canvas", "--only", "list.xlsx"), 2),
        (("--profile", "esse3", "--template", "none.xlsx"), 3),
    ],
)
def test_what_does_not_fit_together_is_said(ready: Workspace, words: tuple[str, ...], code: int) -> None:
    """Options that need each other, and a list that is not there; nothing is written."""
    assert run(ready, "export", *words)[0] == code
    assert not (ready.root / "out").exists()


def test_a_list_without_a_column_for_marks_is_named(ready: Workspace) -> None:
    """The message says which headings are looked for; text in place of a workbook is said too."""
    (ready.root / "enrolled.xlsx").write_bytes(to_xlsx(["Matricola"], [["0000000001"]]))
    code, _, error = export(ready, template="enrolled.xlsx")
    assert (
        code,
        "one row must have Matricola, Numero matricola, Matr., and one of Voto, Esito" in error,
    ) == (3, True)
    code, _, error = export(ready, template="students.csv")
    assert (code, "students.csv is no XLSX file" in error) == (3, True)


def test_an_old_list_becomes_a_new_one_and_that_is_said(ready: Workspace) -> None:
    """XLS cannot be changed without loss: its texts and the marks are in an XLSX copy, ids with their zeros."""
    (ready.root / "list.xls").write_bytes(OLD_LIST)
    code, _, error = export(ready, template="list.xls")
    assert (code, "this copy has its texts, not its formats" in error) == (0, True)
    page = openpyxl.load_workbook(ready.root / "out/list-marks.xlsx")["esse3"]
    assert [[cell.value for cell in row[2:6]] for row in page["A4:F6"]] == [
        ["Matricola", "Cognome", "Nome", "Voto"],
        ["0000000001", "D'ANGELO", "NICOLO'", 23],
        ["0000000002", "NULL", "ADA", "Assente"],
    ]


def test_a_canvas_table_is_written(ready: Workspace) -> None:
    """With its own second row, and no student that Canvas does not know."""
    head = 'Student,ID,SIS User ID,SIS Login ID,Section\n    Points Possible,,,,\n"D\'Angelo, N",7,0000000001,n,A\n'
    (ready.root / "canvas.csv").write_text(head, encoding="utf-8")
    code, _, error = run(ready, "export", "--canvas", "--only", str(ready.root / "canvas.csv"))
    assert code == 0
    assert (ready.root / "out/canvas.csv").read_text(encoding="utf-8").splitlines() == [
        "Student,ID,SIS User ID,SIS Login ID,Section,Final mark",
        "    Points Possible,,,,,30",
        '"D\'Angelo, N",7,0000000001,n,A,23',
    ]
    assert "left out of Canvas's table: 0000000002" in error
