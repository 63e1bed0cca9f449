"""Copies that people bound after the exam, to another student or form, or voided; and taking that back.

Such an event says that it corrects, and one that takes it back names it: what stood before is found by going through the
events, and nothing of it is kept twice.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from grader.model.event import Event, EventKind
from grader.model.response import Copy, Response
from grader.records.judgements import Judgements
from grader.records.links import as_payload, last_of, link, link_responses
from grader.records.rows import as_written


@dataclass(frozen=True, slots=True)
class Bound:
    """The copies that a correction bound, as they were and as it left them."""

    before: tuple[Copy, ...]
    after: tuple[Copy, ...]


class Bindings(Judgements):
    """The part of the records that is about copies corrected after the exam, over that about judgements."""

    def bind(
        self,
        sitting: str,
        copies: Sequence[Copy],
        responses: Sequence[Response],
        *,
        actor: str,
        reason: str,
        source: Mapping[str, Any],
        after: int,
        undoes: int = 0,
    ) -> Event | None:
        """Bind copies anew and record the answers that come along, in one transaction; `undoes`: the correction taken back.

        None, and nothing recorded, if the chain no longer ends with event `after`.
        """
        payload = {**as_payload(copies), **({"undoes": undoes} if undoes else {"corrects": True})}

        def work(connection: sa.Connection) -> Event | None:
            last = last_of(connection, sitting)
            if (last.sequence if last else 0) != after:
                return None
            event = link(connection, last, sitting, EventKind.COPIES, payload, actor, reason)
            if responses:
                link_responses(connection, event, sitting, responses, source, actor, reason)
            return event

        return self._transact(work)

    def bindings(self, sitting: str) -> Mapping[int, Bound]:
        """The corrections of copies that stand, by the number of their event, in order."""
        now: dict[int, Copy] = {}
        standing: dict[int, Bound] = {}
        with as_written(f"an event with copies of {sitting}"):
            for event in self.events(sitting, EventKind.COPIES):
                said = json.loads(event.payload)
                copies = tuple(Copy.model_validate(one) for one in said["copies"])
                if said.get("corrects"):
                    standing[event.sequence] = Bound(tuple(now[copy.number] for copy in copies), copies)
                elif "undoes" in said:
                    standing.pop(said["undoes"], None)
                now |= {copy.number: copy for copy in copies}
        return standing
