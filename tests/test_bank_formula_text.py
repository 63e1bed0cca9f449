"""Formulas as a line of text: read without knowing LaTeX, never broken, never another formula."""

import pytest

from grader.bank.formula_text import SPACE, to_text
from grader.bank.markdown import to_plain, to_readable
from grader.reporting.said import shorter


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"g\sin\theta", "g sin θ"),
        (r"h_t = \tanh(W_h h_{t-1} + b)", "hₜ = tanh(Wₕhₜ₋₁ + b)"),
        (r"\sum_{i=1}^n x_i^2", "∑ᵢ₌₁ⁿxᵢ²"),
        (r"\hat{y} - \bar{x}", "y\u0302 − x\u0304"),
        (r"\frac{a+b}{2c}", "(a + b)/(2c)"),
        (r"\frac{1}{2} x_1", "1/2 x₁"),
        (r"\sqrt[3]{x} \cdot \sqrt{d_k + 1}", "³√x · √(dₖ + 1)"),
        (r"\mathbb{R}^{n \times d}", "ℝ^(n×d)"),
        (r"p_\theta(x \mid z)", "p_θ(x ∣ z)"),
        (r"\mathrm{KL}(q \,\|\, p) < -1", "KL(q ‖ p) < −1"),
        (r"-x + -1", "−x + −1"),
        (r"329{,}6\ \text{Hz}", "329,6 Hz"),
        (r"\max(0, d) |a - b|", "max(0, d)|a − b|"),
        (r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}", "(1 2; 3 4)"),
        (r"90^\circ", "90°"),
        (r"\nosuch{x}", r"$\nosuch{x}$"),
    ],
)
def test_a_formula_is_read_without_latex(latex: str, text: str) -> None:
    """What Unicode has is taken from it, the rest is written with brackets; what cannot be drawn stays as typed."""
    assert to_text(latex).replace(SPACE, " ") == text


def test_only_formulas_change() -> None:
    """The words and the code around a formula are the same in both kinds of text."""
    text = "The *slope* $x_1$ of `a_1 $x_1$`"
    assert to_plain(text) == "The slope $x_1$ of a_1 $x_1$"
    assert to_readable(text) == "The slope x₁ of a_1 $x_1$"


@pytest.mark.parametrize("most", range(12, 60))
def test_no_cut_goes_through_a_formula(most: int) -> None:
    """A text is cut before the formula or behind it."""
    text = to_readable(r"The state is $h_t = \tanh(W x_t + U h_{t-1} + b)$ at all times")
    formula = to_text(r"h_t = \tanh(W x_t + U h_{t-1} + b)")
    cut = shorter(text, most)
    assert len(cut) <= most and (formula in cut or "hₜ" not in cut)
