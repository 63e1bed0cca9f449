"""Where things are, and how a course begins."""

from pathlib import Path

import pytest
from small_exam import exam

from grader import workspace
from grader.errors import InputError, Refused


def test_a_course_is_found_from_below(tmp_path: Path) -> None:
    """Commands work from any folder inside the course."""
    made = workspace.init(tmp_path / "dl")
    assert workspace.find(made.root / "questions" / "assets") == made


def test_outside_a_course_the_message_says_what_to_do(tmp_path: Path) -> None:
    """A command outside any course names the folder and `grader init`."""
    with pytest.raises(InputError, match=r"not inside a course.*grader init my-course"):
        workspace.find(tmp_path)


def test_init_never_writes_into_a_folder_with_files(tmp_path: Path) -> None:
    """An existing folder with anything in it is refused and left as it was."""
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(Refused, match="exists and is not empty"):
        workspace.init(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_init_hides_what_is_personal(tmp_path: Path) -> None:
    """Rosters, sittings and records never enter version control."""
    made = workspace.init(tmp_path / "dl")
    ignored = (made.root / ".gitignore").read_text().split()
    assert {"/students.csv", "/enrolled/", "/projects.csv", "/labs.csv", "/sittings/", "/records.db*"} <= set(
        ignored
    )


def test_the_repository_is_the_course_that_init_writes(tmp_path: Path) -> None:
    """What init writes is byte for byte what lies in the root of a checkout."""
    made = workspace.init(tmp_path / "dl")
    for name in workspace.SAMPLE:
        source = workspace.bundled(name)
        files = [source] if source.is_file() else [path for path in source.rglob("*") if path.is_file()]
        assert files
        for path in files:
            assert (made.root / path.relative_to(source.parent)).read_bytes() == path.read_bytes()


def test_an_unknown_sitting_or_blueprint_lists_the_known_ones(tmp_path: Path) -> None:
    """A mistyped name is answered with the names that exist."""
    made = workspace.init(tmp_path / "dl")
    with pytest.raises(InputError, match=r"no blueprint exams/midcourse.yaml -> there are: .*mid-course"):
        made.blueprint("midcourse")
    with pytest.raises(InputError, match=r"no sitting 2026-04-15-mid-course -> there are: none yet"):
        made.sitting("2026-04-15-mid-course")


def test_the_database_is_beside_the_course_unless_said_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite beside course.yaml by default; GRADER_DATABASE names a server."""
    monkeypatch.delenv("GRADER_DATABASE", raising=False)
    assert workspace.Workspace(tmp_path).database == f"sqlite:///{tmp_path}/records.db"
    monkeypatch.setenv("GRADER_DATABASE", "postgresql+psycopg://db/grader")
    assert workspace.Workspace(tmp_path).database == "postgresql+psycopg://db/grader"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("", "Invalid JSON: EOF while parsing a value at line 1 column 0"),
        ('{"id": "2026-04-15-mid-course"', "Invalid JSON"),
        ("{}", "Field required"),
        ('"\\ud800"', "Invalid JSON"),
    ],
)
def test_a_damaged_sealed_exam_says_what_to_do(tmp_path: Path, content: str, what: str) -> None:
    """Half a file, an empty one or another's is an error with its name and a cure, not a traceback."""
    sitting = workspace.Workspace(tmp_path).new_sitting("2026-04-15-mid-course")
    sitting.folder.mkdir(parents=True)
    sitting.lock_file.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as wrong:
        sitting.exam()
    assert str(wrong.value).startswith(
        f"sittings/2026-04-15-mid-course/exam.lock.json cannot be read: {what}"
    )
    assert "restore it from a copy" in wrong.value.hint


def test_a_sealed_exam_counts_only_in_its_own_folder(tmp_path: Path) -> None:
    """The records know a sitting by its id: a renamed or copied folder would lose them in silence."""
    sitting = workspace.Workspace(tmp_path).new_sitting("renamed")
    sitting.folder.mkdir(parents=True)
    sitting.lock_file.write_text(exam().model_dump_json(), encoding="utf-8")
    with pytest.raises(InputError, match="is the exam of 2026-04-15-mid-course"):
        sitting.exam()
