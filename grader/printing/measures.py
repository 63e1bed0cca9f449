"""The measures of an answer sheet in its two profiles, and how wide its words are; mm, type in points.

Markers and codes have the same places in both, so that the reader looks for one thing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from grader.model.kinds import Profile

WIDTH, HEIGHT = 210.0, 297.0
EDGE = 15.0  # from the paper's edge to the markers: a page fed 5 degrees askew still shows them
MARKER = 8.0  # side of a marker: 6 cells of 1.33 mm
MODULE = 0.6  # of a code: 1.8 pixels at 75 dpi
CODE = 29 * MODULE  # side of a code: 21 modules and a quiet zone of 4 on each side
TOP, BOTTOM = 36.0, 261.5  # of what lies between the rows of markers
LEFT, RIGHT = EDGE, WIDTH - EDGE
BODY = RIGHT - LEFT
POINT = 25.4 / 72  # mm


@dataclass(frozen=True, slots=True)
class Measures:
    """What differs between the profiles."""

    bubble_width: float
    bubble_height: float
    pitch_x: float  # between the centres of neighbouring bubbles
    pitch_y: float
    row: float  # between closed questions
    number: float  # left of the first bubble's centre, for the question's number
    text: float  # pt
    small: float  # pt
    title: float  # pt
    letter: float  # pt, inside a bubble
    field: float  # height of a field to write in
    heading: float  # height of a heading above what it names
    gap: float  # between blocks
    rule_pitch: float  # between the ruled lines of an answer

    def line(self, size: float) -> float:
        """The distance between two lines of type of a size, mm."""
        return size * POINT * 1.4


STANDARD = Measures(
    bubble_width=4.4,
    bubble_height=3.4,
    pitch_x=7.0,
    pitch_y=6.0,  # the white between two bubbles is 2.6 mm across and down
    row=7.0,
    number=12.0,
    text=9.5,
    small=8.0,
    title=16.0,
    letter=7.0,
    field=11.0,
    heading=6.5,
    gap=5.0,
    rule_pitch=8.0,
)
ACCESSIBLE = Measures(
    bubble_width=5.6,
    bubble_height=4.4,
    pitch_x=9.0,
    pitch_y=7.8,
    row=9.5,
    number=18.0,
    text=14.0,
    small=12.0,
    title=18.0,
    letter=9.0,
    field=15.0,
    heading=8.5,
    gap=8.0,
    rule_pitch=11.0,
)
MEASURES: Mapping[Profile, Measures] = {Profile.STANDARD: STANDARD, Profile.ACCESSIBLE: ACCESSIBLE}

# Widths of Open Sans in thousandths of its size, a little generous, so that a fallback font fits too.
_NARROW = dict.fromkeys("ijlI.,:;'|!’·", 280) | dict.fromkeys("ftr()[]- ", 350)
_WIDE = dict.fromkeys("mwMWQO@%—", 900) | dict.fromkeys("ABCDEFGHKLNPRSTUVXYZ", 650)


def width_of(text: str, size: float) -> float:
    """The width of a line of type, mm, estimated."""
    return sum(_NARROW.get(c) or _WIDE.get(c) or 570 for c in text) / 1000 * size * POINT


def wrapped(text: str, width: float, size: float) -> tuple[str, ...]:
    """A text broken into lines of at most a width; a longer word stays whole."""
    lines: list[str] = []
    for word in text.split():
        if lines and width_of(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return tuple(lines)


def shortened(text: str, width: float, size: float) -> str:
    """A text cut to a width, with an ellipsis if it was longer."""
    if width_of(text, size) <= width:
        return text
    while text and width_of(f"{text}…", size) > width:
        text = text[:-1].rstrip()
    return f"{text}…"
