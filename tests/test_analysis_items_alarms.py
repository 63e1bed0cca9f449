"""Alarms about single items and pairs: how many papers it takes, and what is no reason."""

from dataclasses import replace

import numpy as np
import pytest

from grader.analysis.distractors import untaken
from grader.analysis.ends import all_alike, fewest
from grader.analysis.judged import Judged
from grader.analysis.options import OptionStatistics
from grader.analysis.papers import Papers
from grader.analysis.twins import twins


def option(wrong: int, *, chosen: int = 0, key: bool = False) -> OptionStatistics:
    """One of three distractors of an item that so many papers answered wrong."""
    return OptionStatistics(
        "q", "text", key, chosen, 200, None, even=wrong / 3, unseen=wrong * float(np.log1p(-0.5 / 3))
    )


def test_that_nobody_errs_says_nothing_of_a_distractor() -> None:
    """With three distractors in the exam it takes 32 wrong answers; one that is taken once is left in peace."""
    three = [option(32), option(32, chosen=10), option(32, chosen=22), option(0, chosen=168, key=True)]
    assert [one.option for one in untaken(three)] == [three[0]]
    assert untaken([option(31), *three[1:]]) == ()
    assert untaken([replace(three[0], chosen=1), *three[1:]]) == ()
    assert untaken([]) == ()


def table(share: np.ndarray) -> Papers:
    """Papers of items that are worth a point."""
    n, k = share.shape
    blank, items = np.zeros_like(share), tuple(f"q{at}" for at in range(k))
    return Papers(tuple(range(n)), items, share, np.ones(k), share, blank, np.ones(n, dtype=np.bool_))


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_items_that_all_or_none_get(value: float) -> None:
    """From the number of papers on at which chance would be rare, and not one paper before."""
    random = np.random.default_rng(0)
    for papers, raised in ((fewest(4), 1), (fewest(4) - 1, 0)):
        share = (random.random((papers, 4)) < 0.5).astype(float)
        share[:, 2] = value
        found = all_alike(table(share))
        assert [(one.item_id, one.everybody) for one in found] == [("q2", value == 1)] * raised
    assert fewest(30) == 83


def test_ability_alone_makes_no_twins() -> None:
    """Items that measure one thing well go together because of it, and are not named; a copy of one is."""
    random = np.random.default_rng(1)
    ability = random.normal(0, 1, (400, 1))
    share = (ability + random.normal(0, 0.8, (400, 8)) > random.normal(0, 0.5, 8)).astype(float)
    assert twins(table(share)) == ()
    share[:, 5] = np.where(random.random(400) < 0.95, share[:, 2], share[:, 5])
    assert [one.items for one in twins(table(share))] == [("q2", "q5")]


def test_one_harsh_person_makes_no_twins() -> None:
    """Two open items that the same people judged, one of them harshly, are not alike because of it."""
    random = np.random.default_rng(2)
    share = (random.normal(0, 1, (300, 1)) + random.normal(0, 1, (300, 8)) > 0).astype(float)
    harsh = np.arange(300) % 2 == 0
    share[:, :2] = random.uniform(0, 1, (300, 2)) * np.where(harsh, 0.2, 1)[:, None]
    people = [
        Judged(n, f"q{item}", "ada" if harsh[n] else "bob", float(share[n, item]))
        for n in range(300)
        for item in range(2)
    ]
    assert [one.items for one in twins(table(share))] == [("q0", "q1")]
    assert twins(table(share), people) == ()
