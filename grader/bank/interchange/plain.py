r"""Plain text of unknown origin -> Markdown that prints it as it was, with `\(...\)`, `\[...\]` and `$$...$$` as formulas.

What Markdown would take for a sign of its own gets a backslash, and only there, so that the bank stays readable.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

OPEN, CLOSE = "\ue000", "\ue001"  # around the number of a formula that was taken out of a text
BREAK = "\ue002"  # a line that ends here
_UNPRINTED = re.compile(
    "[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\ufeff\ufffe\uffff\ue000-\ue01f\ud800-\udfff]"
)


class Uncarried(ValueError):
    """A text would say something else if it were flattened; the message says what stands in the way."""


@dataclass
class Formulas:
    """Formulas taken out of a text, so that what is done to the text does not reach them."""

    dollars: bool = False  # whether single dollars enclose formulas too
    found: list[tuple[str, bool]] = field(default_factory=list)  # LaTeX, and whether it is displayed

    def keep(self, latex: str, *, display: bool = False) -> str:
        """The mark that stands for a formula until `put_back`; nothing for an empty one."""
        latex = _storable(latex)
        if not latex:
            return " "
        self.found.append((latex, display))
        return f"{OPEN}{len(self.found) - 1}{CLOSE}"

    def take(self, text: str, inner: Callable[[str], str] = str) -> str:
        """The text with marks for the formulas in it; `inner` makes LaTeX of what stood between the signs."""
        if "\\" not in text and "$" not in text:
            return text
        if "\\begin{" in text:
            text = _ENVIRONMENT.sub(
                lambda match: self.keep(_aligned(inner(match.group())), display=True), text
            )

        def kept(match: re.Match[str]) -> str:
            latex = next(group for group in match.groups()[1:] if group is not None)
            return self.keep(inner(latex), display=match.group(1)[:2] in (r"\[", "$$"))

        return (_DOLLARS if self.dollars else _SIGNS).sub(kept, text)

    def put_back(self, text: str) -> str:
        """The Markdown text with its formulas; a digit beside one moves into it, as Markdown's dollars need."""

        def written(match: re.Match[str]) -> str:
            latex, display = self.found[int(match.group(2))]
            if display:
                return f"{match.group(1)}$${latex}$${match.group(3)}"
            return f"${match.group(1)}{latex}{match.group(3)}$"

        return _MARKED.sub(written, text)

    def alone(self, text: str) -> str | None:
        """The LaTeX of a displayed formula that is all there is in a text."""
        match = re.fullmatch(f"{OPEN}(\\d+){CLOSE}", text)
        latex, display = self.found[int(match.group(1))] if match else ("", False)
        return latex if display else None


def printable(text: str) -> str:
    """The text without characters that no text file holds or nobody sees; every line ends in a line feed."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii() and text.isprintable():
        return text
    return re.sub("[\x85\u2028\u2029]", "\n", _UNPRINTED.sub("", text))


def without_hidden(html: str) -> str:
    """HTML whose references such as `&#31;` stand for nothing that `printable` would take out."""
    return _REFERENCE.sub(_referred, html) if "&#" in html else html


def _referred(match: re.Match[str]) -> str:
    code = int(match.group(1), 16) if match.group(1) else int(match.group(2))
    if 0x80 <= code <= 0x9F:  # what Windows has there, as browsers read it
        return bytes([code]).decode("cp1252", "ignore")
    return "" if code > 0x10FFFF or _UNPRINTED.match(chr(code)) else match.group()


_REFERENCE = re.compile(r"&#(?:[xX]0*([0-9a-fA-F]{1,8})(?![0-9a-fA-F])|0*([0-9]{1,8})(?![0-9]));?")


def from_plain(text: str, *, dollars: bool = False) -> str:
    """Markdown that prints a plain text: its lines, its paragraphs, its signs, its formulas."""
    formulas = Formulas(dollars)
    taken = formulas.take(printable(text).strip())
    blocks = (
        BREAK.join(escape(" ".join(line.split())) for line in block.splitlines() if line.strip())
        for block in re.split(r"\n\s*\n", taken)
    )
    return "\n\n".join(formulas.put_back(paragraph(block)) for block in blocks if block)


def paragraph(text: str) -> str:
    """An escaped text, perhaps with breaks, as the lines of one Markdown paragraph."""
    lines = [line.strip() for line in text.split(BREAK)]
    return "\\\n".join(guard(line) for line in lines if line)


def escape(text: str) -> str:
    """Text of one line with a backslash before whatever Markdown would read as a sign."""
    return _SIGN.sub(_escaped, text) if _SIGN.search(text) else text


def guard(line: str) -> str:
    """An escaped line that begins no heading, list, quotation, rule or table."""
    if match := re.match(r"(\d{1,9})([.)])(?=\s|$)", line):
        return f"{match.group(1)}\\{line[match.end(1) :]}"
    return f"\\{line}" if re.match(r"#{1,6}(\s|$)|>|[-+*](\s|$)|[-=|:][-=|:\s]*$", line) else line


def _escaped(match: re.Match[str]) -> str:
    return f"\\{match.group()}"


def _storable(latex: str) -> str:
    """LaTeX that may stand between dollars: in one line, with no dollar in it."""
    latex = " ".join(latex.split())
    while (simpler := _DOLLARS_IN_TEXT.sub(r"\\text{\1}\2\\text{\3}", latex)) != latex:
        latex = simpler
    if re.search(r"(?<!\\)(\\\\)*\$", latex):
        raise Uncarried(f"a formula holds a dollar sign: {latex[:60]}")
    bare = latex.rstrip("\\")
    return latex if (len(latex) - len(bare)) % 2 == 0 else latex[:-1].rstrip()


def _aligned(latex: str) -> str:
    """An environment that makes formulas by itself, as one that may stand between dollars."""
    latex = re.sub(r"\\(begin|end)\{(equation|displaymath|math|multline|gather)\*?\}", "", latex)
    if "{eqnarray" in latex:
        latex = re.sub(r"&\s*([^&\\]{1,12}?)\s*&", r"& \1", latex)
    return re.sub(r"\\(begin|end)\{(align|eqnarray)\*?\}", r"\\\1{align*}", latex)


_ENVIRONMENT = re.compile(
    r"\\begin\{((?:equation|displaymath|math|multline|gather|align|eqnarray)\*?)\}(?:(?!\\begin\{\1).){1,4000}?\\end\{\1\}",
    re.DOTALL,
)
_DISPLAYED = (
    r"\\\[((?:(?!\\\[).){1,4000}?)\\\]|\$\$(.{1,4000}?)\$\$"  # bounded: else a file of \\( alone takes hours
)
_INLINE = r"\\\(((?:(?!\\\().){1,4000}?)\\\)"
_SIGNS = re.compile(rf"({_INLINE}|{_DISPLAYED})", re.DOTALL)
_DOLLARS = re.compile(
    rf"({_INLINE}|{_DISPLAYED}|(?<![\\$\d])\$(?![\s$])([^$]+?)(?<![\s\\])\$(?![\d$]))", re.DOTALL
)
_DOLLARS_IN_TEXT = re.compile(r"\\text\{([^{}$]*)\$([^$]*)\$([^{}$]*)\}")
_MARKED = re.compile(rf"((?:\d{{1,20}}[.,]){{0,5}}\d{{0,20}}){OPEN}(\d+){CLOSE}(\d{{0,20}})")
_SIGN = re.compile(
    r"""
      \\(?=[!-/:-@\[-`{-~]|$)             # a backslash that Markdown would take for its own
    | [*`$]
    | _(?<![^\W_]_)|_(?![^\W_])           # an underscore that is not within a word
    | ~(?=~|$)|(?<=~)~|(?<!.)~
    | \](?=[(\[:]|$)                      # the end of what could be a link
    | <(?=[^<>\s]{0,300}[:@][^<>\s]{0,300}>)          # <https://...> or <me@there>
    | &(?=\#?\w+;|$)
    | \#$                                 # at a heading's end
    """,
    re.VERBOSE,
)
