"""Images -> the files that scanners write: PDF, TIFF, PNG, JPEG, in grey, colour or black and white, as bytes."""

import io
import struct
import zlib
from collections.abc import Iterable
from enum import StrEnum

import cv2
import numpy as np
import pikepdf
from numpy.typing import NDArray
from PIL import Image

from grader.reading.simulate.ink import Grey

Colour = NDArray[np.uint8]  # (height, width, 3), red green blue
JPEG_QUALITY = 80


class Look(StrEnum):
    """How a scanner keeps a page."""

    GREY = "grey"
    COLOUR = "colour"
    BILEVEL = "bilevel"


class Packing(StrEnum):
    """How a PDF stores a scan: the filters of ISO 32000-1, 7.4."""

    JPEG = "/DCTDecode"
    GROUP4 = "/CCITTFaxDecode"
    JBIG2 = "/JBIG2Decode"
    FLATE = "/FlateDecode"


def to_pdf(
    images: Iterable[Grey],
    dpi: float = 200,
    *,
    look: Look = Look.GREY,
    quality: int = JPEG_QUALITY,
    packing: Packing | None = None,
    rotate: int = 0,
) -> bytes:
    """One page for each image, which may be a stream; JPEG, or group 4 if bilevel, unless a packing is given.

    Group 4 and JBIG2 hold bilevel pages only. `rotate` is what the pages ask of whoever shows them, in degrees.
    """
    packed_as = packing or (Packing.GROUP4 if look is Look.BILEVEL else Packing.JPEG)
    with pikepdf.new() as pdf:
        for image in images:
            high, wide = image.shape
            embedded = _embedded(pdf, image, look, quality, packed_as)
            size = [0, 0, round(wide / dpi * 72, 3), round(high / dpi * 72, 3)]
            drawn = f"q {size[2]} 0 0 {size[3]} 0 0 cm /Scan Do Q".encode()
            page = pikepdf.Dictionary(
                Type=pikepdf.Name.Page,
                MediaBox=pikepdf.Array(size),
                Rotate=rotate,
                Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(Scan=embedded)),
                Contents=pdf.make_stream(drawn),
            )
            pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def to_tiff(images: Iterable[Grey], dpi: float = 200, *, look: Look = Look.GREY) -> bytes:
    """A TIFF of many pages: group 4 if bilevel, else deflate."""
    frames = [_picture(image, look) for image in images]
    out = io.BytesIO()
    packing = "group4" if look is Look.BILEVEL else "tiff_adobe_deflate"
    frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:], compression=packing, dpi=(dpi, dpi))
    return out.getvalue()


def to_png(image: Grey, dpi: float = 200, *, look: Look = Look.GREY) -> bytes:
    """One page as PNG."""
    out = io.BytesIO()
    _picture(image, look).save(out, "PNG", dpi=(dpi, dpi))
    return out.getvalue()


def to_jpeg(image: Grey, dpi: float = 200, *, look: Look = Look.GREY, quality: int = JPEG_QUALITY) -> bytes:
    """One page as JPEG; grey if bilevel, which JPEG does not have."""
    out = io.BytesIO()
    picture = _picture(image, look).convert("RGB" if look is Look.COLOUR else "L")
    picture.save(out, "JPEG", quality=quality, dpi=(round(dpi), round(dpi)))
    return out.getvalue()


def coloured(image: Grey) -> Colour:
    """A colour scan of a page: warm paper, bluish ink."""
    ink = 1 - image.astype(np.float32)[..., None] / 255
    tinted = np.array([252.0, 250.0, 243.0], np.float32) * (1 - ink * np.array([1.0, 0.97, 0.86], np.float32))
    return np.asarray(np.clip(tinted + 0.5, 0, 255), np.float32).astype(np.uint8)


def _picture(image: Grey, look: Look) -> Image.Image:
    match look:
        case Look.GREY:
            return Image.fromarray(image)
        case Look.COLOUR:
            return Image.fromarray(coloured(image))
        case Look.BILEVEL:
            return Image.fromarray(_black_white(image))


def _black_white(image: Grey) -> NDArray[np.bool_]:
    threshold, _ = cv2.threshold(image, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    return np.asarray(image > threshold)


def _embedded(pdf: pikepdf.Pdf, image: Grey, look: Look, quality: int, packing: Packing) -> pikepdf.Object:
    high, wide = image.shape
    described = {
        "/Type": pikepdf.Name.XObject,
        "/Subtype": pikepdf.Name.Image,
        "/Width": wide,
        "/Height": high,
        "/ColorSpace": pikepdf.Name.DeviceRGB if look is Look.COLOUR else pikepdf.Name.DeviceGray,
        "/BitsPerComponent": 1 if look is Look.BILEVEL else 8,
        "/Filter": pikepdf.Name(packing.value),
    }
    match packing:
        case Packing.JPEG:
            packed = to_jpeg(image, look=look, quality=quality)
        case Packing.GROUP4:
            packed = _group4(image)
            described["/DecodeParms"] = pikepdf.Dictionary(K=-1, Columns=wide, Rows=high, BlackIs1=False)
        case Packing.JBIG2:
            packed = _jbig2(image)
        case Packing.FLATE:
            packed = zlib.compress(_picture(image, look).tobytes())
    return pikepdf.Stream(pdf, packed, described)


def _jbig2(image: Grey) -> bytes:
    """A page as JBIG2 for a PDF (ITU-T T.88): a page, and one region of it coded as group 4."""
    high, wide = image.shape
    page = struct.pack(">IIIIBH", wide, high, 0, 0, 0, 0)
    region = struct.pack(">IIIIBB", wide, high, 0, 0, 0, 1) + _group4(image)
    headers = (
        struct.pack(">IBBBI", n, kind, 0, 1, len(body)) for n, kind, body in ((0, 48, page), (1, 38, region))
    )
    return b"".join(header + body for header, body in zip(headers, (page, region), strict=True))


def _group4(image: Grey) -> bytes:
    """A page's CCITT group 4 data (ITU-T T.6), taken out of a TIFF of one strip."""
    out = io.BytesIO()
    tags = {262: 0, 278: image.shape[0]}  # white is 0, as the PDF expects; all rows in one strip
    Image.fromarray(_black_white(image)).save(out, "TIFF", compression="group4", tiffinfo=tags)
    with Image.open(out) as tiff:
        offset, count = tiff.tag_v2[273][0], tiff.tag_v2[279][0]  # type: ignore[attr-defined]
    return out.getvalue()[offset : offset + count]
