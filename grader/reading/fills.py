"""A registered scan -> how dark every bubble is: 0 is the paper around it, 1 is the ink of the corner marks.

The page is never warped: the image is sampled at the points that matter, in the reduced copy, whose pixels are
means over areas already. Paper is what remains when everything narrower than 11 mm is closed, so that a shadow
or a large stain is paper and a mark is not.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.model.sheet import Bubble, Role
from grader.reading.fiducials import CELLS, Image, Marker, Scan
from grader.reading.register import Registration

Floats = NDArray[np.floating]

INNER = 0.8  # of the bubble's diameters; beyond is the border, which is printed
RING = (1.65, 1.85)  # in the same: outside sloppy fills, inside the neighbours
ANGLES = 48
INSIDE = 61  # samples
DARKEST = 8  # the peak is the mean of one in so many samples
COARSE = 25.0  # dpi of the map of the paper
CLOSED = 11  # mm; a bubble is 4.4 wide, and 5.6 for those who read large print
DARK_PAPER = 0.45  # of the page's white: what is darker is no paper but a blot or the scanner's lid
LEAST_INK = 0.2  # contrast of the corner marks below which a page is not measured


def _samples() -> Floats:
    """Points of a bubble of radius 1: the inside spread evenly (a sunflower; Vogel, 1979), then the rings."""
    n = np.arange(INSIDE)
    radius, turn = INNER * np.sqrt((n + 0.5) / INSIDE), n * np.pi * (3 - np.sqrt(5))
    inside = np.stack([radius * np.cos(turn), radius * np.sin(turn)], axis=1)
    turn = np.arange(ANGLES) * 2 * np.pi / ANGLES
    circle = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    return np.concatenate([inside, *(circle * radius for radius in RING)]).astype(np.float32)


SAMPLES = _samples()
# Above the bubbles of points their numbers are printed, and below runs the box's border: no ink of anybody.
LABELLED = np.abs(np.sin(np.arange(ANGLES) * 2 * np.pi / ANGLES)) > 0.85


@dataclass(frozen=True)
class Darkness:
    """What `Fill` has of every bubble, as arrays, and what the scan is worth."""

    inner: Floats
    ring: Floats
    cross: Floats
    peak: Floats
    spill: Floats
    contrast: float  # of the printed corner marks, 0-1


def measure(
    scan: Scan, found: Registration, markers: Sequence[Marker], bubbles: Sequence[Bubble]
) -> Darkness:
    """Measure the bubbles of a page; those that the image does not show whole get -1 as inner darkness."""
    places = np.array([(b.x, b.y, b.width / 2, b.height / 2) for b in bubbles], np.float32).reshape(-1, 4)
    # From mm to pixels of the reduced copy: (x + 0.5) / factor - 0.5, in one matrix.
    half = 0.5 / scan.factor - 0.5
    reduce = np.array([[1 / scan.factor, 0, half], [0, 1 / scan.factor, half], [0, 0, 1]])
    pixels = _projected(reduce @ found.matrix, places, SAMPLES)
    white, page_white, coarse = paper(scan.reduced, found.dpi / scan.factor)
    local = _at(white, (pixels[:, :1] + 0.5) / coarse - 0.5)
    local = np.maximum(local, DARK_PAPER * page_white)
    contrast = ink(scan, markers, white, page_white, coarse)
    darkness = 1 - _at(scan.reduced, pixels) / local
    darkness = np.clip(darkness / max(contrast, LEAST_INK), -0.2, 1.2, out=darkness)
    inner, outer = darkness[:, :INSIDE], darkness[:, INSIDE:].reshape(-1, len(RING), ANGLES).mean(axis=1)
    points = np.array([b.role is Role.SCORE for b in bubbles], bool)
    outer[np.ix_(points, LABELLED)] = 0
    # What is as dark nearly all around is a stain, not the four ends of two strokes.
    floor = np.partition(outer, ANGLES // 4, axis=1)[:, ANGLES // 4, None]
    sectors = _sectors(outer)
    across, crossing = _axes(sectors), _axes(_sectors(np.maximum(outer - floor, 0)))
    both = np.minimum(crossing[:, : ANGLES // 4], crossing[:, ANGLES // 4 :])
    darkest = np.partition(inner, INSIDE - INSIDE // DARKEST, axis=1)[:, -(INSIDE // DARKEST) :]
    height, width = scan.reduced.shape
    inside = pixels[:, :INSIDE]
    shown = ((inside > 0) & (inside < (width - 1, height - 1))).all(axis=(1, 2))
    return Darkness(
        np.where(shown, np.maximum(inner.mean(axis=1), 0.0), -1.0),
        across.max(axis=1),
        both.max(axis=1),
        darkest.mean(axis=1),
        sectors.max(axis=1),
        contrast,
    )


def paper(image: Image, dpi: float) -> tuple[Image, float, int]:
    """The white of the paper as a coarse map, of the page as a whole (its upper quartile), and the map's factor."""
    import cv2

    factor = max(1, round(dpi / COARSE))
    height, width = (side // factor for side in image.shape)
    whole = image[: height * factor, : width * factor]
    coarse = cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA)
    size = max(3, round(CLOSED / 25.4 * dpi / factor) | 1)
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (size, size))
    closed = cv2.morphologyEx(coarse, cv2.MORPH_CLOSE, kernel, borderType=cv2.BORDER_REPLICATE)
    smooth = cv2.blur(closed, (3, 3)).astype(np.uint8, copy=False)
    some = np.sort(smooth[::4, ::4], axis=None)
    return smooth, float(some[int(0.75 * (some.size - 1))]), factor


def ink(scan: Scan, markers: Sequence[Marker], white: Image, page_white: float, coarse: float) -> float:
    """How much light the printed black takes away, 0-1: the median over the borders of the corner marks."""
    edge = 0.5 / CELLS  # the middle of the border cells
    along, low = np.linspace(edge, 1 - edge, 11), np.full(11, edge)
    sides = ((along, low), (along, 1 - low), (low, along), (1 - low, along))
    rim = np.concatenate([np.stack(side, axis=1) for side in sides])
    u, v = rim[:, :1], rim[:, 1:]
    if not markers:
        return 0.0
    a, b, c, d = np.stack([marker.corners for marker in markers], axis=1)[:, :, None]
    pixels = (a * (1 - u) + b * u) * (1 - v) + (d * (1 - u) + c * u) * v  # (markers, samples, 2)
    pixels = (pixels + 0.5) / scan.factor - 0.5
    paper_here = np.maximum(_at(white, (pixels + 0.5) / coarse - 0.5), DARK_PAPER * page_white)
    taken = np.median(1 - _at(scan.reduced, pixels) / paper_here, axis=1)
    return float(np.median(taken))


def _projected(matrix: NDArray[np.float64], places: Floats, samples: Floats) -> Floats:
    """Where every sample of every bubble (x, y, half width, half height) falls, (bubbles, samples, 2)."""
    x, y, wide, tall = (column[:, None] for column in places.T)
    across, down = x + wide * samples[:, 0], y + tall * samples[:, 1]
    rows = matrix.astype(np.float32)
    points = np.empty((*across.shape, 2), np.float32)
    for axis in (0, 1):
        points[..., axis] = rows[axis, 0] * across + rows[axis, 1] * down + rows[axis, 2]
    if rows[2, 0] or rows[2, 1] or rows[2, 2] != 1:
        points /= (rows[2, 0] * across + rows[2, 1] * down + rows[2, 2])[..., None]
    return points


def _sectors(outer: Floats) -> Floats:
    """The mean over the sector of 68 degrees around each direction."""
    sums = np.cumsum(np.concatenate([0 * outer[:, :1], outer[:, -4:], outer, outer[:, :4]], axis=1), axis=1)
    means: Floats = (sums[:, 9:] - sums[:, :-9]) / 9
    return means


def _axes(sectors: Floats) -> Floats:
    """The lighter of two opposite sectors, for each direction of half a turn."""
    lighter: Floats = np.minimum(sectors[:, : ANGLES // 2], sectors[:, ANGLES // 2 :])
    return lighter


def _at(image: Image, pixels: Floats) -> Floats:
    """The image's values between its pixels, (n, m) for points (n, m, 2)."""
    import cv2

    if pixels.size == 0:  # a page of open answers has no bubbles, and OpenCV refuses to sample nowhere
        return np.zeros(pixels.shape[:-1], np.float32)
    at = np.ascontiguousarray(pixels, dtype=np.float32)
    values: Floats = np.asarray(
        cv2.remap(image, at[..., 0], at[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE),
        np.float32,
    )
    return values
