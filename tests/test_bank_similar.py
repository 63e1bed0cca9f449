"""Items that mean the same or give each other away: which pairs are named, with which sentences, and which are spared."""

import json
import shutil
import tracemalloc
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from typed_commands import TypedCommands

from grader.bank import Bank, read_bank
from grader.bank.similar import Meeting, similar, texts_of, warnings
from grader.cli.meaning import known_items
from grader.scoring.openended.cache import VectorCache
from grader.scoring.openended.scale import ruler
from grader.workspace import Workspace

ROOT = Path(__file__).parent.parent


class Typed(TypedCommands):
    commands = ("bank", "check")


ABOUT = ("penguin", "ice", "swim", "fly", "camel", "desert", "hump", "water")


def embed(texts: Sequence[str]) -> np.ndarray:
    """Texts are near as far as they have these words in common; one of their own keeps the others apart."""
    counts = np.array([[w in text.lower() for w in ABOUT] + [0.1] for text in texts], np.float32)
    return np.asarray(counts / np.linalg.norm(counts, axis=1, keepdims=True))


NEVER = 1.01  # no cosine reaches it
BANK = """\
topic: animals
module: zoo
part: first
items:
  - {id: swimmers, type: single, stem: "How does a penguin catch its food?", correct: "It can swim", wrong: [a, b]}
  - {id: fishers, type: single, stem: "What lets the penguin catch fish?", correct: "It can swim well", wrong: [a, b]}
  - id: flyers
    type: single
    stem: |
      On the ice a penguin that can swim does not fly. Where does it live?
    correct: in the south
    wrong: [a, b]
  - {id: humps, type: open, stem: "Why has a camel its hump?", reference: "The hump stores fat. It needs no water in the desert."}
  - {id: statement, type: true-false, stem: "A camel has a hump and needs no water in the desert.", correct: true}
"""


def bank(text: str = BANK) -> Bank:
    found = read_bank([("questions/a.yaml", text)])
    assert not found.problems
    return found


def pairs(text: str = BANK, **limits: float) -> set[tuple[str, str, str]]:
    return {(m.kind, m.one, m.other) for m in similar(bank(text).items, embed, **limits)}


def test_items_that_ask_the_same_are_named_with_their_stems() -> None:
    """Once for each pair, and not also as giving each other away."""
    found = [m for m in similar(bank().items, embed) if {m.one, m.other} == {"swimmers", "fishers"}]
    assert [m.kind for m in found] == ["duplicate"]
    assert found[0].says == "How does a penguin catch its food?"
    assert found[0].similarity == pytest.approx(1, abs=1e-6)


def test_a_stem_that_states_anothers_answer_is_named_with_both_sentences() -> None:
    """The sentence that says it, and the sentence of the answer that it meets; questions state nothing."""
    found = {(m.one, m.other): m for m in similar(bank().items, embed, like=NEVER) if m.kind == "reveals"}
    told = found["statement", "humps"]
    assert told.says == "A camel has a hump and needs no water in the desert."
    assert told.meets == "It needs no water in the desert."
    assert ("flyers", "swimmers") in found
    assert ("swimmers", "flyers") not in found


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("correct: true", "correct: false"),  # a false statement gives nothing away
        ("correct: true", "correct: true, status: retired"),
        ("correct: true", "correct: true, enemies: [humps]"),
        ('the desert."}\n  - {id: statement', 'the desert.", enemies: statement}\n  - {id: statement'),
        (
            "A camel has a hump and needs no water in the desert.",
            "Has a camel a hump, with no water in the desert?",
        ),
        (
            "A camel has a hump and needs no water in the desert.",
            "```\\ncamel hump water desert of the camel\\n```",
        ),
    ],
)
def test_what_does_no_harm_is_spared(old: str, new: str) -> None:
    """False statements, retired items, enemies on either side, questions, and code."""
    assert ("reveals", "statement", "humps") in pairs(like=NEVER)
    assert old in BANK
    assert ("reveals", "statement", "humps") not in pairs(BANK.replace(old, new), like=NEVER)


def test_thresholds_are_the_callers() -> None:
    """Where nothing is near enough, and where everything is."""
    assert pairs(like=NEVER, reveals=NEVER) == set()
    assert len({(one, other) for kind, one, other in pairs(like=0.0) if kind == "duplicate"}) == 10


def bent(texts: Sequence[str]) -> np.ndarray:
    """The same nearness for a model whose cosines of unrelated texts lie at 0.7."""
    own = embed(texts) * np.sqrt(0.3)
    return np.hstack([own, np.full((len(own), 1), np.sqrt(0.7))]).astype(np.float32)


def test_another_models_cosines_are_read_on_the_scale_of_the_thresholds() -> None:
    """As they are everything is a duplicate; read aright the pairs are the same, and as near."""
    straight = similar(bank().items, embed)
    found = similar(bank().items, bent, read=lambda cosines: (cosines - 0.7) / 0.3)
    assert len(similar(bank().items, bent)) > len(found)
    assert [(m.kind, m.one, m.other) for m in found] == [(m.kind, m.one, m.other) for m in straight]
    assert [m.similarity for m in found] == pytest.approx([m.similarity for m in straight], abs=1e-4)


def test_check_looks_at_another_models_vectors_once_its_scale_is_known(tmp_path: Path) -> None:
    """Nothing is said of cosines that cannot be read yet; the bundled model needs no reading."""
    place, items = course_with(tmp_path, "models/mine"), bank().items
    kept = VectorCache(tmp_path / ".cache" / "vectors.sqlite", "items models/mine")
    texts = texts_of(items)
    kept.keep(dict(zip(texts, bent(texts), strict=True)))
    assert known_items(place, items)[0] == ()
    kept.keep(dict(zip(ruler().texts, bent(ruler().texts), strict=True)))
    found, vectors, read = known_items(place, items)
    assert found == items
    np.testing.assert_array_equal(vectors(texts), bent(texts))
    assert read(np.array([1.0, 0.7, 0.69])) == pytest.approx([1.0, -0.1, -0.1], abs=0.2)
    own = VectorCache(tmp_path / ".cache" / "vectors.sqlite", "items bundled")
    own.keep(dict(zip(texts, embed(texts), strict=True)))
    found, _, read = known_items(course_with(tmp_path, "bundled"), items)
    assert found == items
    assert read(np.array([0.5])) == 0.5


def course_with(folder: Path, model: str) -> Workspace:
    course = (ROOT / "course.yaml").read_text("utf-8")
    assert "open_answers: {" in course
    (folder / "course.yaml").write_text(
        course.replace("open_answers: {", f"open_answers: {{model: {model}, "), "utf-8"
    )
    return Workspace(folder)


def test_a_warning_stands_at_the_stem_and_names_the_cure() -> None:
    """For `grader check`."""
    meeting = Meeting("reveals", "statement", "humps", 0.731, "A camel has a hump.", "It has a hump.")
    (problem,) = warnings(bank(), [meeting])
    assert str(problem) == (
        "questions/a.yaml:14: warning: item statement: the stem may give away the answer of humps"
        " (questions/a.yaml:13), 0.73 near in meaning: 'A camel has a hump.' -> drop one, or write `enemies: [humps]`"
    )


def test_no_items_no_pairs() -> None:
    """An empty bank, and one without a single answer in words."""
    number = 'topic: x\nmodule: y\npart: first\nitems: [{id: n, type: numeric, stem: "So 1 and 1 are how much?", answer: 2}]'
    assert similar((), embed) == ()
    assert similar(bank(number).items, embed) == ()
    assert texts_of(()) == ()


def test_a_thousand_items_take_little_memory() -> None:
    """Every sentence against every answer, a row of items at a time: all pairs of texts at once would need more."""
    lines = [
        f'  - {{id: i{n}, type: single, stem: "{ABOUT[n % 8]} {n} does one thing and another. Why?", correct: "{ABOUT[n % 7]} {n}", wrong: [a, b]}}'
        for n in range(1000)
    ]
    items = bank("topic: x\nmodule: y\npart: first\nitems:\n" + "\n".join(lines)).items
    draw = np.random.default_rng(1)
    tracemalloc.start()
    similar(items, lambda texts: _unit(draw.standard_normal((len(texts), 384), dtype=np.float32)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * len(texts_of(items)) ** 2 / 1.4  # bytes


def _unit(vectors: np.ndarray) -> np.ndarray:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_command_and_what_check_makes_of_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A paraphrase is found by the bundled model; `check` warns only of what was read, and drops what was changed."""
    for name in ("questions", "exams", "enrolled"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("course.yaml", "students.csv", "projects.csv", "labs.csv"):
        shutil.copy(ROOT / name, tmp_path / name)
    own = tmp_path / "questions" / "own.yaml"
    own.write_text(
        "topic: efficient-training\nmodule: m\npart: second\nitems:\n  - id: my-scale\n    type: single\n"
        "    stem: Why is the loss multiplied by a large factor in mixed-precision training with FP16?\n"
        "    correct: Many small gradients would be rounded to zero otherwise\n    wrong: [a, b, c]\n",
        encoding="utf-8",
    )
    typed, course = Typed(tmp_path, capsys), ("-C", str(tmp_path))
    assert typed.run("check", *course) == 0
    assert "et-loss-scale" not in typed.out
    assert typed.run("bank", "similar", "--json", *course) == 0
    listed = json.loads(typed.out)
    assert listed["items"] == len(Workspace(tmp_path).bank().items)
    (pair,) = [
        pair for pair in listed["pairs"] if {pair["one"], pair["other"]} == {"my-scale", "et-loss-scale"}
    ]
    assert pair["kind"] == "duplicate"
    assert "questions/own.yaml:" in pair["where"] + pair["other_where"]
    assert typed.run("bank", "similar", "--like", "0.99", *course) == 0
    assert "et-loss-scale" not in typed.out
    assert typed.run("bank", "similar", *course) == 0
    assert "my-scale" in typed.out
    assert typed.run("check", *course) == 0
    assert "asks the same as" in typed.out
    own.write_text(own.read_text("utf-8").replace("large factor", "huge factor"), encoding="utf-8")
    assert typed.run("check", *course) == 0
    assert "asks the same as" not in typed.out
