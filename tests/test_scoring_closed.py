"""Closed items by rule: what was ticked on which item, points out."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.model.blueprint import Blueprint, Kind, ScoringRules
from grader.model.exam import Exam, Form, FormItem, PrintedOption, Solution
from grader.model.item import ITEM
from grader.model.response import Copy, CopyStatus, Response
from grader.scoring.closed import score_closed, score_item, total

COMMON = {"stem": "Which?", "topic": "t", "module": "m", "part": "first"}
FIELDS: dict[str, dict[str, Any]] = {
    "single": {"correct": "yes", "wrong": ["no", "never", "perhaps"]},
    "multiple": {"correct": ["yes", "aye", "yea"], "wrong": ["no", "never"]},
    "true-false": {"correct": True},
    "numeric": {"answer": "20", "tolerance": "1", "unit": "ms"},
    "open": {"reference": ["Because it is so."]},
}


def place(
    kind: str, key: str = "b", *, number: int = 1, points: str = "1", letters: str = "abcd", id_: str = ""
) -> FormItem:
    """An item of a kind at a printed place, with these keys among these letters."""
    item = ITEM.validate_python({"type": kind, "id": id_ or f"{kind}-{number}", **COMMON, **FIELDS[kind]})
    options = tuple(PrintedOption(letter=x, text=f"option {x}", key=x in key) for x in letters)
    closed = kind in ("single", "multiple", "true-false")
    return FormItem(
        number=number, item=item, options=options if closed else (), points=Decimal(points), content_hash=""
    )


def answer(said: str, *, copy: int = 1, number: int = 1) -> Response:
    """Letters where all are a to h, else text."""
    letters = tuple(sorted(said)) if set(said) <= set("abcdefgh") else ()
    return Response(copy_number=copy, number=number, letters=letters, text="" if letters else said)


def exam_of(*forms: tuple[FormItem, ...], rules: ScoringRules = ScoringRules()) -> Exam:  # noqa: B008
    """A sealed exam with forms A, B, ... of these items."""
    return Exam(
        id="2026-04-15-test",
        blueprint_name="test",
        blueprint=Blueprint(
            title="Test", kind=Kind.IN_ITINERE, items=1, points=Decimal(1), minutes=Decimal(10), scoring=rules
        ),
        course="A course",
        language="en",
        date=dt.date(2026, 4, 15),
        seed=1,
        tool_version="0",
        solution=Solution(objective=0, bound=0, proven=True, pool=1, considered=1),
        forms=tuple(Form(letter="AB"[i], items=items) for i, items in enumerate(forms)),
    )


def check_score(item: FormItem, said: str, points: str, why: str, **rules: Any) -> None:
    """One item and one response in, points and their reason out."""
    found = score_item(item, answer(said), ScoringRules(**rules))
    assert (found.points, found.why) == (Decimal(points), why)


def test_single_gives_the_points_for_the_key() -> None:
    """The key wins all the points, anything else none."""
    check_score(place("single", points="2"), "b", "2", "b is the key")
    check_score(place("single", points="2"), "c", "0", "c is not the key, which is b")


def test_a_wrong_answer_may_cost_a_share_of_the_points_and_a_blank_never_does() -> None:
    """The penalty is a share of the item's own points."""
    check_score(place("single", points="2"), "c", "-0.5", "c is not the key, which is b", wrong="0.25")
    check_score(
        place("true-false", "a", letters="ab"), "b", "-0.5", "b is not the key, which is a", wrong="0.5"
    )
    check_score(place("single", points="2"), "", "0", "blank", wrong="0.25")


def test_two_letters_on_a_single_are_wrong_even_with_the_key_among_them() -> None:
    """Nobody picks the better of two marks for a student."""
    check_score(place("single"), "bc", "0", "b, c are both marked, and one answer was asked for")


def test_a_letter_that_is_not_printed_is_said_so() -> None:
    """An e among four options points to another form or a slip of typing."""
    check_score(place("single"), "e", "0", "e is not printed on this form")
    check_score(place("multiple", "ab"), "abe", "0", "e is not printed on this form")


def test_text_on_a_choice_that_fits_no_option_costs_nothing() -> None:
    """It is not known what the student meant, so no penalty is taken."""
    check_score(
        place("single"), "the blue one", "0", "“the blue one” is none of the printed options", wrong="1"
    )


def test_multiple_all_or_nothing_wants_exactly_the_keys() -> None:
    """One key less or one tick more is nothing."""
    item = place("multiple", "abc", points="3", letters="abcde")
    check_score(item, "abc", "3", "a, b, c are the keys")
    check_score(item, "ab", "0", "2 of 3 keys and 0 wrong ticked: all or nothing")
    check_score(item, "abcd", "0", "3 of 3 keys and 1 wrong ticked: all or nothing")


def test_multiple_per_option_takes_wrong_ticks_from_right_ones() -> None:
    """Points x max(floor, (keys ticked - wrong ticked) / keys)."""
    item = place("multiple", "abc", points="3", letters="abcde")
    check_score(item, "ab", "2", "2 of 3 keys and 0 wrong ticked", multiple="per-option")
    check_score(item, "abd", "1", "2 of 3 keys and 1 wrong ticked", multiple="per-option")
    check_score(item, "de", "0", "0 of 3 keys and 2 wrong ticked", multiple="per-option")
    check_score(item, "de", "-1.5", "0 of 3 keys and 2 wrong ticked", multiple="per-option", floor="-0.5")
    check_score(item, "", "0", "blank", multiple="per-option", floor="-0.5")


def test_three_thirds_are_one_point() -> None:
    """A third is cut at 12 places; `total` gives back exactly what was meant, so 17.5 stays 17.5."""
    third = score_item(
        place("multiple", "abc", letters="abcde"), answer("a"), ScoringRules(multiple="per-option")
    ).points
    assert third == Decimal("0.333333333333")
    assert total([third] * 3) == 1
    assert total([Decimal("16.5"), third, third, third]) == Decimal("17.5")
    assert str(total([Decimal(0), Decimal("-0.0")])) == "0"


@given(
    st.sets(st.sampled_from("abcdef"), min_size=1, max_size=5),
    st.sets(st.sampled_from("abcdef")),
    st.integers(1, 40),
)
def test_per_option_equals_the_formula_in_exact_fractions(
    key: set[str], ticked: set[str], quarters: int
) -> None:
    """For all keys, ticks and points the score is the formula's fraction, to 12 places."""
    points = Decimal(quarters) / 4
    item = place("multiple", "".join(key), points=str(points), letters="abcdef")
    found = score_item(item, answer("".join(ticked)), ScoringRules(multiple="per-option")).points
    exact = Fraction(points) * max(Fraction(0), Fraction(len(ticked & key) - len(ticked - key), len(key)))
    assert abs(Fraction(found) - exact) <= Fraction(1, 2 * 10**12)


def test_numeric_gives_all_or_nothing_and_no_penalty() -> None:
    """The tolerance is included; a wrong number costs nothing because nobody guesses one."""
    check_score(place("numeric", points="2"), "21 ms", "2", "21 is within 20 ± 1 ms")
    check_score(place("numeric", points="2"), "22", "0", "22 is not 20 ± 1 ms", wrong="1")


def test_an_open_item_is_never_scored_by_a_rule() -> None:
    """Asking for it is a bug and says which item."""
    with pytest.raises(AssertionError, match="open-1 is an open item"):
        score_item(place("open"), answer("so it is"), ScoringRules())


def test_only_recorded_answers_of_papers_that_count_are_scored() -> None:
    """Voided copies, copies never handed in and copies of an unknown form are left out, in order of number."""
    exam = exam_of(
        (place("single"), place("open", number=2), place("true-false", "a", number=3, letters="ab"))
    )
    copies = [
        Copy(number=3, form="A", student="0000000003"),
        Copy(number=1, form="A", student="0000000001"),
        Copy(number=2, form="A", student="0000000002", status=CopyStatus.VOIDED),
        Copy(number=4, form="A"),
        Copy(number=5, form="Z", student="0000000005"),
    ]
    responses = [answer("b", copy=n) for n in (1, 2, 3, 5)] + [answer("a", copy=3, number=3)]
    found = score_closed(exam, copies, responses)
    assert [(s.copy_number, s.number, s.points) for s in found] == [(1, 1, 1), (3, 1, 1), (3, 3, 1)]


def test_a_copy_that_turns_out_to_be_another_form_is_scored_by_that_form() -> None:
    """Nothing of what was read changes: the same letter, another key."""
    exam = exam_of((place("single", "b"),), (place("single", "c"),))
    for form, points in (("A", 1), ("B", 0)):
        (found,) = score_closed(exam, [Copy(number=1, form=form)], [answer("b")])
        assert found.points == points
