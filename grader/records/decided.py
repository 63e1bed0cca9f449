"""What people decided, folded from the events: the decision that stands at each place, and those it stands on.

Pure. An event adds decisions; another one takes them back, and what stood there before stands again. Nothing is
ever removed from the events themselves.
"""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from grader.model.event import Event, EventKind
from grader.model.score import Decision

Place = tuple[int, int, str]  # copy, number, item


class Numbered(Protocol):
    """What an event made."""

    @property
    def sequence(self) -> int:
        """The event's number."""


K = TypeVar("K")
V = TypeVar("V", bound=Numbered)


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision with the event that made it."""

    decision: Decision
    sequence: int  # of the event; a page that shows the decision names it when it sends another
    actor: str
    at: dt.datetime


Stacks = Mapping[Place, tuple[Decided, ...]]  # the last one stands; a place without any is left out


def touched(event: Event) -> tuple[Place, ...]:
    """The places about which an event decides something, or takes a decision back."""
    if event.kind is EventKind.DECIDED:
        written = json.loads(event.payload)["decisions"]
        return tuple((one["copy_number"], one["number"], one["item_id"]) for one in written)
    if event.kind is EventKind.UNDONE:
        return tuple((copy, number, item) for copy, number, item in json.loads(event.payload)["places"])
    return ()


def fold(events: Iterable[Event], before: Stacks | None = None) -> Stacks:
    """The decisions after these events, which follow those that led to `before`."""
    stacks = dict(before or {})
    for event in events:
        if event.kind is EventKind.DECIDED:
            for written in json.loads(event.payload)["decisions"]:
                one = Decision.model_validate(written)
                place = place_of(one)
                stacks[place] = (*stacks.get(place, ()), Decided(one, event.sequence, event.actor, event.at))
        elif event.kind is EventKind.UNDONE:
            undone = json.loads(event.payload)
            for copy, number, item in undone["places"]:
                take_off(stacks, (copy, number, item), undone["event"])
    return stacks


def take_off(stacks: dict[K, tuple[V, ...]], key: K, event: int) -> None:
    """Take what an event laid on a stack off it, wherever it lies; an empty stack is left out."""
    left = tuple(one for one in stacks.get(key, ()) if one.sequence != event)
    if left:
        stacks[key] = left
    else:
        stacks.pop(key, None)


def place_of(decision: Decision) -> Place:
    """The item of a copy that a decision is about."""
    return decision.copy_number, decision.number, decision.item_id
