"""Correcting items in two steps, for the command and for the page: the difference, then the event that applies it."""

from grader.errors import InputError
from grader.gradebook.difference import along, difference, touched_decisions, without
from grader.gradebook.final import standing
from grader.model.difference import Foreseen, Proposal
from grader.model.event import Event
from grader.records import Records
from grader.scoring.corrected import impossible
from grader.workspace import Sitting, Workspace


def foresee(place: Workspace, where: Sitting, book: Records, proposal: Proposal) -> Foreseen:
    """Who would change; raises InputError where it cannot be made, and what `difference` raises."""
    seen = book.events(where.id)
    if proposal.undo:
        made = book.corrections(where.id)
        if proposal.undo not in made:
            known = ", ".join(map(str, made)) or "none"
            raise InputError(
                f"no correction that stands has the number {proposal.undo}", hint=f"there are: {known}"
            )
        then = without(book, where.id, proposal.undo)
        concerned = made[proposal.undo]
    else:
        then = along(book, where.id, proposal.corrections)
        concerned = proposal.corrections
        if problems := impossible(where.exam(), then):
            raise InputError("this correction cannot be made; nothing was recorded", problems=problems)
    new = then != standing(book, where.id)
    return Foreseen(
        proposal=proposal,
        after=seen[-1].sequence if seen else 0,
        new=new,
        lines=difference(place, where, book, then) if new else (),
        touched=touched_decisions(book, where.id, concerned),
    )


def apply(book: Records, sitting: str, foreseen: Foreseen, *, actor: str, reason: str) -> Event | None:
    """Record what was foreseen, as one event; none, and nothing recorded, if anything came to the sitting since."""
    proposal, after = foreseen.proposal, foreseen.after
    if proposal.undo:
        return book.take_back(sitting, proposal.undo, actor=actor, reason=reason, after=after)
    return book.correct(sitting, proposal.corrections, actor=actor, reason=reason, after=after)
