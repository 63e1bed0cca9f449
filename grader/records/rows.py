"""Rows of the database -> nouns; a row that grader cannot have written is said, with its place, and is no bug."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from grader.errors import InputError
from grader.model.event import Event
from grader.model.response import Response
from grader.model.score import Suggestion


def event_of(row: sa.Row[Any]) -> Event:
    """An event as it was written: another way of writing the same time is no event of ours."""
    with as_written(f"event {row.sequence} of {row.chain}"):
        event = Event.model_validate(dict(row._mapping))
        if event.model_dump(mode="json", include={"at"})["at"] != row.at:
            raise ValueError(row.at)
        return event


def response_of(row: sa.Row[Any]) -> Response:
    """What a copy answers at one number."""
    with as_written(f"the answer of copy {row.copy_number}, question {row.number} of {row.sitting}"):
        letters = tuple(row.letters.split(",")) if row.letters else ()
        return Response(
            copy_number=row.copy_number, number=row.number, letters=letters, text=row.text, crop=row.crop
        )


def suggestion_of(row: sa.Row[Any]) -> Suggestion:
    """What the machine proposed for an answer."""
    with as_written(f"the suggestion for copy {row.copy_number}, question {row.number} of {row.sitting}"):
        return Suggestion.model_validate_json(row.suggestion)


@contextmanager
def as_written(what: str) -> Iterator[None]:
    """Turn a value that the block cannot be made from into an InputError that names what was read."""
    try:
        yield
    except (ValueError, KeyError, TypeError) as error:  # pydantic's and json's own errors are ValueErrors
        hint = "restore the records from a copy; nothing was changed"
        raise InputError(
            f"the records were changed by hand: {what} is not as it was written", hint=hint
        ) from error
