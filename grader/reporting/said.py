"""Numbers, beginnings of texts and corrections, as the report writes them in its language."""

import re

from grader.bank.formula_text import SPACE
from grader.model.correction import Correction, NewAnswer, NewKey, NewPoints, NewRubric, Void
from grader.printing.words import Words, number_text
from grader.reporting.report_words import ReportWords


def decimal(value: float, places: int, plain: Words) -> str:
    """A number with so many places, the language's decimal sign and a true minus."""
    text = f"{value:.{places}f}"
    if not float(text):
        text = text.lstrip("-")
    return text.replace(".", plain.comma).replace("-", "−")


def percent(share: float | None) -> str:
    """A share from 0 to 1 in hundredths; a dash where there is none."""
    return "–" if share is None else f"{share:.0%}"


def shorter(text: str, most: int) -> str:
    """A text in one line of at most so many characters, cut between words, and not within a formula behind words.

    The spaces of a formula are those that do not break.
    """
    line = re.sub(rf"[^\S{SPACE}]+", " ", text).strip()
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    head, _, last = cut.rpartition(" ")
    between = head and (len(head) >= most // 2 or SPACE in last)
    return (head if between else cut).rstrip(f" {SPACE},;:.") + "…"


def corrected_text(one: Correction, plain: Words, words: ReportWords) -> str:
    """What a correction changed."""
    match one.what:
        case NewKey(right=right):
            return words.new_key.format(" · ".join(f"“{text}”" for text in right))
        case NewAnswer(answer=answer, tolerance=tolerance):
            return words.new_answer.format(number_text(answer, plain), number_text(tolerance, plain))
        case Void(how=how):
            return words.void[how.value]
        case NewPoints(points=points):
            return words.new_points.format(number_text(points, plain))
        case NewRubric():
            return words.new_rubric
