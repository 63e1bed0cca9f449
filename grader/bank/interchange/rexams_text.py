r"""Pandoc's Markdown, as R/exams has it, to and from ours: formulas in `\(..\)`, simple HTML, attributes of images.

Formulas in dollars, emphasis, lists, tables with bars and code are the same in both, and stay as they are.
"""

import re
from collections.abc import Callable

from grader.bank.interchange.scripts import script
from grader.bank.interchange.stretches import kept_stretches

# Every pattern stops where the next thing of its kind begins, so that no text makes a search long.
_IMAGE = re.compile(r"!\[([^\[\]]*)\]\(<?([^()\s<>]{1,500})>?(?:\s+\"[^\"]{0,500}\")?\)(?:\{[^{}\n]*\})?")
_ALIGNED = re.compile(
    r"\\begin\{(equation|align|eqnarray|gather)(\*?)\}((?:(?!\\begin\{\1).)*?)\\end\{\1\2\}", re.DOTALL
)
_INLINE = re.compile(r"\\{1,2}\(((?:(?!\\\().)+?)\\{1,2}\)", re.DOTALL)
_BLOCK = re.compile(r"\\{1,2}\[((?:(?!\\\[).)+?)\\{1,2}\]", re.DOTALL)
_CODE = re.compile(r"(?<!`)`r([ #][^`]*)`(?!`)")

Picture = Callable[[str], str | None]


def from_pandoc(text: str, picture: Picture, lost: list[str]) -> str:
    """A text of R/exams as our Markdown; what is lost of it is added to `lost`."""
    return _between(text, lambda stretch: _ours(stretch, picture, lost))


def to_pandoc(text: str, picture: Callable[[str], str]) -> str:
    """Our Markdown so that it prints the same there: no line of it is taken for a heading, and nothing is computed."""
    text = re.sub(r"^(={3,}|-{3,})[ \t]*$", r" \1", text, flags=re.MULTILINE)
    text = _CODE.sub(r"` r\1 `", text)
    text = re.sub(r"^([ \t>]*(?:```+|~~~+))[ \t]*\{(\w+)[^}\n]*\}[ \t]*$", r"\1\2", text, flags=re.MULTILINE)
    return _between(text, lambda stretch: _theirs(stretch, picture))


def _between(text: str, change: Callable[[str], str]) -> str:
    """The text with its stretches between code and formulas changed."""
    parts = []
    end = 0
    for start, stop in kept_stretches(text):
        parts += [change(text[end:start]), text[start:stop]]
        end = stop
    return "".join([*parts, change(text[end:])])


def _theirs(text: str, picture: Callable[[str], str]) -> str:
    """A stretch in which what only pandoc takes for a sign is made a character: brackets of formulas, HTML, ~ and ^."""
    text = re.sub(r"\\\\(?=[()\[\]])", "&#92;", text)
    text = re.sub(r"(?<!\\)\\([()\[\]])", lambda match: f"&#{ord(match[1])};", text)
    text = re.sub(r"(?<!\\)<(?=[a-zA-Z/!?])", r"\\<", text)
    text = re.sub(r"(?<![\\~])([~^])(?![~])", r"\\\1", text)
    return _IMAGE.sub(lambda match: f"![{match[1]}]({picture(match[2])})", text)


def _ours(text: str, picture: Picture, lost: list[str]) -> str:
    """A stretch without code and formulas."""
    text = _ALIGNED.sub(_displayed, text)
    text = _INLINE.sub(lambda match: f"${match[1].strip()}$", text)
    text = _BLOCK.sub(lambda match: f"$${match[1].strip()}$$", text)
    text = _IMAGE.sub(lambda match: _image(match[1], match[2], picture, lost), text)
    text = re.sub(r"(?<!\\)<(sub|sup)>([^<]*)</\1>", lambda match: _script(match[1], match[2]), text)
    text = re.sub(r"(?<!\\)</?(?:b|strong)>", "**", text)
    text = re.sub(r"(?<!\\)</?(?:i|em)>", "*", text)
    text = re.sub(r"(?<!\\)<code>([^<`]*)</code>", r"`\1`", text)
    text = re.sub(r"(?<!\\)<br ?/?>\n?", "\\\\\n", text)
    text = text.replace("&nbsp;", " ")
    if tags := re.findall(r"(?<!\\)</?[a-z][a-z0-9]*(?: [^<>]*)?/?>", text):
        lost.append(f"that {tags[0][:60]} is HTML; it is printed as typed")
    return text


def _displayed(match: re.Match[str]) -> str:
    inner = match[3].strip()
    if match[1] == "equation":
        return f"$${inner}$$"
    return f"$$\\begin{{aligned}}{inner.replace('&=&', '&=')}\\end{{aligned}}$$"


def _image(alt: str, address: str, picture: Picture, lost: list[str]) -> str:
    path = picture(address)
    if path is None:
        lost.append(f"the picture {address[:60]}, which is not in the file or cannot be printed")
        return f"[{alt}\\]" if alt else ""
    return f"![{alt}]({path})"


def _script(name: str, text: str) -> str:
    raised = script(name, text)
    return f"${raised}$" if raised[:1] in "^_" else raised
