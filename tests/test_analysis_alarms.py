"""Alarms on classes of which everything is known: what is planted is named and nothing else; clean classes are quiet."""

from functools import cache

import pytest

from grader.analysis.alarms import alarms_of
from grader.analysis.papers import papers_of
from grader.demo.known_class import RAISES, Fault, KnownClass, alarms_in, known_class


@cache
def planted(fault: Fault) -> KnownClass:
    """A class of 150 with one fault."""
    return known_class(13, fault, students=150)


@pytest.mark.parametrize(("fault", "kind"), RAISES.items())
def test_what_is_planted_is_named_and_nothing_else(fault: Fault, kind: str) -> None:
    """A class of 150 raises exactly the alarm that its one fault should."""
    assert alarms_in(planted(fault)).named == {kind: set(planted(fault).planted)}


def test_clean_classes_are_quiet() -> None:
    """None of six classes in which nothing is wrong raises any alarm; benchmarks/analysis.py counts in 200."""
    for seed in range(300, 306):
        assert alarms_in(known_class(seed, students=50, seats=True)).named == {}


def test_the_same_seed_gives_the_same_class() -> None:
    """Nothing of a simulated class is left to chance but what its seed says."""
    one, again, other = (known_class(seed, students=30) for seed in (1, 1, 2))
    assert (one.responses, one.scores, one.judged) == (again.responses, again.scores, again.judged)
    assert one.responses != other.responses


def test_a_class_without_papers_raises_nothing() -> None:
    """Nothing to compare, nothing to say."""
    one = known_class(1, students=30)
    assert alarms_of(one.exam, (), (), papers_of(()), (), ()).named == {}
