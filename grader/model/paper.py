"""What comes back on paper: pages as read with the ink in their boxes, and what people say about them.

What a person says is kept beside the reading and never in its place.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from grader.model.base import Line, Model, Share, Typed
from grader.model.reading import BubbleState, PageReading


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
    ] = ()  # what is seen ("7" the whole item, "7.0.c" one bubble, "page" all of it) and its path


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
    SCORE = "score"  # the points that a grader marked on the sheet, or "-" for none
    UNREADABLE = "unreadable"  # a page that cannot be read: "-" once its paper was dealt with


class Saying(Model):
    """A person's answer to one question about paper. It holds for the pages it was said of, and for no others."""

    question: Question
    copy_number: Annotated[int, Field(ge=0)]  # 0 where an unreadable page does not say
    page: Annotated[int, Field(ge=0)] = (
        0  # with PAGE; with UNREADABLE its place in the order of reading, from 1
    )
    number: Annotated[int, Field(ge=0)] = 0  # with ANSWER, TRANSCRIPTION and SCORE: the printed number
    seen: Line = ""  # content hashes of what was looked at, sorted, by spaces
    answer: Typed


class Judged(Model):
    """What some bubbles of a page are taken to be instead, after its fills were judged anew."""

    content_hash: str  # of the page
    quality: Share  # as in the reading
    states: tuple[tuple[int, BubbleState], ...]  # the fill's place in the reading, from 0, and its state
