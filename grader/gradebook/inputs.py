"""Everything that a mark depends on, as files: the class lists, and what the records hold, written down like them.

Marks are worked out from these files alone (`reckoning`), so that a sealed copy gives the same marks again.
"""

import hashlib
import json

from grader.errors import Refused
from grader.gradebook.final import leftovers, read_records, sitting_scores
from grader.gradebook.lists import Files, gather_lists, statuses
from grader.model.base import canonical
from grader.model.event import EventKind
from grader.model.response import CopyStatus
from grader.records import Records
from grader.workspace import Sitting, Workspace

STATUSES = "statuses.json"
SCORES = "scores.json"


def gather(place: Workspace, book: Records) -> dict[str, bytes]:
    """Everything that the marks of a course depend on; raise Refused when some of it was changed or is lost."""
    course = place.course()
    known = {sitting.id for sitting in place.sittings()}
    for chain in book.chains():
        _trust(book, chain)
        if chain not in known and book.events(chain, EventKind.IMPORTED):
            raise Refused(
                f"the records have answers of {chain}, and sittings/{chain}/exam.lock.json is not there",
                hint="restore the folder from a copy; without it these answers would count for nothing",
            )
    files = gather_lists(place.root)
    exams = {component.exam for component in course.components.values()}
    for sitting in place.sittings():
        exam = sitting.exam()
        if exam.blueprint_name not in exams:
            continue
        _as_sealed(sitting, book)
        found = sitting_scores(exam, read_records(place, exam, book), book, course.open_answers)
        files[f"sittings/{sitting.id}/exam.lock.json"] = sitting.lock_file.read_bytes()
        files[f"sittings/{sitting.id}/{SCORES}"] = canonical(found).encode()
    files[STATUSES] = json.dumps(
        [entry.model_dump(mode="json") for entry in statuses(book)], ensure_ascii=False, indent=1
    ).encode()
    return files


def waiting_papers(book: Records, sitting: str) -> tuple[str, ...]:
    """Students of whom an import took nothing, and of whom neither answers nor a status came since."""
    answered = {response.copy_number for response in book.responses(sitting)}
    there = {
        copy.student
        for copy in book.copies(sitting)
        if copy.status is not CopyStatus.VOIDED and copy.number in answered
    }
    said = {entry.student_id for entry in statuses(book) if entry.sitting == sitting}
    listed = {student for left in leftovers(book, sitting) for student in left.students}
    return tuple(sorted(listed - there - said))


def hashes(files: Files) -> dict[str, str]:
    """SHA-256 of every file, by name."""
    return {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}


def _as_sealed(sitting: Sitting, book: Records) -> None:
    """Raise Refused when the sealed exam is not the one whose hash `grader assemble` recorded."""
    sealed = book.events(sitting.id, EventKind.SEALED)
    content = hashlib.sha256(sitting.lock_file.read_bytes()).hexdigest()
    if sealed and json.loads(sealed[-1].payload)["sha256"] != content:
        raise Refused(
            f"sittings/{sitting.id}/{sitting.lock_file.name} was changed after it was sealed",
            hint="restore it from a copy; no mark is given on a key that nobody sealed",
        )


def _trust(book: Records, chain: str) -> None:
    broken = book.verify(chain)
    if broken:
        raise Refused(
            f"the records of {chain} were changed after they were written (event {broken.sequence}, {broken.at:%Y-%m-%d %H:%M})",
            hint="restore records.db from a copy; no mark is given on records that cannot be trusted",
        )
