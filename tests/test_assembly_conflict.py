"""An impossible blueprint is explained by the requirements that collide, with numbers that are true."""

import time

import pytest
from assembly_bank import blueprint, item, refusal, used
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.assembly import assemble
from grader.errors import InputError

OPEN = [item(f"open-{n}", "open", topic="agents") for n in range(4)]
CLOSED = [item(f"closed-{n}") for n in range(20)]


def test_rest_and_quota() -> None:
    """The message of the issue, word for word: how many are needed, how many there are, since when."""
    history = [used(64, "open-0", "open-1")]
    recipe = blueprint(10, quotas=[{"type": "open", "topic": "agents", "min": 4}], cool_off=65)
    assert refusal(OPEN + CLOSED, recipe, history) == [
        "exams/test.yaml: needs 4 open items on agents; the bank has 2 that were not used since 2026-02-10"
        " -> min: 2 would do",
        "exams/test.yaml: lets items rest for 65 days: 2 of the pool were used since 2026-02-10"
        " -> cool_off: 64 would do",
        "exams/test.yaml is impossible with the 24 items of the pool: this is proven"
        " -> these requirements collide; each line says what would do while the others stay",
    ]


def test_too_few_in_the_bank() -> None:
    """A quota that no bank of this size can meet is named alone."""
    recipe = blueprint(10, quotas=[{"type": "open", "min": 6}])
    assert refusal(OPEN + CLOSED, recipe)[0] == (
        "exams/test.yaml: needs 6 open items; the bank has 4 -> min: 4 would do"
    )


def test_empty_bank() -> None:
    """A bank without a single item is told like any other shortage, also for forms that share nothing."""
    recipe = blueprint(3, forms=2, overlap={"forms": 0}, quotas=[{"type": "open", "min": 1}])
    lines = refusal([], recipe)
    assert lines[0].startswith("exams/test.yaml: needs 3 items; the bank has 0")
    assert any(line.startswith("exams/test.yaml: needs 1 open item; the bank has 0") for line in lines)
    assert "impossible with the 0 items of the pool: this is proven" in lines[-1]


def test_three_forms_that_share_some() -> None:
    """Where pairs of three forms could share but all three cannot, the proof goes item by item."""
    lines = refusal([item(f"q{n}") for n in range(4)], blueprint(3, forms=3, overlap={"forms": 1}))
    assert (
        "exams/test.yaml: allows any two of the 3 forms at most 1 item in common -> overlap: {forms: 2} would do"
        in lines
    )


def test_pool_too_small() -> None:
    """The pool's restriction is said with the number of items that it leaves."""
    recipe = blueprint(10, points=10, pool={"without_tags": ["published"], "part": "first"})
    lines = refusal([item(f"q{n}") for n in range(7)], recipe)
    assert (
        "needs 10 items; the bank has 7 (part first, without tag published) -> items: 7 would do" in lines[0]
    )


def test_forms_that_share_too_little() -> None:
    """Where forms compete for the same items, the number of forms is part of the story."""
    recipe = blueprint(5, forms=3, overlap={"forms": 0}, quotas=[{"type": "open", "min": 2}])
    assert refusal(OPEN + CLOSED, recipe)[:2] == [
        "exams/test.yaml: needs 2 open items on each of 3 forms; the bank has 4 -> min: 1 would do",
        "exams/test.yaml: allows any two of the 3 forms at most 0 items in common"
        " -> overlap: {forms: 1} would do",
    ]


def test_minutes() -> None:
    """Time that is too short is told with the time that would do."""
    lines = refusal([item(f"q{n}", minutes="2.5") for n in range(9)], blueprint(8, minutes=15))
    assert any("at most 15 minutes together -> minutes: 20 would do" in line for line in lines)


def test_points() -> None:
    """Points that no choice sums up to are told with the nearest sum."""
    lines = refusal([item(f"q{n}", points="1.5") for n in range(9)], blueprint(4, points=5))
    assert any("worth exactly 5 points on a form -> points: 6 would do" in line for line in lines)


def test_enemies() -> None:
    """Enemies that are both demanded are named."""
    pair = [item("q-one", enemies=["q-two"]), item("q-two")]
    lines = refusal([*pair, *CLOSED], blueprint(5, include=["q-one", "q-two"]))
    assert any("keeps the enemies q-one and q-two from meeting on a form" in line for line in lines)
    assert len(lines) == 4


def test_past_sitting() -> None:
    """A limit to what a form shares with one earlier sitting is told with the sitting's name."""
    history = [used(400, *(f"q{n}" for n in range(8)), sitting="2025-01-10-test")]
    lines = refusal([item(f"q{n}") for n in range(10)], blueprint(6, overlap={"past": 3}), history)
    assert (
        "exams/test.yaml: allows at most 3 items in common with 2025-01-10-test, which used 8 of the pool"
        " -> overlap: {past: 4} would do"
    ) in lines


def test_two_conflicts_at_once() -> None:
    """Independent conflicts are all told in one run."""
    quotas = [{"type": "numeric", "min": 1}, {"type": "open", "min": 5}]
    lines = refusal(OPEN + CLOSED, blueprint(10, quotas=quotas))
    assert [line.split(";")[0] for line in lines[:2]] == [
        "exams/test.yaml: needs 1 numeric item",
        "exams/test.yaml: needs 5 open items",
    ]
    assert "these are 2 separate conflicts" in lines[-1]


def test_names_that_do_not_fit() -> None:
    """Included and excluded ids that the bank or the pool does not have are all told before any search."""
    recipe = blueprint(
        3, include=["ghost", "old", "closed-1"], exclude=["closed-1", "phantom"], pool={"status": ["ready"]}
    )
    lines = refusal([item("old", status="retired"), *CLOSED], recipe)
    assert lines[:4] == [
        "exams/test.yaml: include: the bank has no item ghost -> correct the id",
        "exams/test.yaml: include: old is not in the pool: its status is retired"
        " -> widen the pool or take it out of include",
        "exams/test.yaml: include: closed-1 is excluded as well -> take it out of one list",
        "exams/test.yaml: exclude: the bank has no item phantom -> correct the id",
    ]


def test_line_of_the_quota() -> None:
    """A problem stands at the line of its quota."""
    from assembly_bank import DATE, course

    with pytest.raises(InputError) as caught:
        assemble(
            CLOSED, blueprint(5, quotas=[{"type": "open", "min": 1}]), name="test", course=course(), date=DATE,
            seed=1, where=lambda place: f"b.yaml:{12 if place == ('quotas', 0, 'min') else 1}",
        )  # fmt: skip
    assert caught.value.problems[0].where == "b.yaml:12"


def test_big_bank_is_refused_quickly() -> None:
    """Among 2,000 items and six forms the proof takes about a second, whatever the machine does besides."""
    bank = [item(f"q{n}", topic=f"t{n % 12}", minutes=("1", "1.5", "2")[n % 3]) for n in range(2000)]
    quotas = [{"topic": f"t{n}", "min": 2} for n in range(12)]
    recipe = blueprint(30, minutes=20, forms=6, overlap={"forms": 0}, quotas=quotas)
    started = time.process_time()
    assert any("minutes: 42 would do" in line for line in refusal(bank, recipe))
    assert time.process_time() - started < 4


@settings(max_examples=40, deadline=None)
@given(
    opens=st.integers(0, 6),
    singles=st.integers(0, 6),
    needed=st.integers(1, 5),
    size=st.integers(2, 8),
    forms=st.integers(1, 3),
)
def test_what_would_do_does(opens: int, singles: int, needed: int, size: int, forms: int) -> None:
    """Every "would do" of a single conflict is true, and for quotas nothing smaller would."""
    bank = [item(f"open-{n}", "open") for n in range(opens)] + [item(f"q{n}") for n in range(singles)]
    wish = {"forms": forms, "overlap": {"forms": 0}}
    quotas = [{"type": "open", "min": needed}]
    recipe = blueprint(size, quotas=quotas, **wish)
    possible = opens >= needed * forms and opens + singles >= size * forms and size >= needed
    if possible:
        assert len(assemble_forms(bank, recipe)) == forms
        return
    lines = refusal(bank, recipe)
    assert "this is proven" in lines[-1]
    for line in lines[:-1]:
        if "separate conflicts" not in lines[-1] and " -> min: " in line:
            enough = int(line.split(" -> min: ")[1].split()[0])
            assert assemble_forms(bank, recipe.model_copy(update={"quotas": quota(enough)}))
            assert refusal(bank, recipe.model_copy(update={"quotas": quota(enough + 1)}))


def quota(least: int) -> tuple[object, ...]:
    """The quota on open items, with another minimum."""
    return blueprint(1, quotas=[{"type": "open", "min": least}]).quotas


def assemble_forms(bank: list, recipe) -> tuple[object, ...]:  # type: ignore[no-untyped-def, type-arg]
    from assembly_bank import make

    return make(bank, recipe).forms


def test_none_of_a_kind() -> None:
    """Where there is no such item at all, no number would do, and nothing else is blamed."""
    assert refusal(CLOSED, blueprint(5, quotas=[{"type": "open", "min": 1}]))[0] == (
        "exams/test.yaml: needs 1 open item; the bank has 0 -> there is none: write some, or widen the pool"
    )


def test_one_number_for_all_past_sittings() -> None:
    """The overlap with past sittings is one number, so the least that would do is that of all of them together."""
    bank = [item(f"q{n:02d}") for n in range(20)]
    history = [
        used(100, *(f"q{n:02d}" for n in range(10)), sitting="one"),
        used(300, *(f"q{n:02d}" for n in range(10, 20)), sitting="two"),
    ]
    recipe = blueprint(10, overlap={"past": 4})
    lines = refusal(bank, recipe, history)
    assert [line.split(" -> ")[1] for line in lines[:-1]] == [
        "changing this alone is not enough",
        "overlap: {past: 5} would do",
        "overlap: {past: 5} would do",
    ]
    assert "needs 10 items" in lines[0]  # not "exactly 10 points", though it is as true
    assert assemble_forms(bank, blueprint(10, overlap={"past": 5}))


def test_excluded_items_are_not_counted() -> None:
    """What is excluded is no part of the pool, and the numbers are without it."""
    bank = [item(f"q{n}") for n in range(20)]
    lines = refusal(bank, blueprint(20, exclude=["q1", "q2"]))
    assert lines[0] == (
        "exams/test.yaml: needs 20 items; the bank has 18 (without q1, q2) -> items: 18 would do"
    )


def test_lines_of_several_conflicts_are_told_apart() -> None:
    """Where conflicts have several lines, each line says to which it belongs."""
    recipe = blueprint(10, points=99, minutes=5, quotas=[{"topic": "zzz", "min": 1}])
    lines = refusal([item(f"q{n}") for n in range(20)], recipe)
    assert sorted(line.split(": ")[1] for line in lines[:-1]) == [
        "conflict 1", "conflict 2", "conflict 2", "conflict 3",
    ]  # fmt: skip
    assert "these are 3 separate conflicts: resolve each, and assemble again" in lines[-1]


@pytest.mark.parametrize("key", ["points", "minutes"])
def test_numbers_that_the_solver_cannot_count(key: str) -> None:
    """A number with thirty decimals is said at its line, before the solver sees it."""
    lines = refusal(CLOSED, blueprint(5, **{key: "1." + "1" * 30}))
    assert lines[0] == f"exams/test.yaml: {key} has more than 6 decimals -> round it"
