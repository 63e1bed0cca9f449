"""PNG, JPEG and TIFF files, and stored JPEG bytes, as grey pictures.

Sizes are read from the header before anything is decoded. JPEG is decoded by OpenCV, all else by Pillow,
which checks what it decodes. A JPEG without its end is refused: a decoder would paint the missing part grey and call it a page.
"""

import struct
import warnings
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    from PIL.Image import Image

# what Pillow raises on damaged files, by its kind of damage
_DAMAGE = (OSError, ValueError, SyntaxError, EOFError, LookupError, TypeError, OverflowError, struct.error)


def count_frames(path: Path) -> int | Unusable:
    """How many pictures a file holds, or why it cannot be used."""
    image = _opened(path)
    if isinstance(image, str):
        return unusable_file(path, image)
    with image:
        try:
            count = int(getattr(image, "n_frames", 1)) if image.format == "TIFF" else 1
        except _DAMAGE as error:
            return unusable_file(path, f"damaged: {error}")
    return count if count <= MAX_PAGES else unusable_file(path, f"{count} pages are too many for one file")


def open_frame(path: Path, index: int, known: Collection[str] = ()) -> Page:
    """One picture of a file, upright as its EXIF says."""
    image = _opened(path)
    if isinstance(image, str):
        return unusable_page(path, index, image)
    source = f"{path.name}:{index + 1}"
    with image:
        if image.format in ("JPEG", "PNG", "MPO") and not index:
            if why := too_large(*image.size):
                return unusable_page(path, index, why)
            content = path.read_bytes()
            found = sha256(content)
            if found in known:
                return Known(source, found)
            stored = image.format != "PNG" and image.mode in ("L", "RGB")
            grey = decode(content) if stored else _converted(image)
        else:
            grey = _frame(image, index)
            if not isinstance(grey, str):
                found = sha256(grey)
                if found in known:
                    return Known(source, found)
    if isinstance(grey, str):
        return unusable_page(path, index, grey)
    return ScannedPage(source, found, grey)


def decode(content: bytes | memoryview, *, upright: bool = True) -> Grey | str:
    """Grey pixels of JPEG bytes, turned by their EXIF if `upright`; or why there are none."""
    import cv2
    import numpy as np

    raw = bytes(content)
    if raw.startswith(b"\xff\xd8") and raw.rfind(b"\xff\xd9") < raw.rfind(b"\xff\xda"):
        return "truncated: the picture ends too early"
    flags = cv2.IMREAD_GRAYSCALE | (0 if upright else cv2.IMREAD_IGNORE_ORIENTATION)
    try:
        image: Any = cv2.imdecode(np.frombuffer(raw, np.uint8), flags)
    except cv2.error as error:
        return f"damaged: {error.err or 'it cannot be decoded'}"
    if image is None:
        return "damaged: it cannot be decoded"
    grey: Grey = image
    return grey


def _opened(path: Path) -> "Image | str":
    """The file with its header read, or why not."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of large pictures; their size is checked here
            return Image.open(path, formats=("PNG", "JPEG", "TIFF", "MPO"))
    except Image.DecompressionBombError:
        return "its picture is larger than any scan of a sheet"
    except _DAMAGE as error:
        return f"damaged: {_plainly(error, path)}"


def _frame(image: "Image", index: int) -> Grey | str:
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image.seek(index)
    except Image.DecompressionBombError:
        return "its picture is larger than any scan of a sheet"
    except _DAMAGE as error:
        return f"damaged: {error}"
    return too_large(*image.size) or _converted(image)


@contextmanager
def _whole_pictures_only() -> Iterator[None]:
    """Let Pillow refuse a picture that ends too early, also where WeasyPrint told it not to."""
    from PIL import ImageFile

    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _converted(image: "Image") -> Grey | str:
    """Grey pixels of any other picture: 16 bits are shortened, what is transparent is paper."""
    import numpy as np
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings(), _whole_pictures_only():
            warnings.simplefilter("ignore")
            image.load()
            turned = ImageOps.exif_transpose(image)
        if turned.mode.startswith("I;16"):
            return (np.asarray(turned) >> 8).astype(np.uint8)
        if turned.mode in ("I", "F"):
            deep = np.asarray(turned, dtype=np.float64)
            return (deep * (255 / max(float(deep.max()), 255.0))).clip(0, 255).astype(np.uint8)
        if turned.has_transparency_data:
            coloured = turned.convert("RGBA")
            paper = Image.new("RGBA", coloured.size, "white")
            turned = Image.alpha_composite(paper, coloured)
        grey: Grey = np.array(turned.convert("L"))
    except (*_DAMAGE, Image.DecompressionBombError) as error:
        return f"damaged: {error}"
    return grey


def _plainly(error: Exception, path: Path) -> str:
    """An error's words without the folder, which may name a person."""
    return str(error).replace(str(path), path.name)
