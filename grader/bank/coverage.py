"""Whether the bank has enough items for a blueprint, counted requirement by requirement.

A count that is too small is surely a shortage; that all counts are large enough does not promise an exam, since
requirements may collide: only `assembly` knows, and says which.
"""

from collections.abc import Callable, Iterator, Sequence

from grader.bank.pool import counted, counts_for, draw_from, pool_in_words, quota_in_words
from grader.errors import Problem, Severity
from grader.model.blueprint import Blueprint
from grader.model.item import Item


def shortages(
    items: Sequence[Item], blueprint: Blueprint, where: Callable[[tuple[str | int, ...]], str]
) -> Iterator[Problem]:
    """A warning for each requirement of a blueprint for which the bank has too few items.

    `where` tells the `file:line` of a place in the blueprint.
    """
    pool = draw_from(items, blueprint)
    restricted = pool_in_words(blueprint)
    has = f"its pool ({restricted}) has" if restricted else "the bank has"
    wishes = [(("items",), "items", blueprint.items, len(pool))] + [
        (("quotas", number), quota_in_words(quota), quota.min, sum(counts_for(i, quota) for i in pool))
        for number, quota in enumerate(blueprint.quotas)
    ]
    for place, noun, wanted, found in wishes:
        forms = next((f for f in range(1, blueprint.forms + 1) if _least(wanted, f, blueprint) > found), 0)
        if forms:
            least = _least(wanted, forms, blueprint)
            among = (
                f", {least} for {forms} forms with {blueprint.overlap.forms} in common" if forms > 1 else ""
            )
            what = f"coverage: needs {counted(wanted, noun)}{among}; {has} {found}"
            yield Problem(
                where(place), what, "write items, widen the pool, or ask for fewer", Severity.WARNING
            )


def _least(wanted: int, forms: int, blueprint: Blueprint) -> int:
    """How many items so many forms need between them at the least (Bonferroni's lower bound of a union)."""
    shared = blueprint.overlap.forms
    shared = wanted if shared is None else min(shared, wanted)
    return max(n * wanted - shared * n * (n - 1) // 2 for n in range(1, forms + 1))
