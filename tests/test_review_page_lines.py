"""Points line by line of the rubric: what is ticked is summed, kept with the decision, and said in the history."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from review_page import key, reviewed
from served_page import served_exam

from grader.gradebook.history import tell
from grader.model.event import EventKind
from grader.model.exam import FormItem
from grader.review.server.lines import earned
from grader.scoring.openended.steps import worth_of

RUBRIC = [
    {"text": "names the mean", "points": "0.5"},
    {"text": "names the spread", "points": "0.75"},
    {"text": "says what it helps", "points": "0.75"},
]
EXAM = served_exam(rubric=RUBRIC)


def place_worth(points: str) -> FormItem:
    return EXAM.forms[0].items[-1].model_copy(update={"points": Decimal(points)})


@pytest.mark.parametrize(
    ("points", "lines", "sum_"),
    [("2", (1, 3), "1.25"), ("2", (), "0"), ("2", (1, 2, 3), "2"), ("1", (2,), "0.375"), ("0.7", (1, 2, 3), "0.7")],
)  # fmt: skip
def test_lines_are_summed_on_the_scale_of_the_form(points: str, lines: tuple[int, ...], sum_: str) -> None:
    """A form may give other points than the bank; all lines are exactly its points."""
    assert earned(place_worth(points), lines) == Decimal(sum_)


def test_points_that_do_not_divide_stay_writable() -> None:
    """Six decimals, as every number of points has at most."""
    assert worth_of(place_worth("0.7")) == (Decimal("0.175"), Decimal("0.2625"), Decimal("0.2625"))
    assert all(-worth.as_tuple().exponent <= 6 for worth in worth_of(place_worth("0.333333")))


def test_lines_that_are_ticked_give_their_points_and_are_kept(tmp_path: Path) -> None:
    """The decision names what was met; the page ticks it again, and the history says it."""
    with reviewed(tmp_path, sealed=EXAM) as page:
        anna = page.browser()
        done = anna.decide(1, "0.5", by="lines", line=["1", "3"])
        assert "Saved: copy 1, 1.25" in done.text
        stands = page.pile.stands((1, 5, "why-norm"))
        assert stands and stands.decision.criteria == ("names the mean", "says what it helps")
        shown = anna.get(f"/answer/{key(1)}").text
        assert re.findall(r'name="line" value="(\d)"[^>]* checked', shown) == ["1", "3"]
        (line,) = tell(page.records.events(EXAM.id, EventKind.DECIDED), {})
        assert "1.25 points, for names the mean; says what it helps" in str(line)
        undone = anna.undo()
        assert not re.findall(r'name="line" value="\d"[^>]* checked', undone.text)


def test_no_line_is_said_and_not_meant(tmp_path: Path) -> None:
    """0 is a decision; nothing ticked is none, and another line's number is refused."""
    with reviewed(tmp_path, sealed=EXAM) as page:
        anna = page.browser()
        asked = anna.decide(1, "2", by="lines")
        assert asked.status_code == 422 and "or 0 for none" in asked.text
        assert anna.decide(1, "2", by="lines", line=["4"]).status_code == 400
        assert page.pile.stands((1, 5, "why-norm")) is None
        anna.decide(1, "2", by="lines", line=["0"])
        stands = page.pile.stands((1, 5, "why-norm"))
        assert stands and (stands.decision.points, stands.decision.criteria) == (Decimal(0), ())


def test_other_points_as_a_whole_say_nothing_of_lines(tmp_path: Path) -> None:
    """A changed comment leaves the lines; changed points take them away, and stay among those to choose."""
    with reviewed(tmp_path, sealed=EXAM) as page:
        anna, place = page.browser(), (1, 5, "why-norm")
        anna.decide(1, "", by="lines", line=["2"])
        first = page.pile.stands(place)
        assert first
        anna.decide(1, "0.75", seen=first.sequence, by="points", comment="good")
        second = page.pile.stands(place)
        assert second and second.decision.criteria == ("names the spread",)
        anna.decide(1, "0.3", seen=second.sequence, by="points")
        third = page.pile.stands(place)
        assert third and third.decision.criteria is None
        shown = anna.get(f"/answer/{key(1)}").text
        assert re.search(r'name="points" value="0.3"[^>]* checked', shown)


def test_a_conflict_keeps_the_lines_of_both(tmp_path: Path) -> None:
    """Who records theirs instead records their lines."""
    with reviewed(tmp_path, sealed=EXAM) as page:
        anna, luca = page.browser(), page.browser("luca")
        anna.decide(1, "", by="lines", line=["2"])
        refused = luca.decide(1, "", by="lines", line=["1", "3"])
        assert refused.status_code == 409
        fields = dict(re.findall(r'name="(by|seen)" value="(\w+)"', refused.text))
        lines = re.findall(r'name="line" value="(\d)"', refused.text)
        luca.decide(1, "1.25", seen=int(fields["seen"]), by=fields["by"], line=lines)
        stands = page.pile.stands((1, 5, "why-norm"))
        assert stands and stands.actor == "luca"
        assert stands.decision.criteria == ("names the mean", "says what it helps")
