"""Texts made comparable: what people type differently and mean the same."""

import re
import unicodedata

_MARKUP = re.compile(r"\$|`|\*\*|__|\\\(|\\\)")
_APOSTROPHES = str.maketrans("’‘`´ʼ“”«»", "'''''\"\"\"\"")


def visible(text: str) -> str:
    """A text without what cannot be seen (direction marks, zero-width characters), white space collapsed."""
    return " ".join("".join(c for c in text if unicodedata.category(c) != "Cf").split())


def same(text: str) -> str:
    """Equal for texts that differ in case, spaces, markup, quotation marks or a final stop only."""
    plain = unicodedata.normalize("NFKC", visible(_MARKUP.sub("", text))).translate(_APOSTROPHES)
    return plain.casefold().strip(" .;,")


def bare(text: str) -> str:
    """Only letters and digits, without case and accents: NICOLO' is Nicolò, "E-mail" is email."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if c.isalnum())


def quoted(text: str, room: int = 60) -> str:
    """A text for a message: on one line, cut when long, in quotation marks."""
    plain = visible(text)
    return f'"{plain}"' if len(plain) <= room else f'"{plain[: room - 1]}…"'
