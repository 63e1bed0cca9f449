"""A conflict in words: each requirement with the numbers that make it impossible, and what would do."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from grader.assembly.conflict import Collision, Conflict
from grader.assembly.requirements import Place, Requirement, Rest, Share, Total
from grader.bank.pool import counted, pool_in_words
from grader.errors import Problem
from grader.model.blueprint import Blueprint

_NAMED = 8  # items that a sentence names


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
        case Total(place=("items",) | ("quotas", _, "min"), noun=noun, low=low):
            return f"needs {counted(low or 0, noun)}{_supply(requirement, members, blueprint)}"
        case Total(place=("points",)):
            return f"needs items worth exactly {blueprint.points} points on a form"
        case Total(place=("minutes",)):
            return f"needs items that take at most {blueprint.minutes} minutes together"
        case Total(place=("quotas", _, "max"), noun=noun, high=high, weights=weights):
            others = f"{len(weights)}, and {count - len(weights)} others in the pool"
            return f"allows at most {counted(high or 0, noun)}; the bank has {others}"
        case Total(place=("include", _), noun=noun):
            return f"needs item {noun} on every form"
        case Total(place=("alarms",), noun=noun, weights=weights):
            names = noun.split(", ")
            told = ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if names[_NAMED:] else "")
            return (
                f"avoids {counted(len(weights), 'items')} of which an earlier sitting raised an alarm: {told}"
            )
        case Total(place=("enemies",), noun=noun):
            return f"keeps the enemies {noun} from meeting on a form"
        case Total(noun=noun, high=high, weights=weights):
            common = counted(high or 0, "items")
            return f"allows at most {common} in common with {noun}, which used {len(weights)} of the pool"
        case Rest(since=since, date=date, days=days):
            were = "1 of the pool was" if len(since) == 1 else f"{len(since)} of the pool were"
            return f"lets items rest for {days} days: {were} used since {date}"
        case Share(most=most):
            return f"allows any two of the {blueprint.forms} forms at most {counted(most, 'items')} in common"


def _supply(total: Total, members: Sequence[Requirement], blueprint: Blueprint) -> str:
    """How many forms need so many items, and how many there are, where that is part of the trouble."""
    rest = next((other for other in members if isinstance(other, Rest)), None)
    shared = any(isinstance(other, Share) for other in members)
    fits = [index for index, weight in total.weights.items() if weight]
    shunned = next(
        (other.weights for other in members if other.place == ("alarms",) and isinstance(other, Total)), {}
    )
    left = [index for index in fits if (rest is None or index not in rest.since) and index not in shunned]
    each = f" on each of {blueprint.forms} forms" if shared else ""
    if not shared and len(left) >= (total.low or 0):
        return ""
    since = f" that were not used since {rest.date}" if rest and len(left) < len(fits) else ""
    since += " without an alarm" if shunned else ""
    restricted = pool_in_words(blueprint)
    return f"{each}; the bank has {len(left)}{since}" + (f" ({restricted})" if restricted else "")


def _hint(collision: Collision, blueprint: Blueprint) -> str:
    by = collision.by
    if isinstance(collision.requirement, Total) and not collision.requirement.weights:
        return "there is none: write some, or widen the pool"
    if by is None:
        return "" if collision.enough else _NOT_ENOUGH
    match collision.requirement:
        case Total(place=("items",)):
            return f"items: {collision.reached} would do" if collision.reached else _NOT_ENOUGH
        case Total(place=("points",), unit=unit):
            enough = _plain(collision.reached * unit)
            return f"points: {enough} would do" if collision.reached else _NOT_ENOUGH
        case Total(place=("minutes",), unit=unit):
            return f"minutes: {_plain(blueprint.minutes + by * unit)} would do"
        case Total(place=("quotas", _, "min"), low=low):
            return f"min: {(low or 0) - by} would do"
        case Total(place=("quotas", _, "max"), high=high):
            return f"max: {(high or 0) + by} would do"
        case Total(place=("include", _)):
            return "taking it out of the list would do"
        case Total(place=("alarms",)):
            return "alarms: allow would do, or include those that are sound"
        case Total(place=("enemies",)):
            return "letting them meet would do"
        case Total(high=high):
            return f"overlap: {{past: {(high or 0) + by}}} would do"
        case Rest(days=days):
            return f"cool_off: {days - by} would do"
        case Share(most=most):
            return f"overlap: {{forms: {most + by}}} would do"


_NOT_ENOUGH = "changing this alone is not enough"


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
