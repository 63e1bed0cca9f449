"""Which items of the bank may be drawn, and what an item counts for where its author was silent.

An item without facility counts 0.6, one without minutes counts 2: the middle of what short tests hold,
so that an item nobody has described neither helps nor hurts. Facilities count to three decimals.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal

from grader.errors import Problem
from grader.model.blueprint import Blueprint, Pool
from grader.model.item import BaseItem, Item, Multiple

FACILITY = 600  # thousandths, of an item without facility
MINUTES = Decimal(2)  # of an item without minutes
DECIMALS = 6  # the solver counts in whole numbers, and these must fit into 64 bits
LETTERS = 8  # a to h: more choices cannot be lettered


def facility_of(item: Item) -> int:
    """Expected share of points won, in thousandths."""
    return FACILITY if item.facility is None else round(item.facility * 1000)


def minutes_of(item: Item) -> Decimal:
    """Expected minutes."""
    return MINUTES if item.minutes is None else item.minutes


def decimals(value: Decimal) -> int:
    """How many digits a number has after its point, trailing zeros aside."""
    return max(0, -int(value.normalize().as_tuple().exponent))


def why_not(item: BaseItem, pool: Pool) -> str:
    """What keeps an item out of a pool, in words; "" when it is in."""
    if item.status not in pool.status:
        return f"its status is {item.status}"
    if pool.part is not None and item.part != pool.part:
        return f"its part is {item.part}"
    if pool.modules and item.module not in pool.modules:
        return f"its module is {item.module}"
    if pool.topics and item.topic not in pool.topics:
        return f"its topic is {item.topic}"
    if pool.tags and not set(pool.tags) & set(item.tags):
        return f"it has none of the tags {', '.join(pool.tags)}"
    kept_out = [tag for tag in pool.without_tags if tag in item.tags]
    return f"it has the tag {', '.join(kept_out)}" if kept_out else ""


def draw_from(items: Sequence[Item], blueprint: Blueprint) -> tuple[Item, ...]:
    """The items of the blueprint's pool, by id, so that moving a question between files changes nothing."""
    return tuple(sorted((i for i in items if not why_not(i, blueprint.pool)), key=lambda item: item.id))


def misnamed(
    items: Sequence[Item], blueprint: Blueprint, where: Callable[[tuple[str | int, ...]], str]
) -> tuple[Problem, ...]:
    """What is wrong with the items that a blueprint names, and items that no form can print."""
    known = {item.id: item for item in items}
    problems = []
    for number, id_ in enumerate(blueprint.include):
        line = where(("include", number))
        if id_ not in known:
            problems.append(Problem(line, f"include: the bank has no item {id_}", "correct the id"))
        elif id_ in blueprint.exclude:
            problems.append(Problem(line, f"include: {id_} is excluded as well", "take it out of one list"))
        elif reason := why_not(known[id_], blueprint.pool):
            hint = "widen the pool or take it out of include"
            problems.append(Problem(line, f"include: {id_} is not in the pool: {reason}", hint))
    for number, id_ in enumerate(blueprint.exclude):
        if id_ not in known:
            problems.append(
                Problem(where(("exclude", number)), f"exclude: the bank has no item {id_}", "correct the id")
            )
    for item in draw_from(items, blueprint):
        if isinstance(item, Multiple) and len(item.correct) >= LETTERS:
            what = f"item {item.id} has {len(item.correct)} keys and a form prints at most {LETTERS} choices"
            problems.append(Problem(where(("pool",)), what, "split the item or exclude it"))
        if max(decimals(item.points), decimals(minutes_of(item))) > DECIMALS:
            what = f"item {item.id} has points or minutes with more than {DECIMALS} decimals"
            problems.append(Problem(where(("pool",)), what, "round them"))
    return tuple(problems)
