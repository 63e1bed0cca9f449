"""What happened to a sitting, told in words: events in, one line for each that somebody asks about out."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.model.correction import Correction, NewAnswer, NewKey, NewPoints, NewRubric, Void
from grader.model.event import Event, EventKind
from grader.model.response import Response

_MOST = 120  # characters of an answer or a text


@dataclass(frozen=True, slots=True)
class About:
    """Which events somebody wants to see; empty is all."""

    copies: frozenset[int] = frozenset()
    item: str = ""
    number_of: Mapping[int, int] | None = None  # with `item`: its printed number on each copy's form

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
    events: Sequence[Event], responses: Mapping[int, Sequence[Response]], about: About = About()
) -> Iterator[Line]:
    """Every event that is about what is asked, the oldest first; `responses` are those of each import's event."""
    for event in events:
        for what in _told(event, json.loads(event.payload), responses.get(event.sequence, ()), about):
            yield Line(event.sequence, event.at, event.actor, what, event.reason)


def _told(event: Event, said: Any, responses: Sequence[Response], about: About) -> Iterator[str]:
    everything = about == About()
    match event.kind:
        case EventKind.COPIES:
            yield from _copies(said["copies"], about, everything)
        case EventKind.IMPORTED:
            found = [r for r in responses if about.wants(r.copy_number, number=r.number)]
            source = said["source"].get("file") or said["source"].get("review") or "paper"
            if everything:
                yield f"{len(found)} answers recorded from {source}"
            else:
                for r in found:
                    answer = ", ".join(r.letters) or r.text[:_MOST] or ("a picture" if r.crop else "nothing")
                    yield f"copy {r.copy_number}, question {r.number}: answer recorded from {source}: {answer}"
        case EventKind.DECIDED:
            given = [d for d in said["decisions"] if about.wants(d["copy_number"], d["item_id"])]
            if everything and len(given) > 1:
                yield f"{len(given)} answers decided"
            else:
                for d in given:
                    text = (
                        f", for {'; '.join(d['criteria']) or 'no line'}"
                        if d.get("criteria") is not None
                        else ""
                    )
                    text += f": {d['comment']}" if d.get("comment") else ""
                    yield f"copy {d['copy_number']}, question {d['number']} ({d['item_id']}): {d['points']} points{text}"
        case EventKind.UNDONE:
            for copy, number, item in said["places"]:
                if about.wants(copy, item):
                    yield f"copy {copy}, question {number} ({item}): what event {said['event']} decided is taken back"
            for question, copy, _, number in said.get("sayings", ()):
                if about.wants(copy, number=number):
                    where = f"copy {copy}" + (f", question {number}" if number else "")
                    yield f"{where}: asked about {question}, what event {said['said']} said is taken back"
        case EventKind.SAID:
            for s in said["sayings"]:
                if about.wants(s["copy_number"], number=s["number"]):
                    where = f"copy {s['copy_number']}" + (f", question {s['number']}" if s["number"] else "")
                    yield f"{where}: asked about {s['question']}, a person said: {s['answer'][:_MOST]}"
        case EventKind.CORRECTED if "undoes" in said:
            yield f"correction {said['undoes']} is taken back"
        case EventKind.CORRECTED:
            for one in map(Correction.model_validate, said["corrections"]):
                if not about.item or one.item_id == about.item:
                    yield f"{one.item_id}: {correction_text(one)}"
        case EventKind.ACCEPTED:
            accepted = [a for a in said["accepted"] if about.wants(a["copy_number"], a["item_id"])]
            if everything:
                yield f"{len(accepted)} suggestions accepted without a person"
            for a in accepted if not everything else ():
                why = f": {a['why']}" if a.get("why") else ""
                yield f"copy {a['copy_number']}, question {a['number']}: suggestion of {a['points']} points accepted{why}"
        case _:
            if everything:
                yield _plain(event.kind, said)


def _copies(copies: Sequence[Mapping[str, Any]], about: About, everything: bool) -> Iterator[str]:
    if everything and len(copies) > 1:
        yield f"{len(copies)} copies issued or bound: {copies[0]['number']} to {copies[-1]['number']}"
        return
    for copy in copies:
        if about.wants(copy["number"]) or (about.item and copy["number"] in about.copies):
            who = f"of {copy['student']}" if copy.get("student") else "of nobody yet"
            yield f"copy {copy['number']}: form {copy['form']}, {who}, {copy['status']}"


def correction_text(one: Correction) -> str:
    """What a correction makes of an item, after its id."""
    match one.what:
        case NewKey(right=right):
            return "right is " + " or ".join(f"“{text}”" for text in right)
        case NewAnswer(answer=answer, tolerance=tolerance):
            return f"the right number is {answer:f} within {tolerance:f}"
        case Void(how=how):
            return f"does not count: {how.value}"
        case NewPoints(points=points):
            return f"is worth {points:f} points"
        case NewRubric(rubric=rubric):
            return "has another rubric: " + "; ".join(f"{line.points:f} {line.text}" for line in rubric)


def _plain(kind: EventKind, said: Mapping[str, Any]) -> str:
    match kind:
        case EventKind.SEALED:
            return "the exam was sealed"
        case EventKind.READ:
            return f"scans were read; {said['through']} pages in all"
        case EventKind.JUDGED:
            return f"bubbles were judged anew on {len(said['pages'])} pages"
        case EventKind.STATUS:
            undone = ", taken back" if said.get("undone") else ""
            return f"{said['student_id']}: {said['status']} {said.get('value', '')}".rstrip() + undone
        case _:
            return kind.value
