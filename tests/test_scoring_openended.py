"""Suggestions for open answers: texts and a hand-made embedding in, points with doubt and reasons out."""

import zlib
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_scoring_closed import COMMON, exam_of

from grader.model.exam import Exam, FormItem
from grader.model.item import ITEM
from grader.model.response import Copy, Response
from grader.model.score import Suggestion
from grader.scoring.openended.features import NAMES, Question, Vector, measure, vectors_of
from grader.scoring.openended.model import levels, suggest
from grader.scoring.openended.prior import bundled_prior
from grader.scoring.openended.text import chrf, idf, ngrams, sentences, share, words

STEM = "Why does a deep recurrent network forget the beginning of a long sequence?"
REFERENCE = (
    "The gradient is multiplied by the same matrix at each step. "
    "When its largest singular value is below one, the product vanishes exponentially."
)
RUBRIC = [
    {"text": "names the repeated product", "points": "2", "ideas": ["the gradient is multiplied by the same matrix at each step"]},
    {"text": "says when it vanishes", "points": "1", "ideas": ["it vanishes when the singular value is below one"]},
]  # fmt: skip


def count_words(texts: Sequence[str]) -> Vector:
    """An embedding made by hand: words are counted in 256 hashed places."""
    vectors = np.full((len(texts), 256), 1e-6, np.float32)
    for row, text in zip(vectors, texts, strict=True):
        for word in words(text):
            row[zlib.crc32(word.encode()) % 256] += 1
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def open_item(points: str = "3", *, on_form: str = "", **fields: Any) -> FormItem:
    item = {
        "type": "open",
        "id": "forget",
        **COMMON,
        "stem": STEM,
        "reference": [REFERENCE],
        "points": points,
    }
    sealed = ITEM.validate_python(item | fields)
    return FormItem(number=1, item=sealed, points=Decimal(on_form or points), content_hash="")


def suggest_all(
    texts: Sequence[str], item: FormItem | None = None, model: str = ""
) -> tuple[Suggestion, ...]:
    exam: Exam = exam_of((item or open_item(),))
    copies = [Copy(number=i, form="A") for i, _ in enumerate(texts, 1)]
    responses = [Response(copy_number=i, number=1, text=text) for i, text in enumerate(texts, 1)]
    return suggest(exam, copies, responses, count_words, model=model or bundled_prior().embedding)


def test_the_reference_itself_is_suggested_all_the_points_and_nonsense_less() -> None:
    """The order is right whatever the item is worth."""
    for points in ("0.5", "1", "3", "10"):
        best, worst = suggest_all([REFERENCE, "Bananas are yellow and bent, mostly."], open_item(points))
        assert best.points == best.out_of == Decimal(points)
        assert worst.points < best.points


def test_blank_answers_get_no_suggestion() -> None:
    """A rule scores them: the machine has nothing to say."""
    assert [s.copy_number for s in suggest_all(["", "It vanishes.", " \n "])] == [2]


def test_equal_answers_get_equal_suggestions() -> None:
    """Whoever wrote it, and whoever else wrote what."""
    one, _, other = suggest_all(
        ["The gradient vanishes.", "It has no memory cell.", "The gradient vanishes."]
    )
    assert one.model_copy(update={"copy_number": 3}) == other


def test_the_order_of_papers_changes_nothing() -> None:
    """Suggestions are a function of the answers."""
    texts = ["The gradient vanishes.", REFERENCE, "No idea at all about this one."]
    forward = {s.answer_hash: s.points for s in suggest_all(texts)}
    assert forward == {s.answer_hash: s.points for s in suggest_all(texts[::-1])}


@pytest.mark.parametrize(
    ("answer", "flag"),
    [
        ("???", "no words"),
        ("--- ...", "no words"),
        (STEM, "copies the question"),
        ("why does a deep recurrent network forget the beginning of a long sequence", "copies the question"),
    ],
)
def test_answers_that_say_nothing_are_flagged_and_worth_nothing(answer: str, flag: str) -> None:
    """A flag is a reason that a person reads; no more than an even chance is claimed for it."""
    (found,) = suggest_all([answer])
    assert flag in found.flags
    assert found.points == 0
    assert found.confidence <= 0.5
    assert found.why.startswith(flag)


def test_an_answer_in_another_language_is_flagged_and_left_to_a_person() -> None:
    """A model that cannot read it sees no likeness: in a real exam such answers had full marks."""
    (found,) = suggest_all(["Zufällige Gewichte wählen, dann iterieren."])
    assert found.flags == ("in another language", "far off topic")
    assert found.points > 0
    assert found.confidence <= 0.5


def test_an_answer_nearer_to_a_misconception_than_to_a_reference_is_flagged() -> None:
    """What sounds right and is not, is listed by the item's author."""
    wrong = "The network runs out of memory cells for a long sequence."
    item = open_item(misconceptions=[wrong])
    plain, flagged = suggest_all([wrong])[0], suggest_all([wrong], item)[0]
    assert "much nearer to a misconception than to a reference" in flagged.flags
    assert "much nearer to a misconception than to a reference" not in plain.flags
    assert flagged.points <= plain.points


def test_an_answer_between_a_misconception_and_a_reference_is_not_flagged() -> None:
    """Right answers to the same question are often a little nearer to what only sounds right."""
    wrong = "The network forgets because the gradient is multiplied by the learning rate."
    item = open_item(misconceptions=[wrong])
    (found,) = suggest_all(["It forgets because the gradient is multiplied by the same matrix."], item)
    assert found.flags == ()


def test_a_sentence_that_only_shares_the_questions_subject_says_no_idea() -> None:
    """The question's own words are in every answer, and prove nothing."""
    rubric = [{"text": "r", "points": "3", "ideas": ["in a deep recurrent network products vanish"]}]
    echo, said = suggest_all(
        ["A deep recurrent network does forget the beginning of a long sequence.", "Products vanish."],
        open_item(rubric=rubric),
    )
    assert not echo.ideas[0].found
    assert said.ideas[0].found


def test_several_references_are_alternatives() -> None:
    """An answer is measured by the reference that is nearest to it."""
    item = open_item(reference=[REFERENCE, "Backpropagated errors shrink at every time step."])
    for answer in (REFERENCE, "Backpropagated errors shrink at every time step."):
        (found,) = suggest_all([answer], item)
        assert found.points == 3


def test_each_rubric_idea_comes_with_the_sentence_that_says_it() -> None:
    """Ideas found and missing carry their evidence, so that a person can disagree."""
    answer = "I like trains. The gradient is multiplied by the same matrix at each step."
    (found,) = suggest_all([answer], open_item(rubric=RUBRIC))
    first, second = found.ideas
    assert (first.criterion, first.found) == ("names the repeated product", True)
    assert first.evidence == "The gradient is multiplied by the same matrix at each step."
    assert second.similarity < first.similarity
    assert f"{first.found + second.found} of 2 ideas found" in found.why


def test_without_a_rubric_the_ideas_are_the_references_sentences() -> None:
    """There is always something to look for."""
    (found,) = suggest_all([REFERENCE])
    assert [(idea.criterion, idea.found) for idea in found.ideas] == [("reference", True)] * 2


def test_points_are_such_as_a_person_would_give() -> None:
    """Quarters of the points, and every sum of whole criteria, scaled to what the form gives."""
    assert levels(open_item("4")) == (0, 1, 2, 3, 4)
    item = open_item("3", rubric=RUBRIC)
    assert [str(level) for level in levels(item)] == ["0", "0.75", "1", "1.5", "2", "2.25", "3"]
    assert levels(open_item("3", on_form="6", rubric=RUBRIC))[-1] == 6


def test_another_model_than_the_priors_own_is_said_to_be_uncalibrated() -> None:
    """Its cosines have another scale, so no suggestion from it may be accepted without a person."""
    answer = "At each step the gradient is multiplied by a matrix, so it vanishes."
    (known,) = suggest_all([answer], model=f"{bundled_prior().embedding} float16")
    (other,) = suggest_all([answer], model="my-model@123 float32")
    assert known.flags == ()
    assert other.flags == ("confidence not calibrated for this model",)


def test_a_suggestion_says_what_was_judged_and_by_what() -> None:
    """The answer's hash and the model's name make it possible to repeat."""
    (found,) = suggest_all(["The gradient vanishes."])
    assert found.answer_hash == Response(copy_number=1, number=1, text="The gradient vanishes.").answer_hash
    assert found.model == bundled_prior().embedding


@pytest.mark.parametrize(
    "text", ["Perché il gradiente svanisce.", "梯度消失了。因为矩阵。", "Градиент затухает.", "🙂🙂", "a" * 100_000, "x\0y", "1. a\n2. b"]
)  # fmt: skip
def test_any_language_and_any_junk_gets_a_suggestion(text: str) -> None:
    """No alphabet, no length and no symbol makes the machine fail."""
    (found,) = suggest_all([text])
    assert 0 <= found.points <= 3


@given(st.text(min_size=1, max_size=80))
def test_features_are_finite_for_any_text(text: str) -> None:
    """Whatever a student writes, every feature is a number."""
    question = Question(STEM, (REFERENCE,), ("It forgets.",))
    vectors = vectors_of({*question.texts, text, *sentences(text)}, count_words)
    features = measure(question, text, vectors, idf([words(text)]))
    assert features.shape == (len(NAMES),)
    assert np.isfinite(features).all()


def test_the_shipped_prior_says_where_it_comes_from() -> None:
    """Names, licences and sizes of what was learnt from; never the sets that it is measured on."""
    prior = bundled_prior()
    assert {source.name for source in prior.sources} == {"beetle", "scientsbank", "saf_english"}
    assert all(source.licence and source.answers > 1000 for source in prior.sources)
    assert len(prior.weights) == len(prior.mean) == len(prior.spread) == len(NAMES)


def test_more_confidence_is_claimed_for_good_answers_than_for_middling_ones() -> None:
    """Full marks are easier to be right about than half marks; certainty is claimed for nothing."""
    prior = bundled_prior()
    good, middling = prior.confidence(np.array([0.97, 0.55]))
    assert good > 0.9 > middling > 0.3
    assert prior.confidence(np.array([1.0]))[0] < 0.93  # in a real exam, .93 was said where .77 was true


def test_sentences_are_cut_in_any_script_and_lists_at_their_marks() -> None:
    """Single words and list numbers are no sentences of their own."""
    assert sentences("One is here. Two is there! 3.") == ("One is here.", "Two is there!")
    assert sentences("First point\nSecond point") == ("First point", "Second point")
    assert sentences("A list: - one thing - another thing") == ("A list:", "one thing", "another thing")
    assert sentences("yes") == ("yes",)
    assert sentences("  ") == ()


def test_chrf_is_one_for_equal_texts_and_nothing_for_unlike_ones() -> None:
    """Case and white space do not count."""
    assert chrf(ngrams("The  Gradient"), ngrams("the gradient")) == pytest.approx(1)
    assert chrf(ngrams("abc"), ngrams("xyz")) == 0
    assert chrf(ngrams(""), ngrams("xyz")) == 0


def test_rare_words_weigh_more() -> None:
    """A word in every answer tells little: idf by scikit-learn's smooth formula."""
    weight = idf([["the", "gradient"], ["the", "matrix"], ["the", "step"]])
    assert weight["the"] == pytest.approx(1)
    assert weight["matrix"] == pytest.approx(np.log(2) + 1)
    assert share(["the", "matrix"], ["matrix"], weight) > 0.6
