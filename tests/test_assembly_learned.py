"""Assembly goes by what sittings say of items: how easy they are, and what is wrong with them."""

import pytest
from assembly_bank import blueprint, ids, item, make, refusal, used

from grader.assembly import lock_text
from grader.model.base import fingerprint
from grader.model.exam import Exam
from grader.model.learned import Learned

EASY = [item(f"q{n}", facility=0.9) for n in range(8)]


def learned(id_: str, facility: float, *alarms: str, papers: int = 40) -> Learned:
    return Learned(item_id=id_, facility=facility, papers=papers, sittings=1, alarms=alarms)


def test_observed_facility_takes_the_place_of_the_authors() -> None:
    """The items that proved hard are those of a hard exam, though their authors called all easy."""
    statistics = [learned("q2", 0.3), learned("q5", 0.3)]
    exam = make(EASY, blueprint(2, target_facility=0.3), statistics=statistics)
    assert ids(exam) == [{"q2", "q5"}]
    assert exam.forms[0].expected_facility == pytest.approx(0.3)
    assert exam.solution.objective == 0


def test_quotas_go_by_observed_facility() -> None:
    """A band of facility counts the items that lie in it by what was seen."""
    recipe = blueprint(3, quotas=[{"facility": [0, 0.4], "min": 1}])
    assert "needs 1 item" in refusal(EASY, recipe)[0]
    assert "q4" in ids(make(EASY, recipe, statistics=[learned("q4", 0.35)]))[0]


def test_the_printed_item_is_the_banks() -> None:
    """What is sealed is a copy of the bank's item with the author's estimate, under the bank's content hash."""
    exam = make(EASY, blueprint(8), statistics=[learned("q2", 0.3)])
    for entry in exam.forms[0].items:
        assert entry.item.facility == 0.9
        assert entry.content_hash == fingerprint(entry.item)


def test_the_statistics_are_sealed() -> None:
    """The lock holds what it was chosen by: of the pool's items, in order, and the same again gives the same bytes."""
    statistics = [learned("q5", 0.3), learned("q2", 0.4), learned("gone", 0.1)]
    exam = make(EASY, blueprint(2, target_facility=0.3), statistics=statistics)
    assert exam.statistics == (statistics[1], statistics[0])
    assert Exam.model_validate_json(lock_text(exam)) == exam
    again = make(EASY, blueprint(2, target_facility=0.3), statistics=exam.statistics)
    assert lock_text(again) == lock_text(exam)


def test_an_item_with_an_alarm_is_avoided() -> None:
    """It is on no form, unless the blueprint includes it or allows alarms; without papers its facility is the author's."""
    bad = [learned("q1", 0.3, "wrong-key"), learned("q3", 0.1, "uncorrected", papers=0)]
    assert ids(make(EASY, blueprint(6), statistics=bad)) == [{"q0", "q2", "q4", "q5", "q6", "q7"}]
    assert "q1" in ids(make(EASY, blueprint(7, include=["q1"]), statistics=bad))[0]
    every = make(EASY, blueprint(8, alarms="allow"), statistics=bad)
    assert every.forms[0].expected_facility == pytest.approx((7 * 0.9 + 0.3) / 8)


def test_avoiding_never_makes_an_exam_impossible_in_silence() -> None:
    """Where the others do not suffice, the refusal names the items, their number, and what would do."""
    bad = [learned("q1", 0.3, "wrong-key"), learned("q3", 0.3, "negative")]
    text = "\n".join(refusal(EASY, blueprint(7), statistics=bad))
    assert (
        "avoids 2 items of which an earlier sitting raised an alarm: q1, q3 -> alarms: allow would do" in text
    )
    assert "needs 7 items; the bank has 6 without an alarm" in text
    opens = [*EASY, item("o1", "open"), item("o2", "open")]
    recipe = blueprint(4, quotas=[{"type": "open", "min": 2}])
    lines = "\n".join(refusal(opens, recipe, statistics=[learned("o1", 0.5, "negative")]))
    assert "needs 2 open items; the bank has 1 without an alarm" in lines
    assert "min: 1 would do" in lines and "alarms: allow would do" in lines


def test_many_items_with_an_alarm_are_not_all_named() -> None:
    """A sentence stays a sentence."""
    many = [item(f"q{n:02}") for n in range(20)]
    lines = refusal(many, blueprint(10), statistics=[learned(f"q{n:02}", 0.5, "negative") for n in range(15)])
    assert any("avoids 15 items" in line and "q07 and 7 more" in line for line in lines)


def test_rest_and_alarms_together() -> None:
    """Items that must rest and items with an alarm are both out; the refusal counts what is left of both."""
    lines = refusal(
        EASY,
        blueprint(6, cool_off=100),
        history=[used(10, "q0", "q1")],
        statistics=[learned("q7", 0.5, "wrong-key")],
    )
    text = "\n".join(lines)
    assert "avoids 1 item" in text and "lets items rest" in text
