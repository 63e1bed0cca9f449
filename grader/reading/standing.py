"""Everything that is known of a sitting's paper -> how it stands: the account, what is to be recorded, who is asked.

Worked out anew each time from pages as read, copies, roster, and what people said; so a repeated command
records nothing, and a new saying changes what follows from it and no reading.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.errors import Problem, Severity
from grader.model.exam import Exam
from grader.model.paper import PaperStatus, Question, ReadPage, Saying
from grader.model.response import Copy, CopyStatus, Response
from grader.model.score import Decision
from grader.reading.account import Account, take_account
from grader.reading.handed_in import Doubt, as_words, collect, pages_with, seen_of
from grader.reading.layouts import Layouts
from grader.reading.owners import bind, choices, conflicts, set_aside, unread
from grader.reading.pictures import illustrated
from grader.reading.points import Decided, points_on_paper

Place = tuple[int, int]  # copy, printed number
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
    imports: Mapping[Place, Mapping[str, Any]]  # where each response came from
    decisions: tuple[Decision, ...] = ()  # the latest ones
    on_paper: tuple[Decision, ...] = ()  # every one that was taken from a sheet

    @property
    def typed(self) -> frozenset[Place]:
        """The answers that were typed, and not read from paper."""
        places = ((r.copy_number, r.number) for r in self.responses)
        return frozenset(place for place in places if SCANS not in self.imports.get(place, {}))


@dataclass(frozen=True, slots=True)
class Standing:
    """How a sitting's paper stands."""

    account: Account
    copies: tuple[Copy, ...]  # to be bound
    responses: tuple[Response, ...]  # to be recorded
    decisions: tuple[Decision, ...]  # points that graders marked on sheets, to be recorded
    doubts: tuple[Doubt, ...]
    handwritten: tuple[Doubt, ...]
    problems: tuple[Problem, ...]  # what paper and typed answers say differently, pages to look for


def stand(known: Known) -> Standing:
    """Work out how a sitting's paper stands."""
    layouts = Layouts(known.exam, known.matricola, known.printed)
    chosen = choices(known.pages, known.sayings)
    looked_at = frozenset(hash_ for saying in known.sayings for hash_ in saying.seen.split())

    def account_of(copies: Sequence[Copy]) -> Account:
        return take_account(
            known.pages,
            copies,
            known.roster,
            layouts.pages_of,
            exam=layouts.tag,
            withdrawn=known.withdrawn,
            absent=known.absent,
            typed={number for number, _ in known.typed},
            chosen=chosen,
            looked_at=looked_at,
            set_aside=set_aside(known.sayings),
        )

    bound, strangers = bind(account_of(known.copies), known.copies, known.roster, known.sayings)
    anew = {copy.number: copy for copy in bound}
    account = account_of([anew.get(copy.number, copy) for copy in known.copies])
    handed_in = collect(known.exam, account, known.sayings)
    new, contradictions = _compare(known, account, handed_in.responses)
    recorded = {(r.copy_number, r.number): r for r in (*known.responses, *new)}
    decided = Decided(tuple(recorded.values()), known.decisions, known.on_paper)
    given = points_on_paper(known.exam, account, known.printed, known.sayings, decided)
    asked = [*conflicts(account), *unread(account, known.sayings), *strangers, *handed_in.doubts]
    asked += given.doubts
    open_ = [doubt for doubt in asked if not _settled(doubt, known, account, layouts)]
    pointed = {(d.copy_number, d.number) for d in (*known.on_paper, *given.decisions)}
    worded = {(r.copy_number, r.number) for r in known.responses if r.text} & known.typed
    return Standing(
        account=account,
        copies=bound,
        responses=new,
        decisions=given.decisions,
        doubts=illustrated([*open_, *contradictions], account, layouts),
        handwritten=tuple(
            d for d in handed_in.handwritten if (d.copy_number, d.number) not in pointed | worded
        ),
        problems=tuple(_missing(known, account, layouts)),
    )


def _compare(
    known: Known, account: Account, found: Sequence[Response]
) -> tuple[tuple[Response, ...], list[Doubt]]:
    """What is new, and where paper says something else than what was typed, which it never replaces."""
    earlier = {(r.copy_number, r.number): r for r in known.responses}
    papers = {paper.copy.number: paper for paper in account.papers}
    new, contradictions = [], []
    for response in found:
        place = (response.copy_number, response.number)
        before = earlier.get(place)
        if before is None or (before != response and place not in known.typed):
            new.append(response)
        elif before != response and not (response.crop and not response.text and before.text):
            paper = papers[response.copy_number]
            item = known.exam.form(paper.copy.form).at(response.number)
            assert item is not None, "what was read is an answer to an item"
            typed, read = as_words(before), as_words(response)
            why = (
                f"typed as {typed}, which counts, and the paper says {read}: write {typed} to keep it, "
                "or import the other answer with --replace"
            )
            seen = seen_of(pages_with(item, paper))
            contradictions.append(
                Doubt(Question.ANSWER, place[0], why, seen, number=place[1], proposals=(typed,))
            )
    return tuple(new), contradictions


def _settled(doubt: Doubt, known: Known, account: Account, layouts: Layouts) -> bool:
    """Whether typed answers say already what is asked of paper, or its student's answers do not count anyhow."""
    number = doubt.copy_number
    owner = next((p.copy.student for p in account.papers if p.copy.number == number), None)
    if doubt.question is not Question.UNREADABLE and owner in (known.withdrawn | known.absent):
        return True
    match doubt.question:
        case Question.ANSWER:
            return (number, doubt.number) in known.typed
        case Question.NO_INK:
            return any(copy == number for copy, _ in known.typed)
        case Question.PAGE:
            return _typed_out(known, layouts, number, doubt.page)
        case Question.UNREADABLE if number:
            who = account.pages[doubt.page - 1].reading.identity
            return who is not None and _typed_out(known, layouts, number, who.page)
    return False


def _typed_out(known: Known, layouts: Layouts, copy: int, page: int) -> bool:
    """Whether everything that is answered on a page of a copy was typed."""
    numbers = layouts.numbers_on(layouts.copies[copy], page)
    return bool(numbers) and all((copy, number) in known.typed for number in numbers)


def _missing(known: Known, account: Account, layouts: Layouts) -> list[Problem]:
    """Pages to look for, pages of copies that nobody issued, and papers of those who are recorded as absent."""
    problems = []
    for paper in account.papers:
        if paper.copy.status is CopyStatus.VOIDED:
            continue
        if paper.copy.student in known.absent and paper.status is not PaperStatus.NO_INK:
            what = f"{paper.copy.student} is recorded as absent, and a paper came back"
            undo = f"absent --sitting {known.exam.id} --undo --reason WHY"
            hint = f"`grader record {paper.copy.student} {undo}` if that was a mistake"
            problems.append(Problem(f"copy {paper.copy.number}", what, hint, Severity.WARNING))
            continue
        if paper.copy.student in known.withdrawn:
            continue
        lost = [page for page in paper.missing if not _typed_out(known, layouts, paper.copy.number, page)]
        if paper.status is PaperStatus.INCOMPLETE and lost:
            pages = ", ".join(map(str, lost))
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
