"""What comes out of a file of scans, and what kind of file it is by its first bytes, never by its name.

The name matters where the bytes say nothing: what is called scan.pdf is a damaged scan, and students.csv is none.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

MAX_PIXELS = 80_000_000  # A3 at 600 dpi is 70 million; more is no scan of an answer sheet
MAX_BYTES = 4_000_000_000  # of a file
MAX_PAGES = 20_000  # of a file

ENDINGS = (".pdf", ".tif", ".tiff", ".png", ".jpg", ".jpeg")  # of files of scans

Grey = NDArray[np.uint8]  # (height, width), 255 is white
Kind = Literal["pdf", "tiff", "png", "jpeg"]

_STARTS: tuple[tuple[bytes, Kind], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"II+\0", "tiff"),
    (b"MM\0+", "tiff"),
)


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """A page as a grey picture."""

    source: str  # "stack.pdf:3", the page 1-based
    content_hash: str
    image: Grey


@dataclass(frozen=True, slots=True)
class Known:
    """A page that was read before: its picture was not decoded."""

    source: str
    content_hash: str


@dataclass(frozen=True, slots=True)
class Unusable:
    """A file or a page that cannot be used, and why."""

    source: str  # "stack.pdf" for a whole file
    content_hash: str
    why: str


Page = ScannedPage | Known | Unusable


def sha256(content: bytes | memoryview | Grey) -> str:
    """SHA-256 in hexadecimal; of a picture with its size, so that one row and one column differ."""
    if isinstance(content, np.ndarray):
        found = hashlib.sha256(f"{content.shape}".encode())
        found.update(np.ascontiguousarray(content).data)
        return found.hexdigest()
    return hashlib.sha256(content).hexdigest()


def hash_of_file(path: Path) -> str:
    """SHA-256 of a file in hexadecimal; of its name where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return sha256(path.name.encode())


def unusable_file(path: Path, why: str) -> Unusable:
    """A whole file that cannot be used."""
    return Unusable(path.name, hash_of_file(path), why)


def unusable_page(path: Path, index: int, why: str) -> Unusable:
    """One page of a file that cannot be used; its hash is the file's and its place."""
    return Unusable(f"{path.name}:{index + 1}", sha256(f"{hash_of_file(path)}:{index}".encode()), why)


def too_large(width: int, height: int) -> str:
    """Why a picture of this size is not decoded, or nothing."""
    if width < 1 or height < 1:
        return "it has no pixels"
    if width * height > MAX_PIXELS:
        return f"{width} x {height} pixels are no scan of a sheet (at most {MAX_PIXELS // 1_000_000} million)"
    return ""


def kind_of(path: Path) -> Kind | Unusable:
    """What a file is by its first bytes."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(1024)
    except OSError as error:
        return unusable_file(path, f"cannot be opened: {error.strerror or error}")
    if size == 0:
        return unusable_file(path, "empty")
    if size > MAX_BYTES:
        return Unusable(path.name, sha256(path.name.encode()), f"{size} bytes are too many for one file")
    for begin, kind in _STARTS:
        if start.startswith(begin):
            return kind
    if b"%PDF-" in start:
        return "pdf"
    return unusable_file(path, "neither PDF, TIFF, PNG nor JPEG")


def is_scan(path: Path) -> bool:
    """Whether a file is one of scans, damaged or not: by its first bytes, else by its name."""
    return path.suffix.lower() in ENDINGS or not isinstance(kind_of(path), Unusable)
