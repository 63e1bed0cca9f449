"""How well scanned sheets are read: pages and bubbles under every named condition of the simulator.

Run: `python benchmarks/reading.py [--pages N] [--set office|hard] [--only NAME ...]`; the published tables are of
`--pages 200 --office-pages 1000`. A sheet of 30 items (18 single, 4 multiple, 3 true-false, 2 numeric, 3 open, a
matricola grid, grader's points) is painted, filled by one person of the condition's crowd (`simulate.crowd` has the
shares), scanned as a JPEG of quality 75 and read again. What a bubble means is what the person meant: rubbed out and
specks are empty, struck and blacked out are taken back, all else is a mark.

`flagged` bubbles are uncertain: a person is asked. `silent` ones were taken for something else than was meant, on an
item or column about which nobody is asked. A page is `queued` when it says that it cannot be read, and `lost` when it
is taken for another page, a blank one or a foreign one. Intervals are two-sided, 95 % (Clopper and Pearson, 1934);
for the sums the one-sided bound is printed too. Pages a second are of one process that decodes and reads.

The reader's thresholds were chosen on pages of the seeds `tune` and may be tried there; measured are others.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context

import numpy as np
from reading_papers import TAG, TYPES, layout_of, papers

from grader.model.kinds import Profile
from grader.model.reading import BubbleState, Fill, PageStatus
from grader.model.sheet import Identity, Role, SheetLayout
from grader.reading.sheets import read_page
from grader.reading.simulate.conditions import CONDITIONS, HARD, OFFICE
from grader.reading.simulate.sit import Truth

SEEDS = {"tune": 1, "measure": 2}
CHUNK = 25  # pages of a task
HEAD = (
    "| condition | pages | read | queued | lost | bubbles | flagged, % | silent | at most, in 100,000 | pages/s |\n"
    "|---|---|---|---|---|---|---|---|---|---|"
)


@dataclass
class Tally:
    """What became of the pages of a condition."""

    name: str
    pages: Counter[str] = field(default_factory=Counter)  # by status; "misread" if the identity is wrong
    bubbles: Counter[str] = field(default_factory=Counter)  # all, flagged, wrong, silent
    ways: Counter[tuple[str, str]] = field(default_factory=Counter)  # way of marking, what became of it
    errors: list[str] = field(default_factory=list)  # of silent ones: enough to find them again
    seconds: float = 0.0  # decoding and reading

    def add(self, other: "Tally") -> None:
        """Count another tally in."""
        self.pages += other.pages
        self.bubbles += other.bubbles
        self.ways += other.ways
        self.errors += other.errors
        self.seconds += other.seconds


def main() -> int:
    """Print the tables; exit 1 if a page was taken for another."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pages", type=int, default=20, help="of each condition")
    parser.add_argument(
        "--office-pages", type=int, default=0, help="of each office condition, if not as many"
    )
    parser.add_argument("--set", choices=("office", "hard", "all"), default="all")
    parser.add_argument("--only", nargs="*", default=[], help="names of conditions")
    parser.add_argument("--seeds", choices=sorted(SEEDS), default="measure")
    given = parser.parse_args()
    names = given.only or {"office": OFFICE, "hard": HARD, "all": CONDITIONS}[given.set]
    wanted_pages = {
        name: given.office_pages if name in OFFICE and given.office_pages else given.pages for name in names
    }
    tasks = [
        (name, SEEDS[given.seeds], start, min(CHUNK, of - start))
        for name, of in wanted_pages.items()
        for start in range(0, of, CHUNK)
    ]
    tallies = {name: Tally(name) for name in names}
    print(HEAD)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for done in pool.map(_some, tasks):
            tallies[done.name].add(done)
            if sum(tallies[done.name].pages.values()) >= wanted_pages[done.name]:
                print(_row(tallies[done.name]), flush=True)
    totals = []
    for name, group in (("office", OFFICE), ("hard", HARD), ("all", CONDITIONS)):
        total = Tally(f"**{name}**")
        for tally in tallies.values():
            if tally.name in group:
                total.add(tally)
        if total.pages:
            print(_row(total))
            totals.append(total)
    for total in totals:
        print(f"\n{_ways(total)}")
    print(*totals[-1].errors, sep="\n")
    return int(any(tally.pages["misread"] for tally in tallies.values()))


def _some(task: tuple[str, int, int, int]) -> Tally:
    """Paint, fill, scan and read some pages of a condition."""
    import cv2

    cv2.setNumThreads(1)
    name, seeds, start, pages = task
    condition, tally, done = CONDITIONS[name], Tally(name), 0
    while done < pages:
        seed = [seeds, start + done, sum(map(ord, name))]
        chance = np.random.default_rng(seed)
        layout = layout_of(
            Profile.ACCESSIBLE if chance.random() < 0.2 else Profile.STANDARD, chance.random() < 0.4
        )
        number = int(chance.integers(1, 400))
        for page, (image, truth) in enumerate(papers(layout, number, condition, chance), start=1):
            if done < pages:
                packed = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 75])[1]
                who = Identity(exam=TAG, copy_number=number, page=page)
                _one(tally, packed, layout, who, truth, seed)
                done += 1
    return tally


def _one(
    tally: Tally,
    packed: np.ndarray,
    layout: SheetLayout,
    identity: Identity,
    truth: Sequence[Truth],
    seed: Sequence[int],
) -> None:
    """Decode and read one page, and count."""
    import cv2

    begun = time.process_time()
    image = np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)
    seen = read_page(image, lambda who: layout if who.exam == TAG else None, like=layout)
    tally.seconds += time.process_time() - begun
    if seen.status is not PageStatus.READ:
        tally.pages[seen.status.value] += 1
        return
    tally.pages["read" if seen.identity == identity else "misread"] += 1
    asked = _asked(seen.fills)
    for fill, meant in zip(seen.fills, truth, strict=True):
        way = meant.how.value if meant.how else "nothing"
        tally.bubbles["all"] += 1
        tally.ways[way, fill.state.value] += 1
        if fill.state is BubbleState.UNCERTAIN:
            tally.bubbles["flagged"] += 1
        elif fill.state is not meant.state:
            tally.bubbles["wrong"] += 1
            if _group(fill) not in asked:
                tally.bubbles["silent"] += 1
                tally.errors.append(f"{tally.name} {seed} page {identity.page}: {way}, {fill!r}")


def _asked(fills: Sequence[Fill]) -> set[tuple[Role, int, int]]:
    """The questions and columns about which a person is asked anyway."""
    asked = {_group(fill) for fill in fills if fill.state is BubbleState.UNCERTAIN}
    marks = Counter(_group(fill) for fill in fills if fill.state is BubbleState.MARKED)
    several = {number for number, kind in enumerate(TYPES, start=1) if kind == "multiple"}
    return asked | {
        group
        for group, count in marks.items()
        if count > 1 and not (group[0] is Role.OPTION and group[1] in several)
    }


def _group(fill: Fill) -> tuple[Role, int, int]:
    return fill.role, fill.number, fill.column


def _row(tally: Tally) -> str:
    """A line of the table."""
    pages, of, silent = sum(tally.pages.values()), tally.bubbles["all"], tally.bubbles["silent"]
    read, queued = tally.pages["read"], tally.pages["unreadable"]
    low, high = (100 * end for end in _interval(tally.bubbles["flagged"], of))
    most = f"{1e5 * _interval(silent, of)[1]:.2f}"
    if tally.name.startswith("*"):
        most += f" (one-sided {1e5 * _interval(silent, of, 0.90)[1]:.2f})"
    return (
        f"| {tally.name} | {pages} | {read} ({100 * _interval(read, pages)[0]:.1f}-"
        f"{100 * _interval(read, pages)[1]:.1f} %) | {queued} | {pages - read - queued} | {of:,} "
        f"| {100 * tally.bubbles['flagged'] / max(1, of):.3f} ({low:.3f}-{high:.3f}) | {silent} | {most} "
        f"| {pages / tally.seconds:.0f} |"
    )


def _ways(tally: Tally) -> str:
    """A table of what became of each way of marking."""
    states = [state.value for state in BubbleState]
    lines = [f"| {tally.name}: done | {' | '.join(states)} |", f"|---{'|---' * len(states)}|"]
    for way in sorted({way for way, _ in tally.ways}):
        lines.append(f"| {way} | {' | '.join(f'{tally.ways[way, state]:,}' for state in states)} |")
    return "\n".join(lines)


def _interval(hits: int, of: int, level: float = 0.95) -> tuple[float, float]:
    """The exact two-sided interval of a share."""
    from scipy.stats import binomtest

    found = binomtest(hits, max(of, hits, 1)).proportion_ci(level, method="exact")
    return float(found.low), float(found.high)


if __name__ == "__main__":
    sys.exit(main())
