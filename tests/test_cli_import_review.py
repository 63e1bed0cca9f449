"""`grader import` and `grader review` as they are typed: what is printed, recorded and returned."""

import json
from pathlib import Path

import pytest
from small_exam import exam, put_course
from typed_commands import TypedCommands

from grader import tables
from grader.files import locked
from grader.gradebook.final import leftovers
from grader.model.base import canonical
from grader.model.blueprint import Kind
from grader.model.event import EventKind
from grader.records import open_records

SITTING = "2026-04-15-mid-course"
N, A = "0000012345", "0000067890"
GOOD = f'student_id,form,Q1,Q2,Q3,Q4,Q5\n{N},A,b,"a,c",F,27,=1+1\n{A},B,because,a,b,T,"1,5"\n'


class Course(TypedCommands):
    """A course in a temporary folder, and the command line in it."""

    commands = ("import_", "read", "review", "score")

    def put(self, text: str, name: str = "answers.csv") -> str:
        (self.root / name).write_text(text, encoding="utf-8")
        return name

    def kinds(self) -> list[EventKind]:
        with open_records(self.url) as records:
            assert records.verify(SITTING) is None
            return [event.kind for event in records.events(SITTING)]


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Course:
    put_course(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GRADER_DATABASE", raising=False)
    return Course(tmp_path, capsys)


def test_import_records_once_and_tells_what_it_did(course: Course) -> None:
    """The mapping and the counts are printed; the same file again changes nothing and exits the same."""
    course.put(GOOD)
    assert course.run("import", SITTING, "answers.csv", "--dry-run") == 0
    assert "would record: 10 answers of 2 papers (2 copies new or changed)" in course.out
    assert course.kinds() == []
    assert course.run("import", SITTING, "answers.csv") == 0
    assert course.out.startswith(
        "student_id  =  the student's id\nform  =  the form's letter\nQ1  =  question 1\n"
    )
    assert "recorded: 10 answers of 2 papers (2 copies new or changed)" in course.out
    assert course.run("import", SITTING, "answers.csv") == 0
    assert "already recorded: 10 answers" in course.out
    assert course.kinds() == [EventKind.COPIES, EventKind.IMPORTED]


def test_import_takes_what_is_right_and_lists_the_rest(course: Course) -> None:
    """Exit code 4 with file and line; what was right is recorded, and the repeat says the same."""
    course.put(GOOD + "7777777777,A,a,a,T,1,x\n1000000001,A,z,a,T,1,x\n")
    for _ in range(2):
        assert course.run("import", SITTING, "answers.csv") == 4
        assert 'answers.csv:4: "7777777777" is not on the roster' in course.err
        assert 'answers.csv:5: "z" is no option of question 1' in course.err
        assert "2 things in answers.csv wait for you; everything else is recorded" in course.err
    assert len(course.kinds()) == 2


def test_people_are_asked_in_a_list_and_their_answers_count(course: Course) -> None:
    """Out with --export-people, filled in, back with --people; a filled list is not overwritten."""
    course.put("Surname,Name,form,Q1,Q2,Q3,Q4,Q5\nVerdi,Lea,A,b,a,F,27,x\n")
    assert course.run("import", SITTING, "answers.csv", "--export-people", "people.csv") == 4
    assert "wrote people.csv (1 people)" in course.out
    assert "--export-people FILE, then --people FILE" in course.err
    table = tables.read(course.root / "people.csv")
    rows = [[*list(row.cells.values())[:-1], "1000000002"] for row in table.rows]
    (course.root / "people.csv").write_bytes(tables.to_csv(table.header, rows))
    assert course.run("import", SITTING, "answers.csv", "--export-people", "people.csv") == 6
    assert course.run("import", SITTING, "answers.csv", "--people", "people.csv") == 0
    assert "recorded: 5 answers of 1 papers" in course.out


def test_a_paper_that_nothing_was_taken_from_is_not_counted(course: Course) -> None:
    """Two papers, of which one says another form than is recorded: one was recorded, not two."""
    course.run("import", SITTING, course.put(GOOD.splitlines()[0] + f'\n{N},B,because,a,b,T,"1,5"\n'))
    assert course.run("import", SITTING, course.put(GOOD), "--json") == 4
    assert (json.loads(course.out)["responses"], json.loads(course.out)["papers"]) == (5, 1)
    assert f"{N} has form B (copy 1), and the file says A" in course.err
    course.run("import", SITTING, "answers.csv")
    assert "recorded: 0 answers of 0 papers" in course.out
    assert "already recorded: 5 answers" in course.out


def test_import_remembers_whose_paper_could_not_be_taken(course: Course) -> None:
    """An import of which nothing can be taken is an event too, once; the corrected file is another."""
    course.put(GOOD.replace(f"{N},A", f"{N},").replace(f"{A},B", f"{A},") + "7777777777,A,a,a,T,1,x\n")
    for _ in range(2):
        assert course.run("import", SITTING, "answers.csv") == 4
        assert course.kinds() == [EventKind.IMPORTED]
    with open_records(course.url) as records:
        (left,) = leftovers(records, SITTING)
    assert (left.file, left.students, left.rows) == ("answers.csv", (N, A), 1)
    course.put(GOOD)
    assert course.run("import", SITTING, "answers.csv") == 0
    with open_records(course.url) as records:
        assert [(left.students, left.rows) for left in leftovers(records, SITTING)] == [((N, A), 1), ((), 0)]


@pytest.mark.parametrize(
    "words", [["import", SITTING, "answers.csv"], ["score", SITTING], ["read", SITTING, "."]]
)
def test_examples_are_never_scored(course: Course, words: list[str]) -> None:
    """Of an exam that is printed with its solutions nothing is taken, and no decision is asked for."""
    course.put(GOOD)
    sealed = exam("A", "B")
    practice = sealed.model_copy(
        update={"blueprint": sealed.blueprint.model_copy(update={"kind": Kind.PRACTICE})}
    )
    lock = course.root / "sittings" / SITTING / "exam.lock.json"
    lock.write_text(canonical(practice), encoding="utf-8")
    assert course.run(*words) == 2
    assert "is practice: it is printed with its solutions, and never scored" in " ".join(
        course.err.replace("│", "").split()
    )
    assert not (course.root / "records.db").exists()


def test_import_keeps_the_earlier_answer_until_told(course: Course) -> None:
    """A conflict exits 4; --replace asks for a reason, which goes into the records."""
    course.run("import", SITTING, course.put(GOOD))
    course.put(GOOD.replace("27", "28"))
    assert course.run("import", SITTING, "answers.csv") == 4
    assert 'an earlier import says "27", which is kept' in course.err
    assert course.run("import", SITTING, "answers.csv", "--replace") == 2
    assert course.run("import", SITTING, "answers.csv", "--replace", "--reason", "misread") == 0
    with open_records(course.url) as records:
        assert records.events(SITTING)[-1].reason == "misread"
        assert next(r for r in records.responses(SITTING) if r.number == 4).text == "28"


@pytest.mark.parametrize(
    ("words", "text", "code", "message"),
    [
        (["import", SITTING, "none.csv"], "", 3, "none.csv cannot be read: No such file or directory"),
        (["import", SITTING, "answers.csv"], "", 3, "answers.csv is empty"),
        (["import", SITTING, "answers.csv"], "a,b\n1\n", 3, "answers.csv:2: 1 cells where the header has 2"),
        (["import", SITTING, "answers.csv"], "a,b\n1,2\n", 3, "no column says which student answered"),
        (["import", "2020-01-01-x", "answers.csv"], GOOD, 3, "there is no sitting 2020-01-01-x"),
        (
            ["import", SITTING, "answers.csv", "--form", "Z"],
            GOOD,
            2,
            "the forms of 2026-04-15-mid-course are A, B",
        ),
        (["review", SITTING, "answers.csv"], GOOD, 2, "say --export or --import with a file"),
        (["review", SITTING, "answers.csv", "--import"], GOOD, 3, "is no review sheet"),
        (["review", SITTING, "slip/sheet.csv", "--export"], GOOD, 2, "there is no folder slip"),
        (["review", SITTING, "slip/doubts.csv", "--export-doubts"], GOOD, 2, "there is no folder slip"),
        (
            ["import", SITTING, "answers.csv", "--export-people", "slip/people.csv"],
            GOOD,
            2,
            "there is no folder slip",
        ),
    ],
)
def test_what_cannot_be_done_is_said(
    course: Course, words: list[str], text: str, code: int, message: str
) -> None:
    """Each mistake has its exit code and message, and records nothing."""
    course.put(text)
    assert course.run(*words) == code
    assert message in " ".join(course.err.replace("│", " ").split())
    assert course.kinds() == []


def test_a_sitting_in_use_is_locked(course: Course) -> None:
    """Two commands do not work on one sitting at the same time."""
    course.put(GOOD)
    with locked(course.root / "sittings" / SITTING / ".lock"):
        assert course.run("import", SITTING, "answers.csv") == 5


def test_json_is_one_object(course: Course) -> None:
    """What scripts read is the same that people read."""
    course.put(GOOD + "7777777777,A,a,a,T,1,x\n")
    assert course.run("import", SITTING, "answers.csv", "--json") == 4
    told = json.loads(course.out)
    assert (told["responses"], told["copies"], told["columns"]["Q1"]) == (10, 2, "question 1")
    assert told["problems"][0].startswith("answers.csv:4: ")


@pytest.mark.parametrize("name", ["sheet.csv", "sheet.xlsx"])
def test_decisions_make_the_round_trip(course: Course, name: str) -> None:
    """Exported, filled, imported: decided; imported again: unchanged; changed: only with a reason."""
    course.run("import", SITTING, course.put(GOOD))
    assert course.run("review", SITTING, "--list") == 4
    assert "2 open answers of 2026-04-15-mid-course wait for a decision" in course.err
    assert course.run("review", SITTING, "--export", name) == 0
    assert f"wrote {name} (2 answers)" in course.out

    def fill(points: str) -> None:
        table = tables.read(course.root / name)
        assert [row.cells["answer"] for row in table.rows] == ["=1+1", "because"]
        rows = [[*(row.cells | {"points": points}).values()] for row in table.rows]
        write = tables.to_xlsx if name.endswith("xlsx") else tables.to_csv
        (course.root / name).write_bytes(write(table.header, rows))

    fill("1,5")
    assert course.run("review", SITTING, "--export", name) == 6
    assert "holds 2 points that were not imported" in course.err
    assert course.run("review", SITTING, "--import", name, "--dry-run") == 0
    assert "would record: 2 decisions" in course.out
    for words in ("recorded: 2 decisions (0 change", "recorded: 0 decisions (0 change"):
        assert course.run("review", SITTING, "--import", name, "--reason", "read") == 0
        assert words in course.out
    assert course.run("review", SITTING, "--list") == 0
    assert course.run("review", SITTING, "--all", "--export", name) == 0
    assert "(2 answers)" in course.out
    fill("2")
    assert course.run("review", SITTING, "--import", name) == 6
    assert "1.5 points become 2" in course.err
    assert course.run("review", SITTING, "--import", name, "--reason", "second look") == 0
    assert course.kinds().count(EventKind.DECIDED) == 2


def test_a_wrong_sheet_records_nothing(course: Course) -> None:
    """One wrong row, and no decision of the sheet is recorded: people correct it and import it whole."""
    course.run("import", SITTING, course.put(GOOD))
    course.run("review", SITTING, "--export", "sheet.csv")
    table = tables.read(course.root / "sheet.csv")
    rows = [[*(row.cells | {"points": p}).values()] for row, p in zip(table.rows, ("1", "9"), strict=True)]
    (course.root / "sheet.csv").write_bytes(tables.to_csv(table.header, rows))
    assert course.run("review", SITTING, "--import", "sheet.csv") == 3
    assert "sheet.csv:3: 9 points of at most 2 -> correct the points" in course.err
    assert EventKind.DECIDED not in course.kinds()


def test_looking_writes_nothing(course: Course) -> None:
    """A dry run and a list of what waits make no file, and wait for nobody."""
    course.put(GOOD)
    before = sorted(course.root.rglob("*"))
    assert course.run("import", SITTING, "answers.csv", "--dry-run") == 0
    assert course.run("review", SITTING, "--list") == 0
    assert course.run("review", SITTING, "--export", "--dry-run") == 0
    assert sorted(course.root.rglob("*")) == before
    course.run("import", SITTING, "answers.csv")
    with locked(course.root / "sittings" / SITTING / ".lock"):
        assert course.run("review", SITTING, "--list") == 4


def test_comments_are_not_lost_unsaid(course: Course) -> None:
    """A comment beside no points is told at import, and is not overwritten by another export."""
    course.run("import", SITTING, course.put(GOOD))
    course.run("review", SITTING, "--export", "sheet.csv")
    table = tables.read(course.root / "sheet.csv")
    rows = [[*(row.cells | {"comment": "later"}).values()] for row in table.rows]
    (course.root / "sheet.csv").write_bytes(tables.to_csv(table.header, rows))
    assert course.run("review", SITTING, "--import", "sheet.csv") == 0
    assert "2 comments without points are not recorded" in course.err
    assert course.run("review", SITTING, "--export", "sheet.csv") == 6
    assert "2 comments without points, which would be lost" in course.err
