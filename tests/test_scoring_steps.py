"""The points that people give: an item and what was given so far in, steps out."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_scoring_openended import RUBRIC
from test_scoring_suggest import open_item

from grader.scoring.openended.steps import levels, on_step, step_in_use

QUARTERS = st.integers(1, 120).map(lambda n: Decimal(n) / 4)


def check_steps(points: str, said: str, **fields: object) -> None:
    assert " ".join(f"{level.normalize():f}" for level in levels(open_item(points, **fields))) == said


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ("4", "0 1 2 3 4"),
        ("3", "0 0.5 1 1.5 2 2.5 3"),
        ("1", "0 0.25 0.5 0.75 1"),
        ("0.5", "0 0.25 0.5"),
        ("2.5", "0 0.5 1 1.5 2 2.5"),
        ("1.2", "0 0.3 0.6 0.9 1.2"),
    ],
)
def test_without_a_rubric_the_steps_are_round(points: str, said: str) -> None:
    """The largest of whole, half and quarter points that leaves four steps."""
    check_steps(points, said)


def test_a_rubric_says_the_steps() -> None:
    """Sums of whole criteria and nothing between: an item marked in whole points is not offered 1.5."""
    check_steps("3", "0 1 2 3", rubric=RUBRIC)
    check_steps("3", "0 2 4 6", rubric=RUBRIC, on_form="6")


def test_thirds_of_a_point_add_up_to_the_whole() -> None:
    """Six decimals like every decision, and the item's own points at the end."""
    check_steps("3", "0 0.333333 0.666667 1", rubric=RUBRIC, on_form="1")


def test_one_criterion_for_all_points_says_nothing_about_steps() -> None:
    """All or nothing was not what it meant."""
    check_steps("2", "0 0.5 1 1.5 2", rubric=[{"text": "right", "points": "2"}])


def test_the_courses_step_goes_before_the_rubric() -> None:
    """Whole points, and the item's own where they are none."""
    rubric = [{"text": "a", "points": "1.5"}, {"text": "b", "points": "2"}]
    assert levels(open_item("3.5", rubric=rubric), Decimal(1)) == (0, 1, 2, 3, Decimal("3.5"))


@given(QUARTERS, st.none() | QUARTERS)
def test_the_steps_go_from_nothing_to_all(points: Decimal, step: Decimal | None) -> None:
    """Ascending, none twice."""
    found = levels(open_item(str(points)), step)
    assert (found[0], found[-1]) == (0, points)
    assert list(found) == sorted(set(found))


@given(st.lists(QUARTERS, min_size=20, max_size=40), st.integers(0, 20))
def test_the_step_in_use_divides_whatever_was_given(points: list[Decimal], zeros: int) -> None:
    """Zeros say nothing, and no larger step would do."""
    step = step_in_use([*points, *[Decimal(0)] * zeros])
    assert step is not None
    parts = [Fraction(one) / Fraction(step) for one in points]
    assert all(part.denominator == 1 for part in parts)
    assert not any(all(part % n == 0 for part in parts) for n in range(2, 121))


def test_few_decisions_say_nothing_about_steps() -> None:
    """Nineteen whole points may have been chance, however many zeros stand beside them."""
    assert step_in_use([Decimal(1)] * 19 + [Decimal(0)] * 50) is None


def test_levels_beside_the_step_are_left_out_but_never_the_items_points() -> None:
    """Who gives whole points on an item of two and a half may give it all."""
    half = [Decimal(n) / 2 for n in range(6)]
    assert on_step(half, Decimal(1)) == (0, 1, 2, Decimal("2.5"))
    assert on_step(half, None) == tuple(half)
