"""The edge to the embedding model: the cache, what is refused, what is missing, and the bundled weights once."""

import json
from pathlib import Path

import numpy as np
import pytest

from grader.errors import MissingPart, Refused
from grader.scoring.openended.cache import VectorCache
from grader.scoring.openended.embed import Embedder, open_embedder
from grader.scoring.openended.prior import bundled_prior


def vectors(*numbers: float) -> dict[str, np.ndarray]:
    return {f"text {n}": np.array([n, -n, 0.5], np.float32) for n in numbers}


def test_the_cache_gives_back_what_it_was_given(tmp_path: Path) -> None:
    """Bit for bit, and only what is known; more texts than one statement takes are no matter."""
    cache = VectorCache(tmp_path / ".cache" / "v.sqlite", "m@1 float32")
    cache.keep(vectors(*range(1200)))
    found = cache.known(["text 7", "text 1199", "unknown", *(f"text {n}" for n in range(1000))])
    assert len(found) == 1001
    assert found["text 7"].tolist() == [7, -7, 0.5]


def test_another_model_or_precision_does_not_see_the_vectors(tmp_path: Path) -> None:
    """Vectors of two models are never compared."""
    VectorCache(tmp_path / "v", "m@1 float32").keep(vectors(1))
    assert VectorCache(tmp_path / "v", "m@1 float16").known(["text 1"]) == {}


def test_no_text_of_a_student_stands_in_the_cache(tmp_path: Path) -> None:
    """Only hashes do."""
    VectorCache(tmp_path / "v", "m").keep({"the secret answer": np.ones(3, np.float32)})
    assert b"secret" not in (tmp_path / "v").read_bytes()


def test_a_broken_cache_is_begun_again(tmp_path: Path) -> None:
    """It is worth nothing but time."""
    (tmp_path / "v").write_bytes(b"this is not a database" * 100)
    cache = VectorCache(tmp_path / "v", "m")
    assert cache.known(["text 1"]) == {}
    cache.keep(vectors(1))
    assert list(cache.known(["text 1"])) == ["text 1"]


def test_a_cache_that_breaks_later_in_the_file_is_begun_again(tmp_path: Path) -> None:
    """A disk may spoil any page, not only the first."""
    cache = VectorCache(tmp_path / "v", "m")
    cache.keep(vectors(*range(2000)))
    whole = bytearray((tmp_path / "v").read_bytes())
    whole[8192:] = b"\xff" * (len(whole) - 8192)
    (tmp_path / "v").write_bytes(whole)
    assert cache.known([f"text {n}" for n in range(2000)]) == {}
    cache.keep(vectors(1))
    assert list(cache.known(["text 1"])) == ["text 1"]


class CountingEmbedder(Embedder):
    """Counts letters instead of loading weights, and remembers what it was asked to read."""

    def __init__(self, folder: Path, cache: Path | None) -> None:
        super().__init__(folder, "counts", cache)
        self.read: list[str] = []

    def _encode(self, batch: list[str]) -> np.ndarray:
        self.read += batch
        return np.array([[text.count(c) for c in "abcde"] for text in batch], np.float32)


def test_what_was_read_once_is_never_read_again(tmp_path: Path) -> None:
    """Equal texts are read once, a second run reads nothing, and its vectors are the same to the bit."""
    folder = model_folder(tmp_path / "m")
    texts = ["a bad cab", "dead", "a bad cab", *(f"decade {n}" for n in range(300))]
    first = CountingEmbedder(folder, tmp_path / "v")
    once = first(texts)
    second = CountingEmbedder(folder, tmp_path / "v")
    np.testing.assert_array_equal(second(texts), once)
    assert len(first.read) == len(set(first.read)) == 302
    assert second.read == []


def test_without_a_place_for_the_cache_scoring_goes_on(tmp_path: Path) -> None:
    """The cache saves time, and nothing else depends on it."""
    (tmp_path / "not-a-folder").write_text("", encoding="utf-8")
    embed = CountingEmbedder(model_folder(tmp_path / "m"), tmp_path / "not-a-folder" / "v")
    assert embed(["abc"]).shape == (1, 5)


def model_folder(folder: Path, **files: object) -> Path:
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"")
    for name, content in files.items():
        (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    return folder


def test_a_model_that_brings_its_own_code_is_refused(tmp_path: Path) -> None:
    """Whether by auto_map or by a module class that is not the library's own."""
    model_folder(tmp_path / "a", config={"auto_map": {"AutoModel": "evil.Model"}})
    model_folder(tmp_path / "b", modules=[{"type": "evil.Module", "path": ""}])
    for name in ("a", "b"):
        with pytest.raises(Refused, match="asks for code of its own to be run"):
            open_embedder(name, course=tmp_path)


def test_a_model_without_safetensors_is_refused(tmp_path: Path) -> None:
    """A pickle may run code when it is read."""
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "pytorch_model.bin").write_bytes(b"")
    with pytest.raises(Refused, match=r"has no \*\.safetensors"):
        open_embedder("m", course=tmp_path)


@pytest.mark.parametrize("text", ["{", "[1, 2", "\xff"])
def test_a_model_whose_settings_cannot_be_read_is_refused(tmp_path: Path, text: str) -> None:
    """A broken download is said as such, not as a bug."""
    model_folder(tmp_path / "m")
    (tmp_path / "m" / "modules.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(Refused, match=r"modules\.json cannot be read"):
        open_embedder("m", course=tmp_path)


def test_a_part_of_a_model_that_is_a_pickle_is_refused(tmp_path: Path) -> None:
    """Weights in the first folder do not make those of the second safe."""
    dense = {"type": "sentence_transformers.models.Dense", "path": "2_Dense"}
    folder = model_folder(tmp_path / "m", modules=[dense])
    (folder / "2_Dense").mkdir()
    (folder / "2_Dense" / "pytorch_model.bin").write_bytes(b"")
    with pytest.raises(Refused, match=r"2_Dense has no \*\.safetensors"):
        open_embedder("m", course=tmp_path)


def test_weights_that_cannot_be_read_are_said_to_be_so(tmp_path: Path) -> None:
    """The message names the folder and the way out."""
    model_folder(tmp_path / "m", config={"model_type": "bert"})
    with pytest.raises(Refused, match="cannot be loaded") as caught:
        open_embedder("m", course=tmp_path)(["a text"])
    assert "model: bundled" in caught.value.hint


@pytest.mark.parametrize("name", ["nobody/no-such-model", "../../etc", "a b c"])
def test_a_model_that_is_not_there_names_the_line_that_gets_it(tmp_path: Path, name: str) -> None:
    """Nothing is downloaded behind anyone's back."""
    with pytest.raises(MissingPart) as caught:
        open_embedder(name, course=tmp_path)
    assert caught.value.hint.startswith(f"hf download {name} ")
    assert caught.value.exit_code == 7


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_bundled_model_reads_meaning_and_remembers_it(tmp_path: Path) -> None:
    """A paraphrase is nearer than another topic; unit vectors; the cache gives the same; the prior knows it."""
    texts = ["The gradient vanishes over time.", "Gradients shrink as steps go by.", "Bananas are yellow."]
    embed = open_embedder(cache=tmp_path / "v.sqlite")
    first = embed([*texts, texts[0]])
    assert first.shape == (4, 384)
    assert first.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(first, axis=1), 1, atol=1e-4)
    assert first[0] @ first[1] > first[0] @ first[2] + 0.2
    np.testing.assert_array_equal(first[0], first[3])
    np.testing.assert_array_equal(open_embedder(cache=tmp_path / "v.sqlite")(texts), first[:3])
    assert embed.name.split(" ")[0] == bundled_prior().embedding
