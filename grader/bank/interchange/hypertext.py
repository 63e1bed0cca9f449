r"""Our Markdown -> HTML for other systems: formulas as `\(...\)` and `\[...\]`, code with its language, images by a hook.

The systems clean HTML when they show it; still, nothing but plain elements is made here, and links are only their text.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from html import escape

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from grader.bank.markdown import description, has_blocks, new_reader, path_of

Address = Callable[[str], str]  # "assets/net.png" -> the address of the file in the package


def to_html(text: str, *, picture: Address = str, inline: bool = False) -> str:
    """The HTML of a Markdown text; `inline` leaves out the one `<p>`, as for an option."""
    reader = _reader()
    tokens = reader.parseInline(text) if inline and not has_blocks(text) else reader.parse(text)
    made: str = reader.renderer.render(tokens, reader.options, {"picture": picture})
    return made.strip()


@lru_cache(maxsize=1)
def _reader() -> MarkdownIt:
    reader = new_reader()
    rules = {
        "text": _text,
        "math_inline": _formula,
        "math_inline_double": _formula,
        "math_block": _formula,
        "fence": _code,
        "code_block": _code,
        "image": _image,
        "link_open": _nothing,
        "link_close": _nothing,
    }
    for kind, rule in rules.items():
        reader.add_render_rule(kind, rule)
    return reader


_SIGN = re.compile(r"(\\(?=[()\[\]])|\$(?=\$))")  # what MathJax would take for the border of a formula


def _text(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    return _SIGN.sub(r"<span>\1</span>", escape(tokens[index].content, quote=False))


def _formula(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    latex = escape(tokens[index].content.strip(), quote=False)
    if tokens[index].type == "math_inline":
        return rf"\({latex}\)"
    return rf"<p>\[{latex}\]</p>" + "\n" if tokens[index].type == "math_block" else rf"\[{latex}\]"


def _code(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    language = (tokens[index].info or "").strip().split(" ")[0]
    class_ = f' class="language-{escape(language)}"' if language else ""
    return f"<pre><code{class_}>{escape(tokens[index].content, quote=False)}</code></pre>\n"


def _image(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    address: Address = env["picture"]
    return f'<img src="{escape(address(path_of(tokens[index])))}" alt="{escape(description(tokens[index]))}">'


def _nothing(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    return ""
