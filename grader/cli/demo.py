"""`grader demo`: the whole way on the sample course, by the same commands that a person types.

The class is invented. Every command is safe to repeat, so a demo that was interrupted goes on where it
stopped, and a second one changes nothing.
"""

import shlex
from contextlib import chdir
from pathlib import Path
from typing import Annotated

import typer

from grader import tables
from grader.cli.app import app, say
from grader.cli.simulate import refuse_real_class
from grader.errors import PeopleNeeded

FIRST = """
# Before the exams: is everything in order?
check
assemble practice --date 2026-03-02
print 2026-03-02-practice
"""
TYPED = """
# {title}: answered on screen, so its answers come as a table
assemble {blueprint} --date {date}
print {sitting}
simulate answers {sitting} sittings/{sitting}/answers.csv --seed {seed}
import {sitting} sittings/{sitting}/answers.csv
score {sitting}
"""
PAPER = """
# {title}: on paper. A sheet for everyone with the name on it, and some without for whoever needs one
assemble {blueprint} --date {date}
print {sitting} --only key
print {sitting} --copies personalised --spare 4
# The exam is held, and not everything goes well. The sheets are scanned as they lie
simulate scans {sitting} {scans}.pdf --dpi 150 --mishaps --seed {seed}
read {sitting} {scans}.pdf
# What only people in the room know is typed in
@notes {scans}-notes.csv
# What is not certain, and what is handwritten, goes to people with pictures and comes back
review {sitting} --export-doubts -> sittings/{sitting}/out/doubts.html
simulate decisions sittings/{sitting}/out/doubts.csv --meant {scans}-answers.csv
review {sitting} --import-doubts --reason 'looked at the pictures'
score {sitting}
"""
OPEN = """
# Open answers have suggestions; the points are given by people
review {sitting} --all --export sittings/{sitting}/out/review.csv -> sittings/{sitting}/out/review.csv
simulate decisions sittings/{sitting}/out/review.csv
review {sitting} --import sittings/{sitting}/out/review.csv --reason 'read by the invented instructor'
score {sitting}
# What the exam says about its questions. A sheet for each student comes with: grader feedback {sitting}
report {sitting}
"""
LAST = """
# Tests, project and laboratories become marks
marks
export --publication --moodle --reason demonstration
status
"""
TESTS = (
    ("Mid-course test", "mid-course", "2026-04-15", TYPED),
    ("End-of-course test", "end-of-course", "2026-06-10", PAPER),
)
WORTH_OPENING = (
    ("sittings/*/print/practice*.pdf", "examples with solutions, for publication"),
    ("sittings/*/print/booklet-A.pdf", "a test as students get it"),
    ("sittings/*/print/key-A.pdf", "its key, with explanations and rubrics"),
    ("sittings/*/print/questions-A.pdf", "the questions of a test on paper"),
    ("sittings/*/print/copies.pdf", "its answer sheets, one a student"),
    ("sittings/*/scans/stack.pdf", "what the scanner gave, in the order in which it lay"),
    ("sittings/*/out/doubts.html", "what paper left open, with pictures"),
    ("sittings/*/out/review.csv", "open answers with suggestions and decisions"),
    ("sittings/*/out/report.pdf", "how the exam and each question did"),
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
            _do(line)
    say(f"\nDone, with an invented class. Worth opening in {folder}:")
    for pattern, meaning in WORTH_OPENING:
        for path in sorted(course.root.glob(pattern)):
            print(f"{folder / path.relative_to(course.root)}  {meaning}")


def commands(seed: int) -> list[str]:
    """The lines of the walk in order: command lines without the word `grader`, and headings after a #.

    After an arrow stands the file that a line makes: what is filled in there is not to be written anew when an
    interrupted walk goes on. A line `@notes FILE` stands for the commands that were noted in a file on the day.
    """
    tests = "".join(
        (template + OPEN).format(
            title=title,
            blueprint=name,
            date=date,
            sitting=f"{date}-{name}",
            scans=f"sittings/{date}-{name}/scans/stack",
            seed=seed,
        )
        for title, name, date, template in TESTS
    )
    return [line for line in (FIRST + tests + LAST).splitlines() if line]


def _do(line: str) -> None:
    """Show a heading, type what was noted, or run a command unless what it makes is there."""
    if line.startswith("# "):
        say(f"\n== {line[2:]}")
        return
    if line.startswith("@notes "):
        for note in tables.read(Path(line.split(maxsplit=1)[1])).rows:
            if command := note.cells["what to type"]:
                _run(command)
        return
    command, _, made = line.partition(" -> ")
    if not (made and Path(made).exists()):
        _run(command)


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
