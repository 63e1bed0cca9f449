"""How often the guard against near copies is right and how often it speaks up for nothing: a Markdown table.

Real answers of at least sixteen words are copied with one or two words exchanged for words of nobody; all else that is
found among the real answers counts as false, though some of it is copied from one book. Whole classes, nothing fitted.
"""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence

from answers import DATA, SEED
from openended_guards import SETS, Answer, real

from grader.scoring.openended.likeness import LONG, Likeness
from grader.scoring.openended.text import words

_FROM = 16  # words of an answer that is copied
_EACH = 6  # copied answers of a question


def table() -> Iterator[str]:
    """A line for each set."""
    yield "| set | answers | of 12 words and more | found alike | copies, one word changed | copies, two words changed |"
    yield "|---|---|---|---|---|---|"
    for name in SETS:
        classes: dict[str, list[Answer]] = defaultdict(list)
        for answer in real(name):
            classes[answer.question.text].append(answer)
        found = [false_alarms(of) for of in classes.values()]
        draw = random.Random(SEED)
        drawn = [copied(of, draw) for of in classes.values()]
        count, long, alike = (sum(column) for column in zip(*found, strict=True))
        cells = [_share([hit for one in drawn for hit in one[changed]]) for changed in (0, 1)]
        yield f"| {name} | {count} | {long} | {alike} ({100 * alike / count:.1f} %) | {' | '.join(cells)} |"


def false_alarms(of: Sequence[Answer]) -> tuple[int, int, int]:
    """How many answers a class has, how many are long, and how many of them are found to be nearly equal to another."""
    likeness = _likeness(of, [])
    long = [written for one in of if len(written := words(one.text)) >= LONG]
    return len(of), len(long), sum(likeness.nearly_equal(written) is not None for written in long)


def copied(of: Sequence[Answer], draw: random.Random) -> tuple[list[bool], list[bool]]:
    """Whether copies of some answers are found, with one word changed and with two."""
    long = sorted({written for one in of if len(written := words(one.text)) >= _FROM})
    found: tuple[list[bool], list[bool]] = ([], [])
    for written in draw.sample(long, min(_EACH, len(long))):
        for changed, hits in enumerate(found, start=1):
            copy = list(written)
            for at in draw.sample(range(len(copy)), changed):
                copy[at] = f"other{at}"
            hits.append(_likeness(of, [tuple(copy)]).nearly_equal(tuple(copy)) == written)
    return found


def _likeness(of: Sequence[Answer], more: Sequence[tuple[str, ...]]) -> Likeness:
    texts = dict.fromkeys([*(words(one.text) for one in of), *more])
    question = of[0].question
    return Likeness(tuple(texts), tuple(words(text) for text in (question.text, *question.references)))


def _share(hits: Sequence[bool]) -> str:
    return f"{100 * sum(hits) / max(len(hits), 1):.0f} % of {len(hits)}"


if __name__ == "__main__":
    print("\n".join(table()) if (DATA / "mohler.csv").is_file() else f"skipped: no data in {DATA}")
