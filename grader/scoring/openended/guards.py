"""What a person should look at before the points: an answer and its class in, names of flags out.

A flag never scores down: it says why a person must read the answer, and no flagged answer is accepted without one. The
limits were chosen on variants made up from the questions of the sets that `benchmarks/openended_guards.py` names, with the bundled
model; `scale` reads another model's cosines as that one's.
Pure; what depends on a language is silent where the item's language is unknown.
"""

import functools
import re
from collections.abc import Collection, Mapping, Sequence

from grader.scoring.openended import signs
from grader.scoring.openended.cohort import Cohort, scripts
from grader.scoring.openended.curve import OWN, Scale
from grader.scoring.openended.features import Question, Vector, demoted_similarity
from grader.scoring.openended.language import appeals, languages, non_answers, shares
from grader.scoring.openended.likeness import LONG
from grader.scoring.openended.text import fold, sentences, words

NO_ANSWER = "no words"
NON_ANSWER = "says that it is no answer"
APPEAL = "speaks to the grader"
COPIES_QUESTION = "copies the question"
COPIES_REFERENCE = "equal to a reference, word for word"
EQUAL = "equal to another student's answer"
NEARLY_EQUAL = "nearly equal to another student's answer"
KEYWORDS = "a list of words, no sentence"
NO_ORDER = "words in no order"
REPEATS = "repeats itself"
DENIES = "denies what a reference says"
CHANGED = "a reference with words changed"
OTHER_LANGUAGE = "in another language"
OFF_TOPIC = "far off topic"
ELSEWHERE = "nearer to another question of the exam"
MISCONCEPTION = "much nearer to a misconception than to a reference"

_COPIED = 0.7  # of the words stand in runs copied from the question
_NEW = 2  # words of its own that an answer may put round the whole question
_SENTENCE = 0.2  # of the words are function words, at least, in a sentence
_ORDERED = -0.6  # `Cohort.order`: 99 in 100 real answers have more
_ORDER_WORDS = 8
_REPEATED = 0.5
_FAR = 0.2  # cosine to question, references and classmates that 99 in 100 real answers reach
_ELSEWHERE = 0.3  # how much nearer to another question than to its own
_SAME_ELSEWHERE = 0.1  # the same where it is another question's reference, word for word
_FOREIGN = 0.15  # how many more of the words are function words of another language
_MISLED = 0.32  # margin that one in twenty public full-mark answers passed
_STOP = re.compile(r"[,;:.!?()=+/|\n]\s|[,;:()=+/|\n]")  # what parts a real enumeration
_CLAUSE = re.compile(r"[,.;:!?]+\s+")
_AROUND = " .,!?;:-–—_()\"'"
_ELISION = str.maketrans("’ʼ", "''")


def says_nothing(found: Collection[str]) -> bool:
    """Whether the flags say that there is nothing to read."""
    return NO_ANSWER in found or NON_ANSWER in found


def is_nothing(answer: str) -> bool:
    """Whether an answer has no words, or says that it is none."""
    return not words(answer) or _is_non_answer(answer)


def flags(
    question: Question,
    answer: str,
    vectors: Mapping[str, Vector],
    others: Sequence[str],
    elsewhere: Sequence[Question] = (),
    scale: Scale = OWN,
) -> tuple[str, ...]:
    """Name what is odd about an answer; `others` are all answers to the item, this one among them.

    `vectors` are the unit vectors of all these texts, `elsewhere` the exam's other items, `scale` how the model's cosines are read.
    """
    if not words(answer):
        return (NO_ANSWER,)
    cohort = _cohort(question, tuple(others), tuple(elsewhere))
    if _is_non_answer(answer):
        return (NON_ANSWER,)
    return (*_by_words(cohort, answer), *_by_meaning(cohort, answer, vectors, scale))


@functools.lru_cache(maxsize=8)
def _cohort(question: Question, answers: tuple[str, ...], elsewhere: tuple[Question, ...]) -> Cohort:
    """The class is read once, not once for each of its answers."""
    return Cohort(question, answers, elsewhere)


def _is_non_answer(answer: str) -> bool:
    """Whether every clause says that there is no answer ("No idea, sorry.")."""
    clauses = [clause.strip(_AROUND) for clause in _CLAUSE.split(_plain(answer).strip(_AROUND))]
    whole = (_plain(answer).strip(_AROUND),)
    return any(all(non_answers().fullmatch(part) for part in parts) for parts in (clauses, whole))


def _plain(answer: str) -> str:
    return fold(answer).translate(_ELISION)


def _by_words(cohort: Cohort, answer: str) -> tuple[str, ...]:
    written = words(answer)
    foreign = _is_foreign(cohort, answer, written)
    equal = len(written) >= LONG and cohort.written[written] > 1
    checks = {
        APPEAL: _appeals(cohort, answer),
        COPIES_QUESTION: _copies(cohort, written),
        COPIES_REFERENCE: any(len(r) >= LONG and signs.contains(written, r) for r in cohort.references),
        EQUAL: equal,
        NEARLY_EQUAL: not equal and cohort.likeness.nearly_equal(written) is not None,
        KEYWORDS: not foreign and _is_list(cohort, answer, written),  # its function words are others
        NO_ORDER: len(written) >= _ORDER_WORDS and cohort.order(written) < _ORDERED,
        REPEATS: _repeats([word for word in written if word.isalpha()]),
        **_beside_references(cohort, answer),
        OTHER_LANGUAGE: foreign,
    }
    return tuple(name for name, raised in checks.items() if raised)


def _appeals(cohort: Cohort, answer: str) -> bool:
    """Words to the grader, unless the question or a reference is about such words."""
    about = [_plain(text) for text in (cohort.question.text, *cohort.question.references)]
    return bool(appeals().search(_plain(answer))) and not any(appeals().search(text) for text in about)


def _copies(cohort: Cohort, written: signs.Words) -> bool:
    """The question again, and hardly more: unless a reference says as much of it."""
    share = signs.copied(written, cohort.asked)
    if len(written) < 4 or any(signs.copied(written, reference) >= share for reference in cohort.references):
        return False
    common = cohort.language.common if cohort.language else frozenset()
    new = set(written) - set(cohort.asked) - common
    return share >= _COPIED or (signs.contains(written, cohort.asked) and len(new) <= _NEW)


def _repeats(written: signs.Words) -> bool:
    return len(written) > 2 and signs.repeated(written) >= _REPEATED


def _is_list(cohort: Cohort, answer: str, written: signs.Words) -> bool:
    """Four or more words without function words or stops between; fewer only where they are a reference's, stripped."""
    if not cohort.language or _STOP.search(answer.strip().rstrip(".!?;,")):
        return False
    common = cohort.language.common
    spelt = [word for word in written if word.isalpha()]
    if sum(len(word) > 1 for word in spelt) >= 4:
        return signs.common_share(spelt, common) < _SENTENCE and any(
            signs.common_share(r, common) >= _SENTENCE for r in (cohort.asked, *cohort.references)
        )
    if common & set(written) or len(spelt) < len(written):
        return False
    return any(
        set(written) <= set(r) and (common & set(r) or sorted(written) == sorted(r) != list(written))
        for r in cohort.references
    )


def _beside_references(cohort: Cohort, answer: str) -> dict[str, bool]:
    """What the answer's sentences do with the reference sentence that each is nearest to."""
    denies = changed = False
    for sentence in dict.fromkeys((words(answer), *(words(s) for s in sentences(answer)))):
        clash = signs.beside(sentence, cohort.expected, cohort.language)
        denies, changed = denies or clash is signs.Clash.DENIED, changed or clash is signs.Clash.CHANGED
    return {DENIES: denies, CHANGED: changed}


def _is_foreign(cohort: Cohort, answer: str, written: signs.Words) -> bool:
    """Another script than the item's, or the function words of another language than its own."""
    letters = scripts(answer)
    strange = sum(n for script, n in letters.items() if script not in cohort.scripts)
    if letters.total() >= 4 and strange > letters.total() / 2:
        return True
    if not cohort.code or len(written) < 5:
        return False
    return any(
        share >= max(signs.common_share(written, languages()[cohort.code].common) + _FOREIGN, _SENTENCE)
        and len(set(written) & languages()[code].common - languages()[cohort.code].common) >= 3
        for code, share in shares(written).items()
    )


def _by_meaning(cohort: Cohort, answer: str, vectors: Mapping[str, Vector], scale: Scale) -> tuple[str, ...]:
    own, other = cohort.nearness(answer, vectors, scale)
    margin = _SAME_ELSEWHERE if words(answer) in cohort.elsewhere_words else _ELSEWHERE
    checks = {
        OFF_TOPIC: own < _FAR,
        ELSEWHERE: own >= _FAR and other - own > margin,
        MISCONCEPTION: _misled(cohort.question, answer, vectors, scale) > _MISLED,
    }
    return tuple(name for name, raised in checks.items() if raised)


def _misled(question: Question, answer: str, vectors: Mapping[str, Vector], scale: Scale) -> float:
    """How much nearer the answer is to a misconception than to any reference, the question taken out; -1 where none is listed."""
    if not question.misconceptions:
        return -1.0
    texts = (question.misconceptions, question.references)
    wrong, right = (
        scale.demoted(demoted_similarity([answer], of, vectors, vectors[question.text]).max()) for of in texts
    )
    return float(wrong - right)
