"""What sittings teach of an item: written as the sittings in one block of text, and what is expected next in the other."""

import datetime as dt
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.analysis.figures import Figure
from grader.analysis.learning import PRIOR, ItemRecord, drawn, learn, pooled_discrimination
from grader.analysis.uses import Spot, Use

NOW = "now"  # the hash of the question that the bank has


def use(date: str, papers: int, won: float, *rest: str) -> Use:
    """A line of a block: date, papers, share won, then r=0.3, old, waits=2, void, corrected or an alarm's name."""
    said = dict(word.partition("=")[::2] for word in rest)
    value = float(said["r"]) if "r" in said else None
    asked = "old" if "old" in said else "mended" if "corrected" in said else NOW
    known = {"r", "old", "waits", "void", "corrected"}
    return Use(
        item_id="q",
        sitting=f"{date}-test",
        date=dt.date.fromisoformat(date),
        spots=(Spot("A", 1),),
        asked=asked,
        printed=NOW if "corrected" in said else asked,
        waiting=int(said.get("waits") or 0),
        by_people=0,
        facility=Figure(won, None, None, papers) if papers else None,
        discrimination=Figure(value, None, None, papers),
        corrections=("key",) if "corrected" in said else (),
        voided="remove" if "void" in said else "",
        alarms=tuple(word for word in said if word not in known),
    )


def learnt(sittings: str, author: float | None = 0.6) -> ItemRecord | None:
    lines = [line.split() for line in sittings.strip().splitlines()]
    uses = [use(date, int(papers), float(won), *rest) for date, papers, won, *rest in lines]
    return learn("q", author, 0.6, NOW, uses)


@pytest.mark.parametrize(
    ("sittings", "expected"),
    [
        ("2026-04-15  30  0.40", "0.450 of 30 in 1"),  # (10 x 0.6 + 12) / 40
        ("2026-04-15   5  0.00", "0.400 of 5 in 1"),  # (10 x 0.6) / 15: five papers are no proof
        ("2026-04-15 990  0.40", "0.402 of 990 in 1"),
        ("2026-04-15  30  0.40\n2027-04-14  60  0.70", "0.600 of 90 in 2"),  # (6 + 12 + 42) / 100
        ("2026-04-15  30  0.40  old\n2027-04-14  30  0.90", "0.825 of 30 in 1"),
        ("2026-04-15  30  0.40  waits=1\n2027-04-14  30  0.90", "0.825 of 30 in 1"),
        ("2026-04-15  30  0.40  void\n2027-04-14  30  0.90", "0.825 of 30 in 1"),
        ("2026-04-15  30  0.40  corrected", "0.600 of 0 in 0  uncorrected"),
        ("2026-04-15   0  0.00", "0.600 of 0 in 0"),
        ("2026-04-15  40  0.40  wrong-key", "0.440 of 40 in 1  wrong-key"),
        (
            "2026-04-15  40  0.40  wrong-key\n2027-04-14  40  0.40",
            "0.422 of 80 in 2",
        ),  # a good sitting clears it
        (
            "2026-04-15  40  0.40  wrong-key\n2027-04-14  20  0.40",
            "0.429 of 60 in 2  wrong-key",
        ),  # a small one not
        ("2026-04-15  40  0.40  wrong-key old\n2027-04-14  40  0.40", "0.440 of 40 in 1"),
        ("2026-04-15  40  0.00  nobody", "0.120 of 40 in 1  nobody"),
        ("2026-04-15  40  1.00  everybody", "0.920 of 40 in 1"),  # too easy, and nothing is wrong with it
        ("2026-04-15  40  0.40  r=-0.5", "0.440 of 40 in 1  negative"),
        ("2026-04-15  20  0.40  r=-0.9", "0.467 of 20 in 1"),  # too few papers for an alarm
        ("2026-04-15  20  0.40  r=-0.5\n2027-04-14  20  0.40  r=-0.5", "0.440 of 40 in 2  negative"),
        ("2026-04-15  40  0.40  r=-0.5\n2027-04-14  90  0.40  r=0.4", "0.414 of 130 in 2"),
    ],
)
def test_what_is_expected(sittings: str, expected: str) -> None:
    """The facility that assembly will use, on how many papers and sittings it rests, and the alarms that keep it out."""
    record = learnt(sittings)
    assert record is not None
    text = f"{record.facility:.3f} of {record.papers} in {record.sittings}  {' '.join(record.avoided)}"
    assert text.strip() == expected
    used = record.learned
    assert (used is not None) == (record.papers > 0 or bool(record.avoided))


def test_an_item_without_an_estimate_is_drawn_to_the_stand_in() -> None:
    """As if the author had said 0.6; and an item in no exam has no record."""
    record = learnt("2026-04-15 30 0.40", author=None)
    assert record is not None and record.author is None
    assert record.facility == 0.45
    assert learn("q", 0.6, 0.6, NOW, []) is None


def test_the_latest_use_is_told_though_it_does_not_count() -> None:
    """Last used is about the item, whatever became of the question since."""
    record = learnt("2027-04-14 30 0.9 old\n2026-04-15 30 0.4")
    assert record is not None
    assert (record.last_used, record.earlier, record.sittings) == (dt.date(2027, 4, 14), 1, 1)


@given(st.floats(0, 1), st.lists(st.floats(0, 1), max_size=400))
def test_the_estimate_lies_between_author_and_class(author: float, shares: list[float]) -> None:
    """Never beyond either, nearer to the class with every paper, and the author's own without any."""
    won = sum(shares)
    found = drawn(author, won, len(shares))
    mean = won / len(shares) if shares else author
    assert min(author, mean) - 6e-4 <= found <= max(author, mean) + 6e-4
    left = PRIOR / (PRIOR + len(shares))
    assert math.isclose(abs(found - mean), left * abs(author - mean), abs_tol=6e-4)


def test_points_taken_off_keep_within_the_scale() -> None:
    """Where wrong answers lose points a class may win less than nothing; a facility is never below 0."""
    assert drawn(0.1, -20.0, 40) == 0.0


def test_correlations_pool_by_fisher() -> None:
    """Two sittings weigh by papers less three: tanh of the weighted mean of atanh, and an interval around it."""
    found = pooled_discrimination([use("2026-04-15", 23, 0.5, "r=0.2"), use("2027-04-14", 43, 0.5, "r=0.5")])
    assert found is not None
    z = (20 * math.atanh(0.2) + 40 * math.atanh(0.5)) / 60
    assert found.value == pytest.approx(math.tanh(z)) and found.papers == 66
    assert found.high == pytest.approx(math.tanh(z + 1.959964 / math.sqrt(60)))
    assert pooled_discrimination([use("2026-04-15", 3, 0.5, "r=0.2"), use("2027-04-14", 40, 0.5)]) is None
