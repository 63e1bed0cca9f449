"""What a browser sent: fields of a form, each checked before anything is done with it."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

_FIELDS = 2000  # of a form: a group may be large

Form = Mapping[str, list[str]]


async def read_form(request: Request) -> Form:
    """The fields of a form; there are no uploads here."""
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        raise HTTPException(415)
    try:
        return parse_qs((await request.body()).decode(), keep_blank_values=True, max_num_fields=_FIELDS)
    except ValueError:  # not UTF-8, or too many fields
        raise HTTPException(400) from None
    except ClientDisconnect:  # also what the guard makes of a body that is too long
        raise HTTPException(413) from None


def one(form: Form, name: str) -> str:
    """The first value of a field, an empty text where there is none."""
    return form.get(name, [""])[0]


def number(text: str) -> int:
    """A whole number that our own page wrote; anything else is a bad request."""
    if not text.isascii() or not text.isdecimal() or len(text) > 12:
        raise HTTPException(400)
    return int(text)


def points_of(text: str, most: Decimal) -> Decimal | None:
    """The points that a form gives, if they are at most `most`."""
    try:
        points = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    return points if points.is_finite() and 0 <= points <= most else None
