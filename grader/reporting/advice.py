"""Alarms in words: what was found, of which questions, and one line on what to do about it.

Nobody is named here, neither students nor the people who judged: which papers and who stands in tables of their own,
which only the instructor has.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from grader.bank.markdown import to_readable
from grader.printing.words import Words
from grader.reporting.alarm_words import ALARM_WORDS, Alarm, AlarmWords
from grader.reporting.findings import Findings
from grader.reporting.report_words import ReportWords
from grader.reporting.said import decimal, shorter

_TEXT = 90  # characters of an option


@dataclass(frozen=True, slots=True)
class Notice:
    """One alarm as people read it."""

    kind: str
    title: str
    items: tuple[str, ...]
    text: str
    advice: str


def notices(found: Findings, plain: Words, words: ReportWords) -> tuple[Notice, ...]:
    """Everything that is worth a look, the gravest first."""
    said = ALARM_WORDS[found.exam.language]
    return tuple(_notices(found, plain, said))


def _notices(found: Findings, plain: Words, said: AlarmWords) -> Iterator[Notice]:
    alarms, exam = found.alarms, found.exam.id
    for key in alarms.wrong_keys:
        texts = (_short(key.key.text), _short(key.distractor.text))
        yield _notice("wrong-key", said.wrong_key, (key.item_id,), texts, (exam, key.item_id))
    for person in alarms.differing:
        facts = (found.graders, _percent(abs(person.shift)), person.answers, person.others)
        yield _notice("grader-differs", said.harsh if person.shift < 0 else said.mild, (), facts)
    for one in alarms.disputed:
        side = said.above if one.shift > 0 else said.below
        far = (one.answers, _percent(one.apart), side, _percent(abs(one.shift)))
        yield _notice("suggestions-disagree", said.disputed, (one.item_id,), far, (exam, one.item_id))
    for same in alarms.all_alike:
        if same.everybody:
            yield _notice("everybody", said.everybody, (same.item_id,), (same.papers,))
        else:
            yield _notice("nobody", said.nobody, (same.item_id,), (same.papers,), (exam, same.item_id))
    for pair in alarms.twins:
        alike = (decimal(pair.correlation, 2, plain), pair.papers)
        yield _notice("same-measure", said.twins, pair.items, alike, (pair.items[1],))
    for dull in alarms.untaken:
        texts = (_short(dull.option.text), decimal(dull.option.even, 0, plain))
        yield _notice("untaken-distractor", said.untaken, (dull.item_id,), texts)
    if alarms.alike:
        many = len(alarms.alike)
        yield _notice("alike-papers", said.alike if many > 1 else said.alike_one, (), (many,))


def _notice(
    kind: str, said: Alarm, items: tuple[str, ...], facts: tuple[object, ...], advice: tuple[object, ...] = ()
) -> Notice:
    return Notice(kind, said.title, items, said.text.format(*facts), said.advice.format(*advice))


def _short(text: str) -> str:
    return shorter(to_readable(text), _TEXT)


def _percent(share: float) -> str:
    return f"{share:.0%}"
