"""What makes a blueprint meaningless before any item is chosen: names and numbers, each at its line."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from grader.bank.pool import draw_from, minutes_of, why_not
from grader.errors import Problem
from grader.model.blueprint import Blueprint
from grader.model.item import Item, Multiple

DECIMALS = 6  # the solver counts in whole numbers, and these must fit into 64 bits
LETTERS = 8  # a to h: more choices cannot be lettered


def decimals(value: Decimal) -> int:
    """How many digits a number has after its point, trailing zeros aside."""
    return max(0, -int(value.normalize().as_tuple().exponent))


def faults(
    items: Sequence[Item], blueprint: Blueprint, where: Callable[[tuple[str | int, ...]], str]
) -> tuple[Problem, ...]:
    """What is wrong with the items and numbers that a blueprint names, and items that no form can print."""
    known = {item.id: item for item in items}
    problems = []
    for number, id_ in enumerate(blueprint.include):
        line = where(("include", number))
        if id_ not in known:
            problems.append(Problem(line, f"include: the bank has no item {id_}", "correct the id"))
        elif id_ in blueprint.exclude:
            problems.append(Problem(line, f"include: {id_} is excluded as well", "take it out of one list"))
        elif reason := why_not(known[id_], blueprint):
            hint = "widen the pool or take it out of include"
            problems.append(Problem(line, f"include: {id_} is not in the pool: {reason}", hint))
    for number, id_ in enumerate(blueprint.exclude):
        if id_ not in known:
            line = where(("exclude", number))
            problems.append(Problem(line, f"exclude: the bank has no item {id_}", "correct the id"))
    for key, value in (("points", blueprint.points), ("minutes", blueprint.minutes)):
        if decimals(value) > DECIMALS:
            problems.append(Problem(where((key,)), f"{key} has more than {DECIMALS} decimals", "round it"))
    for item in draw_from(items, blueprint):
        if isinstance(item, Multiple) and len(item.correct) >= LETTERS:
            what = f"item {item.id} has {len(item.correct)} keys and a form prints at most {LETTERS} choices"
            problems.append(Problem(where(("pool",)), what, "split the item or exclude it"))
        if max(decimals(item.points), decimals(minutes_of(item))) > DECIMALS:
            what = f"item {item.id} has points or minutes with more than {DECIMALS} decimals"
            problems.append(Problem(where(("pool",)), what, "round them"))
    return tuple(problems)
