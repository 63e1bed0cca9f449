"""What the records keep of paper: every page read, under its content hash, and what people said about it.

A page is written by itself as soon as it is read and never changed; the event at the end of a batch vouches
for all pages up to then by their digest. What people say are events beside them.
"""

import hashlib
import json
from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa

from grader.model.event import Event, EventKind
from grader.model.paper import Judged, ReadPage, Saying
from grader.model.response import Copy
from grader.model.score import Decision
from grader.records.said import Said, asked_of, fold_said
from grader.records.schema import PAGES, RESPONSES

T = TypeVar("T")


class Scans:
    """The part of the records that is about paper."""

    @abstractmethod
    def append(
        self, chain: str, kind: EventKind, payload: Mapping[str, Any], *, actor: str, reason: str = ""
    ) -> Event:
        """Add one event to the end of a chain."""

    @abstractmethod
    def events(self, chain: str, kind: EventKind | None = None) -> tuple[Event, ...]:
        """The events of a chain in order, all or of one kind."""

    @abstractmethod
    def _rows(self, query: sa.Select[Any]) -> Sequence[sa.Row[Any]]: ...

    @abstractmethod
    def _transact(self, work: Callable[[sa.Connection], T]) -> T: ...

    def save_page(self, sitting: str, page: ReadPage) -> bool:
        """Keep a page as read, in a transaction of its own; False if its content is there already."""
        key = page.reading.content_hash

        def work(connection: sa.Connection) -> bool:
            mine = sa.select(PAGES.c.content_hash).where(PAGES.c.sitting == sitting)
            if connection.execute(mine.where(PAGES.c.content_hash == key)).first():
                return False
            last = connection.execute(
                sa.select(sa.func.max(PAGES.c.sequence)).where(PAGES.c.sitting == sitting)
            ).scalar()
            row = {"sitting": sitting, "content_hash": key, "sequence": (last or 0) + 1}
            connection.execute(sa.insert(PAGES).values(**row, page=page.model_dump_json()))
            return True

        return self._transact(work)

    def pages(self, sitting: str) -> tuple[ReadPage, ...]:
        """Every page as it was read, in the order of reading."""
        return tuple(ReadPage.model_validate_json(row.page) for row in self._rows(_pages(sitting)))

    def page_hashes(self, sitting: str) -> frozenset[str]:
        """The content hashes of the pages that were read."""
        query = sa.select(PAGES.c.content_hash).where(PAGES.c.sitting == sitting)
        return frozenset(row[0] for row in self._rows(query))

    def close_batch(self, sitting: str, source: Mapping[str, Any], *, actor: str) -> Event | None:
        """Vouch for the pages that no batch vouches for yet; no new pages, no event."""
        rows = self._rows(_pages(sitting))
        batches = self.events(sitting, EventKind.READ)
        before = json.loads(batches[-1].payload)["through"] if batches else 0
        if len(rows) == before:
            return None
        payload = {"source": dict(source), "through": len(rows), "digest": _digest(rows)}
        return self.append(sitting, EventKind.READ, payload, actor=actor)

    def unvouched(self, sitting: str, events: Sequence[Event]) -> Event | None:
        """The first batch among these events whose pages are not what they were."""
        batches = [event for event in events if event.kind is EventKind.READ]
        rows = self._rows(_pages(sitting)) if batches else ()
        for event in batches:
            said = json.loads(event.payload)
            if _digest(rows[: said["through"]]) != said["digest"]:
                return event
        return None

    def say(self, sitting: str, sayings: Sequence[Saying], *, actor: str, reason: str = "") -> Event | None:
        """Record what a person said about paper, as one event; nothing said, no event."""
        if not sayings:
            return None
        payload = {"sayings": [saying.model_dump(mode="json") for saying in sayings]}
        return self.append(sitting, EventKind.SAID, payload, actor=actor, reason=reason)

    def sayings(self, sitting: str) -> tuple[Saying, ...]:
        """The saying that stands on each question, in the order of their first."""
        events = (*self.events(sitting, EventKind.SAID), *self.events(sitting, EventKind.UNDONE))
        stacks = fold_said(sorted(events, key=lambda event: event.sequence))
        return tuple(stack[-1].saying for stack in stacks.values())

    def unsay(
        self,
        sitting: str,
        said: Said,
        *,
        event: int = 0,
        places: Sequence[tuple[int, int, str]] = (),
        actor: str,
        reason: str,
    ) -> Event:
        """Take back a saying, with what an event decided at some places because of it."""
        payload = {"said": said.sequence, "sayings": [list(asked_of(said.saying))]}
        decided = {"event": event, "places": [list(place) for place in places]}
        return self.append(sitting, EventKind.UNDONE, {**payload, **decided}, actor=actor, reason=reason)

    def on_paper(self, sitting: str) -> tuple[Decision, ...]:
        """Every decision that was taken from a sheet, in the order of recording, also where a later one counts.

        One that followed from a saying that was taken back is left out.
        """
        undone = [json.loads(event.payload) for event in self.events(sitting, EventKind.UNDONE)]
        gone = {(one["event"], *place) for one in undone if "said" in one for place in one["places"]}
        return tuple(
            Decision.model_validate(entry)
            for event in self.events(sitting, EventKind.DECIDED)
            for entry in json.loads(event.payload)["decisions"]
            if entry.get("seen")
            and (event.sequence, entry["copy_number"], entry["number"], entry["item_id"]) not in gone
        )

    def judge(
        self, sitting: str, judged: Sequence[Judged], sensitivity: float | None, *, actor: str, reason: str
    ) -> Event:
        """Record how the fills of all pages are judged from now on, as what differs from their readings.

        `sensitivity` is what was asked for, none for "as they were read".
        """
        payload = {"sensitivity": sensitivity, "pages": [page.model_dump(mode="json") for page in judged]}
        return self.append(sitting, EventKind.JUDGED, payload, actor=actor, reason=reason)

    def judged(self, sitting: str) -> tuple[Judged, ...]:
        """How fills were judged anew, the last time; nothing where pages count as they were read."""
        last = self._last_judgement(sitting)
        return tuple(Judged.model_validate(page) for page in last.get("pages", ()))

    def sensitivity(self, sitting: str) -> float | None:
        """The sensitivity with which fills were judged anew; none where pages count as they were read."""
        found: float | None = self._last_judgement(sitting).get("sensitivity")
        return found

    def _last_judgement(self, sitting: str) -> Mapping[str, Any]:
        events = self.events(sitting, EventKind.JUDGED)
        payload: Mapping[str, Any] = json.loads(events[-1].payload) if events else {}
        return payload

    def printed(self, sitting: str) -> tuple[Copy, ...]:
        """The copies as they were printed, by number, whatever was bound to them later."""
        found: dict[int, Copy] = {}
        for event in self.events(sitting, EventKind.COPIES):
            for entry in json.loads(event.payload)["copies"]:
                found.setdefault(entry["number"], Copy.model_validate(entry))
        return tuple(found[number] for number in sorted(found))

    def imports(self, sitting: str) -> dict[tuple[int, int], Mapping[str, Any]]:
        """Where the response at each copy and number came from: the `source` of its import."""
        sources = {
            event.sequence: json.loads(event.payload)["source"]
            for event in self.events(sitting, EventKind.IMPORTED)
        }
        query = (
            sa.select(RESPONSES.c.copy_number, RESPONSES.c.number, RESPONSES.c.event)
            .where(RESPONSES.c.sitting == sitting)
            .order_by(RESPONSES.c.event)
        )
        return {(row.copy_number, row.number): sources.get(row.event, {}) for row in self._rows(query)}


def _pages(sitting: str) -> sa.Select[Any]:
    return sa.select(PAGES).where(PAGES.c.sitting == sitting).order_by(PAGES.c.sequence)


def _digest(rows: Sequence[sa.Row[Any]]) -> str:
    """SHA-256 over pages in the order of reading."""
    total = hashlib.sha256()
    for row in rows:
        total.update(hashlib.sha256(row.page.encode()).digest())
    return total.hexdigest()
