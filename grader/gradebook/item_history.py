"""One item over all its sittings: how it did in each, what was corrected there, and what was edited in the bank since."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.analysis.uses import Use
from grader.bank.edits import Edit, asked_hash, edits, item_as_scored
from grader.gradebook.study import corrections_made
from grader.model.item import Item
from grader.printing.images import Assets
from grader.records import Records
from grader.reporting.findings import Corrected
from grader.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Chapter:
    """An item in one sitting, beside the item that the bank has now."""

    use: Use
    title: str  # the exam's
    type: str  # of the item then
    same: bool  # whether what was asked and scored is what the bank has now
    uncorrected: bool  # whether the bank has it as it was printed, without what was corrected since
    edits: tuple[
        Edit, ...
    ]  # from the item as it was scored to the bank's; none where the bank has no such item
    corrections: tuple[Corrected, ...]


def chapters(
    place: Workspace, book: Records, item_id: str, now: Item | None, uses: Sequence[Use]
) -> Iterator[Chapter]:
    """The sittings of an item, the oldest first; `uses` may be of any items."""
    digest = Assets(place.questions).digest
    asked = asked_hash(now, digest) if now else None
    for use in uses:
        if use.item_id != item_id:
            continue
        exam = place.sitting(use.sitting).exam()
        entry = next(p for form in exam.forms for p in form.items if p.item.id == item_id)
        made = tuple(one for one in corrections_made(book, exam.id) if one.correction.item_id == item_id)
        scored = item_as_scored(entry, [one.correction for one in made]) or entry.item
        yield Chapter(
            use=use,
            title=exam.blueprint.title,
            type=entry.item.type,
            same=use.asked == asked,
            uncorrected=bool(made) and use.printed == asked != use.asked,
            edits=edits(scored, now, exam.picture, digest) if now else (),
            corrections=made,
        )
