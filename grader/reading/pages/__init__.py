"""Files of scans -> pages as grey pictures, one at a time; a file or page that cannot be used is one line.

The edge of reading: nothing here knows what is on a page. A page's content hash is the SHA-256 of its bytes as
stored (a JPEG inside a PDF, a PNG file) or, where a page is no single stored picture, of its decoded pixels.
The same scan in two files has one hash; a page scanned twice has two.
"""

from collections.abc import Collection, Iterator
from pathlib import Path

from grader.reading.pages.kinds import MAX_PIXELS, Known, Page, ScannedPage, Unusable, kind_of
from grader.reading.pages.pdf import close_kept, count_pdf, open_pdf_page
from grader.reading.pages.raster import count_frames, open_frame

__all__ = [
    "MAX_PIXELS",
    "Known",
    "Page",
    "ScannedPage",
    "Unusable",
    "close_kept",
    "count_pages",
    "open_page",
    "open_pages",
]


def count_pages(path: Path) -> int | Unusable:
    """How many pages a file has, or why it cannot be used; nothing is decoded."""
    kind = kind_of(path)
    if isinstance(kind, Unusable):
        return kind
    return count_pdf(path) if kind == "pdf" else count_frames(path)


def open_page(path: Path, index: int, known: Collection[str] = ()) -> Page:
    """One page of a file, 0-based; a page whose hash is among `known` is not decoded."""
    kind = kind_of(path)
    if isinstance(kind, Unusable):
        return kind
    opened = open_pdf_page if kind == "pdf" else open_frame
    return opened(path, index, known)


def open_pages(path: Path, known: Collection[str] = ()) -> Iterator[Page]:
    """Every page of a file in order, one in memory at a time; a file that cannot be used is one `Unusable`."""
    count = count_pages(path)
    if isinstance(count, Unusable):
        yield count
        return
    try:
        for index in range(count):
            yield open_page(path, index, known)
    finally:
        close_kept()
