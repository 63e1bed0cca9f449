"""`grader correct` after what was typed is understood: first who changes, then, with a reason, the event; and how it is told."""

from typing import TYPE_CHECKING

from grader.cli.app import actor, say, show_json
from grader.errors import Refused

if TYPE_CHECKING:
    from grader.model.difference import Foreseen, Proposal
    from grader.records import Records
    from grader.workspace import Sitting, Workspace


def correct_shown(
    place: "Workspace",
    where: "Sitting",
    book: "Records",
    proposal: "Proposal",
    *,
    reason: str,
    dry_run: bool,
    json: bool,
) -> None:
    """Show what is corrected and who changes; with a reason, record the correction, once."""
    from grader.gradebook.correcting import apply, finish, foresee
    from grader.gradebook.history import correction_in_words

    foreseen = foresee(place, where, book, proposal)
    meant = bool(reason.strip() and not dry_run)
    event = 0
    if foreseen.new and meant:
        recorded = apply(book, where.id, foreseen, actor=actor(), reason=reason)
        if recorded is None:
            raise Refused(
                f"somebody recorded something of {where.id} while the difference was worked out; nothing was corrected",
                hint="the same command again shows the difference as it is now",
            )
        event = recorded.sequence
    elif meant:
        finish(book, where.id, foreseen, actor=actor(), reason=reason)
    for one in proposal.corrections:
        say(f"{one.item_id}: {correction_in_words(one)}")
    if json:
        _as_json(where.id, foreseen, event)
    else:
        for line in foreseen.lines:
            print(line)
        up, down = (sum(c.crosses == way for c in foreseen.lines) for way in (1, -1))
        many = len(foreseen.lines)
        print(f"{many} student{'s change' if many != 1 else ' changes'}; {up} pass by it, {down} fail by it")
    for text in (*foreseen.warnings, *foreseen.asks):
        say(text)
    for item, copies in foreseen.touched.items():
        numbers = ", ".join(map(str, copies))
        say(f"{item}: {len(copies)} decisions stay as people made them; look at them again: copies {numbers}")
    if not foreseen.new:
        say("this correction stands already; nothing was recorded")
    elif event and proposal.undo:
        say(f"correction {proposal.undo} is taken back; event {event} says so")
    elif event:
        about = f"--copy {proposal.binding.copy_number} " if proposal.binding else ""
        say(
            f"recorded as correction {event}; to take it back: grader correct {where.id} {about}--undo {event} --reason WHY"
        )
    else:
        say("nothing was recorded: the same command with --reason WHY applies it")
    if event and foreseen.copies:
        say(f"next: grader score {where.id}")


def _as_json(sitting: str, foreseen: "Foreseen", event: int) -> None:
    show_json(
        {
            "sitting": sitting,
            "recorded": bool(event),
            "event": event,
            "changes": [
                {
                    "who": c.who,
                    "before": c.before,
                    "after": c.after,
                    "mark_before": c.mark_before,
                    "mark_after": c.mark_after,
                    "waits_before": c.waits_before,
                    "waits_after": c.waits_after,
                    "crosses": c.crosses,
                }
                for c in foreseen.lines
            ],
            "decisions": foreseen.touched,
            "copies": [copy.model_dump(mode="json") for copy in foreseen.copies],
        }
    )
