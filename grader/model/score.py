"""Points on an item: what a rule gives, what a machine suggests, what a person decides.

The three never overwrite each other; the final score is derived from them.
"""

from decimal import Decimal
from enum import StrEnum

from grader.model.base import Model, Share


class Origin(StrEnum):
    """Who gave a final score."""

    DECISION = "decision"  # a person
    RULE = "rule"  # a closed item, or a blank
    AUTO = "auto"  # a suggestion that the course accepts without a person
    PENDING = "pending"  # nobody yet


class ItemScore(Model):
    """The points that a rule gives to a response."""

    copy_number: int
    number: int
    item_id: str
    points: Decimal
    out_of: Decimal
    why: str  # "b is the key"


class Idea(Model):
    """A rubric idea and the sentence of the answer that comes nearest to it."""

    criterion: str
    text: str
    found: bool
    evidence: str = ""
    similarity: float = 0.0  # cosine, what the question says taken out of both


class Neighbour(Model):
    """An answer to the same item that a person has decided, near in meaning."""

    copy_number: int  # 0: an answer of an earlier sitting
    points: Decimal
    similarity: float  # cosine


class Suggestion(Model):
    """What the machine proposes for an open answer, with its doubt and its reasons."""

    copy_number: int
    number: int
    item_id: str
    points: Decimal
    out_of: Decimal
    confidence: Share  # chance that a person's points are within a tenth of the maximum, or on the same step
    promised: bool = False  # covered by the course's promise; else the machine abstains: `points` is a guess
    low: Decimal | None = None  # nine times in ten a person's points are from low
    high: Decimal | None = None  # to high
    spread: float = 0.0  # standard deviation, points
    decisions: int = 0  # on this item in this exam, that it was learnt from
    earlier: int = 0  # decisions of earlier sittings on the same item, that it was learnt from too
    turn: int = 0  # 1, 2, ... for the item's answers from whose decision most is learnt; 0 for the others
    like: int = 0  # the copy whose decision serves this answer too; 0 when it stands alone
    says_nothing: bool = False  # no words, or "I don't know"
    ideas: tuple[Idea, ...] = ()
    nearest: tuple[Neighbour, ...] = ()  # decided answers, the nearest first
    flags: tuple[str, ...] = ()  # "copies the question", "no answer"
    why: str
    model: str  # name, revision and dtype of the embedding model
    answer_hash: str  # SHA-256 of the answer's text: what was judged


class Acceptance(Model):
    """A suggestion that the course accepted without a person; the latest set of a sitting counts."""

    copy_number: int
    number: int
    item_id: str
    points: Decimal
    confidence: Share
    model: str
    answer_hash: str
    why: str = ""  # as the suggestion said; none in records of older versions


class Decision(Model):
    """The points that a person gives. Later ones count, earlier ones stay in the records."""

    copy_number: int
    number: int
    item_id: str
    points: Decimal
    comment: str = ""
    answer_hash: str = ""
    seen: str = ""  # of points that were marked on the sheet: the content hashes of its scans, by spaces
    like: int = 0  # given to the answer of that copy, and to this one as of the same group; 0 when by itself
    criteria: tuple[str, ...] | None = (
        None  # the rubric's lines that were met; none where points were given as a whole
    )


class FinalScore(Model):
    """The points that count, and who gave them; none while pending."""

    copy_number: int
    number: int
    item_id: str
    points: Decimal | None
    out_of: Decimal
    origin: Origin
    blank: bool = False
    why: str = ""
