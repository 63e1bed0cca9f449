"""Pages of a PDF as grey pictures: the stored scan itself where the page is one, else the page rendered at 200 dpi.

A page counts as one scan when it holds one unmasked picture that covers it, no drawing, no visible text (the
hidden text of an OCR is no matter) and no annotation: a page that somebody wrote on with a tablet is rendered.
"""

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from grader.reading.pages.kinds import (
    MAX_PAGES,
    Grey,
    Known,
    Page,
    ScannedPage,
    Unusable,
    sha256,
    too_large,
    unusable_file,
    unusable_page,
)
from grader.reading.pages.raster import decode

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfImage, PdfPage

RENDER_DPI = 200
_COVERS = 0.9  # of the page's width and height
_HIDDEN = 3  # text render mode "neither fill nor stroke" (ISO 32000-1, table 106)
_MAX_SIDE = 2400.0  # points; 33 inches, beyond A1's short side
_PASSWORD = 4  # FPDF_ERR_PASSWORD

_kept: "dict[tuple[str, int, int], PdfDocument]" = {}  # the file opened last: its pages come one after the other


def count_pdf(path: Path) -> int | Unusable:
    """How many pages a PDF has, or why it cannot be used."""
    document = _opened(path)
    if isinstance(document, str):
        return unusable_file(path, document)
    count = len(document)
    if not 0 < count <= MAX_PAGES:
        return unusable_file(path, "it has no pages" if not count else f"{count} pages are too many")
    return count


def open_pdf_page(path: Path, index: int, known: Collection[str] = ()) -> Page:
    """One page of a PDF, 0-based."""
    import pypdfium2 as pdfium

    document = _opened(path)
    if isinstance(document, str):
        return unusable_page(path, index, document)
    source = f"{path.name}:{index + 1}"
    try:
        page = document[index]
        try:
            scan = _scan(page)
            if scan is not None:
                found = _extracted(scan, known, source)
                if found is not None:
                    return unusable_page(path, index, found) if isinstance(found, str) else found
            grey = _rendered(page)
        finally:
            page.close()
    except (pdfium.PdfiumError, ValueError, IndexError) as error:
        return unusable_page(path, index, f"damaged: {error}")
    if isinstance(grey, str):
        return unusable_page(path, index, grey)
    found_hash = sha256(grey)
    return Known(source, found_hash) if found_hash in known else ScannedPage(source, found_hash, grey)


def close_kept() -> None:
    """Close the file that was opened last."""
    for document in _kept.values():
        document.close()
    _kept.clear()


def _opened(path: Path) -> "PdfDocument | str":
    import pypdfium2 as pdfium

    try:
        stat = path.stat()
        key = (str(path), stat.st_mtime_ns, stat.st_size)
        if key not in _kept:
            close_kept()
            _kept[key] = pdfium.PdfDocument(path)
        return _kept[key]
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD:
            return "encrypted: save it without its password"
        return f"damaged: {error}"
    except OSError as error:
        return f"cannot be opened: {error.strerror or error}"


def _scan(page: "PdfPage") -> "PdfImage | None":
    """The one picture that is all there is on the page, or none."""
    import pypdfium2 as pdfium
    from pypdfium2 import raw

    if raw.FPDFPage_GetAnnotCount(page) > 0:
        return None
    found: PdfImage | None = None
    for thing in page.get_objects(max_depth=1):
        if thing.type == raw.FPDF_PAGEOBJ_TEXT and raw.FPDFTextObj_GetTextRenderMode(thing) == _HIDDEN:
            continue
        if not isinstance(thing, pdfium.PdfImage) or found is not None:
            return None
        found = thing
    if found is None or raw.FPDFPageObj_HasTransparency(found):
        return None
    a, b, c, d, *_ = found.get_matrix().get()
    if a * d - b * c <= 0:
        return None  # mirrored, and put right by the page
    left, bottom, right, top = found.get_bounds()
    width, height = page.get_size()
    turned = page.get_rotation() % 180 == 90
    width, height = (height, width) if turned else (width, height)
    covers = right - left >= _COVERS * width and top - bottom >= _COVERS * height
    return found if covers else None


def _extracted(scan: "PdfImage", known: Collection[str], source: str) -> Page | str | None:
    """The stored picture, why it cannot be used, or none where the page must be rendered."""
    width, height = scan.get_px_size()
    if why := too_large(width, height):
        return why
    metadata = scan.get_metadata()
    if scan.get_filters() == ["DCTDecode"] and metadata.bits_per_pixel in (8, 24):
        content = bytes(scan.get_data())
        found = sha256(content)
        if found in known:
            return Known(source, found)
        grey = decode(content, upright=False)  # a PDF says by itself how its pictures stand
        if isinstance(grey, str) or grey.shape != (height, width):
            return grey if isinstance(grey, str) else None
        return ScannedPage(source, found, grey)
    import pypdfium2 as pdfium

    try:
        bitmap = scan.get_bitmap(render=False)
    except pdfium.PdfiumError:
        return None
    image = _as_grey(bitmap.to_numpy(), bitmap.mode)
    bitmap.close()
    if image is None or image.shape != (height, width):
        return None
    found = sha256(image)
    return Known(source, found) if found in known else ScannedPage(source, found, image)


def _rendered(page: "PdfPage") -> Grey | str:
    """The page at 200 dpi on white."""
    width, height = page.get_size()
    if not 0 < width <= _MAX_SIDE or not 0 < height <= _MAX_SIDE:
        return f"a page of {width / 72 * 25.4:.0f} x {height / 72 * 25.4:.0f} mm is no scan of a sheet"
    bitmap = page.render(scale=RENDER_DPI / 72, grayscale=True)
    image = _as_grey(bitmap.to_numpy(), bitmap.mode)
    bitmap.close()
    return "its picture has an unknown form" if image is None else image


def _as_grey(pixels: Grey, mode: str) -> Grey | None:
    """A copy of a bitmap's pixels in grey, or none for a mode that is not known."""
    import cv2
    import numpy as np

    if mode == "L":
        return np.array(pixels.reshape(pixels.shape[:2]))
    codes = {"BGR": cv2.COLOR_BGR2GRAY, "BGRX": cv2.COLOR_BGRA2GRAY, "RGB": cv2.COLOR_RGB2GRAY}
    if mode not in codes:
        return None
    grey: Grey = cv2.cvtColor(pixels, codes[mode]).astype(np.uint8, copy=False)
    return grey
