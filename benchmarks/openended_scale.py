"""How guards and groups hold with another model: the same real answers and tricks, its cosines read as they are and on the scale.

`--write` makes the figures of the bundled model in `scale.json` anew. `--model FOLDER` measures a model of your own beside the
bundled one; without it two models are made of the bundled one: bent, so that unrelated texts have a cosine of 0.7, and blurred too, as
only 64 directions drawn at random are left of the 384.
"""

import argparse
import sys
from collections.abc import Sequence

import numpy as np
from answers import CACHE, DATA, ROOT, SEED
from openended_guards import adversarial, raised, read, real

from grader.files import atomic_write
from grader.scoring.openended.curve import OWN, Scale
from grader.scoring.openended.embed import Embedder, open_embedder
from grader.scoring.openended.features import Embed, Vector
from grader.scoring.openended.guards import ELSEWHERE, OFF_TOPIC
from grader.scoring.openended.scale import RANKS, figures, ruler, scale_of

FILE = ROOT / "grader" / "scoring" / "openended" / "scale.json"
SETS = ("mohler", "nn_exam")
KINDS = ("off-topic (other ref)", "off-topic generic")
FAR = {OFF_TOPIC, ELSEWHERE}  # the flags that hang on cosines
_COMMON = 0.7  # cosine that is added to all


def bent(embed: Embed, directions: int = 0) -> Embed:
    """The same model with a direction that all texts share, as many models have one; of the others only so many are left."""

    def embedded(texts: Sequence[str]) -> Vector:
        own = embed(texts).astype(np.float64)
        if directions:
            own = own @ np.random.default_rng(SEED).normal(size=(own.shape[1], directions))
            own /= np.linalg.norm(own, axis=1, keepdims=True)
        own = own * np.sqrt(1 - _COMMON)
        return np.hstack([own, np.full((len(own), 1), np.sqrt(_COMMON))]).astype(np.float32)

    return embedded


def table(models: dict[str, Embed]) -> str:
    """A row for each model and reading: what is far off topic among what was made so, and among real answers."""
    columns = [*KINDS, *(f"real: {name}" for name in SETS)]
    lines = [f"| model | {' | '.join(columns)} |", "|---" * (len(columns) + 1) + "|"]
    for name, embed in models.items():
        for how, scale in (("as they are", OWN), ("on the scale", scale_of(embed))):
            lines.append(f"| {name}, {how} | {' | '.join(_cells(embed, scale))} |")
    return "\n".join(lines)


def _cells(embed: Embed, scale: Scale) -> list[str]:
    real_ones = {name: real(name) for name in SETS}
    made = [one for one in adversarial() if one.kind in KINDS]
    known = {name: read(of, embed) for name, of in real_ones.items()}
    beside = {**known["mohler"], **read(made, embed)}
    found = [[raised(one, beside, scale=scale) for one in made if one.kind == kind] for kind in KINDS]
    found += [[raised(one, known[name], scale=scale) for one in of] for name, of in real_ones.items()]
    return [f"{100 * sum(bool(FAR & set(one)) for one in of) / len(of):.1f} %" for of in found]


def main() -> int:
    """Write the figures, or measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"write {FILE.relative_to(ROOT)} anew, and stop")
    parser.add_argument("--model", help="another model, by folder or name")
    asked = parser.parse_args()
    bundled: Embedder = open_embedder(cache=CACHE)
    if asked.write:
        whole, demoted = figures(bundled)
        made = ruler().model_copy(
            update={"embedding": bundled.name.split(" ")[0], "cosines": whole, "demoted": demoted}
        )
        atomic_write(FILE, made.model_dump_json(indent=1) + "\n")
        return 0
    if not (DATA / "mohler.csv").is_file():
        print(f"skipped: no data in {DATA}")
        return 0
    other = open_embedder(asked.model, cache=CACHE) if asked.model else None
    print(f"{len(ruler().texts)} texts, cosines read at {len(RANKS)} ranks\n")
    others: dict[str, Embed] = {
        "bundled, bent": bent(bundled),
        "bundled, bent and blurred": bent(bundled, 64),
    }
    print(table({"bundled": bundled, **({other.name: other} if other else others)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
