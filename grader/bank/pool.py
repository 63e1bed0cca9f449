"""Which items a blueprint may draw, which of them a quota counts, and both in words.

An item without facility counts 0.6, one without minutes counts 2: the middle of what short tests hold,
so that an item nobody has described neither helps nor hurts. Facilities count to three decimals.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from grader.model.blueprint import Blueprint, Quota
from grader.model.item import BaseItem, Item, Open
from grader.model.kinds import Status
from grader.model.learned import Learned

FACILITY = 600  # thousandths, of an item without facility
MINUTES = Decimal(2)  # of an item without minutes


def facility_of(item: BaseItem) -> int:
    """Expected share of points won, in thousandths."""
    return FACILITY if item.facility is None else round(item.facility * 1000)


def minutes_of(item: BaseItem) -> Decimal:
    """Expected minutes."""
    return MINUTES if item.minutes is None else item.minutes


def as_learned(items: Iterable[Item], learned: Iterable[Learned]) -> tuple[Item, ...]:
    """The items with the facility that their own sittings show, where there were any; for choosing, not for printing."""
    known = {one.item_id: one.facility for one in learned if one.papers}
    return tuple(
        item.model_copy(update={"facility": known[item.id]}) if item.id in known else item for item in items
    )


def why_not(item: BaseItem, blueprint: Blueprint) -> str:
    """What keeps an item out of a blueprint's pool, in words; "" when it may be drawn."""
    pool = blueprint.pool
    if item.id in blueprint.exclude:
        return "it is excluded"
    if item.status not in pool.status:
        return f"its status is {item.status}"
    if isinstance(item, Open) and not item.reference:
        return "it has no reference answer yet"
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
    """The items of a blueprint's pool, by id, so that moving a question between files changes nothing."""
    return tuple(sorted((i for i in items if not why_not(i, blueprint)), key=lambda item: item.id))


def counts_for(item: Item, quota: Quota) -> bool:
    """Whether an item is all of what a quota names; both ends of a band belong to it."""
    low, high = quota.facility or (0.0, 1.0)
    return (
        quota.type in (None, item.type)
        and quota.module in (None, item.module)
        and quota.topic in (None, item.topic)
        and quota.level in (None, item.level)
        and quota.part in (None, item.part)
        and (quota.tag is None or quota.tag in item.tags)
        and round(low * 1000) <= facility_of(item) <= round(high * 1000)
    )


def pool_in_words(blueprint: Blueprint) -> str:
    """What a pool is restricted to: "part first, without tag published"; "" for all that is ready."""
    pool = blueprint.pool
    words = [f"part {pool.part}"] if pool.part else []
    words += [f"modules {', '.join(pool.modules)}"] if pool.modules else []
    words += [f"topics {', '.join(pool.topics)}"] if pool.topics else []
    words += [f"tagged {' or '.join(pool.tags)}"] if pool.tags else []
    words += [f"without tag {' or '.join(pool.without_tags)}"] if pool.without_tags else []
    words += [f"status {' or '.join(pool.status)}"] if pool.status != (Status.READY,) else []
    words += [f"without {', '.join(blueprint.exclude)}"] if blueprint.exclude else []
    return ", ".join(words)


def quota_in_words(quota: Quota) -> str:
    """What a quota counts: "open items on agents of level apply"."""
    words = [f"{quota.type} items" if quota.type else "items"]
    words += [f"on {quota.topic}"] if quota.topic else []
    words += [f"of module {quota.module}"] if quota.module else []
    words += [f"of the {quota.part} part"] if quota.part else []
    words += [f"of level {quota.level}"] if quota.level else []
    words += [f"tagged {quota.tag}"] if quota.tag else []
    words += ["of facility {:g} to {:g}".format(*quota.facility)] if quota.facility else []
    return " ".join(words)


def counted(count: int, noun: str) -> str:
    """A count of items as English has it: "1 open item on agents"."""
    return f"{count} {noun.replace('items', 'item', 1) if count == 1 else noun}"
