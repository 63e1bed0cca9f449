"""The same questions in two sittings: chance and an abler class are no drift, a question that leaked is."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.analysis.drift import CHANGE, LINKS, drifts
from grader.analysis.figures import Figure
from grader.analysis.uses import Spot, Use


def sat(
    year: int, papers: int, won: dict[str, float], *, seed: int = 0, asked: str = "same", waiting: int = 0
) -> list[Use]:
    """A class that answers right or wrong with these chances; each student has one ability for the whole paper."""
    chance = np.random.default_rng([seed, year])
    ability = chance.normal(0, 1, papers)
    uses = []
    for item, share in won.items():
        logit = np.log(share / (1 - share)) * 1.25 + ability
        right = chance.random(papers) < 1 / (1 + np.exp(-logit))
        mean = float(right.mean())
        uses.append(
            Use(
                item_id=item,
                sitting=f"{year}-04-15-test",
                date=dt.date(year, 4, 15),
                spots=(Spot("A", 1),),
                asked=asked,
                printed=asked,
                waiting=waiting,
                by_people=0,
                facility=Figure(mean, None, None, papers),
                square=mean,
            )
        )
    return uses


SHARES = {f"q{n}": 0.35 + 0.05 * n for n in range(10)}


def test_a_question_that_leaked_is_found() -> None:
    """One question of ten became much easier; it alone is told, with the sittings and the class taken into account."""
    leaked = SHARES | {"q1": 0.9}
    (found,) = drifts(sat(2026, 120, SHARES) + sat(2027, 120, leaked))
    assert (found.item_id, found.earlier, found.later) == ("q1", "2026-04-15-test", "2027-04-15-test")
    assert found.links == 9 and found.change > CHANGE
    assert found.now - found.was == pytest.approx(found.change, abs=0.2)


def test_an_abler_class_is_no_drift() -> None:
    """Where everything became easier alike, nothing drifted; without other items to tell, the change is told as it is."""
    better = {item: share + 0.2 for item, share in SHARES.items() if share <= 0.6}
    worse = {item: SHARES[item] for item in better}
    assert len(better) > LINKS
    assert drifts(sat(2026, 200, worse) + sat(2027, 200, better)) == ()
    few = {item: worse[item] for item in list(worse)[:2]}
    found = drifts(sat(2026, 200, few) + sat(2027, 200, {item: better[item] for item in few}))
    assert found and all(one.links == 0 and one.change == one.now - one.was for one in found)


@pytest.mark.parametrize("kind", ["few", "other question", "waits", "small change"])
def test_what_is_not_compared(kind: str) -> None:
    """Fewer than 30 papers, another question under the same id, points that wait, and a change that matters to nobody."""
    before, after = {"q": 0.2}, {"q": 0.8}
    match kind:
        case "few":
            uses = sat(2026, 29, before) + sat(2027, 400, after)
        case "other question":
            uses = sat(2026, 400, before) + sat(2027, 400, after, asked="edited")
        case "waits":
            uses = sat(2026, 400, before, waiting=3) + sat(2027, 400, after)
        case _:
            uses = sat(2026, 90_000, {"q": 0.5}) + sat(2027, 90_000, {"q": 0.6})
    assert drifts(uses) == ()
    assert drifts(sat(2026, 400, before) + sat(2027, 400, after))


def test_clean_sittings_rarely_raise_an_alarm() -> None:
    """Of 300 courses in which nothing drifted at most 2 % are told of a drift, however able their classes are."""
    chance = np.random.default_rng(7)
    raised = 0
    for seed in range(300):
        uses = []
        for year in (2025, 2026, 2027):
            ability = chance.normal(0, 0.3)
            logits = {item: np.log(share / (1 - share)) + ability for item, share in SHARES.items()}
            uses += sat(year, 60, {i: float(1 / (1 + np.exp(-x))) for i, x in logits.items()}, seed=seed)
        raised += bool(drifts(uses))
    assert raised <= 6


@settings(max_examples=50, deadline=None)
@given(st.permutations(range(3)), st.integers(0, 50))
def test_the_order_of_the_sittings_does_not_matter(order: list[int], seed: int) -> None:
    """Later and earlier go by date, not by the order of folders, and a later sitting changes no verdict on earlier ones."""
    years = [
        sat(2025, 60, SHARES, seed=seed),
        sat(2026, 60, SHARES | {"q2": 0.95}, seed=seed),
        sat(2027, 60, SHARES, seed=seed),
    ]
    found = drifts([use for at in order for use in years[at]])
    assert found == drifts(years[0] + years[1] + years[2])
    assert drifts(years[0] + years[1]) == tuple(one for one in found if one.later.startswith("2026"))
