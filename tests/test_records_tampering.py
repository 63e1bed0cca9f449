"""Whoever changes the database behind grader's back is found out: the first event that is not as it was written is named."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from grader.errors import InputError
from grader.model.event import EventKind
from grader.records import open_records
from grader.records.schema import EVENTS

Tamper = Callable[[sa.Connection], object]


def set_(at: int, /, **values: object) -> Tamper:
    """Write other values into an event's row."""
    return lambda c: c.execute(sa.update(EVENTS).where(EVENTS.c.sequence == at).values(**values))


def remove(connection: sa.Connection) -> None:
    """Take the second event away, and leave a gap."""
    connection.execute(sa.delete(EVENTS).where(EVENTS.c.sequence == 2))


def close_the_gap(connection: sa.Connection) -> None:
    """Take the second event away, and number those after it anew."""
    remove(connection)
    for sequence in (3, 4):
        set_(sequence, sequence=sequence - 1)(connection)


def swap(connection: sa.Connection) -> None:
    """Exchange the second event and the third."""
    for old, new in ((2, 99), (3, 2), (99, 3)):
        set_(old, sequence=new)(connection)


def add(connection: sa.Connection) -> None:
    """Put a copy of the last event after it."""
    last = connection.execute(sa.select(EVENTS).where(EVENTS.c.sequence == 4)).mappings().one()
    connection.execute(sa.insert(EVENTS).values({**last, "sequence": 5, "previous": last["hash"]}))


def behind_the_back(url: str, tamper: Tamper) -> None:
    """Change the database as another program would; its connection is closed whatever becomes of it."""
    engine = sa.create_engine(url)
    try:
        with engine.begin() as connection:
            tamper(connection)
    finally:
        engine.dispose()


@pytest.mark.parametrize(
    ("tamper", "named"),
    [
        (set_(2, payload='{"n":9}'), 2),
        (set_(2, actor="luca"), 2),
        (set_(3, at="2026-01-01T00:00:00Z"), 3),
        (set_(1, reason="another"), 1),
        (set_(4, hash="0" * 64), 4),
        (set_(3, previous="0" * 64), 3),
        (remove, 3),
        (close_the_gap, 2),
        (swap, 2),
        (add, 5),
    ],
    ids=[
        "payload",
        "actor",
        "time",
        "reason",
        "hash",
        "previous",
        "removed",
        "renumbered",
        "swapped",
        "added",
    ],
)
def test_the_first_event_that_was_tampered_with_is_named(url: str, tamper: Tamper, named: int) -> None:
    """On either database, whatever was changed, removed, exchanged or added; events before it are trusted."""
    with open_records(url) as records:
        for n in range(1, 5):
            records.append("s", EventKind.STATUS, {"n": n}, actor="anna", reason="why")
        assert records.verify("s") is None
        behind_the_back(url, tamper)
        broken = records.verify("s")
    assert broken is not None and broken.sequence == named


def test_a_time_that_grader_does_not_write_is_named(url: str) -> None:
    """A row that is no event of ours stops whoever reads it, with its number."""
    with open_records(url) as records:
        for n in range(1, 4):
            records.append("s", EventKind.STATUS, {"n": n}, actor="anna")
        behind_the_back(url, set_(2, at="2026-01-01 00:00:00"))
        with pytest.raises(InputError, match="event 2 of s is not as it was written"):
            records.verify("s")
