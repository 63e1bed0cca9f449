"""Words proposed by a model on this machine: lines are cut along the rules, nothing is downloaded, nothing runs code."""

import json
from pathlib import Path

import numpy as np
import pytest

from grader.errors import InputError, MissingPart
from grader.reading.handwriting import Remembered, open_handwriting, picture_of
from grader.reading.transcribe import lines_of


def box(*written: int) -> np.ndarray:
    """A box of six ruled lines of 50 px, with a stroke in those that are named."""
    picture = np.full((320, 600), 245, np.uint8)
    for n in range(7):
        picture[10 + 50 * n : 12 + 50 * n, 5:-5] = 200
    for line in written:
        top = 10 + 50 * line
        picture[top + 20 : top + 24, 40:300] = 40
        picture[top + 20 : top + 56, 80:83] = 40  # it hangs below its rule
    return picture


def test_lines_are_cut_along_the_rules() -> None:
    """Each written line is one picture with its descenders; an empty box has none, a picture without rules is one."""
    assert lines_of(box()) == ()
    first, third = lines_of(box(0, 2))
    assert first.shape == third.shape and (first < 60).any() and 50 < len(first) < 75
    plain = np.full((100, 300), 240, np.uint8)
    plain[40:60, 20:200] = 30
    (only,) = lines_of(plain)
    assert only.shape == plain.shape


def test_each_picture_is_read_once(tmp_path: Path) -> None:
    """Another run with the same model asks nothing; another model asks again; a damaged cache costs only time."""
    asked = []

    def read(picture: np.ndarray) -> tuple[str, float]:
        asked.append(picture.shape)
        return "it helps", 0.5

    path = tmp_path / ".cache" / "words.json"
    for name, times in (("m@1", 1), ("m@1", 1), ("m@2", 2)):
        remembered = Remembered(path, name, read)
        assert [remembered(box(0)), remembered(box(0))] == [("it helps", 0.5)] * 2
        remembered.keep()
        assert len(asked) == times
    path.write_text("[", encoding="utf-8")
    assert Remembered(path, "m@2", read)(box(0)) == ("it helps", 0.5) and len(asked) == 3


def test_a_model_that_is_not_here_names_its_line(tmp_path: Path) -> None:
    """Nothing is downloaded: the message says what to type."""
    with (
        pytest.raises(MissingPart, match="for handwriting") as missing,
        open_handwriting("nobody/no-such-model", course=tmp_path),
    ):
        pass
    assert "hf download nobody/no-such-model" in str(missing.value.hint)


def test_code_and_pickles_are_refused(tmp_path: Path) -> None:
    """Weights that are not safetensors, or that ask for their own code, are not loaded."""
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "pytorch_model.bin").write_bytes(b"x")
    with pytest.raises(InputError, match="safetensors"), open_handwriting("model", course=tmp_path):
        pass
    (folder / "model.safetensors").write_bytes(b"x")
    (folder / "config.json").write_text(json.dumps({"auto_map": {"AutoModel": "x.Y"}}), encoding="utf-8")
    with pytest.raises(InputError, match="code of its own"), open_handwriting("model", course=tmp_path):
        pass


def tiny_model(folder: Path) -> None:
    """A vision-encoder-decoder with random weights, saved as any real one is."""
    import torch
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace
    from transformers import (
        GPT2Config,
        PreTrainedTokenizerFast,
        VisionEncoderDecoderConfig,
        VisionEncoderDecoderModel,
        ViTConfig,
        ViTImageProcessor,
    )

    torch.manual_seed(1)
    words = {word: n for n, word in enumerate(["<pad>", "<s>", "</s>", "it", "helps", "training", "norm"])}
    tokens = Tokenizer(WordLevel(words, unk_token="<pad>"))  # noqa: S106 - a word, no secret
    tokens.pre_tokenizer = Whitespace()
    special = {"pad_token": "<pad>", "bos_token": "<s>", "eos_token": "</s>"}
    PreTrainedTokenizerFast(tokenizer_object=tokens, **special).save_pretrained(folder)
    ViTImageProcessor(size={"height": 32, "width": 32}).save_pretrained(folder)
    sees = ViTConfig(
        image_size=32,
        patch_size=16,
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
    )
    writes = GPT2Config(vocab_size=len(words), n_embd=16, n_layer=1, n_head=2, n_positions=128)
    config = VisionEncoderDecoderConfig.from_encoder_decoder_configs(sees, writes)
    config.decoder_start_token_id, config.pad_token_id, config.eos_token_id = 1, 0, 2
    model = VisionEncoderDecoderModel(config)
    model.generation_config.decoder_start_token_id = 1
    model.generation_config.pad_token_id, model.generation_config.eos_token_id = 0, 2
    model.save_pretrained(folder)


@pytest.mark.slow
def test_a_model_reads_what_it_reads(tmp_path: Path) -> None:
    """A model that knows nothing proposes words of its vocabulary, the same each time, with a confidence."""
    tiny_model(tmp_path / "model")
    with open_handwriting("model", course=tmp_path, cache=tmp_path / ".cache" / "words.json") as transcribe:
        text, sure = transcribe(box(0, 2))
        assert transcribe(box()) == ("", 0.0)
    assert set(text.split()) <= {"it", "helps", "training", "norm"} and 0 < sure < 1
    with open_handwriting("model", course=tmp_path) as transcribe:
        again, as_sure = transcribe(box(0, 2))
    assert again == text and as_sure == pytest.approx(sure, abs=1e-4)


def test_a_picture_that_is_gone_is_said(tmp_path: Path) -> None:
    """The file is named."""
    with pytest.raises(InputError, match=r"crops/1\.png is not there"):
        picture_of(tmp_path / "crops" / "1.png")
