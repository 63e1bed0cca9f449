"""What was published stands in the records: what a new publication changes, and the event that says so."""

import hashlib
import json
from collections.abc import Sequence

from grader.errors import Refused
from grader.gradebook.reckoning import Reckoned
from grader.marks.published import Change, PublishedMark, corrections, published
from grader.marks.sheet import label
from grader.model.event import COURSE, EventKind
from grader.model.mark import Mark
from grader.records import Records


def published_marks(book: Records) -> dict[str, PublishedMark]:
    """What stands published of each student, over all publications."""
    return {
        student: PublishedMark.model_validate(mark)
        for event in book.events(COURSE, EventKind.PUBLISHED)
        for student, mark in json.loads(event.payload)["marks"].items()
    }


def registered_marks(book: Records) -> dict[str, str]:
    """What exports for exam dates and lists gave to be registered so far: the outcome by student."""
    return {
        student: outcome
        for event in book.events(COURSE, EventKind.PUBLISHED)
        for student, outcome in json.loads(event.payload).get("registered", {}).items()
    }


def changes(book: Records, found: Reckoned, *, whole_class: bool, reason: str) -> tuple[Change, ...]:
    """What these marks change about published ones; raise Refused when they are final and nobody says why."""
    changed = corrections(published_marks(book), found.marks, whole_class=whole_class)
    if changed and not found.provisional and not reason.strip():
        raise Refused(
            "\n".join([*map(str, changed), f"{len(changed)} published marks would change"]),
            hint='repeat with --reason "why", which is kept in the records',
        )
    return changed


def publish(
    book: Records,
    found: Reckoned,
    *,
    sheet: bytes,
    sealed: str,
    whole_class: bool,
    actor: str,
    reason: str = "",
    registered: Sequence[Mark] = (),
) -> None:
    """Record that final marks are out, and which of them are to be registered; nothing where that stands already."""
    if found.provisional:
        return
    before, given = published_marks(book), registered_marks(book)
    now = published(found.marks, before, whole_class=whole_class)
    outcomes = {mark.student_id: label(mark) for mark in registered}
    if {**before, **now} == before and {**given, **outcomes} == given:
        return
    payload = {
        "sheet": hashlib.sha256(sheet).hexdigest(),
        "sealed": sealed,
        "marks": {student: mark.model_dump(mode="json") for student, mark in now.items()},
    }
    if outcomes:
        payload["registered"] = outcomes
    book.append(COURSE, EventKind.PUBLISHED, payload, actor=actor, reason=reason)
