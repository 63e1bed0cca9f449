"""Pages as read, copies and a roster -> what became of every page, every paper and every student; nothing is lost.

Three sums hold whatever comes in: pages = the sum of their statuses; papers = present + unknown + typed + unused;
roster = present + absent + withdrawn. Whose answers were typed came, whether paper of theirs was scanned or not.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from grader.model.paper import PaperStatus, ReadPage
from grader.model.reading import BubbleState, PageStatus
from grader.model.response import Copy, CopyStatus
from grader.reading.scans import Place, by_students, settle_pages

NO_INK = 0.5  # mm2 in all boxes of a paper together: dust, no word


@dataclass(frozen=True, slots=True)
class Paper:
    """One copy that came back, with the pages of it that count."""

    copy: Copy
    status: PaperStatus
    pages: tuple[ReadPage, ...]  # read, by page
    missing: tuple[int, ...] = ()
    conflicts: tuple[int, ...] = ()  # pages with scans that disagree


@dataclass(frozen=True, slots=True)
class Account:
    """What became of everything."""

    pages: tuple[ReadPage, ...]  # in the order of reading, each with its one status
    papers: tuple[Paper, ...]  # that came back, by copy number
    typed: tuple[Copy, ...]  # answered in a table, and no page of it seen
    unused: tuple[Copy, ...]  # issued or spare, and neither
    strays: tuple[ReadPage, ...]  # of this exam, and of a copy that was never issued
    present: frozenset[str]  # students of the roster
    absent: frozenset[str]
    withdrawn: frozenset[str]

    @property
    def counted(self) -> dict[str, int]:
        """Papers that were not voided: those of students on the roster, of nobody known, typed and unused."""
        valid = [paper for paper in self.papers if paper.copy.status is not CopyStatus.VOIDED]
        empty = [
            p for p in valid if p.status is PaperStatus.NO_INK and not p.copy.student
        ]  # a spare, scanned too
        known = [p for p in valid if p.copy.student in self.roster]
        return {
            "papers": len(valid) + len(self.typed) + len(self.unused),
            "present": len(known),
            "unknown": len(valid) - len(known) - len(empty),
            "typed": len(self.typed),
            "unused": len(self.unused) + len(empty),
        }

    @property
    def roster(self) -> frozenset[str]:
        """Everyone who could have come."""
        return self.present | self.absent | self.withdrawn

    @property
    def statuses(self) -> Counter[PageStatus]:
        """How many pages have each status."""
        return Counter(page.reading.status for page in self.pages)


def take_account(
    pages: Sequence[ReadPage],
    copies: Sequence[Copy],
    roster: Collection[str],
    pages_of: Callable[[Copy], Collection[int]],
    *,
    exam: str,
    withdrawn: Collection[str] = (),
    absent: Collection[str] = (),
    typed: Collection[int] = (),
    chosen: Mapping[Place, str] | None = None,
    looked_at: Collection[str] = (),
    set_aside: Collection[str] = (),
) -> Account:
    """Say what became of every page, paper and student; `exam` is the exam's tag in the printed codes.

    `typed` are the numbers of the copies with answers that came in a table.

    A voided copy that came back is a paper too, and belongs to nobody. A page that says whose it is and cannot be
    read is the page of a paper that came back, unless a person set it aside (by content hash).
    """
    settled = settle_pages(pages, chosen, looked_at)
    known = {copy.number: copy for copy in copies}
    read: dict[int, dict[int, ReadPage]] = defaultdict(dict)
    conflicts: dict[int, set[int]] = defaultdict(set)
    came = set()
    strays = []
    for page in settled:
        identity = page.reading.identity
        if identity is None or identity.exam != exam:
            continue
        if identity.copy_number not in known:
            strays.append(page)
        elif page.reading.status is PageStatus.READ:
            read[identity.copy_number][identity.page] = page
        elif page.reading.status is PageStatus.CONFLICT:
            conflicts[identity.copy_number].add(identity.page)
        elif page.reading.status is PageStatus.UNREADABLE and page.reading.content_hash not in set_aside:
            came.add(identity.copy_number)
    enrolled, papers = frozenset(roster), []
    for number in sorted(read.keys() | conflicts.keys() | came):
        copy, found = known[number], read[number]
        open_conflicts = tuple(sorted(conflicts[number] - found.keys()))
        missing = tuple(sorted(set(pages_of(copy)) - found.keys() - conflicts[number]))
        status = _status(copy, tuple(found.values()), missing, open_conflicts, enrolled)
        ordered = tuple(found[page] for page in sorted(found))
        papers.append(Paper(copy, status, ordered, missing, open_conflicts))
    back = {paper.copy.number for paper in papers}
    valid = [c for c in sorted(copies, key=lambda c: c.number) if c.status is not CopyStatus.VOIDED]
    owners = {copy.student for copy in valid if copy.student and copy.number in (back | set(typed))}
    gone = enrolled & frozenset(withdrawn)
    present = (enrolled & owners) - gone - frozenset(absent)
    away = [copy for copy in valid if copy.number not in back]
    return Account(
        pages=settled,
        papers=tuple(papers),
        typed=tuple(copy for copy in away if copy.number in typed),
        unused=tuple(copy for copy in away if copy.number not in typed),
        strays=tuple(strays),
        present=present,
        absent=enrolled - present - gone,
        withdrawn=gone,
    )


def has_ink(pages: Sequence[ReadPage]) -> bool:
    """Whether anything at all is on the pages of a paper: a bubble that is not empty, or ink in a box."""
    marked = any(f.state is not BubbleState.EMPTY for page in pages for f in by_students(page))
    return marked or sum(box.area for page in pages for box in page.boxes) > NO_INK


def _status(
    copy: Copy,
    pages: Sequence[ReadPage],
    missing: Sequence[int],
    conflicts: Sequence[int],
    roster: frozenset[str],
) -> PaperStatus:
    """An incomplete paper stays incomplete whoever wrote it; only whole papers can be without ink."""
    if missing or conflicts:
        return PaperStatus.INCOMPLETE
    if not has_ink(pages):
        return PaperStatus.NO_INK
    return PaperStatus.COMPLETE if copy.student in roster else PaperStatus.UNKNOWN
