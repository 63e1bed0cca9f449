"""Correcting items and copies in two steps, for the command and for the page: the difference, then the event that applies it."""

from grader.errors import InputError
from grader.gradebook.binding import foresee_binding
from grader.gradebook.difference import along, difference, touched_decisions, without
from grader.gradebook.final import standing
from grader.model.difference import Foreseen, Proposal
from grader.model.event import Event
from grader.reading.standing import SCANS
from grader.records import Records
from grader.scoring.corrected import impossible
from grader.workspace import Sitting, Workspace


def foresee(place: Workspace, where: Sitting, book: Records, proposal: Proposal) -> Foreseen:
    """Who would change; raises InputError or Refused where it cannot be made, and what `difference` raises."""
    seen = book.events(where.id)
    after = seen[-1].sequence if seen else 0
    made, bound = book.corrections(where.id), book.bindings(where.id)
    stands = tuple(sorted((*made, *bound)))
    if proposal.undo and proposal.undo not in stands:
        raise InputError(
            f"no correction that stands has the number {proposal.undo}",
            hint=f"there are: {', '.join(map(str, stands)) or 'none'}",
        )
    if proposal.binding or proposal.undo in bound:
        return foresee_binding(place, where, book, proposal, after=after, stands=stands)
    if proposal.undo:
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
        after=after,
        new=new,
        lines=difference(place, where, book, then) if new else (),
        touched=touched_decisions(book, where.id, concerned),
        stands=stands,
    )


def apply(book: Records, sitting: str, foreseen: Foreseen, *, actor: str, reason: str) -> Event | None:
    """Record what was foreseen, as one event; none, and nothing recorded, if anything came to the sitting since."""
    proposal, after = foreseen.proposal, foreseen.after
    if foreseen.copies:
        event = book.bind(
            sitting,
            foreseen.copies,
            foreseen.responses,
            actor=actor,
            reason=reason,
            source={SCANS: [], "correct": foreseen.copies[0].number},
            after=after,
            undoes=proposal.undo,
        )
        if event:
            book.decide(sitting, foreseen.decisions, actor=actor, reason=reason)
        return event
    if proposal.undo:
        return book.take_back(sitting, proposal.undo, actor=actor, reason=reason, after=after)
    return book.correct(sitting, proposal.corrections, actor=actor, reason=reason, after=after)


def finish(book: Records, sitting: str, foreseen: Foreseen, *, actor: str, reason: str) -> None:
    """Record what a binding that stands already brings along, where a command was killed before it could."""
    if foreseen.responses:
        source = {
            SCANS: [],
            "correct": foreseen.proposal.binding.copy_number if foreseen.proposal.binding else 0,
        }
        book.save_responses(sitting, foreseen.responses, actor=actor, source=source, reason=reason)
    book.decide(sitting, foreseen.decisions, actor=actor, reason=reason)
