"""Corrections after the exam: other keys, several keys, items that do not count, other points and rubrics."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_exam import exam

from grader.model.correction import Correction, NewAnswer, NewKey, NewPoints, NewRubric, Void
from grader.model.course import OpenAnswers
from grader.model.item import Criterion
from grader.model.kinds import Voiding
from grader.model.response import Copy, Response
from grader.model.score import Decision, FinalScore, Origin
from grader.scoring import settle
from grader.scoring.corrected import corrected, impossible, void, voided

EXAM = exam()


def points(correction: Correction | None, form: str, number: int, **given: Any) -> Decimal | None:
    """What an answer at a printed number is worth under a correction."""
    after = corrected(EXAM, [correction] if correction else [])
    copy, response = Copy(number=1, form=form), Response(copy_number=1, number=number, **given)
    scores = settle(after, [copy], [response], (), (), OpenAnswers())
    return scores[number - 1].points


def key(item: str, *right: str) -> Correction:
    return Correction(item_id=item, what=NewKey(right=right))


def test_another_key_holds_on_every_form_under_its_own_letter() -> None:
    """The text is the option; letters differ between forms."""
    new = key("gd-step", "along the gradient")
    assert points(None, "A", 1, letters=("a",)) == 2
    assert (points(new, "A", 1, letters=("a",)), points(new, "A", 1, letters=("b",))) == (0, 2)
    assert (points(new, "B", 2, letters=("d",)), points(new, "B", 2, letters=("c",))) == (0, 2)


def test_several_keys_of_a_single_choice_item_are_each_right_alone() -> None:
    """Either of them has the points; both together are two marks where one was asked for."""
    new = key("gd-step", "along the gradient", "against the gradient")
    assert [points(new, "A", 1, letters=(letter,)) for letter in "abcd"] == [2, 2, 0, 0]
    assert points(new, "A", 1, letters=("a", "b")) == 0


def test_the_key_of_a_multiple_choice_item_is_the_whole_list() -> None:
    new = key("reg-which", "dropout", "ReLU")
    assert points(new, "A", 2, letters=("a", "d")) == 2
    assert points(new, "A", 2, letters=("a",)) == 0


def test_a_number_and_a_truth_can_be_corrected() -> None:
    number = Correction(item_id="conv-size", what=NewAnswer(answer=Decimal(28), tolerance=Decimal(1)))
    assert [points(number, "A", 4, text=text) for text in ("27", "28,5", "30")] == [2, 2, 0]
    assert points(key("relu-linear", "True"), "A", 3, letters=("a",)) == 2


def test_the_sealed_exam_is_not_touched() -> None:
    before = EXAM.model_dump_json()
    corrected(EXAM, [key("gd-step", "C")])
    assert EXAM.model_dump_json() == before
    assert corrected(EXAM, []) is EXAM


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (key("nowhere", "x"), "on no form"),
        (key("gd-step", "something else"), "none of the right options is printed"),
        (key("gd-step", "C", "something else"), "is no option"),
        (key("why-norm", "x"), "has no options"),
        (Correction(item_id="gd-step", what=NewAnswer(answer=Decimal(1))), "asks for no number"),
        (Correction(item_id="gd-step", what=NewRubric(rubric=(Criterion(text="t", points=Decimal(2)),))), "closed item"),
        (Correction(item_id="why-norm", what=NewRubric(rubric=(Criterion(text="t", points=Decimal(1)),))), "sums to 1 of 2"),
        (Correction(item_id="gd-step", what=NewPoints(points=Decimal(3))), "would be worth 11 instead of 10"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said(wrong: Correction, said: str) -> None:
    assert any(said in str(problem) for problem in impossible(EXAM, [wrong]))


def test_points_may_move_between_items() -> None:
    """The sum of a form stays what the course says."""
    moved = [
        Correction(item_id="gd-step", what=NewPoints(points=Decimal(3))),
        Correction(item_id="why-norm", what=NewPoints(points=Decimal(1))),
    ]
    assert not impossible(EXAM, moved)
    assert [place.points for place in corrected(EXAM, moved).form("A").items] == [3, 2, 2, 2, 1]


def score(copy: int, item: str, got: str | None, of: str = "1") -> FinalScore:
    return FinalScore(
        copy_number=copy, number=1, item_id=item, points=None if got is None else Decimal(got), out_of=Decimal(of),
        origin=Origin.PENDING if got is None else Origin.RULE, why="so",
    )  # fmt: skip


def paper(how: Voiding, *scores: FinalScore) -> list[Decimal | None]:
    return [one.points for one in void(scores, {"bad": how})]


def test_void_for_everyone_gives_its_points_also_to_who_left_it_blank() -> None:
    assert paper(Voiding.EVERYONE, score(1, "bad", "0"), score(1, "x", "0")) == [1, 0]


def test_removed_is_the_same_as_counting_the_rest_for_the_whole() -> None:
    """8 of 14 become 8 x 15 / 14."""
    scores = [score(1, "bad", "1"), *(score(1, f"i{n}", "1" if n < 8 else "0") for n in range(14))]
    total = sum(paper(Voiding.REMOVE, *scores), Decimal(0))  # type: ignore[arg-type]
    assert total.quantize(Decimal("1e-9")) == (Decimal(8) * 15 / 14).quantize(Decimal("1e-9"))


def test_it_helps_or_changes_nothing() -> None:
    better = paper(Voiding.HELPS, score(1, "bad", "0"), score(1, "x", "0.5"))
    assert better == [Decimal("0.5"), Decimal("0.5")]
    assert paper(Voiding.HELPS, score(1, "bad", "1"), score(1, "x", "0.5")) == [1, Decimal("0.5")]


def test_what_is_removed_waits_for_the_rest() -> None:
    """Its points depend on answers that nobody has decided yet."""
    assert paper(Voiding.REMOVE, score(1, "bad", "1"), score(1, "x", None)) == [None, None]
    assert paper(Voiding.REMOVE, score(1, "bad", None), score(1, "x", "1")) == [1, 1]


@given(
    st.lists(st.tuples(st.integers(0, 4), st.booleans()), min_size=2, max_size=12).filter(
        lambda items: any(bad for _, bad in items) and not all(bad for _, bad in items)
    ),
    st.sampled_from(Voiding),
)
def test_voiding_keeps_sums_within_the_paper(items: list[tuple[int, bool]], how: Voiding) -> None:
    """Nobody gets more than the whole or, where it only may help, less than before; scores that count stay."""
    scores = [
        score(1, f"{'bad' if bad else 'i'}{n}", str(Decimal(won) / 4)) for n, (won, bad) in enumerate(items)
    ]
    after = void(scores, {one.item_id: how for one in scores if one.item_id.startswith("bad")})
    before, new = (sum((s.points or Decimal(0)) for s in some) for some in (scores, after))
    assert 0 <= new <= len(items)
    assert all(a == b for a, b in zip(after, scores, strict=True) if not b.item_id.startswith("bad"))
    if how is not Voiding.REMOVE:
        assert new >= before


def test_the_last_of_a_kind_counts() -> None:
    twice = [Correction(item_id="x", what=Void(how=how)) for how in (Voiding.REMOVE, Voiding.HELPS)]
    assert voided(twice) == {"x": Voiding.HELPS}
    keys = [key("gd-step", "C"), key("gd-step", "along the gradient")]
    assert corrected(EXAM, keys).form("A").items[0].key == ("b",)


def test_decisions_stay_under_a_new_rubric() -> None:
    """What a person gave is theirs; that it was given under another rubric is said elsewhere."""
    rubric = NewRubric(rubric=(Criterion(text="says why", points=Decimal(2)),))
    after = corrected(EXAM, [Correction(item_id="why-norm", what=rubric)])
    response = Response(copy_number=1, number=5, text="because")
    decision = Decision(copy_number=1, number=5, item_id="why-norm", points=Decimal("1.5"))
    scores = settle(after, [Copy(number=1, form="A")], [response], (), [decision], OpenAnswers())
    assert (scores[4].points, scores[4].origin) == (Decimal("1.5"), Origin.DECISION)
