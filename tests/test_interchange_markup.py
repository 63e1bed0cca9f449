"""Foreign HTML becomes Markdown that prints what it said; our Markdown goes out as HTML and comes back printing the same."""

import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from grader.bank import markdown
from grader.bank.interchange.markup import from_plain, to_html, to_markdown


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
    RUN.map(lambda run: "- " + " ".join(run.split()) + "\n- b\n  1. c\n  2. d"),
    RUN.map(lambda run: "1. " + " ".join(run.split()) + "\n\n2. b"),
    RUN.map(lambda run: "> " + " ".join(run.split())),
    RUN.map(lambda run: "### " + " ".join(run.split())),
    st.just("$$\n\\sum_i x_i\n$$"),
    st.just("```python\nif a < b:\n    print('$x$ \\(y\\)')\n```"),
    st.just("| a | b |\n|:--|--:|\n| $x$ | `c` |\n| 1 \\| 2 | *d* |"),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(BLOCK, min_size=1, max_size=4).map("\n\n".join))
@example("`` ` ``")
@example("\\[x\\] $$ \\\\(y\\\\)")
def test_markdown_goes_out_as_html_and_comes_back(text: str) -> None:
    """Markdown -> HTML -> Markdown prints the same, whatever was typed."""
    html = to_html(text, picture=lambda path: f"@@PLUGINFILE@@/{path.removeprefix('assets/')}")
    assert printed(to_markdown(html, picture=picture).text) == printed(text)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab1 .,-_*`[]()<>!#~\\|&;=+é:@$\n", max_size=30))
def test_plain_text_is_printed_as_it_stands(text: str) -> None:
    """No sign in a plain text means anything to Markdown, apart from displayed formulas in double dollars."""
    if "$$" in text or "\\(" in text or "\\[" in text:
        return
    words = " ".join(text.split())
    assert " ".join(markdown.to_plain(from_plain(text)).split()) == words
