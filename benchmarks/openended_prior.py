"""How the shipped prior for open answers is learnt: public answers with human scores in, a `Prior` out.

The ranking is learnt from all four sets, the scale and the doubt from those with partial credit (SAF, the neural-networks
exam). `python benchmarks/openended.py --train` writes the file. Whatever is chosen here is chosen on these four
sets, with questions or whole sets held out; Mohler is never looked at.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from answers import Array, Examples, examples

from grader.scoring.openended import features
from grader.scoring.openended.embed import Embedder
from grader.scoring.openended.features import (
    Embed,
    answer_texts,
    demoted_similarity,
    vectors_of,
)
from grader.scoring.openended.learning import doubt
from grader.scoring.openended.peers import NAMES
from grader.scoring.openended.prior import Alone, Prior, Source, blend, logistic
from grader.scoring.openended.text import sentences

EVEN = (
    8.0  # answers: a class of so many and the answer alone have the same say; set before any figure was seen
)
RIDGE = 100.0  # penalty on standardised features, 2000 answers' weight per set
LICENCES = {"beetle": "CC BY-SA", "scientsbank": "CC BY-SA", "saf_english": "MIT", "nn_exam": "MPL-2.0"}
PARTIAL = ("saf_english", "nn_exam")  # graded with partial credit
WEIGHT = {
    "": 1.0,
    "other": 1.0,
    "question": 1.0,
    "half": 3.0,
    "list": 3.0,
}  # of an answer, by what was made up


@dataclass(frozen=True)
class Line:
    """One of a prior's two models."""

    mean: Array
    spread: Array
    weights: Array
    curve: tuple[float, float]

    def level(self, features: Array) -> Array:
        """How good answers are, on an open scale."""
        return np.asarray((features - self.mean) / self.spread @ self.weights)

    def logit(self, features: Array) -> Array:
        """The expected share of the points before the logistic curve."""
        return self.curve[0] + self.curve[1] * self.level(features)


@dataclass(frozen=True)
class Fitted:
    """The part of a prior that gives shares."""

    beside: Line
    alone: Line

    def share(self, of: Examples) -> Array:
        """The expected shares of the points."""
        say = of.count / (of.count + EVEN)
        alone = self.alone.logit(of.features[:, : len(features.NAMES)])
        return logistic(blend(self.beside.logit(of.features), alone, say))


def fit(sets: Mapping[str, Examples]) -> Fitted:
    """Both models from the same sets."""
    return Fitted(fit_line(sets), fit_line(_own(sets)))


def _own(sets: Mapping[str, Examples]) -> dict[str, Examples]:
    """The same answers by what each shows alone."""
    return {n: replace(of, features=of.features[:, : len(features.NAMES)]) for n, of in sets.items()}


def fit_line(sets: Mapping[str, Examples]) -> Line:
    """Weights from all sets, the curve from those with partial credit; each set weighs the same."""
    mean = np.mean([of.features.mean(axis=0) for of in sets.values()], axis=0)
    spread = np.sqrt(np.mean([of.features.var(axis=0) for of in sets.values()], axis=0)) + 1e-6
    weights = _ridge([((of.features - mean) / spread, of.share, _weight(of)) for of in sets.values()])
    graded = [of for name, of in sets.items() if name in PARTIAL]
    line = curve(
        np.concatenate([(of.features - mean) / spread @ weights for of in graded]),
        np.concatenate([of.share for of in graded]),
        np.concatenate([1000 * _weight(of) / of.real().sum() for of in graded]),
    )
    return Line(mean, spread, weights, line)


def teachers(embed: Embed) -> dict[str, Examples]:
    """The four sets, with answers made up and misconceptions listed."""
    return {name: examples(name, embed, teach=True) for name in LICENCES}


def train(embedder: Embedder, sets: Mapping[str, Examples]) -> Prior:
    """Learn the prior from the four sets."""
    fitted = fit_line(sets)
    return Prior(
        embedding=embedder.name.split(" ")[0],
        names=NAMES,
        mean=_rounded(fitted.mean),
        spread=_rounded(fitted.spread),
        weights=_rounded(fitted.weights),
        curve=_pair(fitted.curve),
        doubt=_pair(_doubt(sets)),
        alone=alone(sets),
        even=EVEN,
        idea_found=_idea_threshold(sets["saf_english"], embedder),
        sources=tuple(
            Source(
                name=name,
                licence=LICENCES[name],
                answers=int(of.real().sum()),
                taught="ranking, scale and doubt" if name in PARTIAL else "ranking",
            )
            for name, of in sets.items()
        ),
    )


def alone(sets: Mapping[str, Examples]) -> Alone:
    """The part that looks at no classmates, learnt from the same answers."""
    own = _own(sets)
    fitted = fit_line(own)
    return Alone(weights=_rounded(fitted.weights), curve=_pair(fitted.curve), doubt=_pair(_doubt(own)))


def held_out_sets(sets: Mapping[str, Examples]) -> Mapping[str, Array]:
    """For each set with partial credit, the shares of its real answers by a prior that never saw the set."""
    return {
        name: logistic(
            fit_line({n: of for n, of in sets.items() if n != name}).logit(
                sets[name].features[sets[name].real()]
            )
        )
        for name in PARTIAL
    }


def _doubt(sets: Mapping[str, Examples]) -> tuple[float, float]:
    """How far off people are where a whole set was held out: the mean of the sets."""
    found = [doubt(share, sets[name].share[sets[name].real()]) for name, share in held_out_sets(sets).items()]
    a, b = np.mean(found, axis=0)
    return float(a), float(b)


def _weight(of: Examples) -> Array:
    return np.array([WEIGHT[kind] for kind in of.made.tolist()])


def _ridge(sets: Sequence[tuple[Array, Array, Array]]) -> Array:
    """Ridge regression on sets (features, shares, weights), each centred and scaled by itself, of the same weight."""
    width = sets[0][0].shape[1]
    left, right = RIDGE * np.eye(width), np.zeros(width)
    for x, y, w in sets:
        w = 2000 * w / w.sum()
        mean = np.average(y, weights=w)
        level = (y - mean) / np.sqrt(np.average((y - mean) ** 2, weights=w))
        centred = x - np.average(x, axis=0, weights=w)
        left += (w[:, None] * centred).T @ centred
        right += (w[:, None] * centred).T @ level
    return np.asarray(np.linalg.solve(left, right))


def curve(level: Array, share: Array, weight: Array | None = None) -> tuple[float, float]:
    """The logistic curve from level to share (fractional logit, Papke & Wooldridge 1996), by Newton's method."""
    w = np.ones_like(level) if weight is None else weight
    terms = np.column_stack([np.ones_like(level), level])
    weights, penalty = np.zeros(2), 1e-3 * np.eye(2)
    for _ in range(50):
        guess = logistic(terms @ weights)
        slope = terms.T @ (w * (share - guess)) - penalty @ weights
        weights += np.linalg.solve((terms * (w * guess * (1 - guess))[:, None]).T @ terms + penalty, slope)
    return _pair(weights)


def _rounded(values: Array) -> tuple[float, ...]:
    return tuple(round(float(value), 4) for value in values)


def _pair(values: Sequence[float] | Array) -> tuple[float, float]:
    a, b = _rounded(np.asarray(values))
    return a, b


def _idea_threshold(of: Examples, embed: Embed) -> float:
    """The demoted cosine that best tells sentences of references in full-mark answers from those in zero-mark ones."""
    best: dict[bool, list[float]] = {True: [], False: []}
    for (question, answer), share, made in zip(of.texts, of.share, of.made, strict=True):
        if share in (0, 1) and not made:
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
