"""Options and keys: a planted wrong key is found, and clean classes are left in peace."""

from decimal import Decimal

import numpy as np
import pytest
from small_exam import exam

from grader.analysis.options import OptionStatistics, option_statistics, wrong_keys
from grader.analysis.papers import papers_of
from grader.model.response import Copy, Response
from grader.model.score import FinalScore, Origin


def klass(
    seed: int, *, students: int = 100, items: int = 20, wrong: int | None = None
) -> list[OptionStatistics]:
    """The options of an invented class (Rasch's model, three even distractors); item `wrong` has another's key."""
    random = np.random.default_rng(seed)
    chance = 1 / (1 + np.exp(-random.normal(0.5, 1, (students, 1)) + random.normal(0, 0.8, items)))
    chosen = np.where(random.random(chance.shape) < chance, 0, random.integers(1, 4, chance.shape))
    keys = np.array([1 if item == wrong else 0 for item in range(items)])
    right = chosen == keys
    found = []
    for item in range(items):
        rest = right.sum(axis=1) - right[:, item]
        for option in range(4):
            took = chosen[:, item] == option
            even = not 0 < took.sum() < students
            r = None if even else float(np.corrcoef(took, rest)[0, 1])
            key = bool(option == keys[item])
            found.append(OptionStatistics(f"q{item}", str(option), key, int(took.sum()), students, r))
    return found


def test_a_planted_wrong_key_is_found() -> None:
    """In 20 classes of 300 with one wrong key, nothing but that key is named, and it is in at least 15."""
    named = [[one.item_id for one in wrong_keys(klass(seed, students=300, wrong=7))] for seed in range(20)]
    assert all(found in ([], ["q7"]) for found in named)
    assert named.count(["q7"]) >= 15


@pytest.mark.parametrize("students", [30, 100, 300])
def test_clean_classes_are_left_in_peace(students: int) -> None:
    """At most 4 of 200 classes without a wrong key raise the alarm."""
    assert sum(bool(wrong_keys(klass(seed, students=students))) for seed in range(200)) <= 4


def test_an_option_is_one_on_all_forms() -> None:
    """Letters differ between forms, the text counts; a blank takes no option, a pending paper is left out."""
    sealed = exam()
    number = {form.letter: {p.item.id: p.number for p in form.items} for form in sealed.forms}
    copies = [Copy(number=n, form="AABBA"[n - 1]) for n in range(1, 6)]
    took = {1: "a", 2: "b", 3: "d", 4: "", 5: "a"}
    responses = [
        Response(copy_number=c.number, number=number[c.form]["gd-step"], letters=tuple(took[c.number]))
        for c in copies
    ]
    scores = [
        FinalScore(
            copy_number=c.number,
            number=number[c.form][item],
            item_id=item,
            points=None if c.number == 5 and item == "why-norm" else Decimal(c.number % 2),
            out_of=Decimal(2),
            origin=Origin.RULE,
        )
        for c in copies
        for item in ("gd-step", "why-norm")
    ]
    found = {o.text: o for o in option_statistics(sealed, copies, responses, papers_of(scores))}
    key, wrong = found["against the gradient"], found["along the gradient"]
    assert (key.key, key.chosen, key.n) == (True, 2, 4)
    assert (wrong.key, wrong.chosen) == (False, 1)
    assert key.correlation == pytest.approx(1)
    assert found["C"].chosen == 0
    assert found["C"].correlation is None
