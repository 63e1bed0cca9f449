"""Pages as read, copies and a roster -> what became of every page, every paper and every student; nothing is lost.

Three sums hold whatever comes in: pages = the sum of their statuses; papers = present + unknown + unused; roster =
present + absent + withdrawn. Two scans of one page that disagree are a conflict and neither is taken; scans that
agree wherever both are certain are duplicates, and the most certain of them is the one that is read.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from grader.model.paper import BoxInk, PaperStatus, ReadPage
from grader.model.reading import BubbleState, Fill, PageStatus
from grader.model.response import Copy, CopyStatus
from grader.model.sheet import Role

NO_INK = 0.5  # mm2 in all boxes of a paper together: dust, no word
_ALIKE = 0.5  # share of inked cells in common, below which two scans of a box show other words
_MANY = 4  # inked cells below which a box is too empty to be compared

Place = tuple[int, int]  # copy, page


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
    unused: tuple[Copy, ...]  # issued or spare, and no page of it seen
    strays: tuple[ReadPage, ...]  # of this exam, and of a copy that was never issued
    present: frozenset[str]  # students of the roster
    absent: frozenset[str]
    withdrawn: frozenset[str]

    @property
    def counted(self) -> dict[str, int]:
        """Papers that were not voided: those of students on the roster, of nobody known, and the unused."""
        valid = [paper for paper in self.papers if paper.copy.status is not CopyStatus.VOIDED]
        empty = [
            p for p in valid if p.status is PaperStatus.NO_INK and not p.copy.student
        ]  # a spare, scanned too
        known = [p for p in valid if p.copy.student in self.roster]
        return {
            "papers": len(valid) + len(self.unused),
            "present": len(known),
            "unknown": len(valid) - len(known) - len(empty),
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


def settle_pages(
    pages: Sequence[ReadPage], chosen: Mapping[Place, str] | None = None
) -> tuple[ReadPage, ...]:
    """Give every page its one status among all; `chosen` says whose content hash a person took at a place."""
    places: dict[Place, list[int]] = defaultdict(list)
    settled = list(pages)
    for index, page in enumerate(pages):
        if page.reading.status in _SEEN and page.reading.identity:
            places[page.reading.identity.copy_number, page.reading.identity.page].append(index)
    for place, indices in places.items():
        taken = (chosen or {}).get(place, "")
        for index, status in _among([pages[i] for i in indices], taken, indices):
            reading = pages[index].reading.model_copy(update={"status": status})
            settled[index] = pages[index].model_copy(update={"reading": reading})
    return tuple(settled)


def take_account(
    pages: Sequence[ReadPage],
    copies: Sequence[Copy],
    roster: Collection[str],
    pages_of: Callable[[Copy], Collection[int]],
    *,
    exam: str,
    withdrawn: Collection[str] = (),
    absent: Collection[str] = (),
    chosen: Mapping[Place, str] | None = None,
) -> Account:
    """Say what became of every page, paper and student; `exam` is the exam's tag in the printed codes.

    A voided copy that came back is a paper too, and belongs to nobody.
    """
    settled = settle_pages(pages, chosen)
    known = {copy.number: copy for copy in copies}
    read: dict[int, dict[int, ReadPage]] = defaultdict(dict)
    conflicts: dict[int, set[int]] = defaultdict(set)
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
    enrolled, papers = frozenset(roster), []
    for number in sorted(read.keys() | conflicts.keys()):
        copy, found = known[number], read[number]
        open_conflicts = tuple(sorted(conflicts[number] - found.keys()))
        missing = tuple(sorted(set(pages_of(copy)) - found.keys() - conflicts[number]))
        status = _status(copy, tuple(found.values()), missing, open_conflicts, enrolled)
        ordered = tuple(found[page] for page in sorted(found))
        papers.append(Paper(copy, status, ordered, missing, open_conflicts))
    came = {p.copy.student for p in papers if p.copy.student and p.copy.status is not CopyStatus.VOIDED}
    gone = enrolled & frozenset(withdrawn)
    present = (enrolled & came) - gone - frozenset(absent)
    back = {paper.copy.number for paper in papers}
    return Account(
        pages=settled,
        papers=tuple(papers),
        unused=tuple(
            copy
            for copy in sorted(copies, key=lambda copy: copy.number)
            if copy.number not in back and copy.status is not CopyStatus.VOIDED
        ),
        strays=tuple(strays),
        present=present,
        absent=enrolled - present - gone,
        withdrawn=gone,
    )


def disagree(one: ReadPage, other: ReadPage) -> bool:
    """Whether two scans of a page cannot be the same marks: a bubble certain in both differs, or a box's words do."""
    states = {_bubble(fill): fill.state for fill in one.reading.fills}
    for fill in other.reading.fills:
        before = states.get(_bubble(fill), BubbleState.UNCERTAIN)
        if BubbleState.UNCERTAIN not in (before, fill.state) and before is not fill.state:
            return True
    boxes = {(box.number, box.part): box for box in one.boxes}
    return any(
        (box.number, box.part) in boxes and _other_words(boxes[box.number, box.part], box)
        for box in other.boxes
    )


def has_ink(pages: Sequence[ReadPage]) -> bool:
    """Whether anything at all is on the pages of a paper: a bubble that is not empty, or ink in a box."""
    marked = any(f.state is not BubbleState.EMPTY for page in pages for f in page.reading.fills)
    return marked or sum(box.area for page in pages for box in page.boxes) > NO_INK


_SEEN = (PageStatus.READ, PageStatus.DUPLICATE, PageStatus.CONFLICT)


def _among(pages: Sequence[ReadPage], taken: str, indices: Sequence[int]) -> list[tuple[int, PageStatus]]:
    """The status of each scan of one place."""
    if taken:
        first = next((i for i, page in zip(indices, pages, strict=True) if _named(page, taken)), None)
        if first is not None:
            counts = pages[indices.index(first)]
            return [
                (i, _beside(page, counts) if i != first else PageStatus.READ)
                for i, page in zip(indices, pages, strict=True)
            ]
    if any(disagree(one, other) for n, one in enumerate(pages) for other in pages[:n]):
        seen: list[ReadPage] = []
        found = []
        for i, page in zip(indices, pages, strict=True):
            same = any(_states(page) == _states(s) and not disagree(page, s) for s in seen)
            found.append((i, PageStatus.DUPLICATE if same else PageStatus.CONFLICT))
            seen.append(page)
        return found
    doubts = [sum(f.state is BubbleState.UNCERTAIN for f in page.reading.fills) for page in pages]
    best = doubts.index(min(doubts))
    return [(i, PageStatus.READ if n == best else PageStatus.DUPLICATE) for n, i in enumerate(indices)]


def _beside(page: ReadPage, counts: ReadPage) -> PageStatus:
    return PageStatus.CONFLICT if disagree(page, counts) else PageStatus.DUPLICATE


def _named(page: ReadPage, taken: str) -> bool:
    return page.reading.content_hash.startswith(taken)


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


def _states(page: ReadPage) -> list[BubbleState]:
    return [fill.state for fill in page.reading.fills]


def _bubble(fill: Fill) -> tuple[Role, int, int, str]:
    return (fill.role, fill.number, fill.column, fill.value)


def _other_words(one: BoxInk, other: BoxInk) -> bool:
    """Ink maps that have little in common; a box with next to nothing in both says nothing."""
    a, b = int(one.cells, 16), int(other.cells, 16)
    if max(a.bit_count(), b.bit_count()) < _MANY:
        return False
    return (a & b).bit_count() < _ALIKE * (a | b).bit_count()
