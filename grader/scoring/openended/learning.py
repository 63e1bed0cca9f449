"""What decisions teach: about the other answers to the same item, and about the other items of the same course. Pure.

An item's learner is a Gaussian process on what is left between people and the prior: answers that are near in meaning, or
alike in what is measured, are off in the same direction (Rasmussen & Williams 2006, chapters 2 and 5.4.2). A course's
model is fitted anew from the decisions themselves whenever it is needed; nothing but the decisions is kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from grader.scoring.openended.belief import Belief

Array = NDArray[np.float64]

# The kernel, learnt on SAF, Beetle, SciEntsBank and the neural-networks exam with questions held out.
_MEANING, _MEANING_WIDTH = 0.57, 0.6  # share of the signal; width in distances between unit vectors
_MEASURED, _MEASURED_WIDTH = 0.29, 1.0  # the same in root mean square of standard scores
_SAME = 1 - _MEANING - _MEASURED  # what all answers to an item have in common: a strict or a mild grader
_NOISE = 0.3  # of the prior's variance: what no other answer tells
_NOISE_ASKING = 0.42  # the same while choosing whom to ask: counting on less keeps the chosen ones apart
_TRUST = 15.0  # decisions' weight of "people use the levels as was expected"


@dataclass(frozen=True, slots=True)
class Learned:
    """What is believed of an item's answers after some decisions."""

    belief: Belief  # of every answer; decided ones are certain
    loo: Belief  # of every decided answer as if no decision on it, or on one that says the same, were known; ascending


def learn(
    prior_mean: Array,
    prior_spread: Array,
    vectors: NDArray[np.float32],
    features: Array,
    decided: Mapping[int, float],
    levels: Array,
    out_of: float,
    same: NDArray[np.int64] | None = None,
) -> Learned:
    """Correct the prior (shares, shape (answers,)) by the decided shares, by index of the answer.

    `vectors` are unit vectors, shape (answers, dimension), `features` have shape (answers, features); `levels` are the points
    a person may give, ascending, of `out_of`. `same`, shape (answers,), is equal for answers that say the same, which one
    decision serves: what would be said without a decision is said without all of theirs, or each would be told by its twins.
    """
    order = np.array(sorted(decided), dtype=np.int64)
    if not len(order):
        empty = Belief(levels, np.empty((0, len(levels))))
        return Learned(_in_points(prior_mean, prior_spread, levels, out_of), empty)
    share = np.array([decided[i] for i in order], dtype=np.float64)
    left = share - prior_mean[order]
    signal = alike(vectors, features) * (1 - _NOISE)
    kernel = signal * np.outer(prior_spread, prior_spread)
    noise = np.diag(_NOISE * prior_spread[order] ** 2)
    inverse: Array = np.asarray(np.linalg.inv(kernel[np.ix_(order, order)] + noise), dtype=np.float64)
    pull = kernel[:, order] @ inverse
    mean = prior_mean + pull @ left
    variance = prior_spread**2 - np.einsum("ij,ij->i", pull, kernel[:, order])
    twins = np.arange(len(order)) if same is None else same[order]
    off, variance_alone = _left_out(inverse, left, twins)
    loo = _in_points(share - off, np.sqrt(variance_alone), levels, out_of)
    say = _habit(loo, share * out_of)
    chance = _tilted(_in_points(mean, np.sqrt(np.maximum(variance, 1e-6)), levels, out_of), say).chance.copy()
    chance[order] = Belief.certain(share * out_of, levels).chance
    return Learned(Belief(levels, chance), _tilted(loo, _habit_of_others(loo, share * out_of, twins)))


def _left_out(inverse: Array, left: Array, twins: NDArray[np.int64]) -> tuple[Array, Array]:
    """How far off each decided answer would be without the decisions on it and its twins, and its variance then.

    Rasmussen & Williams 2006, 5.12, with a block of the inverse in the place of one entry.
    """
    off, variance = np.empty(len(left)), np.empty(len(left))
    for one in np.unique(twins):
        rows = np.flatnonzero(twins == one)
        block = np.linalg.inv(inverse[np.ix_(rows, rows)])
        off[rows], variance[rows] = block @ (inverse[rows] @ left), np.diag(block)
    return off, variance


def alike(vectors: NDArray[np.float32], features: Array) -> Array:
    """How much two answers are off in the same direction, 0 to 1, shape (answers, answers); 1 for an answer with itself."""
    scores = (features - features.mean(axis=0)) / (features.std(axis=0) + 1e-6)
    squares = (scores**2).mean(axis=1)
    measured = np.maximum(squares[:, None] + squares - 2 * scores @ scores.T / scores.shape[1], 0)
    meaning = np.maximum(2 - 2 * (vectors @ vectors.T).astype(np.float64), 0)
    return np.asarray(
        _MEANING * np.exp(-meaning / (2 * _MEANING_WIDTH**2))
        + _MEASURED * np.exp(-measured / (2 * _MEASURED_WIDTH**2))
        + _SAME
    )


def most_telling(
    prior_spread: Array,
    vectors: NDArray[np.float32],
    features: Array,
    decided: Sequence[int],
    count: int,
) -> tuple[int, ...]:
    """The answers whose decisions leave the least doubt about all answers together, the best first.

    Each next one lowers the sum of the process's variances most (A-optimal design; Krause, Singh & Guestrin 2008 for
    the greedy way). What the decisions will be does not matter.
    """
    left = alike(vectors, features) * (1 - _NOISE_ASKING) * np.outer(prior_spread, prior_spread)
    noise = _NOISE_ASKING * prior_spread**2
    free = np.ones(len(prior_spread), dtype=np.bool_)
    chosen: list[int] = []
    for step in range(len(decided) + count):
        if not free.any():
            break
        gain = (left**2).sum(axis=0) / (np.diag(left) + noise)
        gain = np.round(
            gain / gain.max(), 6
        )  # equal answers tie, whatever the last bits of their vectors say
        pick = int(decided[step]) if step < len(decided) else int(np.where(free, gain, -1.0).argmax())
        left = left - np.outer(left[:, pick], left[pick]) / (left[pick, pick] + noise[pick])
        free[pick] = False
        chosen.append(pick)
    return tuple(chosen[len(decided) :])


@dataclass(frozen=True)
class Course:
    """What a course's own decided answers say about features; beside the shipped prior's share of the points."""

    line: Any  # scikit-learn's
    trees: Any
    doubt: tuple[float, float]  # variance = a + b x 4 share (1 - share)

    @classmethod
    def fit(cls, features: Array, prior: Array, shares: Array, questions: NDArray[np.str_]) -> Self | None:
        """Learn from decided answers: features (answers, features), the shipped prior's shares and people's.

        Nothing comes of fewer than three questions or forty answers: from that many drawn from eight other questions the
        error on held-out questions fell in 4 of 5 draws or more on each of SAF, Beetle and the neural-networks exam; from
        twenty it rose on SAF. The doubt is learnt on questions held out.
        """
        if len(np.unique(questions)) < _LEAST_QUESTIONS or len(shares) < _LEAST_ANSWERS:
            return None
        table = np.column_stack([features, prior])
        names = np.unique(questions)
        fold = np.searchsorted(names, questions) % _FOLDS
        held_out = np.zeros(len(shares))
        for i in np.unique(fold):
            line, trees = _pair(table[fold != i], shares[fold != i])
            held_out[fold == i] = _share(line, trees, table[fold == i])
        return cls(*_pair(table, shares), doubt(held_out, shares))

    def share(self, features: Array, prior: Array) -> Array:
        """The expected share of the points, shape (answers,)."""
        return _share(self.line, self.trees, np.column_stack([features, prior]))

    def spread(self, share: Array) -> Array:
        """The standard deviation of a person's share around it."""
        return spread_of(share, self.doubt)


_LEAST_QUESTIONS, _LEAST_ANSWERS = 3, 40
_FOLDS = 5
_PENALTY = 100.0
_TREES, _LEAF, _TRIED = 100, 5, 0.4


def doubt(share: Array, person: Array) -> tuple[float, float]:
    """How the squared error depends on the share: a + b x 4 share (1 - share), both at least 0, a at least 0.002."""
    from scipy.optimize import nnls

    terms = np.column_stack([np.ones(len(share)), 4 * share * (1 - share)])
    a, b = nnls(terms, (person - share) ** 2)[0]
    return max(float(a), 0.002), float(b)


def spread_of(share: Array, doubt: tuple[float, float]) -> Array:
    """The standard deviation that `doubt` says."""
    return np.sqrt(doubt[0] + doubt[1] * 4 * share * (1 - share))


def _pair(table: Array, shares: Array) -> tuple[Any, Any]:
    """A straight line that goes on where nothing was seen, and trees that see what depends on what."""
    from sklearn.ensemble import ExtraTreesRegressor
    from sklearn.linear_model import Ridge
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    line = make_pipeline(StandardScaler(), Ridge(_PENALTY)).fit(table, shares)
    trees = ExtraTreesRegressor(_TREES, min_samples_leaf=_LEAF, max_features=_TRIED, random_state=0)
    return line, trees.fit(table, shares)


def _share(line: Any, trees: Any, table: Array) -> Array:
    if not len(table):
        return np.zeros(0)
    return np.asarray(np.clip((line.predict(table) + trees.predict(table)) / 2, 0, 1), dtype=np.float64)


def _in_points(share: Array, spread: Array, levels: Array, out_of: float) -> Belief:
    return Belief.normal(np.clip(share, 0, 1) * out_of, spread * out_of, levels)


def _habit(loo: Belief, points: Array) -> Array:
    """How much more often than expected people used each level, shape (levels,)."""
    used = Belief.certain(points, loo.levels).chance.sum(axis=0)
    return np.asarray((used + _TRUST / len(loo.levels)) / (loo.chance.sum(axis=0) + _TRUST / len(loo.levels)))


def _habit_of_others(loo: Belief, points: Array, twins: NDArray[np.int64]) -> Array:
    """The same for each decided answer, counted without the decisions on it and its twins, shape (decided, levels)."""
    own, even = Belief.certain(points, loo.levels).chance, _TRUST / len(loo.levels)
    mine = (twins[:, None] == twins).astype(np.float64)
    used, expected = own.sum(axis=0) - mine @ own, loo.chance.sum(axis=0) - mine @ loo.chance
    return np.asarray((used + even) / (expected + even))


def _tilted(belief: Belief, say: Array) -> Belief:
    chance = belief.chance * say
    return Belief(belief.levels, chance / chance.sum(axis=1, keepdims=True))
