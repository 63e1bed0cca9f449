"""A grey scan -> the ArUco markers in it, with corners to a fraction of a pixel of the full image.

They are looked for in the corners of a copy reduced by a whole number (other factors cost ten times as much),
then where those that were found say the others lie, then in the whole copy, then in a finer one; corners are
refined where the pixels are. Which marker belongs where is for `register` to say.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.model.sheet import Fiducial, Place

Image = NDArray[np.uint8]

IDS = range(8)  # two parities of page, four corners each
LONG_SIDE = 297.0  # mm: a scan is taken to be of about A4 until it is registered
FINE = 100.0  # dpi of the reduced copy: a marker of 8 mm has 31 px there, five a cell
ASKEW = 0.5  # mm: with a worse fit of a similarity, markers do not say where others are
NEAR = 14.0  # mm around the place where a marker should be
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


def find_markers(scan: Scan, places: Sequence[Fiducial] = (), *, again: bool = True) -> tuple[Marker, ...]:
    """Find the fiducials of one page; where both parities appear, those of the page that shows more of them.

    `places` are where a page of the family has them. Without `again` only the corners are searched, once.
    """
    found = _in_corners(scan)
    if again and 2 <= len(found) < 4 and places:
        found, gone = _beside(scan, found, places)
        if gone:
            return tuple(_refined(scan, marker) for marker in found)
    if len(found) < 4 and again:
        found = _merge(found, _detect(scan.reduced, scan.factor, windows=(11, 31)))
    if len(found) < 3 and again:
        found = _merge(found, _harder(scan))
    return tuple(_refined(scan, marker) for marker in found)


def _in_corners(scan: Scan) -> list[Marker]:
    """Search four windows in the corners of the image, and larger ones where fewer than four markers are there.

    Marks end at 0.08 of the long side; 2 degrees move them by 0.02 of it, 10 degrees by 0.09.
    """
    height, width = scan.reduced.shape
    found: list[Marker] = []
    for share in (0.13, 0.24):
        side = int(share * max(height, width))
        for top in (0, max(0, height - side)):
            for left in (0, max(0, width - side)):
                window = scan.reduced[top : top + side, left : left + side]
                found = _merge(found, _detect(window, scan.factor, windows=(21,), offset=(left, top)))
        if len(found) == 4:
            break
    return found


def _beside(scan: Scan, found: list[Marker], places: Sequence[Fiducial]) -> tuple[list[Marker], bool]:
    """Search where the markers found say the others lie, and say whether all others are off the image.

    They say it as a similarity: a page that is seen askew fits none, and is left to the other searches.
    """
    where = {fiducial.marker % 4: fiducial.place for fiducial in places}
    known = [marker for marker in found if marker.id % 4 in where]
    page = np.concatenate([_square(where[marker.id % 4]) for marker in known])
    seen = np.concatenate([marker.corners @ (1, 1j) for marker in known])
    middle, centre = page.mean(), seen.mean()
    turn = np.vdot(page - middle, seen - centre) / np.vdot(page - middle, page - middle)
    off = seen - centre - turn * (page - middle)
    if np.sqrt(np.mean(np.abs(off) ** 2)) > ASKEW * abs(turn):
        return found, False
    height, width = scan.reduced.shape
    all_gone = True
    for corner in sorted(set(where) - {marker.id % 4 for marker in known}):
        at = (turn * (_square(where[corner]).mean() - middle) + centre + 0.5 * (1 + 1j)) / scan.factor
        half, near = where[corner].width / 2 * abs(turn) / scan.factor, NEAR * abs(turn) / scan.factor
        if not (half < at.real < width - half and half < at.imag < height - half):
            continue
        left, top = max(0, int(at.real - near)), max(0, int(at.imag - near))
        window = scan.reduced[top : int(at.imag + near), left : int(at.real + near)]
        more = list(_harder_in(window, scan.factor, (left, top)))
        found = _merge(found, more)
        all_gone = False
    return found, all_gone or len(found) > max(2, len(known))


def _square(place: Place) -> NDArray[np.complex128]:
    """The corners of a place, x + iy in mm, clockwise from the top left."""
    return (
        place.x
        + 1j * place.y
        + np.array([0, place.width, place.width + 1j * place.height, 1j * place.height])
    )


def _harder_in(window: Image, factor: float, offset: tuple[int, int]) -> Iterator[Marker]:
    """Markers of a small piece: as it is, then smoothed, then twice as fine."""
    import cv2

    found = _detect(window, factor, windows=(11, 31), offset=offset)
    if not found:
        smooth = cv2.GaussianBlur(window, (0, 0), 1.2).astype(np.uint8, copy=False)
        found = _detect(smooth, factor, windows=(15, 31, 61), offset=offset)
    if not found:
        finer = cv2.resize(window, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC).astype(
            np.uint8, copy=False
        )
        found = _detect(finer, factor / 2, windows=(21, 41), offset=(2 * offset[0], 2 * offset[1]))
    yield from found


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
