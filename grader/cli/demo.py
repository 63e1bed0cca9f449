"""`grader demo`: the whole way on the sample course, by the same commands that a person types.

The class is invented. Every step is safe to repeat, so a demo that was interrupted goes on where it
stopped, and a second one changes nothing.
"""

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.app import app, say

if TYPE_CHECKING:
    from grader.demo.classroom import Texts
    from grader.workspace import Workspace

TESTS = (("mid-course", "2026-04-15"), ("end-of-course", "2026-06-10"))
SessionDate = "2026-06-10"


@app.command(epilog="Example: grader demo try-it")
def demo(
    folder: Annotated[Path, typer.Argument(help="A new folder, or an earlier demo to go on with.")] = Path(
        "demo"
    ),
    seed: Annotated[int, typer.Option(help="Another number, another class.")] = 1,
) -> None:
    """Walk the whole way in FOLDER with an invented class of 40, from the bank to the grade sheet."""
    say(
        "This is a demonstration: the students, their answers and the instructor's decisions are all invented."
    )
    course = _open_course(folder)
    texts = _graded_texts()
    _run(course, "check")
    _run(course, "assemble", "practice", "--date", "2026-03-02")
    _run(course, "print", "2026-03-02-practice")
    for blueprint, date in TESTS:
        _run(course, "assemble", blueprint, "--date", date)
        _run(course, "print", f"{date}-{blueprint}")
        _sit_and_decide(course, f"{date}-{blueprint}", texts, seed)
    _run(course, "marks")
    _run(course, "export", "--reason", "demonstration")
    _tell_what_to_open(course)


def _open_course(folder: Path) -> "Workspace":
    """A new sample course, or the untouched one that an earlier demo left."""
    from grader import workspace
    from grader.errors import Refused

    if (folder / "course.yaml").is_file():
        for name in ("course.yaml", "students.csv"):
            if (folder / name).read_bytes() != workspace.bundled(name).read_bytes():
                raise Refused(
                    f"{folder} holds a course of its own ({name} is not the sample's)",
                    hint="give the demo a new folder; nothing was written",
                )
        return workspace.Workspace(folder.resolve())
    return workspace.init(folder)


def _graded_texts() -> "Texts":
    """The texts that the invented students draw from, by item."""
    from importlib.resources import files

    import yaml
    from pydantic import TypeAdapter

    from grader.demo.classroom import GradedAnswer

    adapter = TypeAdapter(dict[str, tuple[GradedAnswer, ...]])
    texts: dict[str, tuple[GradedAnswer, ...]] = {}
    for file in files("grader.demo").joinpath("answers").iterdir():
        texts |= adapter.validate_python(yaml.safe_load(file.read_text(encoding="utf-8")))
    return texts


def _sit_and_decide(course: "Workspace", sitting: str, texts: "Texts", seed: int) -> None:
    """The class answers, the answers are imported and scored, and the instructor decides."""
    from grader import tables
    from grader.demo.classroom import sit
    from grader.demo.instructor import decide
    from grader.files import atomic_write

    place = course.sitting(sitting)
    students = [row.cells["student_id"] for row in tables.read(course.root / "students.csv").rows]
    sat = sit(place.exam(), students, texts, seed=seed)
    say(f"  (the invented class answers: {len(sat.rows)} of {len(students)} come)")
    answers, sheet = place.folder / "answers.csv", place.out_folder / "review.csv"
    atomic_write(answers, tables.to_csv(sat.header, sat.rows))
    _run(course, "import", sitting, _below(course, answers))
    _run(course, "score", sitting)
    _run(course, "review", sitting, "--all", "--export", _below(course, sheet))
    say("  (the invented instructor fills the sheet's `points` column)")
    header, rows = decide(tables.read(sheet), texts)
    atomic_write(sheet, tables.to_csv(header, rows))
    _run(
        course,
        "review",
        sitting,
        "--import",
        _below(course, sheet),
        "--reason",
        "read by the invented instructor",
    )
    _run(course, "score", sitting)


def _below(course: "Workspace", path: Path) -> str:
    return str(path.relative_to(course.root))


def _run(course: "Workspace", *words: str) -> None:
    """Show a command as a person would type it, and run it; go on when only people are needed."""
    from contextlib import chdir

    from grader.errors import PeopleNeeded

    say(f"\n$ grader {shlex.join(words)}")
    with chdir(course.root):
        try:
            code = app(list(words), standalone_mode=False)
        except PeopleNeeded as needed:
            code, text = needed.exit_code, str(needed)
            say(text)
    if code not in (0, None, PeopleNeeded.exit_code):
        raise typer.Exit(code)


def _tell_what_to_open(course: "Workspace") -> None:
    say(f"\nDone, with an invented class. Worth opening in {course.root}:")
    wanted: Sequence[tuple[str, str]] = (
        ("sittings/*/print/booklet-A.pdf", "a test as students get it"),
        ("sittings/*/print/key-A.pdf", "its key, with explanations and rubrics"),
        ("sittings/*/print/practice.pdf", "examples with solutions, for publication"),
        ("sittings/*/out/review.csv", "open answers with suggestions and decisions"),
        ("out/marks.csv", "the grade sheet"),
    )
    for pattern, meaning in wanted:
        for path in sorted(course.root.glob(pattern)):
            print(f"{path}  {meaning}")
