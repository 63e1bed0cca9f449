"""Texts in Moodle's four formats -> our Markdown: HTML, plain text, Markdown, and Moodle's own mixture."""

import base64
import re
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import unquote

from markdown_it import MarkdownIt

from grader.bank.interchange.markup import Markdown, Picture, from_plain, to_markdown
from grader.bank.interchange.pictures import Gallery

MARKER = "@@PLUGINFILE@@/"  # before the names of files that come with a question
_NAMES = {"": "moodle_auto_format", "moodle": "moodle_auto_format", "plain": "plain_text", "0": "moodle_auto_format", "1": "html", "2": "plain_text", "4": "markdown"}  # fmt: skip
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|&#?\w+;")
_BLOCK = re.compile(r"<(p|div|ul|ol|li|table|pre|br|h\d)\b", re.IGNORECASE)


def read_formatted(text: str, kind: str, picture: Picture = lambda _: None) -> Markdown:
    """A text in our Markdown; `kind` is Moodle's name of its format, in full or as GIFT has it."""
    match _NAMES.get(kind, kind):
        case "plain_text":
            return Markdown(from_plain(text))
        case "markdown":
            return to_markdown(_markdown().render(text), picture=picture)
        case "moodle_auto_format":  # lines are lines, and HTML is HTML
            if not _TAG.search(text):
                return Markdown(from_plain(text))
            return to_markdown(text if _BLOCK.search(text) else text.replace("\n", "<br>"), picture=picture)
        case _:
            return to_markdown(text, picture=picture)


class Files:
    """The files that came with a text (name -> base64), as what finds its images, and which of them it found."""

    def __init__(self, gallery: Gallery, files: Mapping[str, str]) -> None:
        self.gallery = gallery
        self.files = files
        self.found: set[str] = set()

    def __call__(self, source: str) -> str | None:
        """The path of an image that came along or is written out in its address; else None."""
        if match := re.match(r"data:image/[\w.+-]+;base64,", source):
            name, coded = "picture", unquote(source[match.end() :])
        else:
            name = unquote(source.partition(MARKER)[2].partition("?")[0])
            coded = self.files.get(name, "")
            self.found.add(name)
        try:
            return (
                self.gallery.add(name, base64.b64decode("".join(coded.split()), validate=True))
                if coded
                else None
            )
        except ValueError:  # no base64
            return None

    @property
    def left(self) -> tuple[str, ...]:
        """What is lost of the files: those that the text shows nowhere."""
        return tuple(f"the file {name[:80]}" for name in self.files if name not in self.found)


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
