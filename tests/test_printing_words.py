"""What grader itself says on paper, in both languages."""

import datetime as dt
from dataclasses import asdict
from decimal import Decimal

import pytest

from grader.printing.words import ENGLISH, ITALIAN, WORDS, date_text, number_text, points_text


def test_both_languages_say_everything() -> None:
    """No phrase is empty, and each takes the same number of values in both languages."""
    english, italian = asdict(ENGLISH), asdict(ITALIAN)
    for name, phrase in english.items():
        assert phrase and italian[name], name
        assert str(phrase).count("{}") == str(italian[name]).count("{}"), name
    assert all(len(words.months) == 12 for words in WORDS.values())


@pytest.mark.parametrize(
    ("value", "english", "italian"),
    [
        ("1", "1 point", "1 punto"),
        ("1.00", "1 point", "1 punto"),
        ("2.50", "2.5 points", "2,5 punti"),
        ("30", "30 points", "30 punti"),
        ("0.25", "0.25 points", "0,25 punti"),
        ("1E+2", "100 points", "100 punti"),
    ],
)
def test_points_are_written_as_people_write_them(value: str, english: str, italian: str) -> None:
    """No idle zeros, no exponents, and the language's decimal sign."""
    assert points_text(Decimal(value), ENGLISH) == english
    assert points_text(Decimal(value), ITALIAN) == italian


def test_a_negative_number_has_a_true_minus() -> None:
    """-0.50 is printed with the sign that is as wide as a plus."""
    assert number_text(Decimal("-0.50"), ITALIAN) == "−0,5"


def test_dates_name_the_month() -> None:
    """A date is never a row of numbers that two countries read differently."""
    assert date_text(dt.date(2026, 4, 5), ENGLISH) == "5 April 2026"
    assert date_text(dt.date(2026, 12, 25), ITALIAN) == "25 dicembre 2026"
