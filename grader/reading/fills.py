"""A registered scan -> how dark every bubble is: 0 is the paper around it, 1 is the ink of the corner marks.

The page is never warped: the image is sampled at the points that matter, in the reduced copy, whose pixels are
means over areas already. Paper is what remains when everything narrower than 11 mm is closed, so that a shadow
or a large stain is paper and a mark is not.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.model.sheet import Bubble
from grader.reading.fiducials import CELLS, Image, Marker, Scan
from grader.reading.register import Registration, project

Floats = NDArray[np.float64]

INNER = 0.8  # of the bubble's diameters; beyond is the border, which is printed
RING = (1.6, 1.75, 1.9)  # in the same: outside sloppy fills, inside the neighbours
ANGLES = 24
DARKEST = 8  # the peak is the mean of one in so many samples
COARSE = 25.0  # dpi of the map of the paper
CLOSED = 11  # mm; a bubble is 4.4 wide, and 5.6 for those who read large print
DARK_PAPER = 0.45  # of the page's white: what is darker is no paper but a blot or the scanner's lid
LEAST_INK = 0.2  # contrast of the corner marks below which a page is not measured


@dataclass(frozen=True)
class Darkness:
    """For every bubble: mean of the inside, of the lighter of two opposite sides outside, and the darkest eighth."""

    inner: Floats
    ring: Floats
    peak: Floats
    contrast: float  # of the printed corner marks, 0-1


def measure(scan: Scan, found: Registration, markers: Sequence[Marker], bubbles: Sequence[Bubble]) -> Darkness:
    """Measure the bubbles of a page; those that the image does not show whole get -1 as inner darkness."""
    places = np.array([(b.x, b.y, b.width / 2, b.height / 2) for b in bubbles]).reshape(-1, 4)
    centres, radii = places[:, None, :2], places[:, None, 2:]
    samples = np.concatenate([_inside(), _around()])
    pixels = project(found.matrix, centres + samples * radii)
    pixels = (pixels + 0.5) / scan.factor - 0.5
    white, page_white = paper(scan.reduced, found.dpi / scan.factor)
    coarse = scan.reduced.shape[1] / white.shape[1]
    local = _at(white, (pixels[:, :1] + 0.5) / coarse - 0.5)
    local = np.maximum(local, DARK_PAPER * page_white)
    contrast = ink(scan, markers, white, page_white, coarse)
    seen = _at(scan.reduced, pixels)
    darkness = np.clip((1 - seen / local) / max(contrast, LEAST_INK), -0.2, 1.2)
    count = len(_inside())
    inner, outer = darkness[:, :count], darkness[:, count:].reshape(-1, len(RING), ANGLES).mean(axis=1)
    sectors = _sectors(outer)
    opposite = np.minimum(sectors[:, : ANGLES // 2], sectors[:, ANGLES // 2 :])
    darkest = np.sort(inner, axis=1)[:, -(count // DARKEST) :]
    height, width = scan.reduced.shape
    inside = pixels[:, :count]
    shown = ((inside > 0) & (inside < (width - 1, height - 1))).all(axis=(1, 2))
    return Darkness(
        np.where(shown, inner.mean(axis=1), -1.0), opposite.max(axis=1), darkest.mean(axis=1), contrast
    )


def paper(image: Image, dpi: float) -> tuple[Image, float]:
    """The white of the paper as a coarse map, and of the page as a whole (its lighter half's median)."""
    import cv2

    factor = max(1, round(dpi / COARSE))
    height, width = (-(-side // factor) for side in image.shape)
    coarse = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA)
    size = max(3, round(CLOSED / 25.4 * dpi / factor) | 1)
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (size, size))
    closed = cv2.morphologyEx(coarse, cv2.MORPH_CLOSE, kernel, borderType=cv2.BORDER_REPLICATE)
    smooth = cv2.blur(closed, (3, 3)).astype(np.uint8, copy=False)
    return smooth, float(np.percentile(smooth, 75))


def ink(scan: Scan, markers: Sequence[Marker], white: Image, page_white: float, coarse: float) -> float:
    """How much light the printed black takes away, 0-1: the median over the borders of the corner marks."""
    edge = 0.5 / CELLS  # the middle of the border cells
    along = np.linspace(edge, 1 - edge, 11)
    rim = np.concatenate(
        [np.stack([along, np.full(11, edge)], 1), np.stack([along, np.full(11, 1 - edge)], 1)]
        + [np.stack([np.full(11, edge), along], 1), np.stack([np.full(11, 1 - edge), along], 1)]
    )
    u, v = rim[:, :1], rim[:, 1:]
    taken = []
    for marker in markers:
        a, b, c, d = marker.corners
        pixels = ((a * (1 - u) + b * u) * (1 - v) + (d * (1 - u) + c * u) * v + 0.5) / scan.factor - 0.5
        paper_here = np.maximum(_at(white, (pixels + 0.5) / coarse - 0.5), DARK_PAPER * page_white)
        taken.append(float(np.median(1 - _at(scan.reduced, pixels) / paper_here)))
    return float(np.median(taken)) if taken else 0.0


def _inside() -> Floats:
    """61 points spread evenly over a disc of radius `INNER` (a sunflower; Vogel, 1979)."""
    n = np.arange(61)
    radius, turn = INNER * np.sqrt((n + 0.5) / 61), n * np.pi * (3 - np.sqrt(5))
    return np.stack([radius * np.cos(turn), radius * np.sin(turn)], axis=1)


def _around() -> Floats:
    """The points of the rings outside the border, ring by ring."""
    turn = np.arange(ANGLES) * 2 * np.pi / ANGLES
    circle = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    return np.concatenate([circle * radius for radius in RING])


def _sectors(outer: Floats) -> Floats:
    """Means over sectors of five angles, 75 degrees, around each angle."""
    return sum(np.roll(outer, shift, axis=1) for shift in range(-2, 3)) / 5


def _at(image: Image, pixels: Floats) -> Floats:
    """The image's values between its pixels, (n, m) for points (n, m, 2) or (n,) for (n, 2)."""
    import cv2

    points = pixels.astype(np.float32).reshape(len(pixels), -1, 2)
    values = cv2.remap(
        image, points[..., 0], points[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return values.astype(np.float64).reshape(pixels.shape[:-1])
