"""A coverage warning is a shortage that assembly would run into, told at its line."""

from assembly_bank import blueprint, item, make
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.bank.coverage import shortages
from grader.model.blueprint import Blueprint
from grader.model.item import Item


def warnings(items: list[Item], recipe: Blueprint) -> list[str]:
    return [str(p) for p in shortages(items, recipe, lambda place: f"b.yaml:{len(place)}")]


def test_too_few_items_are_counted() -> None:
    """Too few in the pool or for a quota are warnings at their place, with the pool's restriction."""
    recipe = blueprint(2, quotas=[{"type": "open", "min": 1}, {"type": "single", "min": 1}])
    hint = " -> write items, widen the pool, or ask for fewer"
    assert warnings([item("a"), item("b", status="draft")], recipe) == [
        "b.yaml:1: warning: coverage: needs 2 items; the bank has 1" + hint,
        "b.yaml:2: warning: coverage: needs 1 open item; the bank has 0" + hint,
    ]
    assert warnings([], blueprint(2, pool={"part": "first"}))[0].startswith(
        "b.yaml:1: warning: coverage: needs 2 items; its pool (part first) has 0"
    )


def test_forms_need_more_than_one() -> None:
    """Forms that share little need more items between them, and the fewest forms that fail are named."""
    bank = [item(f"q{n}") for n in range(11)]
    said = warnings(bank, blueprint(4, forms=6, overlap={"forms": 0}))
    assert said[0].startswith(
        "b.yaml:1: warning: coverage: needs 4 items, 12 for 3 forms with 0 in common; the bank has 11"
    )
    assert warnings(bank, blueprint(4, forms=6)) == []
    assert warnings(bank, blueprint(4, forms=6, overlap={"forms": 2})) == []


@settings(max_examples=60, deadline=None)
@given(
    opens=st.integers(0, 6),
    size=st.integers(1, 5),
    forms=st.integers(1, 4),
    shared=st.integers(0, 5),
    least=st.integers(0, 4),
)
def test_a_warning_is_never_false(opens: int, size: int, forms: int, shared: int, least: int) -> None:
    """Where an exam is found, nothing was said to be missing."""
    from grader.errors import InputError

    bank = [item(f"o{n}", "open") for n in range(opens)] + [item(f"q{n}") for n in range(6)]
    recipe = blueprint(size, forms=forms, overlap={"forms": shared}, quotas=[{"type": "open", "min": least}])
    try:
        make(bank, recipe)
    except InputError:
        return
    assert warnings(bank, recipe) == []
