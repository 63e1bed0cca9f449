"""Open answers, measured: every table of docs/open-answers-measured.md in one command.

`--only goals` prints one part, `--write` also puts what was measured into the docs, `--train` makes the shipped prior anew.
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
from openended_prior import train
from openended_shipped import fooled_table, prior_table, sample_table
from openended_tables import Measured, goals_table, promise_table, totals_table, twoway_table

from grader.files import atomic_write
from grader.scoring.openended.embed import open_embedder
from grader.scoring.openended.prior import Prior

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
    "prior": ("The shipped prior", lambda m: prior_table(m.prior, m.embed)),
    "fooled": ("Points for what was made to fool", lambda m: fooled_table(m.prior, m.embed)),
    "guards": ("Guards", lambda m: openended_guards.table(m.embed)),
    "groups": ("Groups", lambda m: openended_groups.table(m.embed)),
    "sample": ("The sample bank's graded texts", lambda m: sample_table(m.prior, m.embed)),
    "similar": ("Similar items", lambda m: openended_similar.table(m.embed)),
    "encoding": ("Encoding", lambda m: openended_encoding.table()),
    "gpu": ("Encoding on a GPU", lambda m: openended_encoding.gpu_table()),
}


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
    parser.add_argument("--only", choices=PARTS, action="append", help="this part alone; may be repeated")
    parser.add_argument("--write", action="store_true", help=f"also write {WRITTEN.relative_to(ROOT)}")
    parser.add_argument("--gpu", action="store_true", help="measure the throughput of each CUDA device too")
    arguments = parser.parse_args()
    if not (DATA / "mohler.csv").is_file():
        print(f"skipped: no data in {DATA}")
        return 0
    embedder = open_embedder(cache=CACHE)
    if arguments.train:
        atomic_write(PRIOR, train(embedder).model_dump_json(indent=1) + "\n")
        return 0
    measured = Measured(Prior.model_validate_json(PRIOR.read_bytes()), embedder)
    chosen = arguments.only or [part for part in PARTS if part != "gpu" or arguments.gpu]
    for part in chosen:
        new = section(part, PARTS[part][1](measured))
        print(new, flush=True)
        if arguments.write:
            before = WRITTEN.read_text(encoding="utf-8") if WRITTEN.is_file() else ""
            atomic_write(WRITTEN, replaced(before, {part: new}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
