"""A conflict in words: each requirement with the numbers that make it impossible, and what would do."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from grader.assembly.conflict import Collision, Conflict
from grader.assembly.requirements import Place, Requirement, Rest, Share, Total
from grader.bank.pool import pool_in_words
from grader.errors import Problem
from grader.model.blueprint import Blueprint


def explain(
    conflict: Conflict, blueprint: Blueprint, count: int, where: Callable[[Place], str]
) -> tuple[Problem, ...]:
    """One problem for each requirement of a conflict over a pool of so many items."""
    members = [collision.requirement for collision in conflict]
    return tuple(
        Problem(
            where(collision.requirement.place),
            _sentence(collision.requirement, members, blueprint, count),
            _hint(collision, blueprint),
        )
        for collision in conflict
    )


def _sentence(
    requirement: Requirement, members: Sequence[Requirement], blueprint: Blueprint, count: int
) -> str:
    match requirement:
        case Total(place=("items",)):
            each = _each(members, blueprint)
            return f"needs {blueprint.items} items{each}; {_supply(requirement, members, blueprint)}"
        case Total(place=("points",)):
            return f"needs items worth exactly {blueprint.points} points on a form"
        case Total(place=("minutes",)):
            return f"needs items that take at most {blueprint.minutes} minutes together"
        case Total(place=("quotas", _, "min"), noun=noun, low=low):
            each = _each(members, blueprint)
            return f"needs {low} {noun}{each}; {_supply(requirement, members, blueprint)}"
        case Total(place=("quotas", _, "max"), noun=noun, high=high, weights=weights):
            others = count - len(weights)
            return (
                f"allows at most {high} {noun}; the bank has {len(weights)}, and {others} others in the pool"
            )
        case Total(place=("include", _), noun=noun):
            return f"needs item {noun} on every form"
        case Total(place=("enemies",), noun=noun):
            return f"keeps the enemies {noun} from meeting on a form"
        case Total(noun=noun, high=high, weights=weights):
            return f"allows at most {high} items in common with {noun}, which used {len(weights)} of the pool"
        case Rest(since=since, date=date, days=days):
            return f"lets items rest for {days} days: {len(since)} of the pool were used since {date}"
        case Share(most=most):
            return f"allows the {blueprint.forms} forms at most {most} items in common"


def _supply(total: Total, members: Sequence[Requirement], blueprint: Blueprint) -> str:
    """How many items there are for a requirement, less what others of the same conflict keep out."""
    out: set[int] = set()
    since = ""
    for other in members:
        if isinstance(other, Rest):
            out |= set(other.since)
            since = f" that were not used since {other.date}"
    count = len([index for index, weight in total.weights.items() if weight and index not in out])
    restricted = pool_in_words(blueprint)
    return f"the bank has {count}{since}" + (f" ({restricted})" if restricted else "")


def _each(members: Sequence[Requirement], blueprint: Blueprint) -> str:
    """Say that every form needs so many, where the number of forms is part of the trouble."""
    shared = any(isinstance(member, Share) for member in members)
    return f" on each of {blueprint.forms} forms" if shared else ""


def _hint(collision: Collision, blueprint: Blueprint) -> str:
    by = collision.by
    if by is None:
        return "" if collision.enough else "changing this alone is not enough"
    match collision.requirement:
        case Total(place=("items",)):
            return f"items: {collision.reached} would do"
        case Total(place=("points",), unit=unit):
            return f"points: {_plain(collision.reached * unit)} would do"
        case Total(place=("minutes",), unit=unit):
            return f"minutes: {_plain(blueprint.minutes + by * unit)} would do"
        case Total(place=("quotas", _, "min"), low=low):
            return f"min: {(low or 0) - by} would do"
        case Total(place=("quotas", _, "max"), high=high):
            return f"max: {(high or 0) + by} would do"
        case Total(place=("include", _)):
            return "taking it out of the list would do"
        case Total(place=("enemies",)):
            return "letting them meet would do"
        case Total(high=high):
            return f"past: {(high or 0) + by} would do"
        case Rest(days=days):
            return f"cool_off: {days - by} would do"
        case Share(most=most):
            return f"forms: {most + by} would do"


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
