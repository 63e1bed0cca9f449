"""Numbers as students write them: what is read, what is right, and what is said of the rest."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.model.item import Numeric
from grader.scoring.numeric import read_number, same_unit, score_numeric


def numeric(answer: str, tolerance: str = "0", unit: str = "") -> Numeric:
    return Numeric.model_validate(
        {
            "type": "numeric", "id": "n", "stem": "How much?", "topic": "t", "module": "m", "part": "first",
            "answer": answer, "tolerance": tolerance, "unit": unit,
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("3.5", "3.5"),
        ("3,5", "3.5"),
        (" 3,5 ", "3.5"),
        (".5", "0.5"),
        ("5.", "5"),
        ("+2", "2"),
        ("-2", "-2"),
        ("\u22122", "-2"),  # minus sign
        ("\u2013 2", "-2"),  # en dash
        ("1 234,5", "1234.5"),
        ("1\u202f234.5", "1234.5"),  # narrow no-break space
        ("1'234.5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1,234,567", "1234567"),
        ("0,234", "0.234"),
        ("1e-3", "0.001"),
        ("1,2E3", "1200"),
        ("1.2x10^-3", "0.0012"),
        ("1.2 * 10**-3", "0.0012"),
        ("1,2·10⁻³", "0.0012"),
        ("-1,2 × 10⁵", "-120000"),
        ("10⁻³", "0.001"),
        ("10**-3", "0.001"),
        ("\u200e7\u200b", "7"),  # a direction mark and a zero-width space, as pasted from a web page
        ("\ufeff7", "7"),
        ("$7$", "7"),
        ('"7"', "7"),
        ("x = 7", "7"),
        ("≈ 7", "7"),
        ("\uff17", "7"),  # full-width seven
    ],
)
def test_a_number_is_read_in_every_usual_way_of_writing(written: str, value: str) -> None:
    """Comma or point, thousands, signs and powers of ten all give the same number."""
    found = read_number(written)
    assert found is not None
    assert found.values == (Decimal(value),)
    assert found.unit == ""


@pytest.mark.parametrize(
    "garbage",
    ["", "   ", "many", "k 5", "2^5", "12 34", "3..4", "1.2.3", "1,23,456", "--3", "nan", "inf", "٣", "9" * 5000, "😀", "=", "\0", "(3"],
)  # fmt: skip
def test_garbage_is_wrong_with_a_reason_and_never_an_exception(garbage: str) -> None:
    """What is no number gets no points and is quoted, shortened, in the reason."""
    right, why = score_numeric(numeric("3"), garbage)
    assert not right
    assert why.endswith("is not read as a number")
    assert len(why) < 80


@given(st.text(max_size=60))
def test_no_text_makes_the_reader_fail(text: str) -> None:
    """Any text at all gets a verdict and a reason."""
    right, why = score_numeric(numeric("3", "0.5", "ms"), text)
    assert isinstance(right, bool)
    assert why


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=4))
def test_every_number_is_right_for_itself_with_comma_and_with_point(value: Decimal) -> None:
    """Writing the answer out always wins the points, whatever the decimal sign."""
    assert score_numeric(numeric(f"{value:f}"), f"{value:f}")[0]
    assert score_numeric(numeric(f"{value:f}"), f"{value:f}".replace(".", ","))[0]


def test_an_ambiguous_separator_counts_as_what_is_right() -> None:
    """1,234 may be 1.234 or 1234: each is right where it is the answer, and both are named where neither is."""
    assert score_numeric(numeric("1.234"), "1,234") == (True, "1.234 is right")
    assert score_numeric(numeric("1234"), "1,234") == (True, "1234 is right")
    assert score_numeric(numeric("7"), "1,234") == (False, "1.234 or 1234 is not 7")


def test_the_tolerance_includes_its_ends() -> None:
    """At exactly the tolerance an answer is right, a hair beyond it is not."""
    item = numeric("0.3", "0.1")
    assert score_numeric(item, "0.4")[0]
    assert score_numeric(item, "0,2")[0]
    assert not score_numeric(item, "0.4000001")[0]
    assert score_numeric(item, "0.5") == (False, "0.5 is not 0.3 ± 0.1")


@pytest.mark.parametrize(("written", "right"), [("20 ms", True), ("20", True), ("20MS", True), ("20 m s", True), ("20 s", False), ("0.02 s", False)])  # fmt: skip
def test_a_unit_may_be_missing_but_not_be_another(written: str, right: bool) -> None:
    """Case and spaces do not matter, nothing is converted, and the reason names the unit asked for."""
    verdict, why = score_numeric(numeric("20", unit="ms"), written)
    assert verdict is right
    assert right or why == "“s” is written after the number, and the unit asked for is ms"


def test_milli_is_not_mega() -> None:
    """Case is ignored except where it changes the size a billion times."""
    assert not same_unit("mW", "MW")
    assert same_unit("KB", "kb")
    assert same_unit("\u00b5s", "\u03bcs")  # micro sign and Greek mu look the same


def test_a_percentage_is_a_number() -> None:
    """50 % is 0.5 where no unit is asked for, and 50 where the unit is %."""
    assert score_numeric(numeric("0.5"), "50 %")[0]
    assert score_numeric(numeric("50", unit="%"), "50%")[0]
    assert not score_numeric(numeric("50"), "50%")[0]


def test_words_after_the_number_are_not_swallowed() -> None:
    """“5 or 6” is not 5."""
    assert score_numeric(numeric("5"), "5 or 6") == (
        False,
        "“or 6” is written after the number, and no unit is asked for",
    )
