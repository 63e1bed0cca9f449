"""What every noun shares: it is checked when made and never changes."""

import hashlib
import json
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Line = Annotated[str, StringConstraints(strip_whitespace=True)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$")]
Points = Annotated[Decimal, Field(ge=0, le=1000, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1)]  # a proportion, 0 to 1


class Model(BaseModel):
    """A value: checked when made, never changed."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def canonical(value: Model) -> str:
    """The one JSON text of a value: sorted keys, no white space, so equal values give equal bytes."""
    return json.dumps(
        value.model_dump(mode="json"), sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )


def fingerprint(value: Model) -> str:
    """SHA-256 of the canonical JSON of a value, in hexadecimal."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()
