"""The sitting as the page holds it in memory: every open answer in its turn, and the decisions that stand.

Nothing here is the truth: that is the chain of events. The pile remembers how far it has read, adds an event only
where it has read them all, and otherwise reads on and looks again; so two piles on one chain never write over
each other, and a decision is shown as saved only after it is in the chain.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from grader.model.course import OpenAnswers
from grader.model.event import EventKind
from grader.model.exam import Exam
from grader.model.score import Decision, Suggestion
from grader.records import Records
from grader.records.decided import Decided, Place, Stacks, fold, touched
from grader.review.queue import Waiting
from grader.review.server.laying import as_corrected, lay_out
from grader.review.server.order import Order, lined, renewed, standing
from grader.review.server.outcomes import Conflict, Outdated, Saved
from grader.review.server.stamps import Stamps
from grader.scoring.openended.after import Outlook


@dataclass
class Pile:
    """One sitting, for every browser that looks at it."""

    sealed: Exam
    records: Records
    rules: OpenAnswers
    exam: Exam = field(init=False)  # as it is scored, with what was corrected
    order: Order = field(init=False)
    stamps: Stamps = field(default_factory=Stamps)
    _stale: bool = False  # whether something was corrected since the answers were laid out
    _stacks: Stacks = field(default_factory=dict)
    _head: int = 0
    _first: int = 0  # where the chain ended at the beginning: what was decided before is not undone here
    _waiting: dict[str, tuple[Waiting, ...]] = field(default_factory=dict)  # by item, as far as it was asked
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _left: dict[str, int] = field(default_factory=dict)  # how many wait, by item
    _ready: Order | None = None  # the answers laid out anew, until a request takes them
    _recount: bool = False  # whether other answers wait than before
    _news: bool = False  # whether these have other suggestions
    _decided: set[str] = field(default_factory=set)  # items, since somebody last asked
    touched: threading.Event = field(default_factory=threading.Event)  # something was decided, or taken back
    outlook: Outlook | None = None  # what suggestions are worth by now, where that is known

    @property
    def answers(self) -> Sequence[Waiting]:
        """Question by question, in the queue's order."""
        return self.order.answers

    @property
    def by_place(self) -> Mapping[Place, int]:
        """Where each answer is among `answers`."""
        return self.order.by_place

    @property
    def of_item(self) -> Mapping[str, tuple[Waiting, ...]]:
        """The answers to each item, items and answers in the queue's order."""
        return self.order.of_item

    @property
    def rank(self) -> Mapping[Place, int]:
        """Which answer to its item each one is, from 1."""
        return self.order.rank

    @property
    def items(self) -> tuple[str, ...]:
        """The ids of the items, in order of the queue."""
        return tuple(self.of_item)

    def open(self) -> None:
        """Lay out the answers and read the chain as it is when the page begins."""
        self._read_on()
        self._first, self._stale = self._head, False
        self.exam = as_corrected(self.sealed, self.records)
        self.order = lined(lay_out(self.exam, self.records, self.rules))

    def make_ready(self, answers: Sequence[Waiting]) -> None:
        """Put answers ready that are all of the old ones and new ones, for the next request."""
        self._ready, self._recount = lined(answers), True

    def turn_over(self) -> bool:
        """Take the answers that are ready, and say whether suggestions are new; only where a request begins, on its thread."""
        if self._ready is None:
            return False
        with self._lock:
            self.order, self._ready = self._ready, None
            self._waiting.clear()
            if self._recount:
                self._left.clear()
                self._recount = False
            news, self._news = self._news, False
            return news

    def renew(
        self,
        suggested: Mapping[Place, Suggestion],
        outlook: Outlook,
        line: Callable[[Sequence[Waiting]], Sequence[Waiting]],
    ) -> None:
        """Put the answers ready with new suggestions; `line` lines those up that wait.

        What is decided keeps its place, so that the way back is as it was; only what waits changes its turn.
        """
        while True:
            before = self._ready or self.order
            order = renewed(before, suggested, self._stacks, line)
            with self._lock:
                if before is (self._ready or self.order):  # else paper has brought others meanwhile
                    self._ready, self._news, self.outlook = order, True, outlook
                    return

    def hashes(self) -> Mapping[Place, str]:
        """The answers as they are, by their hashes."""
        return {a.key: a.response.answer_hash for a in (self._ready or self.order).answers}

    def decisions(self) -> tuple[Decision, ...]:
        """The decisions that stand."""
        return tuple(stack[-1].decision for stack in list(self._stacks.values()))

    def decided_since(self) -> tuple[str, ...]:
        """The items about which something was decided since this was last asked."""
        with self._lock:
            self.touched.clear()
            items, self._decided = tuple(sorted(self._decided)), set()
            return items

    def catch_up(self) -> bool:
        """Read what others wrote since; after a correction, put the answers ready as they are judged now, and say so."""
        with self._lock:
            self._read_on()
            stale, self._stale = self._stale, False
        if stale:
            self.exam = as_corrected(self.sealed, self.records)
            self.make_ready(lay_out(self.exam, self.records, self.rules))
        return stale

    def stands(self, place: Place) -> Decided | None:
        """The decision that stands at a place, if it counts for the answer as it is."""
        return standing(self.order, self._stacks, place)

    def last(self, place: Place) -> int:
        """The event of the last decision at a place, whether it counts or not; 0 for none."""
        stack = self._stacks.get(place)
        return stack[-1].sequence if stack else 0

    def waiting(self, item: str) -> tuple[Waiting, ...]:
        """The answers to an item that nobody has decided, in order."""
        if item not in self._waiting:
            self._waiting[item] = tuple(a for a in self.of_item[item] if self.stands(a.key) is None)
        return self._waiting[item]

    def left(self, item: str) -> int:
        """How many answers to an item nobody has decided; in whatever order they wait."""
        if item not in self._left:
            self._left[item] = len(self.waiting(item))
        return self._left[item]

    def next_waiting(self, item: str = "") -> Waiting | None:
        """The next answer to decide: to this item if one is left, else to the first item that has one."""
        order = [item, *self.items] if item else self.items
        return next((self.waiting(one)[0] for one in order if self.waiting(one)), None)

    def decide(
        self,
        decisions: Sequence[Decision],
        seen: Mapping[Place, int],
        *,
        actor: str,
        stamp: int | None = None,
    ) -> Saved | Conflict | Outdated:
        """Record decisions as one event, if what stands is still what the person saw.

        `seen` has for each place its last event when the answer was on the screen, 0 for none; `stamp` is that of what
        the answer was judged by.
        """
        payload = {"decisions": [decision.model_dump(mode="json") for decision in decisions]}
        with self._lock:
            while True:
                if stamp is not None and any(stamp != self.stamps.of(place[2]) for place in seen):
                    return Outdated()
                stands = {place: self._stacks.get(place, ()) for place in seen}
                other = {
                    place: stack[-1] if stack else None
                    for place, stack in stands.items()
                    if (stack[-1].sequence if stack else 0) != seen[place]
                }
                if other:
                    return Conflict(other)
                event = self.records.append_if(
                    self.exam.id, self._head, EventKind.DECIDED, payload, actor=actor, reason="review page"
                )
                self._read_on()
                if event is not None:
                    return Saved(event.sequence, tuple(seen))

    def undo(self, actor: str) -> Saved | None:
        """Take back the last thing that this person decided and that still stands; none if there is nothing."""
        with self._lock:
            self._read_on()
            mine = [
                (stack[-1].sequence, place)
                for place, stack in self._stacks.items()
                if stack[-1].actor == actor and stack[-1].sequence > self._first and place in self.by_place
            ]
            if not mine:
                return None
            last = max(mine)[0]
            places = tuple(sorted(place for sequence, place in mine if sequence == last))
            event = self.records.undo(self.exam.id, last, places, actor=actor, reason="undone on the page")
            self._read_on()
            return Saved(event.sequence, places)

    def comments(self, item: str, most: int = 8) -> tuple[str, ...]:
        """Comments given to answers of an item, the commonest first: to be used again."""
        counts: dict[str, int] = {}
        for answer in self.of_item[item]:
            stands = self.stands(answer.key)
            if stands and (text := stands.decision.comment.strip()):
                counts[text] = counts.get(text, 0) + 1
        return tuple(sorted(counts, key=lambda text: (-counts[text], text))[:most])

    def _read_on(self) -> None:
        events = self.records.events(self.sealed.id, after=self._head)
        if events:
            self._stacks, self._head = fold(events, self._stacks), events[-1].sequence
            self._stale |= self.stamps.read(events)
            items = {place[2] for event in events for place in touched(event)}
            for item in items:
                self._waiting.pop(item, None)
                self._left.pop(item, None)
            self._decided |= items
            self.touched.set()


def pile_of(sealed: Exam, records: Records, rules: OpenAnswers) -> Pile:
    """Lay out a sitting's open answers, decided ones too, in the queue's order; raise what the records raise."""
    pile = Pile(sealed, records, rules)
    pile.open()
    return pile
