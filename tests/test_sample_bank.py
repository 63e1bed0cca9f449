"""The sample bank is large and varied enough for years of tests that share no item."""

from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest
from assembly_bank import DATE

from grader.assembly import assemble
from grader.cli.invented import graded_texts
from grader.model.item import Item, Open
from grader.model.kinds import ItemType, Status
from grader.workspace import Workspace

COURSE = Workspace(Path(__file__).parent.parent)
COUNTED = (Status.READY,)  # a draft is in no exam until two others have solved it without its key
ITEMS: tuple[Item, ...] = tuple(
    item.model_copy(update={"status": Status.READY}) for item in COURSE.bank().items if item.status in COUNTED
)
HALVES = [[item for item in ITEMS if item.part == part] for part in ("first", "second")]


def test_there_are_enough_items_of_every_type() -> None:
    """240 items: at least 150 closed ones of all types, at least 70 open ones, and some of each in both halves."""
    assert len(ITEMS) >= 240
    assert sum(isinstance(item, Open) for item in ITEMS) >= 70
    assert sum(not isinstance(item, Open) for item in ITEMS) >= 150
    for half in HALVES:
        counts = Counter(item.type for item in half)
        assert len(half) >= 120 and set(counts) == set(ItemType) and min(counts.values()) >= 8


def test_the_items_are_spread() -> None:
    """Over five modules, over what they ask of students, and from hard to easy, in both halves."""
    modules = Counter(item.module for item in ITEMS)
    assert len(modules) == 5 and min(modules.values()) >= 40
    for half in HALVES:
        levels = Counter(str(item.level) for item in half)
        assert all(levels[level] >= 15 for level in ("understand", "apply", "analyse", "evaluate"))
        facilities = [item.facility or 0 for item in half]
        for low, high in ((0.3, 0.5), (0.55, 0.65), (0.7, 0.75), (0.8, 0.95)):
            assert sum(low <= facility <= high for facility in facilities) >= 18, (low, high)


@pytest.mark.parametrize(("exam", "forms"), [("mid-course", 6), ("end-of-course", 6), ("written", 4)])
def test_whole_families_share_nothing(exam: str, forms: int) -> None:
    """So many tests by the sample blueprint, without a common item, without enemies, all as hard as it asks."""
    recipe = COURSE.blueprint(exam)
    apart = recipe.overlap.model_copy(update={"forms": 0})
    recipe = recipe.model_copy(update={"forms": forms, "overlap": apart})
    made = assemble(ITEMS, recipe, name=exam, course=COURSE.course(), date=DATE, seed=1)
    drawn = [[place.item for place in form.items] for form in made.forms]
    ids = [item.id for form in drawn for item in form]
    assert len(drawn) == forms and len(ids) == len(set(ids)) == forms * recipe.items
    for form in drawn:
        assert not any(two.id in one.enemies or one.id in two.enemies for one, two in combinations(form, 2))
        assert sum(item.facility or 0 for item in form) / len(form) == pytest.approx(0.65, abs=0.005)


def test_enemies_are_named_on_both_sides() -> None:
    """Whoever reads one of two items that may not meet learns of the other."""
    enemies = {item.id: set(item.enemies) for item in COURSE.bank().items}
    assert [(one, two) for one, named in enemies.items() for two in named if one not in enemies[two]] == []


def test_every_open_item_has_graded_answers() -> None:
    """Ten texts, two for each quarter of the points, so that an invented class can answer it."""
    texts = graded_texts()
    opens = {item.id for item in COURSE.bank().items if isinstance(item, Open)}
    assert set(texts) == opens
    for id_, graded in texts.items():
        quarters = Counter(float(answer.share) for answer in graded)
        assert quarters == {0: 2, 0.25: 2, 0.5: 2, 0.75: 2, 1: 2}, id_
        assert len({answer.text for answer in graded}) == len(graded), id_
