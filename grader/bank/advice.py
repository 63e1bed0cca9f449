"""Warnings: what a good item would not have, though it can be printed. Each rule goes from the bank to problems.

Retired items are spared.
"""

import math
import re
from collections.abc import Iterator

from grader.bank import Bank
from grader.bank.alike import alike
from grader.bank.markdown import stray_latex, to_plain, undescribed
from grader.bank.texts import Path, called, normal, options, shortened, texts, words
from grader.errors import Problem, Severity
from grader.model.item import Item, Multiple, Open, Single
from grader.model.kinds import Status

SURPRISING = 0.01  # a chance below this is not taken for chance


def cut_short(bank: Bank) -> Iterator[Problem]:
    """Texts that end where YAML saw a comment begin: "What is the # of layers?" is read as "What is the"."""
    for item in _live(bank):
        for path, text in texts(item):
            if (node := bank.node(item.id, *path)) and node.cut:
                what = f"'{shortened(text)}' ends at a # that begins a comment"
                hint = "if the # belongs to the text, put the whole text in quotes; else put two spaces before it"
                yield _warning(bank, item, path, what, hint)


def lone_distractor(bank: Bank) -> Iterator[Problem]:
    """Choices between a key and one other text, which is often a list that was typed as one text."""
    for item in _live(bank):
        if isinstance(item, Single | Multiple) and len(item.wrong) == 1:
            what = f"there is one wrong option only, '{shortened(item.wrong[0].text)}'"
            hint = "write more: each on its own line beginning with `- `, or as [one, two, three]"
            yield _warning(bank, item, ("wrong",), what, hint)


def latex_outside(bank: Bank) -> Iterator[Problem]:
    """LaTeX commands outside of dollar signs, which would be printed as typed."""
    for item in _live(bank):
        for path, text in texts(item):
            if "\\" in text and (stray := stray_latex(text)):
                hint = "put the formula in $...$; no space may follow the first $ or precede the last"
                what = f"{stray[0]} stands outside of a formula"
                yield _warning(bank, item, path, what, hint, words=stray[0])


def undescribed_images(bank: Bank) -> Iterator[Problem]:
    """Images without a description."""
    for item in _live(bank):
        for path, text in texts(item):
            for image in undescribed(text) if "![" in text else ():
                hint = f"write ![what one must see]({image})"
                what = f"image {image} has no description"
                yield _warning(bank, item, path, what, hint, words=image)


def similar_stems(bank: Bank) -> Iterator[Problem]:
    """Stems that are equal or nearly so; enemies are meant to be."""
    items = tuple(_live(bank))
    for index, other, similarity in alike([item.stem for item in items]):
        one, two = items[index], items[other]
        if two.id in one.enemies or one.id in two.enemies:
            continue
        how = "equal to" if similarity == 1 else f"{similarity:.0%} the same as"
        what = f"the stem is {how} that of {two.id} ({bank.at(two.id)})"
        yield _warning(bank, one, ("stem",), what, f"drop one, or write `enemies: [{two.id}]`")


def catch_all_not_last(bank: Bank) -> Iterator[Problem]:
    """ "None of the above" in the middle."""
    for item in _live(bank):
        for path, option in options(item):
            if not option.last and _CATCH_ALL.match(normal(option.text)):
                what = f"{called(path)}, '{shortened(option.text)}', may be printed in the middle"
                yield _warning(bank, item, path, what, "write it as {text: ..., last: true}")


def longest_key(bank: Bank) -> Iterator[Problem]:
    """A bank that gives keys away by their length.

    The number of single-choice items whose key is strictly longest, against a binomial with the mean of 1/options.
    With unequal numbers of options that binomial has the heavier tail (Hoeffding 1956), so the test errs to silence.
    """
    singles = [item for item in _live(bank) if isinstance(item, Single)]
    if not singles:
        return
    lead = {item.id: _lead(item) for item in singles}
    longest = sum(excess > 0 for excess in lead.values())
    chance = sum(1 / (1 + len(item.wrong)) for item in singles) / len(singles)
    probability = _at_least(longest, len(singles), chance)
    if probability < SURPRISING:
        worst = sorted(lead, key=lambda id_: -lead[id_])[:3]
        what = (
            f"the key is the longest option in {longest} of {len(singles)} single-choice items; "
            f"chance gives {chance * len(singles):.0f} (p = {probability:.2g})"
        )
        hint = f"shorten keys or lengthen distractors, first in {', '.join(worst)}"
        yield Problem("questions", what, hint, Severity.WARNING)


def echoes(bank: Bank) -> Iterator[Problem]:
    """Words of the stem that come again in the key alone."""
    for item in _live(bank):
        if isinstance(item, Single):
            stem, key = _content(item.stem), _content(item.correct.text)
            repeated = (stem & key) - {word for option in item.wrong for word in _content(option.text)}
            if repeated:
                what = f"the stem's '{sorted(repeated)[0]}' comes again in the key and in no distractor"
                yield _warning(
                    bank, item, ("correct",), what, "use the word in a distractor too, or reword the key"
                )


def quiet_negatives(bank: Bank) -> Iterator[Problem]:
    """Questions for what is not so, where the reader may miss the "not"."""
    for item in _live(bank):
        if isinstance(item, Open):
            continue
        question = re.split(r"(?<=[.!?:])\s+", _LOUD.sub("", item.stem).strip())[-1]
        if (found := _NEGATIVE.search(question)) and not _WHY.match(question):
            what = f"the stem asks with an unemphasised '{found.group()}'"
            hint = f"write **{found.group()}**, or ask for what is so"
            yield _warning(bank, item, ("stem",), what, hint, words=question)


def unprepared(bank: Bank) -> Iterator[Problem]:
    """Items without what assembly and students need: facility, minutes, explanation, rubric."""
    for item in _live(bank):
        lacking = [name for name in ("facility", "minutes") if getattr(item, name) is None]
        if lacking:
            hint = "estimate: the share of points students will win (0.65), the minutes they need"
            yield _warning(bank, item, (), f"no {' and no '.join(lacking)}", hint)
        if not isinstance(item, Open) and not item.explanation:
            yield _warning(
                bank, item, (), "no explanation", "say why the key is right and the others are not"
            )
        if isinstance(item, Open) and not item.reference:
            hint = "write an answer worth all points; no exam takes the item before"
            yield _warning(bank, item, (), "no reference answer", hint)
        if isinstance(item, Open) and not item.rubric:
            yield _warning(bank, item, (), "no rubric", "say what earns how many points")


_CATCH_ALL = re.compile(
    r"(all|none|neither|both|any) of (the |these )?(above|these|other|others|options|answers|choices)\b"
    r"|(tutte|nessuna|entrambe|tutti|nessuno) (le |delle |i |dei )?(precedenti|altre|altri|risposte|opzioni|queste)\b"
)
_LOUD = re.compile(r"\*\*.+?\*\*|__.+?__|`[^`]*`|\$[^$]*\$", re.DOTALL)
_NEGATIVE = re.compile(
    r"\b([Nn]ot(?! only)|[Ee]xcept|[Nn]ever|[Nn]on(?! solo)(?!-)|[Tt]ranne|[Ee]ccetto|n['’]t)\b"
)
_WHY = re.compile(r"(why|how|perch[eé]|come)\b", re.IGNORECASE)
_COMMON_WORDS = (
    "about after because before being between cannot could different every given larger other should since smaller "
    "their there these those through under until using value values which while whose within without would "
    "anche ancora altri altre della delle degli dello nella nelle negli perché quale quali quando questa queste questo "
    "sempre senza"
)
_COMMON = frozenset(_COMMON_WORDS.split())


def _live(bank: Bank) -> Iterator[Item]:
    return (item for item in bank.items if item.status != Status.RETIRED)


def _lead(item: Single) -> float:
    """By how much the key is longer than the longest distractor, as a share; not above 0 if it is not longest."""
    longest = max(len(to_plain(option.text)) for option in item.wrong)
    return len(to_plain(item.correct.text)) / max(longest, 1) - 1


def _at_least(count: int, trials: int, chance: float) -> float:
    """The probability of `count` or more successes in independent trials."""

    def log(k: int) -> float:
        ways = math.lgamma(trials + 1) - math.lgamma(k + 1) - math.lgamma(trials - k + 1)
        return ways + k * math.log(chance) + (trials - k) * math.log1p(-chance)

    return min(1.0, math.fsum(math.exp(log(k)) for k in range(count, trials + 1)))


def _content(text: str) -> set[str]:
    return {word for word in words(_LOUD.sub(" ", text)) if len(word) >= 5} - _COMMON


def _warning(bank: Bank, item: Item, path: Path, what: str, hint: str, words: str = "") -> Problem:
    where = bank.at(item.id, *path, words=words)
    return Problem(where, f"item {item.id}: {what}", hint, Severity.WARNING)
