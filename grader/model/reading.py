"""What the reader saw on a page: raw fills first, then what they are taken to mean, always with the doubt.

Fills are kept as measured, so that thresholds can be moved and everything read again without the scans.
"""

from dataclasses import dataclass
from enum import StrEnum

from pydantic import ConfigDict

from grader.model.base import Model, Share
from grader.model.sheet import Identity, Role


class BubbleState(StrEnum):
    """What a bubble is taken to be."""

    EMPTY = "empty"
    MARKED = "marked"
    CANCELLED = "cancelled"  # filled and then crossed out, or blackened beyond its border
    UNCERTAIN = "uncertain"  # a person must look


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """How dark a bubble and its surroundings are; 0 is the paper's white, 1 is ink.

    A dataclass with slots, checked as part of a page: a sitting has hundreds of thousands of them in memory.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    role: Role
    number: int
    column: int
    value: str
    inner: float  # mean darkness of the inner 80 % of the bubble; -1 where the scan does not show it
    ring: float  # darkness outside its border, on the lighter of two opposite sides: a stroke through it, or a stain
    cross: float = (
        0.0  # the same on four sides, above what is all around: high only for two strokes that cross
    )
    peak: float = (
        0.0  # mean darkness of the darkest eighth of the inside: high for a pen, low for a rubbed-out mark
    )
    spill: float = 0.0  # darkness outside on the darkest side: high for a stain, or a fill that runs over
    state: BubbleState


class PageStatus(StrEnum):
    """The one thing that became of a page."""

    READ = "read"
    BLANK = "blank"  # no ink and no marks: the back of a sheet
    DUPLICATE = "duplicate"  # the same page again, with the same marks
    CONFLICT = "conflict"  # the same page again, with other marks
    FOREIGN = "foreign"  # another exam's, or no paper of ours
    UNREADABLE = "unreadable"


class PageReading(Model):
    """One page of a scan, as read."""

    source: str  # file name and page, "stack.pdf:3"
    content_hash: str  # SHA-256 of the page's image bytes
    status: PageStatus
    identity: Identity | None = None
    dpi: float = 0.0
    rotation: float = 0.0  # degrees, of the page in the scan
    fit_error: float = 0.0  # mm, root mean square over the fiducials' corners
    fiducials: int = 0  # how many of the four were found
    quality: Share = 0.0  # the least certain bubble's distance from its threshold, scaled
    fills: tuple[Fill, ...] = ()
    note: str = ""
