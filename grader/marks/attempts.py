"""Which attempt at a component counts: all attempts of one student in, the one that counts out, in words.

An absent or withdrawn attempt gives no points and never replaces an earlier one: who does not hand in
keeps what there was. (Who withdraws counts as failed on that day, R.D. 1269/1938, art. 43, and is listed so;
it is no reason to lose an earlier result.) A refused attempt does replace earlier ones and gives no points:
otherwise refusing would turn `latest` into `best`. Attempts after `valid_until` do not count.
"""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from grader.marks.numbers import shown
from grader.marks.step_words import ENGLISH, StepWords
from grader.model.course import Course
from grader.model.mark import ComponentScore, ComponentState, Step

_HANDED_IN = (ComponentState.SCORED, ComponentState.PENDING, ComponentState.REFUSED)


def choose_attempt(
    course: Course, component: str, attempts: Sequence[ComponentScore], words: StepWords = ENGLISH
) -> tuple[ComponentScore, Step]:
    """The attempt that counts, and why; with no attempt at all, one that waits."""
    ordered = sorted(attempts, key=_day)
    until = course.valid_until
    late = [a for a in ordered if until and a.on and a.on > until]
    valid = [a for a in ordered if a not in late]
    handed_in = [a for a in valid if a.state in _HANDED_IN]
    others = [a for a in valid if a.state not in _HANDED_IN]
    if handed_in:
        chosen = handed_in[-1] if course.attempts == "latest" else _best(handed_in)
    elif others:
        chosen = others[-1]
    else:
        chosen = ComponentScore(
            student_id=attempts[0].student_id if attempts else "",
            component=component,
            state=ComponentState.WAITING,
            out_of=course.components[component].out_of,
            note=words.too_late.format(late[-1].on, until) if late else words.not_taken,
        )
    said = f"{component}: {in_words(chosen, words)}"
    passed_over = [a for a in ordered if a is not chosen]
    if passed_over:
        latest = course.attempts == "latest"
        rule = words.nothing if len(handed_in) < 2 else words.latest if latest else words.best
        said += words.passed_over.format(rule, ", ".join(_short(a, words) for a in passed_over))
    return chosen, Step(text=said, value=chosen.points)


def in_words(score: ComponentScore, words: StepWords = ENGLISH) -> str:
    """An attempt as one would say it: "12.5 of 15 on 2026-04-15"."""
    day = words.on.format(score.on) if score.on else ""
    note = f" [{score.note}]" if score.note and score.note != score.state else ""
    if score.state is ComponentState.SCORED:
        return f"{words.scored.format(shown(score.points), shown(score.out_of))}{day}{note}"
    if score.state is ComponentState.PENDING:
        return words.pending.format(day, shown(score.points or Decimal(0)), shown(score.out_of)) + note
    return f"{words.states.get(score.state, score.state)}{day}{note}"


def _best(handed_in: Sequence[ComponentScore]) -> ComponentScore:
    """The pending one while there is one, as it may turn out to be the best; else the highest, the later of equals."""
    for attempt in reversed(handed_in):
        if attempt.state is ComponentState.PENDING:
            return attempt
    return max(handed_in, key=lambda a: (a.points if a.points is not None else Decimal(-1), _day(a)))


def _day(attempt: ComponentScore) -> tuple[dt.date, str]:
    return attempt.on or dt.date.min, attempt.sitting


def _short(attempt: ComponentScore, words: StepWords) -> str:
    state = words.states.get(attempt.state, attempt.state)
    return (shown(attempt.points) if attempt.points is not None else state) + words.on.format(attempt.on)
