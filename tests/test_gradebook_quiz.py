"""A sealed exam as a quiz for another system: the same items under the same letters, and draws that keep the quotas."""

import random
from decimal import Decimal
from itertools import chain

from assembly_bank import blueprint, item, make
from hypothesis import given
from hypothesis import strategies as st
from small_exam import exam

from grader.bank.interchange.labels import arranged
from grader.bank.pool import counts_for
from grader.gradebook.quiz import form_quiz, pool_quiz
from grader.model.blueprint import Quota
from grader.model.exam import Exam
from grader.model.item import Multiple, Open, Single


def test_a_form_goes_out_as_it_was_printed() -> None:
    """The form's order of items and options, its points, and which options are right."""
    sealed = exam("A", "B")
    quiz = form_quiz(sealed, "B")
    assert [one.id for one in quiz.going.items] == [place.item.id for place in sealed.form("B").items]
    for place, one in zip(sealed.form("B").items, quiz.going.items, strict=True):
        assert one.points == place.points
        if isinstance(one, Single | Multiple):
            shown = [option.text for option in arranged(one, quiz.going.orders[one.id])]
            assert shown == [option.text for option in place.options]
            keys = (one.correct,) if isinstance(one, Single) else one.correct
            assert {option.text for option in keys} == {option.text for option in place.options if option.key}
    assert not quiz.going.shuffle
    assert quiz.going.title == "Mid-course test, form B"
    assert quiz.remarks == ("set the time to 30 minutes and one attempt",)


def test_an_option_that_the_form_does_not_print_does_not_go_out() -> None:
    """The bank has five wrong options, the form prints three."""
    sealed = make([item(f"i{n}") for n in range(3)], blueprint(3, options=4))
    going = form_quiz(sealed, "A").going
    assert [len(arranged(one)) for one in going.items] == [4, 4, 4]


def test_a_rubric_is_scaled_to_the_form() -> None:
    """A form that counts an item double counts its criteria double."""
    rubric = [{"text": "a", "points": "0.25"}, {"text": "b", "points": "0.75"}]
    sealed = make([item("o", "open", rubric=rubric)], blueprint(1))
    (form,) = sealed.forms
    doubled = form.items[0].model_copy(update={"points": Decimal(2)})
    sealed = sealed.model_copy(update={"forms": (form.model_copy(update={"items": (doubled,)}),)})
    (one,) = form_quiz(sealed, "A").going.items
    assert isinstance(one, Open)
    assert [criterion.points for criterion in one.rubric] == [Decimal("0.5"), Decimal("1.5")]


def test_what_no_file_says_is_said_to_a_person() -> None:
    """Time and points lost by a wrong answer are settings of the quiz."""
    sealed = make([item("a")], blueprint(1, scoring={"wrong": "0.25"}))
    assert form_quiz(sealed, "A").remarks[0].startswith("a wrong answer costs 0.25 of the item's points")


TYPES = ("single", "multiple", "true-false", "numeric", "open")
QUOTAS = [
    {"type": "open", "min": 2, "max": 3},
    {"topic": "agents", "min": 3},
    {"level": "apply", "min": 2},
    {"facility": [0.3, 0.5], "min": 1, "max": 4},
]


def varied(seed: int) -> Exam:
    """A sealed exam of three forms from a bank of many kinds, some of them enemies."""
    dice = random.Random(seed)
    bank = [
        item(
            f"i{n:02}",
            TYPES[n % 5],
            topic=dice.choice(["agents", "nets"]),
            level=dice.choice(["apply", "understand"]),
            facility=dice.choice([0.35, 0.6, 0.8]),
            enemies=[f"i{(n + 7) % 60:02}"] if n % 6 == 0 else [],
        )
        for n in range(60)
    ]
    return make(bank, blueprint(8, forms=3, overlap={"forms": 3}, quotas=QUOTAS, include=["i03"]), seed=seed)


@given(st.integers(1, 6), st.randoms(use_true_random=False))
def test_any_draw_meets_the_quotas_and_has_no_enemies(seed: int, dice: random.Random) -> None:
    """Whatever the other system draws from the groups is as good a form as the sealed ones."""
    sealed = varied(seed)
    going = pool_quiz(sealed).going
    drawn = set(chain.from_iterable(dice.sample(draw.items, draw.pick) for draw in going.draws))
    items = [one for one in going.items if one.id in drawn]
    assert len(items) == 8 and "i03" in drawn
    for quota in map(Quota.model_validate, QUOTAS):
        count = sum(counts_for(one, quota) for one in items)
        assert quota.min <= count <= (8 if quota.max is None else quota.max)
    assert not any(enemy in drawn for one in items for enemy in one.enemies)


def test_a_pool_is_larger_than_a_form() -> None:
    """Else there would be nothing to draw; and whoever uses it is told that it is scored elsewhere."""
    quiz = pool_quiz(varied(1))
    assert len(quiz.going.items) > 8
    assert {item_id for draw in quiz.going.draws for item_id in draw.items} == {
        i.id for i in quiz.going.items
    }
    assert any("scored where it is sat" in remark for remark in quiz.remarks)
