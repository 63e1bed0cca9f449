"""Whether the bank has enough items for a blueprint, counted requirement by requirement.

A count that is too small is surely a shortage; that all counts are large enough does not promise an exam, since
requirements may collide: only `assembly` knows, and says which.
"""

from collections.abc import Iterator, Sequence

from grader.errors import Problem, Severity
from grader.model.blueprint import Blueprint, Pool, Quota
from grader.model.item import Item


def in_pool(item: Item, blueprint: Blueprint) -> bool:
    """Whether a blueprint may draw an item."""
    pool: Pool = blueprint.pool
    return (
        item.id not in blueprint.exclude
        and item.status in pool.status
        and pool.part in (None, item.part)
        and (not pool.modules or item.module in pool.modules)
        and (not pool.topics or item.topic in pool.topics)
        and (not pool.tags or not set(pool.tags).isdisjoint(item.tags))
        and set(pool.without_tags).isdisjoint(item.tags)
    )


def counts_for(item: Item, quota: Quota) -> bool:
    """Whether an item is all of what a quota names; an item without facility is in no band."""
    low, high = quota.facility or (0.0, 1.0)
    return (
        quota.type in (None, item.type)
        and quota.module in (None, item.module)
        and quota.topic in (None, item.topic)
        and quota.level in (None, item.level)
        and quota.part in (None, item.part)
        and (quota.tag is None or quota.tag in item.tags)
        and (quota.facility is None or (item.facility is not None and low <= item.facility <= high))
    )


def shortages(items: Sequence[Item], name: str, blueprint: Blueprint) -> Iterator[Problem]:
    """A warning for each requirement of a blueprint for which the bank has too few items."""
    pool = [item for item in items if in_pool(item, blueprint)]
    where = f"exams/{name}.yaml"
    if lack := _lack(len(pool), blueprint.items, blueprint):
        yield Problem(where, f"coverage: {lack} in its pool", _HINT, Severity.WARNING)
    for number, quota in enumerate(blueprint.quotas, 1):
        found = sum(counts_for(item, quota) for item in pool)
        if lack := _lack(found, quota.min, blueprint):
            what = f"coverage: quota {number} ({_named(quota)}): {lack} in the pool"
            yield Problem(where, what, _HINT, Severity.WARNING)


_HINT = "write items, widen the pool, or ask for fewer"


def _lack(found: int, wanted: int, blueprint: Blueprint) -> str:
    """In words, that there are too few for one form, or for all forms with the overlap they may have."""
    shared = blueprint.overlap.forms
    if found < wanted:
        needed = "1 item is" if wanted == 1 else f"{wanted} items are"
        return f"{needed} needed and there {_are(found)}"
    if shared is not None and blueprint.forms > 1 and wanted:
        # two forms with at most `shared` items in common need at least this many between them
        least = 2 * wanted - min(shared, wanted)
        if found < least:
            return f"{least} items are needed for two forms with {shared} in common and there {_are(found)}"
    return ""


def _are(count: int) -> str:
    return "is 1" if count == 1 else f"are {count}"


def _named(quota: Quota) -> str:
    said = quota.model_dump(mode="json", exclude_none=True, exclude={"min", "max"})
    return ", ".join(f"{key} {value}" for key, value in said.items())
