"""What the guards must know of a language: its commonest words, how it denies, how it begs; lists kept as data.

Where a text's language is none of the lists', nothing is claimed about it.
"""

import functools
import importlib.resources
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from pydantic import TypeAdapter

from grader.model.base import Model
from grader.scoring.openended.text import words

_LEAST = 0.2  # of the words of a text are function words, or it is no sentence of the language


class Language(Model):
    """The lists of one language; patterns are regular expressions on folded text."""

    function_words: str  # articles, pronouns, prepositions and so on, set apart by spaces
    negations: str
    denials: tuple[str, ...]  # what turns the sentence after it into its contrary
    non_answers: tuple[str, ...]  # patterns of a whole answer that answers nothing
    appeals: tuple[str, ...]  # patterns of words to whoever, or whatever, gives the points
    opposites: str  # pairs with a stroke between, set apart by spaces

    @functools.cached_property
    def common(self) -> frozenset[str]:
        """The function words and negations, as `text.words` cuts them."""
        return frozenset(words(self.function_words)) | self.denying

    @functools.cached_property
    def denying(self) -> frozenset[str]:
        """The words that deny."""
        return frozenset(words(self.negations))

    @functools.cached_property
    def contrary(self) -> frozenset[tuple[str, str]]:
        """Pairs of words of contrary meaning, each in both orders."""
        pairs = [tuple(words(pair)) for pair in self.opposites.split()]
        return frozenset((a, b) for pair in pairs for a, b in (pair, pair[::-1]))

    @functools.cached_property
    def denial_words(self) -> tuple[tuple[str, ...], ...]:
        """The denials, as `text.words` cuts them."""
        return tuple(words(denial) for denial in self.denials)


@functools.cache
def languages() -> Mapping[str, Language]:
    """The languages by code (ISO 639-1)."""
    text = importlib.resources.files(__package__).joinpath("languages.json").read_text(encoding="utf-8")
    return TypeAdapter(dict[str, Language]).validate_json(text)


@functools.cache
def appeals() -> re.Pattern[str]:
    """Words to the grader in any of the languages: who asks a machine may ask it in English."""
    return re.compile("|".join(f"(?:{p})" for each in languages().values() for p in each.appeals))


@functools.cache
def non_answers() -> re.Pattern[str]:
    """A whole answer that answers nothing, in any of the languages."""
    return re.compile("|".join(f"(?:{p})" for each in languages().values() for p in each.non_answers))


def shares(written: Sequence[str]) -> Mapping[str, float]:
    """For each language the share of these words, in text order, that are its function words."""
    counted = Counter(written)
    total = max(counted.total(), 1)
    return {
        code: sum(n for word, n in counted.items() if word in each.common) / total
        for code, each in languages().items()
    }


def language_of(written: Sequence[str]) -> str | None:
    """The code of the language whose function words these words have most of; None when none has enough."""
    found = shares(written)
    best = max(found, key=lambda code: found[code])
    return best if found[best] >= _LEAST else None
