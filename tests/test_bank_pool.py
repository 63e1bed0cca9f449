"""Which items a blueprint may draw and a quota counts, with the reason in words."""

from typing import Any

import pytest
from assembly_bank import blueprint, item

from grader.bank.pool import counts_for, draw_from, pool_in_words, quota_in_words, why_not
from grader.model.blueprint import Quota

ITEM = item("q", "open", topic="agents", tags=["hard"], level="apply", facility=0.4)


@pytest.mark.parametrize(
    ("recipe", "reason", "words"),
    [
        ({}, "", ""),
        ({"exclude": ["q", "r"]}, "it is excluded", "without q, r"),
        ({"pool": {"status": "draft"}}, "its status is ready", "status draft"),
        ({"pool": {"part": "second"}}, "its part is first", "part second"),
        ({"pool": {"modules": ["two"]}}, "its module is one", "modules two"),
        ({"pool": {"topics": ["nets"]}}, "its topic is agents", "topics nets"),
        ({"pool": {"tags": ["easy", "old"]}}, "it has none of the tags easy, old", "tagged easy or old"),
        ({"pool": {"without_tags": ["hard"]}}, "it has the tag hard", "without tag hard"),
    ],
)
def test_what_keeps_an_item_out(recipe: dict[str, Any], reason: str, words: str) -> None:
    """Every restriction of a pool has its reason, and is said of the pool."""
    asked = blueprint(1, **recipe)
    assert why_not(ITEM, asked) == reason
    assert pool_in_words(asked) == words
    assert bool(draw_from([ITEM], asked)) is not bool(reason)


@pytest.mark.parametrize(
    ("named", "counts", "words"),
    [
        ({"type": "open", "topic": "agents"}, True, "open items on agents"),
        ({"module": "two", "part": "first"}, False, "items of module two of the first part"),
        ({"level": "apply", "tag": "easy"}, False, "items of level apply tagged easy"),
        ({"facility": [0.4, 1]}, True, "items of facility 0.4 to 1"),
        ({"facility": [0.41, 1]}, False, "items of facility 0.41 to 1"),
    ],
)
def test_what_a_quota_counts(named: dict[str, Any], counts: bool, words: str) -> None:
    """An item counts when it is all of what is named; both ends of a band belong to it."""
    quota = Quota.model_validate(named)
    assert counts_for(ITEM, quota) is counts
    assert quota_in_words(quota) == words


def test_a_silent_item_is_in_the_band_of_its_stand_in() -> None:
    """An item without facility counts 0.6, also for quotas."""
    bands = [Quota.model_validate({"facility": band}) for band in ([0, 0.5], [0.5, 0.7])]
    assert [counts_for(item("q"), band) for band in bands] == [False, True]
