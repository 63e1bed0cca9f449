"""Fiducials seen in a scan and where the layout has them -> how millimetres of the page fall on pixels.

A similarity is tried first, then an affine map, then a homography, and a freer map is taken only where the
residual asks for it: homographies through three marks were 3 mm off in the middle of blurred pages. Turned
pages need nothing of their own, since every marker knows its corner; mirrored ones are refused.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from grader.model.sheet import Fiducial, Place, SheetPage
from grader.reading.fiducials import Marker

Points = NDArray[np.float64]
Kind = Literal["similarity", "affine", "homography"]

WORST_FIT = 0.4  # mm: the inner 80 % of a bubble of 3.4 mm ends 0.34 mm inside its border
ENOUGH = 0.06  # mm: half a pixel at 200 dpi; below it a freer map only follows the noise
BETTER = 0.7  # a freer map must bring the residual below this share
CODE_OFF = (
    2.0  # mm that a code may lie from its place; codes are located to about 0.3 mm, marker mix-ups by 8
)


@dataclass(frozen=True)
class Registration:
    """How a page lies in an image: `matrix` takes homogeneous mm to pixels (centres at whole numbers)."""

    matrix: Points  # 3 x 3
    kind: Kind
    fit_error: float  # mm, root mean square over the corners of the markers used, by degrees of freedom
    fiducials: int
    dpi: float
    rotation: float  # degrees clockwise of the page in the image, -180 to 180


@dataclass(frozen=True)
class Refusal:
    """Why a page could not be registered, in words for people."""

    why: str
    fiducials: int = 0
    fit_error: float = 0.0


def project(matrix: Points, points: NDArray[np.floating]) -> Points:
    """Map points (..., 2) by a 3 x 3 matrix."""
    flat = points @ matrix[:, :2].T + matrix[:, 2]
    mapped: Points = flat[..., :2] / flat[..., 2:]
    return mapped


def register(
    markers: Sequence[Marker],
    page: SheetPage,
    codes: Sequence[tuple[float, float]] | None,
    *,
    width: float,
    height: float,
) -> Registration | Refusal:
    """Fit a page of `width` x `height` mm to the markers seen.

    `codes` are the centres, in px, of codes that were read: they check the fit, and help it where fewer than
    four markers were found. None says that the fit is a first one, to find the codes with.
    """
    places = {fiducial.marker: fiducial for fiducial in page.fiducials}
    ours = [marker for marker in markers if marker.id in places]
    if len(ours) < 2 or (len(ours) == 2 and codes is not None and not codes):
        return Refusal(f"{len(ours)} of 4 corner marks found; two and the code are needed", len(ours))
    anchors = _anchored(ours, places, page, codes or ())
    found = _best(ours, places, anchors)
    if codes is not None and len(ours) == 4 and not _good(found, anchors):
        # One mark may be a scrawl that looks like a mark, or be torn off and lie elsewhere.
        fewer = (_best([one for one in ours if one is not out], places, anchors) for out in ours)
        found = min([fit for fit in fewer if _good(fit, anchors)] or [found], key=lambda fit: fit[2])
    kind, matrix, error, used = found
    if error > WORST_FIT:
        return Refusal(f"the corner marks do not fit the page ({error:.1f} mm off)", len(ours), error)
    # Between two marks and a code anything fits but a page that is not bent, so the marks alone must agree.
    if _off(_best(ours, places, ())[1] if used == 2 else matrix, anchors) > CODE_OFF:
        return Refusal("the printed code is not where the corner marks say", used, error)
    if _jacobian_sign(matrix, width, height) <= 0:
        return Refusal("the page is mirrored", used, error)
    right = project(matrix, np.array([[width / 2 - 50, height / 2], [width / 2 + 50, height / 2]]))
    turn = float(np.degrees(np.arctan2(right[1, 1] - right[0, 1], right[1, 0] - right[0, 0])))
    dpi = _scale(matrix, width / 2, height / 2) * 25.4
    return Registration(matrix, kind, error, used, dpi, turn)


def corners_of(fiducial: Fiducial) -> Points:
    """The four corners of a fiducial, mm, clockwise from its top left."""
    place = fiducial.place
    right, bottom = place.x + place.width, place.y + place.height
    return np.array([[place.x, place.y], [right, place.y], [right, bottom], [place.x, bottom]])


def cut(
    image: NDArray[np.uint8], found: Registration, place: Place, *, margin: float = 2.0, dpi: float = 150.0
) -> NDArray[np.uint8]:
    """Take a place of the page out of the scan, upright, with `margin` mm around, as a grey image."""
    import cv2

    scale = dpi / 25.4
    size = (round((place.width + 2 * margin) * scale), round((place.height + 2 * margin) * scale))
    back = np.array([[1 / scale, 0, place.x - margin], [0, 1 / scale, place.y - margin], [0, 0, 1]])
    flags = cv2.INTER_AREA | cv2.WARP_INVERSE_MAP
    piece = cv2.warpPerspective(image, found.matrix @ back, size, flags=flags, borderValue=(255,))
    return piece.astype(np.uint8, copy=False)


_Fit = tuple[Kind, Points, float, int]  # kind, matrix, residual in mm, number of markers


@dataclass(frozen=True)
class _Anchor:
    """A code that was read: its centre in the image, px, and on the page, mm."""

    pixel: tuple[float, float]
    page: tuple[float, float]


def _anchored(
    markers: Sequence[Marker],
    places: dict[int, Fiducial],
    page: SheetPage,
    codes: Sequence[tuple[float, float]],
) -> list[_Anchor]:
    """Each code read, with the nearer of the places where the page has one."""
    rough = _best(markers, places, ())
    centres = [(code.x + code.width / 2, code.y + code.height / 2) for code in page.codes]
    where = project(rough[1], np.array(centres))
    return [_Anchor(pixel, centres[int(np.hypot(*(where - pixel).T).argmin())]) for pixel in codes]


def _best(markers: Sequence[Marker], places: dict[int, Fiducial], anchors: Sequence[_Anchor]) -> _Fit:
    """The simplest map that fits, with its residual in mm and the number of markers."""
    page = np.concatenate([corners_of(places[marker.id]) for marker in markers])
    pixels = np.concatenate([marker.corners for marker in markers])
    if len(markers) < 4 and anchors:
        page = np.concatenate([page, [anchor.page for anchor in anchors]])
        pixels = np.concatenate([pixels, [anchor.pixel for anchor in anchors]])
    best: _Fit | None = None
    for kind, matrix in _fits(page, pixels, len(markers) + len(anchors)):
        freedom = 2 * len(page) - {"similarity": 4, "affine": 6, "homography": 8}[kind]
        off = project(matrix, page) - pixels
        error = float(np.sqrt((off**2).sum() / freedom)) / _scale(matrix, *page.mean(axis=0))
        if best is None or (best[2] > ENOUGH and error < BETTER * best[2]):
            best = (kind, matrix, error, len(markers))
        if best[2] <= ENOUGH:
            break
    assert best is not None, "two corners carry a similarity"
    return best


def _good(found: _Fit, anchors: Sequence[_Anchor]) -> bool:
    """Whether a fit is within the bound and its codes are where they should be."""
    return found[2] <= WORST_FIT and _off(found[1], anchors) <= CODE_OFF


def _off(matrix: Points, anchors: Sequence[_Anchor]) -> float:
    """How far the codes lie from their places at most, mm."""
    away = (
        float(np.hypot(*(project(matrix, np.array(a.page)) - a.pixel))) / _scale(matrix, *a.page)
        for a in anchors
    )
    return max(away, default=0.0)


def _fits(page: Points, pixels: Points, spread: int) -> Iterator[tuple[Kind, Points]]:
    """The maps from mm to px that so many far-apart marks can carry, simplest first."""
    import cv2

    ones = np.ones(len(page))
    x, y = page.T
    # x' = a x - b y + c, y' = b x + a y + d: least squares in (a, b, c, d)
    rows = np.concatenate([np.stack([x, -y, ones, 0 * x], 1), np.stack([y, x, 0 * x, ones], 1)])
    a, b, c, d = np.linalg.lstsq(rows, pixels.T.ravel())[0]
    yield "similarity", np.array([[a, -b, c], [b, a, d], [0, 0, 1]])
    if spread < 3:
        return
    affine = np.linalg.lstsq(np.stack([x, y, ones], 1), pixels)[0].T
    yield "affine", np.concatenate([affine, [[0, 0, 1]]])
    if spread < 4:
        return
    free, _ = cv2.findHomography(page, pixels, 0)
    if free is not None:
        yield "homography", np.asarray(free, dtype=np.float64)


def _scale(matrix: Points, x: float, y: float) -> float:
    """Pixels per mm around a point of the page."""
    corner = project(matrix, np.array([[x, y], [x + 1, y], [x, y + 1]]))
    across, down = corner[1] - corner[0], corner[2] - corner[0]
    return float(np.sqrt(abs(across[0] * down[1] - across[1] * down[0])))


def _jacobian_sign(matrix: Points, width: float, height: float) -> float:
    corner = project(matrix, np.array([[0.0, 0.0], [width, 0.0], [0.0, height]]))
    across, down = corner[1] - corner[0], corner[2] - corner[0]
    return float(np.sign(across[0] * down[1] - across[1] * down[0]))
