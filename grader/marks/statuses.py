"""What people recorded about students: events' payloads in, the statuses that stand out."""

from collections.abc import Iterable

from grader.model.mark import StatusEntry


def standing(entries: Iterable[StatusEntry]) -> tuple[StatusEntry, ...]:
    """The statuses that stand, in the order of their last recording; what was undone is gone."""
    latest: dict[tuple[str, str, str], StatusEntry] = {}
    for entry in entries:
        key = (entry.student_id, entry.status, entry.sitting)
        latest.pop(key, None)
        latest[key] = entry
    return tuple(entry for entry in latest.values() if not entry.undone)
