"""How the shipped prior for open answers is learnt: public answers with human scores in, a `Prior` out.

The ranking is learnt from Beetle and SciEntsBank (graded right or wrong), the scale and the doubt from SAF
(partial credit). `python benchmarks/openended.py --train` writes the file. Whatever is chosen here is chosen on
these three sets, with questions or whole sets held out; Mohler and the neural-networks exam are never looked at.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from answers import SEED, Array, Examples, examples
from numpy.typing import NDArray

from grader.scoring.openended.embed import Embedder
from grader.scoring.openended.evaluate import agreement
from grader.scoring.openended.features import (
    NAMES,
    Embed,
    answer_texts,
    demoted_similarity,
    vectors_of,
)
from grader.scoring.openended.prior import Prior, Source, logistic
from grader.scoring.openended.text import sentences

RIDGE = 1000.0  # penalty on standardised features, 2000 answers' weight per set; 10 to 1000 differ little
LICENCES = {"beetle": "CC BY-SA", "scientsbank": "CC BY-SA", "saf_english": "MIT"}


@dataclass(frozen=True)
class Ranking:
    """The part of a prior that puts answers in order."""

    mean: Array
    spread: Array
    weights: Array

    def level(self, of: Examples) -> Array:
        """How good the answers are, on an open scale."""
        return np.asarray((of.features - self.mean) / self.spread @ self.weights)


def _ranking(sets: Sequence[Examples]) -> Ranking:
    mean = np.mean([of.features.mean(axis=0) for of in sets], axis=0)
    spread = np.sqrt(np.mean([of.features.var(axis=0) for of in sets], axis=0))
    weights = _ridge([(of.features - mean) / spread for of in sets], [of.share for of in sets])
    return Ranking(mean, spread, weights)


def train(embedder: Embedder) -> Prior:
    """Learn the prior from the three sets."""
    binary = {name: examples(name, embedder, teach=True) for name in ("beetle", "scientsbank")}
    graded = examples("saf_english", embedder, teach=True)
    ranking = _ranking(list(binary.values()))
    level = ranking.level(graded)
    share, real = _out_of_fold(level, graded), graded.real()
    good = right(share, graded.share)
    everything = [*binary.values(), graded]
    prior = Prior(
        embedding=embedder.name.split(" ")[0],
        names=NAMES,
        mean=_rounded(ranking.mean),
        spread=_rounded(ranking.spread),
        weights=_rounded(ranking.weights),
        curve=curve(level, graded.share),
        doubt=_doubt(share[real], good[real], _survives(binary, graded)),
        idea_found=_idea_threshold(graded, embedder),
        misled=_misled(everything),
        off_topic=_off_topic(everything),
        sources=tuple(
            Source(name=name, licence=LICENCES[name], answers=int(of.real().sum()), taught=taught)
            for name, of, taught in [
                *((name, of, "ranking") for name, of in binary.items()),
                ("saf_english", graded, "scale and doubt"),
            ]
        ),
    )
    print(
        f"SAF, questions held out: {agreement(graded.share[real], share[real], 0.25)}, right {good[real].mean():.1%}"
    )
    return prior


def _ridge(features: Sequence[Array], shares: Sequence[Array]) -> Array:
    """Ridge regression on sets that were each centred and scaled by themselves and weigh the same."""
    left, right = RIDGE * np.eye(len(NAMES)), np.zeros(len(NAMES))
    for x, y in zip(features, shares, strict=True):
        centred, level, weight = x - x.mean(axis=0), (y - y.mean()) / y.std(), 2000 / len(y)
        left += weight * centred.T @ centred
        right += weight * centred.T @ level
    return np.asarray(np.linalg.solve(left, right))


def curve(level: Array, share: Array) -> tuple[float, float]:
    """The logistic curve from level to share (fractional logit, Papke & Wooldridge 1996), by Newton's method."""
    terms = np.column_stack([np.ones_like(level), level])
    weights, penalty = np.zeros(2), 1e-3 * np.eye(2)
    for _ in range(50):
        guess = logistic(terms @ weights)
        slope = terms.T @ (share - guess) - penalty @ weights
        weights += np.linalg.solve((terms * (guess * (1 - guess))[:, None]).T @ terms + penalty, slope)
    a, b = _rounded(weights)
    return a, b


def _rounded(values: Array) -> tuple[float, ...]:
    return tuple(round(float(value), 4) for value in values)


def _out_of_fold(level: Array, of: Examples) -> Array:
    """Shares from curves that did not see the answer's question, ten folds."""
    names = np.unique(of.question)
    np.random.default_rng(SEED).shuffle(names)
    fold = {name: i % 10 for i, name in enumerate(names)}
    folds = np.array([fold[name] for name in of.question])
    share = np.zeros(len(level))
    for i in range(10):
        a, b = curve(level[folds != i], of.share[folds != i])
        share[folds == i] = logistic(a + b * level[folds == i])
    return share


def right(share: Array, person: Array) -> NDArray[np.bool_]:
    """Whether the suggestion, in quarters as it is shown, is within a quarter of the person's share."""
    return np.asarray(np.abs(np.floor(4 * share + 0.5) / 4 - person) <= 0.25 + 1e-9)


def _doubt(share: Array, good: NDArray[np.bool_], survives: float) -> tuple[float, float]:
    """The curve from share to the chance of being right: as steep as `survives` lets it be, as high as is true."""
    slope = survives * curve(share, good.astype(float))[1]
    low, high = -20.0, 20.0
    for _ in range(60):  # the mean chance grows with the constant
        middle = (low + high) / 2
        low, high = (middle, high) if logistic(middle + slope * share).mean() < good.mean() else (low, middle)
    return round(low, 4), round(slope, 4)


def _survives(binary: Mapping[str, Examples], graded: Examples) -> float:
    """How much of the differences in confidence is true where it was not learnt: a mean of three slopes.

    On SAF with each question held out, on the two other sets with the ranking of the other one. There only the
    slope counts: where people give all or nothing, the height of the curve says nothing about partial credit.
    """
    slopes = {"saf_english": _slope_on_questions(_ranking(list(binary.values())), graded)}
    for name, of in binary.items():
        ranking = _ranking([other for other in binary.values() if other is not of])
        slopes[name] = _slope_on_set(ranking, graded, of)
    for name, slope in slopes.items():
        print(f"{name}, held out: {slope:.2f} of the differences in confidence are true")
    return float(np.mean([min(max(slope, 0.0), 1.0) for slope in slopes.values()]))


def _slope_on_questions(ranking: Ranking, graded: Examples) -> float:
    share, real = _out_of_fold(ranking.level(graded), graded), graded.real()
    good = right(share, graded.share).astype(float)
    said = np.zeros(len(share))
    for name in np.unique(graded.question):
        own = graded.question == name
        a, b = curve(share[real & ~own], good[real & ~own])
        said[own] = a + b * share[own]
    return curve(said[real], good[real])[1]


def _slope_on_set(ranking: Ranking, graded: Examples, of: Examples) -> float:
    level, real = ranking.level(graded), graded.real()
    share = _out_of_fold(level, graded)[real]
    doubt = curve(share, right(share, graded.share[real]).astype(float))
    scale = curve(level, graded.share)
    tried = logistic(scale[0] + scale[1] * ranking.level(of)[of.real()])
    return curve(doubt[0] + doubt[1] * tried, right(tried, of.share[of.real()]).astype(float))[1]


def _misled(sets: Sequence[Examples]) -> float:
    """The least margin that flags one in twenty full-mark answers where misconceptions are listed, in the mean of sets."""
    found = []
    for of in sets:
        listed = np.array([bool(question.misconceptions) for question, _ in of.texts])
        found.append(of.features[listed & of.real() & (of.share == 1), NAMES.index("misled")])
    return next(
        float(margin)
        for margin in np.round(np.arange(0, 2.01, 0.01), 2)
        if np.mean([np.mean(values > margin) for values in found]) <= 0.05
    )


def _idea_threshold(of: Examples, embed: Embed) -> float:
    """The demoted cosine that best tells sentences of references in full-mark answers from those in zero-mark ones."""
    best: dict[bool, list[float]] = {True: [], False: []}
    for (question, answer), share, made_up in zip(of.texts, of.share, of.made_up, strict=True):
        if share in (0, 1) and not made_up:
            vectors = vectors_of((*question.texts, *answer_texts(answer)), embed)
            ideas = sentences(question.references[0])
            table = demoted_similarity(ideas, sentences(answer), vectors, vectors[question.text])
            best[bool(share == 1)] += table.max(axis=1).tolist()
    said, unsaid = np.array(best[True]), np.array(best[False])
    grid = np.arange(0.2, 0.9, 0.01)
    youden = [np.mean(said >= t) + np.mean(unsaid < t) for t in grid]
    least = round(float(grid[int(np.argmax(youden))]), 2)
    rates = np.mean(said >= least), np.mean(unsaid >= least)
    print("ideas found in full-mark and in zero-mark answers: {:.0%}, {:.0%}".format(*rates))
    return least


def _off_topic(sets: Sequence[Examples]) -> float:
    """The cosine that 99 of 100 real answers reach to their references or question."""
    near = [of.features[of.real()][:, [NAMES.index("cosine"), NAMES.index("question_cosine")]] for of in sets]
    return round(float(np.quantile(np.vstack(near).max(axis=1), 0.01)), 4)
