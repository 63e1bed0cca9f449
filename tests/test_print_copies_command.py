"""`grader print --copies` as it is typed: what is recorded, written, and left alone."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from small_exam import ROSTER, exam

from grader import tables
from grader.cli.main import main
from grader.files import atomic_write
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
        found = sorted(self.print.rglob("*.pdf")) if self.print.is_dir() else []
        return {
            path.relative_to(self.print).as_posix(): len(pypdfium2.PdfDocument(path.read_bytes()))
            for path in found
        }


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
    beside = {f"{kind}-{form}.pdf" for kind in ("questions", "sheet", "check") for form in "AB"}
    assert set(before) == {"copies.pdf", *beside}
    assert course.run(*words) == 0
    assert "no new copy" in course.out and course.out.count("unchanged") == 7
    assert course.events() == 1
    assert {path.name: path.read_bytes() for path in course.print.iterdir()} == before


def test_stopped_while_writing_it_goes_on(course: Course) -> None:
    """Stopped before any of its files, the same command again issues no copy twice and writes the same bytes."""
    words = ("--copies", "personalised", "--spare", "2")
    assert course.run(*words) == 0
    whole, issued = {path.name: path.read_bytes() for path in course.print.iterdir()}, course.copies()
    for at in (0, 1, 4, 6):
        shutil.rmtree(course.print)
        (course.root / "records.db").unlink()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("grader.files.atomic_write", stopped_at(at))
            assert course.run(*words) == 130
        assert len(course.files()) == at
        assert course.run(*words) == 0
        assert course.copies() == issued and course.events() == 1
        assert {path.name: path.read_bytes() for path in course.print.iterdir()} == whole


def stopped_at(file: int) -> Callable[[Path, bytes], None]:
    """What writes so many files and is then stopped as by Ctrl-C."""
    left = iter(range(file))

    def write(path: Path, data: bytes) -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt
        atomic_write(path, data)

    return write


def test_more_spares_come_in_a_file_of_their_own(course: Course) -> None:
    """Sheets that lie printed are not printed again: the new ones are also alone in a file."""
    assert course.run("--copies", "4") == 0
    pages = course.files()
    assert course.run("--spare", "1") == 0
    assert course.copies()[-1] == (5, "A", None, "spare")
    assert {name for name in course.files() if name.startswith("cop")} == {"copies.pdf", "copies-5.pdf"}
    assert course.files()["copies.pdf"] == pages["copies.pdf"] + course.files()["copies-5.pdf"]


def test_a_spare_given_to_someone_keeps_its_sheet(course: Course) -> None:
    """Binding a spare to a student changes nothing that was printed, and it still counts as one."""
    assert course.run("--spare", "2") == 0
    before = (course.print / "copies.pdf").read_bytes()
    with open_records(course.url) as records:
        (spare, _) = records.copies(SITTING)
        bound = spare.model_copy(update={"student": "0000012345", "status": CopyStatus.ISSUED})
        records.issue_copies(SITTING, [bound], actor="test", reason="came late")
    assert course.run("--spare", "2") == 0
    assert len(course.copies()) == 2
    assert (course.print / "copies.pdf").read_bytes() == before
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
    alone = course.files()["copies.pdf"]
    assert course.run("--copies", "2", "--booklet") == 0
    assert course.files()["copies.pdf"] > alone and course.files()["copies.pdf"] % 2 == 0


@pytest.mark.parametrize(
    "words",
    [
        ("--copies", "many"),
        ("--copies", "5", "--only-student", "1"),
        ("--copies", "personalised", "--only", "key"),
        ("--only-student", "0000012345", "--only", "booklet"),
        ("--announce", "gd-step", "--text", "It is b.", "--only", "key"),
    ],
)
def test_wishes_that_make_no_sense_are_refused(course: Course, words: tuple[str, ...]) -> None:
    """Exit code 2, and nothing is written."""
    assert course.run(*words) == 2
    assert not course.print.exists()


SEATS = "student_id;posto\n1000000002;A1\n0000067890;A2\n0000012345;B1\n"


def seated(course: Course, text: str = SEATS) -> str:
    (course.root / "seats.csv").write_text(text)
    return str(course.root / "seats.csv")


def firsts(course: Course) -> list[str]:
    """The first page of each copy in the merged file."""
    document = pypdfium2.PdfDocument((course.print / "copies.pdf").read_bytes())
    said = [document[n].get_textpage().get_text_range() for n in range(len(document))]
    return [page for page in said if "Page 1 of" in page]


def test_copies_lie_in_the_order_of_the_seats(course: Course) -> None:
    """Numbers follow the list, neighbours have other forms, and who has no seat comes last with a warning."""
    words = ("--copies", "personalised", "--spare", "1", "--seats", seated(course))
    assert course.run(*words) == 0
    order = ["1000000002", "0000067890", "0000012345", "1000000001"]
    assert [copy[1:3] for copy in course.copies()] == [*zip("ABAB", order, strict=True), ("A", None)]
    said = firsts(course)
    for page, id_, seat in zip(
        said, [*order, "Surname"], ["Seat A1", "Seat A2", "Seat B1", "", ""], strict=True
    ):
        assert id_ in page and seat in page
    assert "seats.csv: warning: 1000000001 has no line" in course.err
    assert course.run(*words) == 0
    assert "no new copy" in course.out and course.events() == 1


def test_other_seats_move_paper_and_change_no_number(course: Course) -> None:
    """Numbers and forms stay, the printed seat and the order are the new list's, and equal neighbours are named."""
    course.run("--copies", "personalised", "--seats", seated(course))
    moved = seated(course, "student_id,seat\n1000000002,C9\n0000012345,A2\n0000067890,A1\n1000000001,A3\n")
    before = course.copies()
    assert course.run("--copies", "personalised", "--seats", moved) == 0
    assert "4 copies printed with another seat" in course.out
    assert "neighbours with the same form" in course.err and "1 and 3" in course.err
    assert course.copies() == before
    assert [page.split("Seat ")[1][:2] for page in firsts(course)] == ["C9", "A2", "A1", "A3"]
    assert course.run("--only-student", "0000012345") == 0
    assert (
        "Seat A2" in pypdfium2.PdfDocument(course.print / "copy-00005.pdf")[0].get_textpage().get_text_range()
    )


def test_every_mistake_in_a_list_of_seats_is_named(course: Course) -> None:
    """With file and line, all at once, and nothing is issued."""
    wrong = seated(
        course,
        "student_id,seat\n0000012345,A1\n0000012345,A2\n0000067890,A1\n1000000001,\n9999999999,A7\n12,A8\n"
        "1000000002,the last row behind the pillar\n",
    )
    assert course.run("--copies", "personalised", "--seats", wrong) == 3
    for line, what in enumerate(
        (
            "already has the seat",
            "already given",
            "has no seat",
            "not in students.csv",
            "zeros",
            "12 characters",
        ),
        3,
    ):
        assert f"seats.csv:{line}: " in course.err and what in course.err
    assert course.copies() == []
    assert course.run("--copies", "5", "--seats", wrong) == 2


def test_one_file_a_student(course: Course) -> None:
    """`--singles` names them by number and surname; a void copy's file is taken away."""
    assert course.run("--copies", "personalised", "--spare", "1", "--singles", "--booklet") == 0
    names = [name for name in course.files() if name.startswith("copies/")]
    assert names == [f"copies/0000{n}" for n in ("1-DANGELO.pdf", "2-NULL.pdf", "3-VERDI.pdf", "4-VERDI.pdf")]
    assert course.run("--only-student", "0000067890", "--singles", "--booklet") == 0
    assert "copies/00002-NULL.pdf  removed" in course.out
    names = [name for name in course.files() if name.startswith("copies/")]
    assert "copies/00006-NULL.pdf" in names and "copies/00002-NULL.pdf" not in names


def test_score_bubbles_are_recorded_with_the_copies(course: Course) -> None:
    """New copies have them, old ones stay without, a reprint stays what it was, and a person is told."""
    assert course.run("--copies", "2") == 0
    assert course.run("--copies", "personalised", "--score-bubbles") == 0
    assert "2 copies were issued without score bubbles and stay so" in course.err
    assert course.run("--only-student", "0000067890") == 0
    with open_records(course.url) as records:
        assert [copy.score_bubbles for copy in records.copies(SITTING)] == [False] * 2 + [True] * 5
    assert "for the grader" in "".join(
        page.get_textpage().get_text_range()
        for page in pypdfium2.PdfDocument(course.print / "copy-00007.pdf")
    )


def test_sheets_with_score_bubbles_are_another_kind(course: Course) -> None:
    """Two sheets with them are two, whatever lies printed without; asked for again, either kind is there."""
    assert course.run("--copies", "2") == 0
    assert course.run("--copies", "2", "--score-bubbles") == 0
    assert "2 copies issued: 3-4" in course.out
    for words in (("--copies", "2", "--score-bubbles"), ("--copies", "2")):
        assert course.run(*words) == 0
        assert "no new copy" in course.out
    with open_records(course.url) as records:
        assert [copy.score_bubbles for copy in records.copies(SITTING)] == [False, False, True, True]


def test_who_needs_larger_print_gets_it(course: Course) -> None:
    """By the roster, sheet and questions alike, and nothing on the paper says so."""
    rows = [[s.student_id, s.surname, "accessible" if s.surname == "Null" else ""] for s in ROSTER]
    (course.root / "students.csv").write_bytes(tables.to_csv(["student_id", "surname", "profile"], rows))
    assert course.run("--copies", "personalised", "--booklet", "--singles") == 0
    found = course.files()
    assert "questions-B-accessible.pdf" in found and "questions-A-accessible.pdf" not in found
    assert found["copies/00002-NULL.pdf"] > found["copies/00004-VERDI.pdf"]
    for page in pypdfium2.PdfDocument(course.print / "copies" / "00002-NULL.pdf"):
        assert "accessible" not in page.get_textpage().get_text_range().lower()


def test_a_sheet_that_cannot_be_read_back_is_not_printed(course: Course) -> None:
    """A course's template that moves the bubbles stops the command before a copy is issued."""
    source = Path(__file__).parent.parent / "templates" / "sheet-parts.html.j2"
    (course.root / "templates").mkdir()
    own = course.root / "templates" / source.name
    own.write_text(
        source.read_text().replace(
            '<path d="{{ drawing.bubbles }}"',
            '<path stroke-dasharray="1" d="{{ drawing.bubbles }}{{ drawing.bubbles }}" transform="translate(1.2 0)"',
        )
    )
    assert course.run("--copies", "2") == 3
    assert "cannot be read back" in course.err and "page 1: there is ink in or beside" in course.err
    own.write_text(source.read_text().replace('d="{{ drawing.black }}"', 'd=""'))
    assert course.run("--copies", "2") == 3
    assert "page 1: " in course.err
    assert course.copies() == [] and not course.print.exists()


@pytest.mark.parametrize("word", ["--score-bubbles", "--singles", "--booklet"])
def test_what_belongs_to_copies_is_refused_without_them(course: Course, word: str) -> None:
    """A wish that would be passed over in silence is a usage error."""
    assert course.run(word) == 2


def said_on(path: Path) -> str:
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(path))


def test_an_announcement_is_dated_recorded_and_in_the_key(course: Course) -> None:
    """One page with the item's number on each form; the keys carry a note; the same again changes nothing."""
    words = ("--announce", "reg-which", "--text", "Read <b>L1</b> for L2 in {{ the }} last option.")
    assert course.run() == 0
    assert course.run(*words, "--dry-run") == 0
    assert not (course.print / "announcement-1.pdf").exists()
    assert course.run(*words) == 0
    page = said_on(course.print / "announcement-1.pdf")
    assert "Form A: Question 2" in page and "Form B: Question 3" in page
    assert "Read <b>L1</b> for L2 in {{ the }} last option." in " ".join(page.split())
    assert len(pypdfium2.PdfDocument(course.print / "announcement-1.pdf")) == 1
    for form in "AB":
        assert "Announced" in said_on(course.print / f"key-{form}.pdf")
        assert "Announced" not in said_on(course.print / f"booklet-{form}.pdf")
    before = {path.name: path.read_bytes() for path in course.print.glob("*.pdf")}
    assert course.run(*words) == 0 and course.out.count("unchanged") == 3
    assert course.run() == 0, "printing again finds the keys as they must be"
    assert {path.name: path.read_bytes() for path in course.print.glob("*.pdf")} == before
    assert course.run("--announce", "B3", "--text", "Another word.") == 0
    assert "Another word." in said_on(course.print / "announcement-2.pdf")
    with open_records(course.url) as records:
        assert len(records.events(SITTING, EventKind.ANNOUNCED)) == 2
        assert records.verify(SITTING) is None


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--announce", "reg-wich", "--text", "x"), 3, "did you mean reg-which?"),
        (("--announce", "A99", "--text", "x"), 3, "form and number"),
        (("--announce", "reg-which"), 2, "--text"),
        (("--announce", "reg-which", "--text", "x", "--copies", "2"), 2, "no copies"),
    ],
)
def test_announcements_of_nothing_are_refused(
    course: Course, words: tuple[str, ...], code: int, said: str
) -> None:
    """With the way out, and nothing is recorded."""
    assert course.run(*words) == code
    assert said in course.err
    with open_records(course.url) as records:
        assert records.events(SITTING, EventKind.ANNOUNCED) == ()
