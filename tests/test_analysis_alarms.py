"""Alarms on classes of which everything is known: what is planted is named and nothing else; clean classes are quiet."""

from functools import cache

import pytest

from grader.analysis.alarms import Alarms, alarms_of
from grader.analysis.options import option_statistics
from grader.analysis.papers import papers_of
from grader.demo.known_class import Fault, KnownClass, known_class

PLANTED = (
    (Fault.WRONG_KEY, "wrong-keys"),
    (Fault.DEAD, "untaken"),
    (Fault.EVERYBODY, "all-alike"),
    (Fault.NOBODY, "all-alike"),
    (Fault.TWINS, "twins"),
    (Fault.DISPUTED, "disputed"),
    (Fault.HARSH, "differing"),
    (Fault.COPIED, "alike"),
)


def raised(one: KnownClass) -> Alarms:
    """What a class raises."""
    papers = papers_of(one.scores)
    options = option_statistics(one.exam, one.copies, one.responses, papers, draws=1)
    return alarms_of(one.exam, one.copies, one.responses, papers, options, one.judged)


def named(found: Alarms) -> dict[str, set[str]]:
    """The items, people or papers that each kind names."""
    of = {
        "wrong-keys": {one.item_id for one in found.wrong_keys},
        "untaken": {one.item_id for one in found.untaken},
        "all-alike": {one.item_id for one in found.all_alike},
        "twins": {item for one in found.twins for item in one.items},
        "disputed": {one.item_id for one in found.disputed},
        "differing": {one.grader for one in found.differing},
        "alike": {str(copy) for one in found.alike for copy in one.copies},
    }
    return {kind: names for kind, names in of.items() if names}


@cache
def planted(fault: Fault) -> KnownClass:
    """A class of 150 with one fault."""
    return known_class(13, fault, students=150)


@pytest.mark.parametrize(("fault", "kind"), PLANTED)
def test_what_is_planted_is_named_and_nothing_else(fault: Fault, kind: str) -> None:
    """A class of 150 raises exactly the alarm that its one fault should."""
    assert named(raised(planted(fault))) == {kind: set(planted(fault).planted)}


def test_clean_classes_are_quiet() -> None:
    """None of six classes in which nothing is wrong raises any alarm; benchmarks/analysis.py counts in 200."""
    for seed in range(300, 306):
        assert named(raised(known_class(seed, students=50, seats=True))) == {}


def test_the_same_seed_gives_the_same_class() -> None:
    """Nothing of a simulated class is left to chance but what its seed says."""
    one, again, other = (known_class(seed, students=30) for seed in (1, 1, 2))
    assert (one.responses, one.scores, one.judged) == (again.responses, again.scores, again.judged)
    assert one.responses != other.responses


def test_a_class_without_papers_raises_nothing() -> None:
    """Nothing to compare, nothing to say."""
    one = known_class(1, students=30)
    assert named(alarms_of(one.exam, (), (), papers_of(()), (), ())) == {}
