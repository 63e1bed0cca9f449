"""Triage: what is promised holds, what is not known is not claimed, and reading by hand makes totals exact."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit, logit

from grader.scoring.openended.triage import (
    PRUDENCE,
    Calibration,
    calibrate,
    calibration_error,
    promised,
    readings,
    reliability,
)

CHANCES = st.lists(st.floats(0, 1), min_size=1, max_size=40)


@given(CHANCES, st.floats(0.05, 0.95))
def test_as_many_are_promised_as_the_promise_allows(chances: list[float], promise: float) -> None:
    """The mean chance of the chosen keeps the promise, and one more, the next surest, would break it."""
    chance = np.array(chances)
    chosen = promised(chance, np.zeros(len(chance)), promise, 1.0)
    if chosen.any():
        assert chance[chosen].mean() >= promise - 1e-6
        assert chance[chosen].min() >= chance[~chosen].max(initial=0)
    if not chosen.all():
        rest = np.sort(chance[~chosen])[::-1]
        assert np.append(chance[chosen], rest[0]).mean() < 1 - PRUDENCE * (1 - promise)


def test_far_off_suggestions_are_kept_out() -> None:
    """Of two answers as likely to be right, the one that may be grossly wrong is not promised."""
    chance, gross = np.array([0.95, 0.95]), np.array([0.04, 0.0])
    assert promised(chance, gross, 0.9, 0.015).tolist() == [False, True]


def test_nothing_is_promised_where_nothing_is_sure() -> None:
    """The machine abstains from every answer, and from none of no answers."""
    assert not promised(np.array([0.5, 0.89]), np.zeros(2), 0.9, 1).any()
    assert promised(np.array([]), np.array([]), 0.9, 1).shape == (0,)


def test_without_decisions_a_little_less_is_claimed_than_said() -> None:
    """A correction needs something to learn from; until then the surest are trusted somewhat less."""
    said = np.array([0.2, 0.5, 0.9])
    nothing = np.array([])
    none = nothing.astype(bool)
    assert calibrate(nothing, none, nothing, none, nothing, nothing) == Calibration()
    low, middle, high = Calibration().right.chance(said)
    assert 0.2 < low < middle == 0.5 < high < 0.9
    assert Calibration().far.chance(np.array([0.01]))[0] > 0.01


def test_decisions_correct_what_is_said() -> None:
    """Of 400 answers said too surely the truth is found again; three answers change little."""
    random = np.random.default_rng(3)
    said = random.uniform(0.3, 0.99, 400)
    true = expit(-0.8 + 0.7 * logit(said))
    right = random.random(400) < true
    found = calibrate(said, right, 1 - said, ~right, np.zeros(400), np.ones(400))
    before, after = (calibration_error(reliability(s, right)) for s in (said, found.right.chance(said)))
    assert after < before / 2
    assert found.far.chance(1 - said) == pytest.approx(1 - found.right.chance(said))
    assert found.widen < 0.2
    wrong, three = np.zeros(3, dtype=bool), np.ones(3)
    few = calibrate(said[:3], wrong, 1 - said[:3], ~wrong, three, three)
    assert 0.7 < few.right.chance(np.array([0.9]))[0] < Calibration().right.chance(np.array([0.9]))[0]
    assert few.far.chance(np.array([0.01]))[0] > Calibration().far.chance(np.array([0.01]))[0]


def test_a_reliability_table_says_what_was_said_and_what_was_true() -> None:
    """Parts go from least to most sure; the expected calibration error weighs them."""
    said = np.array([0.5] * 5 + [0.9] * 15)
    right = np.array([False] * 5 + [True] * 15)
    parts = reliability(said, right, parts=4)
    assert [(p.answers, p.said, p.true) for p in parts] == [(5, 0.5, 0.0)] + [
        (5, pytest.approx(0.9), 1.0)
    ] * 3
    assert calibration_error(parts) == pytest.approx((5 * 0.5 + 15 * 0.1) / 20)
    assert reliability(np.array([]), np.array([], bool)) == ()


def test_reading_by_hand_makes_totals_better_until_they_are_exact() -> None:
    """The widest doubt is read first; a paper without doubt counts as exact."""
    found = readings(np.array([0.5, 1.0]), [1, 2], [1, 2, 3])
    assert [f.read for f in found] == [0, 1, 2]
    assert found[0].error == pytest.approx(np.sqrt(2 / np.pi) * 1.5 / 3)
    assert found[1].error == pytest.approx(np.sqrt(2 / np.pi) * 0.5 / 3, abs=1e-5)
    assert found[0].within_a_point == pytest.approx((0.9545 + 0.6827 + 1) / 3, abs=1e-4)
    assert (found[2].error < 1e-5, found[2].within_a_point) == (True, 1.0)
