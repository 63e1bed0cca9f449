"""`grader print --copies`: copies that say which they are, issued once, printed as often as need be.

A copy is in the records before it is in a file: a number on paper is never given twice, also when the command is
stopped in between, and repeating it writes the same files again.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader.cli.app import actor
from grader.cli.enrolled import class_of, seats_of, students_of
from grader.errors import InputError, Problem
from grader.files import locked
from grader.model.event import EventKind
from grader.model.kinds import Profile
from grader.model.response import Copy, CopyStatus
from grader.model.roster import Student
from grader.printing.issue import alike, nameless, personal, reprint, reseated

if TYPE_CHECKING:
    from grader.model.exam import Exam
    from grader.records import Records
    from grader.workspace import Sitting, Workspace


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for on the command line."""

    personalised: bool = False
    generic: int = 0  # copies with a matricola grid
    spare: int = 0  # and those to be bound to latecomers
    only: str = ""  # reprint this student's copy
    profile: Profile = Profile.STANDARD  # of copies without a name
    seats: Path | None = None  # who sits where
    score_bubbles: bool = False  # a row of a grader's bubbles at each open answer
    booklet: bool = False
    singles: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Issued:
    """What came of it."""

    new: tuple[Copy, ...]
    voided: tuple[int, ...]
    reseated: tuple[int, ...]
    files: tuple[tuple[str, bytes], ...]  # name below print/, PDF
    stale: tuple[str, ...]  # patterns of names below print/ of what no longer holds
    problems: tuple[Problem, ...]  # warnings
    notes: tuple[str, ...]


def print_copies(place: "Workspace", folder: "Sitting", wish: Wish) -> Issued:
    """Record the copies that are missing, and draw the files; nothing is recorded on a dry run."""
    from grader.cli.copy_files import draw, void_files
    from grader.records import open_records

    exam = folder.exam()
    students = students_of(place)
    people = class_of(place, exam, students)
    seats, problems = seats_of(place, wish.seats, people, students) if wish.seats else ({}, ())
    rank = {id_: n for n, id_ in enumerate(seats)}
    people.sort(key=lambda s: rank.get(s.student_id, len(rank)))  # stable: the rest stay by name
    with locked(folder.folder / ".lock"), open_records(place.database, create=not wish.dry_run) as records:
        standing, printed = records.copies(exam.id), as_printed(records, exam.id)
        changed = tuple(_missing(exam, wish, standing, printed, people, seats))
        known = {copy.number for copy in standing}
        new = tuple(copy for copy in changed if copy.number not in known)
        moved = reseated(standing, seats) if not wish.only else ()
        now = {copy.number: copy for copy in (*standing, *changed, *moved)}
        paper = [
            copy.model_copy(update={"seat": now[copy.number].seat})
            for copy in (*printed, *new)
            if now[copy.number].status is not CopyStatus.VOIDED
        ]
        if rank:  # spares and who has no seat come last
            paper.sort(
                key=lambda copy: (copy.student is None, rank.get(copy.student or "", len(rank)), copy.number)
            )
        files = tuple(draw(place, exam, wish, paper, new, students))
        if not wish.dry_run:
            reason = "reprint" if wish.only else ""
            records.issue_copies(exam.id, (*changed, *moved), actor=actor(), reason=reason)
    voided = tuple(copy.number for copy in changed if copy.number in known)
    notes = tuple(_notes(exam, wish, paper, {copy.number for copy in new}))
    seated = tuple(copy.number for copy in moved)
    return Issued(new, voided, seated, files, void_files(now.values()), problems, notes)


def as_printed(records: "Records", sitting: str) -> tuple[Copy, ...]:
    """Every copy as it was first recorded: what happened to it later is not on the paper."""
    found: dict[int, Copy] = {}
    for event in records.events(sitting, EventKind.COPIES):
        for copy in map(Copy.model_validate, json.loads(event.payload)["copies"]):
            found.setdefault(copy.number, copy)
    return tuple(found[number] for number in sorted(found))


def _missing(
    exam: "Exam",
    wish: Wish,
    standing: Sequence[Copy],
    printed: Sequence[Copy],
    people: Sequence[Student],
    seats: dict[str, str],
) -> Iterator[Copy]:
    """The copies to record: new ones, and old ones that a reprint voids."""
    if wish.only:
        student = next((s for s in people if s.student_id == wish.only), None)
        if student is None:
            raise InputError(f"{wish.only} is not enrolled on {exam.date}", hint="look into the class lists")
        yield from reprint(exam, standing, student, seats=seats, score_bubbles=wish.score_bubbles)
        return
    paper = list(printed)
    if wish.personalised:
        made = personal(exam, standing, people, seats=seats, score_bubbles=wish.score_bubbles)
        paper += made
        yield from made
    for many, status in ((wish.generic, CopyStatus.ISSUED), (wish.spare, CopyStatus.SPARE)):
        made = nameless(exam, paper, many, status, wish.profile, score_bubbles=wish.score_bubbles)
        paper += made
        yield from made


def _notes(exam: "Exam", wish: Wish, paper: Sequence[Copy], new: set[int]) -> Iterator[str]:
    """What a person should know before the papers are handed out."""
    if wish.seats and len(exam.forms) > 1 and not wish.only:
        same = alike(paper)
        if same:
            pairs = ", ".join(f"{a.number} and {b.number}" for a, b in same[:5])
            more = f", and {len(same) - 5} more pairs" if len(same) > 5 else ""
            yield f"neighbours with the same form, because the copies were issued for other seats: {pairs}{more}"
    other = [c.number for c in paper if c.number not in new and c.score_bubbles != wish.score_bubbles]
    if other and not wish.only:
        has = "without" if wish.score_bubbles else "with"
        yield f"{len(other)} copies were issued {has} score bubbles and stay so"
