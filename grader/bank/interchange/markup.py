"""HTML of unknown origin -> our Markdown, by an allow-list: what is not known here leaves its words and a sentence.

Nothing of the HTML itself is kept, so nothing in it can run, load or link; our Markdown has no way to say such things.
`to_html` (in `hypertext`) is the way back: Markdown -> HTML -> Markdown prints the same.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from lxml import etree

from grader.bank.interchange.emphasis import EMPHASIS, emphasise
from grader.bank.interchange.grid import Cell, grid
from grader.bank.interchange.hypertext import to_html
from grader.bank.interchange.mathml import from_wiris, to_latex
from grader.bank.interchange.pieces import (
    BLOCKS,
    CODE,
    DROPPED,
    SILENT,
    all_text,
    bare_text,
    code,
    drawn,
    fence,
    holds_blocks,
    html_parser,
    listed,
    name_of,
    table,
)
from grader.bank.interchange.plain import (
    BREAK,
    CLOSE,
    OPEN,
    Formulas,
    Uncarried,
    escape,
    from_plain,
    printable,
    without_hidden,
)
from grader.bank.interchange.scripts import script

__all__ = ["Markdown", "Picture", "Uncarried", "from_plain", "to_html", "to_markdown"]

Picture = Callable[[str], str | None]  # an image's address in the file -> "assets/net.png", or None
DEEPEST = 100  # elements within elements; libxml2 would cut at 255 without a word


class Markdown(NamedTuple):
    """A text in our Markdown, and what of the original it does not hold, each a sentence."""

    text: str
    lost: tuple[str, ...] = ()


def to_markdown(html: str, *, picture: Picture = lambda _: None, dollars: bool = False) -> Markdown:
    """The text in our Markdown; raise Uncarried where it would say something else.

    `picture` names the file of an image; with `dollars`, `$...$` is a formula there as it is here.
    """
    html = without_hidden(printable(html))
    formulas = Formulas(dollars)
    reader = _Reader(formulas, picture)
    if "«math" in html:
        html = from_wiris(html)
    if simple := _SIMPLE.fullmatch(html):  # most options are no more; this is ten times as fast
        html = simple.group(1)
    if "<" not in html and "&" not in html:
        return Markdown("\n\n".join(reader.paragraphs(reader.text(formulas.take(html)))))
    taken = "".join(
        part if number % 2 else formulas.take(part, bare_text)
        for number, part in enumerate(_VERBATIM.split(html))
    )
    root = etree.fromstring(f"<html><body>{taken}</body></html>".encode(), html_parser())
    text = "\n\n".join(reader.blocks(root))
    return Markdown(text.strip(), tuple(dict.fromkeys(reader.lost)))


_SIMPLE = re.compile(r"\s*<p>([^<&]*)(?:<br\s*/?>)?</p>\s*")
_CODE_NAMES = "pre|code|script|math|tt|kbd|samp"
_VERBATIM = re.compile(
    rf"(<(?:{_CODE_NAMES})\b(?:(?!<(?:{_CODE_NAMES})\b).)*?</(?:{_CODE_NAMES})\s*>)",
    re.DOTALL | re.IGNORECASE,
)


class _Reader:
    """One text: its formulas, its pictures, and what is lost of it."""

    def __init__(self, formulas: Formulas, picture: Picture) -> None:
        self.formulas = formulas
        self.picture = picture
        self.lost: list[str] = []

    def blocks(self, element: etree._Element, depth: int = 0) -> Iterator[str]:
        """The Markdown blocks of an element: its running text in paragraphs, and what stands between."""
        if depth > DEEPEST:
            raise Uncarried(f"elements are nested more than {DEEPEST} deep")
        run = self.text(element.text)
        for child in element:
            name = name_of(child)
            if name in BLOCKS or (name not in DROPPED and holds_blocks(child)):
                yield from self.paragraphs(run)
                yield from self.block(child, name, depth + 1)
                run = ""
            else:
                run += self.inline(child, name, depth + 1, "")
            run += self.text(child.tail)
        yield from self.paragraphs(run)

    def block(self, element: etree._Element, name: str, depth: int) -> Iterator[str]:
        """The Markdown of an element that stands by itself."""
        if name == "pre":
            yield fence(element)
        elif name == "hr":
            yield "***"
        elif name in ("ul", "ol"):
            yield self.list(element, name, depth)
        elif name == "blockquote":
            inner = "\n\n".join(self.blocks(element, depth))
            yield "\n".join(f"> {line}".rstrip() for line in inner.splitlines())
        elif name == "table":
            rows, sides, lost = grid(element)
            self.lost += lost
            if [len(row) for row in rows] == [1] and rows[0][0] is not None:  # a frame around a text
                yield from self.blocks(rows[0][0], depth)
            elif rows:
                yield table([[self.cell(cell, depth) for cell in row] for row in rows], sides)
        elif re.fullmatch("h[1-6]", name):
            text = " ".join(self.paragraphs(self.within(element, depth, ""))).replace("\\\n", " ")
            if text:
                yield f"{'#' * int(name[1])} {text}"
        else:
            if name in EMPHASIS:
                self.lost.append("bold or italic print around whole paragraphs")
            yield from self.blocks(element, depth)

    def list(self, element: etree._Element, name: str, depth: int) -> str:
        """A list with its items, each below its marker; as tight as it was."""
        entries = [child for child in element if name_of(child) not in SILENT]
        blocks = [list(self.block(entry, name_of(entry), depth)) for entry in entries]
        return listed(blocks, element, loose=any(name_of(i) == "p" for entry in entries for i in entry))

    def cell(self, element: Cell, depth: int) -> str:
        """A table's cell in one line."""
        parts = [] if element is None else list(self.blocks(element, depth))
        if any("\n" in part.replace("\\\n", "") for part in parts):
            raise Uncarried("a list, code or a table stands in a cell of a table")
        if len(parts) > 1 or any("\\\n" in part for part in parts):
            self.lost.append("the ends of lines within a cell of a table")
        return " ".join(part.replace("\\\n", " ") for part in parts).replace("|", "\\|")

    def text(self, text: str | None) -> str:
        """Running text with its signs escaped and its white space as a page shows it."""
        if not text:
            return ""
        return escape(re.sub(r"[ \t\n\f]+", " ", text))

    def within(self, element: etree._Element, depth: int, around: str) -> str:
        """The running text inside an element; `around` are the emphases that it stands in."""
        if depth > DEEPEST:
            raise Uncarried(f"elements are nested more than {DEEPEST} deep")
        run = self.text(element.text)
        for child in element:
            run += self.inline(child, name_of(child), depth + 1, around) + self.text(child.tail)
        return run

    def inline(self, element: etree._Element, name: str, depth: int, around: str) -> str:
        """The Markdown of an element within a line."""
        if name == "br":
            return BREAK
        if name == "img":
            return self.image(element)
        if name == "math":
            return self.formulas.keep(to_latex(element), display=element.get("display") == "block")
        if name == "script" and (kind := element.get("type") or "").startswith("math/tex"):
            return self.formulas.keep(element.text or "", display="display" in kind)
        if name in SILENT or element.get("aria-hidden") == "true" or drawn(element):
            return ""
        if name in DROPPED:
            self.lost.append(DROPPED[name])
            return ""
        if name in CODE:
            return code(all_text(element, " "))
        if name in ("sub", "sup"):
            return self.script(element, name)
        if name == "a" and (address := element.get("href") or "").startswith(("http:", "https:")):
            self.lost.append(f"the address of a link, {address[:100]}")
        sign = EMPHASIS.get(name, "")
        inner = self.within(element, depth, around + sign)
        bare = inner.strip(f" \xa0{BREAK}")
        if not sign or sign in around or not bare:
            return inner
        before, _, after = inner.partition(bare)  # spaces stay outside, as Markdown's signs need
        return f"{before}{sign}{bare}{sign}{after}"

    def script(self, element: etree._Element, name: str) -> str:
        """A raised or lowered text."""
        text = " ".join(all_text(element, " ").split())
        if OPEN in text:  # a formula in it
            latex = re.sub(
                f"{OPEN}(\\d+){CLOSE}", lambda mark: self.formulas.found[int(mark.group(1))][0], text
            )
            return self.formulas.keep(f"{'^' if name == 'sup' else '_'}{{{latex}}}")
        raised = script(name, text)
        return self.formulas.keep(raised) if raised[:1] in ("_", "^") else raised

    def image(self, element: etree._Element) -> str:
        """An image by its file, or what is said of it instead."""
        if latex := element.get("data-equation-content"):
            return self.formulas.keep(latex)
        source, alt = element.get("src") or "", " ".join((element.get("alt") or "").split())
        path = self.picture(source)
        if path is None:
            self.lost.append(
                f"the picture {source[:60] or 'without a source'}: no picture of the file that can be printed"
            )
            return f"[{escape(alt)}\\]" if alt else ""
        words = "".join(
            f"\\{part}" if part in ("[", "]") else escape(part) for part in re.split(r"([\[\]])", alt)
        )
        return f"![{words}]({path})"

    def paragraphs(self, run: str) -> Iterator[str]:
        """Running text as blocks: an empty line begins a new one, and a displayed formula on a line of its own is one."""
        if not run or run == " ":
            return
        text = re.sub("[ \xa0]{2,}", " ", run)
        if OPEN in text and BREAK in text:
            lines = [line.strip(" \xa0") for line in text.split(BREAK)]
            text = BREAK.join(
                2 * BREAK + line + 2 * BREAK if self.formulas.alone(line) else line for line in lines
            )
        for part in re.split(f"(?:[ \xa0]?{BREAK}[ \xa0]?){{2,}}", text):
            bare = part.strip(f" \xa0{BREAK}")
            if (latex := self.formulas.alone(bare)) is not None:
                yield f"$$\n{latex}\n$$"
            elif bare:
                made, lost = emphasise(bare, self.formulas)
                self.lost += lost
                yield made
