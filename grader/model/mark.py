"""What is reported: a student's score in each component, and the mark that the policy makes of them."""

import datetime as dt
from decimal import Decimal
from enum import StrEnum

from grader.model.base import Model
from grader.model.kinds import Recordable
from grader.model.response import Copy, Leftover
from grader.model.score import FinalScore


class SittingScores(Model):
    """What the marks need of one sitting: who had which copy, and the points that count."""

    sitting: str
    exam: str  # the blueprint's name
    on: dt.date
    out_of: Decimal  # points of a whole form
    copies: tuple[Copy, ...]
    scores: tuple[FinalScore, ...]  # of the copies that were handed in
    leftovers: tuple[Leftover, ...] = ()  # of the imports, in their order
    questions: int = 0  # about its paper, that wait for people
    nameless: int = 0  # of these, about pages that cannot be read and do not say whose they are


class ComponentState(StrEnum):
    """Why a component has points or has none."""

    SCORED = "scored"
    PENDING = "pending"  # a person has still to decide something
    WAITING = "waiting"  # not taken, not presented, not marked yet
    ABSENT = "absent"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"  # the student did not accept these points; they still replace earlier ones


class ComponentScore(Model):
    """One attempt of a student at one component."""

    student_id: str
    component: str
    state: ComponentState
    points: Decimal | None = None  # none unless scored (or pending: what is certain so far)
    out_of: Decimal
    on: dt.date | None = None
    sitting: str = ""  # the sitting, for an exam
    note: str = ""  # "group G3: 28, change +1"


class StatusEntry(Model):
    """One status that a person recorded, or took back."""

    student_id: str
    status: Recordable
    value: str = ""
    sitting: str = ""  # "" is the course as a whole
    on: dt.date
    undone: bool = False


class Outcome(StrEnum):
    """How a student's course ends, as far as it is known."""

    GRADED = "graded"
    FAIL = "fail"
    ABSENT = "absent"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    PENDING = "pending"  # people must still decide; or parts are missing: the note says which


class Step(Model):
    """One line of the arithmetic in words, with its value."""

    text: str  # "(mid_course + end_of_course + project) / 2 + labs = (12.5 + 11 + 28) / 2 + 3.5"
    value: Decimal | None = None


class Mark(Model):
    """A student's final mark with every step that led to it."""

    student_id: str
    outcome: Outcome
    value: Decimal | None = None  # rounded and capped; none without a mark
    uncapped: Decimal | None = None  # rounded, before the cap
    lode_proposed: bool = False
    lode: bool = False  # confirmed by a person
    route: str = ""
    components: tuple[ComponentScore, ...] = ()  # the attempts that count
    steps: tuple[Step, ...] = ()
    note: str = ""  # "waiting for project"
    blocked_by: tuple[str, ...] = ()  # sittings with undecided answers that this mark depends on
    provisional: bool = False
