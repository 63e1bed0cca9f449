"""A grey scan -> the ArUco markers in it, with corners to a fraction of a pixel of the full image.

They are looked for in the corners of a copy reduced by a whole number (other factors cost ten times as much),
then in the whole copy, then in a finer one; corners are refined where the pixels are. Which marker belongs
where is for `register` to say.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]

IDS = range(8)  # two parities of page, four corners each
LONG_SIDE = 297.0  # mm: a scan is taken to be of about A4 until it is registered
FINE = 100.0  # dpi of the reduced copy: a marker of 8 mm has 31 px there, five a cell
CELLS = 6  # of a marker's side, border included


@dataclass(frozen=True)
class Marker:
    """A fiducial in the image: corners (4, 2) in px, clockwise from its own top left."""

    id: int
    corners: NDArray[np.float64]


@dataclass(frozen=True)
class Scan:
    """A page's image (grey, 255 white) and its copy reduced by `factor` by area."""

    image: Image
    reduced: Image
    factor: int

    @property
    def dpi(self) -> float:
        """Dots per inch, if the whole of an A4 page fills the image."""
        return float(max(self.image.shape) / LONG_SIDE * 25.4)


def scan_of(image: Image) -> Scan:
    """Reduce a page's image to between 100 and 200 dpi."""
    import cv2

    factor = max(1, int(max(image.shape) / LONG_SIDE * 25.4 / FINE))
    if factor == 1:
        return Scan(image, image, 1)
    height, width = (side // factor for side in image.shape)
    whole = image[: height * factor, : width * factor]
    reduced = cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA)
    return Scan(image, reduced.astype(np.uint8, copy=False), factor)


def find_markers(scan: Scan, *, again: bool = True) -> tuple[Marker, ...]:
    """Find the fiducials of one page; where both parities appear, those of the page that shows more of them.

    Without `again` only the corners are searched, once.
    """
    found = _in_corners(scan)
    if len(found) < 4 and again:
        found = _merge(found, _detect(scan.reduced, scan.factor, windows=(11, 31)))
    if len(found) < 3 and again:
        found = _merge(found, _harder(scan))
    return tuple(_refined(scan, marker) for marker in found)


def _in_corners(scan: Scan) -> list[Marker]:
    """Search four windows of 0.24 of the long side: marks end at 0.08, and 10 degrees move them by 0.09 of it."""
    height, width = scan.reduced.shape
    side = int(0.24 * max(height, width))
    found: list[Marker] = []
    for top in (0, max(0, height - side)):
        for left in (0, max(0, width - side)):
            window = scan.reduced[top : top + side, left : left + side]
            found = _merge(found, _detect(window, scan.factor, windows=(21,), offset=(left, top)))
    return found


def _harder(scan: Scan) -> list[Marker]:
    """Search again for what blur, dithering or few pixels hide: a smoothed copy and one twice as fine."""
    import cv2

    smooth = cv2.GaussianBlur(scan.reduced, (0, 0), 1.2).astype(np.uint8, copy=False)
    found = _detect(smooth, scan.factor, windows=(15, 31, 61))
    if len(found) >= 3:
        return found
    finer = cv2.resize(scan.reduced, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    return _merge(found, _detect(finer.astype(np.uint8, copy=False), scan.factor / 2, windows=(21, 41)))


def _detect(
    image: Image, factor: float, *, windows: tuple[int, ...], offset: tuple[int, int] = (0, 0)
) -> list[Marker]:
    """Markers in a reduced piece, as places in the full image; `windows` are odd sizes of the threshold."""
    import cv2

    settings = cv2.aruco.DetectorParameters()
    settings.adaptiveThreshWinSizeMin = min(windows)
    settings.adaptiveThreshWinSizeMax = max(windows)
    settings.adaptiveThreshWinSizeStep = max(1, (max(windows) - min(windows)) // max(1, len(windows) - 1))
    settings.adaptiveThreshConstant = 9
    settings.polygonalApproxAccuracyRate = 0.05
    settings.minMarkerPerimeterRate = 40 / max(image.shape)  # ten pixels a side
    settings.maxMarkerPerimeterRate = 1.2
    settings.minDistanceToBorder = 1
    settings.perspectiveRemovePixelPerCell = 6
    settings.minOtsuStdDev = 8.0
    settings.errorCorrectionRate = 0.0  # a marker guessed from 15 of 16 cells is worse than a missing one
    book = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    corners, ids, _ = cv2.aruco.ArucoDetector(book, settings).detectMarkers(image)
    if ids is None:
        return []
    found = []
    for number, quad in zip(ids.ravel().tolist(), corners, strict=True):
        if number in IDS:
            pixels = (quad.reshape(4, 2).astype(np.float64) + offset + 0.5) * factor - 0.5
            found.append(Marker(int(number), pixels))
    return _merge([], found)


def _merge(first: list[Marker], second: Iterable[Marker]) -> list[Marker]:
    """One marker of each number, of the parity that is seen more often; the larger of two of a number."""
    by_id: dict[int, Marker] = {}
    for marker in (*first, *second):
        known = by_id.get(marker.id)
        if known is None or _side(marker) > 1.2 * _side(known):
            by_id[marker.id] = marker
    even = [marker for marker in by_id.values() if marker.id < 4]
    odd = [marker for marker in by_id.values() if marker.id >= 4]
    more = even if len(even) >= len(odd) else odd
    return sorted(more, key=lambda marker: marker.id)


def _side(marker: Marker) -> float:
    """The mean side of a marker, px."""
    return float(np.linalg.norm(marker.corners - np.roll(marker.corners, 1, axis=0), axis=1).mean())


def _refined(scan: Scan, marker: Marker) -> Marker:
    """Move the corners to where the edges meet in the full image; keep those that run away."""
    import cv2

    cell = _side(marker) / CELLS
    reach = max(2, int(0.6 * cell))
    if not _inside(scan.image, marker.corners, reach + 2):
        return marker
    start = marker.corners.astype(np.float32).reshape(-1, 1, 2)
    stop = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_MAX_ITER, 20, 0.02)
    moved = cv2.cornerSubPix(scan.image, start.copy(), (reach, reach), (-1, -1), stop)
    better = moved.reshape(4, 2).astype(np.float64)
    away = np.linalg.norm(better - marker.corners, axis=1) > 0.5 * cell
    return Marker(marker.id, np.where(away[:, None], marker.corners, better))


def _inside(image: Image, corners: NDArray[np.float64], margin: int) -> bool:
    height, width = image.shape
    low, high = corners.min(axis=0), corners.max(axis=0)
    return bool((low >= margin).all() and high[0] < width - margin and high[1] < height - margin)
