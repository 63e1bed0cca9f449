"""What people said about paper, folded from the events: the saying that stands on each question, and those before it.

Pure. A saying is taken back by another event, and what stood before it stands again; nothing is removed.
"""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from grader.model.event import Event, EventKind
from grader.model.paper import Question, Saying
from grader.records.decided import take_off

Asked = tuple[Question, int, int, int]  # question, copy, page, number


@dataclass(frozen=True, slots=True)
class Said:
    """A saying with the event that made it."""

    saying: Saying
    sequence: int  # of the event
    actor: str
    at: dt.datetime


def asked_of(saying: Saying) -> Asked:
    """The question that a saying answers."""
    return saying.question, saying.copy_number, saying.page, saying.number


def fold_said(
    events: Iterable[Event], before: Mapping[Asked, tuple[Said, ...]] | None = None
) -> dict[Asked, tuple[Said, ...]]:
    """The sayings after these events, in the order of the first on each question; the last of each stands."""
    stacks = dict(before or {})
    for event in events:
        if event.kind is EventKind.SAID:
            for entry in json.loads(event.payload)["sayings"]:
                said = Said(Saying.model_validate(entry), event.sequence, event.actor, event.at)
                asked = asked_of(said.saying)
                stacks[asked] = (*stacks.get(asked, ()), said)
        elif event.kind is EventKind.UNDONE:
            undone = json.loads(event.payload)
            for question, copy, page, number in undone.get("sayings", ()):
                take_off(stacks, (Question(question), copy, page, number), undone["said"])
    return stacks
