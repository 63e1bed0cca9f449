"""The texts and pictures of one question of a package: texts become Markdown, pictures are found by their address in it.

What is lost on the way and which pictures are named is collected here, so that the readers need not carry it along.
"""

import base64
import binascii
import posixpath
import re
import unicodedata
from collections.abc import Mapping
from urllib.parse import unquote

from grader.bank.interchange.markup import from_plain, to_markdown
from grader.bank.markdown import PICTURES

_BASE = re.compile(r"^(?:\.\./)*(?:\$|%24)IMS[-_]CC[-_]FILEBASE(?:\$|%24)/?", re.IGNORECASE)
_KINDS = {"png": ".png", "jpeg": ".jpg", "jpg": ".jpg", "svg+xml": ".svg"}
_MARKED = re.compile(r"</?[a-zA-Z][^<>]*>|&(#\d+|\w+);")


class Shelf:
    """The files of a package, and those pictures of it that a question names, under the names they get."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.taken: dict[str, bytes] = {}
        self._by_name: dict[str, list[str]] = {}
        for path in files:
            self._by_name.setdefault(posixpath.basename(path).casefold(), []).append(path)

    def take(self, address: str, folder: str) -> str | None:
        """The name for Markdown of the picture at an address that a file of `folder` gives, or None."""
        if address.startswith("data:"):
            return self._inline(address)
        path = self._find(address, folder)
        if path is None or not path.lower().endswith(PICTURES):
            return None
        kept = path.partition("assets/")[2] if "assets/" in path else posixpath.basename(path)
        return self._keep(kept, self.files[path])

    def _find(self, address: str, folder: str) -> str | None:
        bare = re.split(r"[?#]", _BASE.sub("", address), maxsplit=1)[0]
        for name in (bare, unquote(bare)):
            for root in (folder, "", "web_resources", "resources"):
                path = posixpath.normpath(posixpath.join(root, name))
                if path in self.files:
                    return path
        same = self._by_name.get(posixpath.basename(unquote(bare)).casefold(), [])
        return same[0] if len(same) == 1 else None

    def _inline(self, address: str) -> str | None:
        found = re.match(r"data:image/([a-z+]+);base64,", address)
        if not found or found[1] not in _KINDS:
            return None
        try:
            content = base64.b64decode(address[found.end() :], validate=False)
        except (binascii.Error, ValueError):
            return None
        return self._keep(f"picture{_KINDS[found[1]]}", content) if content else None

    def _keep(self, name: str, content: bytes) -> str:
        """A name of plain letters below assets/ that no other picture has."""
        decomposed = unicodedata.normalize("NFKD", name)
        plain = re.sub(r"[^A-Za-z0-9._/-]+", "-", re.sub(r"[\u0300-\u036f]", "", decomposed)).strip("-./")
        stem, dot, suffix = plain.rpartition(".")
        number = 1
        path = f"assets/{plain}"
        while self.taken.get(path, content) != content:
            number += 1
            path = f"assets/{stem}-{number}{dot}{suffix}"
        self.taken[path] = content
        return path


class Source:
    """The texts of one question, which stands in a file of `folder`."""

    def __init__(self, shelf: Shelf, folder: str = "") -> None:
        self.shelf = shelf
        self.folder = folder
        self.lost: list[str] = []

    def html(self, text: str) -> str:
        """The Markdown of HTML; raise Uncarried where it cannot be flattened."""
        made = to_markdown(text, picture=lambda address: self.shelf.take(address, self.folder))
        self.lost += made.lost
        return made.text

    def plain(self, text: str) -> str:
        """The Markdown that prints a plain text."""
        return from_plain(text)

    def either(self, text: str) -> str:
        """The Markdown of a text whose kind is not said: HTML where it has elements or entities."""
        return self.html(text) if _MARKED.search(text) else self.plain(text)
