"""`grader export`: the grade sheet and its other shapes; what is published changes later only with a reason."""

from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from grader.cli.app import CourseOption, DryRunOption, JsonOption, actor, app, say, show_json, show_problems
from grader.cli.marks import ProvisionalOption, SessionOption, exam_date

FEW = 5  # a list with fewer students tells who is who


@app.command(epilog="Example: grader export --publication --moodle")
def export(
    course: CourseOption = None,
    session: SessionOption = "",
    publication: Annotated[
        bool, typer.Option("--publication", help="Also a list of matricola and outcome only.")
    ] = False,
    moodle: Annotated[bool, typer.Option("--moodle", help="Also a CSV for Moodle's gradebook.")] = False,
    only: Annotated[
        Path | None,
        typer.Option(
            help="With --moodle: the course's participants; others would stop its import.", show_default=False
        ),
    ] = None,
    excel_it: Annotated[
        bool, typer.Option("--excel-it", help="CSV for an Italian Excel: semicolons, decimal commas.")
    ] = False,
    provisional: ProvisionalOption = False,
    reason: Annotated[str, typer.Option(help="Why published marks change; kept in the records.")] = "",
    json_: JsonOption = False,
    dry_run: DryRunOption = False,
) -> None:
    """Write the grade sheet (CSV and XLSX) and record what was published; a correction needs --reason."""
    from grader import tables, workspace
    from grader.files import atomic_write, locked
    from grader.gradebook import sealed, sheets
    from grader.gradebook.inputs import gather, heads
    from grader.gradebook.publishing import changes, publish
    from grader.gradebook.reckoning import reckon, refuse_pending
    from grader.records import open_records

    if only and not moodle:
        raise typer.BadParameter("the participants are for --moodle", param_hint="--only")
    day, place = exam_date(session), workspace.find(course)
    whole, out = day is None, place.root / "out"
    lock = nullcontext() if dry_run else locked(out / ".lock")
    with lock, open_records(place.database, create=not dry_run) as book:
        files = gather(place, book)
        found = reckon(files, session=day, provisional=provisional)
        refuse_pending(found)
        show_problems(found.problems)
        changed = changes(book, found, whole_class=whole, reason=reason)
        written = sheets.grade_sheets(found, day, excel_it=excel_it)
        sheet = next(iter(written.values()))
        left_out: tuple[str, ...] = ()
        if publication:
            written |= sheets.publication_sheet(found, day, excel_it=excel_it)
        if moodle:
            table, left_out = sheets.moodle_sheet(
                found, day, participants=tables.read(only) if only else None
            )
            written |= table
        name = sealed.name_of(files, day, provisional)
        if not dry_run:
            sealed.write(out / name, files, found, heads(book), session=day)
            publish(book, found, sheet=sheet, sealed=name, whole_class=whole, actor=actor(), reason=reason)
            for file, content in written.items():
                atomic_write(out / file, content)
    if json_:
        show_json(
            {
                "files": [str(out / file) for file in written],
                "sealed": str(out / name),
                "changed": [asdict(change) for change in changed],
                "left_out": left_out,
                "dry_run": dry_run,
            }
        )
    else:
        for file, content in written.items():
            print(f"{out / file}{f' ({len(content)} bytes, not written)' if dry_run else ''}")
    for change in changed:
        say(f"{'would change' if provisional or dry_run else 'changed'}: {change}")
    if left_out:
        say(f"not among the participants, and left out of Moodle's table: {', '.join(left_out)}")
    if publication and len(found.marks) < FEW:
        say(f"warning: a list of {len(found.marks)} tells who is who; think before you publish it")
