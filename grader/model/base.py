"""What every noun shares: it is checked when made and never changes."""

import hashlib
import json
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Line = Annotated[str, StringConstraints(strip_whitespace=True)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$")]
Points = Annotated[Decimal, Field(ge=0, le=1000, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1)]  # a proportion, 0 to 1


def _storable(value: Any) -> Any:
    """What no database and no file can hold (NUL, half of a surrogate pair) becomes U+FFFD."""
    if not isinstance(value, str):
        return value
    return value.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


Typed = Annotated[str, BeforeValidator(_storable)]  # text from a person, kept exactly otherwise


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
