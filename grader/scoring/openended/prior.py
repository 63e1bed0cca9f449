"""What is expected of an answer before anyone has graded one in this exam: a small linear model in a JSON file.

The features are standardised and summed with weights to a level; a logistic curve turns the level into a share
of the points (0 to 1), and the spread tells how far a person's share may be from it. All sets teach the weights, but only those
with partial credit teach the curve and the spread: right-or-wrong answers would ruin the scale.

There are two such models: one looks at an answer beside its class, one at the answer alone. A class of a few tells
little and may be all good or all bad, so the first has a say that grows with the class.
`python benchmarks/openended.py --train` writes the file and says how good it is.
"""

import functools
import importlib.resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.model.base import Model
from grader.scoring.openended.peers import NAMES

Array = NDArray[np.float64]
Size = float | Array  # answers to a question that have words; one number, or one for each answer


class Source(Model):
    """A public data set that was learnt from."""

    name: str
    licence: str
    answers: int
    taught: str  # ranking, or ranking and scale


class Alone(Model):
    """The same model learnt from what an answer shows by itself, all that there is in a class of one."""

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
    even: float  # answers to a question with which class and answer alone have the same say
    idea_found: float  # least demoted cosine at which a sentence is taken to say an idea
    sources: tuple[Source, ...]

    def share(self, features: Array, count: Size) -> Array:
        """The expected share of the points, 0 to 1; features (answers, features) of classes of so many answers."""
        standard = (features - np.array(self.mean)) / np.array(self.spread)
        own = standard[:, : len(self.alone.weights)]
        beside = self.curve[0] + self.curve[1] * (standard @ np.array(self.weights))
        alone = self.alone.curve[0] + self.alone.curve[1] * (own @ np.array(self.alone.weights))
        return logistic(blend(beside, alone, self.say(count)))

    def spread_of(self, share: Array, count: Size) -> Array:
        """The standard deviation of a person's share around the expected one, in classes of so many answers."""
        say = self.say(count)
        a, b = (blend(one, other, say) for one, other in zip(self.doubt, self.alone.doubt, strict=True))
        return np.asarray(np.sqrt(a + b * 4 * share * (1 - share)))

    def say(self, count: Size) -> Size:
        """How much the class has to say, 0 to 1: n / (n + even)."""
        return count / (count + self.even)


def blend(beside: Any, alone: Any, say: Size) -> Any:
    """The mean of what is expected beside a class and alone, by what the class has to say."""
    return say * beside + (1 - say) * alone


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
