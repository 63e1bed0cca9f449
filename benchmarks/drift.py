"""How often drift is flagged where there is none, and found where there is: python benchmarks/drift.py [--courses 500]

Two sittings of ten questions (won by 0.35 to 0.80 of the class) whose students have standard normal ability; the classes' mean
abilities vary too. In half of the courses one question, won by half of the class before, has leaked: its odds are e^2.5 times
what they were. Seeds are those of the courses.
"""

import argparse
import datetime as dt

import numpy as np
from rich.console import Console
from rich.table import Table

from grader.analysis.drift import drifts
from grader.analysis.figures import Figure
from grader.analysis.uses import Use

SHARES = {f"q{n}": 0.35 + 0.05 * n for n in range(10)}
LEAKED, GAIN = "q3", 2.5


def main() -> None:
    """Simulate, and print one table."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--courses", type=int, default=500)
    courses = options.parse_args().courses
    table = Table(title=f"{courses} courses of each kind: share of them in which drift is flagged")
    for name in ("papers", "sd of classes", "none drifted", "leaked question found", "another flagged"):
        table.add_column(name, justify="right")
    for papers in (40, 100, 300):
        for spread in (0.0, 0.4, 0.8):
            clean = leaked = other = 0
            for seed in range(courses):
                chance = np.random.default_rng([seed, papers])
                before, after = (sat(year, papers, spread, chance) for year in (2026, 2027))
                clean += bool(drifts(before + after))
                found = {one.item_id for one in drifts(before + sat(2028, papers, spread, chance, GAIN))}
                leaked += LEAKED in found
                other += bool(found - {LEAKED})
            cells = (clean / courses, leaked / courses, other / courses)
            table.add_row(str(papers), f"{spread:g}", *(f"{cell:.3f}" for cell in cells))
    Console().print(table)


def sat(year: int, papers: int, spread: float, chance: np.random.Generator, gain: float = 0.0) -> list[Use]:
    """A class that answers by Rasch's model; `gain` is what the leaked question gains in log-odds."""
    ability = chance.normal(chance.normal(0, spread) if spread else 0.0, 1, papers)
    uses = []
    for item, share in SHARES.items():
        easy = 1.25 * np.log(share / (1 - share)) + (gain if item == LEAKED else 0.0)
        won = float((chance.random(papers) < 1 / (1 + np.exp(-easy - ability))).mean())
        uses.append(
            Use(
                item_id=item,
                sitting=f"{year}-04-15-test",
                date=dt.date(year, 4, 15),
                spots=(),
                asked="same",
                printed="same",
                waiting=0,
                by_people=0,
                facility=Figure(won, None, None, papers),
                square=won,
            )
        )
    return uses


if __name__ == "__main__":
    main()
