"""`grader export`: the grade sheet and its other shapes; what is published changes later only with a reason."""

from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from grader.cli.app import CourseOption, DryRunOption, JsonOption, actor, app, say, show_json, show_problems
from grader.cli.marks import ProvisionalOption, SessionOption, exam_date

FEW = 5  # a list with fewer students tells who is who


@app.command(epilog="Example: grader export --session 2026-06-24 --profile esse3 --template list.xlsx")
def export(
    course: CourseOption = None,
    session: SessionOption = "",
    publication: Annotated[
        bool, typer.Option("--publication", help="Also a list of matricola and outcome only.")
    ] = False,
    moodle: Annotated[bool, typer.Option("--moodle", help="Also a CSV for Moodle's gradebook.")] = False,
    canvas: Annotated[bool, typer.Option("--canvas", help="Also a CSV for Canvas's gradebook.")] = False,
    only: Annotated[
        Path | None,
        typer.Option(
            help="With --moodle: the course's participants; others would stop its import. With --canvas: its own export.",
            show_default=False,
        ),
    ] = None,
    excel_it: Annotated[
        bool, typer.Option("--excel-it", help="CSV for an Italian Excel: semicolons, decimal commas.")
    ] = False,
    profile: Annotated[
        str,
        typer.Option(
            help="Also your university's own list with its marks filled in, as NAME or FILE.yaml explains it.",
            metavar="NAME|FILE.yaml",
        ),
    ] = "",
    template: Annotated[
        Path | None,
        typer.Option(help="With --profile: the list, XLSX (or XLS); it is not changed.", show_default=False),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace marks that the list has already; it is kept as it was.")
    ] = False,
    provisional: ProvisionalOption = False,
    reason: Annotated[str, typer.Option(help="Why published marks change; kept in the records.")] = "",
    json_: JsonOption = False,
    dry_run: DryRunOption = False,
) -> None:
    """Write the grade sheet (CSV and XLSX) and record what was published; a correction needs --reason.

    For an exam date or a list there are two more: who is to be registered, and who has a mark and is not
    enrolled (then the exit code is 4).
    """
    from grader import tables, workspace
    from grader.errors import PeopleNeeded
    from grader.files import atomic_write, locked
    from grader.gradebook import sealed
    from grader.gradebook.inputs import gather
    from grader.gradebook.outgoing import Asked, kept_as, outgoing
    from grader.gradebook.publishing import changes, publish, registered_marks
    from grader.gradebook.reckoning import reckon, refuse_pending
    from grader.gradebook.template import profile_named
    from grader.records import open_records

    if only and moodle == canvas:
        raise typer.BadParameter("the list is for --moodle or for --canvas, one of them", param_hint="--only")
    if bool(profile) != bool(template):
        raise typer.BadParameter("--profile explains the list that --template names: give both")
    if force and not profile:
        raise typer.BadParameter("it is about marks that the list of --template has", param_hint="--force")
    day, place = exam_date(session), workspace.find(course)
    whole, out = day is None, place.root / "out"
    asked = Asked(
        day=day,
        publication=publication,
        moodle=moodle,
        canvas=canvas,
        only=tables.read(only) if only else None,
        excel_it=excel_it,
        profile=profile_named(place.root, profile) if profile else None,
        template=tables.read_content(template, template.name) if template else b"",
        template_name=template.name if template else "",
        force=force,
    )
    lock = nullcontext() if dry_run else locked(out / ".lock")
    with lock, open_records(place.database, create=not dry_run) as book:
        files = gather(place, book)
        found = reckon(files, session=day, provisional=provisional)
        refuse_pending(found)
        show_problems(found.problems)
        changed = changes(book, found, whole_class=whole, reason=reason)
        everyone = found if whole else reckon(files, provisional=provisional)
        made = outgoing(asked, found, everyone, registered_marks(book))
        if made.kept and template:
            made.files[kept_as(template.name, made.kept)] = made.kept
        sheet = next(iter(made.files.values()))
        name = sealed.name_of(files, day, provisional)
        if not dry_run:
            sealed.write(out / name, files, found, book.heads(), session=day)
            publish(
                book,
                found,
                sheet=sheet,
                sealed=name,
                whole_class=whole,
                actor=actor(),
                reason=reason,
                registered=made.registered,
            )
            for file, content in made.files.items():
                atomic_write(out / file, content)
    absent = [mark.student_id for mark in made.not_enrolled]
    if json_:
        show_json(
            {
                "files": [str(out / file) for file in made.files],
                "sealed": str(out / name),
                "changed": [asdict(change) for change in changed],
                "left_out": made.left_out,
                "to_register": [mark.student_id for mark in made.registered],
                "not_enrolled": absent,
                "dry_run": dry_run,
            }
        )
    else:
        for file, content in made.files.items():
            print(f"{out / file}{f' ({len(content)} bytes, not written)' if dry_run else ''}")
    for change in changed:
        say(f"{'would change' if provisional or dry_run else 'changed'}: {change}")
    show_problems(made.problems)
    for note in made.notes:
        say(note)
    if publication and len(found.marks) < FEW:
        say(f"warning: a list of {len(found.marks)} tells who is who; think before you publish it")
    if absent:
        raise PeopleNeeded(
            f"{len(absent)} have a mark and are not enrolled: {', '.join(absent)}",
            hint="let them enrol, or register them at another exam date; not-enrolled has their names",
        )
