"""Suggestions for open answers: exam, copies, responses and an embedding in; points with doubt and reasons out.

A suggestion is not a score. Blank answers get none (a rule scores them), and an answer that looks like an
attempt to please a machine, or is far from anything expected, is flagged: flagged ones are never accepted
without a person. Equal answers to the same item get equal suggestions, whoever wrote them.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from grader.bank.markdown import to_plain
from grader.model.exam import Exam, FormItem
from grader.model.item import Open
from grader.model.response import Copy, Response
from grader.model.score import Suggestion
from grader.scoring.closed import answers
from grader.scoring.openended.evidence import evidence, rubric_ideas
from grader.scoring.openended.features import (
    NAMES,
    Embed,
    Question,
    Vector,
    answer_texts,
    measure,
    vectors_of,
)
from grader.scoring.openended.guards import COPIES_QUESTION, NO_ANSWER, flags
from grader.scoring.openended.prior import Prior, bundled_prior
from grader.scoring.openended.text import idf, words

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
            *(idea for item in items.values() for _, idea in rubric_ideas(item)),
        ],
        embed,
    )
    weight = idf(
        [
            *(words(response.text) for _, _, response in todo),
            *(words(reference) for question in questions.values() for reference in question.references),
        ]
    )
    classes = {id_: [r.text for _, item, r in todo if item.id == id_] for id_ in items}
    judged: dict[tuple[str, Decimal, str], Suggestion] = {}
    suggestions = []
    for form_item, item, response in todo:
        same = (item.id, form_item.points, response.text)
        if same not in judged:
            features = measure(questions[item.id], response.text, vectors, weight)
            judged[same] = _judge(
                form_item,
                item,
                questions[item.id],
                response,
                features,
                vectors,
                model,
                prior,
                classes[item.id],
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
    others: Sequence[str],
) -> Suggestion:
    share = prior.share(features[None, :])
    measured = {name: float(value) for name, value in zip(NAMES, features, strict=True)}
    found = list(flags(question, response.text, measured, vectors, others))
    worth_nothing = bool(WORTH_NOTHING & set(found))
    if model.split(" ")[0] != prior.embedding:
        found.append(UNCALIBRATED)
    exact = Decimal(0) if worth_nothing else Decimal(f"{share[0]:.4f}") * form_item.points
    points = min(levels(form_item), key=lambda level: (abs(level - exact), -level))
    confidence = float(prior.confidence(share)[0])
    if found:  # a flagged answer is unlike those that the confidence was learnt on
        confidence = min(confidence, _MOST_WHEN_FLAGGED)
    shown = evidence(item, question, response.text, vectors, measured, found, idea_found=prior.idea_found)
    return Suggestion(
        copy_number=response.copy_number,
        number=form_item.number,
        item_id=item.id,
        points=points,
        out_of=form_item.points,
        confidence=round(confidence, 4),
        ideas=shown.ideas,
        flags=tuple(found),
        why=shown.why,
        model=model,
        answer_hash=response.answer_hash,
    )
