"""The recipe of an exam: how many items of which kinds, worth how much, in how many forms."""

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from grader.model.base import Line, Model, Points, Share, Slug, Text
from grader.model.item import Slugs, _many
from grader.model.kinds import ItemType, Level, Part, Status


class Kind(StrEnum):
    """What an exam is for."""

    IN_ITINERE = "in-itinere"
    WRITTEN = "written"
    PRACTICE = "practice"  # printed with solutions, for publication; never scored


class Pool(Model):
    """Which items of the bank may be drawn; an empty field does not restrict."""

    part: Part | None = None
    modules: Slugs = ()
    topics: Slugs = ()
    tags: Slugs = ()  # an item with any of these
    without_tags: Slugs = ()  # and with none of these
    status: Annotated[
        tuple[Status, ...],
        BeforeValidator(_many, json_schema_input_type=Status | tuple[Status, ...]),
    ] = (Status.READY,)


class Quota(Model):
    """At least `min` and at most `max` items that are all of what is named here."""

    type: ItemType | None = None
    module: Slug | None = None
    topic: Slug | None = None
    tag: Slug | None = None
    level: Level | None = None
    part: Part | None = None
    facility: tuple[Share, Share] | None = None  # a band, both ends included
    min: Annotated[int, Field(ge=0)] = 0
    max: Annotated[int, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        named = (self.type, self.module, self.topic, self.tag, self.level, self.part, self.facility)
        if all(value is None for value in named):
            raise ValueError("a quota names at least one of type, module, topic, tag, level, part, facility")
        if self.facility is not None and self.facility[0] > self.facility[1]:
            raise ValueError("facility begins with the lower end, such as [0.4, 0.7]")
        if self.max is not None and self.max < self.min:
            raise ValueError(f"the quota's max {self.max} is below its min {self.min}")
        return self


class Overlap(Model):
    """How many items may be in common; none given means no limit."""

    forms: Annotated[int, Field(ge=0)] | None = None  # between any two forms of this exam
    past: Annotated[int, Field(ge=0)] | None = None  # between a form and any one past sitting


class ScoringRules(Model):
    """How closed items are scored."""

    wrong: Points = Decimal(0)  # taken off for a wrong answer, as a share of the item's points
    multiple: Literal["all-or-nothing", "per-option"] = "all-or-nothing"
    floor: Annotated[Decimal, Field(ge=-1, le=0)] = Decimal(0)  # least share of a multiple item's points


class Blueprint(Model):
    """An exam as it is asked for, before any item is chosen."""

    title: Text
    kind: Kind
    items: Annotated[int, Field(ge=1, le=500)]
    points: Annotated[Points, Field(gt=0)]  # of a whole form
    minutes: Annotated[Decimal, Field(gt=0, le=1440)]  # the items' expected minutes must fit into them
    instructions: Line = ""
    pool: Pool = Pool()
    quotas: tuple[Quota, ...] = ()
    target_facility: Share | None = None  # mean over a form's items
    forms: Annotated[int, Field(ge=1, le=26)] = 1
    overlap: Overlap = Overlap()
    cool_off: Annotated[int, Field(ge=0)] = 0  # days before an item may be used again
    options: Annotated[int, Field(ge=2, le=8)] = 4  # printed choices per single or multiple item
    include: Slugs = ()
    exclude: Slugs = ()
    alarms: Literal["avoid", "allow"] = (
        "avoid"  # items whose own statistics say that something is wrong with them
    )
    scoring: ScoringRules = ScoringRules()


class PastUse(Model):
    """The items that an earlier sitting used."""

    sitting: str
    date: dt.date
    items: tuple[Slug, ...]
