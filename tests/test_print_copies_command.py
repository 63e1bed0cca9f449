"""`grader print --copies` as it is typed: what is recorded, written, and left alone."""

import json
import shutil
from pathlib import Path

import pypdfium2
import pytest
from small_exam import ROSTER, exam

from grader import tables
from grader.cli.main import main
from grader.model.base import canonical
from grader.model.event import EventKind
from grader.model.response import CopyStatus
from grader.records import open_records

SITTING = "2026-04-15-mid-course"


class Course:
    """A course in a temporary folder, and the command line in it."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.root, self.capsys = root, capsys
        self.url = f"sqlite:///{root / 'records.db'}"
        self.print = root / "sittings" / SITTING / "print"

    def run(self, *words: str) -> int:
        """Print with these options; the exit code is returned, what is said is in `out` and `err`."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("sys.argv", ["grader", "print", SITTING, *words])
            with pytest.raises(SystemExit) as done:
                main()
                raise SystemExit(0)
        self.out, self.err = self.capsys.readouterr()
        return int(done.value.code or 0)

    def copies(self) -> list[tuple[int, str, str | None, str]]:
        with open_records(self.url) as records:
            assert records.verify(SITTING) is None
            return [(c.number, c.form, c.student, c.status.value) for c in records.copies(SITTING)]

    def events(self) -> int:
        with open_records(self.url) as records:
            return len(records.events(SITTING, EventKind.COPIES))

    def files(self) -> dict[str, int]:
        """The pages of each file."""
        found = sorted(self.print.glob("*.pdf")) if self.print.is_dir() else []
        return {path.name: len(pypdfium2.PdfDocument(path.read_bytes())) for path in found}


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Course:
    shutil.copy(Path(__file__).parent.parent / "course.yaml", tmp_path)
    rows = [[s.student_id, s.surname, s.name] for s in ROSTER]
    (tmp_path / "students.csv").write_bytes(tables.to_csv(["student_id", "surname", "name"], rows))
    folder = tmp_path / "sittings" / SITTING
    folder.mkdir(parents=True)
    (folder / "exam.lock.json").write_text(canonical(exam("A", "B")), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GRADER_DATABASE", raising=False)
    return Course(tmp_path, capsys)


def test_personalised_copies_are_issued_once(course: Course) -> None:
    """Everyone gets a copy, forms alternate by name, and the same command again changes nothing."""
    words = ("--copies", "personalised", "--spare", "2")
    assert course.run(*words) == 0
    assert "6 copies issued: 1-6" in course.out
    assert course.copies() == [
        (1, "A", "0000012345", "issued"),
        (2, "B", "0000067890", "issued"),
        (3, "A", "1000000001", "issued"),
        (4, "B", "1000000002", "issued"),
        (5, "A", None, "spare"),
        (6, "B", None, "spare"),
    ]
    before = {path.name: path.read_bytes() for path in course.print.iterdir()}
    assert set(before) == {"copies-A.pdf", "copies-B.pdf"}
    assert course.run(*words) == 0
    assert "no new copy" in course.out and course.out.count("unchanged") == 2
    assert course.events() == 1
    assert {path.name: path.read_bytes() for path in course.print.iterdir()} == before


def test_more_spares_come_in_a_file_of_their_own(course: Course) -> None:
    """Sheets that lie printed are not printed again: the new ones are also alone in a file."""
    assert course.run("--copies", "4") == 0
    pages = course.files()
    assert course.run("--spare", "1") == 0
    assert course.copies()[-1] == (5, "A", None, "spare")
    assert set(course.files()) == {"copies-A.pdf", "copies-B.pdf", "copies-A-5.pdf"}
    assert course.files()["copies-A.pdf"] == pages["copies-A.pdf"] // 2 * 3


def test_a_spare_given_to_someone_keeps_its_sheet(course: Course) -> None:
    """Binding a spare to a student changes nothing that was printed, and it still counts as one."""
    assert course.run("--spare", "2") == 0
    before = (course.print / "copies-A.pdf").read_bytes()
    with open_records(course.url) as records:
        (spare, _) = records.copies(SITTING)
        bound = spare.model_copy(update={"student": "0000012345", "status": CopyStatus.ISSUED})
        records.issue_copies(SITTING, [bound], actor="test", reason="came late")
    assert course.run("--spare", "2") == 0
    assert len(course.copies()) == 2
    assert (course.print / "copies-A.pdf").read_bytes() == before
    assert course.run("--copies", "personalised") == 0
    assert [copy[2] for copy in course.copies()].count("0000012345") == 1


def test_a_reprint_voids_the_old_copy(course: Course) -> None:
    """The student's new copy is a file of its own, and the old one is void in the records."""
    course.run("--copies", "personalised")
    assert course.run("--only-student", "0000067890") == 0
    assert "copy 2 void" in course.out
    assert course.copies()[1][3] == "voided" and course.copies()[-1] == (5, "B", "0000067890", "issued")
    assert "copy-00005.pdf" in course.files()
    assert course.run("--copies", "personalised") == 0
    assert "no new copy" in course.out


def test_only_who_is_enrolled_gets_a_copy(course: Course) -> None:
    """A list for the exam's date restricts the class; who is not in it is refused by name."""
    (course.root / "enrolled").mkdir()
    (course.root / "enrolled" / "2026-04-15.csv").write_text("student_id\n0000067890\n")
    assert course.run("--copies", "personalised") == 0
    assert [copy[2] for copy in course.copies()] == ["0000067890"]
    assert course.run("--only-student", "0000012345") == 3
    assert "not enrolled" in course.err


def test_a_dry_run_records_and_writes_nothing(course: Course) -> None:
    """It says what would come."""
    assert course.run("--copies", "personalised", "--dry-run", "--json") == 0
    said = json.loads(course.out)
    assert len(said["issued"]) == 4 and said["dry_run"]
    assert course.copies() == [] and not course.print.exists()


def test_the_booklet_can_lie_behind_the_sheet(course: Course) -> None:
    """Each copy is then an even number of pages more."""
    course.run("--copies", "2")
    alone = course.files()["copies-A.pdf"]
    assert course.run("--copies", "2", "--booklet") == 0
    assert course.files()["copies-A.pdf"] > alone and course.files()["copies-A.pdf"] % 2 == 0


@pytest.mark.parametrize("words", [("--copies", "many"), ("--copies", "5", "--only-student", "1")])
def test_wishes_that_make_no_sense_are_refused(course: Course, words: tuple[str, ...]) -> None:
    """Exit code 2, and nothing is written."""
    assert course.run(*words) == 2
    assert not course.print.exists()
