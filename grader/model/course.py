"""The course's policy: what the parts are, and the routes from them to the final mark."""

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints, field_validator, model_validator

from grader.model.base import Model, Points, Share, Slug, Text

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]  # usable in a formula
Formula = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def _nothing(value: Any) -> Any:
    """Files are read as text, where `null`, `~` and an empty value are words."""
    return None if value in ("null", "~", "") else value


class Rounding(StrEnum):
    """How the mark is rounded to a whole number, once, at the end."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    FLOOR = "floor"
    CEIL = "ceil"


class Component(Model):
    """A part of the mark: an exam's score, the project's mark, or points for each lab passed."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    exam: Slug | None = None  # a blueprint under exams/
    source: Literal["projects.csv", "labs.csv"] | None = Field(default=None, alias="from")
    each: Annotated[Points, Field(gt=0)] | None = None  # points for every pass, with labs.csv
    out_of: Annotated[Points, Field(gt=0)]

    @model_validator(mode="after")
    def _has_one_origin(self) -> Self:
        if (self.exam is None) == (self.source is None):
            raise ValueError("a component has either `exam` or `from`, and not both")
        if (self.each is not None) != (self.source == "labs.csv"):
            raise ValueError("`each` goes with `from: labs.csv`, and only with it")
        return self

    @property
    def labs_allowed(self) -> int:
        """How many labs can earn points before `out_of` is reached; 0 for what is not labs."""
        return int(self.out_of / self.each) if self.each else 0


class Lode(Model):
    """When lode is proposed; a person confirms it."""

    propose_if: Formula


class OpenAnswers(Model):
    """What may happen to open answers without a person, and which model reads them."""

    auto_accept: Annotated[
        Share | Literal[False],
        BeforeValidator(
            lambda v: False if v in ("false", "no") else v,
            json_schema_input_type=Share | Literal[False, "no"],
        ),
    ] = False
    promise: Annotated[Share, Field(gt=0.5)] = (
        0.9  # of the suggestions made so many are right, or none is made
    )
    totals: Annotated[Points, Field(gt=0)] = Decimal("0.25")  # the mean error of totals to be reached, points
    step: Annotated[Points, Field(gt=0)] | None = None  # of points that people give; else the rubric says it
    earlier: bool = True  # whether decisions of earlier sittings on the same item are learnt from
    model: str = "bundled"  # a sentence-transformers model by name or folder, `@revision` pins it
    prompt: str | None = None  # put before every text; else what the model's own settings say
    transcribe: str = (
        ""  # an image-to-text model that proposes words for handwriting; none: nothing is proposed
    )


class Course(Model):
    """`course.yaml`."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    title: Text
    language: Literal["en", "it"] = "en"
    matricola: Text = "[0-9]{10}"
    components: Mapping[Name, Component]
    routes: Mapping[Slug, Formula]  # in order of preference
    choose: Literal["student", "best", "latest"] = "best"
    attempts: Literal["latest", "best"] = "latest"
    minimum: Mapping[Name, Points] = {}
    missing: Literal["waiting", "zero"] = "waiting"
    round: Rounding = Rounding.HALF_UP
    pass_mark: Points = Field(default=Decimal(18), alias="pass")
    cap: Points = Decimal(30)
    lode: Annotated[Lode | None, BeforeValidator(_nothing, json_schema_input_type=Lode | None)] = None
    valid_until: Annotated[
        dt.date | None, BeforeValidator(_nothing, json_schema_input_type=dt.date | None)
    ] = None
    open_answers: OpenAnswers = OpenAnswers()

    @field_validator("matricola")
    @classmethod
    def _is_a_pattern(cls, value: str) -> str:
        try:
            re.compile(value)
        except re.error as error:
            raise ValueError(f"not a regular expression: {error}") from None
        return value
