"""Whose a paper is, and which of several scans counts: certain matches in, the rest as questions for people.

A copy without a student is bound only when every column of its matricola has one clear mark, the id is on the
roster, and no other paper claims it. Everything else is proposed, and never done.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence

from grader.model.paper import PaperStatus, Question, ReadPage, Saying
from grader.model.reading import BubbleState, PageStatus
from grader.model.response import Copy, CopyStatus
from grader.model.sheet import Role
from grader.reading.account import Account, Paper
from grader.reading.handed_in import Doubt, seen_of
from grader.reading.scans import Place, settle_pages

_PROPOSED = 5


def choices(pages: Sequence[ReadPage], sayings: Sequence[Saying]) -> dict[Place, str]:
    """The scans that people took, where they looked at every scan that is still in question."""
    scans = _scans(pages)
    return {
        (s.copy_number, s.page): s.answer
        for s in sayings
        if s.question is Question.PAGE
        and {p.reading.content_hash for p in scans.get((s.copy_number, s.page), ())} <= {*s.seen.split()}
    }


def conflicts(account: Account) -> tuple[Doubt, ...]:
    """Pages whose scans disagree: which of them counts?"""
    scans = _scans(account.pages)
    found = []
    for paper in account.papers:
        if paper.copy.status is CopyStatus.VOIDED:
            continue
        for page in paper.conflicts:
            same = scans[paper.copy.number, page]
            sources = ", ".join(f"{p.reading.content_hash[:8]} is {p.reading.source}" for p in same)
            found.append(
                Doubt(
                    Question.PAGE,
                    paper.copy.number,
                    f"{len(same)} scans of page {page} disagree: {sources}",
                    seen_of(same),
                    page=page,
                    crops=tuple(box.crop for p in same for box in p.boxes if box.crop),
                    proposals=tuple(p.reading.content_hash[:8] for p in same),
                )
            )
    return tuple(found)


def unread(account: Account, sayings: Sequence[Saying]) -> tuple[Doubt, ...]:
    """Pages that cannot be read and that nobody set aside; one that was read by another scan is not asked about."""
    aside = set_aside(sayings)
    there = {
        (page.reading.identity.copy_number, page.reading.identity.page)
        for page in account.pages
        if page.reading.identity and page.reading.status in (PageStatus.READ, PageStatus.CONFLICT)
    }
    void = {p.copy.number for p in account.papers if p.copy.status is CopyStatus.VOIDED}
    found = []
    for place, page in enumerate(account.pages, start=1):
        who, hash_ = page.reading.identity, page.reading.content_hash
        if page.reading.status is not PageStatus.UNREADABLE or hash_ in aside:
            continue
        if who and ((who.copy_number, who.page) in there or who.copy_number in void):
            continue
        whose = f" (page {who.page})" if who else ""
        why = f"{page.reading.source}{whose} cannot be read: {page.reading.note}"
        found.append(Doubt(Question.UNREADABLE, who.copy_number if who else 0, why, hash_, page=place))
    return tuple(found)


def set_aside(sayings: Sequence[Saying]) -> frozenset[str]:
    """The content hashes of the unreadable pages that a person has dealt with."""
    return frozenset(s.seen for s in sayings if s.question is Question.UNREADABLE)


def bind(
    account: Account, copies: Sequence[Copy], roster: Collection[str], sayings: Sequence[Saying]
) -> tuple[tuple[Copy, ...], tuple[Doubt, ...]]:
    """The copies that get their student now, and those of which a person must say whose they are."""
    back = {paper.copy.number for paper in account.papers}
    taken = Counter(
        c.student for c in copies if c.student and c.number in back and c.status is not CopyStatus.VOIDED
    )
    said = {s.copy_number: s for s in sayings if s.question is Question.STUDENT}
    open_papers = [p for p in account.papers if _is_open(p, roster)]
    read = {paper.copy.number: matricola(paper) for paper in open_papers}
    claims = Counter(read.values())
    bound, doubts = [], []
    for paper in open_papers:
        copy, claim, seen = paper.copy, read[paper.copy.number], seen_of(paper.pages)
        told = said.get(copy.number)
        owner = told.answer if told and told.seen == seen else None
        if owner is None and copy.student is None and claim in roster:
            owner = claim if claims[claim] == 1 and not taken[claim] else None
        if owner is not None and owner in roster and owner != copy.student:
            bound.append(copy.model_copy(update={"student": owner, "status": CopyStatus.ISSUED}))
            continue
        crops = tuple(path for page in paper.pages for key, path in page.crops if key in ("name", "0"))
        near = tuple(id_ for id_ in proposals(paper, roster) if not taken[id_])[:_PROPOSED]
        why = _why(copy, claim, claims[claim], taken[claim], roster)
        doubts.append(Doubt(Question.STUDENT, copy.number, why, seen, crops=crops, proposals=near))
    return tuple(bound), tuple(doubts)


def matricola(paper: Paper) -> str:
    """The student id as filled in; "?" stands for a column without exactly one clear mark."""
    text = ""
    for marked, uncertain in _columns(paper).values():
        text += marked[0] if len(marked) == 1 and not uncertain else "?"
    return text


def proposals(paper: Paper, roster: Collection[str]) -> tuple[str, ...]:
    """Ids on the roster that differ from what is filled in by one column at most, the most alike first."""
    columns = list(_columns(paper).values())
    found = []
    for id_ in roster:
        if len(id_) != len(columns):
            continue
        wrong = sum(bool(m or u) and sign not in (*m, *u) for sign, (m, u) in zip(id_, columns, strict=True))
        empty = sum(not (m or u) for m, u in columns)
        if wrong <= 1 and wrong + empty <= len(columns) // 2:
            found.append((wrong, id_))
    return tuple(id_ for _, id_ in sorted(found))


def _columns(paper: Paper) -> Mapping[int, tuple[list[str], list[str]]]:
    """What is marked and what is uncertain in each column of the matricola, from the left."""
    columns: dict[int, tuple[list[str], list[str]]] = {}
    for page in paper.pages:
        for fill in page.reading.fills:
            if fill.role is Role.MATRICOLA:
                marked, uncertain = columns.setdefault(fill.column, ([], []))
                if fill.state is BubbleState.MARKED:
                    marked.append(fill.value)
                elif fill.state is BubbleState.UNCERTAIN:
                    uncertain.append(fill.value)
    return dict(sorted(columns.items()))


def _is_open(paper: Paper, roster: Collection[str]) -> bool:
    """Whether a paper has words or marks of somebody who is not known."""
    counts = paper.copy.status is not CopyStatus.VOIDED and paper.status is not PaperStatus.NO_INK
    waits = (
        paper.copy.student is None and 1 in paper.conflicts
    )  # which scan of the matricola counts is asked first
    return counts and paper.copy.student not in roster and not waits


def _why(copy: Copy, claim: str, claims: int, taken: int, roster: Collection[str]) -> str:
    if copy.student is not None:
        return f"{copy.student} is not on the roster"
    if not claim or set(claim) == {"?"}:
        return "no matricola is filled in" if claim else "the page with the matricola is not there"
    if claim in roster and taken:
        return f"{claim} has another paper already"
    if claim in roster and claims > 1:
        return f"{claims} papers say {claim}"
    return f'the matricola reads "{claim}", which is not on the roster'


def _scans(pages: Sequence[ReadPage]) -> dict[Place, list[ReadPage]]:
    """The scans of each page that are not merely the same again."""
    found: dict[Place, list[ReadPage]] = defaultdict(list)
    for page in settle_pages(pages):
        identity = page.reading.identity
        if identity and page.reading.status in (PageStatus.READ, PageStatus.CONFLICT):
            found[identity.copy_number, identity.page].append(page)
    return found
