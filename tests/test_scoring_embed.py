"""The edge to the embedding model: the cache, what is refused, what is missing, and the bundled weights once."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from grader.errors import InputError, MissingPart, Refused
from grader.scoring.openended.cache import VectorCache
from grader.scoring.openended.embed import Embedder, batches, open_embedder
from grader.scoring.openended.prior import bundled_prior
from grader.scoring.openended.weights import Reader, find, precision_for, prompt_of, revision


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


class Letters:
    """A model that counts letters, has a memory for so many tokens at once, and remembers what it was asked."""

    memory_errors = (MemoryError,)

    def __init__(self, memory: int = 10**9) -> None:
        self.memory = memory
        self.batches: list[list[str]] = []
        self.relieved = 0

    def __call__(self, folder: Path, device: str, precision: str, prompt: str) -> "Letters":
        return self

    def tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text) for text in texts]

    def read(self, texts: list[str]) -> np.ndarray:
        if len(texts) * max(map(len, texts)) > self.memory:
            raise MemoryError("so much cannot be held")
        self.batches.append(texts)
        return np.array([[text.count(c) + 1 for c in "abcde"] for text in texts], np.float32)

    def relieve(self) -> None:
        self.relieved += 1

    @property
    def seen(self) -> list[str]:
        return [text for batch in self.batches for text in batch]


def embedder(
    folder: Path, model: Letters, cache: Path | None = None, on: Sequence[str] = ("cpu",)
) -> Embedder:
    return Embedder(folder if folder.is_dir() else model_folder(folder), "counts", cache, on=on, load=model)


TEXTS = ["a bad cab", "dead", "a bad cab", *(f"decade {n}" for n in range(300))]


def test_what_was_read_once_is_never_read_again(tmp_path: Path) -> None:
    """Equal texts are read once, a second run reads nothing, and its vectors are the same to the bit."""
    first, second = Letters(), Letters()
    once = embedder(tmp_path / "m", first, tmp_path / "v")(TEXTS)
    np.testing.assert_array_equal(embedder(tmp_path / "m", second, tmp_path / "v")(TEXTS), once)
    assert len(first.seen) == len(set(first.seen)) == 302
    assert second.seen == []


def test_texts_of_like_length_share_a_batch_within_the_budget() -> None:
    """Padding counts; a text that is longer than the budget goes alone; none is lost."""
    cut = list(batches(["a", "bb", "c" * 9, "dd", "e", "f" * 40], [1, 2, 9, 2, 1, 40], budget=10))
    assert cut == [["a", "e", "bb", "dd"], ["c" * 9], ["f" * 40]]


def test_too_little_memory_is_answered_by_smaller_batches(tmp_path: Path) -> None:
    """Every text is read all the same, memory is given back in between, and later batches start smaller."""
    tight, ample = Letters(memory=80), Letters()
    embed = embedder(tmp_path / "m", tight)
    np.testing.assert_array_equal(embed(TEXTS), embedder(tmp_path / "m", ample)(TEXTS))
    assert sorted(tight.seen) == sorted(ample.seen)
    assert 0 < tight.relieved < 60
    before = tight.relieved
    embed([f"new {n}" for n in range(100)])
    assert tight.relieved == before


def test_a_text_that_no_memory_suffices_for_says_what_to_do(tmp_path: Path) -> None:
    """Not an endless halving, and not a bug."""
    with pytest.raises(Refused, match="cannot read a text of 200 characters") as caught:
        embedder(tmp_path / "m", Letters(memory=80))(["short", "x" * 200])
    assert "smaller model" in caught.value.hint


class Cards(Letters):
    """Loads another model for each device."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: dict[str, Letters] = {}

    def __call__(self, folder: Path, device: str, precision: str, prompt: str) -> Letters:
        self.loaded[device] = Letters()
        return self.loaded[device]


def test_several_cards_share_the_work_where_it_is_worth_it(tmp_path: Path) -> None:
    """Each text is read by one of them; for a few texts one card suffices."""
    cards = Cards()
    embed = embedder(tmp_path / "m", cards, on=("cuda:0", "cuda:1"))
    embed(["few", "texts"])
    assert set(cards.loaded) == {"cuda:0"}
    texts = [f"{n} {'decade ' * 60}" for n in range(2500)]
    found = embed(texts)
    np.testing.assert_array_equal(found, embedder(tmp_path / "m", Letters())(texts))
    seen = [text for one in cards.loaded.values() for text in one.seen]
    assert set(cards.loaded) == {"cuda:0", "cuda:1"}
    assert sorted(seen) == sorted([*texts, "few", "texts"])
    assert embed.name.endswith("float16 on cuda:0, cuda:1")


def test_without_a_place_for_the_cache_scoring_goes_on(tmp_path: Path) -> None:
    """The cache saves time, and nothing else depends on it."""
    (tmp_path / "not-a-folder").write_text("", encoding="utf-8")
    embed = embedder(tmp_path / "m", Letters(), tmp_path / "not-a-folder" / "v")
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
        with pytest.raises(InputError, match="asks for code of its own to be run"):
            open_embedder(name, course=tmp_path)


def test_a_model_without_safetensors_is_refused(tmp_path: Path) -> None:
    """A pickle may run code when it is read."""
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "pytorch_model.bin").write_bytes(b"")
    with pytest.raises(InputError, match=r"has no \*\.safetensors"):
        open_embedder("m", course=tmp_path)


@pytest.mark.parametrize("text", ["{", "[1, 2", "\xff"])
def test_a_model_whose_settings_cannot_be_read_is_refused(tmp_path: Path, text: str) -> None:
    """A broken download is said as such, not as a bug."""
    model_folder(tmp_path / "m")
    (tmp_path / "m" / "modules.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(InputError, match=r"modules\.json cannot be read"):
        open_embedder("m", course=tmp_path)


def test_a_part_of_a_model_that_is_a_pickle_is_refused(tmp_path: Path) -> None:
    """Weights in the first folder do not make those of the second safe."""
    dense = {"type": "sentence_transformers.models.Dense", "path": "2_Dense"}
    folder = model_folder(tmp_path / "m", modules=[dense])
    (folder / "2_Dense").mkdir()
    (folder / "2_Dense" / "pytorch_model.bin").write_bytes(b"")
    with pytest.raises(InputError, match=r"2_Dense has no \*\.safetensors"):
        open_embedder("m", course=tmp_path)


def test_weights_that_cannot_be_read_are_said_to_be_so(tmp_path: Path) -> None:
    """The message names the folder and the way out."""
    model_folder(tmp_path / "m", config={"model_type": "bert"})
    with pytest.raises(InputError, match="cannot be loaded") as caught:
        open_embedder("m", course=tmp_path)(["a text"])
    assert "model: bundled" in caught.value.hint


@pytest.mark.parametrize("name", ["nobody/no-such-model", "../../etc", "a b c"])
def test_a_model_that_is_not_there_names_the_line_that_gets_it(tmp_path: Path, name: str) -> None:
    """Nothing is downloaded behind anyone's back."""
    with pytest.raises(MissingPart) as caught:
        open_embedder(name, course=tmp_path)
    assert caught.value.hint.startswith(f"hf download {name} ")
    assert caught.value.exit_code == 7


def test_a_pinned_model_is_the_one_that_is_read(tmp_path: Path) -> None:
    """A folder is pinned by the first digits of its content, a name by its revision in the download."""
    folder = model_folder(tmp_path / "m")
    assert find(f"m@{revision(folder)}", tmp_path) == (folder, "m")
    assert find(f"m@{revision(folder)[:7]}", tmp_path)[0] == folder
    (folder / "model.safetensors").write_bytes(b"other weights")
    with pytest.raises(Refused, match="is not the one") as refused:
        find("m@0123abc", tmp_path)
    assert f"m@{revision(folder)}" in refused.value.hint
    bundled, name = find("bundled", tmp_path)
    assert find(f"bundled@{revision(bundled)[:8]}", tmp_path) == (bundled, name)
    with pytest.raises(Refused, match="is not the one"):
        find("bundled@0123abc", tmp_path)
    with pytest.raises(MissingPart) as missing:
        find("nobody/none@v1.0", tmp_path)
    assert missing.value.hint.startswith("hf download nobody/none --revision v1.0 ")


def test_a_folder_may_have_an_at_sign_in_its_name(tmp_path: Path) -> None:
    """It is looked for as it is written first."""
    folder = model_folder(tmp_path / "m@home")
    assert find("m@home", tmp_path)[0] == folder


@pytest.mark.parametrize(
    ("settings", "prompt"),
    [
        ({"prompts": {"query": "query: ", "STS": "same: "}}, "same: "),
        ({"prompts": {"query": "query: ", "passage": "passage: "}}, "query: "),
        ({"prompts": {"query": "q", "own": "mine "}, "default_prompt_name": "own"}, "mine "),
        ({"prompts": {"query": "", "document": "d "}}, ""),
        ({"prompts": None}, ""),
        ({}, ""),
    ],
)
def test_a_model_that_wants_a_prompt_gets_it(tmp_path: Path, settings: object, prompt: str) -> None:
    """The one for comparing texts, the model's default, or E5's; and it is recorded and told apart in the cache."""
    folder = model_folder(tmp_path / "m", config_sentence_transformers=settings)
    assert prompt_of(folder) == prompt
    embed = embedder(folder, Letters(), tmp_path / "v")
    assert (f"prompt {prompt!r}" in embed.name) == bool(prompt)
    embed(["a text"])
    other = Letters()
    Embedder(folder, "counts", tmp_path / "v", prompt="else: ", on=["cpu"], load=other)(["a text"])
    assert other.seen == ["a text"]


def test_half_precision_only_where_it_is_fast_and_safe(tmp_path: Path) -> None:
    """Never on a processor; bfloat16 for models that were made in it, whose numbers float16 cannot hold."""
    plain, brain = (
        model_folder(tmp_path / "a"),
        model_folder(tmp_path / "b", config={"torch_dtype": "bfloat16"}),
    )
    assert [precision_for(d, plain) for d in ("cpu", "cuda:0", "mps")] == ["float32", "float16", "float16"]
    assert [precision_for(d, brain) for d in ("cpu", "cuda:0")] == ["float32", "bfloat16"]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_batches_halves_and_half_precision_give_the_same_vectors() -> None:
    """To 1e-6 in float32 however the batches are cut; near enough in half precision; long texts are cut, not refused."""
    texts = [
        "The gradient vanishes.",
        "It is 5.",
        "",
        "Gradients shrink as steps go by. " * 40,
        "Perché no? 你好",
    ]
    embed = Embedder(open_embedder().folder, "m", on=["cpu"])
    exact = embed(texts)
    reader = Reader(embed.folder, "cpu", "float32", "")
    assert reader.tokens(texts)[3] == 256
    alone = np.concatenate([reader.read([text]) for text in texts])
    np.testing.assert_allclose(exact, alone, atol=1e-6)
    for precision in ("float16", "bfloat16"):
        half = Embedder(
            embed.folder, "m", on=["cpu"], load=lambda f, d, p, q, as_=precision: Reader(f, d, as_, q)
        )(texts)
        assert half.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(half, axis=1), 1, atol=1e-6)
        assert (half * exact).sum(axis=1).min() > 0.999
    asked = Reader(embed.folder, "cpu", "float32", "query: ")
    np.testing.assert_allclose(asked.read(["a text"]), reader.read(["query: a text"]), atol=1e-6)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_numbers_too_large_for_half_precision_are_read_in_full() -> None:
    """A model that overflows float16 gives finite vectors all the same."""
    reader = Reader(open_embedder().folder, "cpu", "float16", "")
    before = reader.read(["a text"])
    for name, weight in reader.parameters():
        if name.endswith("layer.0.output.LayerNorm.weight"):
            weight.data *= 30000
    after = reader.read(["a text"])
    assert np.isfinite([*before, *after]).all()
    assert {str(weight.dtype) for _, weight in reader.parameters()} == {"torch.float32"}


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
