"""The items' texts as vectors, for the commands that look at the bank's meaning."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from grader.scoring.openended.cache import VectorCache

if TYPE_CHECKING:
    from grader.bank.similar import Embed, Read
    from grader.model.item import Item
    from grader.workspace import Workspace


def embed_items(place: "Workspace") -> "tuple[Embed, Read]":
    """The course's model and how its cosines are read; what it reads is kept where `known_items` finds it without the model."""
    from grader.scoring.openended.embed import open_embedder
    from grader.scoring.openended.scale import scale_for

    rules = place.course().open_answers
    cache = place.root / ".cache" / "vectors.sqlite"
    embed = open_embedder(rules.model, course=place.root, cache=cache, prompt=rules.prompt)

    def read(texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = embed(texts)
        _cache(place).keep(dict(zip(texts, vectors, strict=True)))
        return vectors

    return read, scale_for(embed.name, read).cosine


def known_items(place: "Workspace", items: "Sequence[Item]") -> "tuple[tuple[Item, ...], Embed, Read]":
    """The items all of whose texts were read before as they now stand, their vectors, and how cosines are read.

    No model is loaded. None is known of a model whose scale was not read before.
    """
    from grader.bank.similar import texts_of
    from grader.scoring.openended.curve import OWN
    from grader.scoring.openended.scale import ruler, scale_of
    from grader.scoring.openended.weights import BUNDLED

    rules, ruled = place.course().open_answers, ruler().texts
    known = _cache(place).known((*texts_of(items), *ruled))

    def embed(texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([known[text] for text in texts])

    if rules.model.partition("@")[0] == BUNDLED and not rules.prompt:
        scale = OWN
    elif all(text in known for text in ruled):
        scale = scale_of(embed)
    else:
        return (), embed, OWN.cosine
    read = tuple(item for item in items if all(text in known for text in texts_of([item])))
    return read, embed, scale.cosine


def _cache(place: "Workspace") -> VectorCache:
    rules = place.course().open_answers
    return VectorCache(
        place.root / ".cache" / "vectors.sqlite", f"items {rules.model} {rules.prompt or ''}".strip()
    )
