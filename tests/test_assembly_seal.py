"""What a blueprint asks for is what every form has; the same inputs make the same bytes."""

import datetime as dt
import itertools
import os
import subprocess
import sys
from pathlib import Path

import pytest
from assembly_bank import DATE, blueprint, ids, item, make, used
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.assembly import lock_text
from grader.model.exam import Exam
from grader.model.item import Item

BANK = [
    item(
        f"q{n:03d}", ("single", "open", "multiple", "true-false")[n % 4], topic=f"t{n % 5}",
        facility=(20 + 7 * n % 76) / 100, minutes=("1", "1.5", "3")[n % 3],
        enemies=[f"q{n + 1:03d}"] if n % 10 == 0 else [],
    )
    for n in range(120)
]  # fmt: skip
RECIPE = blueprint(
    12, minutes=22, target_facility=0.6, forms=3, overlap={"forms": 2, "past": 3}, cool_off=100,
    quotas=[{"type": "open", "min": 3, "max": 4}, {"topic": "t0", "min": 2}, {"facility": [0.2, 0.4], "min": 2}],
    include=["q007"], exclude=["q008"],
)  # fmt: skip
HISTORY = [used(50, "q001", "q002", "q003"), used(200, *(f"q{n:03d}" for n in range(20, 60)), sitting="old")]


def test_every_requirement_holds() -> None:
    """Each form meets the pool, sums, quotas, names, enemies, rest and overlaps of its blueprint."""
    exam = make(BANK, RECIPE, history=HISTORY)
    for form, chosen in zip(exam.forms, ids(exam), strict=True):
        items = [entry.item for entry in form.items]
        assert len(items) == len(chosen) == 12
        assert sum(entry.points for entry in form.items) == 12
        assert form.expected_minutes == sum(i.minutes or 2 for i in items) <= 22
        assert 3 <= sum(i.type == "open" for i in items) <= 4
        assert sum(i.topic == "t0" for i in items) >= 2
        assert sum(0.2 <= (i.facility or 0.6) <= 0.4 for i in items) >= 2
        assert "q007" in chosen
        assert not chosen & {"q008", "q001", "q002", "q003"}
        assert len(chosen & set(HISTORY[1].items)) <= 3
        assert not any(enemy in chosen for i in items for enemy in i.enemies)
        assert form.expected_facility == pytest.approx(sum(i.facility or 0 for i in items) / 12)
        assert abs((form.expected_facility or 0) - 0.6) <= exam.solution.objective + 1e-9
    assert all(len(one & other) <= 2 for one, other in itertools.combinations(ids(exam), 2))


def test_reading_a_lock_gives_the_exam() -> None:
    """The lock file is the exam, nothing less."""
    exam = make(BANK, RECIPE, history=HISTORY)
    assert Exam.model_validate_json(lock_text(exam)) == exam


PROGRAM = """
import sys
from assembly_bank import make
from grader.assembly import lock_text
from test_assembly_seal import BANK, HISTORY, RECIPE
sys.stdout.write(lock_text(make(BANK, RECIPE, history=HISTORY, seed=5)))
"""


def test_same_bytes_in_every_process() -> None:
    """Hash seeds and processes do not show in the lock file."""
    here = Path(__file__).parent
    texts = set()
    for hash_seed in ("0", "1", "12345"):
        env = os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": f"{here}{os.pathsep}{here.parent}"}
        done = subprocess.run([sys.executable, "-c", PROGRAM], env=env, capture_output=True, check=True)
        texts.add(done.stdout)
    assert len(texts) == 1
    assert texts.pop().decode() == lock_text(make(BANK, RECIPE, history=HISTORY, seed=5))


def test_order_of_the_files_does_not_matter() -> None:
    """Moving questions between files, or sittings between folders, changes nothing."""
    exam = make(BANK, RECIPE, history=HISTORY)
    assert lock_text(make(BANK[::-1], RECIPE, history=HISTORY[::-1])) == lock_text(exam)


def test_another_seed_is_another_exam() -> None:
    """The seed chooses among exams that are equally good."""
    assert ids(make(BANK, RECIPE, seed=1)) != ids(make(BANK, RECIPE, seed=2))


def test_later_sittings_are_not_history() -> None:
    """A sitting dated after the exam, or the exam itself, does not count as use."""
    later = used(-30, *(i.id for i in BANK), sitting="later")
    same = used(0, *(i.id for i in BANK), sitting="2026-04-15-test")
    assert lock_text(make(BANK, RECIPE, history=[later, same])) == lock_text(make(BANK, RECIPE))


def test_rest_ends_on_the_day() -> None:
    """An item used exactly `cool_off` days ago may be used again; a day less, and it may not."""
    bank = [item("q1"), item("q2")]
    assert ids(make(bank, blueprint(2, cool_off=30), history=[used(30, "q1")])) == [{"q1", "q2"}]
    assert ids(make(bank, blueprint(1, points=1, cool_off=30), history=[used(29, "q1")])) == [{"q2"}]


def test_fresh_items_first() -> None:
    """Among equally good forms, the one whose items were used longest ago is taken."""
    bank = [item(f"q{n}", facility=0.5) for n in range(9)]
    history = [used(500, "q0", "q1", "q2", sitting="older"), used(300, "q3", "q4", "q5", sitting="newer")]
    assert ids(make(bank, blueprint(3, target_facility=0.5), history=history)) == [{"q6", "q7", "q8"}]
    assert ids(make(bank, blueprint(6, target_facility=0.5), history=history)) == [
        {"q0", "q1", "q2", "q6", "q7", "q8"}
    ]


def test_forms_without_limit_hold_the_same_items() -> None:
    """Forms that may share everything are the same items in another order, hence equally hard."""
    exam = make(BANK, blueprint(10, forms=2, target_facility=0.5))
    one, other = exam.forms
    assert ids(exam)[0] == ids(exam)[1]
    assert [e.item.id for e in one.items] != [e.item.id for e in other.items]


def test_silent_items_count_as_middling() -> None:
    """An item without facility counts 0.6, one without minutes counts 2."""
    (form,) = make([item("q1", minutes=None), item("q2", minutes=None)], blueprint(2)).forms
    assert (form.expected_facility, form.expected_minutes) == (0.6, 4)


def test_fractions_of_points_are_exact() -> None:
    """Points with decimals sum exactly, where floats would not."""
    bank = [item(f"q{n}", points="0.1") for n in range(3)] + [item(f"r{n}", points="0.7") for n in range(3)]
    (form,) = make(bank, blueprint(3, points="0.9")).forms
    assert sorted(str(entry.points) for entry in form.items) == ["0.1", "0.1", "0.7"]


def test_greedy_would_fail() -> None:
    """A first form that takes what only the second can use is undone by a plan over all forms."""
    bank = [item(f"rare-{n}", "open", topic="t1") for n in range(2)]
    bank += [item(f"open-{n}", "open", topic="t2") for n in range(2)] + [item("closed-1", topic="t1")]
    bank += [item("closed-2", topic="t1")]
    quotas = [{"type": "open", "min": 1}, {"topic": "t1", "min": 1, "max": 1}]
    for seed in range(10):
        exam = make(bank, blueprint(2, forms=2, overlap={"forms": 0}, quotas=quotas), seed=seed)
        assert not ids(exam)[0] & ids(exam)[1]


@settings(max_examples=60, deadline=None)
@given(
    facilities=st.lists(st.integers(0, 100), min_size=4, max_size=8),
    size=st.integers(1, 3),
    target=st.integers(0, 100),
    forms=st.integers(1, 2),
    shared=st.integers(0, 1),
    seed=st.integers(0, 9),
)
def test_objective_is_the_best_there_is(
    facilities: list[int], size: int, target: int, forms: int, shared: int, seed: int
) -> None:
    """What is called proven is the optimum that trying every choice finds; nothing beats the bound."""
    bank = [item(f"q{n}", facility=value / 100) for n, value in enumerate(facilities)]
    exam = None
    choices = [set(c) for c in itertools.combinations(range(len(bank)), size)]
    pairs = [(one,) for one in choices] if forms == 1 else [
        (one, other) for one in choices for other in choices if len(one & other) <= shared
    ]  # fmt: skip
    if not pairs:
        return
    best = min(
        max(abs(sum(facilities[i] for i in form) - target * size) for form in pair) for pair in pairs
    ) / (100 * size)
    recipe = blueprint(size, target_facility=target / 100, forms=forms, overlap={"forms": shared})
    exam = make(bank, recipe, seed=seed)
    assert exam.solution.proven
    assert exam.solution.objective == pytest.approx(best, abs=1e-6)
    assert exam.solution.bound <= exam.solution.objective


def test_unreachable_target_has_an_honest_bound() -> None:
    """Of a large bank that is too hard, the easiest items are taken, and the bound is over the whole bank."""
    bank = [item(f"q{n}", facility=(n % 500) / 1000) for n in range(1000)]
    solution = make(bank, blueprint(10, target_facility=0.9)).solution
    easiest = sum(sorted(((n % 500) / 1000 for n in range(1000)), reverse=True)[:10]) / 10
    assert solution.objective == pytest.approx(0.9 - easiest)
    assert (solution.bound, solution.proven, solution.pool) == (solution.objective, True, 1000)


def test_rare_items_of_a_large_bank_are_found() -> None:
    """Shrinking a large pool never loses the one combination that makes a form possible."""
    bank: list[Item] = [item(f"q{n:04d}", topic=f"t{n % 3}", points="2") for n in range(1500)]
    bank += [item("needle", points="0.5"), item("thread", points="1.5")]
    exam = make(bank, blueprint(10, points=18))
    assert {"needle", "thread"} <= ids(exam)[0]


def test_date_and_name_make_the_id() -> None:
    """An exam is called by its date and its blueprint."""
    exam = make(BANK, RECIPE)
    assert (exam.id, exam.date, exam.date <= dt.date(2026, 4, 15)) == ("2026-04-15-test", DATE, True)
