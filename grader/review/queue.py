"""In which order people read open answers: responses, suggestions and decisions in, the queue out.

First, over all items, what says nothing. Then item by item: the answers from whose decision the machine learns most, what was
drawn to check it, and the rest in a shuffle that is fixed by sitting and item, so that neither the order of copies nor of
marks colours the reading. The members of a group stand behind the answer whose decision serves them.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from grader.model.course import OpenAnswers
from grader.model.exam import Exam, FormItem
from grader.model.item import Open
from grader.model.response import Copy, CopyStatus, Response
from grader.model.score import Decision, Suggestion
from grader.scoring.settle import acceptable, counts, drawn

Place = tuple[int, int, str]  # copy, number, item


class Turn(StrEnum):
    """Why an answer stands where it stands in the queue; in the order of the queue."""

    BLANK = "blank"  # it says nothing: no words, or "I don't know"
    INFORMATIVE = "informative"  # its decision teaches most about the others
    AUDIT = "audit"  # drawn to check what is accepted without a person
    REST = "rest"
    ACCEPTED = "accepted"  # the course takes the suggestion without a person
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open answer in the queue."""

    place: FormItem
    response: Response
    turn: Turn
    suggestion: Suggestion | None = None  # of this very answer
    decision: Decision | None = None
    like: int = 0  # the copy in the queue whose decision serves this answer too
    serves: tuple[int, ...] = ()  # the copies in the queue that its decision serves

    @property
    def key(self) -> Place:
        """Copy, number and item."""
        return (self.response.copy_number, self.place.number, self.place.item.id)


def line_up(
    exam: Exam,
    copies: Sequence[Copy],
    responses: Sequence[Response],
    suggestions: Sequence[Suggestion],
    decisions: Sequence[Decision],
    rules: OpenAnswers,
    *,
    decided_too: bool = False,
    first: int | None = None,
) -> tuple[Waiting, ...]:
    """The queue; with `first` only the so many most informative answers of each item, and their groups."""
    asked = tuple(open_answers(exam, copies, responses, decisions))
    decided = current(decisions, asked)
    lapsed = {_place(d) for d in decisions} - decided.keys()  # a person decides these again
    suggested = {(s.copy_number, s.number, s.item_id): s for s in suggestions}
    groups: dict[tuple[str, int, bool], list[Waiting]] = defaultdict(list)
    for place, response in asked:
        key = (response.copy_number, place.number, place.item.id)
        suggestion, decision = suggested.get(key), decided.get(key)
        made_of = suggestion and (suggestion.answer_hash, suggestion.out_of)
        if made_of != (response.answer_hash, place.points):
            suggestion = None  # it judged another answer, or one that was worth more or less
        turn = _turn(exam, suggestion, decision, rules)
        if turn is Turn.ACCEPTED and key in lapsed:
            turn = Turn.REST
        done = turn in (Turn.ACCEPTED, Turn.DECIDED)
        if done and not (decided_too and first is None):
            continue
        stands_for = (suggestion.like if suggestion and not done else 0) or response.copy_number
        groups[place.item.id, stands_for, done].append(Waiting(place, response, turn, suggestion, decision))
    led = [_led(members) for members in groups.values()]
    if first is not None:
        led = _most_informative(led, first)
    order = {item: i for i, (item, *_) in enumerate(groups)}
    led.sort(key=lambda members: _position(exam.id, order[members[0].place.item.id], members[0]))
    return tuple(one for members in led for one in members)


def waiting(
    exam: Exam, copies: Sequence[Copy], responses: Sequence[Response], decisions: Sequence[Decision]
) -> tuple[tuple[FormItem, Response], ...]:
    """The open answers that no person has decided as they now stand, question by question."""
    asked = tuple(open_answers(exam, copies, responses, decisions))
    decided = current(decisions, asked)
    return tuple(
        (place, response)
        for place, response in asked
        if (response.copy_number, place.number, place.item.id) not in decided
    )


def open_answers(
    exam: Exam, copies: Sequence[Copy], responses: Sequence[Response], decisions: Sequence[Decision]
) -> Iterator[tuple[FormItem, Response]]:
    """What was answered to open items on copies that count, by item in order of its first place, then by copy.

    A blank is among them where a person gave it more points than the item has since it was corrected.
    """
    given = {_place(d): d.points for d in decisions}
    forms = {form.letter: form for form in exam.forms}
    form_of = {
        c.number: forms[c.form] for c in copies if c.status is not CopyStatus.VOIDED and c.form in forms
    }
    first: dict[str, int] = {}
    for form in exam.forms:
        for place in form.items:
            first.setdefault(place.item.id, place.number)
    found = []
    for response in responses:
        form_or_none = form_of.get(response.copy_number)
        at = form_or_none.at(response.number) if form_or_none else None
        if at is None or not isinstance(at.item, Open):
            continue
        if not response.blank or given.get((response.copy_number, at.number, at.item.id), 0) > at.points:
            found.append((at, response))
    yield from sorted(found, key=lambda f: (first[f[0].item.id], f[0].item.id, f[1].copy_number))


def current(
    decisions: Sequence[Decision], asked: Iterable[tuple[FormItem, Response]]
) -> dict[Place, Decision]:
    """The decisions that count for open answers as they read and are weighed now."""
    answers = {(r.copy_number, p.number, p.item.id): (p.points, r.answer_hash) for p, r in asked}
    about = ((_place(d), d) for d in decisions)
    return {place: d for place, d in about if place in answers and counts(d, *answers[place])}


def _place(decision: Decision) -> Place:
    return decision.copy_number, decision.number, decision.item_id


def _turn(exam: Exam, suggestion: Suggestion | None, decision: Decision | None, rules: OpenAnswers) -> Turn:
    if decision:
        return Turn.DECIDED
    if suggestion is None:
        return Turn.REST
    if suggestion.says_nothing:
        return Turn.BLANK
    if acceptable(suggestion, rules):
        return Turn.AUDIT if drawn(exam.id, suggestion) else Turn.ACCEPTED
    return Turn.INFORMATIVE if suggestion.turn else Turn.REST


def _led(members: list[Waiting]) -> list[Waiting]:
    """A group with the answer that stands for it first, or the first that still waits; each knows the others."""
    members = sorted(members, key=lambda one: (bool(one.suggestion and one.suggestion.like), one.key))
    leader, others = members[0], members[1:]
    copy = leader.response.copy_number
    turn = min((one.turn for one in members), key=list(Turn).index)
    led = replace(leader, turn=turn, serves=tuple(one.response.copy_number for one in others))
    return [led, *(replace(one, turn=turn, like=copy) for one in others)]


def _most_informative(led: list[list[Waiting]], first: int) -> list[list[Waiting]]:
    """Of each item the groups whose decision teaches most."""
    of: dict[str, list[list[Waiting]]] = defaultdict(list)
    for members in led:
        if members[0].turn is Turn.INFORMATIVE:
            of[members[0].place.item.id].append(members)
    return [members for groups in of.values() for members in sorted(groups, key=_taught)[:first]]


def _taught(members: list[Waiting]) -> int:
    return min(one.suggestion.turn for one in members if one.suggestion and one.suggestion.turn)


def _position(sitting: str, item: int, leader: Waiting) -> tuple[int, int, int, int, str]:
    """Blanks of all items, then item by item, then what is decided."""
    stage = list(Turn).index(leader.turn)
    over_all = {Turn.BLANK: 0, Turn.ACCEPTED: 2, Turn.DECIDED: 2}.get(leader.turn, 1)
    turn = leader.suggestion.turn if leader.suggestion and leader.turn is Turn.INFORMATIVE else 0
    copy, _, id_ = leader.key
    shuffled = f"{copy:07}" if leader.turn is Turn.DECIDED else _shuffled(f"{sitting} {id_} {copy}")
    return (over_all, item, stage, turn, shuffled)


def _shuffled(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
