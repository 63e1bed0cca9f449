"""`grader record`: what people decide about a student, as events: withdrawn, absent, refused, lode, a route."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.app import (
    CourseOption,
    DryRunOption,
    JsonOption,
    ReasonOption,
    actor,
    app,
    say,
    show_json,
    show_problems,
)
from grader.model.kinds import Recordable

if TYPE_CHECKING:
    from grader.marks.class_list import ClassList
    from grader.model.course import Course
    from grader.model.mark import StatusEntry
    from grader.workspace import Workspace

OF_A_SITTING = (Recordable.WITHDRAWN, Recordable.ABSENT)
OF_THE_COURSE = (Recordable.LODE_CONFIRMED, Recordable.ROUTE)
OF_A_DAY = (Recordable.LODE_CONFIRMED, Recordable.REFUSED)  # they speak of the mark as it stood on a day


@app.command(epilog='Example: grader record 0008700946 route --value in-itinere --reason "e-mail of 20 June"')
def record(
    student: Annotated[str, typer.Argument(help="The student's matricola.")],
    status: Annotated[Recordable, typer.Argument(help="What is recorded.")],
    reason: ReasonOption,
    value: Annotated[str, typer.Option(help="With `route`: the route's name.")] = "",
    sitting: Annotated[
        str, typer.Option(help="The sitting; with `refused` none means the mark as it stands.")
    ] = "",
    on: Annotated[str, typer.Option(help="The day it happened, today by default.", metavar="DATE")] = "",
    undo: Annotated[
        bool, typer.Option("--undo", help="Take the same status back, as another event.")
    ] = False,
    course: CourseOption = None,
    json_: JsonOption = False,
    dry_run: DryRunOption = False,
) -> None:
    """Record withdrawn, absent, refused, lode-confirmed or the chosen route of STUDENT."""
    from grader import workspace
    from grader.cli.marks import exam_date
    from grader.errors import InputError
    from grader.gradebook.absences import contradictions
    from grader.gradebook.lists import gather_lists, lists_of, statuses
    from grader.model.event import COURSE, EventKind
    from grader.model.mark import StatusEntry
    from grader.records import open_records

    _check_usage(status, value, sitting, reason)
    place = workspace.find(course)
    policy, class_list = lists_of(gather_lists(place.root))
    _check_names(place, policy, class_list, student, value, sitting)
    entry = StatusEntry(
        student_id=student,
        status=status,
        value=value,
        sitting=sitting,
        on=exam_date(on, "--on") or dt.date.today(),
        undone=undo,
    )
    said = f"{student}: {status}{f' {value}' if value else ''}{f' at {sitting}' if sitting else ''}"
    with open_records(place.database, create=not dry_run) as book:
        same = [
            e for e in statuses(book) if (e.student_id, e.status, e.sitting) == (student, status, sitting)
        ]
        if undo and not same:
            raise InputError(f"{said} is not recorded: there is nothing to undo")
        known = not undo and bool(same) and _same(same[0], entry, dated=bool(on))
        if not known and not dry_run:
            payload = entry.model_dump(mode="json")
            book.append(sitting or COURSE, EventKind.STATUS, payload, actor=actor(), reason=reason)
        doubtful = (
            contradictions(place, place.sitting(sitting), book, [entry]) if sitting and not undo else ()
        )
    show_problems(doubtful)
    if json_:
        show_json({**entry.model_dump(mode="json"), "recorded": not known and not dry_run, "known": known})
    elif known:
        print(f"{said} is already recorded, on {same[0].on}")
    else:
        print(f"{said}{' is taken back' if undo else ''}{' (not written)' if dry_run else ''}")
        say("next: grader marks")


def _same(earlier: "StatusEntry", entry: "StatusEntry", *, dated: bool) -> bool:
    """Whether recording an entry would say nothing new; a later refusal or lode is of a later mark."""
    matters = dated or (entry.status in OF_A_DAY and not entry.sitting)
    return earlier.value == entry.value and (earlier.on == entry.on or not matters)


def _check_usage(status: Recordable, value: str, sitting: str, reason: str) -> None:
    if not reason.strip():
        raise typer.BadParameter("say why; it is kept in the records", param_hint="--reason")
    if (status is Recordable.ROUTE) != bool(value):
        raise typer.BadParameter("--value goes with the status route, and only with it", param_hint="--value")
    if status in OF_A_SITTING and not sitting:
        raise typer.BadParameter(f"{status} is said of a sitting: name it", param_hint="--sitting")
    if status in OF_THE_COURSE and sitting:
        raise typer.BadParameter(f"{status} is said of the course, not of a sitting", param_hint="--sitting")


def _check_names(
    place: "Workspace", policy: "Course", class_list: "ClassList", student: str, value: str, sitting: str
) -> None:
    """Raise InputError for a student, a route or a sitting that does not exist."""
    from grader.errors import InputError, Problem
    from grader.marks.columns import Line, check_id, check_known, meant

    line = Line("record", {"student_id": student})
    wrong = check_id(line, policy) or check_known(line, class_list.students)
    if wrong and student not in class_list.students:
        raise InputError("nothing was recorded", problems=[Problem("STUDENT", wrong.what, wrong.hint)])
    if value and value not in policy.routes:
        raise InputError(f"there is no route {value}", hint=meant(value, tuple(policy.routes)))
    if sitting:
        exam = place.sitting(sitting).exam()
        if exam.blueprint_name not in {component.exam for component in policy.components.values()}:
            raise InputError(
                f"{sitting} counts for no mark: course.yaml has no component from {exam.blueprint_name}",
                hint="name a sitting of a component, or add the component",
            )
