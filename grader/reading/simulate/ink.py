"""Ink on paper: strokes and blots in millimetres, darkening a grey image where they are.

A page is an image of `PAGE_WIDTH` mm across whatever its resolution, so pens need no dpi. Ink multiplies:
it can only darken, and two strokes over each other are darker than one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]  # (height, width); 255 is white
Points = NDArray[np.float64]  # (n, 2): x, y in mm from the top left of the page
PAGE_WIDTH = 210.0  # mm, A4
FRACTION = 4  # bits of a pixel's fraction in OpenCV's drawing


@dataclass(frozen=True, slots=True)
class Pen:
    """What a person writes with."""

    width: float  # mm
    opacity: float  # share of the light that one stroke takes away
    grain: float = 0.0  # how much the paper's texture shows through: 0 for ink, more for pencil


BALLPOINT = Pen(0.45, 0.8)
GEL = Pen(0.6, 0.93)
PENCIL = Pen(0.6, 0.55, 0.25)
FAINT = Pen(0.5, 0.34, 0.35)
MARKER = Pen(1.3, 0.95)


def draw(
    image: Grey, strokes: Sequence[Points], pen: Pen, chance: np.random.Generator, *, fine: int = 4
) -> None:
    """Draw open lines with a pen, on the image itself."""
    _lay(image, strokes, pen, chance, fine, closed=False)


def blot(image: Grey, outlines: Sequence[Points], pen: Pen, chance: np.random.Generator) -> None:
    """Fill closed outlines with a pen's ink, on the image itself."""
    _lay(image, outlines, pen, chance, 4, closed=True)


def ellipse(
    x: float, y: float, width: float, height: float, wobble: Points | None = None, points: int = 24
) -> Points:
    """Points around an ellipse with outer diameters in mm, each moved by a wobble if there is one."""
    turn = np.linspace(0.0, 2 * np.pi, points, endpoint=False)
    around = np.stack([x + width / 2 * np.cos(turn), y + height / 2 * np.sin(turn)], axis=1)
    return around if wobble is None else around + wobble


def scale_of(image: Grey) -> float:
    """Pixels per mm of an upright page."""
    return float(image.shape[1] / PAGE_WIDTH)


def thickness(pixels: float) -> int:
    """What to ask of OpenCV for an antialiased line so wide: it draws even numbers, and 1.4 pixels more."""
    return max(1, 2 * round((pixels - 1.4) / 2))


def _lay(
    image: Grey,
    lines: Sequence[Points],
    pen: Pen,
    chance: np.random.Generator,
    fine: int,
    *,
    closed: bool,
) -> None:
    """Rasterise lines `fine` times finer than the image, then darken the part of the image they touch."""
    scale = scale_of(image)
    fine = max(fine, ceil(6 / (pen.width * scale)))  # a thin line is drawn fine enough to be thin
    every = np.concatenate(lines)
    margin = pen.width + 1 / scale
    left, top = np.floor((every.min(axis=0) - margin) * scale).astype(int)
    right, bottom = np.ceil((every.max(axis=0) + margin) * scale).astype(int)
    left, top = max(left, 0), max(top, 0)
    right, bottom = min(right, image.shape[1]), min(bottom, image.shape[0])
    if right <= left or bottom <= top:
        return  # off the paper
    canvas = np.zeros(((bottom - top) * fine, (right - left) * fine), np.uint8)
    corner = np.array([left, top], np.float64)
    grid = [np.round(((line * scale - corner) * fine - 0.5) * 2**FRACTION).astype(np.int32) for line in lines]
    if closed:
        cv2.fillPoly(canvas, grid, 255, cv2.LINE_AA, FRACTION)
    else:
        cv2.polylines(canvas, grid, False, 255, thickness(pen.width * scale * fine), cv2.LINE_AA, FRACTION)
    covered = cv2.resize(canvas, (right - left, bottom - top), interpolation=cv2.INTER_AREA)
    light = 1.0 - covered.astype(np.float32) * np.float32(pen.opacity / 255)
    if pen.grain:
        rough = chance.normal(0.0, pen.grain, light.shape).astype(np.float32)
        light += (1 - light) * np.clip(rough, -0.9, 0.9)
    part = image[top:bottom, left:right]
    part[:] = np.clip(part * light + 0.5, 0, 255).astype(np.uint8)
