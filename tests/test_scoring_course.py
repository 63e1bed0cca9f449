"""What is expected of an item before its own decisions: small classes, and what other items of the course teach."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
import yaml
from test_scoring_closed import exam_of
from test_scoring_openended import REFERENCE, count_words
from test_scoring_suggest import judge_all, open_item, suggest_all

from grader.bank import read_bank
from grader.model.exam import FormItem
from grader.model.item import Open
from grader.model.response import Copy, Response
from grader.model.score import Decision
from grader.scoring.openended.course import starts
from grader.scoring.openended.desk import Desk, lay_out, question_of
from grader.scoring.openended.embed import open_embedder
from grader.scoring.openended.features import Question, answer_texts, vectors_of
from grader.scoring.openended.peers import NAMES, measure_all
from grader.scoring.openended.prior import bundled_prior
from grader.scoring.openended.text import idf, words

HALF = "The gradient is multiplied by the same matrix at each step."
OFF = "Bananas are yellow and grow in warm countries."
CLASS = [f"The gradient vanishes over many steps, as in variant {i}." for i in range(9)]


@pytest.mark.parametrize("size", [1, 2, 3, 10])
def test_a_reference_gets_full_points_in_a_class_of_any_size(size: int) -> None:
    """Half of it gets less, what is off the topic less again; one answer alone has no classmates to be beside."""
    best, half, off = (
        float(suggest_all([text, *CLASS[: size - 1]], open_item("4"))[0].points)
        for text in (REFERENCE, HALF, OFF)
    )
    assert best == 4
    assert off <= half < best


def test_an_equal_answer_is_promised_once_a_person_decided_one_of_them() -> None:
    """The alarm "equal to another student's answer" is answered by the person who saw both."""
    same = "The gradient is multiplied by the same matrix at each of very many steps and so it fades."
    before, after = (judge_all([same, same, "Bananas."], given=given)[0][1] for given in ({}, {1: "2.25"}))
    assert "equal to another student's answer" in before.flags
    assert not before.promised
    assert (after.points, after.promised) == (Decimal("2.25"), True)


def test_answers_that_say_nothing_are_decided_in_one_go() -> None:
    """One decision serves "no idea" and "I don't know"."""
    found = judge_all(["No idea.", "I don't know.", "It vanishes."], given={1: "0"})[0]
    assert (found[1].points, found[1].promised) == (Decimal(0), True)


def _desks(items: int, answers: Sequence[str]) -> tuple[Desk, ...]:
    places: list[FormItem] = []
    for i in range(1, items + 1):
        place = open_item()
        own = place.item.model_copy(update={"id": f"q{i}"})
        places.append(place.model_copy(update={"number": i, "item": own}))
    copies = [Copy(number=i, form="A") for i in range(1, len(answers) + 1)]
    said = [
        Response(copy_number=copy, number=place.number, text=text)
        for copy, text in enumerate(answers, 1)
        for place in places
    ]
    return lay_out(exam_of(tuple(places)), copies, said, count_words)


def _given(desks: Sequence[Desk], points: Sequence[int]) -> list[Decision]:
    return [
        Decision(copy_number=copy, number=number, item_id=desk.item.id, points=Decimal(points[copy - 1]))
        for number, desk in enumerate(desks, 1)
        for copy in desk.copies
    ]


def test_decisions_on_other_items_correct_the_start_of_an_item() -> None:
    """Where people give nothing for what the prior likes, items without decisions start lower; repeatably."""
    desks = _desks(5, [*CLASS, *(f"Bananas are yellow, says source {i}." for i in range(9))])
    points = [0] * 9 + [3] * 9
    given = _given(desks[:4], points)
    plain, taught = (starts(desks, bundled_prior(), decisions)[4].mean for decisions in ([], given))
    assert plain[:9].mean() > plain[9:].mean()
    assert taught[:9].mean() < 0.2 < 0.8 < taught[9:].mean()
    again = starts(desks, bundled_prior(), given)[4].mean
    assert (again == taught).all()


def test_an_items_own_decisions_do_not_move_its_start() -> None:
    """What is said of a decided answer without its decision must not have seen it by another way."""
    desks = _desks(5, [*CLASS, *(f"Bananas are yellow, says source {i}." for i in range(9))])
    others = _given(desks[:4], [0] * 9 + [3] * 9)
    own = [d.model_copy(update={"item_id": "q5", "number": 5, "points": Decimal(1)}) for d in others[:18]]
    alone, beside = (starts(desks, bundled_prior(), given)[4] for given in (others, [*others, *own]))
    assert np.array_equal(alone.mean, beside.mean)
    assert np.array_equal(alone.spread, beside.spread)


def test_the_class_has_more_to_say_the_larger_it_is() -> None:
    """One answer alone is judged by itself; what the class says wins as it grows, without a jump between two sizes."""
    prior = bundled_prior()
    features = np.array([prior.mean]) - np.array([prior.spread])
    features[:, : len(prior.alone.weights)] += np.array(prior.spread[: len(prior.alone.weights)])
    shares = [float(prior.share(features, n)[0]) for n in range(1, 400)]
    steps = np.abs(np.diff(shares))
    assert steps.max() < 0.03 and abs(shares[-1] - shares[0]) > 0.03
    assert [prior.say(n) for n in (0, prior.even)] == [0, 0.5]


@pytest.mark.slow
def test_good_texts_get_most_of_the_points_in_a_class_of_any_size() -> None:
    """Of the sample bank's graded texts, those worth full marks are not taken for half right because few wrote."""
    root = Path(__file__).parent.parent
    topic = "metric-learning.yaml"
    bank = read_bank([(topic, (root / "questions" / topic).read_text("utf-8"))])
    graded = yaml.safe_load((root / "grader" / "demo" / "answers" / topic).read_text("utf-8"))
    questions = {item.id: question_of(item) for item in bank.items if isinstance(item, Open)}
    texts = [t for question in questions.values() for t in question.texts]
    texts += [t for id_ in questions for answer in graded[id_] for t in answer_texts(answer["text"])]
    vectors, weight = vectors_of(texts, open_embedder()), idf([words(text) for text in texts])
    for size in (1, 3, 10):
        shares: dict[float, list[float]] = {}
        for id_, question in questions.items():
            for text, worth in [(answer["text"], float(answer["share"])) for answer in graded[id_]]:
                others = [answer["text"] for answer in graded[id_] if answer["text"] != text]
                features = measure_all(question, [text, *others[: size - 1]], vectors, weight)[:1]
                shares.setdefault(worth, []).append(float(bundled_prior().share(features, size)[0]))
        assert np.mean(shares[1]) > 0.65 and np.mean(shares[0.25]) < np.mean(shares[1]) - 0.15


def test_a_piece_of_the_reference_is_told_from_an_answer_in_own_words() -> None:
    """Half a reference, word for word, shows; the whole one and an answer in other words do not."""
    question = Question("Why?", (REFERENCE,))
    half = " ".join(REFERENCE.split()[: len(REFERENCE.split()) // 2])
    said = [REFERENCE, half, "Because each step multiplies by a matrix again, and small numbers shrink."]
    vectors = vectors_of([*question.texts, *(t for text in said for t in answer_texts(text))], count_words)
    pieces = measure_all(question, said, vectors, idf([words(REFERENCE)]))[:, NAMES.index("piece")]
    assert pieces[0] == pieces[2] == 0 and 0.3 < pieces[1] < 0.7
