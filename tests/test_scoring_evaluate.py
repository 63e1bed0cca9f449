"""Agreement with people: the fast sums say what the plain formulas say, and intervals hold what they should."""

import numpy as np
import pytest

from grader.scoring.openended.evaluate import agreement, compare


def test_the_sums_give_what_the_plain_formulas_give() -> None:
    """Kappa and RMSE are those of `agreement`; right is within a tenth of the maximum."""
    random = np.random.default_rng(1)
    person = random.integers(0, 11, 200) / 2
    machine = np.clip(person + random.integers(-2, 3, 200) / 2, 0, 5)
    found = compare(person, machine, step=np.full(200, 0.5), most=np.full(200, 5.0), papers=range(200))
    plain = agreement(person, machine, 0.5)
    assert found.qwk.value == pytest.approx(plain.qwk)
    assert found.rmse.value == pytest.approx(plain.rmse)
    assert found.right.value == np.mean(np.abs(person - machine) <= 0.5)
    for one in (found.qwk, found.rmse, found.right):
        assert one.low < one.value < one.high


def test_where_steps_are_coarse_only_the_same_step_is_right() -> None:
    """One point of two is wrong by half of them."""
    person, machine = np.array([0.0, 1, 2, 2]), np.array([0.0, 1, 2, 1])
    found = compare(person, machine, step=np.ones(4), most=np.full(4, 2.0), papers=[1, 2, 3, 4])
    assert found.right.value == 0.75
    assert found.few


def test_answers_of_one_paper_are_drawn_together() -> None:
    """Forty answers of four papers are less certain than of forty papers."""
    random = np.random.default_rng(2)
    off = np.repeat([0.0, 1.0, 0.0, 1.0], 10)
    person = random.integers(0, 5, 40).astype(float)
    step, most = np.ones(40), np.full(40, 4.0)
    few, many = (
        compare(person, person + off, step=step, most=most, papers=papers).right
        for papers in (np.repeat(range(4), 10).tolist(), range(40))
    )
    assert few.high - few.low > 2 * (many.high - many.low)


def test_no_answers_have_no_measures() -> None:
    """Nothing decided yet is few, and no error."""
    nothing = np.array([])
    found = compare(nothing, nothing, step=nothing, most=nothing, papers=[])
    assert (found.answers, found.few, np.isnan(found.rmse.value)) == (0, True, True)
