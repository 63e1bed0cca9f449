"""How well scanned sheets are read: pages and bubbles under every named condition of the simulator.

Run: `python benchmarks/reading.py [--pages N] [--only NAME ...]`. A sheet of 30 items (18 single, 4 multiple, 3
true-false, 2 numeric, 3 open, a matricola grid, grader's points) is painted, filled, scanned as a JPEG of quality 75
and read again. `wrong` bubbles were taken for something else than was meant, and `silent` are those of them that
nobody is asked about; `flagged` are uncertain. Bounds are the upper ends of two-sided 95 % intervals (Clopper and
Pearson, 1934). Times are of one thread and of the page's image in memory; the ratio is (decode + read) / decode.
"""

import argparse
import datetime as dt
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal
from multiprocessing import get_context

import numpy as np

from grader.model.blueprint import Blueprint, Kind
from grader.model.exam import Exam, Form, FormItem, PrintedOption, Solution
from grader.model.item import ITEM
from grader.model.kinds import Profile
from grader.model.reading import BubbleState, Fill, PageStatus
from grader.model.sheet import Identity, Role, SheetLayout
from grader.printing.sheet import lay_out
from grader.reading.sheets import read_page
from grader.reading.simulate.conditions import CONDITIONS, HARD, OFFICE, Condition, degrade
from grader.reading.simulate.pens import How
from grader.reading.simulate.sit import Spot, Truth, anyone, sit, wanted

TYPES = ("single",) * 18 + ("multiple",) * 4 + ("true-false",) * 3 + ("numeric",) * 2 + ("open",) * 3
KEYS: dict[str, dict[str, object]] = {
    "single": {"correct": "1", "wrong": ["2", "3", "4"]},
    "multiple": {"correct": ["1", "2"], "wrong": ["3", "4", "5"]},
    "true-false": {"correct": True},
    "numeric": {"answer": "27"},
    "open": {"reference": "Because."},
}
LETTERS = {"single": "abcd", "multiple": "abcde", "true-false": "ab", "numeric": "", "open": ""}
TAG = "0123abcd"


@dataclass
class Tally:
    """What became of the pages of a condition."""

    name: str
    pages: Counter[str] = field(default_factory=Counter)  # by status; "misread" if the identity is wrong
    bubbles: Counter[str] = field(default_factory=Counter)  # all, flagged, wrong, silent
    decode: float = 0.0  # s
    read: float = 0.0

    def add(self, other: "Tally") -> None:
        """Count another tally in."""
        self.pages += other.pages
        self.bubbles += other.bubbles
        self.decode += other.decode
        self.read += other.read


def main() -> int:
    """Print the table; exit 1 if a page was taken for another."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pages", type=int, default=200, help="of each condition")
    parser.add_argument("--only", nargs="*", default=[], help="names of conditions")
    given = parser.parse_args()
    tasks = [(name, start) for name in given.only or CONDITIONS for start in range(0, given.pages, 30)]
    counts = [min(30, given.pages - start) for _, start in tasks]
    tallies: dict[str, Tally] = {}
    print(
        f"{'condition':<26}{'pages':>6}{'read':>6}{'queued':>7}{'lost':>5}{'bubbles':>9}{'flagged':>9}{'wrong':>7}"
        f"{'silent':>7}{'below':>10}{'ms':>6}{'ratio':>6}"
    )
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for done in pool.map(_some, tasks, counts):
            tallies.setdefault(done.name, Tally(done.name)).add(done)
            if sum(tallies[done.name].pages.values()) >= given.pages:
                print(_row(tallies[done.name]), flush=True)
    for name, group in (("office", OFFICE), ("hard", HARD), ("all", CONDITIONS)):
        total = Tally(name.upper())
        for tally in tallies.values():
            if tally.name in group:
                total.add(tally)
        if total.pages:
            print(_row(total))
    return int(any(tally.pages["misread"] for tally in tallies.values()))


def _some(task: tuple[str, int], pages: int) -> Tally:
    """Paint, fill, scan and read some pages of a condition."""
    import cv2

    cv2.setNumThreads(1)
    name, start = task
    condition, tally, done = CONDITIONS[name], Tally(name), 0
    while done < pages:
        chance = np.random.default_rng([start + done, sum(map(ord, name))])
        layout = _layout(
            Profile.ACCESSIBLE if chance.random() < 0.2 else Profile.STANDARD, chance.random() < 0.4
        )
        number = int(chance.integers(1, 400))
        for page, (image, truth) in enumerate(_papers(layout, number, condition, chance), start=1):
            if done < pages:
                packed = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 75])[1]
                _one(tally, packed, layout, Identity(exam=TAG, copy_number=number, page=page), truth)
                done += 1
    return tally


def _one(
    tally: Tally, packed: np.ndarray, layout: SheetLayout, identity: Identity, truth: Sequence[Truth]
) -> None:
    """Decode and read one page, and count."""
    import cv2

    begun = time.process_time()
    image = np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)
    decoded = time.process_time()
    seen = read_page(image, lambda who: layout if who.exam == TAG else None, like=layout)
    tally.read += time.process_time() - decoded
    tally.decode += decoded - begun
    if seen.status is not PageStatus.READ:
        tally.pages[seen.status.value] += 1
        return
    tally.pages["read" if seen.identity == identity else "misread"] += 1
    asked = _asked(seen.fills)
    for fill, meant in zip(seen.fills, truth, strict=True):
        tally.bubbles["all"] += 1
        if fill.state is BubbleState.UNCERTAIN:
            tally.bubbles["flagged"] += 1
        elif fill.state is not meant.state:
            tally.bubbles["wrong"] += 1
            tally.bubbles["silent"] += _group(fill) not in asked


def _asked(fills: Sequence[Fill]) -> set[tuple[Role, int, int]]:
    """The questions and columns about which a person is asked anyway."""
    asked = {_group(fill) for fill in fills if fill.state is BubbleState.UNCERTAIN}
    marks = Counter(_group(fill) for fill in fills if fill.state is BubbleState.MARKED)
    several = {number for number, kind in enumerate(TYPES, start=1) if kind == "multiple"}
    return asked | {group for group, count in marks.items() if count > 1 and group[1] not in several}


def _group(fill: Fill) -> tuple[Role, int, int]:
    return fill.role, fill.number, fill.column


def _papers(
    layout: SheetLayout, number: int, condition: Condition, chance: np.random.Generator
) -> Iterator[tuple[np.ndarray, list[Truth]]]:
    """The scanned pages of one copy, with the truth about each."""
    person = anyone(chance, faint=condition.faint)
    identity = Identity(exam=TAG, copy_number=number, page=1)
    writing = {28: "w" * 60, 29: "w" * 150}
    sat = sit(
        layout, _answers(layout, chance), identity, chance, person=person, writing=writing, dpi=condition.dpi
    )
    for page, image in enumerate(sat.images, start=1):
        yield degrade(image, condition, chance), [t for t in sat.truth if t.page == page]


def _answers(layout: SheetLayout, chance: np.random.Generator) -> dict[Spot, How]:
    """Answers as a class gives them: one in twenty blank, a few letters, a number, the matricola."""
    letters: dict[int, str] = {}
    for number, kind in enumerate(TYPES, start=1):
        options = LETTERS[kind]
        if kind == "multiple":
            letters[number] = "".join(letter for letter in options if chance.random() < 0.4)
        elif options and chance.random() < 0.95:
            letters[number] = options[int(chance.integers(len(options)))]
    numbers = {26: f"-{chance.integers(10, 99)}.{chance.integers(10)}", 27: str(chance.integers(10000))}
    id_ = "" if layout.personalised else "".join(map(str, chance.integers(0, 10, 10)))
    return wanted(letters=letters, numbers=numbers, matricola=id_)


def _layout(profile: Profile, personalised: bool) -> SheetLayout:
    """The sheet of the exam; laid out once for each profile and kind."""
    key = (profile, personalised)
    if key not in _LAYOUTS:
        exam = _exam()
        _LAYOUTS[key] = lay_out(
            exam,
            exam.forms[0],
            matricola="[0-9]{10}",
            profile=profile,
            personalised=personalised,
            score_bubbles=True,
        )
    return _LAYOUTS[key]


_LAYOUTS: dict[tuple[Profile, bool], SheetLayout] = {}


def _exam() -> Exam:
    """An exam of 30 invented items."""
    items = []
    for number, kind in enumerate(TYPES, start=1):
        fields = {"id": f"i{number}", "type": kind, "stem": "?", "topic": "t", "module": "m", "part": "first"}
        item = ITEM.validate_python({**fields, "points": "1", **KEYS[kind]})
        options = tuple(PrintedOption(letter=x, text=x, key=x == "a") for x in LETTERS[kind])
        items.append(FormItem(number=number, item=item, options=options, points=Decimal(1), content_hash=""))
    return Exam(
        id="2026-06-15-reading",
        blueprint_name="reading",
        blueprint=Blueprint(
            title="Benchmark", kind=Kind.WRITTEN, items=30, points=Decimal(30), minutes=Decimal(60)
        ),
        course="Benchmark",
        language="en",
        date=dt.date(2026, 6, 15),
        seed=1,
        tool_version="0",
        solution=Solution(objective=0, bound=0, proven=True, pool=30, considered=30),
        forms=(Form(letter="A", items=tuple(items)),),
    )


def _row(tally: Tally) -> str:
    """A line of the table; `lost` are pages of ours taken for blank or foreign, or for another page."""
    pages, bubbles = sum(tally.pages.values()), tally.bubbles
    lost = pages - tally.pages["read"] - tally.pages["unreadable"]
    flagged = f"{100 * bubbles['flagged'] / max(1, bubbles['all']):.3f}%"
    return (
        f"{tally.name:<26}{pages:>6}{tally.pages['read']:>6}{tally.pages['unreadable']:>7}{lost:>5}"
        f"{bubbles['all']:>9}{flagged:>9}{bubbles['wrong']:>7}{bubbles['silent']:>7}"
        f"{_bound(bubbles['silent'], bubbles['all']):>10.1e}{1000 * tally.read / pages:>6.1f}"
        f"{(tally.decode + tally.read) / tally.decode:>6.2f}"
    )


def _bound(hits: int, of: int) -> float:
    """The upper end of the two-sided 95 % interval of a share."""
    from scipy.stats import beta

    return float(beta.ppf(0.975, hits + 1, of - hits)) if hits < of else 1.0


if __name__ == "__main__":
    sys.exit(main())
