"""Searching the roster for whose paper it is. Pure."""

from collections.abc import Iterable, Mapping

from grader.model.roster import Student

MOST = 12  # students that a search shows


def found_on(roster: Iterable[str], students: Mapping[str, Student], wanted: str) -> tuple[Student, ...]:
    """Students on the roster whose id or name has every word of a search, the first ones; none for an empty one."""
    words = wanted.casefold().split()
    who = (students[id_] for id_ in roster if id_ in students)
    hits = (s for s in who if all(w in f"{s.student_id} {s.surname} {s.name}".casefold() for w in words))
    return tuple(hits)[:MOST] if words else ()
