"""`grader marks`: components to final marks, sealed with everything they were worked out from; and why."""

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.app import CourseOption, DryRunOption, JsonOption, app, say, show_json, show_problems

if TYPE_CHECKING:
    from grader.gradebook.reckoning import Reckoned

marks_app = typer.Typer(invoke_without_command=True)
app.add_typer(marks_app, name="marks")

SessionOption = Annotated[
    str, typer.Option("--session", help="Only those enrolled on this exam date.", metavar="DATE")
]
ProvisionalOption = Annotated[
    bool, typer.Option("--provisional", help="Write marks although answers wait; the file says so.")
]


@marks_app.callback(epilog="Example: grader marks --session 2026-06-24")
def marks(
    context: typer.Context,
    course: CourseOption = None,
    session: SessionOption = "",
    provisional: ProvisionalOption = False,
    replay: Annotated[
        Path | None, typer.Option(help="Work out a sealed folder again and compare.", show_default=False)
    ] = None,
    json_: JsonOption = False,
    dry_run: DryRunOption = False,
) -> None:
    """Make final marks of tests, project and laboratories; exits 4 and writes nothing while answers wait."""
    context.obj = course  # `grader marks -C FOLDER explain ...`
    if context.invoked_subcommand:
        return
    from grader import workspace
    from grader.gradebook import sealed
    from grader.gradebook.inputs import gather
    from grader.gradebook.reckoning import reckon, refuse_pending
    from grader.records import open_records

    if replay is not None:
        count = sealed.replay(replay)
        if json_:
            show_json({"sealed": str(replay), "same": count})
        else:
            print(f"{replay}: worked out again, the same {count} marks")
        return
    day = exam_date(session)
    place = workspace.find(course)
    with open_records(place.database, create=False) as book:
        files, chains = gather(place, book), book.heads()
    found = reckon(files, session=day, provisional=provisional)
    refuse_pending(found)
    show_problems(found.problems)
    folder = place.root / "out" / sealed.name_of(files, day, provisional)
    if not dry_run:
        sealed.write(folder, files, found, chains, session=day)
    if json_:
        show_json({"sealed": str(folder), "marks": [mark.model_dump(mode="json") for mark in found.marks]})
    else:
        _show(found)
        print(f"{folder}{' (not written)' if dry_run else ''}")


@marks_app.command(epilog="Example: grader marks explain 0008700946")
def explain(
    context: typer.Context,
    student: Annotated[str, typer.Argument(help="The student's matricola.")],
    course: CourseOption = None,
    json_: JsonOption = False,
) -> None:
    """Say how a student's mark comes about, every step with its numbers; nothing is written."""
    from grader import workspace
    from grader.errors import InputError
    from grader.gradebook.inputs import gather
    from grader.gradebook.reckoning import reckon
    from grader.marks.columns import Line, check_known
    from grader.marks.explain import explain as in_words
    from grader.records import open_records

    place = workspace.find(course or context.obj)
    with open_records(place.database, create=False) as book:
        found = reckon(gather(place, book))
    known = found.class_list.students
    stranger = check_known(Line("STUDENT", {"student_id": student}), known)
    if stranger:
        raise InputError(stranger.what, hint=stranger.hint)
    mark = next(mark for mark in found.marks if mark.student_id == student)
    if json_:
        show_json(mark.model_dump(mode="json"))
    else:
        print("\n".join(in_words(mark, known[student])))


def exam_date(text: str, option: str = "--session") -> dt.date | None:
    """The date of an option, none when it is not given; a usage error when it is not a date."""
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise typer.BadParameter(f"{text} is not a date such as 2026-06-24", param_hint=option) from None


def _show(found: "Reckoned") -> None:
    """The marks as a table on stdout, by matricola, and their counts on stderr."""
    from grader.marks.sheet import label

    for mark in found.marks:
        print(f"{mark.student_id}  {label(mark):9}  {mark.route:12}  {mark.note}".rstrip())
    counts = Counter(mark.outcome.value for mark in found.marks)
    said = ", ".join(f"{n} {outcome}" for outcome, n in counts.most_common())
    say(f"{len(found.marks)} students: {said}{' (provisional)' if found.provisional else ''}")
