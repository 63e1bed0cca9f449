"""What is expected of an answer before anyone has graded one in this exam: a small linear model in a JSON file.

The features are standardised and summed with weights to a level; a logistic curve turns the level into a share
of the points (0 to 1), and the spread tells how far a person's share may be from it. All sets teach the weights, but only those
with partial credit teach the curve and the spread: right-or-wrong answers would ruin the scale.
`python benchmarks/openended.py --train` writes the file and says how good it is.
"""

import functools
import importlib.resources
from typing import Self

import numpy as np
from numpy.typing import NDArray

from grader.model.base import Model
from grader.scoring.openended.peers import NAMES

Array = NDArray[np.float64]


class Source(Model):
    """A public data set that was learnt from."""

    name: str
    licence: str
    answers: int
    taught: str  # ranking, or ranking and scale


class Alone(Model):
    """The same model learnt from what an answer shows by itself, for classes too small to tell anything."""

    weights: tuple[float, ...]  # on the first features, standardised
    curve: tuple[float, float]
    doubt: tuple[float, float]


class Prior(Model):
    """The coefficients, and where they come from."""

    embedding: str  # the model whose cosines these are: name@revision
    names: tuple[str, ...]  # of the features, in order
    mean: tuple[float, ...]
    spread: tuple[float, ...]  # standard deviation
    weights: tuple[float, ...]  # on standardised features
    curve: tuple[float, float]  # share = logistic(a + b x level)
    doubt: tuple[float, float]  # variance of a person's share = a + b x 4 share (1 - share)
    alone: Alone
    idea_found: float  # least demoted cosine at which a sentence is taken to say an idea
    misled: float  # the feature `misled` above which an answer is flagged
    off_topic: float  # an answer farther than this cosine from references and question is off the topic
    sources: tuple[Source, ...]

    def level(self, features: Array) -> Array:
        """How good answers are on an open scale; features have shape (answers, features)."""
        standardised = (features - np.array(self.mean)) / np.array(self.spread)
        return np.asarray(standardised @ np.array(self.weights))

    def share(self, features: Array) -> Array:
        """The expected share of the points, 0 to 1."""
        return logistic(self.curve[0] + self.curve[1] * self.level(features))

    def spread_of(self, share: Array) -> Array:
        """The standard deviation of a person's share around the expected one."""
        return np.sqrt(self.doubt[0] + self.doubt[1] * 4 * share * (1 - share))

    def without_class(self) -> Self:
        """The prior that looks at no classmates."""
        idle = (0.0,) * (len(self.names) - len(self.alone.weights))
        own = {"weights": (*self.alone.weights, *idle), "curve": self.alone.curve, "doubt": self.alone.doubt}
        return self.model_copy(update=own)


def logistic(x: Array) -> Array:
    """1 / (1 + exp(-x)), safe at both ends."""
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -40, 40))), dtype=np.float64)


@functools.cache
def bundled_prior() -> Prior:
    """The prior that is shipped with grader."""
    text = importlib.resources.files(__package__).joinpath("prior.json").read_text(encoding="utf-8")
    prior = Prior.model_validate_json(text)
    assert prior.names == NAMES, "prior.json was made for other features: train it anew"
    return prior
