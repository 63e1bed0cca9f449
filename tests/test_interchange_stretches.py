"""Code and formulas are found in one pass, and so is what they are not."""

import time

import pytest

from grader.bank.interchange.rexams_text import from_pandoc
from grader.bank.interchange.stretches import kept_stretches


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a `b` c", ["`b`"]),
        ("a ``b ` c`` d", ["``b ` c``"]),
        ("a ` b", []),
        ("$x$ and $$y\nz$$", ["$x$", "$$y\nz$$"]),
        ("5 $ and 6\n$ more", []),
        ("```r\n$a$\n```\n$b$", ["```r\n$a$\n```", "$b$"]),
        ("~~~\nnever closed `x`", ["~~~\nnever closed `x`"]),
    ],
)
def test_where_code_and_formulas_stand(text: str, kept: list[str]) -> None:
    """Spans by the number of their signs, blocks by their lines, dollars on one line."""
    assert [text[start:stop] for start, stop in kept_stretches(text)] == kept


@pytest.mark.parametrize("part", ["`", "$x", "```\n", "![a](", r"\(", r"\begin{align}", r"\[", "<sub>"])
def test_no_text_makes_it_slow(part: str) -> None:
    """Openings without ends, tens of thousands of them."""
    begun = time.process_time()
    from_pandoc(part * 20_000, lambda _: None, [])
    assert time.process_time() - begun < 2
