"""A blueprint as a list of requirements: sums over a form's items within limits, rest, and sharing.

Every requirement can be switched on its own, so that the solver can tell which ones collide, and
can be relaxed on its own, so that we can tell by how much. Items are known by their place in the pool.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from grader.assembly.faults import decimals
from grader.bank.pool import counts_for, minutes_of, quota_in_words
from grader.model.blueprint import Blueprint, PastUse
from grader.model.item import Item

Place = tuple[str | int, ...]  # where in the blueprint's file: ("quotas", 2, "min")


@dataclass(frozen=True, slots=True)
class Total:
    """The weights of a form's items sum to at least `low` and at most `high`."""

    place: Place
    weights: Mapping[int, int]  # by the item's place in the pool; 0 where not named
    low: int | None = None
    high: int | None = None
    unit: Decimal = Decimal(1)  # what a weight of 1 stands for
    noun: str = ""  # "open items on agents"; for an enemy, a past sitting or a named item: its name


@dataclass(frozen=True, slots=True)
class Rest:
    """Items used less than `days` days before are left out."""

    place: Place
    since: Mapping[int, int]  # days since the last use, of the items that must rest
    days: int
    date: dt.date  # items used on it or later must rest


@dataclass(frozen=True, slots=True)
class Share:
    """Any two forms have at most `most` items in common."""

    place: Place
    most: int


Requirement = Total | Rest | Share


def required(
    items: Sequence[Item],
    blueprint: Blueprint,
    *,
    date: dt.date,
    history: Sequence[PastUse],
    alarming: Collection[str] = (),
) -> tuple[Requirement, ...]:
    """Every requirement of a blueprint on a pool, for an exam on a date, after these past sittings.

    `alarming` names the items whose statistics raise an alarm; those that the blueprint includes may be used all the same.
    """
    place = {item.id: index for index, item in enumerate(items)}
    every = dict.fromkeys(range(len(items)), 1)
    listed: list[Requirement] = [
        Total(("items",), every, blueprint.items, blueprint.items, noun="items"),
        _sum(("points",), [item.points for item in items], blueprint.points, exact=True),
        _sum(("minutes",), [minutes_of(item) for item in items], blueprint.minutes, exact=False),
    ]
    for number, quota in enumerate(blueprint.quotas):
        fits = {index: 1 for index, item in enumerate(items) if counts_for(item, quota)}
        noun = quota_in_words(quota)
        if quota.min:
            listed.append(Total(("quotas", number, "min"), fits, low=quota.min, noun=noun))
        if quota.max is not None:
            listed.append(Total(("quotas", number, "max"), fits, high=quota.max, noun=noun))
    for number, id_ in enumerate(blueprint.include):
        listed.append(Total(("include", number), {place[id_]: 1}, low=1, noun=id_))
    listed.extend(
        Total(("enemies",), {place[one]: 1, place[other]: 1}, high=1, noun=f"{one} and {other}")
        for one, other in _enemies(items)
    )
    shunned = {place[i]: 1 for i in sorted(set(alarming) - set(blueprint.include)) if i in place}
    if shunned and blueprint.alarms == "avoid":
        listed.append(Total(("alarms",), shunned, high=0, noun=", ".join(items[at].id for at in shunned)))
    listed.extend(_past(place, blueprint, date, history))
    if blueprint.forms > 1 and blueprint.overlap.forms is not None:
        listed.append(Share(("overlap", "forms"), blueprint.overlap.forms))
    return tuple(listed)


def last_used(history: Sequence[PastUse], date: dt.date) -> dict[str, dt.date]:
    """When each item was last used, up to and on a date."""
    past = sorted((use for use in history if use.date <= date), key=lambda use: use.date)
    return {id_: use.date for use in past for id_ in use.items}


def _past(
    place: Mapping[str, int], blueprint: Blueprint, date: dt.date, history: Sequence[PastUse]
) -> list[Requirement]:
    listed: list[Requirement] = []
    if blueprint.overlap.past is not None:
        for use in sorted(history, key=lambda use: (use.date, use.sitting)):
            used = {place[id_]: 1 for id_ in sorted(set(use.items)) if id_ in place}
            if use.date <= date and used:
                most = blueprint.overlap.past
                listed.append(Total(("overlap", "past"), used, high=most, noun=use.sitting))
    since = {place[id_]: (date - used).days for id_, used in last_used(history, date).items() if id_ in place}
    tired = {index: since[index] for index in sorted(since) if since[index] < blueprint.cool_off}
    if tired:
        first = date - dt.timedelta(days=blueprint.cool_off - 1)
        listed.append(Rest(("cool_off",), tired, blueprint.cool_off, first))
    return listed


def _sum(place: Place, weights: Sequence[Decimal], limit: Decimal, *, exact: bool) -> Total:
    """A sum of decimals as a sum of whole multiples of the smallest unit in use."""
    digits = max(decimals(value) for value in (*weights, limit))
    whole = {index: int(weight.scaleb(digits)) for index, weight in enumerate(weights)}
    high = int(limit.scaleb(digits))
    return Total(place, whole, high if exact else None, high, Decimal(1).scaleb(-digits), noun=str(place[0]))


def _enemies(items: Sequence[Item]) -> list[tuple[str, str]]:
    """Pairs that may not meet; it is enough that one of the two names the other."""
    here = {item.id for item in items}
    pairs = {
        (min(item.id, other), max(item.id, other))
        for item in items
        for other in item.enemies
        if other in here and other != item.id
    }
    return sorted(pairs)
