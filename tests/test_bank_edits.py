"""What makes another question of an item, what does not, and what a correction after the exam makes of it."""

from decimal import Decimal
from typing import Any

import pytest
from small_exam import exam

from grader.bank.edits import Edit, asked_hash, edits, item_as_scored
from grader.model.correction import Correction, NewAnswer, NewKey, NewPoints, NewRubric, Void
from grader.model.item import ITEM, Criterion, Item
from grader.model.kinds import Voiding

OPEN = {
    "type": "open",
    "stem": "Why?",
    "reference": "Because.",
    "points": "2",
    "rubric": [{"text": "because", "points": "2", "ideas": ["because"]}],
}
SINGLE = {
    "type": "single",
    "stem": "Which step\ndoes it take?",
    "correct": "this",
    "wrong": ["that", "none", "both"],
}
CODE = SINGLE | {"stem": "What does it print?\n```\nfor x in y:\n    print(x)\n```"}


PICTURE = SINGLE | {"stem": "What is it?\n![a net](assets/net.svg)", "correct": "![x](assets/x.svg)"}


def hashed(one: Item) -> str:
    return asked_hash(one, str)


def edited(then: Item, now: Item) -> tuple[Edit, ...]:
    """What differs where all pictures are the same."""
    return edits(then, now, str, str)


def item(fields: dict[str, Any], **more: Any) -> Item:
    return ITEM.validate_python({"id": "q", "topic": "t", "module": "m", "part": "first"} | fields | more)


@pytest.mark.parametrize(
    ("fields", "edit"),
    [
        (SINGLE, {"stem": "Which step does\n  it take?"}),
        (SINGLE, {"wrong": ["both", "that", "none"]}),
        (SINGLE, {"correct": {"text": "this", "feedback": "well done"}}),
        (SINGLE, {"facility": 0.2, "tags": ["x"], "status": "retired", "minutes": "3", "points": "4"}),
        (SINGLE, {"topic": "u", "module": "n", "part": "second", "enemies": ["r"], "explanation": "so"}),
        (OPEN, {"reference": "For that.", "misconceptions": ["No."], "lines": 9}),
        (OPEN, {"points": "4", "rubric": [{"text": "because", "points": "4", "ideas": ["since"]}]}),
        ({"type": "numeric", "stem": "How many?", "answer": "27"}, {"answer": "27.0", "tolerance": "0.0"}),
    ],
)
def test_what_only_the_bank_needs_makes_no_other_question(fields: dict[str, Any], edit: Any) -> None:
    """Line breaks, order, estimates, tags, texts for after the exam: the statistics stay the item's."""
    then, now = item(fields), item(fields, **edit)
    assert hashed(then) == hashed(now)
    assert not any(one.counts for one in edited(then, now))


@pytest.mark.parametrize(
    ("fields", "edit", "field"),
    [
        (SINGLE, {"stem": "Which step does it not take?"}, "stem"),
        (SINGLE, {"correct": "that", "wrong": ["this", "none", "both"]}, "correct"),
        (SINGLE, {"wrong": ["that", "none", "both", "neither"]}, "wrong"),
        (CODE, {"stem": CODE["stem"].replace("    print", "print")}, "stem"),
        (SINGLE, {"type": "multiple", "correct": ["this"]}, "type"),
        ({"type": "true-false", "stem": "Is it?", "correct": "true"}, {"correct": "false"}, "correct"),
        ({"type": "numeric", "stem": "How many?", "answer": "27"}, {"tolerance": "1"}, "tolerance"),
        (OPEN, {"rubric": [{"text": "since", "points": "2"}]}, "rubric"),
        (OPEN | {"rubric": []}, {"reference": "For that."}, "reference"),
    ],
)
def test_what_students_are_asked_makes_another_question(
    fields: dict[str, Any], edit: dict[str, Any], field: str
) -> None:
    """Words, options, key and marking guide: and the edit names the field, first."""
    then, now = item(fields), item(fields, **edit)
    assert hashed(then) != hashed(now)
    assert edited(then, now)[0].counts
    assert field in [one.field for one in edited(then, now) if one.counts]


def test_an_edit_shows_what_went_and_what_came() -> None:
    """Of a list only what differs; nothing differs in an item and itself."""
    then, now = item(SINGLE), item(SINGLE, wrong=["that", "none", "neither"])
    (found,) = edited(then, now)
    assert (found.field, found.was, found.now) == ("wrong", ("both",), ("neither",))
    assert edited(then, then) == ()


@pytest.mark.parametrize("changed", ["assets/net.svg", "assets/x.svg"])
def test_another_picture_makes_another_question(changed: str) -> None:
    """In the stem or in an option, under the same name: what students saw is what counts."""
    shown = item(PICTURE)
    another = {changed: "1"}.get
    assert asked_hash(shown, lambda name: another(name, "0")) != asked_hash(shown, lambda _: "0")
    (found,) = edits(shown, shown, lambda _: "0", lambda name: another(name, "0"))
    assert found == Edit("picture", (changed,), (f"another {changed}",), counts=True)


A = exam("A").form("A").items


def scored(number: int, what: Any) -> Item | None:
    place = A[number - 1]
    return item_as_scored(place, [Correction(item_id=place.item.id, what=what)])


@pytest.mark.parametrize(
    ("number", "what", "mended"),
    [
        (1, NewKey(right=("C",)), {"correct": "C", "wrong": ["against the gradient", "along the gradient", "none; it waits"]}),
        (2, NewKey(right=("dropout",)), {"correct": ["dropout"], "wrong": ["ReLU", "softmax; the usual one", "weight decay, also called L2"]}),
        (3, NewKey(right=("True",)), {"correct": True}),
        (4, NewAnswer(answer=Decimal(28)), {"answer": "28"}),
    ],
)  # fmt: skip
def test_a_corrected_item_is_the_mended_one(number: int, what: Any, mended: dict[str, Any]) -> None:
    """Who puts the correction into the bank has the very question that was scored, and its statistics."""
    sealed = A[number - 1].item
    assert hashed(sealed) != hashed(scored(number, what) or sealed)
    now = ITEM.validate_python(sealed.model_dump(mode="json") | mended)
    assert hashed(now) == hashed(scored(number, what) or sealed)


def test_two_right_answers_of_one_fit_no_item() -> None:
    """A single-choice or true-false item of which two answers were taken for right is no item of a bank."""
    assert scored(1, NewKey(right=("C", "against the gradient"))) is None
    assert scored(3, NewKey(right=("True", "False"))) is None


def test_the_last_correction_of_a_key_is_the_one_that_counts() -> None:
    """After two right answers were taken for right and then one again, it is an item of the bank again."""
    place = A[0]
    keys = (NewKey(right=("C", "against the gradient")), NewKey(right=("C",)))
    made = [Correction(item_id=place.item.id, what=what) for what in keys]
    assert item_as_scored(place, made) == item_as_scored(place, made[1:]) is not None


def test_weights_and_voids_leave_the_question() -> None:
    """Other points and an item that does not count change nothing of what was asked; another rubric does."""
    for what in (NewPoints(points=Decimal(3)), Void(how=Voiding.REMOVE)):
        assert scored(5, what) == A[4].item
    rubric = (Criterion(text="speed", points=Decimal(2)),)
    changed = scored(5, NewRubric(rubric=rubric))
    assert changed is not None and hashed(changed) != hashed(A[4].item)
