"""`grader import`: typed answers into the records."""

import hashlib
from pathlib import Path
from typing import Annotated

import typer

from grader.cli.app import (
    CourseOption,
    DryRunOption,
    JsonOption,
    ReasonOption,
    SittingArgument,
    actor,
    app,
    open_sitting,
    say,
    show_json,
    show_problems,
)
from grader.errors import InputError, PeopleNeeded, errors_of, in_order


@app.command(
    "import",
    epilog="Example: grader import 2026-04-15-mid-course answers.csv --dry-run",
)
def import_(
    sitting: SittingArgument,
    file: Annotated[
        Path, typer.Argument(help="A CSV or XLSX file; exports of Moodle and Microsoft Forms too.")
    ],
    form: Annotated[str, typer.Option(help="The form of rows that name none, such as A.")] = "",
    replace: Annotated[
        bool,
        typer.Option("--replace", help="Where the file differs from an earlier import, the file counts."),
    ] = False,
    reason: ReasonOption = "",
    dry_run: DryRunOption = False,
    json: JsonOption = False,
    course: CourseOption = None,
) -> None:
    """Record the typed answers in FILE for SITTING; what cannot be taken is listed and waits for you."""
    from grader import tables, workspace
    from grader.gradebook.final import leftovers
    from grader.marks.roster import read_students
    from grader.reading.merge import merge
    from grader.reading.typed import read_typed

    if replace and not reason.strip():
        raise typer.BadParameter("--replace changes what was recorded: say why with --reason")
    place = workspace.find(course)
    where = place.sitting(sitting)
    exam = where.exam()
    letters = [known.letter for known in exam.forms]
    if form and form.upper() not in letters:
        raise typer.BadParameter(f"--form {form}: the forms of {sitting} are {', '.join(letters)}")
    students, wrong = read_students(tables.read(place.root / "students.csv", "students.csv"), place.course())
    if errors_of(wrong):
        raise InputError("students.csv must be corrected before answers are matched with it", problems=wrong)
    table = tables.read(file, str(file))

    with open_sitting(place, where, writes=not dry_run) as records:
        copies, responses = records.copies(sitting), records.responses(sitting)
        typed = read_typed(table, exam, students, copies=copies, form=form)
        merged = merge(exam, typed, copies, responses, replace=replace)
        told = {left.file: (left.students, left.rows) for left in leftovers(records, sitting)}
        news = told.get(file.name, ((), 0)) != (merged.untaken, typed.strangers)
        if (merged.copies or merged.responses or news) and not dry_run:
            source = {
                "file": file.name,
                "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
                "untaken": merged.untaken,
                "strangers": typed.strangers,
            }
            records.save_responses(
                sitting, merged.responses, actor=actor(), source=source, reason=reason, copies=merged.copies
            )

    problems = in_order(merged.problems)
    counts = {
        "papers": len(typed.papers),
        "copies": len(merged.copies),
        "responses": len(merged.responses),
        "unchanged": merged.unchanged,
    }
    if json:
        show_json(
            {
                "sitting": sitting,
                "file": str(file),
                "dry_run": dry_run,
                "columns": dict(typed.meanings),
                "notes": table.notes,
                **counts,
                "untaken": merged.untaken,
                "strangers": typed.strangers,
                "problems": [str(problem) for problem in problems],
            }
        )
    else:
        for column, meaning in typed.meanings:
            print(f"{column}  =  {meaning}")
        print("would record: " if dry_run else "recorded: ", end="")
        print(
            f"{len(merged.responses)} answers of {len(typed.papers)} papers ({len(merged.copies)} copies new or changed)"
        )
        if merged.unchanged:
            print(f"already recorded: {merged.unchanged} answers")
    for note in table.notes:
        say(f"{file}: {note}")
    if serious := errors_of(problems):
        what = f"{len(serious)} things in {file} wait for you; everything else is {'fine' if dry_run else 'recorded'}"
        raise PeopleNeeded(what, hint="correct the file and import it again", problems=problems)
    show_problems(problems)
