"""Learning while people decide: after every batch of decisions new suggestions, in a thread that no key press waits for.

Nothing is recorded while the page is open: what was learnt can be learnt again. Where the texts cannot be read (no model),
or there is a bug, the suggestions that are there stay, and the page says nothing of agreement.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from grader.errors import GraderError
from grader.model.course import OpenAnswers
from grader.model.exam import Exam
from grader.model.response import Copy
from grader.model.score import Decision
from grader.records.decided import Place
from grader.review.queue import line_up
from grader.review.server.behind import behind
from grader.review.server.bug import told_of
from grader.review.server.pile import Pile
from grader.scoring.openended.after import Lesson

Learn = Callable[[Sequence[Decision], frozenset[str]], Lesson]  # decisions, items to suggest for
Read = Callable[[], tuple[Sequence[Copy], Learn]]  # reads all answers of the sitting, which may take minutes
_QUIET = 2.0  # seconds without a decision, after which the other items' suggestions are renewed too


@dataclass
class Learner:
    """Renews the suggestions of one pile."""

    pile: Pile
    read: Read
    rules: OpenAnswers
    tell: Callable[[str], None] = lambda _: None  # why nothing can be learnt
    _copies: Sequence[Copy] = ()
    _learn: Learn | None = None
    _read_of: Mapping[Place, str] = field(default_factory=dict)  # the answers that were read, by their hashes
    _exam: Exam | None = None  # as it was when they were read: a rubric may be corrected
    _over: threading.Event = field(default_factory=threading.Event)

    def work(self) -> threading.Thread:
        """Learn in the background whenever something was decided, until `close`."""

        def on() -> None:
            try:
                rest = self.pile.items  # not yet renewed after the last decision
                while not self._over.is_set():
                    if items := self.pile.decided_since():
                        self.learn(items)
                        rest = tuple(item for item in self.pile.items if item not in items)
                    elif not self.pile.touched.wait(_QUIET) and rest:
                        self.learn(rest)
                        rest = ()
            except GraderError as error:
                self._stop(str(error))
            except Exception as error:  # the page goes on, and Python would print what a student wrote
                self._stop(f"a bug, {told_of(error).rstrip()}")

        return behind(on, "learner")

    def close(self) -> None:
        """Stop the background work."""
        self._over.set()

    def _stop(self, why: str) -> None:
        self.pile.outlook = None  # what suggestions were worth is true no longer
        self.tell(why)

    def learn(self, items: Sequence[str]) -> None:
        """Renew the suggestions for some items from all decisions, and put them ready for the next request."""
        there = self.pile.hashes()
        exam = self.pile.exam
        if self._learn is None or there != self._read_of or exam is not self._exam:
            self._copies, self._learn = self.read()
            self._read_of, self._exam = there, exam
        decisions = self.pile.decisions()
        lesson = self._learn(decisions, frozenset(items))
        self.pile.renew(
            {(s.copy_number, s.number, s.item_id): s for s in lesson.suggestions},
            lesson.outlook,
            lambda held: line_up(
                self.pile.exam,
                self._copies,
                [one.response for one in held],
                [one.suggestion for one in held if one.suggestion],
                (),
                self.rules,
                decided_too=True,
            ),
        )
