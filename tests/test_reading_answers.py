"""One cell, one answer: by letter or by text, and never a guess."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_exam import ORDER, place

from grader.reading.answers import Answer, Unclear, read_answer
from grader.reading.words import bare, quoted, same


def read(id_: str, typed: str, form: str = "A") -> str:
    """The letters, or the text, or what is unclear."""
    answer = read_answer(place(form, id_, ORDER[form].index(id_) + 1), typed)
    return answer.what if isinstance(answer, Unclear) else ",".join(answer.letters) or answer.text


@pytest.mark.parametrize(
    ("id_", "typed", "expected"),
    [
        ("gd-step", "b", "b"),
        ("gd-step", " B) ", "b"),
        ("gd-step", "b.", "b"),
        ("gd-step", "(b)", "b"),
        ("gd-step", "b) along the gradient", "b"),
        ("gd-step", "Along  the\nGradient.", "b"),
        ("gd-step", "\u200fagainst the gradient\u200e", "a"),
        ("gd-step", "none; it waits", "d"),
        ("gd-step", "", ""),
        ("gd-step", " - ", ""),
        ("gd-step", "e", '"e" is no option of question 1'),
        ("gd-step", "b) against the gradient", '"b) against the gradient" is no option of question 1'),
        ("gd-step", "uphill", '"uphill" is no option of question 1'),
        ("gd-step", "a, b", '"a, b" names 2 options of question 1, which asks for one'),
        ("reg-which", "a, c", "a,c"),
        ("reg-which", "C;A", "a,c"),
        ("reg-which", "ac", "a,c"),
        ("reg-which", "a c", "a,c"),
        ("reg-which", "dropout", "a"),
        ("reg-which", "dropout, weight decay, also called L2", "a,c"),
        ("reg-which", "dropout; weight decay, also called L2", "a,c"),
        ("reg-which", "weight decay, also called L2\nsoftmax; the usual one", "b,c"),
        ("reg-which", "Dropout;softmax; the usual one;", "a,b"),
        ("reg-which", "a, dropout", '"a, dropout" is no option of question 2'),
        ("reg-which", "dropout; batch norm", '"dropout; batch norm" is no option of question 2'),
        ("reg-which", "aa", '"aa" is no option of question 2'),
        ("relu-linear", "Vero", "a"),
        ("relu-linear", "falso", "b"),
        ("relu-linear", "F", "b"),
        ("relu-linear", "TRUE", "a"),
        ("relu-linear", "Wahr", "a"),
        ("relu-linear", "Fals", "b"),
        ("relu-linear", "b", "b"),
        ("relu-linear", "perhaps", '"perhaps" is no option of question 3'),
        ("conv-size", " 27,0 ", " 27,0 "),
        ("conv-size", "2027-05-01", '"2027-05-01" is a day, and question 4 asks for a number'),
        ("conv-size", "2027-05-01 12:00", '"2027-05-01 12:00" is a day, and question 4 asks for a number'),
        ("conv-size", "1-mag", '"1-mag" is a day, and question 4 asks for a number'),
        ("conv-size", "Feb-01", '"Feb-01" is a day, and question 4 asks for a number'),
        ("conv-size", "1e-3", "1e-3"),
        ("why-norm", "2027-05-01", "2027-05-01"),
        ("why-norm", "=HYPERLINK(1)\n", "=HYPERLINK(1)\n"),
    ],
)
def test_a_cell_is_read_by_letter_or_text(id_: str, typed: str, expected: str) -> None:
    """Letters, texts, lists and words for true and false are understood; all else is said."""
    assert read(id_, typed) == expected


def test_a_letter_that_is_also_a_text_is_not_guessed() -> None:
    """On form B the option "C" has the letter a: a bare c can mean both, and a bracket tells."""
    assert read("gd-step", "c", "B") == '"c" can mean a or c in question 2'
    assert read("gd-step", "c)", "B") == "c"
    assert read("gd-step", "a) C", "B") == "a"
    assert read("gd-step", "c", "A") == "c"


def test_letters_are_those_of_the_students_form() -> None:
    """The same text has another letter on another form."""
    assert (read("gd-step", "along the gradient", "A"), read("gd-step", "along the gradient", "B")) == (
        "b",
        "c",
    )


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=30), st.sampled_from(ORDER["A"]))
def test_nothing_typed_is_lost(typed: str, id_: str) -> None:
    """A cell becomes an answer or a message; only nothing and a dash become a blank."""
    answer = read_answer(place("A", id_, 1), typed)
    if answer == Answer():
        assert bare(typed) == ""


@pytest.mark.parametrize("typed", ["a;" * 500_000, "x" * 1_000_000, ("dropout\n" * 100_000)])
def test_a_megabyte_is_answered_at_once(typed: str) -> None:
    """A long cell for a closed question is refused without search."""
    assert isinstance(read_answer(place("A", "reg-which", 2), typed), Unclear)


def test_texts_are_compared_by_what_is_seen() -> None:
    """Case, spaces, markup and marks do not matter; a sign and a digit do."""
    assert same("`x`  =\u00a0$Y$.") == same("X = y")
    assert same("-1") != same("1")
    assert quoted("a\u202e\nb" + "c" * 99, 10) == '"a bcccccc…"'
