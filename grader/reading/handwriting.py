"""The edge to a model that reads handwriting: a folder of weights becomes a `Transcribe`.

Nothing is downloaded: the model is a folder of the course, or a name that is in this machine's Hugging Face cache. Only
safetensors are read, and a model that brings code of its own is refused. What was read once is kept under the
model's name and the hash of the picture, so that writing the table of doubts again takes no time.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.errors import InputError, MissingPart, Refused
from grader.files import atomic_write
from grader.reading.transcribe import Transcribe, lines_of
from grader.scoring.openended.weights import BUNDLED, devices, find, revision

LONGEST = 96  # tokens of a line
_KEEP_EVERY = 20  # pictures; a killed run goes on from there
_FIT = (
    "name a vision-encoder-decoder such as TrOCR as `open_answers: {transcribe: ...}`, or take the line out"
)

Picture = NDArray[np.uint8]


class Handwriting:
    """A vision-encoder-decoder as a function: a grey picture in, its words and their confidence out."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.name = folder, f"{name}@{revision(folder)}"
        self._parts: tuple[Any, Any, Any] | None = None  # model, image processor, tokenizer

    def __call__(self, picture: Picture) -> tuple[str, float]:
        """The words of all lines; the confidence is that of the worst line, the geometric mean over its tokens."""
        import torch

        lines = lines_of(picture)
        if not lines:
            return "", 0.0
        if self._parts is None:
            self._parts = _load(self.folder)
        model, processor, tokenizer = self._parts
        coloured = [np.repeat(line[:, :, None], 3, axis=2) for line in lines]
        pixels = processor(coloured, return_tensors="pt").pixel_values.to(model.device)
        with torch.inference_mode():
            made = model.generate(
                pixels,
                max_new_tokens=LONGEST,
                num_beams=1,
                do_sample=False,
                output_scores=True,
                return_dict_in_generate=True,
            )
            chances = model.compute_transition_scores(made.sequences, made.scores, normalize_logits=True)
        words = [text.strip() for text in tokenizer.batch_decode(made.sequences, skip_special_tokens=True)]
        ended = made.sequences[:, -chances.shape[1] :] == tokenizer.pad_token_id
        sure = [
            float(row[~over].mean().exp()) if bool((~over).any()) else 0.0
            for row, over in zip(chances.float().cpu(), ended.cpu(), strict=True)
        ]
        return " ".join(filter(None, words)), min(sure)


class Remembered:
    """A `Transcribe` that asks for each picture once, over all runs."""

    def __init__(self, path: Path | None, name: str, transcribe: Transcribe) -> None:
        self._path, self._name, self._transcribe = path, name, transcribe
        self._words: dict[str, tuple[str, float]] = {}
        self._fresh = 0
        try:
            known = json.loads(path.read_text(encoding="utf-8")) if path and path.is_file() else {}
            self._words = {key: (str(text), float(sure)) for key, (text, sure) in known.items()}
        except (ValueError, TypeError, AttributeError, OSError):
            self._words = {}  # a damaged cache is worth nothing, and costs only time

    def __call__(self, picture: Picture) -> tuple[str, float]:
        """As the function itself."""
        key = hashlib.sha256(f"{self._name} {picture.shape} ".encode() + picture.tobytes()).hexdigest()
        if key not in self._words:
            self._words[key] = self._transcribe(picture)
            self._fresh += 1
            if self._fresh >= _KEEP_EVERY:
                self.keep()
        return self._words[key]

    def keep(self) -> None:
        """Write down what is new."""
        if self._path and self._fresh:
            self._path.parent.mkdir(exist_ok=True)
            atomic_write(self._path, json.dumps(self._words, ensure_ascii=False, sort_keys=True))
        self._fresh = 0


@contextmanager
def open_handwriting(model: str, *, course: Path, cache: Path | None = None) -> Iterator[Transcribe]:
    """Find a model by folder or name; raise MissingPart where it is not here, InputError where it could run code."""
    if model == BUNDLED:
        raise MissingPart("no model that reads handwriting is bundled", hint=_FIT)
    try:
        folder, name = find(model, course)
    except MissingPart as missing:
        what = f"the model {model} for handwriting is neither a folder of the course nor on this machine"
        raise MissingPart(what, hint=f"hf download {model} (once, with a network), or {_FIT}") from missing
    read = Handwriting(folder, name)
    remembered = Remembered(cache, read.name, read)
    try:
        yield remembered
    finally:
        remembered.keep()


def picture_of(path: Path) -> Picture:
    """A kept picture in grey; raise InputError where it is gone."""
    import cv2

    found = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE) if path.is_file() else None
    if found is None:
        raise InputError(f"{path} is not there or damaged", hint="restore crops/ from a copy")
    return found.astype(np.uint8, copy=False)


def _load(folder: Path) -> tuple[Any, Any, Any]:
    os.environ["HF_HUB_OFFLINE"] = "1"
    from safetensors import SafetensorError
    from transformers import AutoConfig, AutoImageProcessor, AutoTokenizer, VisionEncoderDecoderModel
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    safe: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    try:
        config = AutoConfig.from_pretrained(folder, **safe)
        if config.model_type != "vision-encoder-decoder":
            raise Refused(f"the model in {folder} is a {config.model_type}", hint=_FIT)
        model: Any = VisionEncoderDecoderModel.from_pretrained(folder, use_safetensors=True, **safe)
        processor = AutoImageProcessor.from_pretrained(folder, **safe)  # type: ignore[no-untyped-call]
        tokenizer = AutoTokenizer.from_pretrained(folder, **safe)
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        raise Refused(f"the model in {folder} cannot be loaded: {error}", hint=_FIT) from error
    model.eval()
    return model.to(devices()[0]), processor, tokenizer
