"""Everything that is known of a sitting's paper -> how it stands: the account, what is to be recorded, who is asked.

Worked out anew each time from pages as read, copies, roster, and what people said; so a repeated command
records nothing, and a new saying changes what follows from it and no reading.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.errors import Problem
from grader.model.exam import Exam
from grader.model.paper import PaperStatus, ReadPage, Saying
from grader.model.response import Copy, Response
from grader.reading.account import Account, take_account
from grader.reading.handed_in import Doubt, collect
from grader.reading.layouts import Layouts
from grader.reading.owners import bind, choices, conflicts

SCANS = "scans"  # the key in an import's source that says its responses came from paper


@dataclass(frozen=True, slots=True)
class Known:
    """What the records and the roster hold about a sitting on paper."""

    exam: Exam
    matricola: str
    pages: tuple[ReadPage, ...]
    copies: tuple[Copy, ...]
    printed: tuple[Copy, ...]  # the copies as they were printed
    roster: tuple[str, ...]
    withdrawn: frozenset[str]
    absent: frozenset[str]
    sayings: tuple[Saying, ...]
    responses: tuple[Response, ...]
    imports: Mapping[tuple[int, int], Mapping[str, Any]]  # where each response came from


@dataclass(frozen=True, slots=True)
class Standing:
    """How a sitting's paper stands."""

    account: Account
    copies: tuple[Copy, ...]  # to be bound
    responses: tuple[Response, ...]  # to be recorded
    doubts: tuple[Doubt, ...]
    handwritten: tuple[Doubt, ...]
    problems: tuple[Problem, ...]  # what paper and typed answers say differently, pages to look for


def stand(known: Known) -> Standing:
    """Work out how a sitting's paper stands."""
    layouts = Layouts(known.exam, known.matricola, known.printed)
    chosen = choices(known.pages, known.sayings)

    def account_of(copies: Sequence[Copy]) -> Account:
        return take_account(
            known.pages,
            copies,
            known.roster,
            layouts.pages_of,
            exam=layouts.tag,
            withdrawn=known.withdrawn,
            absent=known.absent,
            chosen=chosen,
        )

    bound, strangers = bind(account_of(known.copies), known.copies, known.roster, known.sayings)
    anew = {copy.number: copy for copy in bound}
    account = account_of([anew.get(copy.number, copy) for copy in known.copies])
    handed_in = collect(known.exam, account, known.sayings)
    new, problems = _compare(handed_in.responses, known.responses, known.imports)
    problems += _missing(account)
    doubts = (*conflicts(account), *strangers, *handed_in.doubts)
    return Standing(account, bound, new, doubts, handed_in.handwritten, tuple(problems))


def _compare(
    found: Sequence[Response],
    recorded: Sequence[Response],
    imports: Mapping[tuple[int, int], Mapping[str, Any]],
) -> tuple[tuple[Response, ...], list[Problem]]:
    """What is new; paper never replaces what was typed."""
    earlier = {(r.copy_number, r.number): r for r in recorded}
    new, problems = [], []
    for response in found:
        place = (response.copy_number, response.number)
        if place not in earlier or (earlier[place] != response and SCANS in imports.get(place, {})):
            new.append(response)
        elif earlier[place] != response:
            what = f"question {place[1]} was typed and the paper says something else; what was typed is kept"
            problems.append(Problem(f"copy {place[0]}", what, "look at the paper"))
    return tuple(new), problems


def _missing(account: Account) -> list[Problem]:
    problems = []
    for paper in account.papers:
        if paper.status is PaperStatus.INCOMPLETE and paper.missing:
            pages = ", ".join(map(str, paper.missing))
            what = f"page {pages} did not come back ({paper.copy.student or 'student not known'})"
            problems.append(Problem(f"copy {paper.copy.number}", what, "find the page and read its scan"))
    for page in account.strays:
        identity: Any = page.reading.identity
        what = f"copy {identity.copy_number} was never issued, and page {identity.page} of it came back"
        problems.append(Problem(page.reading.source, what, "who made this copy? It is not counted"))
    return problems


def roster_of(enrolled: Collection[str] | None, students: Collection[str]) -> tuple[str, ...]:
    """Who can have come: those enrolled on the date, or the whole class where nobody enrolled."""
    return tuple(students if enrolled is None else enrolled)
