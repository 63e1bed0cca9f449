"""Statistics of items and of an exam: a widely used system's own table, known cases, and what is never a zero."""

import csv
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from grader.analysis.figures import Doubt
from grader.analysis.papers import Papers, papers_of
from grader.analysis.statistics import item_statistics, whole_statistics
from grader.model.score import FinalScore, Origin

MOODLE = Path(__file__).parent.parent.parent / "shared" / "data" / "moodle_statistics"


def papers(rows: list[list[str]]) -> Papers:
    """A class: one row a paper, each item out of 1; `?` is pending, `.` not on the paper, `-` blank."""
    scores = []
    for copy, row in enumerate(rows, 1):
        for number, cell in enumerate(row, 1):
            if cell == ".":
                continue
            points = None if cell == "?" else Decimal(0 if cell == "-" else cell)
            origin = Origin.PENDING if points is None else Origin.RULE
            scores.append(
                FinalScore(
                    copy_number=copy,
                    number=number,
                    item_id=f"q{number}",
                    points=points,
                    out_of=Decimal(1),
                    origin=origin,
                    blank=cell == "-",
                )
            )
    return papers_of(scores)


@pytest.mark.skipif(not MOODLE.is_dir(), reason="the shared data is not beside the repository")
def test_moodles_own_table_is_reproduced() -> None:
    """Facility, sd, discrimination, efficiency and weight agree with Moodle's expectations to 1e-3."""
    with (MOODLE / "results.csv").open(newline="") as file:
        rows = [[row[f"slots.{slot}.mark"] for slot in range(1, 8)] for row in csv.DictReader(file)]
    with (MOODLE / "expected.csv").open(newline="") as file:
        expected = list(csv.DictReader(file))
    for found, said in zip(item_statistics(papers(rows), draws=20), expected, strict=True):
        ours = (
            found.facility.value,
            found.sd.value,
            found.discrimination.value,
            found.efficiency.value,
            found.weight.value,
        )
        names = ("facility", "sd", "discriminationindex", "discriminativeefficiency", "effectiveweight")
        theirs = [float(said[name]) / scale for name, scale in zip(names, (1, 1, 100, 100, 100), strict=True)]
        assert ours == pytest.approx(theirs, abs=1e-3), found.item_id


def test_pending_and_absent_are_never_zero() -> None:
    """An item's facility leaves out papers without it and papers where it is pending; a blank counts as zero."""
    first, second = item_statistics(papers([["1", "."], ["1", "?"], ["-", "1"]]), draws=20)
    assert first.facility.value == pytest.approx(2 / 3)
    assert first.blank.value == pytest.approx(1 / 3)
    assert (second.facility.value, second.facility.n) == (1, 1)


def test_small_classes_are_doubted() -> None:
    """A figure on few papers is there and says so; one on points that never differ says that instead."""
    few = item_statistics(papers([["1", "0"], ["0", "1"], ["1", "1"]]), draws=20)[0]
    assert few.facility.value is not None
    assert few.facility.why is Doubt.FEW
    same = item_statistics(papers([["1", str(copy % 2)] for copy in range(40)]), draws=20)[0]
    assert same.discrimination.value is None
    assert same.discrimination.why is Doubt.CONSTANT


def test_twin_items_are_perfectly_reliable() -> None:
    """Items that always agree have alpha 1 and no error of measurement; forms with other items have no alpha."""
    found = whole_statistics(papers([["1", "1"], ["0", "0"]] * 20), draws=20)
    assert found.alpha.value == pytest.approx(1)
    assert found.error.value == pytest.approx(0, abs=1e-6)
    assert found.quartiles == (0, 1, 2)
    unlike = whole_statistics(papers([["1", "."], [".", "0"]] * 20), draws=20)
    assert unlike.alpha.why is Doubt.UNLIKE


def test_intervals_hold_what_they_promise() -> None:
    """Of 100 classes drawn from a facility of 0.6, at least 88 intervals hold it (95 promised)."""
    random = np.random.default_rng(5)
    held = 0
    for _ in range(100):
        answers = (random.random((60, 2)) < 0.6).astype(int)
        facility = item_statistics(papers([[str(x) for x in row] for row in answers]), draws=200)[0].facility
        assert facility.low is not None
        assert facility.high is not None
        held += facility.low <= 0.6 <= facility.high
    assert held >= 88


def test_rounding_makes_no_variance_negative() -> None:
    """Draws in which the same odd points come again and again have spread 0, without a warning."""
    first = item_statistics(papers([["0.7", "0.1"]] * 3 + [[".", "0.3"], ["0.7", "0.4"]]))[0]
    assert first.sd.value == pytest.approx(0, abs=1e-6)


def test_the_best_and_the_weakest_27_percent() -> None:
    """Of ten papers the best 2.7 against the weakest 2.7: whole papers and seven tenths of the next."""
    rows = [
        [str(int(copy < top)) for top in range(1, 11)] for copy in range(10)
    ]  # item k is won by the k best
    found = {one.item_id: one.upper_lower.value for one in item_statistics(papers(rows), draws=20)}
    assert found["q1"] == pytest.approx(1 / 2.7)
    assert found["q2"] == pytest.approx(2 / 2.7)
    assert [found[item] for item in ("q3", "q5", "q7")] == pytest.approx([1, 1, 1])
    assert found["q8"] == pytest.approx(2 / 2.7)
    assert found["q10"] == pytest.approx(0)


def test_equal_totals_are_not_told_apart() -> None:
    """Whoever stands at the border with others is in a group in part, whatever the order of papers."""
    rows = [["1", "0"]] * 5 + [["0", "1"]] * 5
    for table in (rows, rows[::-1]):
        assert [one.upper_lower.value for one in item_statistics(papers(table), draws=5)] == [0, 0]


def test_every_figure_has_its_interval() -> None:
    """Efficiency, weight and the upper-lower index as well lie within intervals of theirs."""
    random = np.random.default_rng(1)
    rows = [[str(int(x)) for x in row] for row in random.random((80, 4)) < random.random((80, 1))]
    for one in item_statistics(papers(rows), draws=200):
        for figure in (one.efficiency, one.weight, one.upper_lower, one.sd, one.discrimination):
            assert figure.low is not None and figure.high is not None and figure.value is not None
            assert figure.low <= figure.value <= figure.high and figure.low < figure.high
