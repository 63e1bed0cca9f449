"""The review sheet: names stay hidden, a filled sheet comes back as it was meant, and nothing else does."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_exam import exam

from grader import tables
from grader.errors import InputError
from grader.model.correction import Correction, NewPoints
from grader.model.course import OpenAnswers
from grader.model.response import Copy, CopyStatus, Response
from grader.model.score import Decision, Idea, Neighbour, Suggestion
from grader.review import HEADER, Sheet, line_up, read_sheet, sheet_rows, waiting
from grader.scoring.corrected import corrected

EXAM = exam("A", "B")
COPIES = (
    Copy(number=1, form="A", student="0000012345"),
    Copy(number=2, form="B", student="0000067890"),
    Copy(number=3, form="A", student="1000000001", status=CopyStatus.VOIDED),
    Copy(number=4, form="A", student="1000000002"),
)
FIRST = Response(copy_number=1, number=5, text='=HYPERLINK("x"); it\r\nkeeps "scale"')
SECOND = Response(copy_number=2, number=1, text="-1")
RESPONSES = (
    FIRST,
    Response(copy_number=1, number=1, letters=("a",)),
    SECOND,
    Response(copy_number=3, number=5, text="voided"),
    Response(copy_number=4, number=5, text="  "),
)
SUGGESTION = Suggestion(
    copy_number=1,
    number=5,
    item_id="why-norm",
    points=Decimal("1.5"),
    out_of=Decimal(2),
    confidence=0.875,
    promised=True,
    turn=1,
    ideas=(
        Idea(criterion="c", text="scale", found=True, evidence="keeps scale"),
        Idea(criterion="c", text="speed", found=False),
    ),
    nearest=(Neighbour(copy_number=7, points=Decimal(2), similarity=0.913),),
    flags=("very short",),
    why="near reference 1",
    model="m",
    answer_hash=FIRST.answer_hash,
)


def decided(points: str, comment: str = "", response: Response = FIRST) -> Decision:
    return Decision(
        copy_number=response.copy_number,
        number=response.number,
        item_id="why-norm",
        points=Decimal(points),
        comment=comment,
        answer_hash=response.answer_hash,
    )


def rows(
    *decisions: Decision,
    decided_too: bool = False,
    suggestion: Suggestion = SUGGESTION,
    responses: Sequence[Response] = RESPONSES,
    others: Sequence[Suggestion] = (),
) -> list[dict[str, object]]:
    queue = line_up(
        EXAM, COPIES, responses, [suggestion, *others], decisions, OpenAnswers(), decided_too=decided_too
    )
    return [dict(zip(HEADER, row, strict=True)) for row in sheet_rows(queue)]


def back(filled: list[dict[str, object]], *decisions: Decision, excel_it: bool = False) -> Sheet:
    cells = [[row[name] for name in HEADER] for row in filled]
    content = tables.to_csv(HEADER, cells, excel_it=excel_it)  # type: ignore[arg-type]
    return read_sheet(tables.read_bytes(content, "s.csv"), EXAM, COPIES, RESPONSES, decisions)


def test_the_sheet_shows_what_is_needed_and_no_name() -> None:
    """Open answers that count, by question and copy, with the machine's reasons; no blank, no student."""
    first, second = rows()
    assert (first["copy"], first["number"], second["copy"], second["number"]) == (1, 5, 2, 1)
    assert first["question"] == "Why does normalisation help training?"
    assert (first["suggestion"], first["confidence"]) == (Decimal("1.5"), Decimal("0.88"))
    assert (
        first["evidence"]
        == 'look: very short\nnear reference 1\nlike copy 7: 2 points, meaning 0.91\nfound: scale ("keeps scale")\nnot seen: speed'
    )
    assert (first["points"], second["suggestion"]) == (None, None)
    assert (first["turn"], second["turn"]) == ("informative", "rest")
    assert not any(copy.student in str(first) + str(second) for copy in COPIES if copy.student)


def test_what_is_decided_leaves_the_sheet_unless_asked_for() -> None:
    """With `decided_too` a decided row shows its decision."""
    assert [row["copy"] for row in rows(decided("2", "well said"))] == [2]
    first, last = rows(decided("2", "well said"), decided_too=True)[::-1]
    assert (first["turn"], last["turn"]) == ("decided", "rest")
    assert (first["points"], first["comment"]) == (Decimal(2), "well said")


def test_a_decision_about_an_earlier_answer_waits_again() -> None:
    """When the answer was replaced, its old decision does not count."""
    stale = decided("2").model_copy(update={"answer_hash": "of another text"})
    assert [r.copy_number for _, r in waiting(EXAM, COPIES, RESPONSES, [stale])] == [1, 2]
    assert [r.copy_number for _, r in waiting(EXAM, COPIES, RESPONSES, [decided("2")])] == [2]


LESS = corrected(EXAM, [Correction(item_id="why-norm", what=NewPoints(points=Decimal(1)))])


def test_a_decision_above_what_the_item_is_worth_since_waits_again() -> None:
    """Its points are not filled in, neither are suggested ones of before; other points are a first decision."""
    asked = [decided("1.5"), decided("1", response=SECOND)]
    assert [r.copy_number for _, r in waiting(LESS, COPIES, RESPONSES, asked)] == [1]
    queue = line_up(LESS, COPIES, RESPONSES, [SUGGESTION], asked, OpenAnswers())
    (row,) = (dict(zip(HEADER, cells, strict=True)) for cells in sheet_rows(queue))
    shown = [row[name] for name in ("copy", "turn", "out_of", "suggestion", "points")]
    assert shown == [1, "rest", Decimal(1), None, None]
    cells = [[{**row, "points": "0.5"}[name] for name in HEADER]]
    table = tables.read_bytes(tables.to_csv(HEADER, cells), "s.csv")  # type: ignore[arg-type]
    sheet = read_sheet(table, LESS, COPIES, RESPONSES, asked)
    assert (sheet.decisions, sheet.changes, sheet.problems) == ((decided("0.5"),), (), ())


def test_a_blank_to_which_a_person_gave_more_than_there_is_now_waits_too() -> None:
    """Points for what stood on the back of the page are not taken away by a correction, and no blank else is asked."""
    blank = RESPONSES[-1]
    asked = [decided("2", response=r) for r in (FIRST, SECOND, blank)]
    assert [r.copy_number for _, r in waiting(LESS, COPIES, RESPONSES, asked)] == [1, 2, 4]
    assert not waiting(EXAM, COPIES, RESPONSES, asked)


@pytest.mark.parametrize("excel_it", [False, True])
def test_a_filled_sheet_comes_back(excel_it: bool) -> None:
    """Points with comma or point become decisions; rows without points stay undecided."""
    filled = rows()
    filled[0] |= {"points": "1,5", "comment": "-- half", "evidence": "edited"}
    sheet = back(filled, excel_it=excel_it)
    assert sheet == Sheet((decided("1.5", "-- half"),), (), 0, 1, ())


def test_a_sheet_imported_again_decides_nothing() -> None:
    """The same decision is not recorded twice."""
    sheet = back(rows(decided("1.5"), decided_too=True), decided("1.5"))
    assert (sheet.decisions, sheet.unchanged, sheet.empty) == ((), 1, 1)


def test_a_changed_decision_is_named() -> None:
    """What would change an earlier decision is listed from what to what."""
    filled = rows(decided("1.5"), decided_too=True)[::-1]
    filled[0]["points"] = "0"
    sheet = back(filled, decided("1.5"))
    assert sheet.decisions == (decided("0"),)
    assert [str(change) for change in sheet.changes] == ["s.csv:2: copy 1, question 5: 1.5 points become 0"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"points": "2.5"}, "2.5 points of at most 2 -> correct the points"),
        ({"points": "-1"}, '"-1" is no number of points -> write 1.5 or 1,5'),
        ({"points": "two"}, '"two" is no number of points'),
        ({"points": "1e0"}, '"1e0" is no number of points'),
        ({"points": "NaN"}, '"NaN" is no number of points'),
        ({"points": "1", "copy": "9"}, "copy 9, question 5 (why-norm) has no open answer here"),
        ({"points": "1", "copy": "3"}, "copy 3, question 5 (why-norm) has no open answer here"),
        ({"points": "1", "item": "conv-size"}, "copy 1, question 5 (conv-size) has no open answer here"),
        ({"points": "1", "answer_hash": "0" * 64}, "the answer was changed after the sheet was written"),
    ],
)
def test_a_row_that_does_not_fit_is_refused(change: dict[str, object], message: str) -> None:
    """Every wrong row is named by file and line."""
    filled = rows()
    filled[0] |= change
    (problem,) = back(filled).problems
    assert str(problem).startswith("s.csv:2: ")
    assert message in str(problem)


def test_one_answer_twice_with_other_points_is_refused() -> None:
    """The same row twice is one decision; two that differ are none."""
    first = rows()[0]
    assert back([first | {"points": "1"}, first | {"points": "1,0"}]).decisions == (decided("1"),)
    (problem,) = back([first | {"points": "1"}, first | {"points": "2"}]).problems
    assert "has other points or another comment in line 2" in str(problem)


def test_another_table_is_no_review_sheet() -> None:
    """A sheet without its columns is refused as a whole."""
    table = tables.read_bytes(b"copy,points\n1,2\n", "s.csv")
    with pytest.raises(InputError, match="no column number, item, answer_hash"):
        read_sheet(table, EXAM, COPIES, RESPONSES, ())


@settings(deadline=None, max_examples=40)
@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=30),
    st.decimals(0, 2, places=2),
)
def test_any_answer_makes_the_round_trip(text: str, points: Decimal) -> None:
    """Whatever a student typed, the points that a person gives reach that answer."""
    response = Response(copy_number=1, number=5, text=text)
    found = sheet_rows(line_up(EXAM, COPIES, [response], [], [], OpenAnswers()))
    if response.blank:
        assert found == ()
        return
    filled = dict(zip(HEADER, found[0], strict=True)) | {"points": points}
    content = tables.to_csv(HEADER, [[filled[name] for name in HEADER]], excel_it=True)  # type: ignore[misc]
    sheet = read_sheet(tables.read_bytes(content, "s.csv"), EXAM, COPIES, [response], ())
    assert sheet.problems == ()
    assert [d.points for d in sheet.decisions] == [points]


def test_comments_without_points_are_counted() -> None:
    """They are not recorded, and whoever reads the sheet says so."""
    filled = rows()
    filled[1] |= {"comment": "ask a colleague"}
    sheet = back(filled)
    assert (sheet.decisions, sheet.empty, sheet.comments) == ((), 2, 1)


def test_the_machine_abstains_where_it_cannot_promise() -> None:
    """No points and no confidence are shown; the reasons still are."""
    first, _ = rows(suggestion=SUGGESTION.model_copy(update={"promised": False}))
    assert (first["suggestion"], first["confidence"]) == (None, None)
    assert "near reference 1" in str(first["evidence"])


SAME = Response(copy_number=4, number=5, text=FIRST.text)
GROUP = SUGGESTION.model_copy(update={"copy_number": 4, "like": 1, "turn": 0})


def group_rows() -> list[dict[str, object]]:
    """The sheet of an item that two copies answer alike, and a third otherwise."""
    return rows(responses=[FIRST, SECOND, SAME], others=[GROUP])


def test_one_row_decides_a_group_and_every_member_is_recorded() -> None:
    """Members are listed and stand behind their row; each gets points of its own, and says whose they are."""
    filled = group_rows()
    assert [(r["copy"], r["group"]) for r in filled] == [(1, "serves copy 4"), (4, "as copy 1"), (2, "")]
    assert {r["turn"] for r in filled[:2]} == {"informative"}
    filled[0] |= {"points": "1,5", "comment": "scale"}
    first, second = back_of(filled).decisions
    assert (first.copy_number, first.like, first.comment) == (1, 0, "scale")
    assert (second.copy_number, second.like, second.points, second.comment) == (4, 1, Decimal("1.5"), "scale")
    assert second.answer_hash == SAME.answer_hash


def back_of(filled: list[dict[str, object]]) -> Sheet:
    cells = [[row[name] for name in HEADER] for row in filled]
    table = tables.read_bytes(tables.to_csv(HEADER, cells), "s.csv")
    return read_sheet(table, EXAM, COPIES, [FIRST, SECOND, SAME], ())


def test_a_member_leaves_its_group_by_points_of_its_own_or_an_empty_cell() -> None:
    """Whoever reads the member has the last word over the group."""
    own = group_rows()
    own[0]["points"], own[1]["points"] = "2", "0.5"
    assert [(d.points, d.like) for d in back_of(own).decisions] == [(Decimal(2), 0), (Decimal("0.5"), 0)]
    alone = group_rows()
    alone[0]["points"], alone[1]["group"] = "2", ""
    found = back_of(alone)
    assert ([d.copy_number for d in found.decisions], found.empty) == ([1], 2)


def test_a_group_without_points_decides_nothing_and_its_mistake_is_told_once() -> None:
    """What is wrong in the row that serves a group is named there."""
    assert back_of(group_rows()).decisions == ()
    wrong = group_rows()
    wrong[0]["points"] = "two"
    (problem,) = back_of(wrong).problems
    assert str(problem).startswith("s.csv:2: ")
