"""What the tray of paper needs from outside, what it answers, and the order in which it asks."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from grader.model.event import Event, EventKind
from grader.model.paper import Question, Saying
from grader.reading.handed_in import Doubt
from grader.reading.standing import Known, Standing
from grader.records.said import Asked, Said

_ORDER = (
    Question.UNREADABLE,
    Question.PAGE,
    Question.STUDENT,
    Question.NO_INK,
    Question.ANSWER,
    Question.SCORE,
    Question.TRANSCRIPTION,
)


@dataclass(frozen=True)
class Hands:
    """What the tray has done about the records, by functions that know the course."""

    known: Callable[[], Known]
    say: Callable[
        [int, Saying, str], int | None
    ]  # at a head, by an actor; the event's number, none if others wrote
    follow: Callable[[Standing, str], bool]  # record what is new, by an actor; whether there was anything
    renew: Callable[[], None]  # lay the open answers out anew
    take_back: Callable[[Said, str], int]


@dataclass(frozen=True, slots=True)
class Clash:
    """What was not recorded, since others answered the question meanwhile; or other scans of it came (`said` is none)."""

    said: Said | None


@dataclass(frozen=True, slots=True)
class Unfit:
    """What a person wrote is no answer to the question."""


def asked_at(doubt: Doubt) -> Asked:
    """The place at which a doubt is asked."""
    return doubt.question, doubt.copy_number, doubt.page, doubt.number


def turn(doubt: Doubt) -> tuple[int, int, int, int]:
    """Where a doubt stands in the order of asking."""
    return turn_of(asked_at(doubt))


def turn_of(asked: Asked) -> tuple[int, int, int, int]:
    """Where a question stands in the order of asking: first what others hang on."""
    question, copy, page, number = asked
    return _ORDER.index(question), copy, page, number


def about_paper(event: Event) -> bool:
    """Whether an event can change what paper leaves open; points of open answers do not."""
    if event.kind is EventKind.UNDONE:
        return "said" in json.loads(event.payload)
    return event.kind not in (EventKind.DECIDED, EventKind.ACCEPTED, EventKind.CORRECTED)
