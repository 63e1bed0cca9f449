"""What people say about paper -> the records, with what follows from it; used by the table of doubts and by the page."""

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from grader.gradebook.lists import statuses
from grader.gradebook.paper import know
from grader.model.event import EventKind
from grader.model.exam import Exam
from grader.model.kinds import Recordable
from grader.model.mark import StatusEntry
from grader.model.paper import Question, Saying
from grader.model.response import Copy
from grader.reading.standing import SCANS, Standing
from grader.records import Records
from grader.records.said import Said
from grader.review.server.paper_hands import Hands
from grader.workspace import Workspace

ABSENT = "absent"
ON_PAGE = "review page"


def keep(
    book: Records,
    sitting: str,
    found: Standing,
    source: Mapping[str, Any],
    *,
    actor: str,
    reason: str = "",
) -> None:
    """Record the copies that are bound, and what is new of responses and points; nothing new, no event."""
    if found.responses:
        book.save_responses(
            sitting, found.responses, actor=actor, source=source, reason=reason, copies=found.copies
        )
    else:
        book.issue_copies(sitting, found.copies, actor=actor, reason=reason)
    book.decide(sitting, found.decisions, actor=actor, reason=reason or "marked on the sheet by a grader")


def say(book: Records, sitting: str, sayings: Sequence[Saying], *, actor: str, reason: str = "") -> None:
    """Record sayings, and the statuses that they are about."""
    book.say(sitting, sayings, actor=actor, reason=reason)
    _record_absences(book, sitting, sayings, actor, reason)


def hands_of(place: Workspace, exam: Exam, book: Records, renew: Callable[[], None]) -> Hands:
    """What the page does about a sitting's paper; `renew` lays its open answers out anew."""

    def say_after(head: int, saying: Saying, actor: str) -> int | None:
        payload = {"sayings": [saying.model_dump(mode="json")]}
        event = book.append_if(exam.id, head, EventKind.SAID, payload, actor=actor, reason=ON_PAGE)
        if event is None:
            return None
        _record_absences(book, exam.id, [saying], actor, "")
        return event.sequence

    def follow(found: Standing, actor: str) -> bool:
        keep(book, exam.id, found, {SCANS: [], "review": "page"}, actor=actor, reason=ON_PAGE)
        return bool(found.responses or found.copies or found.decisions)

    return Hands(
        known=lambda: know(place, exam, book),
        say=say_after,
        follow=follow,
        renew=renew,
        take_back=lambda said, actor: take_back(
            book, exam.id, said, actor=actor, reason="undone on the page"
        ),
    )


def take_back(book: Records, sitting: str, said: Said, *, actor: str, reason: str) -> int:
    """Take back a saying and what it did at once; the number of the event. What was read stays, and is asked again.

    The order matters to whoever is killed between two events: a copy that is unbound first is bound again by the
    saying that still stands.
    """
    one = said.saying
    if one.question is Question.STUDENT:
        now = {copy.number: copy for copy in book.copies(sitting)}[one.copy_number]
        before = _copy_before(book, sitting, said)
        if now.student == one.answer and before != now:
            book.issue_copies(sitting, [before], actor=actor, reason=reason)
    event, places = _decided_by(book, sitting, said) if one.question is Question.SCORE else (0, [])
    undone = book.unsay(sitting, said, event=event, places=places, actor=actor, reason=reason)
    student = {copy.number: copy.student for copy in book.copies(sitting)}.get(one.copy_number)
    if one.question is Question.NO_INK and one.answer == ABSENT:
        for entry in statuses(book):
            if (entry.student_id, entry.status, entry.sitting) == (student, Recordable.ABSENT, sitting):
                gone = entry.model_copy(update={"undone": True, "on": dt.date.today()})
                payload = gone.model_dump(mode="json")
                book.append(sitting, EventKind.STATUS, payload, actor=actor, reason=reason)
    return undone.sequence


def _record_absences(book: Records, sitting: str, sayings: Sequence[Saying], actor: str, reason: str) -> None:
    absent = [s for s in sayings if s.question is Question.NO_INK and s.answer == ABSENT]
    students = {copy.number: copy.student for copy in book.copies(sitting)} if absent else {}
    for one in absent:
        if student := students.get(one.copy_number):
            entry = StatusEntry(
                student_id=student, status=Recordable.ABSENT, sitting=sitting, on=dt.date.today()
            )
            why = reason or f"copy {one.copy_number} came back without ink"
            book.append(sitting, EventKind.STATUS, entry.model_dump(mode="json"), actor=actor, reason=why)


def _copy_before(book: Records, sitting: str, said: Said) -> Copy:
    """A copy as it stood when the saying was said."""
    entries = [
        entry
        for event in book.events(sitting, EventKind.COPIES)
        if event.sequence < said.sequence
        for entry in json.loads(event.payload)["copies"]
        if entry["number"] == said.saying.copy_number
    ]
    return Copy.model_validate(entries[-1])


def _decided_by(book: Records, sitting: str, said: Said) -> tuple[int, list[tuple[int, int, str]]]:
    """The event that took a saying's points, and the places it is about; 0 and none where none did."""
    one = said.saying
    for event in book.events(sitting, EventKind.DECIDED, after=said.sequence):
        places = [
            (d["copy_number"], d["number"], d["item_id"])
            for d in json.loads(event.payload)["decisions"]
            if (d["copy_number"], d["number"], d.get("seen")) == (one.copy_number, one.number, one.seen)
        ]
        if places:
            return event.sequence, places
    return 0, []
