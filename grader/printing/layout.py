"""Where things are on paper, in millimetres: decided here once, drawn by the templates.

Comes in: a profile. Goes out: the geometry that the style sheet takes as variables.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from grader.model.kinds import Profile


@dataclass(frozen=True, slots=True)
class Layout:
    """The measures of a page of A4; all in mm, except sizes of type in points."""

    name: Literal["standard", "accessible"]
    top: float  # margins
    right: float
    bottom: float
    left: float
    text_size: float  # pt
    small_size: float  # pt, for what is not read in order to answer
    leading: float  # line height as a multiple of the size
    hang: float  # indent of a question's text behind its number
    points_column: float  # right of a question's text, for its points; 0 puts them above the text
    option_hang: float  # indent of an option's text behind box and letter
    tick_box: float  # side of the square beside an option
    rule_pitch: float  # between the ruled lines of an answer
    field_height: float  # a box to write a number or a name in
    page_width: float = 210
    page_height: float = 297

    @property
    def text_width(self) -> float:
        """Width between the margins, mm."""
        return self.page_width - self.left - self.right

    @property
    def text_height(self) -> float:
        """Height between the margins, mm."""
        return self.page_height - self.top - self.bottom

    def answer_height(self, lines: int) -> float:
        """Height of the ruled space for an open answer, mm."""
        return lines * self.rule_pitch

    def runs_on(self, lines: int) -> bool:
        """Whether an answer this long must go over the page's end: its stem needs at least a third of a page."""
        return self.answer_height(lines) > self.text_height * 2 / 3


STANDARD = Layout(
    name="standard",
    top=25,
    right=22,
    bottom=24,
    left=22,
    text_size=11,
    small_size=9,
    leading=1.38,
    hang=9,
    points_column=20,
    option_hang=13,
    tick_box=3.4,
    rule_pitch=8.5,
    field_height=9,
)

# British Dyslexia Association, Dyslexia Style Guide: sans serif of 12-14 pt or more, one and a half lines,
# left aligned, one column, no italics and no underlining.
ACCESSIBLE = Layout(
    name="accessible",
    top=26,
    right=22,
    bottom=26,
    left=22,
    text_size=14,
    small_size=14,
    leading=1.5,
    hang=0,
    points_column=0,
    option_hang=18,
    tick_box=4.6,
    rule_pitch=11,
    field_height=12,
)

LAYOUTS: Mapping[Profile, Layout] = {Profile.STANDARD: STANDARD, Profile.ACCESSIBLE: ACCESSIBLE}
