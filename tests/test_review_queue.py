"""The queue: what says nothing first, then what teaches, then the rest in an order that nobody chose."""

from decimal import Decimal
from typing import Any

from small_exam import exam

from grader.model.course import OpenAnswers
from grader.model.response import Copy, Response
from grader.model.score import Decision, Suggestion
from grader.review import Turn, Waiting, line_up
from grader.scoring import drawn

EXAM = exam("A")
COPIES = tuple(Copy(number=n, form="A") for n in range(1, 41))
RESPONSES = tuple(Response(copy_number=n, number=5, text=f"answer {n}") for n in range(1, 41))


def suggested(copy: int, **changes: Any) -> Suggestion:
    return Suggestion(
        **{
            "copy_number": copy, "number": 5, "item_id": "why-norm", "points": Decimal(1), "out_of": Decimal(2), "confidence": 0.95,
            "why": "near", "model": "m", "answer_hash": RESPONSES[copy - 1].answer_hash, **changes,
        }
    )  # fmt: skip


def queue(
    *changed: Suggestion,
    decisions: tuple[Decision, ...] = (),
    accept: Any = False,
    promised: bool = False,
    **options: Any,
) -> tuple[Waiting, ...]:
    of = {n: suggested(n, promised=promised) for n in range(1, 41)} | {s.copy_number: s for s in changed}
    rules = OpenAnswers(auto_accept=accept)
    return line_up(EXAM, COPIES, RESPONSES, tuple(of.values()), decisions, rules, **options)


def numbers(found: tuple[Waiting, ...]) -> list[int]:
    return [one.response.copy_number for one in found]


def test_blanks_come_first_then_what_teaches_then_the_rest() -> None:
    """Each row says why it stands where it stands."""
    found = queue(suggested(9, turn=2), suggested(30, turn=1), suggested(20, says_nothing=True))
    assert numbers(found)[:3] == [20, 30, 9]
    assert [one.turn for one in found] == [Turn.BLANK, *[Turn.INFORMATIVE] * 2, *[Turn.REST] * 37]


def test_the_rest_is_shuffled_the_same_way_every_time() -> None:
    """Neither by copy nor by chance: the order is the same in every export."""
    first = numbers(queue())
    assert sorted(first) == list(range(1, 41)) != first
    assert numbers(queue()) == first
    decided = Decision(copy_number=first[0], number=5, item_id="why-norm", points=Decimal(1))
    assert numbers(queue(decisions=(decided,))) == first[1:]


def test_a_group_stands_together_behind_the_answer_that_serves_it() -> None:
    """When that one is decided alone, the first of the others takes its place."""
    members = [suggested(7, like=31), suggested(3, like=31)]
    found = queue(*members)
    at = numbers(found).index(31)
    assert numbers(found)[at : at + 3] == [31, 3, 7]
    assert [(one.like, one.serves) for one in found[at : at + 3]] == [(0, (3, 7)), (31, ()), (31, ())]
    alone = Decision(copy_number=31, number=5, item_id="why-norm", points=Decimal(1))
    left = {one.response.copy_number: one for one in queue(*members, decisions=(alone,))}
    assert (left[3].serves, left[7].like) == ((7,), 3)


def test_only_the_first_informative_ones_are_asked_with_their_groups() -> None:
    """`first` counts decisions to make, not rows."""
    found = queue(
        *(suggested(n, turn=n) for n in (1, 2, 3)), suggested(8, like=1), suggested(9, says_nothing=True),
        first=2,
    )  # fmt: skip
    assert numbers(found) == [1, 8, 2]


def test_what_the_course_accepts_is_not_asked_but_for_a_tenth() -> None:
    """The tenth is drawn by hash, so asking again does not change it; flagged answers are always asked."""
    audit = {n for n in range(1, 41) if drawn(EXAM.id, suggested(n))}
    assert 0 < len(audit) < 15
    found = queue(suggested(5, promised=True, flags=("far off topic",)), promised=True, accept=0.9)
    assert set(numbers(found)) == audit | {5}
    assert {one.turn for one in found if one.response.copy_number != 5} == {Turn.AUDIT}
    assert len(queue(promised=True, accept=0.9, decided_too=True)) == 40
    assert len(queue(promised=True, accept=0.96)) == 40


def test_an_answer_whose_decision_counts_no_longer_is_asked_however_sure_the_machine_is() -> None:
    """A person decided about it once, so a person decides again; the course accepts nothing over their head."""
    sure = next(n for n in range(1, 41) if not drawn(EXAM.id, suggested(n)))
    given = Decision(copy_number=sure, number=5, item_id="why-norm", points=Decimal(1), answer_hash="other")
    for lapsed in (given, given.model_copy(update={"answer_hash": "", "points": Decimal(3)})):
        found = queue(promised=True, accept=0.9, decisions=(lapsed,))
        assert [one.turn for one in found if one.response.copy_number == sure] == [Turn.REST]
