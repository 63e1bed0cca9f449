"""`grader import`: typed answers into the records."""

import hashlib
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.app import (
    CourseOption,
    DryRunOption,
    JsonOption,
    ReasonOption,
    SittingArgument,
    actor,
    app,
    folder_there,
    open_sitting,
    refuse_practice,
    say,
    show_json,
    show_problems,
)
from grader.errors import PeopleNeeded, Refused, errors_of, in_order
from grader.model.kinds import Counts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from grader.model.roster import Student
    from grader.reading.whose import Doubtful


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
    attempt: Annotated[
        Counts | None,
        typer.Option(help="Which of a student's attempts on a platform counts.", show_default=False),
    ] = None,
    unfinished: Annotated[
        bool, typer.Option("--unfinished", help="Take attempts that were never submitted as they stand.")
    ] = False,
    people: Annotated[
        Path | None, typer.Option(help="A list of people that you completed, as --export-people wrote it.")
    ] = None,
    export_people: Annotated[
        Path | None,
        typer.Option(help="Write whom you must confirm into this CSV or XLSX file.", callback=folder_there),
    ] = None,
    reason: ReasonOption = "",
    dry_run: DryRunOption = False,
    json: JsonOption = False,
    course: CourseOption = None,
) -> None:
    """Record the typed answers in FILE for SITTING; what cannot be taken is listed and waits for you."""
    from grader import tables, workspace
    from grader.cli.enrolled import students_of
    from grader.gradebook.final import leftovers
    from grader.reading import confirm
    from grader.reading.merge import merge
    from grader.reading.typed import read_typed

    if replace and not reason.strip():
        raise typer.BadParameter("--replace changes what was recorded: say why with --reason")
    place = workspace.find(course)
    where = place.sitting(sitting)
    exam = where.exam()
    refuse_practice(exam)
    letters = [known.letter for known in exam.forms]
    if form and form.upper() not in letters:
        raise typer.BadParameter(f"--form {form}: the forms of {sitting} are {', '.join(letters)}")
    students = students_of(place, "answers are matched with it")
    confirmed = confirm.read(tables.read(people, str(people)), students) if people else {}
    table = tables.read(file, str(file))

    with open_sitting(place, where, writes=not dry_run) as records:
        copies, responses = records.copies(sitting), records.responses(sitting)
        typed = read_typed(
            table,
            exam,
            list(students.values()),
            copies=copies,
            form=form,
            counts=attempt,
            unfinished=unfinished,
            confirmed=confirmed,
        )
        merged = merge(exam, typed, copies, responses, replace=replace)
        told = {left.file: (left.students, left.rows) for left in leftovers(records, sitting)}
        news = told.get(file.name, ((), 0)) != (merged.untaken, typed.strangers)
        if (merged.copies or merged.responses or news) and not dry_run:
            source = {
                "file": file.name,
                "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
                "untaken": merged.untaken,
                "strangers": typed.strangers,
                **({"people": hashlib.sha256(people.read_bytes()).hexdigest()} if people else {}),
            }
            records.save_responses(
                sitting, merged.responses, actor=actor(), source=source, reason=reason, copies=merged.copies
            )

    if export_people and not dry_run:
        _export_people(export_people, typed.doubtful, students)
    problems = in_order(merged.problems)
    counts = {
        "papers": len({response.copy_number for response in merged.responses}),  # that something came of
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
                "people": [asdict(one) for one in typed.doubtful],
                "problems": [str(problem) for problem in problems],
            }
        )
    else:
        for column, meaning in typed.meanings:
            print(f"{column}  =  {meaning}")
        print("would record: " if dry_run else "recorded: ", end="")
        print(
            f"{len(merged.responses)} answers of {counts['papers']} papers ({len(merged.copies)} copies new or changed)"
        )
        if merged.unchanged:
            print(f"already recorded: {merged.unchanged} answers")
        if export_people:
            print(f"{'would write' if dry_run else 'wrote'} {export_people} ({len(typed.doubtful)} people)")
    for note in table.notes:
        say(f"{file}: {note}")
    if serious := errors_of(problems):
        what = f"{len(serious)} things in {file} wait for you; everything else is {'fine' if dry_run else 'recorded'}"
        hint = "correct the file and import it again"
        if typed.doubtful:
            hint += "; who somebody is you can also say in a list: --export-people FILE, then --people FILE"
        raise PeopleNeeded(what, hint=hint, problems=problems)
    show_problems(problems)


def _export_people(path: Path, doubtful: "Sequence[Doubtful]", students: "Mapping[str, Student]") -> None:
    """Write the people who must be confirmed; a list that somebody filled in is not overwritten."""
    from grader import tables
    from grader.files import atomic_write
    from grader.reading import confirm

    if path.exists() and any(row.cells.get("student_id") for row in tables.read(path, str(path)).rows):
        raise Refused(f"{path} holds ids", hint="import with --people first, or give another file name")
    rows = confirm.rows(doubtful, students)
    xlsx = path.suffix.lower() == ".xlsx"
    atomic_write(path, tables.to_xlsx(confirm.HEADER, rows) if xlsx else tables.to_csv(confirm.HEADER, rows))
