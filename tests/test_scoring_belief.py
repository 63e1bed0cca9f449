"""What is believed about points: chances over levels, and the promises that are made from them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.scoring.openended.belief import Belief

THREE = np.array([0.0, 1.0, 2.0])


def test_a_normal_curve_is_cut_at_the_middles_between_levels() -> None:
    """What lies beyond the ends belongs to the end levels."""
    belief = Belief.normal(np.array([1.0]), np.array([0.5]), THREE)
    assert belief.chance[0] == pytest.approx([0.15866, 0.68269, 0.15866], abs=1e-4)
    assert belief.expected() == pytest.approx([1.0])
    assert belief.spread() == pytest.approx([np.sqrt(2 * 0.15866)], abs=1e-4)


def test_a_promise_counts_the_levels_within_the_tolerance() -> None:
    """Half a point around 1.5 takes in both neighbours, less takes in none."""
    belief = Belief(THREE, np.array([[0.2, 0.5, 0.3]]))
    assert belief.within(np.array([1.0]), 0.0) == pytest.approx([0.5])
    assert belief.within(np.array([1.5]), 0.5) == pytest.approx([0.8])
    assert belief.within(np.array([1.5]), 0.4) == pytest.approx([0.0])


def test_the_best_level_has_as_much_chance_below_as_above() -> None:
    """It need not be the most likely one, nor the nearest to the mean."""
    belief = Belief(THREE, np.array([[0.45, 0.1, 0.45], [0.1, 0.2, 0.7], [0.6, 0.0, 0.4]]))
    assert belief.best().tolist() == [1.0, 2.0, 0.0]


def test_a_decision_is_certain() -> None:
    """Its level has all the chance, and no spread."""
    belief = Belief.certain(np.array([2.0, 0.0]), THREE)
    assert belief.expected().tolist() == [2.0, 0.0]
    assert belief.spread().tolist() == [0.0, 0.0]


@given(
    st.lists(st.tuples(st.floats(-5, 10), st.floats(0, 50)), min_size=1, max_size=20),
    st.lists(st.integers(0, 40), min_size=1, max_size=12, unique=True),
)
def test_any_curve_is_a_distribution_and_its_best_level_beats_the_others(
    curves: list[tuple[float, float]], steps: list[int]
) -> None:
    """Whatever mean and spread come in, rows sum to 1 and no level has less expected error."""
    levels = np.sort(np.array(steps, float)) / 4
    mean, spread = np.array(curves).T
    belief = Belief.normal(mean, spread, levels)
    errors = belief.chance @ np.abs(levels[:, None] - levels)
    chosen = np.searchsorted(levels, belief.best())
    assert (errors[np.arange(len(mean)), chosen] <= errors.min(axis=1) + 1e-6).all()
    assert belief.within(mean, 100) == pytest.approx(np.ones(len(mean)), abs=1e-9)


@pytest.mark.parametrize(
    "chance", [[[0.5, 0.5]], [[0.5, 0.6, -0.1]], [[0.5, 0.2, 0.2]]], ids=["short", "negative", "not whole"]
)
def test_what_is_no_distribution_is_refused(chance: list[list[float]]) -> None:
    """A broken promise in the core is an assertion."""
    with pytest.raises(AssertionError):
        Belief(THREE, np.array(chance))
