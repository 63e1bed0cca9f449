"""The one way in which an event comes to the end of a chain, inside a transaction of the caller's."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from grader.model.event import Event, EventKind
from grader.records.chain import follow
from grader.records.rows import event_of
from grader.records.schema import EVENTS


def append_to(
    connection: sa.Connection,
    chain: str,
    kind: EventKind,
    payload: Mapping[str, Any],
    actor: str,
    reason: str,
) -> Event:
    """Add an event after whatever is there."""
    return follow_on(connection, last_of(connection, chain), chain, kind, payload, actor, reason)


def last_of(connection: sa.Connection, chain: str) -> Event | None:
    """The last event of a chain, or none."""
    query = sa.select(EVENTS).where(EVENTS.c.chain == chain).order_by(EVENTS.c.sequence.desc()).limit(1)
    row = connection.execute(query).first()
    return event_of(row) if row else None


def follow_on(
    connection: sa.Connection,
    last: Event | None,
    chain: str,
    kind: EventKind,
    payload: Mapping[str, Any],
    actor: str,
    reason: str,
) -> Event:
    """Add an event after the one that was looked at; an IntegrityError if another took its place meanwhile."""
    event = follow(last, chain, kind, payload, actor=actor, at=dt.datetime.now(dt.UTC), reason=reason)
    connection.execute(sa.insert(EVENTS).values(event.model_dump(mode="json")))
    return event
