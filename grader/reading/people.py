"""A row's id, email or name -> the student on the roster, with what a person should know about the match.

The id is the identity; a spreadsheet that ate its leading zeros is forgiven with a warning. An email comes
second. A name alone is taken only when exactly one student has it, and then a person must confirm it.
"""

import difflib
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from grader.model.roster import Student
from grader.reading.words import bare, quoted, visible

_PROPOSED = 3  # students in whose place somebody may have been meant


@dataclass(frozen=True, slots=True)
class Match:
    """The student that a row belongs to, or none and why."""

    student: str | None
    remark: str = ""
    hint: str = ""
    confirm: bool = False  # a person must say that this is right


class Roll:
    """The roster, ready to be searched by what a file says about a person."""

    def __init__(self, students: Sequence[Student]) -> None:
        self._students = {s.student_id: s for s in students}
        self._by_email: dict[str, set[str]] = defaultdict(set)
        self._by_name: dict[str, set[str]] = defaultdict(set)
        self._by_digits: dict[str, set[str]] = defaultdict(set)
        for s in students:
            self._by_digits[_without_zeros(s.student_id)].add(s.student_id)
            self._by_email[s.email.casefold()].add(s.student_id)
            for name in {s.surname + s.name, s.name + s.surname}:
                self._by_name[bare(name)].add(s.student_id)
        self._surnames = {bare(s.surname) for s in students} - {""}
        self._names = {bare(s.name) for s in students} - {""}
        self._by_email.pop("", None)
        self._by_name.pop("", None)

    def knows_id(self, text: str) -> bool:
        """Whether a cell is a student's id, if need be with its zeros restored."""
        return bool(self._ids(visible(text))[0])

    def knows_email(self, text: str) -> bool:
        """Whether a cell is a student's email."""
        return visible(text).casefold() in self._by_email

    def knows_surname(self, text: str) -> bool:
        """Whether a cell is the surname of some student."""
        return bare(text) in self._surnames

    def knows_name(self, text: str) -> bool:
        """Whether a cell is the given name of some student."""
        return bare(text) in self._names

    def match(self, id_: str = "", email: str = "", name: str = "") -> Match:
        """Find the student by id, else by email, else by name; contradictions and doubts are said."""
        id_, email, name = visible(id_), visible(email), visible(name)
        student, remark = self._ids(id_)
        by_email = self._one(self._by_email, email.casefold()) or self._one(self._by_email, id_.casefold())
        by_name = self._by_name.get(bare(name) or bare(id_), set())
        if student and by_email and student != by_email:
            return Match(
                None, f"id {id_} and email {email} are two students", "correct the one that is wrong"
            )
        if student:
            known = self._students[student]
            halves = {bare(known.surname), bare(known.name)}  # a file may have a column for the surname only
            if name and student not in by_name and bare(name) not in halves:
                remark = remark or f"{student} is not called {quoted(name)} on the roster"
            return Match(student, remark, "check that it is the same person" if remark else "")
        if by_email:
            remark = f"{quoted(id_)} is not on the roster: matched by email" if id_ and id_ != email else ""
            return Match(by_email, remark)
        said = ", ".join(filter(None, (id_, email, name))) or "nobody"
        if len(by_name) == 1:
            (found,) = by_name
            remark = f"{quoted(name or id_)} was matched by name alone with {found}"
            return Match(found, remark, "confirm it by writing the id into the file", confirm=True)
        if by_name:
            return Match(
                None, f"{quoted(name or id_)} are {len(by_name)} students", "write the id into the file"
            )
        hint = "add the student to students.csv, or correct the row"
        if re.fullmatch(r"\d[.,]\d+E\+\d+", id_, re.IGNORECASE):
            hint = "a spreadsheet rounded the id: export again with the column as text"
        return Match(None, f"{quoted(said)} is not on the roster", hint)

    def near(self, id_: str, name: str) -> tuple[str, ...]:
        """The ids of up to three students whose name or id is nearly that, the likeliest first."""
        names = difflib.get_close_matches(bare(name), self._by_name, n=_PROPOSED, cutoff=0.75) if name else []
        ids = difflib.get_close_matches(id_, self._students, n=_PROPOSED, cutoff=0.8) if id_ else []
        found = [student for one in names for student in sorted(self._by_name[one])]
        return tuple(dict.fromkeys((*found, *ids)))[:_PROPOSED]

    def _ids(self, text: str) -> tuple[str | None, str]:
        if text in self._students:
            return text, ""
        found = self._one(self._by_digits, _without_zeros(text)) if text else None
        if found and found.casefold() == text.casefold():
            return found, ""
        return found, f"{text} is taken as {found}: a spreadsheet ate the zeros" if found else ""

    @staticmethod
    def _one(index: dict[str, set[str]], key: str) -> str | None:
        found = index.get(key, set())
        return next(iter(found)) if len(found) == 1 else None


def _without_zeros(id_: str) -> str:
    return re.sub(r"[.,]0+$", "", id_).lstrip("0").casefold()
