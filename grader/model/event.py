"""What happened: an append-only fact with who, when and why, chained to the one before it."""

import datetime as dt
from enum import StrEnum

from grader.model.base import Model, Typed

COURSE = "course"  # the chain of what belongs to no single sitting


class EventKind(StrEnum):
    """The things that can happen."""

    SEALED = "sealed"  # an exam was assembled
    COPIES = "copies"  # copies were printed or came in with typed answers
    ANNOUNCED = "announced"  # something was said about an item while the exam was on
    IMPORTED = "imported"  # responses came in
    READ = "read"  # a batch of scanned pages was read
    SAID = "said"  # a person said what paper leaves open: a doubtful bubble, whose paper it is
    JUDGED = "judged"  # fills were judged anew, without their scans
    DECIDED = "decided"  # a person gave points to open answers
    UNDONE = "undone"  # a person took decisions of one event back; what stood before stands again
    CORRECTED = "corrected"  # an item was changed after the exam, or such a change was taken back
    ACCEPTED = "accepted"  # suggestions that the course takes without a person, all of them
    STATUS = "status"  # a person recorded withdrawn, absent, refused, lode-confirmed, a chosen route
    PUBLISHED = "published"  # marks were exported as final


class Event(Model):
    """One fact in a sitting's history."""

    sequence: int  # 1, 2, ... within the chain
    chain: str  # a sitting's id, or COURSE
    kind: EventKind
    actor: Typed
    at: dt.datetime  # UTC
    reason: Typed
    payload: Typed  # canonical JSON
    previous: str  # hash of the event before it, "" for the first
    hash: str  # SHA-256 over all of the above
