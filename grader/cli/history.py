"""`grader history`: what happened to an answer, in order, with who and why; and whether it can be trusted."""

import json as json_module
from collections import defaultdict
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.app import CourseOption, JsonOption, app, say, show_json
from grader.errors import InputError, Refused

if TYPE_CHECKING:
    from grader.gradebook.history import About
    from grader.records import Records
    from grader.workspace import Sitting, Workspace

VERIFY = "verify"
REPLAY = "replay"


@app.command(
    epilog="Example: grader history 2026-04-15-mid-course --copy 17 --item vl-two-towers   ·   grader history verify   ·   "
    "grader history replay"
)
def history(
    what: Annotated[
        list[str],
        typer.Argument(
            help="A sitting's id; or `verify`, with a sitting's id or none; or `replay`.",
            metavar="SITTING|verify|replay",
        ),
    ],
    copy: Annotated[int, typer.Option(help="Only what is about this copy.", min=0, show_default=False)] = 0,
    student: Annotated[
        str, typer.Option(help="Only what is about this student's copies.", show_default=False)
    ] = "",
    item: Annotated[str, typer.Option(help="Only what is about this item.", show_default=False)] = "",
    json: JsonOption = False,
    course: CourseOption = None,
) -> None:
    """Tell what happened to SITTING, or to one answer of it; with `verify`, check that no event was changed since.

    `replay` writes the events alone into an empty database and checks that they give the same grade sheet.
    """
    from grader import workspace
    from grader.gradebook.history import tell
    from grader.records import open_records

    place = workspace.find(course)
    with open_records(place.database, create=False) as book:
        if what[0] == VERIFY:
            _verify(book, what[1:], json=json)
            return
        if what == [REPLAY]:
            _replay(place, book, json=json)
            return
        if len(what) > 1:
            raise typer.BadParameter("name one sitting")
        where = place.sitting(what[0])
        about = _about(place, where, book, copy, student, item)
        given = defaultdict(list)
        for event, response in book.responses_by_event(where.id):
            given[event].append(response)
        lines = list(tell(book.events(where.id), given, about))
    if json:
        show_json([asdict(line) for line in lines])
        return
    for line in lines:
        print(line)
    if not lines:
        say("nothing happened to it")


def _about(
    place: "Workspace", where: "Sitting", book: "Records", copy: int, student: str, item: str
) -> "About":
    from grader.gradebook.history import About

    exam, copies = where.exam(), book.copies(where.id)
    wanted = {one.number for one in copies if student and one.student == student} | (
        {copy} if copy else set()
    )
    if student and not wanted:
        raise InputError(f"{student} has no copy of {where.id}", hint="is it the right sitting?")
    if copy and copy not in {one.number for one in copies}:
        raise InputError(f"there is no copy {copy} of {where.id}", hint=f"there are {len(copies)} copies")
    at = {form.letter: next((p.number for p in form.items if p.item.id == item), 0) for form in exam.forms}
    if item and not any(at.values()):
        raise InputError(f"{item} is on no form of {where.id}", hint="the key lists the items' ids")
    return About(
        frozenset(wanted), item, {one.number: at.get(one.form, 0) for one in copies} if item else None
    )


def _verify(book: "Records", chains: list[str], *, json: bool) -> None:
    """Check the chains; raise Refused with the first event of each that is not as it was written."""
    known = book.chains()
    if lacking := sorted(set(chains) - set(known)):
        raise InputError(
            f"the records have nothing of {', '.join(lacking)}", hint=f"there are: {', '.join(known)}"
        )
    checked = {chain: book.verify(chain) for chain in chains or known}
    broken = [(chain, event) for chain, event in checked.items() if event]
    if json:
        bad = {
            chain: json_module.loads(event.model_dump_json(exclude={"payload"})) for chain, event in broken
        }
        show_json({"chains": len(checked), "broken": bad})
    else:
        for chain, found in checked.items():
            count = len(book.events(chain))
            print(f"{chain}: " + (f"event {found.sequence} of {count} is not as it was written" if found else f"{count} events, as they were written"))  # fmt: skip
    if broken:
        raise Refused(
            f"the records were changed after they were written, first at event {broken[0][1].sequence} of {broken[0][0]}, "
            f"which says {broken[0][1].at:%Y-%m-%d %H:%M}",
            hint="restore records.db from a copy that is older than the change",
        )


def _replay(place: "Workspace", book: "Records", *, json: bool) -> None:
    """Compare what the records give with what their events alone give; raise Refused where that is not the same."""
    from grader.gradebook.replay import replay

    found = replay(place, book)
    if json:
        show_json(asdict(found))
    else:
        print(
            f"{found.events} events alone give the same grade sheet of {found.students} students, byte for byte; "
            f"its SHA-256 is {found.sheet}"
        )
