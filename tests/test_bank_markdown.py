"""Markdown becomes safe HTML: hostile text stays text, formulas become drawings on the line."""

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.bank.formula import BrokenFormula, fault, to_svg
from grader.bank.markdown import (
    code_css,
    formulas,
    images,
    refusal,
    stray_latex,
    to_html,
    to_plain,
    undescribed,
)


def html(text: str, *, inline: bool = False) -> str:
    return to_html(text, inline=inline, asset=lambda path: f"file:///course/{path}")


def test_emphasis_and_code() -> None:
    """Ordinary Markdown does what authors expect."""
    assert html("**Not** `a<b`") == "<p><strong>Not</strong> <code>a&lt;b</code></p>"


def test_inline_text_has_no_paragraph_and_makes_no_list() -> None:
    """An option that begins with a number or a hyphen is not a list."""
    assert html("1990. A *year*", inline=True) == "1990. A <em>year</em>"
    assert html("- 3", inline=True) == "- 3"
    assert "<pre" in html("```\nx\n```", inline=True)


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[click](javascript:alert(1))",
        "[click](https://example.org)",
        "<https://example.org>",
        '![x](https://example.org/x.png "t")',
        "![x](data:image/png;base64,AA==)",
        "![x](../../etc/passwd.png)",
        "![x](assets/%2e%2e/%2e%2e/x.png)",
        "![x](/etc/x.png)",
        "![x](file:///etc/x.png)",
        "```<b>\n<script>\n```",
        "$\\href{javascript:alert(1)}{x}$",
        '$\\color{red" onload="alert(1)}{x}$',
        '$\\text{"><script>}$',
    ],
)
def test_hostile_text_is_inert(hostile: str) -> None:
    """No element or attribute that loads, links or runs anything comes out."""
    made = html(hostile)
    assert not re.search(r"<(script|img|a|iframe|image|use|style)\b", made)
    assert not re.search(r"<[^>]*\s(on\w+|href|src)\s*=", made)


@settings(deadline=None)
@given(st.text(alphabet="ab<>&\"'`$\\![]()*_#|\n {}^", max_size=60))
def test_any_text_gives_only_known_elements(text: str) -> None:
    """Whatever is typed, only our own elements are made, and nothing raises."""
    made = re.sub(r"<svg.*?</svg>", "", html(text), flags=re.DOTALL)
    known = "p|em|strong|code|pre|span|s|h[1-6]|ul|ol|li|hr|br|blockquote|div|img|table|thead|tbody|tr|t[hd]"
    assert re.fullmatch(rf"([^<]|</?({known})\b[^<>]*/?>)*", made)
    to_plain(text)


def test_an_image_below_assets_is_shown_with_its_description() -> None:
    """The asset function gives the URL; the description is the alternative text."""
    assert html('![A "net"](assets/net.svg)') == (
        '<p><img src="file:///course/assets/net.svg" alt="A &quot;net&quot;"></p>'
    )


def test_an_image_that_the_course_refuses_leaves_its_description() -> None:
    """A refused image never becomes a URL."""
    assert to_html("![A net](assets/net.svg)", asset=lambda path: None) == (
        '<p><span class="refused">[A net]</span></p>'
    )


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("assets/net.svg", ""),
        ("assets/week1/net.PNG", ""),
        ("https://example.org/x.png", "it is a URL; only files below questions/assets/ are printed"),
        ("//example.org/x.png", "it is a URL; only files below questions/assets/ are printed"),
        ("C:/x.png", "it is a URL; only files below questions/assets/ are printed"),
        ("/assets/x.png", "it is not a path below questions/assets/"),
        ("assets\\x.png", "it is not a path below questions/assets/"),
        ("assets/../course.png", "it does not lie below questions/assets/"),
        ("net.svg", "it does not lie below questions/assets/"),
        ("assets/x.pdf", "it is not a picture (.svg, .png, .jpg, .jpeg)"),
    ],
)
def test_which_image_paths_are_allowed(path: str, reason: str) -> None:
    """Only pictures below questions/assets/ are, and the reason is said."""
    assert refusal(path) == reason


def test_code_is_highlighted_by_classes() -> None:
    """Code carries classes, never colours of its own; the rules come from code_css."""
    made = html("```python\nfor x in y: pass\n```")
    assert '<pre class="code"><code><span class="k">for</span>' in made and "style=" not in made
    assert ".code .k" in code_css()


def test_plain_words() -> None:
    """Plain text keeps formulas as LaTeX and says what an image shows."""
    assert (
        to_plain("**Is** $x^2$ `y`?\n\n![a *net*](assets/n.svg)\n\n- one\n- two\n")
        == "Is $x^2$ y?\na net\none\ntwo"
    )


def test_dollars_are_not_always_formulas() -> None:
    """Prices are left alone, code too."""
    assert formulas("It costs $5 and $6") == formulas(r"It costs \$5, or $ 6$") == ()
    assert formulas("Not `$a$`, but $x$ and $$y$$ are formulas") == ("x", "y")


def test_what_is_found_in_a_text() -> None:
    """Images, missing descriptions and LaTeX outside of formulas are found."""
    assert images("![a](assets/a.svg) ![](b.png)") == ("assets/a.svg", "b.png")
    assert undescribed("![a](assets/a.svg) ![](b.png)") == ("b.png",)
    assert stray_latex(r"$\beta$ and \alpha, `\gamma`") == (r"\alpha",)


def test_a_formula_stands_on_the_line() -> None:
    """A formula without descenders ends at the baseline, one with a subscript hangs below it."""
    below = [float(re.search(r"vertical-align:(-?[\d.]+)em", to_svg(f))[1]) for f in ("x", "x_i", "y")]  # type: ignore[index]
    assert -0.06 <= below[0] <= 0 and below[1] < -0.15 and below[2] < -0.15


def test_a_formula_is_plain_paths_in_the_colour_of_the_text() -> None:
    """No ids, links or styles to collide; the LaTeX is the title."""
    svg = ET.fromstring(to_svg(r"\color{red}{x} < \frac{1}{2}"))  # noqa: S314  # our own drawing
    tags = [element.tag.rpartition("}")[2] for element in svg.iter()]
    assert set(tags) <= {"svg", "title", "path", "rect"} and tags[1] == "title"
    assert svg[0].text == r"\color{red}{x} < \frac{1}{2}" and svg.get("role") == "img"
    assert {element.get("fill") for element in svg[1:]} == {"currentColor"}


@pytest.mark.parametrize(
    ("latex", "reason"),
    [
        (r"\foo x", r"unknown command \foo"),
        (r"\frac{a", "a { without its }"),
        ("x}", "a } without its {"),
        (r"\frac{a}", "an argument is missing"),
        ("x^", "nothing after ^ or _"),
        ("a_b_c", "two subscripts on one symbol: use braces"),
        (r"\left( x", r"\left without \right"),
        (r"\begin{matrix} a", r"\begin without \end"),
        ("a & b", r"a & outside a matrix, or a < or & inside \text{...}"),
        ("", "the formula is empty or ends too early"),
        ("日", "no glyph for '日' in the mathematical font"),
        ("{" * 1000, "braces nested more than 30 deep"),
        ("x" * 2001, "a formula of more than 2000 characters"),
    ],
)
def test_a_broken_formula_is_refused_with_its_reason(latex: str, reason: str) -> None:
    """What cannot be drawn rightly is never drawn wrongly; the page shows what was typed."""
    assert fault(latex) == reason
    with pytest.raises(BrokenFormula):
        to_svg(latex)
    if latex and len(latex) < 100:
        assert '<code class="broken">' in html(f"${latex}$")


@pytest.mark.parametrize(
    "latex",
    [
        r"\mathbb{E}_{x \sim p}\left[\sum_{t=0}^{\infty} \gamma^t r_t\right]",
        r"\operatorname{softmax}\left(\frac{QK^\top}{\sqrt{d_k}}\right)V",
        r"\begin{bmatrix}1&2\\3&4\end{bmatrix}",
        r"\begin{cases}1 & x > 0\\ 0 & \text{else}\end{cases}",
        r"\argmax_a Q(s, a)",
        r"\{a\} \| b",
    ],
)
def test_the_formulas_of_the_field_can_be_drawn(latex: str) -> None:
    """What courses on machine learning write is accepted."""
    assert fault(latex) == ""
    assert "<path" in to_svg(latex)
