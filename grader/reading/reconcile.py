"""Who answered, and by which way: papers from scans and tables against the list of who was expected.

An exam may come back by several ways, some of it on paper, some from one or two platforms. Everyone who was expected
stands in one place of the account, and so does everyone who answered without being expected.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from grader.model.response import Copy, CopyStatus

PAPER = "paper"
Ways = Mapping[str, tuple[str, ...]]  # student -> the files that the answers came from, or PAPER


@dataclass(frozen=True, slots=True)
class Reconciled:
    """The account of a sitting's people, by student id."""

    expected: int
    answered: Mapping[str, int]  # by way: how many of those expected have all their answers from it
    several: Ways  # answers of one student from more than one way
    unexpected: tuple[str, ...]  # answered, and not on the list
    waiting: tuple[str, ...]  # listed by an import that could take nothing of theirs
    away: Mapping[str, str]  # no answers, and a status that says why
    nothing: tuple[str, ...]  # no answers, and nobody said why
    unbound: int  # papers with answers of nobody yet


def ways_of(
    copies: Sequence[Copy], origins: Mapping[tuple[int, int], str]
) -> tuple[dict[str, tuple[str, ...]], int]:
    """By which ways each student's answers came, and how many papers are nobody's; `origins` is by copy and number."""
    by_copy: dict[int, set[str]] = {}
    for (number, _), origin in origins.items():
        by_copy.setdefault(number, set()).add(origin)
    counting = [c for c in copies if c.status is not CopyStatus.VOIDED and c.number in by_copy]
    ways: dict[str, set[str]] = {}
    for copy in counting:
        if copy.student:
            ways.setdefault(copy.student, set()).update(by_copy[copy.number])
    unbound = sum(copy.student is None for copy in counting)
    return {student: tuple(sorted(found)) for student, found in sorted(ways.items())}, unbound


def reconcile(
    expected: Collection[str],
    ways: Ways,
    *,
    waiting: Collection[str] = (),
    said: Mapping[str, str],
    unbound: int = 0,
) -> Reconciled:
    """Put everybody in one place; `said` are statuses of students such as absent, `waiting` whom imports listed."""
    listed = sorted(expected)
    alone = Counter(ways[s][0] for s in listed if len(ways.get(s, ())) == 1)
    silent = [s for s in listed if s not in ways]
    return Reconciled(
        expected=len(listed),
        answered=dict(sorted(alone.items())),
        several={s: found for s, found in ways.items() if len(found) > 1},
        unexpected=tuple(s for s in ways if s not in expected),
        waiting=tuple(s for s in silent if s in waiting),
        away={s: said[s] for s in silent if s in said and s not in waiting},
        nothing=tuple(s for s in silent if s not in waiting and s not in said),
        unbound=unbound,
    )
