"""The texts and pictures of one question of a package: texts become Markdown, pictures are found by their address in it.

What is lost on the way and which pictures are named is collected here, so that the readers need not carry it along.
"""

import base64
import posixpath
import re
from collections.abc import Iterable, Mapping
from urllib.parse import unquote

from grader.bank.interchange.carried import Question
from grader.bank.interchange.markup import from_plain, to_markdown
from grader.bank.interchange.pictures import Gallery

_BASE = re.compile(r"^(?:\.\./)*(?:\$|%24)IMS[-_]CC[-_]FILEBASE(?:\$|%24)/?", re.IGNORECASE)
_PATH = re.compile(r"assets/[a-z0-9-]+\.[a-z]+")  # as the gallery names them
_MARKED = re.compile(r"</?[a-zA-Z][^<>]*>|&(#\d+|\w+);")


class Shelf:
    """The files of a package, and those pictures of it that questions name."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.gallery = Gallery()
        self._by_name: dict[str, list[str]] = {}
        for path in files:
            self._by_name.setdefault(posixpath.basename(path).casefold(), []).append(path)

    def take(self, address: str, folder: str) -> str | None:
        """The name for Markdown of the picture at an address that a file of `folder` gives, or None."""
        if found := re.match(r"data:image/[a-z+.-]+;base64,", address):
            try:
                return self.gallery.add("picture", base64.b64decode(address[found.end() :]))
            except ValueError:
                return None
        path = self._find(address, folder)
        return None if path is None else self.gallery.add(path, self.files[path])

    def named(self, questions: Iterable[Question]) -> dict[str, bytes]:
        """The pictures that these questions name."""
        if not self.gallery.pictures:
            return {}
        said = {path for question in questions for path in _PATH.findall(str(question.fields))}
        return {path: content for path, content in self.gallery.pictures.items() if path in said}

    def _find(self, address: str, folder: str) -> str | None:
        bare = re.split(r"[?#]", _BASE.sub("", address), maxsplit=1)[0]
        for name in (bare, unquote(bare)):
            for root in (folder, "", "web_resources", "resources"):
                path = posixpath.normpath(posixpath.join(root, name))
                if path in self.files:
                    return path
        same = self._by_name.get(posixpath.basename(unquote(bare)).casefold(), [])
        return same[0] if len(same) == 1 else None


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
