"""A suggestion and its worth in a person's words: kinds and numbers in, phrases out. Pure."""

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from grader.model.score import Suggestion
from grader.review.server.machine_words import MachineWords
from grader.scoring.openended.after import Left, Outlook
from grader.scoring.openended.evaluate import FEW, Comparison, Measured


def reasons(suggestion: Suggestion, words: MachineWords, *, decided: bool) -> str:
    """Where the points come from, in one line."""
    found = sum(idea.found for idea in suggestion.ideas)
    low, high = suggestion.low, suggestion.high
    said = [
        words.same_as.format(copy=suggestion.like) if suggestion.like else "",
        words.without if decided else "",
        words.between.format(low=_plain(low), high=_plain(high))
        if low is not None and high is not None and low < high
        else "",
        words.ideas.format(found=found, all=len(suggestion.ideas)) if suggestion.ideas else "",
        words.learnt.format(decisions=suggestion.decisions) if suggestion.decisions else "",
        words.learnt_earlier.format(earlier=suggestion.earlier) if suggestion.earlier else "",
        "" if suggestion.decisions or suggestion.earlier else words.nothing_decided,
    ]
    return " ".join(part for part in said if part)


def flags(suggestion: Suggestion, words: MachineWords) -> Sequence[str]:
    """What a person should look at twice; a warning of another version of the program as it calls it."""
    return [words.flags.get(flag, flag) for flag in suggestion.flags]


def worth(outlook: Outlook | None, item: str, words: MachineWords) -> Mapping[str, Any] | None:
    """How far suggestions can be trusted at an item and overall, and what is left to read; none where nothing is known."""
    if outlook is None or item not in outlook.left:
        return None
    here = outlook.agreement[item]
    table = (
        (words.this_question, here),
        (words.all_questions, outlook.answers),
        (words.totals, outlook.totals),
    )
    return {
        "short": _short(here, outlook.answers, words),
        "left": _left(outlook.left[item], outlook.promise, words),
        "totals": words.totals_more.format(more=outlook.needed, error=f"{outlook.error:g}")
        if outlook.needed
        else words.totals_hold.format(error=f"{outlook.error:g}"),
        "rows": [(title, one.answers, *_cells(one, words)) for title, one in table],
    }


def _short(here: Comparison, everywhere: Comparison, words: MachineWords) -> str:
    if not here.few:
        return words.in_short.format(share=_share(here.right), answers=here.answers)
    if not everywhere.few:
        return words.in_all.format(
            share=_share(everywhere.right), answers=everywhere.answers, here=here.answers
        )
    return words.too_few.format(answers=everywhere.answers, few=FEW)


def _left(left: Left, promise: float, words: MachineWords) -> str:
    if not left.waiting:
        return words.all_read
    if not left.sure:
        return words.none_sure
    if not left.unsure:
        return words.holds.format(promise=f"{100 * promise:g}")
    return words.more.format(more=left.unsure, sure=left.sure)


def _cells(one: Comparison, words: MachineWords) -> tuple[str, str, str]:
    if one.few:
        return ("–", "–", "–")
    return (_share(one.right), _number(one.rmse, words), _number(one.qwk, words))


def _share(one: Measured) -> str:
    return f"{one.value:.0%} ({one.low:.0%}–{one.high:.0%})"


def _number(one: Measured, words: MachineWords) -> str:
    if math.isnan(one.value):
        return words.nothing_varies
    return f"{one.value:.2f} ({one.low:.2f}–{one.high:.2f})"


def _plain(points: Decimal) -> str:
    return format(points.normalize(), "f")
