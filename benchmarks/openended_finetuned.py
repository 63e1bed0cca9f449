"""A model that was taught to grade: all layers of the bundled one tuned on public answers, and what that gives.

It is kept as a folder of safetensors, `TUNED`, which `--model` measures as any other. Of two answers the one with more points is to be
nearer to its reference (CoSENT, Su 2022). It learns from SAF, Beetle and SciEntsBank in most of an hour on two cores; Mohler and
the neural-networks exam it never sees. Steps and rate were set before any figure was seen.
"""

import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from answers import CACHE, ROOT, SEED, _references, rows_of
from openended_goals import SEEDS, blanks_of, goals
from openended_tables import GOALS, SMALL, Measured

from grader.scoring.openended.embed import open_embedder
from grader.scoring.openended.features import Embed
from grader.scoring.openended.scale import scale_of
from grader.scoring.openended.weights import BUNDLED, find

TUNED = ROOT / ".cache" / "benchmarks" / "tuned"
TEACHERS = ("saf_english", "beetle", "scientsbank")
STEPS = 400
QUESTIONS, ANSWERS = 8, 8  # of a batch
LONGEST = 128  # tokens of a text that are read while it learns
_RATE, _WARM = 2e-5, 40  # learning rate: up to it in so many steps, then down to 0, in straight lines
_FEWEST = 12  # answers to a question of which a correlation says something
_SHARP = 20.0  # cosines are multiplied by this in the loss

Lesson = tuple[tuple[str, ...], list[tuple[str, float]]]  # references; answers and their shares of the points


def tune(folder: Path) -> None:
    """Tune the bundled model and save it; the same seeds give the same model on the same kind of processor."""
    import torch
    from sentence_transformers import SentenceTransformer

    torch.manual_seed(SEED)
    model = SentenceTransformer(str(find(BUNDLED, Path.cwd())[0]), device="cpu", local_files_only=True)
    usual, model.max_seq_length = model.max_seq_length, LONGEST
    model.train()
    step = torch.optim.AdamW(model.parameters(), lr=_RATE, weight_decay=0.01)
    for number, batch in enumerate(_batches([_lessons(name) for name in TEACHERS])):
        step.param_groups[0]["lr"] = _RATE * min((number + 1) / _WARM, (STEPS - number) / (STEPS - _WARM))
        step.zero_grad()
        loss = _cosent(*_cosines(model, batch))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        step.step()
        if number % 20 == 0:
            print(f"step {number:4} of {STEPS}: loss {loss.item():.3f}", file=sys.stderr, flush=True)
    model.eval()
    model.max_seq_length = usual
    model.save(str(folder), safe_serialization=True)


def finetuned_table(of: Measured) -> str:
    """What the tuning changes: how well the bare cosine ranks answers, and the goals of the first seed."""
    if not (TUNED / "modules.json").is_file():
        tune(TUNED)
    embed = open_embedder(str(TUNED), cache=CACHE)
    lines = [
        "| set | r of cosine and points within questions: bundled | tuned |",
        "|---|---|---|",
    ]
    for name in (*SMALL, *TEACHERS):
        learnt = " (learnt from)" * (name in TEACHERS)
        lines.append(f"| {name}{learnt} | {_ranks(name, of.embed):.3f} | {_ranks(name, embed):.3f} |")
    lines += ["", "| set | k | bundled: r; RMSE rest/all; QWK | tuned | goal |", "|---" * 5 + "|"]
    both = (
        Measured(of.prior, of.embed, seeds=SEEDS[:1]),
        Measured(of.prior, embed, scale_of(embed), of.embed, SEEDS[:1]),
    )
    for name in SMALL:
        for k in (0, 5, 10):
            measured = [goals(name, one.sittings(name, k), blanks_of(name)) for one in both]
            cells = [f"{r:.3f}; {rest:.3f}/{every:.3f}; {qwk:.3f}" for r, rest, every, qwk in measured]
            lines.append(f"| {name} | {k} | {' | '.join(cells)} | {GOALS[name, k][0]} |")
    return "\n".join(
        [*lines, "", f"{STEPS} steps of up to {QUESTIONS * ANSWERS} answers; the model is {embed.name}."]
    )


def _ranks(name: str, embed: Embed) -> float:
    """The correlation of the cosine to the nearest reference with the points, a mean of questions by their answers."""
    found = []
    for references, graded in _lessons(name):
        shares = np.array([share for _, share in graded])
        if len(graded) >= _FEWEST and shares.std() > 0:
            near = (embed([answer for answer, _ in graded]) @ embed(references).T).max(axis=1)
            found.append((float(np.corrcoef(near, shares)[0, 1]), len(graded)))
    values, answers = zip(*found, strict=True)
    return float(np.average(values, weights=answers))


def _cosines(model: Any, batch: Sequence[Lesson]) -> tuple[Any, Any]:
    """Of every answer of the batch its cosine to the nearest reference, and its share of the points."""
    import torch

    texts = sorted({t for refs, graded in batch for t in (*refs, *(a for a, _ in graded))})
    row = {text: i for i, text in enumerate(texts)}
    vectors = model(model.preprocess(texts))["sentence_embedding"]
    vectors = torch.nn.functional.normalize(vectors, dim=1)
    cosines = [
        (vectors[[row[a] for a, _ in graded]] @ vectors[[row[r] for r in refs]].T).max(dim=1).values
        for refs, graded in batch
    ]
    return torch.cat(cosines), torch.tensor([share for _, graded in batch for _, share in graded])


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
