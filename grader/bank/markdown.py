"""Markdown as authors write it -> safe HTML, plain text, and the images and formulas in it.

Raw HTML is shown as typed, links are inert (only their text stays), images come from questions/assets/ alone.
Formulas become inline SVG (`formula`), code is highlighted by CSS classes (`code_css` has the rules).
"""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from html import escape
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.dollarmath import dollarmath_plugin

from grader.bank.formula import BrokenFormula, to_svg
from grader.bank.formula_text import to_text

PICTURES = (".svg", ".png", ".jpg", ".jpeg")
Asset = Callable[[str], str | None]


def to_html(text: str, *, inline: bool = False, asset: Asset) -> str:
    """Turn Markdown into safe HTML; `asset` gives an image's URL or None; `inline` leaves out the one `<p>`."""
    tokens = _parse(text, inline)
    html: str = _reader().renderer.render(tokens, _reader().options, {"asset": asset})
    return html.strip()


def to_plain(text: str) -> str:
    """The words of a Markdown text: formulas as `$LaTeX$`, code as it is, images by their description."""
    return _stripped(_words(_parse(text, False)))


def to_readable(text: str) -> str:
    """The words of a Markdown text, its formulas as text that people read: for where nothing can be drawn."""
    return _stripped(_words(_parse(text, False), to_text))


def images(text: str) -> tuple[str, ...]:
    """The paths of the images in a Markdown text, as written, in order."""
    return tuple(path_of(token) for token in _all(_parse(text, False)) if token.type == "image")


def formulas(text: str) -> tuple[str, ...]:
    """The LaTeX of the formulas in a Markdown text, in order."""
    return tuple(token.content for token in _all(_parse(text, False)) if token.type.startswith("math"))


def stray_latex(text: str) -> tuple[str, ...]:
    r"""The commands such as `\alpha` that stand outside `$...$` and would be printed as typed."""
    plain = " ".join(token.content for token in _all(_parse(text, False)) if token.type == "text")
    return tuple(re.findall(r"\\[A-Za-z]{2,}", plain))


def undescribed(text: str) -> tuple[str, ...]:
    """The paths of the images without a description, which a blind student needs."""
    return tuple(
        path_of(token)
        for token in _all(_parse(text, False))
        if token.type == "image" and not description(token)
    )


def refusal(path: str) -> str:
    """Why an image's path may not be used, or an empty text: only pictures below questions/assets/ may."""
    if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//", path):
        return "it is a URL; only files below questions/assets/ are printed"
    if path.startswith(("/", "~")) or "\\" in path or "\0" in path:
        return "it is not a path below questions/assets/"
    if ".." in path.split("/") or not posixpath.normpath(path).startswith("assets/"):
        return "it does not lie below questions/assets/"
    if not path.lower().endswith(PICTURES):
        return f"it is not a picture ({', '.join(PICTURES)})"
    return ""


@lru_cache(maxsize=1)
def code_css(scope: str = ".code") -> str:
    """The CSS rules of highlighted code: black, bold and italic, so that it prints on any printer."""
    from pygments.formatters import HtmlFormatter

    return str(HtmlFormatter(style="bw").get_style_defs(scope))


def new_reader() -> MarkdownIt:
    """A parser of our Markdown, which says nothing yet of how images, code and formulas are drawn."""
    reader = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False})
    reader.enable(["table", "strikethrough"])
    reader.use(
        dollarmath_plugin, allow_space=False, allow_digits=False, allow_labels=False, double_inline=True
    )
    return reader


@lru_cache(maxsize=1)
def _reader() -> MarkdownIt:
    reader = new_reader()
    for kind in ("math_inline", "math_inline_double", "math_block"):
        reader.add_render_rule(kind, _render_math)
    reader.add_render_rule("fence", _render_code)
    reader.add_render_rule("code_block", _render_code)
    reader.add_render_rule("image", _render_image)
    reader.add_render_rule("link_open", _render_nothing)
    reader.add_render_rule("link_close", _render_nothing)
    return reader


_BLOCKS = re.compile(r"^\s*(```|~~~)|\n\s*\n|^\s*\$\$", re.MULTILINE)


def _parse(text: str, inline: bool) -> list[Token]:
    if inline and not has_blocks(text):  # "1990. A year" and "- 3" are options, not lists
        return _reader().parseInline(text)
    return _reader().parse(text)


def _all(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        if token.type != "image":  # the children of an image are its description
            yield from _all(token.children or ())


def _as_latex(formula: str) -> str:
    return f"${formula}$"


def _stripped(words: Iterable[str]) -> str:
    return re.sub(r"\n{2,}", "\n", "".join(words)).strip()


def _words(tokens: Sequence[Token], said: Callable[[str], str] = _as_latex) -> Iterator[str]:
    for token in _all(tokens):
        if token.type.startswith("math"):
            yield said(token.content.strip())
        elif token.type == "image":
            yield description(token)
        elif token.type in ("text", "code_inline", "fence", "code_block"):
            yield token.content
        elif token.type in ("softbreak", "hardbreak") or (token.block and token.nesting == -1):
            yield "\n"
        elif token.type in ("td_open", "th_open"):
            yield " "


def has_blocks(text: str) -> bool:
    """Whether a text is more than one line of running text, even where only a line is asked for."""
    return bool(_BLOCKS.search(text))


def path_of(token: Token) -> str:
    """The path of an image, as written."""
    return unquote(str(token.attrs.get("src", "")))


def description(token: Token) -> str:
    """The words that describe an image."""
    return "".join(_words(token.children or ())).strip()


def _render_nothing(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    return ""


def _render_math(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    token = tokens[index]
    display = token.type != "math_inline"
    try:
        svg = to_svg(token.content.strip(), display=display)
    except BrokenFormula:  # `grader check` refuses it; a preview still shows what was typed
        svg = f'<code class="broken">{escape(token.content)}</code>'
    if token.type == "math_block":
        return f'<div class="math-block">{svg}</div>\n'
    return f'<span class="math-block">{svg}</span>' if display else svg


def _render_code(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import TextLexer, get_lexer_by_name
    from pygments.util import ClassNotFound

    token = tokens[index]
    language = (token.info or "").strip().split(" ")[0]
    try:
        lexer = get_lexer_by_name(language) if language else TextLexer()
    except ClassNotFound:
        lexer = TextLexer()
    code = highlight(token.content.rstrip("\n"), lexer, HtmlFormatter(nowrap=True))
    return f'<pre class="code"><code>{code.rstrip()}</code></pre>\n'


def _render_image(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    token = tokens[index]
    path, alt = path_of(token), escape(description(token))
    url = None if refusal(path) else env["asset"](path)
    if url is None:
        return f'<span class="refused">[{alt or escape(path)}]</span>'
    return f'<img src="{escape(url)}" alt="{alt}">'
