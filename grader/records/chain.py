"""The chain of events of one sitting: every event holds the hash of the one before it.

Pure: no database and no clock. A changed, removed or inserted event breaks the chain at the next one; only
the loss of the newest events cannot be seen from inside, which is why `marks` keeps the head's hash.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from grader.model.event import Event, EventKind
from grader.model.response import Response


def follow(
    last: Event | None,
    chain: str,
    kind: EventKind,
    payload: Mapping[str, Any],
    *,
    actor: str,
    at: dt.datetime,
    reason: str,
) -> Event:
    """Make the event that comes after `last`, or the first one of a chain."""
    event = Event(
        sequence=last.sequence + 1 if last else 1,
        chain=chain,
        kind=kind,
        actor=actor,
        at=at,
        reason=reason,
        payload=as_json(payload),
        previous=last.hash if last else "",
        hash="",
    )
    return event.model_copy(update={"hash": hash_of(event)})


def hash_of(event: Event) -> str:
    """SHA-256 over everything in an event but its own hash."""
    return hashlib.sha256(as_json(event.model_dump(mode="json", exclude={"hash"})).encode()).hexdigest()


def first_broken(events: Iterable[Event]) -> Event | None:
    """The first event that is not what was written, or does not follow the one before it."""
    last: Event | None = None
    for event in events:
        expected = (last.sequence + 1, last.hash) if last else (1, "")
        if (event.sequence, event.previous) != expected or event.hash != hash_of(event):
            return event
        last = event
    return None


def digest(responses: Iterable[Response]) -> str:
    """SHA-256 over responses in the order of copy and number: what an import vouches for."""
    total = hashlib.sha256()
    for r in sorted(responses, key=lambda r: (r.copy_number, r.number)):
        said = [r.copy_number, r.number, r.letters, r.text, *([r.crop] if r.crop else [])]
        total.update(as_json(said).encode())
    return total.hexdigest()


def as_json(value: Any) -> str:
    """One JSON text for equal values; a Decimal and a date are written as text."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
