"""Copies and responses: which paper a student had, and what they are taken to have answered.

A response speaks of the printed number and the printed letters, so binding a copy to another form
or student rescores it without touching what was read.
"""

import datetime as dt
import hashlib
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from grader.model.base import Model, Typed


class CopyStatus(StrEnum):
    """What became of a printed copy."""

    ISSUED = "issued"
    SPARE = "spare"
    VOIDED = "voided"


class Copy(Model):
    """One copy of an exam: paper that was printed, or a typed set of answers that was imported."""

    number: Annotated[int, Field(ge=1)]
    form: Annotated[str, Field(pattern=r"^[A-Z]$")]
    student: str | None = None  # none yet: a spare, or not identified
    seat: str = ""
    profile: str = "standard"
    status: CopyStatus = CopyStatus.ISSUED
    score_bubbles: bool = False  # the sheet has a row of a grader's bubbles at each open answer


class Leftover(Model):
    """What an import listed and could not take: it waits in the file for a person, and is no absence."""

    file: str
    on: dt.date  # of the import, UTC
    students: tuple[str, ...] = ()  # nothing of their papers is recorded
    rows: int = 0  # of nobody on the roster


class Response(Model):
    """What a copy answers at one printed number: letters for choices, text for numbers and words."""

    copy_number: Annotated[int, Field(ge=1)]
    number: Annotated[int, Field(ge=1)]
    letters: tuple[str, ...] = ()  # sorted
    text: Typed = ""
    crop: str = (
        ""  # of a handwritten answer: its picture below the sitting's folder; `text` is its transcription
    )

    @property
    def blank(self) -> bool:
        """Nothing was answered; that is not the same as zero points."""
        return not self.letters and not self.text.strip() and not self.crop

    @property
    def answer_hash(self) -> str:
        """SHA-256 of the answer's text (of its letters without one), in hexadecimal: what was judged."""
        return hashlib.sha256((self.text or ",".join(self.letters)).encode()).hexdigest()
