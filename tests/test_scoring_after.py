"""What is learnt while people decide: the same suggestions as from the records, and what is left to read."""

from decimal import Decimal

import pytest
from test_scoring_openended import count_words
from test_scoring_suggest import TEXTS, exam_with

from grader.model.course import OpenAnswers
from grader.model.score import Decision
from grader.scoring.openended.after import Lesson, learn_after
from grader.scoring.openended.desk import Desk, lay_out
from grader.scoring.openended.model import suggest
from grader.scoring.openended.prior import bundled_prior

PRIOR = bundled_prior()


@pytest.fixture(scope="module")
def desks() -> tuple[Desk, ...]:
    """The answers to one item, measured once."""
    return lay_out(*exam_with(TEXTS, None), count_words)


def decided(copies: range) -> list[Decision]:
    return [
        Decision(copy_number=n, number=1, item_id="forget", points=Decimal(3 if n <= 30 else 0))
        for n in copies
    ]


def learn(desks: tuple[Desk, ...], decisions: list[Decision], **of: set[str]) -> Lesson:
    named = of.get("of", {"forget"})
    return learn_after(desks, decisions, of=named, model=PRIOR.embedding, rules=OpenAnswers(), prior=PRIOR)


def test_suggestions_are_those_of_the_whole_walk(desks: tuple[Desk, ...]) -> None:
    """The desk that stays in memory says what `grader score` would say."""
    decisions = decided(range(1, 60, 3))
    walk, _ = suggest(
        *exam_with(TEXTS, None), decisions, count_words, model=PRIOR.embedding, rules=OpenAnswers()
    )
    assert learn(desks, decisions).suggestions == walk


def test_only_the_items_that_are_named_are_suggested_for(desks: tuple[Desk, ...]) -> None:
    """What suggestions are worth is said of all of them."""
    lesson = learn(desks, decided(range(1, 60, 3)), of=set())
    assert lesson.suggestions == ()
    assert lesson.outlook.agreement["forget"].answers == lesson.outlook.decided == 20


def test_reading_on_brings_the_promise_nearer(desks: tuple[Desk, ...]) -> None:
    """Each answer waits, is sure or is to be read; at the end nothing is left."""
    begun, later, done = (learn(desks, decided(range(1, 61, n))).outlook for n in (30, 2, 1))
    assert begun.left["forget"].waiting == 58
    assert later.left["forget"].unsure < begun.left["forget"].unsure
    assert (done.left["forget"].waiting, done.left["forget"].unsure, done.needed) == (0, 0, 0)
    assert later.agreement["forget"].right.value > 0.9


def test_points_above_what_the_item_is_worth_teach_nothing(desks: tuple[Desk, ...]) -> None:
    """A person gave them before it was corrected, and decides anew; until then they are nobody's judgement."""
    decisions = decided(range(1, 60, 3))
    over = [d.model_copy(update={"points": desks[0].out_of + 1}) for d in decided(range(2, 60, 3))]
    assert learn(desks, decisions + over) == learn(desks, decisions)
