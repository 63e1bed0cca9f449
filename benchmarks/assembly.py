"""How long assembly takes, and how good it is: medians of five seeds beside the plain CP-SAT model.

Run: `python benchmarks/assembly.py [--quick]`. The banks are invented, with quotas on type, topic, level
and facility bands, enemies, and earlier sittings. The plain model sees the whole pool at once, minimises
the same distance with two threads, and is stopped after 30 s; a first, unmeasured run loads OR-Tools.
Processor seconds stand beside those of the clock, since only they are comparable on a machine that is shared.
"""

import argparse
import datetime as dt
import statistics
import time
from collections.abc import Callable, Sequence
from decimal import Decimal

from grader.assembly import assemble
from grader.assembly.chance import rank
from grader.assembly.program import build
from grader.assembly.requirements import required
from grader.assembly.search import Goal, wishes
from grader.bank.pool import draw_from, facility_of
from grader.errors import InputError
from grader.model.blueprint import Blueprint, PastUse
from grader.model.course import Course
from grader.model.exam import Exam
from grader.model.item import ITEM, Item

DATE = dt.date(2026, 6, 15)
COURSE = Course.model_validate({"title": "Benchmark", "components": {}, "routes": {}})
TYPES = ("single", "single", "single", "single", "multiple", "true-false", "numeric", "open", "open")
LEVELS = ("remember", "understand", "understand", "apply", "apply", "analyse", "evaluate", "create")


def number(seed: int, *words: object) -> int:
    """A whole number that the seed and the words decide."""
    return int(rank(seed, *words)[:12], 16)


def make_bank(size: int, seed: int) -> tuple[Item, ...]:
    """Invent items over 12 topics and 5 modules; one in twenty has an enemy."""
    made = []
    for index in range(size):
        type_ = TYPES[number(seed, "type", index) % len(TYPES)]
        topic = number(seed, "topic", index) % 12
        fields: dict[str, object] = {
            "id": f"q{index:05d}",
            "type": type_,
            "stem": f"Question {index}?",
            "topic": f"topic-{topic}",
            "module": f"module-{topic % 5}",
            "part": "first" if topic % 5 < 3 else "second",
            "level": LEVELS[number(seed, "level", index) % len(LEVELS)],
            "facility": (20 + number(seed, "facility", index) % 76) / 100,
            "minutes": "3" if type_ == "open" else ("1", "1.5", "2")[number(seed, "min", index) % 3],
            "enemies": [f"q{(index + 7) % size:05d}"] if index % 20 == 0 else [],
        }
        choices: dict[str, dict[str, object]] = {
            "single": {"correct": "yes", "wrong": ["no", "perhaps", "never", "always"]},
            "multiple": {"correct": ["yes", "sure"], "wrong": ["no", "perhaps", "never"]},
            "true-false": {"correct": "true"},
            "numeric": {"answer": "1"},
            "open": {"reference": "because"},
        }
        made.append(ITEM.validate_python(fields | choices[type_]))
    return tuple(made)


def make_blueprint(forms: int, **changes: object) -> Blueprint:
    """A 30-item test with 21 quotas; its forms share nothing."""
    quotas: list[dict[str, object]] = [
        {"type": "open", "min": 9, "max": 10},
        {"type": "single", "min": 10},
        {"type": "true-false", "max": 3},
        {"type": "multiple", "min": 2, "max": 5},
        {"level": "remember", "max": 5},
        {"level": "apply", "min": 6},
        {"facility": [0.2, 0.4], "min": 4},
        {"facility": [0.8, 0.95], "min": 4},
        {"part": "first", "min": 14, "max": 16},
    ]
    quotas += [{"topic": f"topic-{topic}", "min": 1, "max": 5} for topic in range(12)]
    return Blueprint.model_validate(
        {
            "title": "Test", "kind": "written", "items": 30, "points": "30", "minutes": "62",
            "quotas": quotas, "target_facility": 0.6, "forms": forms, "overlap": {"forms": 0, "past": 5},
            "cool_off": 200,
        }
        | changes
    )  # fmt: skip


def make_history(bank: Sequence[Item], seed: int) -> tuple[PastUse, ...]:
    """Four earlier sittings, of 30 items each."""
    return tuple(
        PastUse(
            sitting=f"sitting-{past}",
            date=DATE - dt.timedelta(days=100 * past),
            items=tuple(sorted((i.id for i in bank), key=lambda id_: rank(seed, past, id_))[:30]),
        )
        for past in range(1, 5)
    )


Spent = tuple[float, float]  # seconds of the clock, and of the processor


def ours(bank: Sequence[Item], blueprint: Blueprint, seed: int) -> tuple[Spent, Exam]:
    """What one call of `assemble` takes, and the exam."""
    history = make_history(bank, 0)
    spent = stopwatch()
    exam = assemble(bank, blueprint, name="test", course=COURSE, date=DATE, seed=seed, history=history)
    return spent(), exam


def stopwatch() -> Callable[[], Spent]:
    """A function that tells what was spent since it was made."""
    clock, processor = time.perf_counter(), time.process_time()
    return lambda: (time.perf_counter() - clock, time.process_time() - processor)


def in_cells(runs: Sequence[Spent]) -> str:
    """The median and the worst by the clock, and the median by the processor."""
    clock, processor = zip(*runs, strict=True)
    return f"{statistics.median(clock):.2f} | {max(clock):.2f} | {statistics.median(processor):.2f}"


def plain(bank: Sequence[Item], blueprint: Blueprint, limit: float) -> tuple[float, str]:
    """Seconds for the plain model on the whole pool with two threads, and the distance it reached."""
    from ortools.sat.python import cp_model

    started = time.perf_counter()
    items = draw_from(bank, blueprint)
    wanted = required(items, blueprint, date=DATE, history=make_history(bank, 0))
    names, facility = [item.id for item in items], [facility_of(item) for item in items]
    goal = Goal(blueprint.items, facility, 600 * blueprint.items, {}, names, 0)
    order = range(len(items))
    program = build([(index,) for index in order], wanted, blueprint.forms)
    program.model.minimize(wishes(program, order, goal)[0])
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    solver.parameters.max_time_in_seconds = limit
    status = solver.solve(program.model)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    distance = f"{solver.objective_value / 1000 / blueprint.items:.4f}" if found else "nothing found"
    return time.perf_counter() - started, distance


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one seed, and no plain model")
    quick = parser.parse_args().quick
    seeds = range(1) if quick else range(5)
    ours(make_bank(200, 0), make_blueprint(1), 0)
    print(
        "| task | goal s | median s | worst s | processor s | distance | bound | spread | plain s | plain distance |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    for size, forms, wanted in (
        (200, 1, "-"),
        (2000, 1, "1"),
        (2000, 6, "5"),
        (10000, 1, "3"),
        (10000, 6, "-"),
    ):
        bank, blueprint = make_bank(size, 0), make_blueprint(forms)
        runs = [ours(bank, blueprint, seed) for seed in seeds]
        facilities = [[form.expected_facility or 0.0 for form in exam.forms] for _, exam in runs]
        spread = max(max(f) - min(f) for f in facilities)
        worst = max(exam.solution.objective for _, exam in runs)
        bound = min(exam.solution.bound for _, exam in runs)
        base = ("-", "-") if quick else _base(bank, blueprint)
        print(
            f"| {size} items, {forms} form(s) | {wanted} | {in_cells([spent for spent, _ in runs])} "
            f"| {worst:.4f} | {bound:.4f} | {spread:.4f} | {base[0]} | {base[1]} |",
            flush=True,
        )
    for size in (2000, 10000):
        bank = make_bank(size, 0)
        refusals = [_refusal(bank, seed) for seed in seeds]
        print(f"| {size} items, 6 forms, impossible | - | {in_cells(refusals)} | | | | | |")


def _base(bank: Sequence[Item], blueprint: Blueprint) -> tuple[str, str]:
    seconds, distance = plain(bank, blueprint, 30.0)
    return f"{seconds:.1f}", distance


def _refusal(bank: Sequence[Item], seed: int) -> Spent:
    """What it takes to say why there is no exam, with what would do."""
    blueprint = make_blueprint(6, minutes=Decimal(35))
    spent = stopwatch()
    try:
        assemble(bank, blueprint, name="test", course=COURSE, date=DATE, seed=seed)
    except InputError:
        return spent()
    raise AssertionError("this blueprint is impossible: 30 items with 9 open ones need more than 35 minutes")


if __name__ == "__main__":
    main()
