"""Whose a paper is: only a whole and unclaimed matricola binds; everything else is proposed with its picture."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from grader.model.paper import PaperStatus, Question, ReadPage
from grader.model.reading import BubbleState, Fill, PageReading, PageStatus
from grader.model.response import Copy
from grader.model.sheet import Identity, Role
from grader.reading.account import Account, take_account
from grader.reading.owners import bind, matricola, proposals

TAG, DIGITS = "0123abcd", "0123456789"
STATES = {"x": BubbleState.MARKED, "?": BubbleState.UNCERTAIN}


def grid(copy: int, columns: Sequence[dict[str, str]]) -> ReadPage:
    """A first page whose matricola has in each column a sign -> "x" (marked) or "?" (uncertain)."""
    fills = tuple(
        Fill(
            role=Role.MATRICOLA, number=0, column=n, value=sign, inner=0, ring=0,
            state=STATES.get(column.get(sign, ""), BubbleState.EMPTY),
        )
        for n, column in enumerate(columns)
        for sign in DIGITS
    )  # fmt: skip
    answer = Fill(role=Role.OPTION, number=1, column=0, value="a", inner=1, ring=0, state=BubbleState.MARKED)
    reading = PageReading(
        source=f"s:{copy}",
        content_hash=f"{copy:064}",
        status=PageStatus.READ,
        identity=Identity(exam=TAG, copy_number=copy, page=1),
        fills=(*fills, answer),
    )
    return ReadPage(reading=reading, crops=(("0", f"crops/{copy}.png"), ("name", f"crops/{copy}-name.png")))


def clear(id_: str) -> list[dict[str, str]]:
    return [{sign: "x"} for sign in id_]


def papers(*grids: Sequence[dict[str, str]], roster: Sequence[str]) -> tuple[Account, list[Copy]]:
    copies = [Copy(number=n, form="A") for n in range(1, len(grids) + 1)]
    pages = [grid(n, columns) for n, columns in enumerate(grids, start=1)]
    return take_account(pages, copies, roster, lambda _: (1,), exam=TAG), copies


IDS = st.lists(st.text(DIGITS, min_size=6, max_size=6), min_size=1, max_size=8, unique=True)
COLUMN = st.dictionaries(st.sampled_from(DIGITS), st.sampled_from("x?"), max_size=2)
GRID = st.lists(COLUMN, min_size=6, max_size=6)


@given(IDS, st.lists(GRID, min_size=1, max_size=4), st.data())
def test_nobody_is_bound_on_less_than_a_whole_matricola(
    roster: list[str], grids: list[list[dict[str, str]]], data: st.DataObject
) -> None:
    """Bound is exactly who filled in a whole id of the roster that nobody else claims; the others are asked about."""
    some = data.draw(st.lists(st.sampled_from(roster), max_size=3))
    grids = [*grids, *(clear(id_) for id_ in some)]
    account, copies = papers(*grids, roster=roster)
    bound, doubts = bind(account, copies, roster, [])
    claims = [matricola(paper) for paper in account.papers]
    assert {copy.number: copy.student for copy in bound} == {
        n: claim for n, claim in enumerate(claims, start=1) if claim in roster and claims.count(claim) == 1
    }
    assert sorted([copy.number for copy in bound] + [d.copy_number for d in doubts]) == [
        c.number for c in copies
    ]
    for doubt in doubts:
        assert doubt.question is Question.STUDENT and doubt.crops
        assert set(doubt.proposals) <= set(roster)


@given(IDS, st.integers(0, 5), st.sampled_from(DIGITS), st.data())
def test_one_wrong_column_is_proposed_and_not_done(
    roster: list[str], column: int, digit: str, data: st.DataObject
) -> None:
    """Whoever errs in one column is among the proposals, all of which are as near; nobody is bound."""
    meant = data.draw(st.sampled_from(roster))
    written = meant[:column] + digit + meant[column + 1 :]
    account, copies = papers(clear(written), roster=roster)
    assert account.papers[0].status is PaperStatus.UNKNOWN
    bound, doubts = bind(account, copies, roster, [])
    if written in roster:
        assert [copy.student for copy in bound] == [written]
        return
    assert bound == () and len(doubts) == 1
    near = proposals(account.papers[0], roster)
    assert meant in near
    assert all(sum(a != b for a, b in zip(id_, written, strict=True)) == 1 for id_ in near)
    assert len(doubts[0].proposals) == min(len(near), 5) and set(doubts[0].proposals) <= set(near)


@given(IDS, st.integers(0, 5), st.data())
def test_a_doubtful_column_is_never_filled_from_the_roster(
    roster: list[str], column: int, data: st.DataObject
) -> None:
    """Even where only one student fits, the id is proposed: the roster repairs nothing by itself."""
    meant = data.draw(st.sampled_from(roster))
    spoiled = data.draw(st.sampled_from([{}, {meant[column]: "?"}, {meant[column]: "x", "0": "?"}]))
    columns = clear(meant)
    columns[column] = spoiled
    account, copies = papers(columns, roster=roster)
    bound, doubts = bind(account, copies, roster, [])
    if matricola(account.papers[0]) == meant:  # the second mark was the first one's own
        assert len(bound) == 1
        return
    assert bound == () and meant in proposals(account.papers[0], roster)
    assert [doubt.crops for doubt in doubts] == [("crops/1.png", "crops/1-name.png")]
