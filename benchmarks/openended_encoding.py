"""How fast texts become vectors: batches against one by one, and the card's throughput where there is a card.

What batches save is the fixed cost of calling the model, so they pay most for short texts. The same texts are read by the same loaded model in both ways, in turns, and the best of each counts, so that a busy machine
harms neither; the vectors must agree. A second run on the cache must read nothing. `--gpu` measures every CUDA device
in half precision, with the share of the card's own rate for large matrices of that precision.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from answers import DATA, rows_of

from grader.scoring.openended.cache import Vector
from grader.scoring.openended.embed import Embedder, open_embedder
from grader.scoring.openended.weights import Reader

_ROUNDS = 3
_TEXTS = 192  # of each length
_GPU_TEXTS = 20000
_LENGTHS = ((8, 12), (14, 18), (28, 36), (55, 70), (100, 256))  # tokens


def table() -> str:
    """The table in Markdown; a row for each length of answers."""
    import torch

    loaded: list[Reader] = []
    embed = _opened(loaded)
    embed(["a warm start"])  # loads the model
    reader = loaded[0]
    lines = [
        "| tokens | texts | one by one, texts/s | batches, texts/s | times | largest difference | read again |",
        "|---|---|---|---|---|---|---|",
    ]
    everything = _texts()
    tokens = np.array(reader.tokens(everything))
    for low, high in _LENGTHS:
        texts = [everything[i] for i in np.flatnonzero((tokens >= low) & (tokens <= high))[:_TEXTS]]
        alone, together = [], []
        for _ in range(_ROUNDS):
            took, one_by_one = _timed(_alone, reader, texts)
            alone.append(took)
            took, batched = _timed(embed, texts)
            together.append(took)
        off = float(np.abs(one_by_one - batched).max())
        lines.append(
            f"| {low}-{high} | {len(texts)} | {len(texts) / min(alone):.0f} | {len(texts) / min(together):.0f}"
            f" | {min(alone) / min(together):.2f} | {off:.1e} | {_read_again(texts)} of {len(texts)} |"
        )
    threads = f"{torch.get_num_threads()} thread" + "s" * (torch.get_num_threads() > 1)
    return "\n".join([*lines, "", f"Model {embed.name}, {threads}; processor time."])


def gpu_table() -> str:
    """Throughput of each card, or one sentence where there is none."""
    import torch

    if not torch.cuda.is_available():
        return "GPU: not measured, this machine has no CUDA device."
    lines = [
        "| card | texts | tokens/s | texts/s | share of the card's matrix rate | cosine to float32, least |",
        "|---|---|---|---|---|---|",
    ]
    for number in range(torch.cuda.device_count()):
        device = f"cuda:{number}"
        loaded: list[Reader] = []
        embed = _opened(loaded, (device,))
        texts = _texts()[:_GPU_TEXTS]
        embed(texts[:512])
        start = time.perf_counter()
        half = embed(texts)
        took = time.perf_counter() - start
        tokens = sum(loaded[0].tokens(texts))
        exact = _opened([], ("cpu",))(texts[:256])
        cosine = float((half[:256] * exact).sum(axis=1).min())
        name = torch.cuda.get_device_name(number)
        share = tokens / took * _operations_per_token(loaded[0]) / _matrix_rate(device)
        lines.append(
            f"| {name}, {embed.precision} | {len(texts)} | {tokens / took:.0f} | {len(texts) / took:.0f}"
            f" | {share:.1%} | {cosine:.5f} |"
        )
    return "\n".join(lines)


def _opened(loaded: list[Reader], on: tuple[str, ...] | None = None) -> Embedder:
    """The bundled model without a cache; the readers that it loads are put into the list."""
    folder = open_embedder().folder

    def load(path: Path, device: str, precision: str, prompt: str) -> Reader:
        loaded.append(Reader(path, device, precision, prompt))
        return loaded[-1]

    return Embedder(folder, "all-MiniLM-L6-v2", on=on, load=load)


def _texts() -> list[str]:
    """Distinct answers of all sets in an order that has nothing to do with their length."""
    names = ("beetle", "scientsbank", "saf_english", "mohler")
    texts = sorted({row["answer"] for name in names for row in rows_of(name) if row["answer"].strip()})
    return [texts[i] for i in np.random.default_rng(20260415).permutation(len(texts))]


def _alone(reader: Reader, texts: list[str]) -> Vector:
    return np.concatenate([reader.read([text]) for text in texts])


def _read_again(texts: list[str]) -> int:
    """How many texts a second run reads that uses the first one's cache."""
    read: list[int] = []
    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder) / "vectors.sqlite"
        open_embedder(cache=cache)(texts)
        open_embedder(cache=cache, tell=lambda done, of: read.append(done))(texts)
    return max(read, default=0)


def _timed(work: Callable[..., Vector], *arguments: object) -> tuple[float, Vector]:
    """Seconds of processor time, which other programs do not lengthen much, and what came out."""
    start = time.process_time()
    found = work(*arguments)
    return time.process_time() - start, found


def _operations_per_token(reader: Reader) -> float:
    """Two per weight that a token passes: the encoder's matrices, not the table of words."""
    return 2.0 * sum(int(p.numel()) for name, p in reader.parameters() if "embeddings" not in name)


def _matrix_rate(device: str) -> float:
    """Operations per second of the card on large float16 matrices."""
    import torch

    side, rounds = 8192, 20
    one = torch.randn(side, side, device=device, dtype=torch.float16)
    one @ one
    torch.cuda.synchronize(device)
    start = time.perf_counter()
    for _ in range(rounds):
        one @ one
    torch.cuda.synchronize(device)
    return 2.0 * side**3 * rounds / (time.perf_counter() - start)


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gpu", action="store_true", help="measure the throughput of each CUDA device")
    if not (DATA / "saf_english.csv").is_file():
        print(f"skipped: no data in {DATA}")
        return 0
    gpu = parser.parse_args().gpu
    print(table())
    if gpu:
        print(f"\n{gpu_table()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
