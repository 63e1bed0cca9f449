"""Correcting on the page: what it needs from outside, the differences that were shown, and the one way to apply one.

A difference is worked out anew when it is to be applied. Where it is no longer what the person saw, or another correction
came, nothing is recorded and both are shown; where only other students' answers were decided meanwhile, it is applied.
"""

import datetime as dt
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from grader.model.difference import Foreseen, Proposal
from grader.model.event import Event
from grader.model.exam import Exam
from grader.model.response import Copy
from grader.model.roster import Student
from grader.review.server.people import found_on
from grader.review.server.pile import Pile

_KEPT = 100  # differences that are remembered, to be shown beside what they became
_TRIES = 20  # at recording, while others decide


@dataclass(frozen=True, slots=True)
class Made:
    """A correction that stands."""

    number: int  # of its event
    at: dt.datetime
    actor: str
    reason: str
    what: tuple[str, ...]  # in the page's language
    items: frozenset[str]
    copies: frozenset[int]


@dataclass(frozen=True)
class CorrectingHands:
    """What correcting does about the records, by functions that know the course."""

    foresee: Callable[[Proposal], Foreseen]
    apply: Callable[[Foreseen, str, str], Event | None]  # by an actor, with a reason
    made: Callable[[], Sequence[Made]]
    said: Callable[[Proposal], Sequence[str]]  # what is proposed, in the page's language
    copies: Callable[[], Sequence[Copy]]
    lists: Callable[[], tuple[Mapping[str, Student], Sequence[str]]]  # students by id, and who can have come


@dataclass(frozen=True, slots=True)
class Other:
    """Not recorded: what would be applied is not what was shown (none where that is forgotten)."""

    shown: Foreseen | None
    now: Foreseen


@dataclass
class Bench:
    """Where items and copies of one sitting are corrected, for every browser that looks at it."""

    pile: Pile
    hands: CorrectingHands
    _shown: dict[str, Foreseen] = field(default_factory=dict)  # by digest
    _lock: threading.Lock = field(
        default_factory=threading.Lock
    )  # one difference at a time: they take the machine

    @property
    def exam(self) -> Exam:
        """The exam as it is scored now."""
        self.pile.catch_up()
        return self.pile.exam

    def foresee(self, proposal: Proposal) -> Foreseen:
        """Who would change; raises what cannot be worked out or made."""
        with self._lock:
            return self._foresee(proposal)

    def apply(self, proposal: Proposal, digest: str, reason: str, actor: str) -> Event | Other:
        """Record a correction whose difference was shown."""
        with self._lock:
            for _ in range(_TRIES):
                before = self._shown.get(digest)
                now = self._foresee(proposal)
                if now.digest != digest or not now.new:
                    return Other(before, now)
                if event := self.hands.apply(now, actor, reason):
                    self.pile.catch_up()
                    return event
            return Other(before, now)

    @property
    def students(self) -> Mapping[str, Student]:
        """The class by id; empty while its list must be corrected."""
        return self.hands.lists()[0]

    def find(self, wanted: str) -> Sequence[Student]:
        """Students on the roster whose id or name has every word of a search."""
        students, roster = self.hands.lists()
        return found_on(roster, students, wanted)

    def _foresee(self, proposal: Proposal) -> Foreseen:
        found = self.hands.foresee(proposal)
        while len(self._shown) >= _KEPT:
            del self._shown[next(iter(self._shown))]
        self._shown[found.digest] = found
        return found
