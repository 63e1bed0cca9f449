"""What comes back on paper: pages as read with the ink in their boxes, and what people say about them.

What a person says is kept beside the reading and never in its place.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from grader.model.base import Line, Model, Typed
from grader.model.reading import PageReading


class BoxInk(Model):
    """How much was written into the box of an open answer; printed rules are not counted."""

    number: int
    part: int = 1
    area: Annotated[float, Field(ge=0)]  # mm2 of ink
    cells: Annotated[str, Field(pattern=r"^[0-9a-f]{48}$")]  # 8 rows x 24 columns, a bit where there is ink
    crop: Line = ""  # the picture's path below the sitting's folder


class ReadPage(Model):
    """A page of a scan with everything that was taken from it."""

    reading: PageReading
    boxes: tuple[BoxInk, ...] = ()
    crops: tuple[
        tuple[str, str], ...
    ] = ()  # what is seen ("7" the whole item, "7.c" one bubble) and its path


class PaperStatus(StrEnum):
    """The one thing that became of a paper."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"  # a page is missing, or in conflict
    UNKNOWN = "unknown student"
    NO_INK = "no ink"  # absent or blank? A person says; it is never a zero by itself


class Question(StrEnum):
    """What a person is asked about paper."""

    ANSWER = "answer"  # what a doubtful item is taken to answer: letters, a number, or "-" for nothing
    STUDENT = "student"  # whose paper it is
    PAGE = "page"  # which of several scans of a page counts: the beginning of its content hash
    NO_INK = "no-ink"  # "absent" or "blank"
    TRANSCRIPTION = "transcription"  # the words of a handwritten answer


class Saying(Model):
    """A person's answer to one question about paper. It holds for the pages it was said of, and for no others."""

    question: Question
    copy_number: Annotated[int, Field(ge=1)]
    page: Annotated[int, Field(ge=0)] = 0  # with PAGE
    number: Annotated[int, Field(ge=0)] = 0  # with ANSWER and TRANSCRIPTION: the printed number
    seen: Line = ""  # content hashes of what was looked at, sorted, by spaces
    answer: Typed
