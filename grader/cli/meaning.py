"""The items' texts as vectors, for the commands that look at the bank's meaning."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from grader.scoring.openended.cache import VectorCache

if TYPE_CHECKING:
    from grader.bank.similar import Embed
    from grader.model.item import Item
    from grader.workspace import Workspace


def embed_items(place: "Workspace") -> "Embed":
    """The course's model, which also keeps the items' vectors where `known_items` finds them without the model."""
    from grader.cli.app import say
    from grader.scoring.openended.embed import open_embedder

    rules = place.course().open_answers
    name, cache = rules.model, place.root / ".cache" / "vectors.sqlite"
    embed = open_embedder(name, course=place.root, cache=cache, prompt=rules.prompt)
    if name != "bundled":
        say(
            f"the usual thresholds were chosen for the bundled model, not for {name}: look where yours must lie"
        )

    def read(texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = embed(texts)
        _cache(place).keep(dict(zip(texts, vectors, strict=True)))
        return vectors

    return read


def known_items(place: "Workspace", items: "Sequence[Item]") -> "tuple[tuple[Item, ...], Embed]":
    """The items all of whose texts were read before as they now stand, and their vectors; no model is loaded."""
    from grader.bank.similar import texts_of

    known = _cache(place).known(texts_of(items))
    return (
        tuple(item for item in items if all(text in known for text in texts_of([item]))),
        lambda texts: np.stack([known[text] for text in texts]),
    )


def _cache(place: "Workspace") -> VectorCache:
    rules = place.course().open_answers
    return VectorCache(
        place.root / ".cache" / "vectors.sqlite", f"items {rules.model} {rules.prompt or ''}".strip()
    )
