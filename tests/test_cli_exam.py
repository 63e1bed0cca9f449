"""`grader exam export` as it is typed: a sealed exam goes to another system, and its answers come back to the same letters."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from lxml import etree
from small_exam import exam, put_course
from typed_commands import TypedCommands

from grader import tables
from grader.bank.interchange.carried import Foreign
from grader.bank.interchange.formats import named
from grader.records import open_records

SITTING = "2026-04-15-mid-course"
N = "0000012345"


class Course(TypedCommands):
    """A course with a sealed exam in a temporary folder, and the command line in it."""

    commands = ("exam", "import_")

    def read(self, file: str, format_: str) -> Foreign:
        """The file as a bank import would read it."""
        known = named(format_)
        assert known and known.read
        return known.read((self.root / file).read_bytes(), file)


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Course:
    put_course(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GRADER_DATABASE", raising=False)
    return Course(tmp_path, capsys)


@pytest.mark.parametrize("to", ["moodle", "canvas", "qti"])
def test_a_form_goes_out_whole(course: Course, to: str) -> None:
    """All five kinds of items, under their ids, with the points of the form."""
    assert course.run("exam", "export", SITTING, "quiz", "--to", to, "--form", "b") == 0
    assert "set the time to 30 minutes" in course.err
    foreign = course.read("quiz", to)
    assert foreign.refused == ()
    assert [q.fields["id"] for q in foreign.questions] == [p.item.id for p in exam("B").forms[0].items]
    assert {str(q.fields["points"]) for q in foreign.questions} == {"2"}


def test_moodle_is_given_the_printed_order(course: Course) -> None:
    """Options stand as printed and are not shuffled, names sort as the form does, one category holds all."""
    assert course.run("exam", "export", SITTING, "quiz.xml", "--to", "moodle", "--form", "A") == 0
    quiz = etree.parse(course.root / "quiz.xml")
    names = quiz.xpath("//question/name/text/text()")
    assert names == sorted(names) and names[0] == "001 gd-step"
    assert quiz.xpath("//category/text/text()") == [f"$course$/top/{SITTING}"]
    (first,) = quiz.xpath("//question[idnumber='gd-step']")
    texts = ["".join(etree.HTML(t).itertext()).strip() for t in first.xpath("answer/text/text()")]
    assert texts == [option.text for option in exam("A").forms[0].items[0].options]
    assert first.findtext("shuffleanswers") == "false"


def answers(numbers: Sequence[int]) -> str:
    """What Moodle exports of one student who answered all five questions, shown in some order."""
    said = {
        1: ("Which step does gradient descent take, for a loss \\(L\\)?", "along the gradient"),
        2: ("Which of these are regularisers?", "dropout; weight decay, also called L2"),
        3: ("A ReLU network is linear.", "False"),
        4: ("How many weights?", "27"),
        5: ("Why does normalisation help training?", "It keeps; the scale."),
    }
    head = ["Surname", "First name", "ID number", "State", "Started on", "Completed", "Grade/10.00"]
    row = ["D'Angelo", "Nicolò", N, "Finished", "15 April 2026 9:00 AM", "15 April 2026 9:20 AM", "-"]
    for place, number in enumerate(numbers, 1):
        head += [f"Question {place}", f"Response {place}"]
        row += said[number]
    return tables.to_csv(head, [row]).decode()


@pytest.mark.parametrize("shown", [(1, 2, 3, 4, 5), (5, 3, 1, 4, 2)])
def test_the_answers_come_back_to_their_items(course: Course, shown: tuple[int, ...]) -> None:
    """Whatever order the quiz showed the questions in, responses stand at the form's numbers."""
    (course.root / "answers.csv").write_text(answers(shown), encoding="utf-8")
    assert course.run("import", SITTING, "answers.csv", "--form", "A") == 0
    with open_records(course.url) as book:
        found = {r.number: ",".join(r.letters) or r.text for r in book.responses(SITTING)}
    assert found == {1: "b", 2: "a,c", 3: "b", 4: "27", 5: "It keeps; the scale."}


@pytest.mark.parametrize("to", ["moodle", "canvas", "qti"])
def test_a_pool_goes_out_in_groups(course: Course, to: str) -> None:
    """Every item is in a group with the number that is drawn; --json names them."""
    assert course.run("exam", "export", SITTING, "quiz", "--to", to, "--pool", "--json") == 0
    told = json.loads(course.out)
    assert sum(draw["pick"] for draw in told["draws"]) == 5
    assert sorted(i for draw in told["draws"] for i in draw["items"]) == sorted(told["items"])
    foreign = course.read("quiz", to)
    assert {q.fields["id"] for q in foreign.questions} == set(told["items"])
    assert any("scored where it is sat" in remark for remark in told["remarks"])


def test_a_file_is_not_overwritten_and_a_form_must_be_said(course: Course) -> None:
    """Two forms and none named is a mistake in typing, and so is a folder that is not there; a file that is there stays."""
    assert course.run("exam", "export", SITTING, "quiz.xml", "--to", "moodle") == 2
    assert (
        course.run("exam", "export", SITTING, "quiz.xml", "--to", "moodle", "--form", "A", "--dry-run") == 0
    )
    assert not (course.root / "quiz.xml").exists()
    (course.root / "quiz.xml").write_text("mine")
    assert course.run("exam", "export", SITTING, "quiz.xml", "--to", "moodle", "--form", "A") == 6
    assert (course.root / "quiz.xml").read_text() == "mine"
    assert course.run("exam", "export", SITTING, "slip/quiz.xml", "--to", "moodle", "--form", "A") == 2
    assert not (course.root / "slip").exists()
