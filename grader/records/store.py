"""Writing and reading the records: one appender for events, and the folds that give the present state.

Every method that writes is one transaction: it is there whole, or it is not there. Two processes that
append to one chain at the same time both succeed, one after the other.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from grader.model.event import Event, EventKind
from grader.model.response import Copy, Response
from grader.records.bindings import Bindings
from grader.records.chain import digest, first_broken
from grader.records.engine import connect, explained, writing
from grader.records.links import append, as_payload, last_of, link, link_responses
from grader.records.rows import as_written, event_of, response_of
from grader.records.schema import EVENTS, PAGES, RESPONSES, prepare, untouched

T = TypeVar("T")

_NOWHERE = "sqlite://"  # in memory
_ATTEMPTS = 50  # at appending, while others append to the same chain


@contextmanager
def open_records(url: str, *, create: bool = True) -> Iterator["Records"]:
    """Open the records at a database URL; failures are GraderErrors.

    The tables are created on first use. Without `create` nothing is: records that are not there are empty.
    """
    engine = connect(url)
    try:
        with explained(engine):
            if not create and untouched(engine):
                engine.dispose()
                engine = connect(_NOWHERE)
            prepare(writing(engine))
            yield Records(engine)
    finally:
        engine.dispose()


class Records(Bindings):
    """An open database of what happened. A chain is a sitting's id, or `event.COURSE`."""

    def __init__(self, engine: sa.Engine) -> None:
        self._reader = engine
        self._writer = writing(engine)

    def append(
        self, chain: str, kind: EventKind, payload: Mapping[str, Any], *, actor: str, reason: str = ""
    ) -> Event:
        """Add one event to the end of a chain."""
        return self._transact(lambda c: append(c, chain, kind, payload, actor, reason))

    def append_if(
        self,
        chain: str,
        after: int,
        kind: EventKind,
        payload: Mapping[str, Any],
        *,
        actor: str,
        reason: str = "",
    ) -> Event | None:
        """Add an event only where the chain still ends with event `after`; none if others wrote since."""

        def work(connection: sa.Connection) -> Event | None:
            last = last_of(connection, chain)
            if (last.sequence if last else 0) != after:
                return None
            # following the very event that was looked at: PostgreSQL may show another process's between two statements
            return link(connection, last, chain, kind, payload, actor, reason)

        return self._transact(work)

    def events(self, chain: str, kind: EventKind | None = None, *, after: int = 0) -> tuple[Event, ...]:
        """The events of a chain in order, all or of one kind, that come after the event numbered `after`."""
        query = sa.select(EVENTS).where(EVENTS.c.chain == chain, EVENTS.c.sequence > after)
        query = query.order_by(EVENTS.c.sequence)
        if kind is not None:
            query = query.where(EVENTS.c.kind == kind.value)
        return tuple(event_of(row) for row in self._rows(query))

    def chains(self) -> tuple[str, ...]:
        """The chains that have events, sorted."""
        return tuple(self.heads())

    def heads(self) -> Mapping[str, str]:
        """The hash of every chain's last event: what was worked out from a chain holds while its head is the same."""
        last = sa.select(EVENTS.c.chain, sa.func.max(EVENTS.c.sequence)).group_by(EVENTS.c.chain)
        place = sa.tuple_(EVENTS.c.chain, EVENTS.c.sequence)
        query = sa.select(EVENTS.c.chain, EVENTS.c.hash).where(place.in_(last))
        return dict(sorted((row.chain, row.hash) for row in self._rows(query)))

    def verify(self, chain: str) -> Event | None:
        """The first event that was tampered with, or whose responses were; none if all is as written."""
        events = self.events(chain)
        broken = first_broken(events)
        whole = events[: broken.sequence - 1 if broken else None]
        vouched = {
            event.sequence: json.loads(event.payload)["digest"]
            for event in whole
            if event.kind is EventKind.IMPORTED
        }
        written: dict[int, list[Response]] = {sequence: [] for sequence in vouched}
        for row in self._rows(_responses_of(chain)):
            written.setdefault(row.event, []).append(response_of(row))
        wrong = [sequence for sequence, found in written.items() if digest(found) != vouched.get(sequence)]
        suspects = [min(sequence, len(events)) for sequence in wrong]
        suspects += [event.sequence for event in (broken, self.unvouched(chain, whole)) if event]
        return next((event for event in events if suspects and event.sequence >= min(suspects)), None)

    def issue_copies(
        self, sitting: str, copies: Sequence[Copy], *, actor: str, reason: str = ""
    ) -> Event | None:
        """Record copies: new ones, or known numbers bound anew or voided; no copies, no event."""
        if not copies:
            return None
        return self.append(sitting, EventKind.COPIES, as_payload(copies), actor=actor, reason=reason)

    def copies(self, sitting: str) -> tuple[Copy, ...]:
        """The copies as they stand, by number."""
        events = self.events(sitting, EventKind.COPIES)
        with as_written(f"an event with copies of {sitting}"):
            found = {
                copy["number"]: Copy.model_validate(copy)
                for event in events
                for copy in json.loads(event.payload)["copies"]
            }
        return tuple(found[number] for number in sorted(found))

    def save_responses(
        self,
        sitting: str,
        responses: Sequence[Response],
        *,
        actor: str,
        source: Mapping[str, Any],
        reason: str = "",
        copies: Sequence[Copy] = (),
    ) -> Event:
        """Record new responses, and the copies they came on, in one transaction; later ones replace earlier.

        `source` says where they came from (file name, its SHA-256) and is kept in the event, which vouches for
        the rows by their digest.
        """

        def work(connection: sa.Connection) -> Event:
            last = last_of(connection, sitting)
            if copies:
                last = link(connection, last, sitting, EventKind.COPIES, as_payload(copies), actor, reason)
            return link_responses(connection, last, sitting, responses, source, actor, reason)

        return self._transact(work)

    def responses(self, sitting: str) -> tuple[Response, ...]:
        """What each copy is taken to have answered, by copy and number; the latest import counts."""
        rows = self._rows(_responses_of(sitting).order_by(RESPONSES.c.event))
        latest = {(row.copy_number, row.number): row for row in rows}
        return tuple(response_of(latest[place]) for place in sorted(latest))

    def responses_by_event(self, sitting: str) -> Iterator[tuple[int, Response]]:
        """Every response that was ever recorded, with the number of its event, in order."""
        for row in self._rows(_responses_of(sitting).order_by(RESPONSES.c.event)):
            yield row.event, response_of(row)

    def copy_history(self, to: "Records") -> int:
        """Write every event, with the answers and pages that events vouch for, into empty records; how many events.

        Suggestions stay behind: they can be made again, and nothing that counts may rest on them.
        """
        found = {table: self._rows(sa.select(table)) for table in (EVENTS, RESPONSES, PAGES)}

        def work(connection: sa.Connection) -> None:
            for table, rows in found.items():
                if rows:
                    connection.execute(sa.insert(table), [dict(row._mapping) for row in rows])

        to._transact(work)
        return len(found[EVENTS])

    def _rows(self, query: sa.Select[Any]) -> Sequence[sa.Row[Any]]:
        with self._reader.connect() as connection:
            return connection.execute(query).all()

    def _transact(self, work: Callable[[sa.Connection], T]) -> T:
        """Do the work in one transaction; if another process took the event's place, do it again."""
        for _ in range(_ATTEMPTS - 1):
            try:
                with self._writer.begin() as connection:
                    return work(connection)
            except IntegrityError:
                continue
        with self._writer.begin() as connection:
            return work(connection)


def _responses_of(sitting: str) -> sa.Select[Any]:
    return sa.select(RESPONSES).where(RESPONSES.c.sitting == sitting)
