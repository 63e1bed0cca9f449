#!/usr/bin/env python3
"""How often alarms are false, how often they are raised, and what statistics cost: .venv/bin/python benchmarks/analysis.py

Classes of which everything is known are simulated (grader/demo/known_class.py). In clean ones every alarm is false; in
the others one thing is wrong, and "found" counts those where it is named, "else" those that raise anything besides. The
seeds are 0, 1, 2, ...; they are printed with the sizes, and the same command prints the same rates. Seconds are processor time of
all threads together.
"""

import argparse
import time
from collections import Counter
from collections.abc import Callable, Iterable

from grader.analysis.alarms import alarms_of
from grader.analysis.options import option_statistics
from grader.analysis.papers import papers_of
from grader.analysis.statistics import item_statistics, whole_statistics
from grader.demo.known_class import RAISES, KnownClass, alarms_in, known_class

KINDS = ("wrong_keys", "differing", "disputed", "all_alike", "twins", "untaken", "alike")


def main() -> None:
    """Print the tables."""
    wanted = argparse.ArgumentParser(description="The analysis: false alarms, power, seconds.")
    wanted.add_argument("--clean", type=int, default=200, help="clean classes of each size")
    wanted.add_argument("--faults", type=int, default=50, help="classes of each size with each fault")
    wanted.add_argument("--students", type=int, nargs="*", default=[40, 100, 300])
    options = wanted.parse_args()
    print(f"26 closed and 4 open items, forms A and B; clean: seeds 0 to {options.clean - 1}")
    print(f"{'clean classes that raise':30}", *(f"{kind:>11}" for kind in KINDS))
    for students in options.students:
        seats = students == 100  # the middle size knows who sat beside whom
        classes = (known_class(seed, students=students, seats=seats) for seed in range(options.clean))
        raised = Counter(kind for one in classes for kind in alarms_in(one).named)
        print(
            f"{students:5} students{' with seats' if seats else '':16}", *(f"{raised[k]:>11}" for k in KINDS)
        )
    print(
        f"\n{'of ' + str(options.faults) + ' classes each':30}",
        *(f"{n:>7} found  else" for n in options.students),
    )
    for fault, kind in RAISES.items():
        cells = []
        for students in options.students:
            seeds = range(1000, 1000 + options.faults)
            classes = (known_class(seed, fault, students=students, seats=students == 100) for seed in seeds)
            cells.append(_found(classes, kind))
        print(f"{fault.value:30}", *(f"{found:>13}{other:>6}" for found, other in cells))
    _speed()


def _found(classes: Iterable[KnownClass], kind: str) -> tuple[int, int]:
    """How many classes name exactly what is planted, and how many raise anything else."""
    found = other = 0
    for one in classes:
        named, planted = alarms_in(one).named, frozenset(one.planted)
        found += named.get(kind) == planted
        other += bool(named.keys() - {kind} or named.get(kind, frozenset()) - planted)
    return found, other


def _speed() -> None:
    big = known_class(0, students=1000)
    papers = papers_of(big.scores)
    choices = option_statistics(big.exam, big.copies, big.responses, papers, draws=1)
    steps: dict[str, Callable[[], object]] = {
        "items": lambda: item_statistics(papers),
        "test": lambda: whole_statistics(papers),
        "options": lambda: option_statistics(big.exam, big.copies, big.responses, papers),
        "alarms": lambda: alarms_of(big.exam, big.copies, big.responses, papers, choices, big.judged),
    }
    print("\n1,000 students x 30 items, 1,000 bootstrap draws, one core")
    total = 0.0
    for name, work in steps.items():
        started = time.process_time()
        work()
        took = time.process_time() - started
        total += took
        print(f"{name:10} {took:6.2f} s")
    print(f"{'together':10} {total:6.2f} s")


if __name__ == "__main__":
    main()
