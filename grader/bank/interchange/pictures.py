"""Pictures of unknown origin -> files that a paper can print: PNG, JPEG and harmless SVG; other bitmaps become PNG."""

import io
import re
from dataclasses import dataclass, field

from lxml import etree

from grader.bank.interchange.labels import slug
from grader.bank.interchange.xml import name_of, parse_xml
from grader.errors import InputError

LARGEST = 20 * 2**20  # bytes of one picture
PIXELS = 40_000_000  # of one picture: A4 at 600 dots per inch is 35 million
_BEGINNINGS = {b"\x89PNG\r\n\x1a\n": ".png", b"\xff\xd8\xff": ".jpg"}
_LOADS = re.compile(r"@import|url\(\s*[\"']?\s*(?!#)[^\s\"']|javascript:|\\", re.IGNORECASE)  # in CSS
_ACTIVE = {"script", "foreignObject", "iframe", "animate", "set", "handler", "use", "image", "feImage"}


@dataclass
class Gallery:
    """The pictures that the questions of one file name, by the path that their Markdown has."""

    pictures: dict[str, bytes] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)  # name -> why it cannot be printed

    def add(self, name: str, content: bytes) -> str | None:
        """The path of a picture, under a name of its own; None when it cannot be printed, with the reason kept."""
        try:
            suffix, content = _printable(content)
        except ValueError as error:
            self.refused[name] = str(error)
            return None
        stem = slug(name.rpartition("/")[2].rpartition(".")[0] or name) or "picture"
        return put(self.pictures, stem, suffix, content)


def put(pictures: dict[str, bytes], stem: str, suffix: str, content: bytes) -> str:
    """Put a picture among others: under its name, or a numbered one where that is another picture's."""
    number = 1
    while True:
        path = f"assets/{stem}{f'-{number}' if number > 1 else ''}{suffix}"
        if pictures.setdefault(path, content) == content:
            return path
        number += 1


def _printable(content: bytes) -> tuple[str, bytes]:
    if len(content) > LARGEST:
        raise ValueError(f"it has more than {LARGEST // 2**20} MB")
    if b"<svg" in content[:4096] or content[:5] in (b"<?xml", b"\xef\xbb\xbf<?"):
        return ".svg", _harmless(content)
    return _bitmap(content)


def _harmless(content: bytes) -> bytes:
    """An SVG drawing in which nothing runs, loads or links."""
    bare = re.sub(rb"<!DOCTYPE[^\[\]<>]*>", b"", content, count=1)  # Inkscape's; it says nothing
    try:
        root = parse_xml(bare, "picture")
    except InputError as error:
        raise ValueError(f"the drawing is refused: {error.problems[0].what}") from None
    for element in root.iter(etree.Element):
        inside = all(value.startswith("#") for key, value in element.attrib.items() if key.endswith("href"))
        active = element.tag != root.tag and name_of(element) in _ACTIVE - ({"use"} if inside else set())
        said = [*element.attrib.values(), element.text or ""]
        loads = any(_LOADS.search(text) for text in said)
        if active or loads or not inside or any(key.lower().startswith("on") for key in element.attrib):
            raise ValueError("the drawing is refused: something in it could run or load")
    if name_of(root) != "svg":
        raise ValueError("it is not a picture")
    return bare


def _bitmap(content: bytes) -> tuple[str, bytes]:
    from PIL import Image

    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "GIF", "WEBP", "BMP")) as image:
            if image.width * image.height > PIXELS:
                raise ValueError(f"it has more than {PIXELS // 10**6} million pixels")
            for beginning, suffix in _BEGINNINGS.items():
                if content.startswith(beginning):
                    return suffix, content
            drawn = io.BytesIO()
            image.convert("RGBA").save(drawn, "PNG")
            return ".png", drawn.getvalue()
    except (OSError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ValueError("it is not a picture that can be printed (PNG, JPEG, SVG, GIF, WebP)") from None
