"""The tables about decisions, in Markdown: goals, promises, totals, the truth of chances, and right or wrong.

Six seeds for Mohler and the exam; one for the larger sets. Each starts from what `openended_goals.corrected` expects.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from answers import Examples, examples, rows_of
from openended_goals import (
    SEEDS,
    STEP,
    Sitting,
    Start,
    blanks_of,
    corrected,
    decide,
    goals,
    promises,
    shipped,
    suggestions,
    totals,
    truth,
)
from openended_prior import LICENCES, fit, teachers
from sklearn.metrics import f1_score

from grader.scoring.openended.curve import OWN, Scale
from grader.scoring.openended.evaluate import agreement
from grader.scoring.openended.features import Embed
from grader.scoring.openended.prior import Prior

GOALS = {  # r; RMSE of the rest, of all; QWK
    ("mohler", 0): (".70; .79; .62", ".679; .816; .60"),
    ("mohler", 5): (".78; .65/.59; .74", ".764; .681/.618; .72"),
    ("mohler", 10): (".81; .57/.45; .79", ".798; .593/.478; .77"),
    ("nn_exam", 0): (".62; .50; .56", ".577; .523; .50"),
    ("nn_exam", 5): (".63; .49/.45; .58", ".576; .521/.486; .53"),
    ("nn_exam", 10): (".68; .46/.39; .64", ".643; .482/.413; .59"),
}
CURVE = (0, 1, 2, 3, 5, 10, 15, 20)
DECIDED = {"mohler": CURVE, "nn_exam": CURVE}
SMALL = tuple(DECIDED)
LARGE = ("saf_english", "beetle", "scientsbank")


@dataclass
class Measured:
    """Every set's sittings, made once and used by all tables."""

    prior: Prior
    embed: Embed
    scale: Scale = OWN  # how its cosines are read
    teacher: Embed | None = None  # the model whose cosines priors are learnt from, where it is another one
    seeds: Sequence[int] = SEEDS  # for Mohler and the exam; the larger sets are measured once
    _sets: dict[str, tuple[Examples, list[Start]]] = field(default_factory=dict)
    _sittings: dict[tuple[str, int], list[Sitting]] = field(default_factory=dict)
    _taught: dict[str, Examples] = field(default_factory=dict)

    def starts(self, name: str) -> tuple[Examples, list[Start]]:
        """A set's answers, and for each seed what is expected of them; by a prior that never saw the set."""
        if name not in self._sets:
            of = examples(name, self.embed, teach=False, scale=self.scale)
            start = shipped(self.prior, of) if name not in LICENCES else self._without(name, of)
            seeds = self.seeds if name in SMALL else self.seeds[:1]
            self._sets[name] = of, [corrected(start, of, seed) for seed in seeds]
        return self._sets[name]

    def sittings(self, name: str, k: int) -> list[Sitting]:
        """A set after k decisions a question, once for each seed."""
        if (name, k) not in self._sittings:
            of, starts = self.starts(name)
            self._sittings[name, k] = [decide(name, of, start, k) for start in starts]
        return self._sittings[name, k]

    def taught(self) -> dict[str, Examples]:
        """The sets that priors are learnt from."""
        self._taught = self._taught or teachers(self.teacher or self.embed)
        return self._taught

    def _without(self, name: str, of: Examples) -> Start:
        share = fit({one: taught for one, taught in self.taught().items() if one != name}).share(of)
        return Start(share, self.prior.spread_of(share, of.count))


def goals_table(of: Measured) -> str:
    """Agreement with k answers a question decided, beside the goals and a reference pipeline."""
    lines = [
        "| set | k | r; RMSE rest/all; QWK | goal | reference pipeline | suggested steps: right, QWK |",
        "|---|---|---|---|---|---|",
    ]
    for name, ks in DECIDED.items():
        for k in ks:
            r, rest, every, qwk = goals(name, of.sittings(name, k), blanks_of(name))
            goal, reference = GOALS.get((name, k), ("", ""))
            right, stepped = suggestions(name, of.sittings(name, k), blanks_of(name))
            lines.append(
                f"| {name} | {k} | {r:.3f}; {rest:.3f}/{every:.3f}; {qwk:.3f} | {goal} | {reference}"
                f" | {right:.1%}, {stepped:.3f} |"
            )
    return "\n".join([*lines, "", *bounds(of)])


def bounds(of: Measured) -> Iterator[str]:
    """What no machine can pass: the noise of people, and what the best line for each question would give."""
    rows = [row for row in rows_of("mohler") if row["answer"].strip()]
    one, other = (np.array([float(row[name]) for row in rows]) for name in ("score_1", "score_2"))
    both = agreement(one, other, 0.5)
    yield f"The two people who graded Mohler, with each other: r {both.r:.3f}, RMSE {both.rmse:.3f}, QWK {both.qwk:.3f}."
    reliable = 2 * both.r / (1 + both.r)
    floor = ((one + other) / 2).std() * np.sqrt(1 - reliable)
    yield (
        f"So the reliability of their mean is {reliable:.3f} (Spearman-Brown), and against it a machine that knew what both would"
        f" give on the average over many days has r {np.sqrt(reliable):.3f} and RMSE {floor:.3f}."
    )
    for name in SMALL:
        examples_, (start, *_) = of.starts(name)
        lined = start.mean.copy()
        for question in np.unique(examples_.question):
            own = examples_.question == question
            terms = np.column_stack([np.ones(own.sum()), start.mean[own]])
            lined[own] = terms @ np.linalg.lstsq(terms, examples_.share[own], rcond=None)[0]
        found = agreement(examples_.share * examples_.most, lined * examples_.most, STEP[name])
        yield (
            f"On {name} at k = 0 the best line for each question, drawn through all its answers' points, would give"
            f" r {found.r:.3f}, RMSE {found.rmse:.3f}."
        )


def promise_table(of: Measured) -> str:
    """What is promised, how true that is, and the calibration error, on every set."""
    lines = [
        "| set | k | promised | right (promise 90 %) | far off (at most 1.5 %) | calibration error |",
        "|---|---|---|---|---|---|",
    ]
    reliable = ["| set, k = 5 | said / true, from least to most sure |" + " |" * 9, "|---" * 11 + "|"]
    for name in (*SMALL, *LARGE):
        for k in (0, 5, 10):
            sittings = of.sittings(name, k)
            covered, right, far = promises(sittings)
            error, parts = truth(sittings)
            lines.append(f"| {name} | {k} | {covered:.1%} | {right:.1%} | {far:.1%} | {error:.3f} |")
            if k == 5:
                cells = " | ".join(f"{p.said:.2f} / {p.true:.2f}" for p in parts)
                reliable.append(f"| {name} | {cells} |")
    return "\n".join([*lines, "", *reliable])


def totals_table(of: Measured) -> str:
    """The exam's totals per student."""
    lines = ["| k | r of totals | mean error, points | r, 30 % also read | mean error |", "|---" * 5 + "|"]
    for k in DECIDED["nn_exam"]:
        sittings = of.sittings("nn_exam", k)
        r, error = totals(sittings, 0.0)
        then, left = totals(sittings, 0.3)
        lines.append(f"| {k} | {r:.3f} | {error:.2f} | {then:.3f} | {left:.2f} |")
    return "\n".join(lines)


def twoway_table(of: Measured) -> str:
    """Right or wrong on the two sets that say only that: macro-averaged F1 of the two classes."""
    lines = ["| set | macro-F1, no decision on the question | k = 5 | k = 10 |", "|---|---|---|---|"]
    for name in ("beetle", "scientsbank"):
        cells = [f"{np.mean([_macro_f1(s) for s in of.sittings(name, k)]):.3f}" for k in (0, 5, 10)]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _macro_f1(sitting: Sitting) -> float:
    rest = ~sitting.decided
    return float(f1_score(sitting.person[rest] >= 0.5, sitting.expected[rest] >= 0.5, average="macro"))
