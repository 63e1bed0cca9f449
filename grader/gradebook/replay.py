"""Whether the marks follow from the history: its events are written into an empty database, and the sheet is made from that."""

import hashlib
from dataclasses import dataclass

from grader.errors import PeopleNeeded, Refused
from grader.gradebook.inputs import gather
from grader.gradebook.reckoning import reckon, refuse_pending
from grader.gradebook.sheets import grade_sheets
from grader.records import Records, open_records
from grader.workspace import Workspace

_IN_MEMORY = "sqlite://"


@dataclass(frozen=True, slots=True)
class Replayed:
    """A history that gives the grade sheet that the records give."""

    events: int  # over all chains
    students: int  # on the sheet
    sheet: str  # SHA-256 of the sheet as CSV: `grader marks` writes this file, or a provisional one while decisions wait


def replay(place: Workspace, book: Records) -> Replayed:
    """Make the grade sheet from the records and from their events alone, and compare every byte.

    Raises Refused where they differ, and what `gather` and `reckon` raise, of either database.
    """
    now = _sheets(place, book)
    with open_records(_IN_MEMORY) as fresh:
        events = book.copy_history(fresh)
        then = _sheets(place, fresh)
    if differ := sorted(name for name in now.keys() | then.keys() if now.get(name) != then.get(name)):
        raise Refused(
            f"the history gives another result than the records: {', '.join(differ)}",
            hint="publish no mark; keep the course folder as it is, and tell who looks after grader",
        )
    sheet = next(
        content for name, content in now.items() if name.endswith(".csv") and name.startswith("marks")
    )
    return Replayed(events, sheet.count(b"\n") - 1, hashlib.sha256(sheet).hexdigest())


def _sheets(place: Workspace, book: Records) -> dict[str, bytes]:
    """What the marks are worked out from, and the grade sheet of it."""
    files = gather(place, book)
    found = reckon(files)
    try:
        refuse_pending(found)
    except PeopleNeeded:
        found = reckon(files, provisional=True)
    return {**files, **grade_sheets(found)}
