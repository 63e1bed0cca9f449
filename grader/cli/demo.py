"""`grader demo`: the whole way on the sample course, by the same commands that a person types.

The class is invented. Every command is safe to repeat, so a demo that was interrupted goes on where it
stopped, and a second one changes nothing.
"""

import shlex
from contextlib import chdir
from pathlib import Path
from typing import Annotated

import typer

from grader.cli.app import app, say
from grader.cli.simulate import refuse_real_class
from grader.errors import PeopleNeeded

FIRST = """
check
assemble practice --date 2026-03-02
print 2026-03-02-practice
"""
TEST = """
assemble {blueprint} --date {date}
print {sitting}
simulate answers {sitting} sittings/{sitting}/answers.csv --seed {seed}
import {sitting} sittings/{sitting}/answers.csv
score {sitting}
review {sitting} --all --export sittings/{sitting}/out/review.csv
simulate decisions sittings/{sitting}/out/review.csv
review {sitting} --import sittings/{sitting}/out/review.csv --reason 'read by the invented instructor'
score {sitting}
"""
LAST = """
marks
export --publication --moodle --reason demonstration
status
"""
TESTS = (("mid-course", "2026-04-15"), ("end-of-course", "2026-06-10"))
WORTH_OPENING = (
    ("sittings/*/print/practice*.pdf", "examples with solutions, for publication"),
    ("sittings/*/print/booklet-A.pdf", "a test as students get it"),
    ("sittings/*/print/key-A.pdf", "its key, with explanations and rubrics"),
    ("sittings/*/out/review.csv", "open answers with suggestions and decisions"),
    ("out/marks.csv", "the grade sheet"),
    ("out/marks.xlsx", "the grade sheet for a spreadsheet"),
    ("out/publication.csv", "the list to publish: matricola and outcome only"),
)


@app.command(epilog="Example: grader demo try-it")
def demo(
    folder: Annotated[Path, typer.Argument(help="A new folder, or an earlier demo to go on with.")] = Path(
        "demo"
    ),
    seed: Annotated[int, typer.Option(help="Another number, another class.")] = 1,
) -> None:
    """Walk the whole way in FOLDER with an invented class of 40, from the bank to the grade sheet."""
    from grader import workspace

    say(
        "This is a demonstration: the students, their answers and the instructor's decisions are all invented."
    )
    if (folder / "course.yaml").is_file():
        course = workspace.Workspace(folder.resolve())
        refuse_real_class(course)
    else:
        course = workspace.init(folder)
    with chdir(course.root):
        for line in commands(seed):
            _run(line)
    say(f"\nDone, with an invented class. Worth opening in {folder}:")
    for pattern, meaning in WORTH_OPENING:
        for path in sorted(course.root.glob(pattern)):
            print(f"{folder / path.relative_to(course.root)}  {meaning}")


def commands(seed: int) -> list[str]:
    """The command lines of the walk, in order, without the word `grader`."""
    tests = "".join(
        TEST.format(blueprint=name, date=date, sitting=f"{date}-{name}", seed=seed) for name, date in TESTS
    )
    return (FIRST + tests + LAST).strip().replace("\n\n", "\n").splitlines()


def _run(line: str) -> None:
    """Show a command and run it; go on when only people are needed, stop with its exit code otherwise."""
    say(f"\n$ grader {line}")
    try:
        code = app(shlex.split(line), standalone_mode=False)
    except PeopleNeeded as needed:
        say(str(needed))
        return
    if code not in (0, None, PeopleNeeded.exit_code):
        raise typer.Exit(code)
