"""What a model gives that was taught to grade: the bundled one, tuned on public answers, in the same tables of goals.

A few minutes on a processor: batches of answers to two questions, pulled so that of two answers the one with more points
is nearer to its reference (CoSENT, Su 2022). It learns from SAF, Beetle and SciEntsBank, and is measured on the two sets
that it never saw. The model that results is a folder of safetensors under `.cache`, and is measured as any other model is: by its name.
"""

import math
import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from answers import CACHE, SEED, _references, rows_of
from openended_goals import blanks_of, goals
from openended_tables import GOALS, SMALL, Measured

from grader.scoring.openended.embed import open_embedder
from grader.scoring.openended.scale import scale_of

TEACHERS = ("saf_english", "beetle", "scientsbank")
STEPS = 100
QUESTIONS, ANSWERS = 2, 8  # of a batch
_RATE, _WARM = 3e-5, 0.1  # learning rate; share of the steps until it is reached
_SHARP = 20.0  # cosines are multiplied by this in the loss
_TOKENS = 48  # of a text, while learning

Graded = tuple[str, float]  # an answer and its share of the points


def finetuned_table(bundled: Measured) -> str:
    """The goals with the bundled model and with the tuned one, in Markdown; the prior is the shipped one, read on the scale."""
    embed = open_embedder(str(tuned()), cache=CACHE)
    other = Measured(bundled.prior, embed, scale_of(embed), bundled.embed)
    lines = ["| set | k | bundled: r; RMSE rest/all; QWK | tuned | goal |", "|---" * 5 + "|"]
    for name in SMALL:
        for k in (0, 5, 10):
            cells = []
            for one in (bundled, other):
                r, rest, every, qwk = goals(name, one.sittings(name, k), blanks_of(name))
                cells.append(f"{r:.3f}; {rest:.3f}/{every:.3f}; {qwk:.3f}")
            lines.append(f"| {name} | {k} | {' | '.join(cells)} | {GOALS[name, k][0]} |")
    return "\n".join([*lines, "", f"{STEPS} steps of {QUESTIONS * ANSWERS} answers each, on a processor."])


def tuned() -> Path:
    """The folder of the tuned model; made where it is not there yet."""
    folder = CACHE.parent / "tuned"
    if not (folder / "modules.json").is_file():
        _tune(folder)
    return folder


def _tune(folder: Path) -> None:
    import torch
    from sentence_transformers import SentenceTransformer

    torch.manual_seed(SEED)
    model = SentenceTransformer(
        str(open_embedder().folder), device="cpu", local_files_only=True, trust_remote_code=False
    )
    most, model.max_seq_length = model.max_seq_length, _TOKENS
    model.train()
    step = torch.optim.AdamW(model.parameters(), lr=_RATE, weight_decay=0.01)
    rate = torch.optim.lr_scheduler.LambdaLR(step, _rate)
    for batch in _batches():
        texts = list(
            dict.fromkeys(t for references, graded in batch for t in (*references, *(a for a, _ in graded)))
        )
        read = model(model.preprocess(texts))["sentence_embedding"]
        unit = torch.nn.functional.normalize(read, dim=1)
        row = {text: i for i, text in enumerate(texts)}
        cosines, shares = [], []
        for references, graded in batch:
            own = unit[[row[answer] for answer, _ in graded]]
            cosines.append((own @ unit[[row[text] for text in references]].T).max(dim=1).values)
            shares += [share for _, share in graded]
        loss = _cosent(torch.cat(cosines), torch.tensor(shares))
        step.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        step.step()
        rate.step()
    model.eval()
    model.max_seq_length = most
    model.save_pretrained(str(folder), create_model_card=False)


def _rate(step: int) -> float:
    """Rises to 1 over the first tenth of the steps, then falls to 0 along a cosine."""
    warm = _WARM * STEPS
    if step < warm:
        return (step + 1) / warm
    return 0.5 * (1 + math.cos(math.pi * (step - warm) / (STEPS - warm)))


def _cosent(cosine: Any, share: Any) -> Any:
    """ln(1 + the sum over pairs of exp(20 (cosine of the worse - cosine of the better)))."""
    import torch

    worse = _SHARP * (cosine[None, :] - cosine[:, None])
    better = share[:, None] > share[None, :]
    return torch.logsumexp(torch.cat([torch.zeros(1), worse[better]]), dim=0)


def _batches() -> Iterator[list[tuple[tuple[str, ...], list[Graded]]]]:
    """So many batches of references and graded answers; each set is drawn from as often."""
    draw = random.Random(SEED)
    sets = [_questions(name) for name in TEACHERS]
    for _ in range(STEPS):
        batch = []
        for _ in range(QUESTIONS):
            references, graded = draw.choice(draw.choice(sets))
            batch.append((references, draw.sample(graded, min(ANSWERS, len(graded)))))
        yield batch


def _questions(name: str) -> list[tuple[tuple[str, ...], list[Graded]]]:
    found: dict[str, list[Graded]] = defaultdict(list)
    references = {}
    for row in rows_of(name):
        if row["answer"].strip() and row.get("is_reference", "0") in ("0", ""):
            found[row["question_id"]].append((row["answer"], float(row["score"])))
            references[row["question_id"]] = _references(row)
    return [(references[id_], graded) for id_, graded in found.items()]
