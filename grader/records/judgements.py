"""What the records keep of judgements: what the machine suggests, what the course accepts of it, what people decide.

Suggestions are rows, and new ones take the place of all before: they can be made again. What counts for a mark, an acceptance or
a decision, is an event in the sitting's chain.
"""

import hashlib
import json
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from grader.model.correction import Correction
from grader.model.event import Event, EventKind
from grader.model.score import Acceptance, Decision, Suggestion
from grader.records.decided import Place, Stacks, fold
from grader.records.rows import as_written, suggestion_of
from grader.records.scans import Scans
from grader.records.schema import SUGGESTIONS


class Judgements(Scans):
    """The part of the records that is about open answers' points, over that about paper."""

    @abstractmethod
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

    def save_suggestions(self, sitting: str, suggestions: Sequence[Suggestion]) -> None:
        """Put these suggestions in the place of all that the sitting had."""

        def work(connection: sa.Connection) -> None:
            connection.execute(sa.delete(SUGGESTIONS).where(SUGGESTIONS.c.sitting == sitting))
            rows = [
                {
                    "sitting": sitting,
                    "copy_number": s.copy_number,
                    "number": s.number,
                    "suggestion": s.model_dump_json(),
                }
                for s in suggestions
            ]
            if rows:
                connection.execute(sa.insert(SUGGESTIONS), rows)

        self._transact(work)

    def suggestions(self, sitting: str) -> tuple[Suggestion, ...]:
        """The suggestions as last saved, by copy and number."""
        query = (
            sa.select(SUGGESTIONS)
            .where(SUGGESTIONS.c.sitting == sitting)
            .order_by(SUGGESTIONS.c.copy_number, SUGGESTIONS.c.number)
        )
        return tuple(suggestion_of(row) for row in self._rows(query))

    def suggestions_hash(self, sitting: str) -> str:
        """SHA-256 of the suggestions as last saved: they are rows, and no event tells that they changed."""
        query = (
            sa.select(SUGGESTIONS.c.suggestion)
            .where(SUGGESTIONS.c.sitting == sitting)
            .order_by(SUGGESTIONS.c.copy_number, SUGGESTIONS.c.number)
        )
        return hashlib.sha256("\n".join(row[0] for row in self._rows(query)).encode()).hexdigest()

    def decide(
        self, sitting: str, decisions: Sequence[Decision], *, actor: str, reason: str = ""
    ) -> Event | None:
        """Record what a person decided, as one event; no decisions, no event."""
        if not decisions:
            return None
        payload = {"decisions": [decision.model_dump(mode="json") for decision in decisions]}
        return self.append(sitting, EventKind.DECIDED, payload, actor=actor, reason=reason)

    def decisions(self, sitting: str) -> tuple[Decision, ...]:
        """The decision that stands on each item of each copy, by copy, number and item."""
        return tuple(stack[-1].decision for _, stack in sorted(self.decided(sitting).items()))

    def decided(self, sitting: str) -> Stacks:
        """Every decision that stands, with those it stands on, by copy, number and item."""
        with as_written(f"an event with decisions of {sitting}"):
            return fold(self.events(sitting))

    def undo(
        self, sitting: str, event: int, places: Sequence[Place], *, actor: str, reason: str = ""
    ) -> Event:
        """Take back what an event decided at these places; what stood there before stands again."""
        payload = {"event": event, "places": [list(place) for place in places]}
        return self.append(sitting, EventKind.UNDONE, payload, actor=actor, reason=reason)

    def correct(
        self,
        sitting: str,
        corrections: Sequence[Correction],
        *,
        actor: str,
        reason: str,
        after: int | None = None,
    ) -> Event | None:
        """Record changes of items after the exam, as one event; none if the chain no longer ends with event `after`."""
        payload = {"corrections": [one.model_dump(mode="json") for one in corrections]}
        return self._correct(sitting, payload, actor, reason, after)

    def take_back(
        self, sitting: str, event: int, *, actor: str, reason: str, after: int | None = None
    ) -> Event | None:
        """Take back the changes of items that an event made; none if the chain no longer ends with event `after`."""
        return self._correct(sitting, {"undoes": event}, actor, reason, after)

    def _correct(
        self, sitting: str, payload: Mapping[str, Any], actor: str, reason: str, after: int | None
    ) -> Event | None:
        if after is None:
            return self.append(sitting, EventKind.CORRECTED, payload, actor=actor, reason=reason)
        return self.append_if(sitting, after, EventKind.CORRECTED, payload, actor=actor, reason=reason)

    def corrections(self, sitting: str) -> Mapping[int, tuple[Correction, ...]]:
        """The changes of items that stand, by the number of their event, in order."""
        standing: dict[int, tuple[Correction, ...]] = {}
        with as_written(f"an event with corrections of {sitting}"):
            for event in self.events(sitting, EventKind.CORRECTED):
                said = json.loads(event.payload)
                if "undoes" in said:
                    standing.pop(said["undoes"], None)
                else:
                    made = tuple(Correction.model_validate(one) for one in said["corrections"])
                    standing[event.sequence] = made
        return standing

    def accept(self, sitting: str, accepted: Sequence[Acceptance], *, actor: str) -> Event | None:
        """Record which suggestions the course takes without a person, in the place of those before; no change, no event."""
        if tuple(accepted) == self.accepted(sitting):
            return None
        payload = {"accepted": [one.model_dump(mode="json") for one in accepted]}
        return self.append(sitting, EventKind.ACCEPTED, payload, actor=actor)

    def accepted(self, sitting: str) -> tuple[Acceptance, ...]:
        """The suggestions that the course took without a person, as last recorded."""
        events = self.events(sitting, EventKind.ACCEPTED)
        with as_written(f"an event with accepted suggestions of {sitting}"):
            found = json.loads(events[-1].payload)["accepted"] if events else ()
            return tuple(Acceptance.model_validate(one) for one in found)
