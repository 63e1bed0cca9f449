"""Suggestions for open answers: exam, copies, responses and an embedding in; points with doubt and reasons out.

A suggestion is not a score. Blank answers get none (a rule scores them), and an answer that looks like an
attempt to please a machine, or is far from anything expected, is flagged: flagged ones are never accepted
without a person. Equal answers to the same item get equal suggestions, whoever wrote them.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from grader.bank.markdown import to_plain
from grader.model.exam import Exam, FormItem
from grader.model.item import Open
from grader.model.response import Copy, Response
from grader.model.score import Idea, Suggestion
from grader.scoring.closed import answers
from grader.scoring.openended.features import (
    NAMES,
    Embed,
    Question,
    Vector,
    answer_texts,
    demoted_similarity,
    measure,
    vectors_of,
)
from grader.scoring.openended.prior import Prior, bundled_prior
from grader.scoring.openended.text import idf, sentences, words

NO_ANSWER = "no words"
COPIES_QUESTION = "copies the question"
OFF_TOPIC = "far off topic"
MISCONCEPTION = "much nearer to a misconception than to a reference"
UNCALIBRATED = "confidence not calibrated for this model"
WORTH_NOTHING = frozenset(
    {NO_ANSWER, COPIES_QUESTION}
)  # off topic may be another language: a person reads it

_MOST_WHEN_FLAGGED = 0.5  # confidence: no more than an even chance is claimed
_MOST_CRITERIA = 10  # sums of more would be as dense as the quarters


def suggest(
    exam: Exam,
    copies: Sequence[Copy],
    responses: Sequence[Response],
    embed: Embed,
    *,
    model: str,
    prior: Prior | None = None,
) -> tuple[Suggestion, ...]:
    """Suggest points for every open answer that is not blank, in order of copy and number.

    `embed` maps texts to unit vectors, shape (texts, dimension), and `model` is its name and revision.
    """
    prior = prior or bundled_prior()
    todo = [
        (form_item, form_item.item, response)
        for _, form_item, response in answers(exam, copies, responses)
        if response is not None and isinstance(form_item.item, Open) and response.text.strip()
    ]
    items = {item.id: item for _, item, _ in todo}
    questions = {id_: question_of(item) for id_, item in items.items()}
    vectors = vectors_of(
        [
            *(text for _, _, response in todo for text in answer_texts(response.text)),
            *(text for question in questions.values() for text in question.texts),
            *(idea for item in items.values() for _, idea in _rubric_ideas(item)),
        ],
        embed,
    )
    weight = idf(
        [
            *(words(response.text) for _, _, response in todo),
            *(words(reference) for question in questions.values() for reference in question.references),
        ]
    )
    judged: dict[tuple[str, Decimal, str], Suggestion] = {}
    suggestions = []
    for form_item, item, response in todo:
        same = (item.id, form_item.points, response.text)
        if same not in judged:
            features = measure(questions[item.id], response.text, vectors, weight)
            judged[same] = _judge(
                form_item, item, questions[item.id], response, features, vectors, model, prior
            )
        place = {"copy_number": response.copy_number, "number": form_item.number}
        suggestions.append(judged[same].model_copy(update=place))
    return tuple(suggestions)


def question_of(item: Open) -> Question:
    """An open item as plain text."""
    return Question(
        to_plain(item.stem),
        tuple(to_plain(reference) for reference in item.reference),
        tuple(to_plain(misconception) for misconception in item.misconceptions),
    )


def levels(form_item: FormItem) -> tuple[Decimal, ...]:
    """The points a person would give: quarters of the item's points, and every sum of whole criteria."""
    sums = {form_item.points * quarter / 4 for quarter in range(5)}
    rubric = form_item.item.rubric if isinstance(form_item.item, Open) else ()
    if 0 < len(rubric) <= _MOST_CRITERIA:
        scale = form_item.points / form_item.item.points
        whole = {Decimal(0)}
        for criterion in rubric:
            whole |= {earned + criterion.points * scale for earned in whole}
        sums |= whole
    return tuple(sorted(sums))


def _judge(
    form_item: FormItem,
    item: Open,
    question: Question,
    response: Response,
    features: NDArray[np.float64],
    vectors: Mapping[str, Vector],
    model: str,
    prior: Prior,
) -> Suggestion:
    share = prior.share(features[None, :])
    flags = list(flags_of(question, response.text, features, prior))
    worth_nothing = bool(WORTH_NOTHING & set(flags))
    if model.split(" ")[0] != prior.embedding:
        flags.append(UNCALIBRATED)
    exact = Decimal(0) if worth_nothing else Decimal(f"{share[0]:.4f}") * form_item.points
    points = min(levels(form_item), key=lambda level: (abs(level - exact), -level))
    confidence = float(prior.confidence(share)[0])
    if flags:  # a flagged answer is unlike those that the confidence was learnt on
        confidence = min(confidence, _MOST_WHEN_FLAGGED)
    ideas = find_ideas(item, question, response.text, vectors, prior.idea_found)
    return Suggestion(
        copy_number=response.copy_number,
        number=form_item.number,
        item_id=item.id,
        points=points,
        out_of=form_item.points,
        confidence=round(confidence, 4),
        ideas=ideas,
        flags=tuple(flags),
        why=_why(flags, ideas, features),
        model=model,
        answer_hash=response.answer_hash,
    )


def flags_of(question: Question, answer: str, features: NDArray[np.float64], prior: Prior) -> tuple[str, ...]:
    """What a person should look at before the points."""
    value = dict(zip(NAMES, features, strict=True))
    written, asked = words(answer), words(question.text)
    if not written:
        return (NO_ANSWER,)
    pairs, asked_pairs = list(pairwise(written)), set(pairwise(asked))
    copied = sum(pair in asked_pairs for pair in pairs)
    flags = []
    if len(written) >= 5 and copied >= 0.8 * len(pairs):
        flags.append(COPIES_QUESTION)
    if max(value["cosine"], value["question_cosine"]) < prior.off_topic:
        flags.append(OFF_TOPIC)
    if value["misled"] > prior.misled:
        flags.append(MISCONCEPTION)
    return tuple(flags)


def find_ideas(
    item: Open, question: Question, answer: str, vectors: Mapping[str, Vector], least: float
) -> tuple[Idea, ...]:
    """For each rubric idea, or each sentence of the nearest reference, the sentence that comes nearest to it.

    The question's direction is taken out: two sentences that only share the question's subject are not near.
    """
    expected = _rubric_ideas(item) or [
        ("reference", s) for s in sentences(_nearest(question, answer, vectors))
    ]
    said = sentences(answer)
    table = demoted_similarity([idea for _, idea in expected], said, vectors, vectors[question.text])
    return tuple(
        Idea(
            criterion=criterion,
            text=idea,
            found=bool(row.max() >= least),
            evidence=said[int(row.argmax())] if said else "",
            similarity=round(float(row.max()), 4),
        )
        for (criterion, idea), row in zip(expected, table, strict=False)
    )


def _nearest(question: Question, answer: str, vectors: Mapping[str, Vector]) -> str:
    return max(question.references, key=lambda reference: float(vectors[answer] @ vectors[reference]))


def _rubric_ideas(item: Open) -> list[tuple[str, str]]:
    return [
        (criterion.text, to_plain(idea))
        for criterion in item.rubric
        for idea in (criterion.ideas or (criterion.text,))
    ]


def _why(flags: Sequence[str], ideas: Sequence[Idea], features: NDArray[np.float64]) -> str:
    value = dict(zip(NAMES, features, strict=True))
    found = sum(idea.found for idea in ideas)
    parts = [
        *flags,
        f"{found} of {len(ideas)} ideas found",
        f"meaning {value['cosine']:.2f} like the nearest reference (1: the same)",
        f"{value['recall']:.0%} of its words used (rare ones count more)",
    ]
    return "; ".join(parts)
