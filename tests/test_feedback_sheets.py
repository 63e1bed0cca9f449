"""One student's paper -> what their feedback sheet says: points, bands, criteria, and nothing of anybody else."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from small_exam import exam, student

from grader.model.correction import Correction, Void
from grader.model.exam import Exam
from grader.model.item import Criterion
from grader.model.kinds import Voiding
from grader.model.response import Copy, Response
from grader.model.score import Decision, FinalScore, Idea, Origin, Suggestion
from grader.reporting.feedback import Answered, Handed, bands, feedback_of, sheets_of

RUBRIC = (
    Criterion(text="names the mean", points=Decimal("0.5")),
    Criterion(text="says what it helps", points=Decimal("1.5")),
)
OPEN = 5  # the open question of form A


def with_rubric() -> Exam:
    """Form A, whose open question is marked by two criteria."""
    one = exam("A")
    items = list(one.forms[0].items)
    item = items[OPEN - 1].item.model_copy(update={"rubric": RUBRIC})
    items[OPEN - 1] = items[OPEN - 1].model_copy(update={"item": item})
    return one.model_copy(update={"forms": (one.forms[0].model_copy(update={"items": tuple(items)}),)})


def paper(decision: Decision | None = None, suggestion: Suggestion | None = None) -> Handed:
    """A paper of form A: b at the first question, 2 points on each but the open one."""
    text = Response(copy_number=1, number=OPEN, text="It helps.")
    responses = {1: Response(copy_number=1, number=1, letters=("b",)), OPEN: text}
    responses |= {n: Response(copy_number=1, number=n) for n in (2, 3, 4)}
    points = {n: Decimal(2) for n in range(1, 5)} | {OPEN: decision.points if decision else None}
    scores = {
        n: FinalScore(
            copy_number=1, number=n, item_id="x", points=p, out_of=Decimal(2), origin=Origin.RULE, blank=False
        )
        for n, p in points.items()
    }
    return Handed(
        Copy(number=1, form="A", student="1000000001"),
        student("1000000001", "Verdi", "Lea"),
        responses,
        scores,
        {OPEN: decision} if decision else {},
        {OPEN: suggestion} if suggestion else {},
    )


def decided(points: str, **more: object) -> Decision:
    """A decision on the open answer's words."""
    hashed = Response(copy_number=1, number=OPEN, text="It helps.").answer_hash
    return Decision(
        copy_number=1, number=OPEN, item_id="x", points=Decimal(points), answer_hash=hashed, **more
    )


def open_answer(handed: Handed) -> Answered:
    """What the sheet says of the open question."""
    return feedback_of(sheets_of(with_rubric(), (), 40, lambda _: None), handed).questions[OPEN - 1]


def states(handed: Handed) -> list[str]:
    return [row.state for row in open_answer(handed).met]


def suggested(points: str, *, first: bool, second: bool) -> Suggestion:
    """A suggestion that found the first criterion, the second, or both."""
    one = decided(points)
    found = zip(RUBRIC, (first, second), strict=True)
    return Suggestion(
        copy_number=1,
        number=OPEN,
        item_id="x",
        points=Decimal(points),
        out_of=Decimal(2),
        confidence=0.8,
        ideas=tuple(Idea(criterion=c.text, text="idea", found=there) for c, there in found),
        why="w",
        model="m",
        answer_hash=one.answer_hash,
    )


def test_what_a_person_ticked_is_what_the_student_reads() -> None:
    """The criteria of the decision count, whatever a program found."""
    handed = paper(decided("0.5", criteria=("names the mean",)), suggested("2", first=False, second=True))
    assert states(handed) == ["met", "missed"]


def test_ticks_of_a_rubric_that_was_corrected_say_nothing_of_the_new_one() -> None:
    """A criterion that was ticked and is not there any more: neither met nor missed is claimed, and nobody is named for it."""
    handed = paper(decided("1.5", criteria=("says what it is for",)))
    assert states(handed) == ["open", "open"] and not open_answer(handed).met_note


def test_what_a_program_found_is_said_only_where_it_adds_up_to_the_points() -> None:
    """1.5 points and the criterion of 1.5 found: said. 1 point, or another answer's suggestion: nothing is claimed."""
    agreed = paper(decided("1.5"), suggested("1.5", first=False, second=True))
    assert states(agreed) == ["missed", "met"] and open_answer(agreed).met_note
    assert states(paper(decided("1"), suggested("1", first=False, second=True))) == ["open", "open"]
    other = suggested("1.5", first=False, second=True).model_copy(update={"answer_hash": "other"})
    assert states(paper(decided("1.5"), other)) == ["open", "open"]
    assert states(paper(decided("2"))) == ["met", "met"] and states(paper(decided("0"))) == ["missed"] * 2


def test_a_sheet_says_how_the_points_add_up() -> None:
    """Question by question; while one waits the sum says so, and no third of the class is named."""
    sheets = sheets_of(with_rubric(), (), 40, lambda _: None)
    whole = feedback_of(sheets, replace(paper(decided("0.5", comment="see page 41")), band=2))
    assert whole.total == "8.5" and "2 + 2 + 2 + 2 + 0.5 = 8.5" in whole.lead[0]
    assert "upper third" in whole.lead[1] and whole.questions[OPEN - 1].comment == "see page 41"
    waiting = feedback_of(sheets, replace(paper(), band=2))
    assert waiting.questions[OPEN - 1].share == "waits"
    assert "wait for a person" in waiting.lead[-1] and "third" not in " ".join(waiting.lead)


def test_a_question_that_does_not_count_says_so() -> None:
    """What was corrected after the exam stands at its question and nowhere else."""
    gone = Correction(item_id="gd-step", what=Void(how=Voiding.EVERYONE))
    told = feedback_of(sheets_of(with_rubric(), (gone,), 40, lambda _: None), paper(decided("2")))
    assert ["does not count" in " ".join(one.notes) for one in told.questions] == [True] + [False] * 4


@given(st.lists(st.integers(0, 15), min_size=20, max_size=60))
def test_bands_follow_points(points: list[int]) -> None:
    """More points are never in a lower third, equal points are in equal thirds, and no third is nearly everybody else's."""
    totals = {n: Decimal(p) for n, p in enumerate(points)}
    found = bands(totals)
    ordered = sorted(totals, key=lambda n: (totals[n], found[n]))
    assert [found[n] for n in ordered] == sorted(found.values())
    assert len({(totals[n], found[n]) for n in totals}) == len(set(totals.values()))
    if len(set(points)) == len(points):
        assert {list(found.values()).count(third) for third in (0, 1, 2)} <= {
            len(points) // 3,
            len(points) // 3 + 1,
        }


def test_a_small_class_has_no_bands() -> None:
    """Among few papers a third would tell about its members."""
    assert bands({n: Decimal(n) for n in range(19)}) == {}
