"""A grader's score bubbles as scanned -> points that a person gave on paper, and what people must be asked of them.

One clear mark beside an open answer is a decision. It is taken once, and never over another decision: a later one
of the review stands although the sheet still says something else. All scans of a page are looked at, since a grader
marks the points after a first scan: a row without a mark says nothing, and rows that differ are asked about.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from grader.model.exam import Exam, FormItem
from grader.model.item import Open
from grader.model.paper import Question, ReadPage, Saying
from grader.model.reading import BubbleState, PageStatus
from grader.model.response import Copy, CopyStatus, Response
from grader.model.score import Decision
from grader.model.sheet import Role
from grader.reading.account import Account, Paper
from grader.reading.handed_in import Doubt, seen_of

MARKED = "marked on the sheet"

Row = Mapping[str, frozenset[BubbleState]]  # the states of each bubble over the scans


@dataclass(frozen=True, slots=True)
class Given:
    """What graders gave on paper, as far as it is certain."""

    decisions: tuple[Decision, ...]  # to be recorded
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """What people decided so far."""

    responses: Sequence[Response]
    now: Sequence[Decision]  # the latest for each item of each copy
    on_paper: Sequence[Decision]  # every one that was ever taken from a sheet


def points_on_paper(
    exam: Exam, account: Account, printed: Sequence[Copy], sayings: Sequence[Saying], decided: Decided
) -> Given:
    """Decisions that the sheets hold and the records do not, and the rows that a person must look at."""
    said = {(s.copy_number, s.number): s for s in sayings if s.question is Question.SCORE}
    as_printed = {copy.number: copy.form for copy in printed}
    decisions: list[Decision] = []
    doubts: list[Doubt] = []
    for paper in account.papers:
        copy = paper.copy
        if copy.status is CopyStatus.VOIDED:
            continue
        for number, scans in sorted(_rows(paper, account).items()):
            place = exam.form(copy.form).at(number)
            if place is None or not isinstance(place.item, Open):
                continue  # `handed_in` asks whether it is the right form
            told = said.get((copy.number, number))
            moved = copy.form != as_printed.get(copy.number, copy.form)
            found = _row(copy, place, scans, told, decided, moved)
            if isinstance(found, Decision):
                decisions.append(found)
            elif found is not None:
                doubts.append(found)
    return Given(tuple(decisions), tuple(doubts))


def points_of(text: str, place: FormItem) -> Decimal | None:
    """The points that a person wrote; none if an item cannot have them."""
    try:
        points = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return points if points.is_finite() and 0 <= points <= place.points else None


def _row(
    copy: Copy,
    place: FormItem,
    scans: Sequence[ReadPage],
    told: Saying | None,
    decided: Decided,
    moved: bool,
) -> Decision | Doubt | None:
    """What follows from the row of one answer: a decision, a question, or nothing."""
    mine = (copy.number, place.number, place.item.id)
    earlier = [d for d in decided.on_paper if (d.copy_number, d.number, d.item_id) == mine]
    now = _standing(mine, decided)
    seen = seen_of(scans)
    if any(
        (d.copy_number, d.number, d.seen) == (*mine[:2], seen) and d.item_id != mine[2]
        for d in decided.on_paper
    ):
        return None  # taken for the item of another form: this answer waits in the review

    def ask(why: str, *proposals: str) -> Doubt:
        return Doubt(Question.SCORE, copy.number, why, seen, number=place.number, proposals=proposals)

    def give(points: Decimal) -> Decision:
        return Decision(
            copy_number=copy.number,
            number=place.number,
            item_id=place.item.id,
            points=points,
            comment=MARKED,
            seen=seen,
        )

    if told and told.seen == seen:
        points = points_of(told.answer, place)
        taken = any((d.points, d.seen) == (points, seen) for d in earlier)
        return None if points is None or taken else give(points)
    marks, why = _marks(_merged(scans, place.number))
    if why:
        # A person who decided since, or the same scans judged anew: nobody has to look again.
        settled = now is not None and now.seen in ("", seen)
        return None if settled else ask(why, *marks)
    (mark,) = marks
    points = points_of(mark, place)
    if points is None:
        return ask(f"{mark} points are marked, and the question has {place.points}")
    if any(d.points == points for d in earlier) or (now and now.points == points):
        return None
    if now:
        return ask(f"the sheet says {mark} and {now.points} was decided", mark, str(now.points))
    if moved:
        return ask(
            f"{mark} was marked on a sheet printed for another form: does it hold for {copy.form}?", mark
        )
    return give(points)


def _standing(mine: tuple[int, int, str], decided: Decided) -> Decision | None:
    """The decision that counts for the answer as it is now."""
    hashes = {(r.copy_number, r.number): r.answer_hash for r in decided.responses}
    for d in decided.now:
        if (d.copy_number, d.number, d.item_id) == mine and d.answer_hash in ("", hashes.get(mine[:2])):
            return d
    return None


def _marks(row: Row) -> tuple[tuple[str, ...], str]:
    """The points that are marked, and why a person must look, if so; one mark is certain."""
    certain = {value: states - {BubbleState.UNCERTAIN} for value, states in row.items()}
    marked = tuple(
        sorted((value for value, states in certain.items() if BubbleState.MARKED in states), key=Decimal)
    )
    if any(not states for states in certain.values()):
        return marked, "a score bubble is not clear"
    if any(BubbleState.MARKED in states and len(states) > 1 for states in certain.values()):
        return marked, "the points differ between the scans"
    if len(marked) > 1:
        return marked, f"{' and '.join(marked)} points are both marked"
    return marked, "" if marked else "points are crossed out and none are marked"


def _merged(scans: Sequence[ReadPage], number: int) -> Row:
    row: dict[str, frozenset[BubbleState]] = {}
    for page in scans:
        for fill in page.reading.fills:
            if (fill.role, fill.number) == (Role.SCORE, number):
                row[fill.value] = row.get(fill.value, frozenset()) | {fill.state}
    return row


def _rows(paper: Paper, account: Account) -> dict[int, list[ReadPage]]:
    """By number, the scans with something in the row; of scans with the same row only the first."""
    rows: dict[int, list[ReadPage]] = defaultdict(list)
    known: dict[int, set[tuple[BubbleState, ...]]] = defaultdict(set)
    for page in _scans(paper, account):
        states: dict[int, list[BubbleState]] = defaultdict(list)
        for fill in page.reading.fills:
            if fill.role is Role.SCORE:
                states[fill.number].append(fill.state)
        for number, row in states.items():
            if tuple(row) not in known[number] and any(state is not BubbleState.EMPTY for state in row):
                known[number].add(tuple(row))
                rows[number].append(page)
    return rows


def _scans(paper: Paper, account: Account) -> Iterator[ReadPage]:
    """Every scan of the pages of a paper that count, in the order of reading."""
    here = {page.reading.identity.page for page in paper.pages if page.reading.identity}
    for page in account.pages:
        who = page.reading.identity
        agrees = page.reading.status in (PageStatus.READ, PageStatus.DUPLICATE)
        if agrees and who and who.copy_number == paper.copy.number and who.page in here:
            yield page
