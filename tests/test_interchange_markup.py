"""Foreign HTML becomes Markdown that prints what it said; our Markdown goes out as HTML and comes back printing the same."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from grader.bank import markdown
from grader.bank.interchange.markup import Uncarried, from_plain, to_html, to_markdown


def picture(source: str) -> str | None:
    return source.replace("@@PLUGINFILE@@/", "assets/") if "PLUGINFILE" in source else None


def check(html: str, expected: str, *lost: str) -> None:
    made = to_markdown(html, picture=picture)
    assert made.text == expected
    assert made.lost == lost


def printed(text: str) -> str:
    """What a paper shows of a text, but for white space and empty elements that nobody sees."""
    made = re.sub(r"\s+", " ", markdown.to_html(text, asset=lambda path: path))
    made = re.sub(rf" ?(</?({BLOCKS})\b[^>]*>) ?", r"\1", made)
    made = re.sub(r"(<p>|</p>|<br />)+", "¶", made)  # lines' ends at the edges of paragraphs show nothing
    while (fuller := re.sub(r"<(em|strong|s|blockquote|h\d)>[ ¶]*</\1>", "", made)) != made:
        made = fuller
    return made.strip(" ¶")


BLOCKS = r"p|div|pre|h\d|ul|ol|li|blockquote|table|thead|tbody|tr|th|td|br|hr"
PROSE = st.text(alphabet="ab1 .,-_*`[]()<>!#~\\|&;=+é\n", max_size=14)
FORMULA = st.sampled_from(["$x_1^2$", "$a<b$", r"$\frac{1}{2}$", "$|x|$", "$a$"])
CODE = st.sampled_from(["`a`", "``x ` y``", "`a*b`", "`<b>`"])
PICTURE = st.sampled_from(["![A *b*](assets/a.png)", "![](assets/b.svg)", r"![x \[1\]](assets/a.png)"])
RUN = st.lists(
    st.one_of(PROSE, FORMULA, CODE, PICTURE, st.sampled_from([" **b** ", " *i* ", "~~s~~", "\\\n"])),
    max_size=5,
).map(" ".join)
BLOCK = st.one_of(
    RUN,
    RUN.map(lambda run: "- w " + " ".join(run.split()) + "\n- b\n  1. c\n  2. d"),
    RUN.map(lambda run: "1. w " + " ".join(run.split()) + "\n\n2. b"),
    RUN.map(lambda run: "> w " + " ".join(run.split())),
    RUN.map(lambda run: "### w " + " ".join(run.split())),
    st.just("$$\n\\sum_i x_i\n$$"),
    st.just("```python\nif a < b:\n    print('$x$ \\(y\\)')\n```"),
    st.just("| a | b |\n|:--|--:|\n| $x$ | `c` |\n| 1 \\| 2 | *d* |"),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(BLOCK, min_size=1, max_size=4).map("\n\n".join))
@example("`` ` ``")
@example("\\[x\\] $$ \\\\(y\\\\)")
def test_markdown_goes_out_as_html_and_comes_back(text: str) -> None:
    """Markdown -> HTML -> Markdown prints the same, whatever was typed."""
    html = to_html(text, picture=lambda path: f"@@PLUGINFILE@@/{path.removeprefix('assets/')}")
    assert printed(to_markdown(html, picture=picture).text) == printed(text)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab1 .,-_*`[]()<>!#~\\|&;=+é:@$\n", max_size=30))
def test_plain_text_is_printed_as_it_stands(text: str) -> None:
    """No sign in a plain text means anything to Markdown, apart from displayed formulas in double dollars."""
    if "$$" in text or "\\(" in text or "\\[" in text:
        return
    words = " ".join(text.split())
    assert " ".join(markdown.to_plain(from_plain(text)).split()) == words


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>One</p><p>Two<br>three</p>", "One\n\nTwo\\\nthree"),
        (r"<p>Let \(a&lt;b\) and \[x\] be</p>", "Let $a<b$ and $$x$$ be"),
        (r"<p>\[<br>x^2<br>\]</p>", "$$\nx^2\n$$"),
        (
            r"\begin{eqnarray*} a & = & b \\ & = & c \end{eqnarray*}",
            "$$\n\\begin{align*} a & = b \\\\ & = c \\end{align*}\n$$",
        ),
        ("<span class='MathJax_Preview'>x</span><script type='math/tex'>a<b</script>", "$a<b$"),
        ('<img class="equation_image" alt="LaTeX: x" data-equation-content="x^2">', "$x^2$"),
        (
            "<math><mfrac><mi>a</mi><mn>2</mn></mfrac><mo>≤</mo><msqrt><mi>x</mi></msqrt></math>",
            r"$\frac{a}{2}\leq \sqrt{x}$",
        ),
        (
            "<math><mi>x</mi><semantics><annotation encoding='application/x-tex'>y</annotation></semantics></math>",
            "$y$",
        ),
        ("«math xmlns=¨http://www.w3.org/1998/Math/MathML¨»«mi»x«/mi»«/math»", "$x$"),
        ("x<sup>2</sup>, H<sub>2</sub>O, a<sub>i</sub>, 10<sup>-5</sup>", "x², H₂O, a$_{i}$, 10⁻⁵"),
        ("costs $5, not $6", r"costs \$5, not \$6"),
        ("<pre><code class='language-python'>a = 1\n  b</code></pre>", "```python\na = 1\n  b\n```"),
        ("<pre>a&nbsp;b<br>c</pre>", "```\na b\nc\n```"),
        ("<code>`a`</code>", "`` `a` ``"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul><ul><li>d</li></ul>", "- a\n  - b\n- c\n\n* d"),
        ("<table><tr><th>a</th></tr><tr><td>1|2</td></tr></table>", "| a |\n| --- |\n| 1\\|2 |"),
        ("<strong><em>a</em></strong> <em><b>b</b> c</em>", "**_a_** _**b** c_"),
        ("1. no list\n# no heading", "1\\. no list # no heading"),
        ("<p>5&nbsp;km&nbsp; end&nbsp;</p>", "5\u00a0km end"),
        ("<img src='@@PLUGINFILE@@/a.png' alt='A [b] *c*'>", r"![A \[b\] \*c\*](assets/a.png)"),
    ],
)
def test_html_becomes_markdown(html: str, expected: str) -> None:
    """What editors of other systems write, in the words of ours."""
    check(html, expected)


@pytest.mark.parametrize(
    ("html", "expected", "lost"),
    [
        ("a<script>alert(1)</script>b", "ab", "a script"),
        ("<a href='https://example.org/x'>see</a>", "see", "the address of a link, https://example.org/x"),
        ("<b>(a)</b>b", "(a)b", "bold or italic print within a word"),
        ("<video src=x></video>a", "a", "a video"),
        (
            "<table><tr><td>a</td><td>b</td></tr></table>",
            "| a | b |\n| --- | --- |",
            "that a table has no head: its first row is printed as one",
        ),
    ],
)
def test_what_is_lost_is_said(html: str, expected: str, lost: str) -> None:
    """Each thing that does not come along is a sentence."""
    check(html, expected, lost)


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 300 + "x",
        "<table><tr><td>a</td><td><ul><li>b</li><li>c</li></ul></td></tr></table>",
        r"\(a $ b\)",
        "<math><mmultiscripts/></math>",
    ],
)
def test_what_would_say_something_else_is_refused(html: str) -> None:
    """Where flattening would change what is asked, nothing comes out."""
    with pytest.raises(Uncarried):
        to_markdown(html)


@pytest.mark.parametrize(
    "html",
    [
        "a&#31;b",
        "a&#xE000;9&#xe001;b",
        "a&#57344b",
        "a&#x000000000E000;b",
        "a&#0;b",
        "a&#xD800;b",
        "a\ue0009\ue001b",
    ],
)
def test_no_character_comes_in_that_no_text_file_holds(html: str) -> None:
    """Neither typed nor by its number, and none that would be taken for a sign of the reader's own."""
    made = to_markdown(f"<p>{html}</p>").text
    assert re.fullmatch("a[9\ufffd]?b", made)
