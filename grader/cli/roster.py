"""`grader roster import`: a university's list into the class, or into who is enrolled on an exam date."""

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.app import CourseOption, DryRunOption, JsonOption, app, say, show_json, show_problems
from grader.cli.marks import exam_date

if TYPE_CHECKING:
    from collections.abc import Iterable

    from grader.model.roster import Student
    from grader.workspace import Workspace

roster_app = typer.Typer(help="The class, from your university's lists.", no_args_is_help=True)
app.add_typer(roster_app, name="roster")


@roster_app.command("import", epilog="Example: grader roster import list.xls --session 2026-06-24 --dry-run")
def import_roster(
    file: Annotated[Path, typer.Argument(help="XLSX, XLS or CSV; whatever stands above the header.")],
    session: Annotated[
        str,
        typer.Option(
            "--session", help="It is the list of this exam date: write enrolled/DATE.csv.", metavar="DATE"
        ),
    ] = "",
    profile: Annotated[
        str,
        typer.Option(
            help="A profile that says the headings, if they are not found.", metavar="NAME|FILE.yaml"
        ),
    ] = "",
    excel_it: Annotated[
        bool, typer.Option("--excel-it", help="Write for an Italian Excel: semicolons, decimal commas.")
    ] = False,
    course: CourseOption = None,
    json_: JsonOption = False,
    dry_run: DryRunOption = False,
) -> None:
    """Take a university's list into students.csv; shows who came, who left and whose name changed."""
    from grader import tables, workspace
    from grader.files import atomic_write, locked
    from grader.gradebook.outgoing import kept_as
    from grader.gradebook.template import profile_named
    from grader.marks.listed import headings_of, read_listing
    from grader.marks.roster_change import enrolment_change, update_roster
    from grader.model.university import ListColumns

    day, place = exam_date(session), workspace.find(course)
    words = profile_named(place.root, profile) if profile else ListColumns()
    found = read_listing(
        tables.grids(tables.read_content(file, file.name), file.name),
        headings_of(words),
        place.course(),
        sheet=getattr(words, "sheet", ""),
    )
    with nullcontext() if dry_run else locked(place.root / "out" / ".lock"):
        before = _students(place)
        change = update_roster(before, found)
        after = {student.student_id: student for student in change.students}
        came, left = change.came, change.left
        written: dict[str, bytes] = {}
        if change.came or change.renamed:
            written["students.csv"] = _roster(change.students, excel_it=excel_it)
        if day:
            name = f"enrolled/{day}.csv"
            old = _enrolled(place, name, before)
            came, left = enrolment_change(old or (), found)
            if old is None or came or left:
                people = (after[person.student_id] for person in found.people)
                rows = [(student.student_id, student.surname, student.name) for student in people]
                written[name] = tables.to_csv(("student_id", "surname", "name"), rows, excel_it=excel_it)
        kept = {}
        for name in written:
            if (place.root / name).is_file():
                content = (place.root / name).read_bytes()
                kept[f"out/{kept_as(name, content)}"] = content
        if not dry_run:
            for path, content in {**kept, **written}.items():
                atomic_write(place.root / path, content)
    show_problems(found.problems)
    if json_:
        show_json(
            {
                "people": len(found.people),
                "new_in_class": change.came,
                "came": came,
                "left": left,
                "renamed": [
                    {"student_id": each.student_id, "before": each.before, "after": each.after}
                    for each in change.renamed
                ],
                "files": [str(place.root / name) for name in written],
                "kept": [str(place.root / name) for name in kept],
                "dry_run": dry_run,
            }
        )
    else:
        _show("+", (after[id_] for id_ in came))
        _show("-", (after[id_] for id_ in left))
        for each in change.renamed:
            print(f"~ {each}")
        for name, content in written.items():
            print(f"{place.root / name}{f' ({len(content)} bytes, not written)' if dry_run else ''}")
    what = f"enrolled on {day}" if day else "in the class"
    say(
        f"{len(found.people)} on the list: {len(came)} new {what}, {len(left)} no longer, {len(change.renamed)} changed"
    )
    if day and change.came:
        say(f"new in students.csv: {', '.join(change.came)}")
    if left and not day:
        say("who is no longer on the list stays in students.csv: take the line out if they left the course")
    if kept:
        say(f"kept as it was: {', '.join(kept)}")


def _students(place: "Workspace") -> "dict[str, Student]":
    from grader.cli.enrolled import students_of

    return students_of(place) if (place.root / "students.csv").is_file() else {}


def _enrolled(place: "Workspace", name: str, students: "dict[str, Student]") -> tuple[str, ...] | None:
    """Who is enrolled so far; none where there is no such list."""
    from grader import tables
    from grader.errors import InputError, errors_of
    from grader.marks.roster import read_enrolment

    if not (place.root / name).is_file():
        return None
    ids, wrong = read_enrolment(tables.read(place.root / name, name), place.course(), students)
    if errors_of(wrong):
        raise InputError(f"{name} must be corrected before it is compared with a list", problems=wrong)
    return ids


def _roster(students: "Iterable[Student]", *, excel_it: bool) -> bytes:
    from grader import tables
    from grader.marks.roster import STUDENT_COLUMNS

    rows = [(s.student_id, s.surname, s.name, s.email, s.profile.value, s.time_factor) for s in students]
    return tables.to_csv(STUDENT_COLUMNS, rows, excel_it=excel_it)


def _show(sign: str, students: "Iterable[Student]") -> None:
    for student in students:
        print(f"{sign} {student.student_id} {student.surname} {student.name}".rstrip())
