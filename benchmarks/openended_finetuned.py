"""What a model gives that was taught to grade: the bundled one with a last layer learnt from public answers, beside the goals.

The layer turns and stretches the 384 numbers of each text so that of two answers the one with more points is nearer to its
reference (CoSENT, Su 2022). It begins as "change nothing" and learns from SAF, Beetle and SciEntsBank in seconds, since the
vectors stay; it is measured on the two sets that it never saw. Tuning the layers below takes a GPU or hours of a processor.
"""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from answers import SEED, Array, _references, rows_of
from openended_goals import SEEDS, blanks_of, goals
from openended_tables import GOALS, SMALL, Measured

from grader.scoring.openended.features import Embed, Vector
from grader.scoring.openended.scale import scale_of

TEACHERS = ("saf_english", "beetle", "scientsbank")
STEPS = 400
QUESTIONS, ANSWERS = 8, 12  # of a batch
_RATE = 1e-4  # learning rate, falling to 0 in a straight line
_SHARP = 20.0  # cosines are multiplied by this in the loss

Lesson = tuple[tuple[str, ...], list[tuple[str, float]]]  # references; answers and their shares of the points


def finetuned_table(of: Measured) -> str:
    """What the layer changes: how well the bare cosine ranks answers where it never learnt, and the goals of the first seed."""
    lines = [
        "| set | r of cosine and points within questions: bundled | tuned on the others |",
        "|---|---|---|",
    ]
    for name in (*SMALL, *TEACHERS):
        embed = tuned(of.embed, [one for one in TEACHERS if one != name])
        lines.append(f"| {name} | {_ranks(name, of.embed):.3f} | {_ranks(name, embed):.3f} |")
    lines += ["", "| set | k | bundled: r; RMSE rest/all; QWK | tuned | goal |", "|---" * 5 + "|"]
    embed = tuned(of.embed, TEACHERS)
    both = (
        Measured(of.prior, of.embed, seeds=SEEDS[:1]),
        Measured(of.prior, embed, scale_of(embed), of.embed, SEEDS[:1]),
    )
    for name in SMALL:
        for k in (0, 5, 10):
            measured = [goals(name, one.sittings(name, k), blanks_of(name)) for one in both]
            cells = [f"{r:.3f}; {rest:.3f}/{every:.3f}; {qwk:.3f}" for r, rest, every, qwk in measured]
            lines.append(f"| {name} | {k} | {' | '.join(cells)} | {GOALS[name, k][0]} |")
    return "\n".join([*lines, "", f"{STEPS} steps of up to {QUESTIONS * ANSWERS} answers."])


def _ranks(name: str, embed: Embed) -> float:
    """The correlation of the cosine to the nearest reference with the points, a mean of questions by their answers."""
    found = []
    for references, graded in _lessons(name):
        shares = np.array([share for _, share in graded])
        if len(graded) >= ANSWERS and shares.std() > 0:
            near = (embed([answer for answer, _ in graded]) @ embed(references).T).max(axis=1)
            found.append((float(np.corrcoef(near, shares)[0, 1]), len(graded)))
    values, answers = zip(*found, strict=True)
    return float(np.average(values, weights=answers))


def tuned(embed: Embed, names: Sequence[str]) -> Embed:
    """The model with a layer behind it that was learnt from these sets."""
    layer = _layer(embed, [_lessons(name) for name in names])

    def embedded(texts: Sequence[str]) -> Vector:
        turned = embed(texts).astype(np.float64) @ layer.T
        length = np.maximum(np.linalg.norm(turned, axis=1, keepdims=True), 1e-9)
        return np.asarray(turned / length, dtype=np.float32)

    return embedded


def _layer(embed: Embed, sets: Sequence[list[Lesson]]) -> Array:
    import torch

    texts = sorted(
        {t for lessons in sets for refs, graded in lessons for t in (*refs, *(a for a, _ in graded))}
    )
    vectors = torch.from_numpy(embed(texts))
    row = {text: i for i, text in enumerate(texts)}
    layer = torch.eye(vectors.shape[1], requires_grad=True)
    step = torch.optim.AdamW([layer], lr=_RATE, weight_decay=0.0)
    for number, batch in enumerate(_batches(sets)):
        cosines, shares = [], []
        for references, graded in batch:
            said = vectors[[row[answer] for answer, _ in graded]] @ layer.T
            right = vectors[[row[text] for text in references]] @ layer.T
            table = torch.nn.functional.cosine_similarity(said[:, None], right[None], dim=2)
            cosines.append(table.max(dim=1).values)
            shares += [share for _, share in graded]
        step.param_groups[0]["lr"] = _RATE * (1 - number / STEPS)
        step.zero_grad()
        _cosent(torch.cat(cosines), torch.tensor(shares)).backward()
        step.step()
    found: Array = layer.detach().numpy().astype(np.float64)
    return found


def _cosent(cosine: Any, share: Any) -> Any:
    """ln(1 + the sum over pairs of exp(20 (cosine of the worse - cosine of the better)))."""
    import torch

    worse = _SHARP * (cosine[None, :] - cosine[:, None])
    better = share[:, None] > share[None, :]
    return torch.logsumexp(torch.cat([torch.zeros(1), worse[better]]), dim=0)


def _batches(sets: Sequence[list[Lesson]]) -> Iterator[list[Lesson]]:
    """So many batches of references and graded answers; each set is drawn from as often."""
    draw = random.Random(SEED)
    for _ in range(STEPS):
        chosen = [draw.choice(draw.choice(sets)) for _ in range(QUESTIONS)]
        yield [(references, draw.sample(graded, min(ANSWERS, len(graded)))) for references, graded in chosen]


def _lessons(name: str) -> list[Lesson]:
    found: dict[str, list[tuple[str, float]]] = defaultdict(list)
    references = {}
    for row in rows_of(name):
        if row["answer"].strip() and row.get("is_reference", "0") in ("0", ""):
            found[row["question_id"]].append((row["answer"], float(row["score"])))
            references[row["question_id"]] = _references(row)
    return [(references[id_], graded) for id_, graded in found.items()]
