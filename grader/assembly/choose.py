"""Which items go on which form: the best choice that the requirements allow, and how good it is.

Forms are filled one after the other, each from a seeded sample of what is left (a sample of a large
pool holds the target as well as the pool does, and a distance of 0 needs no other proof). What the
sample cannot do is tried with more, in the end with all that is left; where an early form would take what a later one needs,
a plan over groups of alike items reserves it; and where this is not enough, or the distance is not 0,
one search over all forms and all items starts from the best so far. So shrinking never makes an exam
impossible, and the bound is always one over the whole pool.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from grader.assembly.chance import rank
from grader.assembly.program import alike, build, solver
from grader.assembly.requirements import Requirement, Rest, Share, Total
from grader.assembly.search import Found, Goal, measure, search

ROOMY = 6  # a sample has this many items for every place on a form
WIDE = 3  # and of every requirement's items this many times its lower limit


@dataclass(frozen=True)
class Choice:
    """Places in the pool for each form; distances are sums over a form, in thousandths."""

    forms: tuple[tuple[int, ...], ...]
    distance: int
    bound: int
    considered: int  # items that a search saw


def choose(requirements: Sequence[Requirement], forms: int, goal: Goal) -> Choice | None:
    """Choose the items of each form; none when it is impossible or not found within the effort."""
    free = may_be_drawn(range(len(goal.facility)), requirements)
    share = next((r for r in requirements if isinstance(r, Share)), None)
    if share is None or share.most >= goal.size:  # the best form is as good as any: all forms are that one
        found, seen = _one_form(free, requirements, goal)
        return None if found is None else Choice(found.forms * forms, found.distance, found.bound, seen)
    found, seen = _one_by_one(free, requirements, forms, goal, share, [()] * forms)
    if found is None:
        alone = [r for r in requirements if r is not share]
        if plan(free, alone, 1, goal) is None:
            return None
        reserved = plan(free, [*alone, replace(share, most=0)], forms, goal)
        if reserved is not None:
            found, seen = _one_by_one(free, requirements, forms, goal, share, reserved)
        elif share.most == 0 or plan(free, requirements, forms, goal) is None:
            return None
    if found is None or found.distance > found.bound:
        start = found.forms if found else ()
        joint, seen = search(free, requirements, forms, goal, start=start), len(free)
        if joint is not None and (found is None or joint.distance <= found.distance):
            found = replace(joint, bound=max(joint.bound, found.bound if found else 0))
    return None if found is None else Choice(found.forms, found.distance, found.bound, seen)


def possible(count: int, requirements: Sequence[Requirement], forms: int) -> bool:
    """Whether forms are found over a pool of so many items; false proves nothing."""
    size = max([r.most + 1 for r in requirements if isinstance(r, Share)], default=1)
    for requirement in requirements:
        if isinstance(requirement, Total) and requirement.place == ("items",):
            size = requirement.low or size
    names = [str(index) for index in range(count)]
    return choose(requirements, forms, Goal(size, [0] * count, None, {}, names, 0)) is not None


def may_be_drawn(indices: Sequence[int], requirements: Sequence[Requirement]) -> list[int]:
    """Leave out what no form can hold: excluded items, and items that must rest."""
    out: set[int] = set()
    for requirement in requirements:
        if isinstance(requirement, Rest):
            out.update(requirement.since)
        elif isinstance(requirement, Total) and requirement.high == 0:
            out.update(index for index, weight in requirement.weights.items() if weight)
    return [index for index in indices if index not in out]


def shrink(pool: Sequence[int], requirements: Sequence[Requirement], goal: Goal) -> list[int]:
    """A seeded sample with plenty for every lower limit; fresh items come before used ones."""
    order = sorted(pool, key=lambda i: (goal.worn.get(i, 0), rank(goal.seed, "sample", goal.names[i])))
    kept = set(order[: ROOMY * goal.size])
    for requirement in requirements:
        if isinstance(requirement, Total) and requirement.low is not None:
            fits = [index for index in order if requirement.weights.get(index, 0)]
            kept.update(fits[: WIDE * min(requirement.low, goal.size)])
    return sorted(kept)


def plan(
    free: Sequence[int], requirements: Sequence[Requirement], forms: int, goal: Goal
) -> list[tuple[int, ...]] | None:
    """Items for each form that meet the requirements; none when there are not enough.

    Where forms may share items the lists may be too short: then only the plan's existence counts.
    """
    from ortools.sat.python import cp_model

    groups = alike(free, requirements)
    program = build(groups, requirements, forms)
    found = solver(goal.seed)
    if found.solve(program.model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    left = [sorted(group, key=lambda i: rank(goal.seed, "plan", goal.names[i])) for group in groups]
    return [
        tuple(
            members.pop()
            for members, take in zip(left, form, strict=True)
            for _ in range(min(found.value(take), len(members)))
        )
        for form in program.takes
    ]


def _one_by_one(
    free: Sequence[int],
    requirements: Sequence[Requirement],
    forms: int,
    goal: Goal,
    share: Share,
    reserved: Sequence[tuple[int, ...]],
) -> tuple[Found | None, int]:
    """Fill the forms in turn from what the earlier ones left and the later ones have not reserved."""
    chosen: list[tuple[int, ...]] = []
    bound, seen = 0, 0
    aim = goal
    for number in range(forms):
        limits = [Total(share.place, dict.fromkeys(form, 1), high=share.most) for form in chosen]
        kept = {index for later in reserved[number + 1 :] for index in later}
        left = may_be_drawn([index for index in free if index not in kept], limits)
        found, saw = _one_form(left, [*requirements, *limits], aim)
        if found is None:
            return None, seen
        if not chosen:
            bound = found.bound if len(left) == len(free) else 0
            if goal.target is None:  # then the first form sets it
                aim = replace(goal, target=sum(goal.facility[index] for index in found.forms[0]))
        chosen.append(found.forms[0])
        seen = max(seen, saw)
    return Found(tuple(chosen), measure(chosen, goal), bound), seen


def _one_form(
    pool: Sequence[int], requirements: Sequence[Requirement], goal: Goal
) -> tuple[Found | None, int]:
    """The best form from a pool, and how many items were looked at."""
    sample = shrink(pool, requirements, goal)
    found = search(sample, requirements, 1, goal)
    if found is None and len(sample) < len(pool):
        sample = sorted({*sample, *_lightest(pool, requirements, goal)})
        found = search(sample, requirements, 1, goal)
    if found is None and len(sample) < len(pool):
        planned = plan(pool, requirements, 1, goal)
        if planned is None:
            return None, len(pool)
        sample = sorted({*sample, *planned[0]})
        found = search(sample, requirements, 1, goal, start=planned)
    if len(sample) < len(pool) and found is not None and found.distance > 0:
        sample = sorted({*sample, *_nearest(pool, requirements, goal, found)})
        found = search(sample, requirements, 1, goal, start=found.forms) or found
    if len(sample) == len(pool) or (found is not None and found.distance == 0):
        return found, len(sample)
    full = search(pool, requirements, 1, goal, start=found.forms if found else ())
    if found is None or (full is not None and full.distance <= found.distance):
        return full, len(pool)
    return replace(found, bound=full.bound if full else 0), len(pool)


def _lightest(pool: Sequence[int], requirements: Sequence[Requirement], goal: Goal) -> list[int]:
    """The items that weigh least on each upper limit of a weighted sum, such as the minutes."""
    kept: list[int] = []
    for total in requirements:
        if isinstance(total, Total) and total.low is None and max(total.weights.values(), default=0) > 1:
            heavy = sorted((total.weights.get(index, 0), index) for index in pool)
            kept += [index for _, index in heavy[: WIDE * goal.size]]
    return kept


def _nearest(pool: Sequence[int], requirements: Sequence[Requirement], goal: Goal, found: Found) -> list[int]:
    """The easiest items for every lower limit where forms are too hard for the target, else the hardest."""
    short = (goal.target or 0) - sum(goal.facility[index] for index in found.forms[0])
    order = sorted(pool, key=lambda index: -goal.facility[index] if short > 0 else goal.facility[index])
    kept: list[int] = []
    for total in requirements:
        if isinstance(total, Total) and total.low is not None:
            fits = [index for index in order if total.weights.get(index, 0)]
            kept += fits[: WIDE * min(total.low, goal.size)]
    return kept
