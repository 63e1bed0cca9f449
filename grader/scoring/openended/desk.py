"""The answers to one item, measured once and held in memory, so that each decision costs no reading. Pure.

Exam, responses and an embedding come in, one desk for each open item goes out. What is learnt from decisions on it is
`judge`'s; a web page may keep the desks and ask again after every decision.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from grader.bank.markdown import to_plain
from grader.model.exam import Exam, FormItem
from grader.model.item import Open
from grader.model.response import Copy, Response
from grader.model.score import Decision
from grader.scoring.closed import answers
from grader.scoring.openended.curve import OWN, Scale
from grader.scoring.openended.earlier import Earlier, Weighed
from grader.scoring.openended.evidence import rubric_ideas
from grader.scoring.openended.features import Embed, Question, Vector, answer_texts, vectors_of
from grader.scoring.openended.groups import Group, group
from grader.scoring.openended.guards import flags, is_nothing, says_nothing
from grader.scoring.openended.peers import measure_all
from grader.scoring.openended.steps import levels
from grader.scoring.openended.text import idf, words
from grader.scoring.settle import counts

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Desk:
    """One item's answers that are not blank, in order of copy; arrays have a row for each.

    Vectors and features go on with rows for the graded answers of earlier sittings, from which the others are learnt.
    """

    item: Open
    question: Question
    out_of: Decimal
    levels: tuple[Decimal, ...]  # points that a person would give, ascending
    responses: tuple[Response, ...]
    vectors: NDArray[np.float32]  # unit vectors, (answers and earlier ones, dimension)
    features: Array  # (answers and earlier ones, features)
    flags: tuple[tuple[str, ...], ...]
    groups: tuple[Group, ...]
    texts: Mapping[str, Vector]  # the vector of every text of the question and the answers
    earlier: tuple[Earlier, ...] = ()
    scale: Scale = OWN  # how cosines of these vectors are read

    @property
    def copies(self) -> tuple[int, ...]:
        """Whose answers they are."""
        return tuple(response.copy_number for response in self.responses)

    @property
    def said(self) -> tuple[str, ...]:
        """The texts of the answers and of the earlier ones."""
        return (*(response.text for response in self.responses), *(one.text for one in self.earlier))

    @property
    def known(self) -> dict[int, Decimal]:
        """The points given to the earlier answers, by their rows."""
        return {i: one.points for i, one in enumerate(self.earlier, start=len(self.responses))}

    @property
    def same(self) -> NDArray[np.int64]:
        """Equal for answers of one group, another number for every other row."""
        found = np.arange(len(self.vectors))
        for one in self.groups:
            found[list(one.members)] = one.representative
        return found

    def says_nothing(self, answer: int) -> bool:
        """Whether an answer has no words, or says that it is none."""
        return says_nothing(self.flags[answer])

    def decided(self, decisions: Sequence[Decision]) -> dict[int, Decimal]:
        """The points given to answers as they now read, for what they are worth now, by the answer's index."""
        row = {(r.copy_number, r.number): i for i, r in enumerate(self.responses)}
        found = {}
        for decision in decisions:
            i = row.get((decision.copy_number, decision.number))
            if i is None or decision.item_id != self.item.id:
                continue
            if counts(decision, self.out_of, self.responses[i].answer_hash):
                found[i] = decision.points
        return found

    def once(self, decided: Mapping[int, Decimal]) -> frozenset[int]:
        """Of the decided answers of a group that were given the same the first: who reads one and decides for all says one thing."""
        same = self.same
        first = {(same[i], points): i for i, points in sorted(decided.items(), reverse=True)}
        return frozenset(first.values())


def lay_out(
    exam: Exam,
    copies: Sequence[Copy],
    responses: Sequence[Response],
    embed: Embed,
    *,
    step: Decimal | None = None,
    scale: Scale = OWN,
    earlier: Mapping[Weighed, Sequence[Earlier]] | None = None,
) -> tuple[Desk, ...]:
    """Measure every open answer that has words; items in order of their first copy and number.

    `embed` maps texts to unit vectors, shape (texts, dimension); `step` is the course's step of points, `scale` how
    the model's cosines are read, `earlier` what was graded at earlier sittings, by item and points. An item that counts differently on two forms has two desks.
    """
    found: dict[tuple[str, Decimal], list[tuple[FormItem, Response]]] = {}
    for _, place, response in answers(exam, copies, responses):
        if response is not None and isinstance(place.item, Open) and response.text.strip():
            found.setdefault((place.item.id, place.points), []).append((place, response))
    items = {id_: places[0][0].item for (id_, _), places in found.items()}
    questions = {id_: question_of(item) for id_, item in items.items() if isinstance(item, Open)}
    graded = {
        key: tuple(one for one in (earlier or {}).get(key, ()) if not is_nothing(one.text)) for key in found
    }
    said = [
        *(response.text for places in found.values() for _, response in places),
        *(one.text for of in graded.values() for one in of),
    ]
    vectors = vectors_of(
        [
            *(text for answer in said for text in answer_texts(answer)),
            *(text for question in questions.values() for text in question.texts),
            *(idea for item in items.values() if isinstance(item, Open) for _, idea in rubric_ideas(item)),
        ],
        embed,
    )
    weight = idf([words(text) for text in (*said, *(r for q in questions.values() for r in q.references))])
    return tuple(
        _desk(
            questions[id_],
            places,
            vectors,
            weight,
            [q for i, q in questions.items() if i != id_],
            step,
            scale,
            graded[id_, points],
        )
        for (id_, points), places in found.items()
    )


def _desk(
    question: Question,
    places: Sequence[tuple[FormItem, Response]],
    vectors: Mapping[str, Vector],
    weight: Mapping[str, float],
    elsewhere: Sequence[Question],
    step: Decimal | None,
    scale: Scale,
    earlier: Sequence[Earlier],
) -> Desk:
    place = places[0][0]
    assert isinstance(place.item, Open), "a desk is for an open item"
    said = [response.text for _, response in places]
    everything = [*said, *(one.text for one in earlier)]
    features = dict(zip(everything, measure_all(question, everything, vectors, weight, scale), strict=True))
    flagged = {
        text: flags(
            question,
            text,
            vectors,
            said,
            elsewhere,
            scale,
        )
        for text in dict.fromkeys(said)
    }
    unit = np.stack([vectors[text] for text in everything])
    nothing = [i for i, text in enumerate(said) if says_nothing(flagged[text])]
    return Desk(
        item=place.item,
        question=question,
        out_of=place.points,
        levels=levels(place, step),
        responses=tuple(response for _, response in places),
        vectors=unit,
        features=np.stack([features[text] for text in everything]),
        flags=tuple(flagged[text] for text in said),
        groups=group(said, unit[: len(said)], nothing=nothing, scale=scale),
        texts=vectors,
        earlier=tuple(earlier),
        scale=scale,
    )


def question_of(item: Open) -> Question:
    """An open item as plain text."""
    return Question(
        to_plain(item.stem),
        tuple(to_plain(reference) for reference in item.reference),
        tuple(to_plain(misconception) for misconception in item.misconceptions),
    )
