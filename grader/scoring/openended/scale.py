"""What a cosine of any embedding model is worth on the bundled model's scale, on which every limit here was chosen. Pure.

One model's cosines of unrelated texts lie about 0, another's about 0.7. So a model reads some hundred texts that are kept as data, from
the same sentence in other words to nothing in common, and each of its cosines is read as the bundled model's cosine of the
same rank (quantile mapping; where a baseline alone is subtracted, Zhang et al. 2020 call it rescaling).
"""

import functools
import importlib.resources
from collections.abc import Iterator, Mapping

import numpy as np

from grader.model.base import Model
from grader.scoring.openended.curve import OWN, Curve, Scale
from grader.scoring.openended.features import Embed, Vector, demoted_similarity, vectors_of

# The shares of pairs between which cosines are read off; closer at the upper end, where few pairs decide much.
RANKS = (0.002, 0.01, 0.03, *(n / 20 for n in range(2, 19)), 0.92, 0.94, 0.96, 0.97, 0.98, 0.985, 0.99, 0.995)


class Subject(Model):
    """A question and what was said to it, from right to beside the point."""

    asked: str
    said: tuple[str, ...]


class Ruler(Model):
    """The texts, and what the bundled model's cosines of their pairs are at `RANKS`."""

    embedding: str  # the bundled model: name@revision
    subjects: tuple[Subject, ...]
    apart: tuple[str, ...]  # sentences that belong to none of the questions
    cosines: tuple[float, ...]
    demoted: tuple[float, ...]  # the same after the question's direction was taken out

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything that is to be read."""
        return (*(t for s in self.subjects for t in (s.asked, *s.said)), *self.apart)


@functools.cache
def ruler() -> Ruler:
    """The texts and figures that are shipped with grader; `benchmarks/openended_scale.py --write` makes the figures."""
    text = importlib.resources.files(__package__).joinpath("scale.json").read_text(encoding="utf-8")
    return Ruler.model_validate_json(text)


def is_bundled(model: str) -> bool:
    """Whether a name as recorded, "name@revision precision ...", is the bundled model, or a copy of it, reading texts as they are."""
    same = model.split(" ")[0].rpartition("@")[2] == ruler().embedding.rpartition("@")[2]
    return same and " prompt " not in model


def scale_for(model: str, embed: Embed) -> Scale:
    """The scale of a model by the name that is recorded of it; any but the bundled one reads the ruler's texts."""
    return OWN if is_bundled(model) else scale_of(embed)


def scale_of(embed: Embed) -> Scale:
    """Measure a model by the ruler's texts."""
    here, there = figures(embed), ruler()
    return Scale(Curve(here[0], there.cosines), Curve(here[1], there.demoted))


def figures(embed: Embed) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """A model's cosines at `RANKS` among all pairs of the ruler's texts; and with the questions taken out, subject by subject."""
    texts = ruler().texts
    vectors = vectors_of(texts, embed)
    unit = np.stack([vectors[text] for text in texts])
    pairs = (unit @ unit.T)[np.triu_indices(len(texts), 1)]
    return _at_ranks(pairs), _at_ranks(np.concatenate([*_demoted(vectors)]))


def _demoted(vectors: Mapping[str, Vector]) -> Iterator[Vector]:
    """For each subject what was said to it beside its first answer's, and beside everything that was said elsewhere."""
    subjects = ruler().subjects
    for subject in subjects:
        rest = [text for other in subjects if other is not subject for text in other.said[:1]]
        table = demoted_similarity(
            subject.said, (*subject.said, *rest, *ruler().apart), vectors, vectors[subject.asked]
        )
        yield table[np.triu_indices(len(table), 1, table.shape[1])]


def _at_ranks(pairs: Vector) -> tuple[float, ...]:
    return tuple(round(float(c), 4) for c in np.quantile(pairs, RANKS))
