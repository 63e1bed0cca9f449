"""`grader correct`: what was wrong about a paper or an item, put right by an event; first the difference, then the change."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.app import CourseOption, DryRunOption, JsonOption, ReasonOption, SittingArgument, app
from grader.errors import InputError
from grader.model.kinds import Voiding

if TYPE_CHECKING:
    from grader.records import Records


@app.command(
    epilog='Example: grader correct 2026-04-15-mid-course --copy 17 --form B --reason "took the other booklet"   ·   '
    "grader correct 2026-04-15-mid-course --item vl-two-towers --key A:b"
)
def correct(
    sitting: SittingArgument,
    copy: Annotated[int, typer.Option(help="A paper: the number on it.", min=0, show_default=False)] = 0,
    student: Annotated[str, typer.Option(help="Whose paper it is.", show_default=False)] = "",
    form: Annotated[
        str, typer.Option(help="Which form its answers are for, such as B.", show_default=False)
    ] = "",
    swap: Annotated[
        int, typer.Option(help="The copy that it was exchanged with.", min=0, show_default=False)
    ] = 0,
    void: Annotated[bool, typer.Option("--void", help="The paper does not count.")] = False,
    item: Annotated[
        str, typer.Option(help="An item: its id, or form and number such as A7.", show_default=False)
    ] = "",
    key: Annotated[
        list[str] | None,
        typer.Option(help="A right option, by its text or as A:b (form and letter). Several are each right."),
    ] = None,
    answer: Annotated[str, typer.Option(help="The right number.", show_default=False)] = "",
    tolerance: Annotated[
        str,
        typer.Option(
            help="With --answer: how far off is still right; else as far as it was.", show_default=False
        ),
    ] = "",
    void_item: Annotated[
        Voiding | None,
        typer.Option(
            help="The item does not count: its points for everyone; removed, so that the rest counts for the "
            "whole; or removed where that helps.",
            show_default=False,
        ),
    ] = None,
    points: Annotated[
        list[str] | None,
        typer.Option(
            help="Other points, ITEM=POINTS; forms must stay worth what they are.", metavar="ITEM=POINTS"
        ),
    ] = None,
    rubric: Annotated[
        Path | None, typer.Option(help="A YAML file with another rubric.", exists=True, show_default=False)
    ] = None,
    undo: Annotated[
        int,
        typer.Option(
            help="Take back the correction with this number, of an item or (with --copy) of a paper.",
            min=0,
            show_default=False,
        ),
    ] = 0,
    reason: ReasonOption = "",
    dry_run: DryRunOption = False,
    json: JsonOption = False,
    course: CourseOption = None,
) -> None:
    """Put right what was wrong about a paper (--copy) or an item (--item) of SITTING, and show who changes.

    A paper is bound to another student or form; an item gets another key, number, weight or rubric, or does not
    count. No reading and no decision is touched. Without --reason a correction is only shown.
    """
    from grader import workspace
    from grader.cli.correct_items import Asked, proposal_of
    from grader.cli.correct_shown import correct_shown
    from grader.files import locked
    from grader.gradebook.final import as_scored
    from grader.model.difference import Binding, Proposal
    from grader.records import open_records

    asked = Asked(
        item=item,
        key=tuple(key or ()),
        answer=answer,
        tolerance=tolerance,
        void=void_item or "",
        points=tuple(points or ()),
        rubric=rubric,
        undo=undo,
    )
    about_copy = bool(student or form or swap or void) or bool(copy and not undo)
    if (about_copy == bool(asked)) or (copy and item):
        raise typer.BadParameter("say what it is about: --copy a paper, or --item an item")
    if about_copy and not copy:
        raise typer.BadParameter("say which paper with --copy")
    place = workspace.find(course)
    where = place.sitting(sitting)
    binding = (
        Binding(copy_number=copy, student=student, form=form, swap=swap, void=void) if about_copy else None
    )
    if binding and not binding.says_one_thing:
        raise typer.BadParameter("say --student, --form or both; or --swap; or --void")
    with locked(where.folder / ".lock"), open_records(place.database) as book:
        if undo and copy:
            _about_the_copy(book, where.id, undo, copy)
        proposal = Proposal(binding=binding) if binding else proposal_of(as_scored(where.exam(), book), asked)
        correct_shown(place, where, book, proposal, reason=reason, dry_run=dry_run, json=json)


def _about_the_copy(book: "Records", sitting: str, undo: int, copy: int) -> None:
    """Refuse to take back what is not about the copy that was named."""
    bound = book.bindings(sitting)
    mine = [n for n, one in bound.items() if copy in {after.number for after in one.after}]
    if undo not in mine:
        raise InputError(
            f"no correction of copy {copy} that stands has the number {undo}",
            hint=f"there are: {', '.join(map(str, mine)) or 'none'}",
        )
