"""`grader bank import` and `grader bank export` in a course in a folder, on what others wrote and on our own."""

import json
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from moodle_xml_parser import parser as second_parser
from typed_commands import TypedCommands

from grader.bank.markdown import to_html
from grader.errors import errors_of
from grader.files import locked
from grader.model.item import Item
from grader.workspace import Workspace

ROOT = Path(__file__).parent.parent
OTHERS = ROOT.parent / "shared" / "data" / "interchange"
QUIZ = """\
<quiz><question type="category"><category><text>$course$/top/Nets</text></category></question>
<question type="multichoice"><name><text>First</text></name><questiontext format="html"><text>&lt;p&gt;Which?&lt;/p&gt;</text></questiontext>
<single>true</single><answer fraction="100"><text>a</text></answer><answer fraction="0"><text>b</text></answer></question>
<question type="matching"><name><text>Pairs</text></name><questiontext><text>Match</text></questiontext></question></quiz>
"""


class Course(TypedCommands):
    """A course of its own."""

    commands = ("check", "bank", "bank_edit", "bank_exchange")

    def typed(self, *words: str) -> int:
        """Type a command below `grader bank` in this course."""
        return self.run("bank", *words, "-C", str(self.root))

    def put(self, name: str, text: str) -> str:
        """A file beside the bank."""
        (self.root / name).write_text(text, "utf-8")
        return str(self.root / name)

    @property
    def items(self) -> dict[str, Item]:
        """The bank, which has no errors."""
        bank = Workspace(self.root).bank()
        assert not errors_of(bank.problems), bank.problems
        return {item.id: item for item in bank.items}

    @property
    def files(self) -> set[str]:
        """What lies in questions/."""
        return {path.name for path in self.root.glob("questions/**/*") if path.is_file()}


def empty(folder: Path, capsys: pytest.CaptureFixture[str]) -> Course:
    (folder / "questions").mkdir(parents=True)
    shutil.copy(ROOT / "course.yaml", folder)
    return Course(folder, capsys)


@pytest.fixture
def course(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Course:
    """A course without questions."""
    return empty(tmp_path / "course", capsys)


def test_what_can_be_carried_is_written_and_the_rest_named(course: Course) -> None:
    """Exit code 4: a draft in its topic's file, and the matching question with number, kind and name."""
    quiz = course.put("quiz.xml", QUIZ)
    assert course.typed("import", quiz) == 4
    assert "1 of 2 questions carried" in course.out and "questions/nets.yaml  1 items: first" in course.out
    assert (
        "quiz.xml:4: warning: question 2 'Pairs' (matching) is not carried: students match pairs"
        in course.err
    )
    item = course.items["first"]
    assert (item.topic, item.module, item.part, item.status) == ("nets", "nets", "first", "draft")
    assert course.run("check", "-C", str(course.root)) in (0, 3)
    assert "nets.yaml" not in "".join(line for line in course.err.splitlines() if "warning" not in line)


def test_the_same_file_again_changes_nothing(course: Course) -> None:
    """Also when the item was worked on since; a question of that name that asks something else gets another id."""
    quiz = course.put("quiz.xml", QUIZ)
    course.typed("import", quiz)
    file = course.root / "questions" / "nets.yaml"
    file.write_text(file.read_text("utf-8").replace("status: draft", "status: ready"), "utf-8")
    before = file.read_text("utf-8")
    assert course.typed("import", quiz) == 4
    assert "1 are in the bank already" in course.out
    assert file.read_text("utf-8") == before
    course.typed("import", course.put("other.xml", QUIZ.replace("Which?", "Who?")))
    assert set(course.items) == {"first", "first-2"}


def test_nobody_else_writes_meanwhile(course: Course) -> None:
    """While an exam is made of the bank nothing is put into it; what would be done may still be seen."""
    quiz = course.put("quiz.xml", QUIZ)
    with locked(course.root / "sittings" / ".lock"):
        assert course.typed("import", quiz, "--dry-run") == 4
        assert course.typed("import", quiz) == 5
    assert "another grader command" in course.err and course.files == set()


def test_an_id_that_asks_something_else_is_a_conflict(course: Course) -> None:
    """Exit code 6, the item's place named, and nothing written: not the other questions either."""
    with_id = QUIZ.replace("<single>", "<idnumber>q-1</idnumber><single>")
    course.typed("import", course.put("quiz.xml", with_id))
    more = with_id.replace("Which?", "Who?").replace(
        "<quiz>",
        '<quiz><question type="essay"><name><text>New</text></name><questiontext><text>New</text></questiontext></question>',
    )
    assert course.typed("import", course.put("other.xml", more)) == 6
    assert "questions/nets.yaml:6: item q-1 is in the bank" in course.err
    assert set(course.items) == {"q-1"}


def test_a_broken_file_beside_a_good_one_stops_both(course: Course) -> None:
    """Everything is read before anything is written."""
    assert (
        course.typed("import", course.put("quiz.xml", QUIZ), course.put("broken.xml", "<quiz><question>"))
        == 3
    )
    assert course.files == set()


def test_options_decide_where_items_go(course: Course) -> None:
    """--topic, --module, --part and --status hold for all items; --dry-run and --json write nothing and say all."""
    quiz = course.put("quiz.xml", QUIZ)
    options = ["--topic", "t", "--module", "m", "--part", "second", "--status", "ready"]
    assert course.typed("import", quiz, *options, "--dry-run", "--json") == 4
    said = json.loads(course.out)
    assert said["written"] == ["questions/t.yaml"] and said["dry_run"]
    assert said["files"][0]["carried"][0]["id"] == "first"
    assert said["files"][0]["refused"][0]["kind"] == "matching"
    assert course.files == set()
    assert course.typed("import", quiz, *options) == 4
    item = course.items["first"]
    assert (item.topic, item.module, item.part, item.status) == ("t", "m", "second", "ready")
    assert course.typed("import", quiz, "--topic", "Not a Slug") == 2
    assert course.typed("import", quiz, "--format", "word") == 2
    assert course.typed("import", quiz, "--format", "gift") in (3, 4)


def test_items_go_behind_what_the_instructor_wrote(course: Course) -> None:
    """A topic's file keeps its comments, its items and what it says for all, which does not reach the new items."""
    text = "topic: nets\nmodule: deep\npart: second\nauthor: Ada\nstatus: ready\nitems:\n  # mine\n  - {id: mine, type: true-false, stem: So., correct: true}\n"
    (course.root / "questions" / "nets.yaml").write_text(text, "utf-8")
    assert course.typed("import", course.put("quiz.xml", QUIZ)) == 4
    written = (course.root / "questions" / "nets.yaml").read_text("utf-8")
    assert written.startswith(text)
    item = course.items["first"]
    assert (item.module, item.part, item.author, item.status) == ("deep", "second", "", "draft")


def test_nothing_that_can_be_carried_is_exit_3(course: Course) -> None:
    """As is a file of no known format, and one that is not there."""
    assert course.typed("import", course.put("quiz.gift", "::Pairs:: Match {=a -> b =c -> d}")) == 3
    assert "question 1 'Pairs' (matching)" in course.err
    assert course.typed("import", course.put("letter.txt", "Dear all,")) == 3
    assert course.typed("import", str(course.root / "nowhere.xml")) == 3
    assert course.files == set()


@pytest.mark.skipif(not OTHERS.is_dir(), reason="the files that others wrote are not here")
@pytest.mark.parametrize(
    ("name", "code", "carried", "refused"),
    [
        ("moodle_export.xml", 0, 6, []),
        ("questions.gift.txt", 4, 8, [2]),
        ("questions.aiken.txt", 0, 2, []),
        ("aiken_errors.txt", 4, 2, [1, 2, 4]),
    ],
)
def test_files_that_others_wrote_go_through(
    course: Course, name: str, code: int, carried: int, refused: list[int]
) -> None:
    """With the number of questions carried and refused that each is known to have, and a bank without errors."""
    assert course.typed("import", str(OTHERS / name), "--json") == code
    (said,) = json.loads(course.out)["files"]
    assert len(said["carried"]) == len(course.items) == carried
    assert [each["number"] for each in said["refused"]] == refused
    assert course.run("check", "-C", str(course.root), "--json") in (0, 3)
    assert not [
        problem
        for problem in json.loads(course.out)["problems"]
        if "questions/imported" in str(problem) and "error" in str(problem)
    ]


def printed(value: Any) -> Any:
    """A value with its texts as a paper shows them, wherever their lines break."""
    if isinstance(value, str):
        return " ".join(to_html(value, asset=lambda path: path).split())
    if isinstance(value, dict):
        return {key: printed(each) for key, each in value.items()}
    return [printed(each) for each in value] if isinstance(value, list) else value


@pytest.fixture(scope="module")
def sample() -> dict[str, Item]:
    """The sample bank."""
    return {item.id: item for item in Workspace(ROOT).bank().items}


GONE = {  # what docs/exchange.md says that a format has no place for
    "moodle": set(),
    "gift": {"reference", "rubric", "misconceptions"},
    "aiken": {"topic", "module", "part", "tags", "facility", "level", "minutes", "points", "enemies", "status", "author", "source", "explanation", "id"},
}  # fmt: skip


@pytest.mark.parametrize("name", ["moodle", "gift"])
def test_the_sample_bank_comes_back(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], sample: dict[str, Item]
) -> None:
    """Exported, imported into an empty course, checked: the same items but for what the docs say is lost."""
    there, here = Course(ROOT, capsys), empty(tmp_path / "course", capsys)
    out = tmp_path / "bank.out"
    assert there.typed("export", name, str(out), "--json") == 0
    lost = json.loads(there.out)["lost"]
    assert here.typed("import", str(out)) == 0, here.err
    back = here.items
    assert set(back) == set(sample)
    pictures = GONE[name] | ({"stem"} if name == "gift" else set())
    for item_id, item in sample.items():
        before, after = (printed(each.model_dump(mode="json")) for each in (item, back[item_id]))
        differing = {key for key in before if before[key] != after[key]}
        allowed = pictures if "![" in item.stem else GONE[name]
        without_reference = {"status"} if name == "gift" and item.type == "open" else set()
        assert differing <= allowed | without_reference, item_id
        assert not differing or lost.get(item_id), item_id
    assert here.run("check", "-C", str(here.root)) in (0, 3)
    assert not [
        line for line in here.err.splitlines() if line.startswith("questions/") and "warning" not in line
    ]


def test_the_sample_bank_in_aiken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], sample: dict[str, Item]
) -> None:
    """Single choice goes over in plain text, and every other item is named as left behind."""
    there, here = Course(ROOT, capsys), empty(tmp_path / "course", capsys)
    out = tmp_path / "bank.txt"
    assert there.typed("export", "aiken", str(out), "--json") == 0
    lost = json.loads(there.out)["lost"]
    whole = {item_id for item_id, said in lost.items() if said[0].startswith("the whole question")}
    assert whole == {item_id for item_id, item in sample.items() if item.type != "single"}
    assert here.typed("import", str(out), "--topic", "all", "--json") in (0, 4)
    (said,) = json.loads(here.out)["files"]
    assert len(said["carried"]) + len(said["refused"]) == len(sample) - len(whole)
    assert len(said["refused"]) <= 1


def test_a_second_parser_reads_what_goes_to_moodle(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], sample: dict[str, Item]
) -> None:
    """Somebody else's parser finds every choice with its options and shares; the others have the parts that Moodle asks for."""
    out = tmp_path / "bank.xml"
    assert Course(ROOT, capsys).typed("export", "moodle", str(out)) == 0
    found = {
        question.name: question for question in second_parser.parse_bytes(out.read_bytes())["multichoice"]
    }
    choices = {item_id: item for item_id, item in sample.items() if item.type in ("single", "multiple")}
    assert set(found) == set(choices)
    for item_id, item in choices.items():
        shares = [option.score_fraction for option in found[item_id].options]
        keys = 1 if item.type == "single" else len(item.correct)
        assert found[item_id].single == (item.type == "single")
        assert sum(share > 0 for share in shares) == keys
        assert sum(share for share in shares if share > 0) == pytest.approx(100, abs=1)
    needed = {
        "truefalse": {"answer"},
        "numerical": {"answer", "units"},
        "essay": {"responseformat", "graderinfo", "responsefieldlines"},
    }
    always = {
        "name",
        "questiontext",
        "generalfeedback",
        "defaultgrade",
        "penalty",
        "hidden",
        "idnumber",
        "tags",
    }
    for question in ET.parse(out).getroot().findall("question"):  # noqa: S314  # our own file
        names = {child.tag for child in question}
        if question.get("type") != "category":
            assert always | needed.get(question.get("type", ""), set()) <= names | {"units"}


def test_export_makes_no_folder_of_a_slip(course: Course) -> None:
    """Exit code 2 says which folder is not there, and nothing is made; beside the course it is written."""
    course.typed("import", course.put("quiz.xml", QUIZ))
    slip = course.root / "slip" / "deeper"
    assert course.typed("export", "moodle", str(slip / "bank.xml")) == 2
    assert "there is no folder" in course.err and not slip.parent.exists()
    assert course.typed("export", "moodle", str(course.root / "bank.xml")) == 0


def test_export_says_that_items_are_missing(course: Course) -> None:
    """An item that cannot be read does not go out, and that is said."""
    course.typed("import", course.put("quiz.xml", QUIZ))
    course.put("questions/t.yaml", "topic: t\nmodule: m\npart: first\nitems:\n- {id: bad, type: none}\n")
    assert course.typed("export", "moodle", str(course.root / "bank.xml")) == 0
    assert "some items cannot be read" in course.err


def test_export_does_not_write_over_a_file(course: Course) -> None:
    """Unless it is told to; a choice that holds nothing is a mistake, and so is a format that there is not."""
    course.typed("import", course.put("quiz.xml", QUIZ))
    out = str(course.root / "out.xml")
    assert course.typed("export", "moodle", out, "--dry-run") == 0
    assert not Path(out).exists()
    assert course.typed("export", "moodle", out) == 0
    assert course.typed("export", "moodle", out) == 6
    assert course.typed("export", "moodle", out, "--replace") == 0
    assert course.typed("export", "moodle", out, "--topic", "none", "--replace") == 3
    assert course.typed("export", "word", out) == 2
