"""Requirements as a constraint program for CP-SAT, over groups of items that nothing tells apart.

A variable says how many items of a group a form takes. With groups of one it chooses items; with
items grouped by what the requirements see of them, ten thousand items become a few hundred numbers,
which is why an impossible blueprint is proven so in a moment. For three or more forms that share
some items the grouped program is a relaxation: impossible there is impossible, possible there may not be.
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.assembly.requirements import Requirement, Rest, Share, Total

Group = tuple[int, ...]  # places in the pool of items that are alike
EFFORT = 8.0  # CP-SAT's deterministic seconds: a count of steps, the same on every machine


@dataclass(frozen=True)
class Program:
    """A CP-SAT model, its variables, and the switches and the slack that were asked for."""

    model: Any
    takes: list[list[Any]]  # takes[form][group]: items taken from the group
    switches: Mapping[int, Any]  # by the variable's index: the requirement's place in the list
    slack: Any = None


def alike(indices: Iterable[int], requirements: Sequence[Requirement]) -> list[Group]:
    """Group the items that have the same weight in every requirement."""
    seen: dict[int, list[tuple[int, int]]] = {index: [] for index in indices}
    for number, requirement in enumerate(requirements):
        for index, weight in _weights(requirement).items():
            if index in seen:
                seen[index].append((number, weight))
    groups: dict[tuple[tuple[int, int], ...], list[int]] = {}
    for index, signature in seen.items():
        groups.setdefault(tuple(signature), []).append(index)
    return [tuple(members) for members in groups.values()]


def build(
    groups: Sequence[Group],
    requirements: Sequence[Requirement],
    forms: int,
    *,
    switched: bool = False,
    relaxed: Requirement | None = None,
) -> Program:
    """Write the program; `switched` gives every requirement a switch, `relaxed` gives one of them slack."""
    from ortools.sat.python import cp_model

    model: Any = cp_model.CpModel()
    takes = [
        [model.new_bool_var("") if len(g) == 1 else model.new_int_var(0, len(g), "") for g in groups]
        for _ in range(forms)
    ]
    at = {group[0]: number for number, group in enumerate(groups)}  # one member speaks for its group
    slack = None if relaxed is None else model.new_int_var(0, 10**12, "")
    switches = {}
    for number, requirement in enumerate(requirements):
        stretch: Any = slack if relaxed is not None and gives(requirement, relaxed) else 0
        for constraint in _constraints(model, groups, at, takes, requirement, stretch):
            if switched:
                if number not in switches:
                    switches[number] = model.new_bool_var("")
                constraint.only_enforce_if(switches[number])
    model.add_assumptions(list(switches.values()))
    return Program(model, takes, {switch.index: number for number, switch in switches.items()}, slack)


def gives(requirement: Requirement, relaxed: Requirement) -> bool:
    """Whether a requirement gives way with another: one number limits the overlap with every past sitting."""
    return requirement is relaxed or requirement.place == relaxed.place == ("overlap", "past")


def solver(seed: int = 0, effort: float = EFFORT) -> Any:
    """A CP-SAT solver that does the same on every run: one worker, a seed, and a limit that is not a clock."""
    from ortools.sat.python import cp_model

    made: Any = cp_model.CpSolver()
    made.parameters.num_workers = 1
    made.parameters.linearization_level = 2  # sums are proven impossible or best by their linear relaxation
    made.parameters.random_seed = seed
    made.parameters.max_deterministic_time = effort
    return made


def _constraints(
    model: Any,
    groups: Sequence[Group],
    at: Mapping[int, int],
    takes: list[list[Any]],
    requirement: Requirement,
    stretch: Any,
) -> list[Any]:
    match requirement:
        case Total():
            made = [c for form in takes for c in _total(model, at, form, requirement, stretch)]
            if requirement.low == requirement.high and not isinstance(stretch, int):
                # what gives way is one number in the blueprint, so it gives way alike on every form
                first, *others = [_amount(at, form, requirement) for form in takes]
                made += [model.add(first == other) for other in others]
            return made
        case Rest():
            return [c for form in takes for c in _rest(model, groups, form, requirement, stretch)]
        case Share():
            return _share(model, groups, takes, requirement, stretch)


def _total(model: Any, at: Mapping[int, int], form: list[Any], total: Total, stretch: Any) -> list[Any]:
    amount = _amount(at, form, total)
    made = []
    if total.low is not None:
        made.append(_at_least(model, amount + stretch, total.low))
    if total.high is not None:
        made.append(_at_least(model, stretch - amount, -total.high))
    return made


def _amount(at: Mapping[int, int], form: list[Any], total: Total) -> Any:
    terms = [(form[at[index]], weight) for index, weight in total.weights.items() if weight and index in at]
    return sum(take * weight for take, weight in terms)


def _at_least(model: Any, amount: Any, low: int) -> Any:
    """A constraint that may be a constant, which CP-SAT's own operators refuse."""
    if isinstance(amount, int):
        return model.add_bool_or([]) if amount < low else model.add_bool_or([model.new_constant(1)])
    return model.add(amount >= low)


def _rest(model: Any, groups: Sequence[Group], form: list[Any], rest: Rest, stretch: Any) -> list[Any]:
    made = []
    for take, group in zip(form, groups, strict=True):
        if group[0] in rest.since:
            if isinstance(stretch, int):
                made.append(model.add(take == 0))
            else:
                used = model.new_bool_var("")
                made.append(model.add(take <= len(group) * used))
                made.append(model.add(stretch >= (rest.days - rest.since[group[0]]) * used))
    return made


def _share(
    model: Any, groups: Sequence[Group], takes: list[list[Any]], share: Share, stretch: Any
) -> list[Any]:
    if share.most == 0 and isinstance(stretch, int):
        return [
            model.add(sum(column) <= len(group))
            for column, group in zip(zip(*takes, strict=True), groups, strict=True)
        ]
    made = []
    for one, other in itertools.combinations(takes, 2):
        common = []
        for left, right, group in zip(one, other, groups, strict=True):
            both = model.new_int_var(0, len(group), "")
            made.append(model.add(both >= left + right - len(group)))
            common.append(both)
        made.append(model.add(sum(common) <= share.most + stretch))
    return made


def _weights(requirement: Requirement) -> Mapping[int, int]:
    match requirement:
        case Total():
            return requirement.weights
        case Rest():
            return requirement.since
        case Share():
            return {}
