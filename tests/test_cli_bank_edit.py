"""`grader bank new` and `grader bank preview` on a course in a folder."""

import shutil
from pathlib import Path

import pypdfium2
import pytest
from typed_commands import TypedCommands

from grader.model.kinds import ItemType, Status
from grader.workspace import Workspace

ROOT = Path(__file__).parent.parent


class Course(TypedCommands):
    """A small bank."""

    commands = ("bank", "bank_edit")

    def typed(self, *words: str) -> int:
        """Type a command below `grader bank` in this course."""
        return self.run("bank", *words, "-C", str(self.root))


@pytest.fixture
def course(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Course:
    """A course with one file of the sample bank."""
    shutil.copy(ROOT / "course.yaml", tmp_path)
    (tmp_path / "questions").mkdir()
    shutil.copy(ROOT / "questions" / "metric-learning.yaml", tmp_path / "questions")
    return Course(tmp_path, capsys)


@pytest.mark.parametrize("kind", list(ItemType))
def test_a_new_item_is_a_draft_behind_the_others(course: Course, kind: ItemType) -> None:
    """The file keeps every line that it had, and the new item can be read as it stands."""
    file = course.root / "questions" / "metric-learning.yaml"
    before = file.read_text("utf-8")
    assert course.typed("new", "fresh", "--type", kind.value, "--topic", "metric-learning", "--no-edit") == 0
    assert file.read_text("utf-8").startswith(before.rstrip())
    bank = Workspace(course.root).bank()
    assert not bank.problems
    assert (bank.items[-1].id, bank.items[-1].type, bank.items[-1].status) == ("fresh", kind, Status.DRAFT)
    assert course.out.startswith(f"{bank.where['fresh']}  fresh  {kind.value}")


def test_a_new_topic_begins_a_file(course: Course) -> None:
    """The first item of a topic needs its module; a dry run writes nothing; the second stands beside the first."""
    words = ("--topic", "tools", "--no-edit")
    file = course.root / "questions" / "tools.yaml"
    assert course.typed("new", "one", *words) == 2 and "--module" in course.err
    new = (*words, "--module", "agents", "--part", "second")
    assert course.typed("new", "one", *new, "--dry-run") == 0 and not file.exists()
    assert course.typed("new", "one", *new) == 0 and course.typed("new", "two", *words) == 0
    items = Workspace(course.root).bank().items[-2:]
    assert [(i.id, i.topic, i.module, i.part) for i in items] == [
        ("one", "tools", "agents", "second"),
        ("two", "tools", "agents", "second"),
    ]


@pytest.mark.parametrize(
    ("item_id", "text", "code", "said"),
    [
        ("taken", "topic: t\nmodule: m\npart: first\nitems:\n- {id: taken, type: true-false, stem: s, correct: no}\n", 6,
         "the id taken is taken by questions/t.yaml:5"),
        ("Not Good", "topic: t\nmodule: m\npart: first\nitems:\n", 3, "write not-good"),
        ("x", "items: []\ntopic: t\nmodule: m\npart: first\n", 3, "nothing was written"),
        ("x", "a: [", 3, "nothing was written"),
    ],
)  # fmt: skip
def test_nothing_is_written_where_the_item_would_not_be_read(
    course: Course, item_id: str, text: str, code: int, said: str
) -> None:
    """An id that is taken or is none, and a file that cannot take an item at its end: the file stays as it was."""
    file = course.root / "questions" / "t.yaml"
    file.write_text(text, "utf-8")
    assert course.typed("new", item_id, "--topic", "t", "--no-edit") == code
    assert said in course.err and file.read_text("utf-8") == text


def test_a_preview_shows_the_question_and_its_solution(course: Course) -> None:
    """A draft is shown as PDF and as pictures, named by its id; an unknown id writes nothing."""
    course.typed("new", "fresh", "--topic", "metric-learning", "--no-edit")
    assert course.typed("preview", "fresh", "nobody") == 3 and "nobody" in course.err
    folder = course.root / "out" / "preview"
    assert not folder.exists()
    assert course.typed("preview", "fresh", "--png") == 0
    pdf = pypdfium2.PdfDocument(folder / "fresh.pdf")
    text = "".join(page.get_textpage().get_text_range() for page in pdf)
    assert "Ask for one thing, here about fresh" in text and "Why it is so" in text
    assert len(list(folder.glob("fresh*.png"))) == len(pdf)
    (folder / "fresh.9.png").write_bytes(b"a page that is no more")
    assert course.typed("preview", "fresh", "--png") == 0
    assert len(list(folder.glob("fresh*.png"))) == len(pdf)


def test_a_preview_of_the_bank_says_that_items_are_missing(course: Course) -> None:
    """An item that cannot be read is not shown, and that is said; a preview of others is whole."""
    head = "topic: t\nmodule: m\npart: first\nitems:\n"
    good = "- {id: good, type: true-false, stem: Is it?, correct: yes}\n"
    (course.root / "questions" / "metric-learning.yaml").unlink()
    (course.root / "questions" / "t.yaml").write_text(head + good + "- {id: bad, type: none}\n", "utf-8")
    assert course.typed("preview") == 0 and "some items cannot be read" in course.err
    assert course.typed("preview", "good") == 0 and not course.err


@pytest.mark.slow
def test_a_preview_of_the_bank_is_a_paper_a_topic(course: Course) -> None:
    """Without an id all items are shown, enemies and more options than a form prints among them."""
    assert course.typed("preview") == 0
    pdf = pypdfium2.PdfDocument(course.root / "out" / "preview" / "metric-learning.pdf")
    text = "".join(page.get_textpage().get_text_range() for page in pdf).replace("\r\n", " ")
    assert str(len(Workspace(course.root).bank().items)) in text
