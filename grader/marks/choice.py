"""Which route counts: what each route gives in, the one that counts (or why there is none) out, in words.

A route that a person recorded for the student counts under every `choose`. A refused mark does not come
back: only a route with a part from after the refusal gives a new one. A route that still has undecided
answers holds the mark up where it could change it.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from grader.marks.numbers import round_mark, shown
from grader.marks.routes import Candidate, State
from grader.marks.step_words import ENGLISH, StepWords
from grader.model.course import Course
from grader.model.mark import Outcome, Step


@dataclass(frozen=True, slots=True)
class Chosen:
    """The route that counts, or the outcome without one."""

    candidate: Candidate | None = None
    outcome: Outcome = Outcome.PENDING
    note: str = ""
    steps: tuple[Step, ...] = ()
    blocked_by: tuple[str, ...] = ()
    waiting: bool = False  # parts are missing


def choose_route(
    course: Course,
    candidates: Sequence[Candidate],
    wanted: str = "",
    refused_on: dt.date | None = None,
    words: StepWords = ENGLISH,
) -> Chosen:
    """Choose among the routes as the course says; `wanted` is the student's own recorded choice."""
    asked = [c for c in candidates if not wanted or c.route == wanted]
    steps = [step for c in asked for step in c.steps]
    if wanted:
        steps.append(Step(text=words.chosen.format(wanted)))
    refused = [
        c for c in asked if c.state is State.COMPLETE and refused_on is not None and c.newest <= refused_on
    ]
    complete = [c for c in asked if c.state is State.COMPLETE and c not in refused]
    pending = [c for c in asked if c.state is State.PENDING]
    if refused:
        steps.append(Step(text=words.refused.format(refused_on, _listed(refused, words))))
    best = _preferred(course, complete) if complete else None
    if pending and (best is None or course.choose != "latest" or _latest(pending) >= _latest([best])):
        blocked = tuple(dict.fromkeys(sitting for c in pending for sitting in c.blocked_by))
        note = "; ".join(_undecided(pending)) or "answers to be decided"
        return Chosen(note=note, steps=tuple(steps), blocked_by=blocked)
    if best is None and refused:
        marks = ", ".join(str(min(round_mark(c.exact, course.round), course.cap)) for c in refused)
        return Chosen(outcome=Outcome.REFUSED, note=f"refused {marks} on {refused_on}", steps=tuple(steps))
    if best is None:
        note = "; ".join([_missing(asked), *_undecided(asked)])
        return Chosen(note=note, steps=tuple(steps), waiting=True)
    if course.choose == "student" and len(complete) > 1 and not wanted:
        note = f"the student must choose: {_listed(complete, ENGLISH)}"
        return Chosen(note=note, steps=tuple(steps))
    if len(complete) > 1:
        steps.append(Step(text=words.counts[course.choose].format(best.route, _listed(complete, words))))
    return Chosen(candidate=best, steps=tuple(steps))


def _preferred(course: Course, complete: Sequence[Candidate]) -> Candidate:
    """The best or the latest; of equals the first in the policy's order."""
    if course.choose == "latest":
        return max(complete, key=lambda c: c.newest_exam)

    def worth(candidate: Candidate) -> tuple[bool, Fraction]:
        passes = round_mark(candidate.exact, course.round) >= course.pass_mark and not candidate.below
        return passes, candidate.exact

    return max(complete, key=worth)


def _latest(candidates: Sequence[Candidate]) -> dt.date:
    return max(c.newest_exam for c in candidates)


def _undecided(candidates: Sequence[Candidate]) -> list[str]:
    return list(dict.fromkeys(words for c in candidates for words in c.undecided))


def _missing(candidates: Sequence[Candidate]) -> str:
    """What the route that is furthest waits for: most tests taken, then fewest parts missing, then first.

    A student who took no test yet may still go any way, so that all of them are named.
    """
    waiting = [c for c in candidates if c.state is State.WAITING]
    furthest = min(waiting, key=lambda c: (-c.exams, len(c.waiting_for)))
    if furthest.exams or len(waiting) == 1:
        return f"waiting for {', '.join(furthest.waiting_for)}"
    return f"waiting for {'; or '.join(', '.join(c.waiting_for) for c in waiting)}"


def _listed(candidates: Sequence[Candidate], words: StepWords) -> str:
    return words.either.join(f"{c.route} {shown(c.exact)}" for c in candidates)
