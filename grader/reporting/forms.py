"""The forms of an exam side by side: each form's figures, and whether the forms differ by more than chance brings.

Forms are dealt out without regard to ability, so a difference of their means is one of the forms. Papers with
something pending are left out, as in the figures of the whole test.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np

from grader.analysis.figures import ENOUGH, ExamStatistics
from grader.analysis.papers import Papers
from grader.analysis.statistics import whole_statistics


@dataclass(frozen=True, slots=True)
class FormFigures:
    """A form and its figures, the test's on the papers of this form alone."""

    letter: str
    figures: ExamStatistics


@dataclass(frozen=True, slots=True)
class Difference:
    """How far the forms are apart; `few` where a form has fewer than ENOUGH papers."""

    points: float  # the highest mean less the lowest
    effect: float  # the same in standard deviations within forms (Cohen's d; Cohen 1988)
    p: float  # chance of means so far apart among equal forms: Welch's test (Welch 1951)
    few: bool


def forms_of(papers: Papers, form: Mapping[int, str], void: Collection[str] = ()) -> tuple[FormFigures, ...]:
    """The figures of every form that has papers, by letter; `form` is by copy, `void` are items that do not count."""
    letters = np.array([form[copy] for copy in papers.copies])
    return tuple(
        FormFigures(str(letter), whole_statistics(_only(papers, letters == letter), void=void))
        for letter in sorted(set(letters))
    )


def difference(papers: Papers, form: Mapping[int, str]) -> Difference | None:
    """Compare the forms' points; none with one form, fewer than two papers of one, or without any spread."""
    from scipy.stats import f_oneway

    letters, totals = np.array([form[copy] for copy in papers.copies]), papers.totals
    groups = [totals[(letters == letter) & papers.complete] for letter in sorted(set(letters))]
    if len(groups) < 2 or any(len(group) < 2 or group.std() < 1e-9 for group in groups):
        return None
    within = sum(group.var(ddof=1) * (len(group) - 1) for group in groups) / sum(len(g) - 1 for g in groups)
    means = [group.mean() for group in groups]
    apart = float(max(means) - min(means))
    found = f_oneway(*groups, equal_var=False)
    few = min(map(len, groups)) < ENOUGH
    return Difference(apart, apart / float(np.sqrt(within)), float(found.pvalue), few)


def _only(papers: Papers, rows: np.ndarray) -> Papers:
    """Some papers, with the items that they have."""
    there = ~np.isnan(papers.points[rows]).all(axis=0)
    return replace(
        papers,
        copies=tuple(copy for copy, kept in zip(papers.copies, rows, strict=True) if kept),
        items=tuple(item for item, kept in zip(papers.items, there, strict=True) if kept),
        points=papers.points[rows][:, there],
        out_of=papers.out_of[there],
        share=papers.share[rows][:, there],
        blank=papers.blank[rows][:, there],
        complete=papers.complete[rows],
    )
