"""What happened to a sitting, told in words: events in, one line for each that somebody asks about out."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.gradebook.history_words import ENGLISH, HistoryWords
from grader.model.correction import Correction, NewAnswer, NewKey, NewPoints, NewRubric, Void
from grader.model.event import Event, EventKind
from grader.model.paper import Question
from grader.model.response import Response

_MOST = 120  # characters of an answer or a text


@dataclass(frozen=True, slots=True)
class About:
    """Which events somebody wants to see; empty is all."""

    copies: frozenset[int] = frozenset()
    item: str = ""
    number_of: Mapping[int, int] | None = None  # with `item`: its printed number on each copy's form
    named: bool = True  # whether it may say whose a copy is

    def wants(self, copy: int, item: str = "", number: int = 0) -> bool:
        """Whether something about a copy, and about an item or a printed number of it, is asked for."""
        if self.copies and copy not in self.copies:
            return False
        if not self.item or item == self.item:
            return True
        return bool(number and self.number_of and self.number_of.get(copy) == number)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened."""

    sequence: int
    at: dt.datetime  # UTC
    actor: str
    what: str
    reason: str

    def __str__(self) -> str:
        why = f' ("{self.reason}")' if self.reason else ""
        return f"{self.sequence:5}  {self.at:%Y-%m-%d %H:%M:%S}  {self.actor}: {self.what}{why}"


def tell(
    events: Sequence[Event],
    responses: Mapping[int, Sequence[Response]],
    about: About = About(),
    words: HistoryWords = ENGLISH,
) -> Iterator[Line]:
    """Every event that is about what is asked, the oldest first; `responses` are those of each import's event.

    What takes a correction back is about the items of that one.
    """
    items: dict[int, frozenset[str]] = {}  # of each correction so far, by its event
    for event in events:
        said = json.loads(event.payload)
        if event.kind is EventKind.CORRECTED and "undoes" in said:
            if about.item and about.item not in items.get(said["undoes"], ()):
                continue
        elif event.kind is EventKind.CORRECTED:
            items[event.sequence] = frozenset(one["item_id"] for one in said["corrections"])
        for what in _told(event, said, responses.get(event.sequence, ()), about, words):
            yield Line(event.sequence, event.at, event.actor, what, event.reason)


def _told(
    event: Event, said: Any, responses: Sequence[Response], about: About, words: HistoryWords
) -> Iterator[str]:
    everything = about == About(named=about.named)
    match event.kind:
        case EventKind.COPIES:
            yield from _copies(said, about, everything, words)
        case EventKind.IMPORTED:
            yield from _imported(said, responses, about, everything, words)
        case EventKind.DECIDED:
            given = [d for d in said["decisions"] if about.wants(d["copy_number"], d["item_id"])]
            if everything and len(given) > 1:
                yield words.decided_all.format(n=len(given))
            else:
                for d in given:
                    more = ""
                    if d.get("criteria") is not None:
                        more = words.for_lines.format(lines="; ".join(d["criteria"]) or words.no_line)
                    more += f": {d['comment']}" if d.get("comment") else ""
                    yield words.decided.format(where=_place(d, words), points=d["points"], more=more)
        case EventKind.UNDONE:
            for copy, number, item in said["places"]:
                if about.wants(copy, item):
                    where = words.place_of_item.format(copy=copy, number=number, item=item)
                    yield words.undone.format(where=where, event=said["event"])
            for question, copy, _, number in said.get("sayings", ()):
                if about.wants(copy, number=number):
                    where = _where(copy, number, words)
                    asked = words.questions.get(question, question)
                    yield words.unsaid.format(where=where, question=asked, event=said["said"])
        case EventKind.SAID:
            for s in said["sayings"]:
                if about.wants(s["copy_number"], number=s["number"]):
                    where = _where(s["copy_number"], s["number"], words)
                    answer = _short(s["answer"])
                    if s["question"] == Question.STUDENT and not about.named:
                        answer = words.of_somebody
                    asked = words.questions.get(s["question"], s["question"])
                    yield words.said.format(where=where, question=asked, answer=answer)
        case EventKind.CORRECTED if "undoes" in said:
            yield words.taken_back.format(event=said["undoes"])
        case EventKind.CORRECTED:
            for one in map(Correction.model_validate, said["corrections"]):
                if not about.item or one.item_id == about.item:
                    yield words.corrected.format(item=one.item_id, what=correction_in_words(one, words))
        case EventKind.ACCEPTED:
            accepted = [a for a in said["accepted"] if about.wants(a["copy_number"], a["item_id"])]
            if everything:
                yield words.accepted_all.format(n=len(accepted))
            for a in accepted if not everything else ():
                why = f": {a['why']}" if a.get("why") else ""
                where = words.place.format(copy=a["copy_number"], number=a["number"])
                yield words.accepted.format(where=where, points=a["points"], why=why)
        case _:
            if everything:
                yield _plain(event.kind, said, words)


def correction_in_words(one: Correction, words: HistoryWords = ENGLISH) -> str:
    """What a correction says of its item."""
    match one.what:
        case NewKey(right=right):
            return words.right.format(options=words.or_.join(f"“{text}”" for text in right))
        case NewAnswer(answer=answer, tolerance=tolerance):
            return words.right_number.format(answer=f"{answer:f}", tolerance=f"{tolerance:f}")
        case Void(how=how):
            return words.void.format(how=words.voiding.get(how.value, how.value))
        case NewPoints(points=points):
            return words.worth.format(points=f"{points:f}")
        case NewRubric(rubric=rubric):
            lines = "; ".join(f"{line.points:f} {line.text}" for line in rubric)
            return words.rubric.format(lines=lines)


def _place(decided: Mapping[str, Any], words: HistoryWords) -> str:
    return words.place_of_item.format(
        copy=decided["copy_number"], number=decided["number"], item=decided["item_id"]
    )


def _where(copy: int, number: int, words: HistoryWords) -> str:
    return (words.place if number else words.copy_).format(copy=copy, number=number)


def _imported(
    said: Any, responses: Sequence[Response], about: About, everything: bool, words: HistoryWords
) -> Iterator[str]:
    found = [r for r in responses if about.wants(r.copy_number, number=r.number)]
    source = said["source"].get("file") or said["source"].get("review") or "paper"
    if everything:
        yield words.recorded_all.format(n=len(found), source=source)
    else:
        for r in found:
            answer = ", ".join(r.letters) or _short(r.text) or (words.a_picture if r.crop else words.nothing)
            where = words.place.format(copy=r.copy_number, number=r.number)
            yield words.recorded.format(where=where, source=source, answer=answer)


def _short(text: str) -> str:
    return text if len(text) <= _MOST else text[:_MOST].rstrip() + " …"


def _copies(said: Any, about: About, everything: bool, words: HistoryWords) -> Iterator[str]:
    copies, undone = said["copies"], said.get("undoes")
    tail = words.copies_undone.format(event=undone) if undone else ""
    if everything and len(copies) > 1:
        first, last = copies[0]["number"], copies[-1]["number"]
        yield words.copies.format(n=len(copies), first=first, last=last) + tail
        return
    for copy in copies:
        if about.wants(copy["number"]) or (about.item and copy["number"] in about.copies):
            student = copy.get("student")
            of = words.of_student.format(student=student) if about.named else words.of_somebody
            status = words.statuses.get(copy["status"], copy["status"])
            who = of if student else words.of_nobody
            form = copy["form"]
            yield words.copy_bound.format(copy=copy["number"], form=form, who=who, status=status) + tail


def _plain(kind: EventKind, said: Mapping[str, Any], words: HistoryWords) -> str:
    match kind:
        case EventKind.SEALED:
            return words.sealed
        case EventKind.READ:
            return words.read.format(n=said["through"])
        case EventKind.JUDGED:
            return words.judged.format(n=len(said["pages"]))
        case EventKind.STATUS:
            status = f"{said['status']} {said.get('value', '')}".rstrip()
            undone = words.status_undone if said.get("undone") else ""
            return words.status.format(student=said["student_id"], status=status) + undone
        case EventKind.ANNOUNCED:
            return words.announced
        case _:
            return words.published
