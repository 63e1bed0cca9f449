"""What is changed about an item after the exam: its key, its points, its rubric, or whether it counts at all.

A correction is an event. The sealed exam stays as it was printed; scores are worked out from it and from the
corrections that stand. Options are named by their texts, since every form prints them under other letters.
"""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from grader.model.base import Model, Points, Slug, Text
from grader.model.item import Criterion
from grader.model.kinds import Voiding


class NewKey(Model):
    """Other right options: any one of them at a single-choice or true-false item, all of them at a multiple-choice one."""

    change: Literal["key"] = "key"
    right: Annotated[tuple[Text, ...], Field(min_length=1)]


class NewAnswer(Model):
    """Another right number."""

    change: Literal["answer"] = "answer"
    answer: Annotated[Decimal, Field(allow_inf_nan=False)]
    tolerance: Annotated[Decimal, Field(ge=0, allow_inf_nan=False)] = Decimal(0)


class Void(Model):
    """The item does not count."""

    change: Literal["void"] = "void"
    how: Voiding


class NewPoints(Model):
    """Another weight; the forms' sums must stay what they were."""

    change: Literal["points"] = "points"
    points: Annotated[Points, Field(gt=0)]


class NewRubric(Model):
    """Another marking guide of an open item. Decisions made under the old one stay, and are pointed out."""

    change: Literal["rubric"] = "rubric"
    rubric: Annotated[tuple[Criterion, ...], Field(min_length=1)]


Change = Annotated[NewKey | NewAnswer | Void | NewPoints | NewRubric, Field(discriminator="change")]


class Correction(Model):
    """One change of one item. A later one of the same kind takes the place of an earlier one."""

    item_id: Slug
    what: Change
