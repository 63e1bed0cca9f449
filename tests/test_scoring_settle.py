"""Who has the last word: decision, rule, acceptance that the course allows, or nobody yet."""

from decimal import Decimal
from typing import Any

import pytest
from test_scoring_closed import answer, exam_of, place

from grader.model.course import OpenAnswers
from grader.model.response import Copy, CopyStatus, Response
from grader.model.score import Decision, FinalScore, Origin, Suggestion
from grader.scoring import accept as take
from grader.scoring import drawn, settle, summarise

TEXT = answer("because the gradient vanishes")
EXAM = exam_of((place("open", points="4", id_="why"),), (place("open", points="4", id_="how"),))


def suggestion(points: str = "3", confidence: float = 0.9, **changes: Any) -> Suggestion:
    fields: dict[str, Any] = {
        "copy_number": 1, "number": 1, "item_id": "why", "points": points, "out_of": "4", "confidence": confidence,
        "promised": True, "why": "near", "model": "m", "answer_hash": TEXT.answer_hash, **changes,
    }  # fmt: skip
    return Suggestion(**fields)


def decision(points: str, **changes: Any) -> Decision:
    return Decision(**{"copy_number": 1, "number": 1, "item_id": "why", "points": points, **changes})


def settle_one(
    *,
    response: Response = TEXT,
    suggestions: tuple[Suggestion, ...] = (),
    decisions: tuple[Decision, ...] = (),
    accept: Any = False,
    form: str = "A",
) -> FinalScore:
    rules = OpenAnswers(auto_accept=accept)
    taken = take("2026-04-15-mid-course", suggestions, rules)
    (found,) = settle(EXAM, [Copy(number=1, form=form)], [response], taken, decisions, rules)
    return found


def test_an_open_answer_without_a_decision_is_pending_however_sure_the_machine_is() -> None:
    """By default no suggestion becomes a score."""
    found = settle_one(suggestions=(suggestion(confidence=1.0),))
    assert (found.points, found.origin, found.blank) == (None, Origin.PENDING, False)
    assert found.why == "no person has decided yet"


def test_a_suggestion_of_more_than_the_item_has_now_counts_for_nothing() -> None:
    """It was accepted before the item's points were lowered; it waits until it is scored again, or for a person."""
    found = settle_one(suggestions=(suggestion("4.5"),), accept=0.5)
    assert (found.points, found.origin) == (None, Origin.PENDING)
    assert settle_one(suggestions=(suggestion("4"),), accept=0.5).points == 4


def test_a_decision_counts_over_rule_and_suggestion() -> None:
    """A person has the last word, on closed items too."""
    found = settle_one(suggestions=(suggestion(),), decisions=(decision("1.5", comment="half"),), accept=0.1)
    assert (found.points, found.origin, found.why) == (Decimal("1.5"), Origin.DECISION, "half")
    exam = exam_of((place("single", id_="which"),))
    (closed,) = settle(
        exam, [Copy(number=1, form="A")], [answer("c")], (), (decision("1", item_id="which"),), OpenAnswers()
    )
    assert (closed.points, closed.origin) == (1, Origin.DECISION)


def test_an_accepted_suggestion_keeps_its_reasons() -> None:
    """Who asks later why points count that no person gave reads more than a confidence."""
    found = settle_one(suggestions=(suggestion(why="2 of 3 ideas found"),), accept=0.8)
    assert found.origin is Origin.AUTO
    assert found.why.endswith("the course asks for 0.80; 2 of 3 ideas found")


def test_zero_given_by_a_person_is_not_pending() -> None:
    """Zero, blank and pending are three things."""
    assert settle_one(decisions=(decision("0"),)).origin is Origin.DECISION


def test_the_latest_of_two_decisions_counts() -> None:
    """Later ones stand later in the sequence."""
    assert settle_one(decisions=(decision("1"), decision("2"))).points == 2


def test_a_blank_open_answer_gets_zero_by_rule_and_says_that_it_was_blank() -> None:
    """White space is blank; and a person may still give points for what stands on the back of the page."""
    blank = Response(copy_number=1, number=1, text="  \n ")
    found = settle_one(response=blank)
    assert (found.points, found.origin, found.blank, found.why) == (0, Origin.RULE, True, "blank")
    found = settle_one(response=blank, decisions=(decision("2"),))
    assert (found.points, found.origin, found.blank) == (2, Origin.DECISION, True)


def test_a_decision_on_an_answer_that_was_corrected_since_no_longer_counts() -> None:
    """It was about another text, so the answer is pending again and says why."""
    found = settle_one(decisions=(decision("4", answer_hash="0" * 64),))
    assert (found.points, found.origin) == (None, Origin.PENDING)
    assert found.why == "the answer was changed after a person decided on it"
    assert settle_one(decisions=(decision("4", answer_hash=TEXT.answer_hash),)).points == 4


def test_an_answer_that_was_corrected_to_nothing_waits_for_nobody() -> None:
    """The review sheet shows no blanks: a decision on the text before must not leave one pending for ever."""
    found = settle_one(response=answer(""), decisions=(decision("4", answer_hash="0" * 64),))
    assert (found.points, found.origin, found.blank) == (0, Origin.RULE, True)


def test_a_decision_on_another_forms_item_does_not_count() -> None:
    """Binding the copy to form B leaves form A's decision in the records and without effect."""
    assert settle_one(decisions=(decision("4"),), form="B").origin is Origin.PENDING


@pytest.mark.parametrize(
    ("changes", "accept", "origin"),
    [
        ({}, 0.9, Origin.AUTO),
        ({}, 0.91, Origin.PENDING),
        ({"flags": ("copies the question",), "confidence": 1.0}, 0.5, Origin.PENDING),
        ({"answer_hash": "0" * 64}, 0.5, Origin.PENDING),
        ({"item_id": "how"}, 0.5, Origin.PENDING),
        ({"promised": False}, 0.5, Origin.PENDING),
    ],
)
def test_a_suggestion_is_accepted_only_when_sure_unflagged_and_of_this_answer(
    changes: dict[str, Any], accept: float, origin: Origin
) -> None:
    """The course's confidence is reached, nothing was flagged, and it judged this very answer to this item."""
    found = settle_one(suggestions=(suggestion(**changes),), accept=accept)
    assert found.origin is origin
    assert (found.points is None) is (origin is Origin.PENDING)
    assert origin is Origin.PENDING or "confidence 0.90, the course asks for 0.90" in found.why


def test_every_item_of_a_paper_that_was_handed_in_has_one_final_score() -> None:
    """What is not recorded is pending, not blank; voided and missing papers have nothing at all."""
    exam = exam_of((place("single", number=1), place("single", number=2), place("open", number=3)))
    copies = [
        Copy(number=1, form="A"),
        Copy(number=2, form="A", status=CopyStatus.VOIDED),
        Copy(number=3, form="A"),
    ]
    found = settle(exam, copies, [answer("b"), answer("b", copy=2)], (), (), OpenAnswers())
    assert [(s.copy_number, s.number, s.origin, s.blank) for s in found] == [
        (1, 1, Origin.RULE, False),
        (1, 2, Origin.PENDING, False),
        (1, 3, Origin.PENDING, False),
    ]
    assert found[1].why == "no answer is recorded here, not even a blank"


def test_the_summary_counts_each_item_and_averages_what_is_settled() -> None:
    """Pending answers do not pull the mean down."""
    copies = [Copy(number=n, form="A") for n in (1, 2, 3)]
    responses = [TEXT, answer("", copy=2), answer("it does", copy=3)]
    scores = settle(EXAM, copies, responses, (), (decision("3"),), OpenAnswers())
    (line,) = summarise(scores, (suggestion(),))
    assert (line.item, line.answers, line.blank, line.by_rule, line.decided, line.pending) == (
        "why",
        3,
        1,
        1,
        1,
        1,
    )
    assert (line.suggested, line.mean) == (1, 0.375)  # (3/4 + 0) / 2


def test_a_tenth_of_what_is_sure_is_asked_all_the_same() -> None:
    """Drawn by sitting, item, copy and answer: about one in ten, and the same ones every time."""
    rules = OpenAnswers(auto_accept=0.5)
    sure = [suggestion(copy_number=n) for n in range(1, 1001)]
    taken = {one.copy_number for one in take("s", sure, rules)}
    assert 60 < 1000 - len(taken) < 140
    assert {one.copy_number for one in sure if drawn("s", one)} == set(range(1, 1001)) - taken


def test_what_was_accepted_waits_again_when_the_course_asks_for_more() -> None:
    """An acceptance that is recorded counts only while the course allows it."""
    taken = take("s", [suggestion()], OpenAnswers(auto_accept=0.8))
    for allowed, origin in ((0.8, Origin.AUTO), (0.95, Origin.PENDING), (False, Origin.PENDING)):
        rules = OpenAnswers(auto_accept=allowed)
        (found,) = settle(EXAM, [Copy(number=1, form="A")], [TEXT], taken, (), rules)
        assert found.origin is origin
