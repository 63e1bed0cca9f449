"""How probable each answer is for each student: Rasch's model for right or wrong, and who takes which wrong answer.

Abilities are the most probable ones given a standard normal class, which keeps perfect and empty papers finite; the
difficulties follow from them, in turns (Rasch 1960; MacKay's and Bock's posterior mode). Wrong answers draw the weaker
and the stronger differently, so their shares are taken from thirds of the class, drawn toward those of all.
"""

import numpy as np

from grader.analysis.answered import Answered, Marks
from grader.analysis.papers import Table

_TURNS = 30
_PARTS = 3
_SHRINK = 10.0  # papers that the share in the whole class counts as, within a third


def abilities(right: Marks, given: Marks) -> tuple[Table, Table]:
    """Abilities of papers and chances that each paper has each item right; `given`: something was answered there."""
    n = given.sum(axis=0)
    share = (np.where(given, right, 0).sum(axis=0) + 0.5) / (n + 1)
    easy, theta = np.log(share / (1 - share)), np.zeros(len(right))
    chance = np.broadcast_to(share, right.shape).astype(np.float64)
    for _ in range(_TURNS):
        chance = 1 / (1 + np.exp(-(theta[:, None] + easy)))
        off, weight = np.where(given, right - chance, 0), np.where(given, chance * (1 - chance), 0)
        theta = theta + (off.sum(axis=1) - theta) / (weight.sum(axis=1) + 1)
        chance = 1 / (1 + np.exp(-(theta[:, None] + easy)))
        off, weight = np.where(given, right - chance, 0), np.where(given, chance * (1 - chance), 0)
        easy = easy + (off.sum(axis=0) - 0.05 * easy) / (weight.sum(axis=0) + 0.05)
    return theta, chance


def paper_abilities(table: Answered) -> dict[int, float]:
    """The ability that a paper's closed items show, by copy number; 0 is the middle of the class."""
    given = table.given
    theta, _ = abilities(_right(table), given) if given.size else (np.zeros(len(table.copies)), given)
    return {copy.number: float(value) for copy, value in zip(table.copies, theta, strict=True)}


def chances(table: Answered) -> Table:
    """Papers x answers: how probable it is that the paper gives this answer, given that it answers the item."""
    given = table.given
    right = _right(table)
    theta, correct = abilities(right, given)
    order = np.argsort(np.argsort(theta, kind="stable"), kind="stable")
    part = order * _PARTS // max(len(order), 1)
    found = np.zeros(table.took.shape)
    for kind in (True, False):
        group = table.right == kind
        told = (right == kind) & given  # papers x items
        taken, open_to = table.took[:, group], table.able[:, group] & told[:, table.item[group]]
        whole = (taken.sum(axis=0) + 0.5) / (open_to.sum(axis=0) + 1)
        share = (
            np.stack(
                [
                    (taken[part == p].sum(axis=0) + _SHRINK * whole)
                    / (open_to[part == p].sum(axis=0) + _SHRINK)
                    for p in range(_PARTS)
                ]
            )[part]
            * table.able[:, group]
        )
        of = np.zeros((int(group.sum()), given.shape[1]))
        of[np.arange(len(of)), table.item[group]] = 1
        sums = (share @ of)[:, table.item[group]]  # what a form does not print draws nobody there
        side = correct if kind else 1 - correct
        with np.errstate(divide="ignore", invalid="ignore"):
            found[:, group] = np.where(sums > 0, share / sums, 0) * side[:, table.item[group]]
    return np.clip(found, 0, 0.9999)


def _right(table: Answered) -> Marks:
    """Papers x items, answered right."""
    of = range(table.given.shape[1])
    return np.stack([table.took[:, (table.item == at) & table.right].any(axis=1) for at in of], axis=1)
