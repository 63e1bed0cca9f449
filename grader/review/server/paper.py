"""What paper leaves open, as the page holds it in memory, and the sayings that settle it.

The truth is the chain of events. A saying is added only where the chain was read to its end and what stands is what the
person saw; then the next doubt can be shown at once. What follows from sayings (answers, owners, points) is worked out
behind it, on a thread of its own, and until then the doubts that were answered are merely left out.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from grader.errors import GraderError, Problem
from grader.model.exam import Exam
from grader.model.paper import Question, ReadPage, Saying
from grader.model.reading import Fill
from grader.model.roster import Student
from grader.reading.handed_in import Doubt
from grader.reading.standing import Known, Standing, stand
from grader.records import Records
from grader.records.said import Asked, Said, fold_said
from grader.review.doubts import checked
from grader.review.server.behind import behind, settled
from grader.review.server.bug import told_of
from grader.review.server.paper_hands import Clash, Hands, Unfit, about_paper, asked_at, turn, turn_of
from grader.review.server.people import found_on

# While somebody goes on, what follows waits: for a pause of so many seconds, and that for so many sayings at most.
_PAUSE, _PAUSES = 3.0, 20


@dataclass
class Tray:
    """The doubts of one sitting on paper, for every browser that looks at it."""

    exam: Exam
    records: Records
    hands: Hands
    students: Mapping[str, Student]
    tell: Callable[[str], None] = lambda _: None  # where a bug is
    trouble: str = ""  # why what follows could not be worked out, until it can
    _known: Known | None = None
    _standing: Standing | None = None
    _scans: Mapping[str, ReadPage] = field(default_factory=dict)  # by content hash
    _pictures: frozenset[str] = frozenset()
    _said: dict[Asked, tuple[Said, ...]] = field(default_factory=dict)
    _past: dict[Asked, Doubt] = field(default_factory=dict)  # doubts that were answered here
    _hidden: dict[Asked, int] = field(default_factory=dict)  # answered by events that `_standing` lacks
    _again: dict[Asked, int] = field(default_factory=dict)  # asked again by such an event
    _head: int = 0
    _first: int = 0  # where the chain ended when the page began: what was said before is not undone here
    _changed: int = 0  # the last event that can change how paper stands
    _stood: int = -1  # the last event that `_standing` knows
    _actor: str = ""  # who said something last: what follows is recorded in that name
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _settling: threading.Lock = field(default_factory=threading.Lock)
    _due: threading.Event = field(default_factory=threading.Event)
    _over: threading.Event = field(default_factory=threading.Event)

    def open(self, actor: str) -> None:
        """Read the chain as it is when the page begins, and record what follows from earlier sayings."""
        self._actor = actor
        self.settle()
        if self.trouble:
            raise GraderError(self.trouble)
        self._first = self._head

    def work(self) -> threading.Thread:
        """Settle in the background whenever something was said, until `close`."""

        def on() -> None:
            while not self._over.is_set():
                if self._due.wait(0.5):
                    # Without doubts nobody goes on, and what follows may lead to more.
                    settled(self._due, _PAUSE if self.doubts else 0, _PAUSES)
                    self.settle()

        return behind(on, "paper")

    def close(self) -> None:
        """Stop the background work, and do what is left of it."""
        self._over.set()
        self.settle()

    def settle(self) -> None:
        """Work out how paper stands after all sayings, and record what follows; trouble with a file is kept for the page."""
        with self._settling:
            try:
                while self._behind():
                    self._stand_once()
                self.trouble = ""
            except GraderError as error:
                self.trouble = str(error)
            except Exception as error:  # the page goes on, and Python would print what a student wrote
                self.trouble = f"{type(error).__name__}, a bug"
                self.tell(f"a bug in what follows from paper: {told_of(error).rstrip()}")

    def catch_up(self) -> None:
        """Read what others wrote since; what follows from it is worked out in the background."""
        with self._lock:
            self._read_on()

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """What is asked now, in the order of asking; transcriptions are wishes, not doubts."""
        return tuple(doubt for doubt in self._open() if doubt.question is not Question.TRANSCRIPTION)

    @property
    def wishes(self) -> tuple[Doubt, ...]:
        """The handwritten answers that nobody has typed."""
        return tuple(doubt for doubt in self._open() if doubt.question is Question.TRANSCRIPTION)

    @property
    def remarks(self) -> tuple[Problem, ...]:
        """Pages to look for, and other things about paper that no answer here settles."""
        return self._standing.problems if self._standing else ()

    def doubt(self, asked: Asked) -> Doubt | None:
        """What is asked at a place, or was answered here."""
        return next((d for d in self._open() if asked_at(d) == asked), None) or self._past.get(asked)

    def stands(self, asked: Asked) -> Said | None:
        """What a person said last, if it stands."""
        stack = self._said.get(asked)
        return stack[-1] if stack else None

    def next_after(self, asked: Asked) -> Doubt | None:
        """The doubt to show when one was answered: of the same kind if there is one."""
        kind = self.wishes if asked[0] is Question.TRANSCRIPTION else self.doubts
        later = [doubt for doubt in kind if turn(doubt) > turn_of(asked)]
        return next(iter([*later, *kind]), None)

    def say(self, asked: Asked, seen: str, after: int, answer: str, actor: str) -> int | Clash | Unfit | None:
        """Record a saying, and give its event's number; `after` is the event of the saying that was on the screen (0: none)."""
        with self._lock:
            while True:
                self._read_on()
                stands, doubt = self.stands(asked), self.doubt(asked)
                if doubt is None:
                    return Clash(stands) if stands else None
                if (stands.sequence if stands else 0) != after:
                    return Clash(stands)
                if doubt.seen != seen:
                    return Clash(None)
                text = self._checked(doubt, answer)
                if text is None:
                    return Unfit()
                question, copy, page, number = asked
                saying = Saying(
                    question=question, copy_number=copy, page=page, number=number, seen=seen, answer=text
                )
                sequence = self.hands.say(self._head, saying, actor)
                if sequence is None:
                    continue
                self._past[asked], self._hidden[asked], self._actor = doubt, sequence, actor
                self._again.pop(asked, None)
                self._read_on()
                return sequence

    def undo(self, actor: str) -> Doubt | None:
        """Take back the last thing that this person said here and that still stands; its doubt, asked again."""
        with self._lock:
            self._read_on()
            mine = [
                (stack[-1].sequence, asked)
                for asked, stack in self._said.items()
                if stack[-1].actor == actor and stack[-1].sequence > self._first and asked in self._past
            ]
            if not mine:
                return None
            asked = max(mine)[1]
            self._again[asked] = self.hands.take_back(self._said[asked][-1], actor)
            self._hidden.pop(asked, None)
            self._actor = actor
            self._read_on()
            return self._past[asked]

    def fills(self, doubt: Doubt) -> tuple[Fill, ...]:
        """What the reader saw at the number that a doubt is about, on the scans that it is about."""
        scans = (self._scans[hash_] for hash_ in doubt.seen.split() if hash_ in self._scans)
        return tuple(f for page in scans for f in page.reading.fills if f.number == doubt.number)

    def form_of(self, copy: int) -> str:
        """The form of a copy."""
        assert self._known, "the tray was opened"
        return next(one.form for one in self._known.copies if one.number == copy)

    def has_paper(self, student: str) -> bool:
        """Whether another paper of a student came back."""
        return self._standing is not None and student in self._standing.account.present

    def find(self, wanted: str) -> tuple[Student, ...]:
        """Students on the roster whose id or name has every word of a search."""
        assert self._known, "the tray was opened"
        return found_on(self._known.roster, self.students, wanted)

    def knows(self, picture: str) -> bool:
        """Whether the records name a picture."""
        return picture in self._pictures

    def _open(self) -> list[Doubt]:
        if self._standing is None:
            return []
        wishes = (d for d in self._standing.handwritten if asked_at(d) not in self._said)
        now = [*self._standing.doubts, *wishes]
        there = {asked_at(doubt) for doubt in now}
        now += [self._past[asked] for asked in self._again if asked not in there]
        return sorted((d for d in now if asked_at(d) not in self._hidden), key=turn)

    def _checked(self, doubt: Doubt, answer: str) -> str | None:
        assert self._known, "the tray was opened"
        if not answer.strip():
            return None
        forms = {copy.number: copy.form for copy in self._known.copies}
        return checked(doubt, answer.strip(), self.exam, forms, self._known.roster)

    def _behind(self) -> bool:
        with self._lock:
            self._read_on()
            return self._stood < self._changed

    def _stand_once(self) -> None:
        head, actor = self._head, self._actor
        known = self.hands.known()
        found = stand(known)
        pictures = {path for page in known.pages for _, path in page.crops}
        pictures |= {box.crop for page in known.pages for box in page.boxes if box.crop}
        with self._lock:
            self._known, self._standing, self._stood = known, found, head
            self._scans = {page.reading.content_hash: page for page in known.pages}
            self._pictures = frozenset(pictures)
            self._hidden = {asked: n for asked, n in self._hidden.items() if n > head}
            self._again = {asked: n for asked, n in self._again.items() if n > head}
            self._read_on()
            # Where somebody spoke meanwhile, nothing is recorded of what may hold no more: it is worked out again.
            followed = self._changed <= head and self.hands.follow(found, actor)
        if followed:
            self.hands.renew()

    def _read_on(self) -> None:
        events = self.records.events(self.exam.id, after=self._head)
        if not events:
            return
        self._said, self._head = fold_said(events, self._said), events[-1].sequence
        if changing := [event.sequence for event in events if about_paper(event)]:
            self._changed = changing[-1]
            self._due.set()
