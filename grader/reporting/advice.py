"""Alarms in words: what was found, of which question, and one line on what to do about it."""

from dataclasses import dataclass

from grader.bank.markdown import to_plain
from grader.printing.words import Words
from grader.reporting.findings import Findings
from grader.reporting.report_words import ReportWords
from grader.reporting.said import shorter

_TEXT = 90  # characters of an option


@dataclass(frozen=True, slots=True)
class Notice:
    """One alarm as people read it."""

    kind: str
    title: str
    items: tuple[str, ...]
    text: str
    advice: str


_WRONG_KEY = {
    "en": (
        "The key may be wrong",
        "Better students avoid the key “{}” and choose “{}”.",
        "Read both again; if the key is wrong: grader correct {} --item {} --key “…”",
    ),
    "it": (
        "La chiave può essere errata",
        "Gli studenti migliori evitano la chiave «{}» e scelgono «{}».",
        "Rileggere entrambe; se la chiave è errata: grader correct {} --item {} --key «…»",
    ),
}


def notices(found: Findings, plain: Words, words: ReportWords) -> tuple[Notice, ...]:
    """Everything that is worth a look, the gravest first."""
    title, text, advice = _WRONG_KEY[found.exam.language]
    return tuple(
        Notice(
            "wrong-key",
            title,
            (alarm.item_id,),
            text.format(
                shorter(to_plain(alarm.key.text), _TEXT), shorter(to_plain(alarm.distractor.text), _TEXT)
            ),
            advice.format(found.exam.id, alarm.item_id),
        )
        for alarm in found.wrong_keys
    )
