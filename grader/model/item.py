"""What the bank holds: items of five types, one class each, in a union told apart by `type`.

Students see an item as a question. Whatever a single item can tell about itself is checked here,
so that an impossible item cannot be built; what needs other items is checked in `bank.check`.
"""

from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, TypeAdapter, model_validator

from grader.model.base import Line, Model, Points, Share, Slug, Text
from grader.model.kinds import Level, Part, Status


def _many(value: Any) -> Any:
    """Let one text stand for a list of one."""
    return (value,) if isinstance(value, str | dict) else value


def _option(value: Any) -> Any:
    """Let a bare text stand for an option without extras."""
    return {"text": value} if isinstance(value, str) else value


def _one(value: Any) -> Any:
    """Let a list of one stand for its element; a longer one is said to be too long."""
    if isinstance(value, list | tuple):
        if len(value) != 1:
            raise ValueError(f"a single-choice item has exactly one key; this one has {len(value)}")
        return value[0]
    return value


class Option(Model):
    """A choice of a closed item."""

    text: Text
    last: bool = False  # pinned to the end, as "none of the above" must be
    feedback: Line = ""


def _writable(value: Decimal) -> Decimal:
    """Refuse a number whose digits would fill the page: 1e999999999 is short to type and long to print."""
    if value and not -40 <= value.adjusted() <= 40:
        raise ValueError("at most 40 digits before and after the point")
    return value


AnyOption = Annotated[Option, BeforeValidator(_option, json_schema_input_type=Text | Option)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_many, json_schema_input_type=Text | tuple[Text, ...])]
Options = Annotated[
    tuple[AnyOption, ...],
    BeforeValidator(_many, json_schema_input_type=AnyOption | tuple[AnyOption, ...]),
]
Slugs = Annotated[tuple[Slug, ...], BeforeValidator(_many, json_schema_input_type=Slug | tuple[Slug, ...])]


class BaseItem(Model):
    """The fields that items of all types have."""

    id: Slug  # stable for ever
    stem: Text  # Markdown, `$math$`, code blocks, images under questions/assets/
    topic: Slug
    module: Slug
    part: Part
    tags: Slugs = ()
    facility: Share | None = None  # expected share of points won: high is easy
    level: Level | None = None
    minutes: Annotated[Decimal, Field(gt=0, le=240)] | None = None
    points: Annotated[Points, Field(gt=0)] = Decimal(1)
    enemies: Slugs = ()  # never in the same form
    status: Status = Status.READY
    author: Line = ""
    source: Line = ""
    explanation: Line = ""


class Single(BaseItem):
    """One key among several options."""

    type: Literal["single"]
    correct: Annotated[AnyOption, BeforeValidator(_one, json_schema_input_type=AnyOption | tuple[AnyOption])]
    wrong: Annotated[Options, Field(min_length=1)]  # may be longer than what a form prints


class Multiple(BaseItem):
    """One or more keys among several options."""

    type: Literal["multiple"]
    correct: Annotated[Options, Field(min_length=1)]
    wrong: Annotated[Options, Field(min_length=1)]


class TrueFalse(BaseItem):
    """A statement that is true or false."""

    type: Literal["true-false"]
    correct: bool


class Numeric(BaseItem):
    """A number, right within an absolute tolerance, in a unit."""

    type: Literal["numeric"]
    answer: Annotated[Decimal, Field(allow_inf_nan=False), AfterValidator(_writable)]
    tolerance: Annotated[Decimal, Field(ge=0, allow_inf_nan=False), AfterValidator(_writable)] = Decimal(0)
    unit: Line = ""


class Criterion(Model):
    """One line of a rubric: what earns the points, and the ideas by which one knows it."""

    text: Text
    points: Annotated[Points, Field(gt=0)]
    ideas: Texts = ()  # key ideas, each a short sentence in a student's words


class Open(BaseItem):
    """A short answer in words, marked by a rubric."""

    type: Literal["open"]
    reference: Texts = ()  # answers worth all points; only a draft may be without
    rubric: tuple[Criterion, ...] = ()
    misconceptions: Texts = ()  # answers that sound right and are not
    lines: Annotated[int, Field(ge=1, le=60)] = 6  # room on paper

    @model_validator(mode="after")
    def _has_a_reference(self) -> Self:
        if not self.reference and self.status is Status.READY:
            raise ValueError("'reference' is missing: write an answer worth all points, or `status: draft`")
        return self

    @model_validator(mode="after")
    def _rubric_sums_to_points(self) -> Self:
        total = sum((criterion.points for criterion in self.rubric), Decimal(0))
        if self.rubric and total != self.points:
            raise ValueError(f"the rubric's points sum to {total}, the item is worth {self.points}")
        return self


Closed = Single | Multiple | TrueFalse | Numeric
Item = Annotated[Single | Multiple | TrueFalse | Numeric | Open, Field(discriminator="type")]
ITEM: TypeAdapter[Single | Multiple | TrueFalse | Numeric | Open] = TypeAdapter(Item)
