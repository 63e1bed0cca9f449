"""Items that ask the same, and items whose stem gives another's answer away, by meaning rather than by words.

Pure: items and a function from texts to unit vectors in, pairs out, each with the sentences that meet. A person judges them: items
on one subject are near without harm. Enemies are left out, since they never meet in a form, and so are retired items.
How the two thresholds were chosen is measured by `benchmarks/openended_similar.py`.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from grader.bank import Bank
from grader.bank.markdown import to_plain
from grader.bank.texts import shortened
from grader.errors import Problem, Severity
from grader.model.item import Item, Multiple, Numeric, Open, Single, TrueFalse
from grader.model.kinds import Status

Vectors = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Vectors]  # texts -> (texts, dimension), rows of length 1
Read = Callable[
    [Vectors], Vectors
]  # a model's cosines -> the bundled model's, for which the thresholds were chosen

LIKE = 0.67  # cosine of two items, each as stem and key
REVEALING = 0.6  # mean cosine of a sentence to another item and to the nearest sentence of its answer
WARNED = 0.7  # the same where nobody asked, in `grader check`
_FEWEST = 6  # words of a sentence that states something
_CODE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_END = re.compile(r"(?<=[.!?。！？])\s+")
# Sentences that ask. What is missing here, also a whole language, only shows a pair too many.
_ASKS = re.compile(
    r"(explain|give|name|describe|compare|say|justify|spiega|indica|descrivi|confronta|elenca)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two items that should perhaps not be in one form, and where they meet."""

    kind: Literal["duplicate", "reveals"]
    one: str  # item id; of "reveals" the item whose stem says something
    other: str  # item id; of "reveals" the item whose answer it is
    similarity: float
    says: str  # the stem of the one, or its sentence
    meets: str  # the stem of the other, or a sentence of its answer


@dataclass(frozen=True)
class _Told:
    """An item as plain text."""

    stem: str
    whole: str  # stem and the first key
    states: tuple[str, ...]  # sentences of the stem that state something as true
    answers: tuple[str, ...]  # sentences of keys, references, ideas and explanation


def texts_of(items: Sequence[Item]) -> tuple[str, ...]:
    """Every text whose vector is needed, each once."""
    told = [_told(item) for item in items if _live(item)]
    return tuple(dict.fromkeys(text for one in told for text in (one.whole, *one.states, *one.answers)))


def _as_they_are(cosines: Vectors) -> Vectors:
    return cosines


def similar(
    items: Sequence[Item],
    embed: Embed,
    *,
    like: float = LIKE,
    reveals: float = REVEALING,
    read: Read = _as_they_are,
) -> tuple[Meeting, ...]:
    """The pairs of items that mean the same or give each other away: duplicates first, the nearest first."""
    items = [item for item in items if _live(item)]
    if not items:
        return ()
    texts = texts_of(items)
    vectors = dict(zip(texts, embed(texts), strict=True))
    told = [_told(item) for item in items]
    whole = np.stack([vectors[one.whole] for one in told])
    apart = _never_together(items)
    same = read(whole @ whole.T)
    doubles = [
        Meeting("duplicate", items[i].id, items[j].id, float(same[i, j]), told[i].stem, told[j].stem)
        for i, j in np.argwhere(same >= like)
        if i < j and (i, j) not in apart
    ]
    seen = {(one.one, one.other) for one in doubles}
    given = [
        one
        for one in _revealed(items, told, vectors, whole, reveals, apart, read)
        if not {(one.one, one.other), (one.other, one.one)} & seen
    ]
    return tuple(sorted(doubles, key=_nearest) + sorted(given, key=_nearest))


def warnings(bank: Bank, meetings: Sequence[Meeting]) -> Iterator[Problem]:
    """What `grader check` says of the pairs, at the line of the one item's stem."""
    for one in meetings:
        how = "asks the same as" if one.kind == "duplicate" else "may give away the answer of"
        said = f", {one.similarity:.2f} near in meaning" + f": '{shortened(one.says)}'" * (
            one.kind == "reveals"
        )
        yield Problem(
            bank.at(one.one, "stem"),
            f"item {one.one}: the stem {how} {one.other} ({bank.at(one.other)}){said}",
            f"drop one, or write `enemies: [{one.other}]`",
            severity=Severity.WARNING,
        )


def _revealed(
    items: Sequence[Item],
    told: Sequence[_Told],
    vectors: dict[str, Vectors],
    whole: Vectors,
    least: float,
    apart: set[tuple[int, int]],
    read: Read,
) -> Iterator[Meeting]:
    """For each pair of items the sentence that says most of the other's answer, where it says enough."""
    answering = [j for j, one in enumerate(told) if one.answers]
    lines = [line for j in answering for line in told[j].answers]
    if not lines:
        return
    known = np.stack([vectors[line] for line in lines])
    starts = np.cumsum([0, *(len(told[j].answers) for j in answering)])
    for i, one in enumerate(told):
        if not one.states:
            continue
        said = np.stack([vectors[line] for line in one.states])
        near = read(said @ known.T)
        best = np.maximum.reduceat(near, starts[:-1], axis=1)
        score = (best + read(said @ whole[answering].T)) / 2
        for column in np.flatnonzero(score.max(axis=0) >= least):
            j, row = answering[column], int(score[:, column].argmax())
            if i != j and (i, j) not in apart:
                line = starts[column] + int(near[row, starts[column] : starts[column + 1]].argmax())
                value = float(score[row, column])
                yield Meeting("reveals", items[i].id, items[j].id, value, one.states[row], lines[line])


def _told(item: Item) -> _Told:
    stem = _plain(item.stem)
    answers = _answers(item)
    holds = not (isinstance(item, TrueFalse) and not item.correct)  # a false statement gives nothing away
    states = tuple(
        sentence
        for sentence in _sentences(_CODE.sub(" ", item.stem))
        if holds
        and len(sentence.split()) >= _FEWEST
        and not sentence.endswith("?")
        and not _ASKS.match(sentence)
    )
    return _Told(
        stem,
        f"{stem} {_plain(answers[0])}" if answers else stem,
        states,
        tuple(dict.fromkeys(s for text in (*answers, item.explanation) for s in _sentences(text))),
    )


def _answers(item: Item) -> tuple[str, ...]:
    """What is right, as far as it is said in words."""
    match item:
        case Single():
            return (item.correct.text,)
        case Multiple():
            return tuple(option.text for option in item.correct)
        case TrueFalse():
            return (item.stem,) if item.correct else ()
        case Open():
            return (*item.reference, *(idea for criterion in item.rubric for idea in criterion.ideas))
        case Numeric():
            return ()


def _sentences(markdown: str) -> tuple[str, ...]:
    return tuple(sentence for sentence in _END.split(_plain(markdown)) if sentence)


def _plain(markdown: str) -> str:
    return " ".join(to_plain(markdown).split())


def _never_together(items: Sequence[Item]) -> set[tuple[int, int]]:
    place = {item.id: i for i, item in enumerate(items)}
    pairs = {(i, place[enemy]) for i, item in enumerate(items) for enemy in item.enemies if enemy in place}
    return pairs | {(j, i) for i, j in pairs}


def _live(item: Item) -> bool:
    return item.status != Status.RETIRED


def _nearest(one: Meeting) -> tuple[float, str, str]:
    return -one.similarity, one.one, one.other
