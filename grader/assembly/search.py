"""One search with CP-SAT: from a list of items and requirements to forms, wish after wish.

First the worst distance of a form's mean facility from the target, then the spread between the forms,
then items that were not used lately; each is made as small as the ones before it allow.
"""

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.assembly.chance import rank
from grader.assembly.program import EFFORT, Program, build, solver
from grader.assembly.requirements import Requirement


@dataclass(frozen=True)
class Goal:
    """What is wished for beside what is required."""

    size: int  # items of a form
    facility: Sequence[int]  # of every item in the pool, in thousandths
    target: int | None  # sum of a form's facilities, in thousandths
    worn: Mapping[int, int]  # by the item's place: how unwelcome its reuse is, 1 and up
    names: Sequence[str]  # the items' ids: chance goes by them
    seed: int


@dataclass(frozen=True)
class Found:
    """Places in the pool for each form, the distance reached, and the least one possible (thousandths)."""

    forms: tuple[tuple[int, ...], ...]
    distance: int
    bound: int


def measure(forms: Sequence[Sequence[int]], goal: Goal) -> int:
    """The worst distance of a form from the target, or from another form where there is no target."""
    sums = [sum(goal.facility[index] for index in form) for form in forms]
    if goal.target is None:
        return max(sums) - min(sums)
    return max(abs(amount - goal.target) for amount in sums)


def search(
    pool: Sequence[int],
    requirements: Sequence[Requirement],
    forms: int,
    goal: Goal,
    *,
    effort: float = EFFORT,
    start: Sequence[Sequence[int]] = (),
) -> Found | None:
    """Choose each form's items from these places; none when impossible or not found within the effort."""
    # the solver prefers early variables, so their order is one place where the seed comes in
    order = sorted(pool, key=lambda index: rank(goal.seed, "search", goal.names[index]))
    program = build([(index,) for index in order], requirements, forms)
    distance, *later = wishes(program, order, goal)
    hint = [[int(index in set(form)) for index in order] for form in start]
    reached = _least(program, distance, goal.seed, effort, hint)
    if reached is None:
        return None
    takes, least, bound = reached
    program.model.add(distance <= least)
    for wish in later:
        reached = _least(program, wish, goal.seed, effort / 4, takes)
        if reached is not None:
            takes, value, _ = reached
            program.model.add(wish <= value)
    chosen = (tuple(sorted(i for i, taken in zip(order, form, strict=True) if taken)) for form in takes)
    return Found(tuple(chosen), least, bound)


def wishes(program: Program, order: Sequence[int], goal: Goal) -> list[Any]:
    """Variables to be made small, the most important first: distance, spread, wear."""
    model, forms = program.model, program.takes
    sums = [sum(take * goal.facility[i] for take, i in zip(form, order, strict=True)) for form in forms]
    wished = []
    if goal.target is not None:
        distance = model.new_int_var(0, 1000 * goal.size, "distance")
        for amount in sums:
            model.add(amount - goal.target <= distance)
            model.add(goal.target - amount <= distance)
        wished.append(distance)
    if goal.target is None or len(forms) > 1:
        spread = model.new_int_var(0, 1000 * goal.size, "spread")
        for one, other in itertools.permutations(sums, 2):
            model.add(one - other <= spread)
        wished.append(spread)
    used = [
        take * goal.worn[index] for form in forms for take, index in zip(form, order, strict=True)
        if index in goal.worn
    ]  # fmt: skip
    if used:
        wear = model.new_int_var(0, len(used) * max(goal.worn.values()), "wear")
        model.add(sum(used) <= wear)
        wished.append(wear)
    return wished


def _least(
    program: Program, wish: Any, seed: int, effort: float, hint: Sequence[Sequence[int]]
) -> tuple[list[list[int]], int, int] | None:
    """What each form takes, the wish's least value found, and its bound; none when nothing was found."""
    from ortools.sat.python import cp_model

    model = program.model
    model.minimize(wish)
    model.clear_hints()
    for form, values in zip(program.takes, hint, strict=False):
        for take, value in zip(form, values, strict=True):
            model.add_hint(take, value)
    found = solver(seed, effort)
    if found.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    takes = [[found.value(take) for take in form] for form in program.takes]
    return takes, found.value(wish), math.ceil(found.best_objective_bound - 1e-6)
