"""Assembly against trying everything: on tiny banks with every kind of requirement, both find the same."""

import itertools
from decimal import Decimal
from typing import Any

import pytest
from assembly_bank import DATE, blueprint, item, make, used
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import InputError
from grader.model.blueprint import Blueprint, PastUse
from grader.model.item import Item

QUOTAS = ({"type": "open"}, {"topic": "t0"}, {"topic": "t1", "type": "single"}, {"facility": [0.2, 0.6]})


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[Item], Blueprint, list[PastUse]]:
    count = draw(st.integers(4, 7))
    names = [f"q{n}" for n in range(count)]
    bank = [
        item(
            name,
            draw(st.sampled_from(["single", "open"])),
            topic=draw(st.sampled_from(["t0", "t1"])),
            facility=draw(st.none() | st.integers(0, 100).map(lambda n: n / 100)),
            minutes=draw(st.sampled_from([None, "1", "1.5"])),
            points=draw(st.sampled_from(["1", "1", "0.5"])),
            enemies=draw(st.sampled_from([[], [], names[:1], names[-1:]])),
        )
        for name in names
    ]
    size = draw(st.integers(1, 3))
    quotas = []
    for named in draw(st.lists(st.sampled_from(QUOTAS), max_size=2)):
        least = draw(st.integers(0, 2))
        quotas.append({**named, "min": least, "max": least + draw(st.integers(0, 2))})
    recipe: dict[str, Any] = {
        "points": sum(i.points for i in bank[:size]),
        "minutes": draw(st.sampled_from([500, size + 1])),
        "target_facility": draw(st.none() | st.sampled_from([0.3, 0.55, 0.8])),
        "forms": draw(st.integers(1, 3)),
        "overlap": {"forms": draw(st.none() | st.integers(0, size)), "past": draw(st.none() | st.just(1))},
        "cool_off": draw(st.sampled_from([0, 30])),
        "exclude": draw(st.sampled_from([[], names[1:2]])),
        "quotas": quotas,
    }
    past = [
        used(days, *draw(st.sampled_from([names[:2], names[2:4]])), sitting=f"p{days}") for days in (9, 50)
    ]
    return bank, blueprint(size, **recipe), past


def every_form(bank: list[Item], recipe: Blueprint, past: list[PastUse]) -> list[tuple[Item, ...]]:
    """All forms that meet every requirement that one form can meet, written down a second time."""

    def fits(i: Item, quota: Any) -> bool:
        at = 0.6 if i.facility is None else i.facility
        low, high = quota.facility or (0, 1)
        return quota.type in (None, i.type) and quota.topic in (None, i.topic) and low <= at <= high

    def good(form: tuple[Item, ...]) -> bool:
        ids = {i.id for i in form}
        sums = [(sum(fits(i, quota) for i in form), quota) for quota in recipe.quotas]
        shared = [(len(ids & set(use.items)), (DATE - use.date).days) for use in past]
        return (
            sum(i.points for i in form) == recipe.points
            and sum(i.minutes or Decimal(2) for i in form) <= recipe.minutes
            and all(quota.min <= count <= quota.max for count, quota in sums)
            and not any(enemy in ids and enemy != i.id for i in form for enemy in i.enemies)
            and not ids & set(recipe.exclude)
            and not any(count and days < recipe.cool_off for count, days in shared)
            and (recipe.overlap.past is None or all(count <= recipe.overlap.past for count, _ in shared))
        )

    return [form for form in itertools.combinations(bank, recipe.items) if good(form)]


def best(forms: list[tuple[Item, ...]], recipe: Blueprint) -> int | None:
    """The least distance that any choice of forms has, in thousandths of a form's sum; none where there is none."""
    target, most = recipe.target_facility, recipe.overlap.forms
    found = []
    for chosen in itertools.combinations_with_replacement(forms, recipe.forms):
        pairs = itertools.combinations([{i.id for i in form} for form in chosen], 2)
        if most is None or all(len(one & other) <= most for one, other in pairs):
            sums = [sum(600 if i.facility is None else round(i.facility * 1000) for i in f) for f in chosen]
            aim = round((target or 0) * 1000) * recipe.items
            found.append(max(sums) - min(sums) if target is None else max(abs(s - aim) for s in sums))
    return min(found, default=None)


@settings(max_examples=150, deadline=None)
@given(case=cases())
def test_nothing_better_and_nothing_missed(case: tuple[list[Item], Blueprint, list[PastUse]]) -> None:
    """An exam is found exactly when there is one, its optimum is the best of all, and a refusal is proven."""
    bank, recipe, past = case
    expected = best(every_form(bank, recipe, past), recipe)
    if expected is None:
        with pytest.raises(InputError, match="this is proven"):
            make(bank, recipe, history=past)
        return
    solution = make(bank, recipe, history=past).solution
    assert solution.proven
    assert solution.objective == solution.bound == pytest.approx(expected / 1000 / recipe.items, abs=1e-6)
