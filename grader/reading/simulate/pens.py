"""How people fill bubbles: from the full fill that the instructions ask for to everything else they do.

`mark` puts one bubble's ink on a page. What the person meant is in `How.state`: a reader may doubt it, and
must never be sure of the opposite.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Final

import numpy as np

from grader.model.reading import BubbleState
from grader.model.sheet import Bubble
from grader.reading.simulate.ink import BALLPOINT, FAINT, MARKER, Grey, Pen, Points, blot, draw, ellipse

Generator = np.random.Generator


class How(StrEnum):
    """A way of treating a bubble."""

    FULL = "full"  # filled to the border
    SCRIBBLE = "scribble"  # zigzag
    TICK = "tick"
    CROSS = "cross"
    DOT = "dot"
    FAINT = "faint"  # a hard pencil
    MARKER = "marker"  # bleeds over the border
    HALF = "half"
    OFF_CENTRE = "off-centre"
    ERASED = "erased"  # rubbed out, grey remains
    CANCELLED = "cancelled"  # filled, then crossed out beyond the border
    BLACKENED = "blackened"  # ticked, then blackened beyond the border to take the tick back
    SPECK = "speck"  # the pen came down while its owner thought

    @property
    def state(self) -> BubbleState:
        """What the person meant: what was rubbed out is empty again, what was struck or blacked out is taken back."""
        match self:
            case How.ERASED | How.SPECK:
                return BubbleState.EMPTY
            case How.CANCELLED | How.BLACKENED:
                return BubbleState.CANCELLED
            case _:
                return BubbleState.MARKED


def mark(image: Grey, bubble: Bubble, how: How, chance: Generator, pen: Pen = BALLPOINT) -> None:
    """Treat a bubble in a way, on the image itself."""
    WAYS[how](image, bubble, pen, chance)


def stray(image: Grey, x: float, y: float, chance: Generator, pen: Pen = BALLPOINT) -> None:
    """A slip of the pen of 3 to 12 mm that starts at a place in mm."""
    steps = chance.normal(0.0, 0.35, (12, 2)).cumsum(axis=0) * 0.4
    turn = chance.uniform(0, 2 * np.pi)
    along = np.linspace(0, chance.uniform(3, 12), 12)[:, None] * np.array([[np.cos(turn), np.sin(turn)]])
    draw(image, [np.array([[x, y]]) + along + steps], pen, chance)


def _full(image: Grey, bubble: Bubble, pen: Pen, chance: Generator) -> None:
    _fill(image, bubble, pen, chance, size=chance.uniform(0.9, 1.06), slip=0.12)


def _scribble(image: Grey, bubble: Bubble, pen: Pen, chance: Generator) -> None:
    half, tall = bubble.width / 2 * 0.92, bubble.height / 2 * 0.92
    pitch = pen.width * chance.uniform(0.9, 1.35)
    across = np.arange(-half, half, pitch / 2)
    reach = tall * np.sqrt(np.clip(1 - (across / half) ** 2, 0.05, 1))
    up = np.where(np.arange(across.size) % 2 == 0, -reach, reach) * chance.uniform(0.8, 1.1, across.size)
    lean = chance.uniform(-0.4, 0.4)
    zigzag = np.stack([across + lean * up, up], axis=1) + _slip(bubble, chance, 0.15)
    draw(image, [zigzag], pen, chance)


def _tick(image: Grey, bubble: Bubble, pen: Pen, chance: Generator) -> None:
    w, h = bubble.width * chance.uniform(0.8, 1.2), bubble.height * chance.uniform(0.9, 1.3)
    shape = np.array([[-0.45, 0.0], [-0.3, 0.12], [-0.12, 0.45], [0.1, 0.05], [0.5, -0.6]]) * [w, h]
    draw(image, [shape + _slip(bubble, chance, 0.2)], pen, chance)


def _cross(image: Grey, bubble: Bubble, pen: Pen, chance: Generator) -> None:
    size = chance.uniform(0.42, 0.6)
    draw(image, _x(bubble, size, size * 1.15, chance), pen, chance)


def _dot(image: Grey, bubble: Bubble, pen: Pen, chance: Generator) -> None:
    size = chance.uniform(1.3, 2.0)
    place = _slip(bubble, chance, 0.2)[0]
    blot(image, [ellipse(place[0], place[1], size, size, chance.normal(0, 0.06, (24, 2)))], pen, chance)


def _faint(image: Grey, bubble: Bubble, pen: Pen, chance: Generator) -> None:
    _fill(image, bubble, FAINT, chance, size=chance.uniform(0.88, 1.0), slip=0.12)


def _marker(image: Grey, bubble: Bubble, pen: Pen, chance: Generator) -> None:
    _fill(image, bubble, MARKER, chance, size=chance.uniform(1.12, 1.25), slip=0.15)


def _half(image: Grey, bubble: Bubble, pen: Pen, chance: Generator) -> None:
    turn = chance.uniform(0, 2 * np.pi) + np.linspace(0, np.pi, 14)
    arc = np.stack([np.cos(turn) * bubble.width / 2, np.sin(turn) * bubble.height / 2], axis=1)
    blot(image, [arc + _slip(bubble, chance, 0.1)], pen, chance)


def _off_centre(image: Grey, bubble: Bubble, pen: Pen, chance: Generator) -> None:
    turn = chance.uniform(0, 2 * np.pi)
    aside = np.array([np.cos(turn) * bubble.width, np.sin(turn) * bubble.height]) * chance.uniform(0.22, 0.3)
    moved = bubble.model_copy(update={"x": bubble.x + aside[0], "y": bubble.y + aside[1]})
    _fill(image, moved, pen, chance, size=chance.uniform(0.85, 0.95), slip=0.05)


def _erased(image: Grey, bubble: Bubble, pen: Pen, chance: Generator) -> None:
    rest = Pen(pen.width, pen.opacity * chance.uniform(0.1, 0.35), 0.4)  # a faint line leaves less
    _fill(image, bubble, rest, chance, size=1.0, slip=0.1)
    rubbed = Pen(pen.width, chance.uniform(0.02, 0.05), 0.4)
    _fill(image, bubble, rubbed, chance, size=chance.uniform(1.3, 1.7), slip=0.3)


def _cancelled(image: Grey, bubble: Bubble, pen: Pen, chance: Generator) -> None:
    _full(image, bubble, pen, chance)
    size = chance.uniform(0.75, 0.95)
    draw(image, _x(bubble, size, size * 1.1, chance), pen, chance)


def _blackened(image: Grey, bubble: Bubble, pen: Pen, chance: Generator) -> None:
    _tick(image, bubble, pen, chance)
    for _ in range(2):
        _fill(image, bubble, pen, chance, size=chance.uniform(1.5, 1.8), slip=0.2)


def _speck(image: Grey, bubble: Bubble, pen: Pen, chance: Generator) -> None:
    size, (x, y) = chance.uniform(0.3, 0.7), _slip(bubble, chance, 0.8)[0]
    blot(image, [ellipse(x, y, size, size)], pen, chance)


def _fill(image: Grey, bubble: Bubble, pen: Pen, chance: Generator, *, size: float, slip: float) -> None:
    """A blot of about the bubble's size, and two strokes over it as a hand leaves them."""
    x, y = _slip(bubble, chance, slip)[0]
    wobble = chance.normal(0.0, 0.09, (24, 2))
    blot(image, [ellipse(x, y, bubble.width * size, bubble.height * size, wobble)], pen, chance)


def _x(bubble: Bubble, wide: float, tall: float, chance: Generator) -> list[Points]:
    """The two strokes of a cross that reach so many diameters from the centre."""
    w, h = bubble.width * wide, bubble.height * tall
    ends = np.array([[[-w, -h], [w, h]], [[w, -h], [-w, h]]]) + chance.normal(0, 0.15, (2, 2, 2))
    return [line + _slip(bubble, chance, 0.15) for line in ends]


def _slip(bubble: Bubble, chance: Generator, spread: float) -> Points:
    """The bubble's centre, missed by a normal deviation in mm."""
    return np.array([[bubble.x, bubble.y]]) + chance.normal(0.0, spread, (1, 2))


WAYS: Final[dict[How, Callable[[Grey, Bubble, Pen, Generator], None]]] = {
    How.FULL: _full,
    How.SCRIBBLE: _scribble,
    How.TICK: _tick,
    How.CROSS: _cross,
    How.DOT: _dot,
    How.FAINT: _faint,
    How.MARKER: _marker,
    How.HALF: _half,
    How.OFF_CENTRE: _off_centre,
    How.ERASED: _erased,
    How.CANCELLED: _cancelled,
    How.BLACKENED: _blackened,
    How.SPECK: _speck,
}
