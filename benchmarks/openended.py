"""Open answers, measured: every table of docs/open-answers-measured.md in one command.

`--only goals` prints one part (`finetuned` only so: it tunes a model first), `--write` also puts what was measured into the docs,
`--train` makes the shipped prior anew. `--model FOLDER` measures any other model.
Reads public answers with human scores from ../shared/data (see the README there) and skips where they are absent. What
is learnt, and from what, stands in `openended_prior.py`.
"""

import argparse
import re
import sys
from collections.abc import Callable, Mapping

import openended_encoding
import openended_groups
import openended_guards
import openended_similar
from answers import CACHE, DATA, ROOT
from openended_finetuned import finetuned_table
from openended_prior import teachers, train
from openended_shipped import fooled_table, prior_table, sample_table
from openended_tables import Measured, goals_table, promise_table, totals_table, twoway_table

from grader.files import atomic_write
from grader.scoring.openended.embed import Embedder, open_embedder
from grader.scoring.openended.prior import Prior
from grader.scoring.openended.scale import scale_of

PRIOR = ROOT / "grader" / "scoring" / "openended" / "prior.json"
WRITTEN = ROOT / "docs" / "open-answers-measured.md"
HEAD = """# Open answers, as measured

`python benchmarks/openended.py --write` writes this file; each part says how it is made alone. What the tables mean is in
[open-answers.md](open-answers.md). *k* is how many answers to each question were decided first.
"""
PARTS: Mapping[str, tuple[str, Callable[[Measured], str]]] = {
    "goals": ("Agreement, beside the goals", goals_table),
    "totals": ("Students' totals, neural-networks exam", totals_table),
    "promise": ("Promises", promise_table),
    "twoway": ("Right or wrong, questions held out", twoway_table),
    "prior": ("The shipped prior", lambda m: prior_table(m.prior, m.embed, m.scale)),
    "trained": ("The shipped prior, made anew", lambda m: trained_line(m)),
    "fooled": ("Points for what was made to fool", lambda m: fooled_table(m.prior, m.embed)),
    "guards": ("Guards", lambda m: openended_guards.table(m.embed)),
    "groups": ("Groups", lambda m: openended_groups.table(m.embed)),
    "sample": ("The sample bank's graded texts", lambda m: sample_table(m.prior, m.embed)),
    "similar": ("Similar items", lambda m: openended_similar.table(m.embed)),
    "encoding": ("Encoding", lambda m: openended_encoding.table()),
    "finetuned": ("A model that was taught to grade", finetuned_table),
    "gpu": ("Encoding on a GPU", lambda m: openended_encoding.gpu_table()),
}
ASKED = ("gpu", "finetuned")  # parts that not every machine can make, or not in minutes
FOR_ANY = ("goals", "totals", "promise", "twoway", "prior")  # what another model is measured on


def trained_line(of: Measured) -> str:
    """Whether training gives the file that is shipped, to the last byte."""
    embedder = of.embed
    assert isinstance(embedder, Embedder), "the prior is trained on the bundled model"
    made = as_file(train(embedder, of.taught())).encode()
    same = (
        "the bytes of the file that is shipped"
        if made == PRIOR.read_bytes()
        else "other bytes than the file that is shipped"
    )
    return f"Made anew from the four sets, `{PRIOR.name}` has {same} ({len(made)} bytes)."


def as_file(prior: Prior) -> str:
    """The prior as it is written."""
    return prior.model_dump_json(indent=1) + "\n"


def section(part: str, table: str) -> str:
    """One part of the document, in Markdown."""
    command = f"`python benchmarks/openended.py --only {part}`"
    return f"## {PARTS[part][0]}\n\n{command}\n\n{table}\n"


def replaced(text: str, new: Mapping[str, str]) -> str:
    """The document with some sections put in anew; the others stay as they are, in the order of `PARTS`."""
    old = {
        found.split("\n", 1)[0]: f"## {found}".rstrip() + "\n"
        for found in re.split(r"^## ", text, flags=re.M)[1:]
    }
    kept = [new.get(part) or old.get(title) for part, (title, _) in PARTS.items()]
    return "\n".join([HEAD, *(one for one in kept if one)])


def main() -> int:
    """Train where asked, then measure, part by part."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--train", action="store_true", help=f"write {PRIOR.relative_to(ROOT)} anew, and stop"
    )
    parser.add_argument("--model", help="measure another model, by folder or name, with the shipped prior")
    parser.add_argument("--only", choices=PARTS, action="append", help="this part alone; may be repeated")
    parser.add_argument("--write", action="store_true", help=f"also write {WRITTEN.relative_to(ROOT)}")
    parser.add_argument("--gpu", action="store_true", help="measure the throughput of each CUDA device too")
    arguments = parser.parse_args()
    if arguments.model and (arguments.write or not set(arguments.only or ()) <= set(FOR_ANY)):
        parser.error(f"--model prints {', '.join(FOR_ANY)}; the docs are about the bundled one")
    if not (DATA / "mohler.csv").is_file():
        print(f"skipped: no data in {DATA}")
        return 0
    embedder = open_embedder(cache=CACHE)
    if arguments.train:
        atomic_write(PRIOR, as_file(train(embedder, teachers(embedder))))
        return 0
    measured = Measured(Prior.model_validate_json(PRIOR.read_bytes()), embedder)
    if arguments.model:
        other = open_embedder(arguments.model, cache=CACHE)
        measured = Measured(measured.prior, other, scale_of(other), embedder)
    everything = [part for part in PARTS if part not in ASKED or (part == "gpu" and arguments.gpu)]
    chosen = arguments.only or (FOR_ANY if arguments.model else everything)
    for part in chosen:
        new = section(part, PARTS[part][1](measured))
        print(new, flush=True)
        if arguments.write:
            before = WRITTEN.read_text(encoding="utf-8") if WRITTEN.is_file() else ""
            atomic_write(WRITTEN, replaced(before, {part: new}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
