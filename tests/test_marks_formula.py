"""Formulas: a text and values in, an exact number out; whatever is wrong is said at its column, at once."""

import time
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.marks.formula import evaluate, holds, parse_condition, parse_formula
from grader.marks.tokens import FormulaError

NAMES = ("mid_course", "end_of_course", "written", "project", "labs")
VALUES = {
    "mid_course": Decimal("12.5"),
    "end_of_course": Decimal(11),
    "written": Decimal(24),
    "project": Decimal(28),
    "labs": Decimal("3.5"),
}


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("(mid_course + end_of_course + project) / 2 + labs", "29.25"),
        ("(written + project) / 2 + labs", "29.5"),
        ("1 + 2 * 3 - 4 / 2", "5"),
        ("10 - 4 - 3", "3"),
        ("16 / 4 / 2", "2"),
        ("-labs + 2 * -1", "-5.5"),
        ("min(written, project, 20) + max(1, 2)", "22"),
        ("sum(1, 2, labs)", "6.5"),
        ("best(2, mid_course, end_of_course, labs)", "23.5"),
        ("  written\n+ 0.25 ", "24.25"),
    ],
)
def test_a_formula_gives_its_number(text: str, result: str) -> None:
    """Products bind closer than sums, equal signs go from the left, and `best(k, ...)` adds the k highest."""
    assert evaluate(parse_formula(text, NAMES), VALUES) == Fraction(result)


def test_a_third_times_three_is_one() -> None:
    """Nothing is rounded on the way, so that 17.5 through thirds is still 17.5."""
    assert evaluate(parse_formula("(written + project + 0.5) / 3 * 3 / 3", NAMES), VALUES) == Fraction("17.5")


@pytest.mark.parametrize(
    ("text", "column", "what", "advice"),
    [
        ("__import__('os')", 12, '"\'" has no meaning in a formula', ""),
        ("9**9**9", 2, '"**" is not expected here', "there are no powers: write the product, such as x * x"),
        ("(" * 900, 51, "more than 50 brackets, signs or functions within each other", ""),
        ("-" * 900 + "1", 51, "more than 50 brackets, signs or functions within each other", ""),
        ("(" * 10_000, 1000, "a formula has at most 1000 characters; this one has 10000", ""),
        ("1" * 1_000_000, 1000, "a formula has at most 1000 characters; this one has 1000000", ""),
        ("writen + project", 1, 'unknown name "writen"', 'did you mean "written"?'),
        ("labs + mid-course", 8, 'unknown name "mid"', 'did you mean "mid_course"?'),
        ("labs + ٣", 8, '"٣" has no meaning in a formula', "write numbers with the digits 0 to 9"),
        ("labs\0", 5, "an invisible character (U+0000) has no meaning in a formula", ""),
        ("0,5 * labs", 2, '"," is not expected here', "a comma only stands between the values of a function; write decimals with a point"),
        ("labs × 2", 6, '"×" has no meaning in a formula', 'write "*"'),
        ("labs * 30 / 0", 11, "this divides by zero", ""),
        ("min(labs, labs / -(2 - 2.0))", 16, "this divides by zero", ""),
        ("labs / max(0, 1 / (3 - 3))", 17, "this divides by zero", ""),
        ("(labs", 1, "this bracket is never closed", ""),
        ("labs)", 5, '")" is not expected here', "a bracket closes here that was never opened"),
        ("labs +", 7, 'a number, a name or "(" is expected here, and the formula ends', ""),
        ("labs > 2", 6, "a formula gives a number, it does not compare", ""),
        ("average(labs)", 1, 'there is no function "average"', "there are: min, max, sum, best"),
        ("best(3, labs, project)", 1, "best needs a whole number first and at least as many values after it", "best(2, a, b, c) is the sum of the two highest"),
        ("1234567890123", 1, "a number has at most 12 digits", ""),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_column_at_once(text: str, column: int, what: str, advice: str) -> None:
    """Hostile or mistyped, a formula gets one plain sentence and its column at once."""
    started = time.process_time()
    with pytest.raises(FormulaError) as caught:
        parse_formula(text, NAMES)
    assert (
        time.process_time() - started < 1
    )  # what has no end takes longer; a collection of garbage may take 0.3 s
    assert (caught.value.column, caught.value.plain, caught.value.advice) == (column, what, advice)


def test_the_error_is_drawn_under_the_formula() -> None:
    """A caret stands under the place that is meant."""
    with pytest.raises(FormulaError) as caught:
        parse_formula("(writen + project) / 2", NAMES)
    assert str(caught.value) == (
        'column 2: unknown name "writen" -> did you mean "written"?\n    (writen + project) / 2\n     ^'
    )


def test_dividing_by_zero_is_said_in_words() -> None:
    """A division by zero is an error with a column, not an exception of Python's."""
    with pytest.raises(FormulaError, match="column 6: this divides by zero"):
        evaluate(parse_formula("labs / (labs - 3.5)", NAMES), VALUES)


def test_a_long_chain_is_worked_out() -> None:
    """A formula of the greatest length needs no deep recursion."""
    assert evaluate(parse_formula("1+" * 499 + "1", NAMES), {}) == 500


@pytest.mark.parametrize(
    ("text", "uncapped", "true"),
    [("uncapped >= 31", 31, True), ("uncapped > 31", 31, False), ("mark == 30", 30, True), ("uncapped / 2 <= 15", 30, True), ("uncapped < 2 * 15", 30, False)],
)  # fmt: skip
def test_a_condition_compares(text: str, uncapped: int, true: bool) -> None:
    """The lode's rule compares two formulas over `uncapped` and `mark`."""
    values = {"uncapped": Decimal(uncapped), "mark": Decimal(uncapped)}
    assert holds(parse_condition(text, ("uncapped", "mark")), values) is true


def test_a_condition_without_comparison_is_refused() -> None:
    """A number is no condition."""
    with pytest.raises(
        FormulaError, match="a comparison is missing here -> write for example: uncapped >= 31"
    ):
        parse_condition("uncapped + 31", ("uncapped", "mark"))


@given(st.text(alphabet="0123456789.+-*/(), abeinmstux<>=", max_size=60))
def test_any_text_is_a_formula_or_a_formula_error(text: str) -> None:
    """Whatever is typed, there is a number or a sentence, never another exception."""
    try:
        assert isinstance(
            evaluate(parse_formula(text, ("a", "b")), {"a": Decimal(1), "b": Decimal(2)}), Fraction
        )
    except FormulaError as error:
        assert 1 <= error.column <= len(text) + 1


@given(st.recursive(
    st.integers(0, 99).map(str),
    lambda part: st.tuples(part, st.sampled_from("+-*"), part).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
    max_leaves=12,
))  # fmt: skip
def test_arithmetic_is_that_of_python(text: str) -> None:
    """The grammar agrees with Python's on what both understand."""
    assert evaluate(parse_formula(text, ()), {}) == eval(text)  # noqa: S307
