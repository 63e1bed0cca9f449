"""Why a blueprint is impossible: the requirements that collide, and how far each would have to give way.

The solver names requirements that cannot hold together; leaving out one after the other keeps only
those without which the rest is possible, so a conflict is minimal and proven, never guessed. Then each
of them alone is relaxed as little as the others allow. Several conflicts are found one after the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from grader.assembly.choose import possible
from grader.assembly.program import Group, Program, alike, build, gives, solver
from grader.assembly.requirements import Requirement, Rest, Share, Total

EFFORT = 2.0  # deterministic seconds for each question to the solver


@dataclass(frozen=True)
class Collision:
    """A requirement of a conflict, and by how much it alone must give way."""

    requirement: Requirement
    by: int | None = None  # in the requirement's own unit; none when not found
    reached: int = 0  # what a form's sum then is, where the requirement is a sum
    enough: bool = True  # false when it is proven that this one alone cannot help


Conflict = tuple[Collision, ...]


def conflicts(count: int, requirements: Sequence[Requirement], forms: int) -> tuple[Conflict, ...]:
    """Every independent minimal conflict over a pool of so many items; none when nothing is proven."""
    groups = alike(range(count), requirements)
    singly: list[Group] = [(index,) for index in range(count)]
    # what one form cannot have is told of one form
    found = _minimal_conflicts(groups, [r for r in requirements if not isinstance(r, Share)], 1)
    left = [r for r in requirements if not any(r in conflict for conflict in found)]
    if forms > 1 and not possible(count, left, forms):
        found += _minimal_conflicts(groups, left, forms)
    if not found:  # groups are a relaxation where three forms share items
        found = _minimal_conflicts(singly, requirements, forms)
    explained = []
    for conflict in found:
        others = [r for other in found if other is not conflict for r in other]
        rest = [r for r in requirements if r not in others]
        explained.append(tuple(_gives_way(groups, rest, forms, r) for r in conflict))
    return tuple(explained)


def _minimal_conflicts(
    groups: Sequence[Group], requirements: Sequence[Requirement], forms: int
) -> list[list[Requirement]]:
    left, found = list(requirements), []
    while _impossible(build(groups, left, forms)):
        # where every item is worth one point, points only repeat items: people count items
        plain = [r for r in left if r.place != ("points",)]
        among = plain if _impossible(build(groups, plain, forms)) else left
        conflict = _named_by_solver(groups, among, forms) or among
        for requirement in tuple(conflict):
            without = [r for r in conflict if r is not requirement]
            if _impossible(build(groups, without, forms)):
                conflict = without
        found.append(conflict)
        left = [r for r in left if r not in conflict]
    return found


def _named_by_solver(
    groups: Sequence[Group], requirements: Sequence[Requirement], forms: int
) -> list[Requirement]:
    """Requirements that cannot hold together, not yet the fewest; empty when nothing is proven."""
    program = build(groups, requirements, forms, switched=True)
    asked = solver(effort=EFFORT)
    if asked.status_name(asked.solve(program.model)) != "INFEASIBLE":
        return []
    named = {program.switches[index] for index in asked.sufficient_assumptions_for_infeasibility()}
    return [requirement for number, requirement in enumerate(requirements) if number in named]


def _impossible(program: Program) -> bool:
    asked = solver(effort=EFFORT)
    return bool(asked.status_name(asked.solve(program.model)) == "INFEASIBLE")


def _gives_way(
    groups: Sequence[Group], requirements: Sequence[Requirement], forms: int, relaxed: Requirement
) -> Collision:
    """By how much one requirement alone must give way: the least for one form, if that does for all."""
    count = sum(map(len, groups))
    share = next((r for r in requirements if isinstance(r, Share)), None)
    if share is not relaxed:
        alone = [r for r in requirements if r is not share]
        least = _relax(groups, alone, 1, relaxed)
        if share is None or least.by is None:
            return least
        given = [_given(r, least) if gives(r, relaxed) else r for r in requirements]
        if possible(count, given, forms):
            return least
    if forms > 2 and share is not None and (share.most > 0 or share is relaxed):
        groups = [(index,) for index in range(count)]  # groups of alike items would promise too much
    return _relax(groups, requirements, forms, relaxed)


def _relax(
    groups: Sequence[Group], requirements: Sequence[Requirement], forms: int, relaxed: Requirement
) -> Collision:
    program = build(groups, requirements, forms, relaxed=relaxed)
    program.model.minimize(program.slack)
    asked = solver(effort=EFFORT)
    status = asked.status_name(asked.solve(program.model))
    if status not in ("OPTIMAL", "FEASIBLE"):
        return Collision(relaxed, enough=status != "INFEASIBLE")
    reached = 0
    if isinstance(relaxed, Total):
        taken = zip(program.takes[0], groups, strict=True)
        reached = sum(int(asked.value(take)) * relaxed.weights.get(group[0], 0) for take, group in taken)
    return Collision(relaxed, int(asked.value(program.slack)), reached)


def _given(requirement: Requirement, way: Collision) -> Requirement:
    """The requirement as it is after giving way."""
    by = way.by or 0
    match requirement:
        case Total(low=low, high=high) if low is not None and low == high:
            return replace(requirement, low=way.reached, high=way.reached)
        case Total(low=low, high=high):
            return replace(
                requirement,
                low=None if low is None else low - by,
                high=None if high is None else high + by,
            )
        case Rest(days=days, since=since):
            still = {index: ago for index, ago in since.items() if ago < days - by}
            return replace(requirement, days=days - by, since=still)
        case Share(most=most):
            return replace(requirement, most=most + by)
