"""The edge to the embedding model: texts in, unit vectors out, each text read once.

Unique texts that the cache does not know are sorted by length and read in batches of so many tokens, by every GPU there is
or by the processor. Weights are loaded at the first such text; where they come from is `weights`' matter.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Protocol

import numpy as np

from grader.errors import Refused
from grader.scoring.openended.cache import Vector, VectorCache
from grader.scoring.openended.weights import (
    BUNDLED,
    Reader,
    devices,
    find,
    precision_for,
    prompt_of,
    revision,
)

Tell = Callable[[int, int], None]  # told after each piece of work: texts read, texts to read
_BUDGET = {"cpu": 512, "mps": 8192, "cuda": 32768}  # tokens in a batch; on a CPU larger ones are slower
_KEEP_EVERY = {"cpu": 128, "mps": 2048, "cuda": 8192}  # texts; a killed run goes on at the same cut
_WORTH_A_DEVICE = 2000  # texts; for fewer another GPU would take longer to load than to read


class ReadsTexts(Protocol):
    """A model on a device, as `weights.Reader`."""

    memory_errors: tuple[type[Exception], ...]

    def tokens(self, texts: Sequence[str]) -> list[int]:
        """How many tokens each text has."""

    def read(self, texts: list[str]) -> Vector:
        """The vectors of one batch, of any length."""

    def relieve(self) -> None:
        """Give memory back after a batch was too large."""


Load = Callable[[Path, str, str, str], ReadsTexts]  # folder, device, precision, prompt


class Embedder:
    """A model as a function: texts in, an array (texts, dimension) of float32 unit vectors out."""

    def __init__(
        self,
        folder: Path,
        name: str,
        cache: Path | None = None,
        tell: Tell | None = None,
        *,
        prompt: str | None = None,
        on: Sequence[str] | None = None,
        load: Load = Reader,
    ) -> None:
        self.folder = folder
        self.devices = tuple(on or devices())
        self.precision = precision_for(self.devices[0], folder)
        self.prompt = prompt_of(folder) if prompt is None else prompt
        read_as = f"{name}@{revision(folder)} {self.precision}" + (
            f" prompt {self.prompt!r}" * bool(self.prompt)
        )
        self.name = f"{read_as} on {', '.join(self.devices)}"  # what is recorded with every suggestion
        self._kind = self.devices[0].partition(":")[0]
        self._budget = _BUDGET[self._kind]
        self._tell = tell or (lambda done, of: None)
        self._cache = VectorCache(cache, read_as) if cache else None
        self._load = load
        self._readers: list[ReadsTexts] = []

    def __call__(self, texts: Sequence[str]) -> Vector:
        """Embed texts; equal ones are read once, in batches of similar length; Refused where memory never suffices."""
        wanted = list(dict.fromkeys(texts))
        vectors = self._cache.known(wanted) if self._cache else {}
        missing = sorted((t for t in wanted if t not in vectors), key=len)
        if missing:
            self._ready(len(missing))
        at_once = _KEEP_EVERY[self._kind] * max(len(self._readers), 1)
        for start in range(0, len(missing), at_once):
            fresh = self._read_all(missing[start : start + at_once])
            vectors |= fresh
            if self._cache:
                self._cache.keep(fresh)
            self._tell(start + len(fresh), len(missing))
        return np.stack([vectors[text] for text in texts]) if texts else np.empty((0, 0), np.float32)

    def _ready(self, texts: int) -> None:
        """Load the model on as many devices as the work is worth."""
        wanted = min(len(self.devices), math.ceil(texts / _WORTH_A_DEVICE))
        for device in self.devices[len(self._readers) : wanted]:
            self._readers.append(self._load(self.folder, device, self.precision, self.prompt))

    def _read_all(self, texts: Sequence[str]) -> dict[str, Vector]:
        cut = list(batches(texts, self._readers[0].tokens(texts), self._budget))
        free: SimpleQueue[ReadsTexts] = SimpleQueue()
        for reader in self._readers:
            free.put(reader)

        def read(batch: list[str]) -> Vector:
            reader = free.get()
            try:
                return self._read(reader, batch)
            finally:
                free.put(reader)

        with ThreadPoolExecutor(
            len(self._readers)
        ) as pool:  # a thread per device: torch waits without the lock
            found = list(pool.map(read, cut))
        return {
            t: v for batch, rows in zip(cut, found, strict=True) for t, v in zip(batch, rows, strict=True)
        }

    def _read(self, reader: ReadsTexts, batch: list[str]) -> Vector:
        """Read a batch, in halves where the device's memory does not suffice, and smaller ones from then on."""
        try:
            return _unit(reader.read(batch))
        except reader.memory_errors as error:
            if len(batch) == 1:
                raise Refused(
                    f"the embedding model cannot read a text of {len(batch[0])} characters: {error}",
                    hint="name a smaller model in course.yaml, or hide the GPU: CUDA_VISIBLE_DEVICES= grader ...",
                ) from error
        reader.relieve()  # not before the error is gone, which holds on to what filled the memory
        self._budget = max(self._budget // 2, 1)
        half = len(batch) // 2
        return np.concatenate([self._read(reader, batch[:half]), self._read(reader, batch[half:])])


def open_embedder(
    model: str = BUNDLED,
    *,
    course: Path | None = None,
    cache: Path | None = None,
    tell: Tell | None = None,
    prompt: str | None = None,
) -> Embedder:
    """Find a model (`bundled`, a folder, or a name in the local Hugging Face cache); raise MissingPart, Refused or InputError.

    `prompt` is put before every text; without one the model's own settings say whether it wants one.
    """
    folder, name = find(model, course or Path.cwd())
    return Embedder(folder, name, cache, tell, prompt=prompt)


def batches(texts: Sequence[str], tokens: Sequence[int], budget: int) -> Iterator[list[str]]:
    """Cut texts into batches of like length, of at most `budget` tokens with padding; a longer text goes alone."""
    batch: list[str] = []
    for width, text in sorted(zip(tokens, texts, strict=True)):
        if batch and (len(batch) + 1) * width > budget:
            yield batch
            batch = []
        batch.append(text)
    if batch:
        yield batch


def _unit(vectors: Vector) -> Vector:
    """The same directions, of length 1, in float32 whatever the model computed in."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)
