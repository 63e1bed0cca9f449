"""What automatic groups save and what they cost: answers whose own score differs from the one decided for their group.

The person's score of the member that stands for a group serves the others; "off" are the others whose own score is farther from it
than half a point of five (a tenth of the maximum), or another step where there are only right and wrong. The cosine
distance was chosen on SAF and SciEntsBank; Mohler, Beetle and the neural-networks exam only measure.
"""

import sys
from collections import Counter, defaultdict

import numpy as np
from answers import CACHE, DATA, rows_of

from grader.scoring.openended.embed import open_embedder
from grader.scoring.openended.features import Embed
from grader.scoring.openended.groups import FARTHEST, Group, group, saved
from grader.scoring.openended.wording import normalised

SETS = ("saf_english", "scientsbank", "mohler", "beetle", "nn_exam")
_NEAR = 0.1  # of the maximum: half a point of five
_DISTANCES = (0.02, 0.05, FARTHEST, 0.2)


def table(embed: Embed) -> str:
    """The tables in Markdown: one row for each set, and the curve over the cosine distance."""
    lines = [
        "| set | answers | groups of two or more | members | decisions saved | off | share of members | share of answers |",
        "|---|---|---|---|---|---|---|---|",
    ]
    ties, curve = [], []
    for name in SETS:
        classes = _classes(name, embed)
        found = [(scores, group(answers, vectors)) for answers, vectors, scores in classes]
        lines.append(_row(name, found))
        ties.append(_by_kind(name, found))
        cells = []
        for farthest in _DISTANCES:
            at = [
                (scores, group(answers, vectors, farthest=farthest)) for answers, vectors, scores in classes
            ]
            cells.append(f"{_saved(at):.1%} / {len(_off(at))}")
        plain = [(scores, _cosine_only(answers, vectors)) for answers, vectors, scores in classes]
        curve.append(f"| {name} | {' | '.join(cells)} | {_saved(plain):.1%} / {len(_off(plain))} |")
    head = " | ".join(f"{d:g}" for d in _DISTANCES)
    kinds = "| set | kind: members served / off | | |\n|---|---|---|---|"
    return "\n".join(
        [
            *lines,
            "",
            kinds,
            *ties,
            "",
            f"| decisions saved / off, at cosine distance | {head} | 0.05, cosine alone |",
            "|---" * (len(_DISTANCES) + 2) + "|",
            *curve,
            "",
            _adversarial(embed),
        ]
    )


Found = list[tuple[list[float], tuple[Group, ...]]]


def _classes(name: str, embed: Embed) -> list[tuple[list[str], np.ndarray, list[float]]]:
    """The answers to each question of a set, their vectors and scores (0-1)."""
    of = defaultdict(list)
    for row in rows_of(name):
        if row["answer"].strip() and row.get("is_reference", "0") in ("0", ""):
            of[row["question_id"]].append(row)
    return [
        ([r["answer"] for r in rows], embed([r["answer"] for r in rows]), [float(r["score"]) for r in rows])
        for rows in of.values()
    ]


def _adversarial(embed: Embed) -> str:
    """How many answers that were changed to be wrong end in the group of the reference they were made from."""
    pairs = [
        (row["reference_answer"], row["answer"])
        for row in rows_of("adversarial")
        if row["kind"] in ("negated reference", "role/antonym swap", "half reference", "keyword stuffing")
        and row["answer"].strip()
        and normalised(row["answer"]) != normalised(row["reference_answer"])  # one word cannot be halved
    ]
    joined = sum(len(group(pair, embed(pair))) == 1 for pair in pairs)
    return f"Negated, swapped, halved or listed references that are grouped with the reference: {joined} of {len(pairs)}."


def _cosine_only(answers: list[str], vectors: np.ndarray) -> tuple[Group, ...]:
    """What complete linkage at 0.05 joins where no word need agree."""
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    if len(answers) < 2:
        return ()
    distance = np.clip(1 - vectors @ vectors.T, 0, 2).astype(np.float64)
    np.fill_diagonal(distance, 0)
    cut = fcluster(linkage(squareform(distance, checks=False), "complete"), 0.05, "distance")
    return tuple(Group(tuple(np.flatnonzero(cut == c).tolist()), "meaning") for c in np.unique(cut))


def _off(found: Found, kind: str | None = None) -> list[float]:
    """By how much, as a share of the maximum, the decision is off for members whom it should not have served."""
    return [
        abs(scores[i] - scores[one.representative])
        for scores, groups in found
        for one in groups
        if kind in (None, one.kind)
        for i in one.members[1:]
        if abs(scores[i] - scores[one.representative]) > _NEAR + 1e-9
    ]


def _saved(found: Found) -> float:
    """The share of decisions that need not be made."""
    return sum(saved(groups) for _, groups in found) / sum(len(scores) for scores, _ in found)


def _row(name: str, found: Found) -> str:
    many = [one for _, groups in found for one in groups if len(one.members) > 1]
    members, answers = sum(len(one.members) for one in many), sum(len(scores) for scores, _ in found)
    off = len(_off(found))
    return (
        f"| {name} | {answers} | {len(many)} | {members} | {members - len(many)} ({_saved(found):.1%}) | {off}"
        f" | {off / max(members, 1):.2%} | {off / answers:.2%} |"
    )


def _by_kind(name: str, found: Found) -> str:
    served = Counter(one.kind for _, groups in found for one in groups for _ in one.members[1:])
    cells = [
        f"{kind} {served[kind]} / {len(_off(found, kind))}" for kind in ("equal", "normalised", "meaning")
    ]
    return f"| {name} | {' | '.join(cells)} |"


if __name__ == "__main__":
    if not (DATA / "mohler.csv").is_file():
        sys.exit(f"skipped: no data in {DATA}")
    print(table(open_embedder(cache=CACHE)))
