"""A scan -> who the page is, from its printed codes.

The codes are looked for where the corner marks say that they lie, then in the whole page. A code counts only
if it decodes, belongs to us and its check is right; all else is no code.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.model.sheet import Identity, Place, SheetPage
from grader.printing.identity import decode
from grader.reading.fiducials import Image, Scan

MARGIN = 2.0  # mm around a code's place, for marks that are a little off
SHARP = 200.0  # dpi: more pixels make a code of 0.6 mm modules slower to read and no surer


@dataclass(frozen=True)
class SeenCode:
    """A code of ours: what it says and where its centre lies in the image, px."""

    identity: Identity
    centre: tuple[float, float]


def find_code(
    scan: Scan, page: SheetPage | None = None, matrix: NDArray[np.float64] | None = None
) -> SeenCode | None:
    """Read the page's identity; `matrix` (mm to px) and a page of the family say where to look first."""
    if page is not None and matrix is not None:
        for place in page.codes:
            found = _in_place(scan, place, matrix)
            if found is not None:
                return found
    for image, factor in ((scan.reduced, scan.factor), (scan.image, 1)):
        found = _read(image, factor, (0.0, 0.0))
        if found is not None or scan.factor == 1:
            return found
    return None


def _in_place(scan: Scan, place: Place, matrix: NDArray[np.float64]) -> SeenCode | None:
    left, top = place.x - MARGIN, place.y - MARGIN
    right, bottom = place.x + place.width + MARGIN, place.y + place.height + MARGIN
    page = np.array([[left, top, 1], [right, top, 1], [right, bottom, 1], [left, bottom, 1]]) @ matrix.T
    pixels = page[:, :2] / page[:, 2:]
    height, width = scan.image.shape
    x0, y0 = np.maximum(np.floor(pixels.min(axis=0)).astype(int), 0)
    x1, y1 = np.minimum(np.ceil(pixels.max(axis=0)).astype(int), (width, height))
    if x1 - x0 < 20 or y1 - y0 < 20:
        return None  # off the scan
    for piece, factor in _ways(scan.image[y0:y1, x0:x1], (x1 - x0) / (right - left) * 25.4):
        found = _read(piece, factor, (float(x0), float(y0)))
        if found is not None:
            return found
    return None


def _ways(piece: Image, dpi: float) -> Iterator[tuple[Image, float]]:
    """The piece as it is (reduced if it is very fine), then smoothed, twice as large, and sharpened."""
    import cv2

    factor = max(1, int(dpi / SHARP))
    height, width = (side // factor for side in piece.shape)
    if factor > 1:
        whole = piece[: height * factor, : width * factor]
        piece = cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    piece = np.ascontiguousarray(piece)
    yield piece, factor
    yield cv2.GaussianBlur(piece, (0, 0), 0.8).astype(np.uint8, copy=False), factor
    larger = cv2.resize(piece, (width * 2, height * 2), interpolation=cv2.INTER_CUBIC)
    yield larger.astype(np.uint8, copy=False), factor / 2
    soft = cv2.GaussianBlur(larger, (0, 0), 4.0)
    yield cv2.addWeighted(larger, 3.0, soft, -2.0, 0).astype(np.uint8, copy=False), factor / 2


def _read(image: Image, factor: float, offset: tuple[float, float]) -> SeenCode | None:
    """The first code of ours in a piece of the image."""
    import zxingcpp

    for code in zxingcpp.read_barcodes(
        image,
        formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode),
        try_rotate=False,
        try_invert=False,
        try_downscale=False,
    ):
        identity = decode(code.text)
        if identity is None:
            continue
        at = code.position
        corners = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
        x, y = (sum(getattr(corner, axis) for corner in corners) / 4 for axis in ("x", "y"))
        return SeenCode(identity, (x * factor + offset[0], y * factor + offset[1]))
    return None
