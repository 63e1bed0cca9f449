"""Pairs of papers whose answers are more alike than chance allows: a reason to look, never a verdict.

For each pair the answers of one are held fixed, and it is asked how probable it is that the other, being as good as
it is, gives so many of the same; a rare wrong answer in common counts for much, a right one for little (in the manner
of Wollack's omega 1997 and of van der Linden and Sotaridona 2006). Each answer is weighed by the likelihood of copying
half of the answers against working alone, and the chance of the sum is exact, answer by answer. Answers are compared
by what they say, and only where both forms print it.
"""

from dataclasses import dataclass

import numpy as np

from grader.analysis.ability import chances
from grader.analysis.answered import Answered, Marks
from grader.analysis.figures import ENOUGH, FALSE_ALARM
from grader.analysis.papers import Table
from grader.analysis.seats import neighbours

COPIED = 0.5  # share of answers taken over, in the alternative that weighs them
SHARED = 4  # wrong answers in common; fewer are no reason to look
_STEP = 0.05  # of the weights, for the exact chance
_LOOK = 3.5  # standard errors above which a pair's exact chance is worked out


@dataclass(frozen=True, slots=True)
class Alike:
    """Two papers that share more answers than chance allows."""

    copies: tuple[int, int]
    students: tuple[str, str]  # their ids; nothing for a paper of nobody known
    forms: tuple[str, str]
    seats: tuple[str, str]
    neighbours: bool  # they sat side by side or behind each other, as far as seats say
    common: int  # items that both answered and whose answer both could give
    same: int  # of these, answered alike
    same_wrong: int  # of these, wrong
    expected_wrong: float  # wrong answers in common that chance brings
    chance: float  # that the class has any such pair by chance, at most


def alike(table: Answered) -> tuple[Alike, ...]:
    """Name the pairs, the least probable first.

    Bonferroni's correction is over all pairs; where seats are known, half of FALSE_ALARM is kept for neighbours, who
    are few. Where the class's pairs vary more than the model lets expect, all are judged on that wider scale (Efron's
    empirical null, 2004).
    """
    n = len(table.copies)
    if n < ENOUGH or not len(table.item):
        return ()
    took, able = table.took.astype(np.float64), table.able
    p = chances(table)
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = np.where(able & (p > 0), np.log((COPIED + (1 - COPIED) * p) / p) - np.log(1 - COPIED), 0)
    weight = np.round(weight / _STEP)
    found = took @ (took * weight).T  # row: whose answers are held fixed; column: who may have taken them
    spread = np.sqrt(took @ (able * p * (1 - p) * weight**2).T)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.nan_to_num((found - took @ (able * p * weight).T) / spread)
    np.fill_diagonal(z, 0)
    wider = max(1.0, float(z[~np.eye(n, dtype=np.bool_)].std()))
    near = neighbours([copy.seat for copy in table.copies])
    tried = n * (n - 1) // 2
    wrong = took * ~table.right
    same_wrong = wrong @ wrong.T
    pairs = []
    for a, b in np.argwhere(np.triu(np.maximum(z, z.T) > _LOOK * wider, 1) & (same_wrong >= SHARED)):
        one, other = table.copies[a], table.copies[b]
        if one.student is not None and one.student == other.student:
            continue
        alone = min(_tail(took[i], able[j], p[j], weight[j], found[i, j]) for i, j in ((a, b), (b, a)))
        alone = min(1.0, 2 * _widened(alone, wider))
        side = bool(near[a, b])
        many = tried if not near.any() else 2 * (near.sum() // 2 if side else tried - near.sum() // 2)
        chance = float(min(1.0, alone * many))
        if chance >= FALSE_ALARM:
            continue
        both = (took[a] * able[b]).sum()
        pairs.append(
            Alike(
                (one.number, other.number),
                (one.student or "", other.student or ""),
                (one.form, other.form),
                (one.seat, other.seat),
                side,
                int(both),
                int((took[a] * took[b]).sum()),
                int(same_wrong[a, b]),
                float(((wrong[a] * able[b] * p[b]).sum() + (wrong[b] * able[a] * p[a]).sum()) / 2),
                chance,
            )
        )
    return tuple(sorted(pairs, key=lambda one: (one.chance, one.copies)))


def _tail(fixed: Table, able: Marks, p: Table, weight: Table, least: float) -> float:
    """The chance of a sum of weights of at least `least`, each answer of the fixed paper being met with chance p."""
    here = (fixed > 0) & able & (weight > 0)
    chance = np.ones(1)
    for q, step in zip(p[here], weight[here].astype(int), strict=True):
        longer = np.zeros(len(chance) + step)
        longer[: len(chance)] += chance * (1 - q)
        longer[step:] += chance * q
        chance = longer
    return float(chance[int(least) :].sum())


def _widened(chance: float, wider: float) -> float:
    """A chance on a scale that is so many times as wide."""
    from scipy.stats import norm

    return float(norm.sf(norm.isf(chance) / wider))
