"""Adding to a chain inside a transaction: the event that follows the last one, and the answers that an event vouches for."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from grader.model.event import Event, EventKind
from grader.model.response import Copy, Response
from grader.records.chain import digest, follow
from grader.records.rows import event_of
from grader.records.schema import EVENTS, RESPONSES


def append(
    connection: sa.Connection,
    chain: str,
    kind: EventKind,
    payload: Mapping[str, Any],
    actor: str,
    reason: str,
) -> Event:
    """Add an event after whatever is the last one of a chain."""
    return link(connection, last_of(connection, chain), chain, kind, payload, actor, reason)


def last_of(connection: sa.Connection, chain: str) -> Event | None:
    """The event that a chain ends with."""
    query = sa.select(EVENTS).where(EVENTS.c.chain == chain).order_by(EVENTS.c.sequence.desc()).limit(1)
    row = connection.execute(query).first()
    return event_of(row) if row else None


def link(
    connection: sa.Connection,
    last: Event | None,
    chain: str,
    kind: EventKind,
    payload: Mapping[str, Any],
    actor: str,
    reason: str,
) -> Event:
    """Add an event after the very one that was looked at; another process's in between makes this fail."""
    event = follow(last, chain, kind, payload, actor=actor, at=dt.datetime.now(dt.UTC), reason=reason)
    connection.execute(sa.insert(EVENTS).values(event.model_dump(mode="json")))
    return event


def link_responses(
    connection: sa.Connection,
    last: Event | None,
    sitting: str,
    responses: Sequence[Response],
    source: Mapping[str, Any],
    actor: str,
    reason: str,
) -> Event:
    """Add an import after an event, with the rows that it vouches for."""
    places = {(r.copy_number, r.number) for r in responses}
    assert len(places) == len(responses), "an import answers each number of a copy once"
    payload = {"source": dict(source), "responses": len(responses), "digest": digest(responses)}
    event = link(connection, last, sitting, EventKind.IMPORTED, payload, actor, reason)
    rows = [
        {
            "sitting": sitting,
            "event": event.sequence,
            "copy_number": r.copy_number,
            "number": r.number,
            "letters": ",".join(r.letters),
            "text": r.text,
            "crop": r.crop,
        }
        for r in responses
    ]
    if rows:
        connection.execute(sa.insert(RESPONSES), rows)
    return event


def as_payload(copies: Iterable[Copy]) -> dict[str, Any]:
    """Copies as an event holds them."""
    return {"copies": [copy.model_dump(mode="json") for copy in copies]}
