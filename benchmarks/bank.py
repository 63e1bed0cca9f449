"""How long a bank of 2,000 items takes to load, against what its parts cost anyway.

    python benchmarks/bank.py [--items 2000]

The yardstick is `yaml.compose` with the C loader on the same files plus pydantic's validation of ready-made dicts; the
goal is at most twice that. Medians of five rounds, everything in one process; the items are invented, seed 7.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console
from rich.table import Table

from grader.bank import read_bank
from grader.bank.check import check
from grader.documents import read_tree
from grader.model.item import ITEM

_WORDS = (
    "gradient network loss weight layer batch sample noise token policy reward value state action memory "
    "model error bound graph image patch frame query key head norm scale shift decay momentum step rate"
)
WORDS = _WORDS.split()
FILES = 20
ROUNDS = 5


def main() -> None:
    """Generate the bank, time it, print one table."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--items", type=int, default=2000)
    count = arguments.parse_args().items
    with tempfile.TemporaryDirectory() as folder:
        write_bank(Path(folder), count)
        files = [(path.name, path.read_text("utf-8")) for path in sorted(Path(folder).glob("*.yaml"))]
    ready = [item for name, text in files for item in _dicts(name, text)]
    bank = read_bank(files)
    assert len(bank.items) == count and not bank.problems, "the invented bank is a good one"
    compose = median(lambda: [yaml.compose(text, yaml.CSafeLoader) for _, text in files])
    validate = median(lambda: [ITEM.validate_python(item) for item in ready])
    load = median(lambda: read_bank(files))
    lint = median(lambda: check(bank, ()), 1)
    table = Table(title=f"{count} items in {FILES} files, {sum(len(t) for _, t in files) / 1e6:.1f} MB")
    table.add_column("what")
    table.add_column("seconds", justify="right")
    table.add_column("against the yardstick", justify="right")
    for name, seconds in (
        ("yaml.compose, CSafeLoader", compose),
        ("pydantic, ready-made dicts", validate),
        ("yardstick: both", compose + validate),
        ("read_bank (goal: at most 2)", load),
        ("check (first run, formulas not cached)", lint),
    ):
        table.add_row(name, f"{seconds:.3f}", f"{seconds / (compose + validate):.2f}")
    Console().print(table)


def median(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The median of the seconds that some work takes."""
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def write_bank(folder: Path, count: int) -> None:
    """Write `count` invented single-choice, numeric and open items into YAML files."""
    chance = random.Random(7)
    for number in range(FILES):
        items = [_item(chance, n) for n in range(number, count, FILES)]
        head = f"topic: topic-{number}\nmodule: invented\npart: first\nauthor: benchmark\nitems:\n"
        (folder / f"topic-{number:02}.yaml").write_text(head + "".join(items), "utf-8")


def _item(chance: random.Random, number: int) -> str:
    def words(least: int, most: int) -> str:
        return " ".join(chance.choices(WORDS, k=chance.randint(least, most)))

    kind = ("single", "single", "numeric", "open")[number % 4]
    lines = [
        f"  - id: item-{number}",
        f"    type: {kind}",
        "    stem: |",
        f"      {words(12, 25).capitalize()} with $x_{{{number}}} = {chance.randint(1, 99)}$.",
        f"      Which {words(4, 9)}?",
        f"    tags: [{chance.choice(WORDS)}, {chance.choice(WORDS)}-two]",
        "    level: apply",
        f"    facility: {chance.randint(20, 95) / 100}",
        "    minutes: 1.5",
        f"    explanation: {words(10, 30)}",
    ]
    if kind == "single":
        lines += [f"    correct: {words(5, 10)} a", "    wrong:"]
        lines += [f"      - {words(5, 10)} {letter}" for letter in "bcd"]
    elif kind == "numeric":
        lines += [f"    answer: {chance.randint(1, 999)}", "    tolerance: 0.5", "    unit: MB"]
    else:
        lines += [f"    reference: {words(15, 30)}", "    points: 2", "    rubric:"]
        lines += [f"      - {{text: {words(4, 8)}, points: 1, ideas: [{words(4, 8)}]}}" for _ in range(2)]
    return "\n".join(lines) + "\n"


def _dicts(name: str, text: str) -> list[dict[str, Any]]:
    tree, _ = read_tree(text, name)
    assert tree is not None, "the invented bank can be read"
    whole = tree.plain()
    items = whole.pop("items")
    return [{**whole, **item} for item in items]


if __name__ == "__main__":
    main()
