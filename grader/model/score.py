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


class Suggestion(Model):
    """What the machine proposes for an open answer, with its doubt and its reasons."""

    copy_number: int
    number: int
    item_id: str
    points: Decimal
    out_of: Decimal
    confidence: Share  # estimated chance of being within a quarter of the points of a person's score
    ideas: tuple[Idea, ...] = ()
    flags: tuple[str, ...] = ()  # "copies the question", "no answer"
    why: str
    model: str  # name, revision and dtype of the embedding model
    answer_hash: str  # SHA-256 of the answer's text: what was judged


class Decision(Model):
    """The points that a person gives. Later ones count, earlier ones stay in the records."""

    copy_number: int
    number: int
    item_id: str
    points: Decimal
    comment: str = ""
    answer_hash: str = ""


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
