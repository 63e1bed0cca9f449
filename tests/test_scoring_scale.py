"""Cosines of any model on the bundled model's scale: a model bent until nothing is far from anything, and read aright."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_scoring_openended import count_words
from test_scoring_suggest import TEXTS, exam_with

from grader.model.course import OpenAnswers
from grader.model.score import Suggestion
from grader.scoring.openended.curve import Curve, Scale
from grader.scoring.openended.embed import open_embedder
from grader.scoring.openended.features import Embed, Question, Vector, answer_texts, vectors_of
from grader.scoring.openended.guards import OFF_TOPIC
from grader.scoring.openended.model import suggest
from grader.scoring.openended.peers import NAMES, measure_all
from grader.scoring.openended.prior import bundled_prior
from grader.scoring.openended.scale import figures, is_bundled, ruler, scale_of
from grader.scoring.openended.text import idf, words

COSINES = st.lists(st.integers(-10_000, 10_000).map(lambda n: n / 10_000), min_size=1, max_size=30)
COMMON = 0.8  # cosine of texts that have no word in common


def bent(texts: Sequence[str]) -> Vector:
    """Counted words, and a direction that all texts share."""
    own = count_words(texts)
    shared = np.full((len(own), 1), np.sqrt(COMMON))
    return np.hstack([own * np.sqrt(1 - COMMON), shared]).astype(np.float32)


def suggested(embed: Embed, model: str) -> tuple[Suggestion, ...]:
    texts = [*TEXTS[:8], "Our goalkeeper lost yesterday.", TEXTS[0]]
    return suggest(*exam_with(texts, None), [], embed, model=model, rules=OpenAnswers())[0]


@given(COSINES, COSINES, COSINES)
def test_a_curve_never_falls_and_keeps_what_is_the_same(
    here: list[float], there: list[float], cosines: list[float]
) -> None:
    """Whatever points it goes through, equal ones too: 1 stays 1, and the nearer stays the nearer."""
    size = min(len(here), len(there))
    curve = Curve(tuple(sorted(here)[:size]), tuple(sorted(there)[:size]))
    found = curve(np.array([*sorted(cosines), 1.0]))
    assert np.isfinite(found).all()
    assert (np.diff(found) >= -1e-12).all()
    assert found[-1] == 1


def test_a_bent_model_reads_as_the_straight_one() -> None:
    """What all texts share is taken out by the scale, wherever there are pairs to tell by."""
    straight, other = scale_of(count_words), scale_of(bent)
    cosines = np.linspace(0.0, 1, 41)
    assert other.cosine(cosines * (1 - COMMON) + COMMON) == pytest.approx(straight.cosine(cosines), abs=0.02)


def test_what_is_measured_by_cosines_is_the_same_on_the_scale() -> None:
    """The prior's weights meet the numbers that they were learnt for."""
    question = Question(TEXTS[1], (TEXTS[0], TEXTS[2]))
    said, weight = TEXTS[3:7], idf([words(text) for text in TEXTS])
    texts = [*question.texts, *(t for text in said for t in answer_texts(text))]
    straight, other = (vectors_of(texts, embed) for embed in (count_words, bent))
    expected = measure_all(question, said, straight, weight)
    aright = measure_all(question, said, other, weight, Scale(Curve((COMMON,), (0.0,))))
    columns = [
        NAMES.index(name) for name in ("cosine", "question_cosine", "coverage", "focus", "like_recall")
    ]
    assert aright[:, columns] == pytest.approx(expected[:, columns], abs=1e-4)
    assert measure_all(question, said, other, weight)[:, columns[0]].min() > 0.7


def test_an_unknown_model_is_measured_before_its_cosines_are_trusted() -> None:
    """Under the bundled model's name nothing would be far off topic; under its own the flags are the straight model's."""
    believed = suggested(bent, bundled_prior().embedding)
    measured, straight = suggested(bent, "other@1 float32 on cpu"), suggested(count_words, "another@1")
    assert not any(OFF_TOPIC in one.flags for one in believed)
    assert OFF_TOPIC in measured[8].flags
    assert [one.flags for one in measured] == [one.flags for one in straight]


def test_the_bundled_model_with_words_put_before_every_text_is_another_one() -> None:
    """A prompt moves every cosine."""
    name = bundled_prior().embedding
    assert is_bundled(f"{name} float16 on cuda:0")
    assert is_bundled(f"a-copy@{name.rpartition('@')[2]} float32 on cpu")
    assert not is_bundled(f"{name} float32 prompt 'query: ' on cpu")
    assert not is_bundled("all-MiniLM-L6-v2@000000000000 float32 on cpu")


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_shipped_figures_are_the_bundled_models() -> None:
    """Measured by its own ruler it is itself, so its limits stay where they were chosen."""
    embed = open_embedder()
    assert is_bundled(embed.name)
    whole, demoted = figures(embed)
    assert whole == pytest.approx(ruler().cosines, abs=2e-3)
    assert demoted == pytest.approx(ruler().demoted, abs=2e-3)
    cosines = np.linspace(-0.1, 1, 50)
    assert Curve(whole, ruler().cosines)(cosines) == pytest.approx(cosines, abs=5e-3)
