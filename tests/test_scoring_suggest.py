"""Suggestions for open answers: texts and a hand-made embedding in, points with doubt and reasons out."""

import time
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from test_scoring_closed import COMMON, exam_of
from test_scoring_openended import REFERENCE, RUBRIC, STEM, count_words

from grader.model.course import OpenAnswers
from grader.model.exam import Exam, FormItem
from grader.model.item import ITEM
from grader.model.response import Copy, Response
from grader.model.score import Decision, Suggestion
from grader.scoring.openended.desk import lay_out
from grader.scoring.openended.judge import Judgement, Start, judge, learn_desk
from grader.scoring.openended.model import suggest
from grader.scoring.openended.prior import bundled_prior
from grader.scoring.openended.progress import progress

TEXTS = [
    *(f"The gradient vanishes over many steps, as in variant {i}." for i in range(30)),
    *(f"Bananas are yellow, says source {i}." for i in range(30)),
]


def open_item(points: str = "3", *, on_form: str = "", **fields: Any) -> FormItem:
    item = {
        "type": "open",
        "id": "forget",
        **COMMON,
        "stem": STEM,
        "reference": [REFERENCE],
        "points": points,
    }
    sealed = ITEM.validate_python(item | fields)
    return FormItem(number=1, item=sealed, points=Decimal(on_form or points), content_hash="")


def exam_with(texts: Sequence[str], item: FormItem | None) -> tuple[Exam, list[Copy], list[Response]]:
    copies = [Copy(number=i, form="A") for i, _ in enumerate(texts, 1)]
    responses = [Response(copy_number=i, number=1, text=text) for i, text in enumerate(texts, 1)]
    return exam_of((item or open_item(),)), copies, responses


def judge_all(
    texts: Sequence[str],
    item: FormItem | None = None,
    model: str = "",
    given: dict[int, str] | None = None,
    promise: float = 0.9,
) -> tuple[tuple[Suggestion, ...], Judgement]:
    """Suggest for one text a copy, after the points `given` by copy."""
    decisions = [
        Decision(copy_number=copy, number=1, item_id="forget", points=Decimal(points))
        for copy, points in (given or {}).items()
    ]
    return suggest(
        *exam_with(texts, item),
        decisions,
        count_words,
        model=model or bundled_prior().embedding,
        rules=OpenAnswers(promise=promise),
    )


def suggest_all(
    texts: Sequence[str], item: FormItem | None = None, model: str = "", **more: Any
) -> tuple[Suggestion, ...]:
    return judge_all(texts, item, model, **more)[0]


def test_who_reads_one_answer_and_decides_for_sixty_has_read_one() -> None:
    """Neither the steps that people use nor the chances are known better for it: all is as after the one decision."""
    texts = [*TEXTS, *["It vanishes over time."] * 60]
    _, once = judge_all(texts, given={61: "3"}, model="another/model")
    suggestions, often = judge_all(texts, given=dict.fromkeys(range(61, 121), "3"), model="another/model")
    assert once.calibration.decisions == often.calibration.decisions == 1
    assert often.calibration.widen == pytest.approx(once.calibration.widen, abs=0.05)
    assert not often.trusted
    assert often.desks[0].desk.levels == once.desks[0].desk.levels
    assert len(often.check.copies) == 60, "agreement is of answers"
    assert not any(one.promised for one in suggestions)


def test_the_reference_itself_is_suggested_more_points_than_nonsense() -> None:
    """The order is right whatever the item is worth."""
    for points in ("0.5", "1", "3", "10"):
        found = suggest_all([*TEXTS, REFERENCE, "Bananas are yellow and bent, mostly."], open_item(points))
        best, worst = found[-2:]
        assert best.out_of == Decimal(points)
        assert worst.points < best.points >= best.out_of / 2


def test_blank_answers_get_no_suggestion() -> None:
    """A rule scores them: the machine has nothing to say."""
    assert [s.copy_number for s in suggest_all(["", "It vanishes.", " \n "])] == [2]


def test_equal_answers_get_equal_suggestions() -> None:
    """Whoever wrote it, and whoever else wrote what."""
    one, _, other = suggest_all(
        ["The gradient vanishes.", "It has no memory cell.", "The gradient vanishes."]
    )
    assert (other.like, one.like) == (1, 0)
    own: dict[str, Any] = {"copy_number": 3, "like": 1, "turn": other.turn}
    assert one.model_copy(update=own) == other


def test_the_order_of_papers_changes_nothing() -> None:
    """Suggestions are a function of the answers."""
    texts = ["The gradient vanishes.", REFERENCE, "No idea at all about this one."]
    forward = {s.answer_hash: s.points for s in suggest_all(texts)}
    assert forward == {s.answer_hash: s.points for s in suggest_all(texts[::-1])}


@pytest.mark.parametrize(
    ("answer", "flag"),
    [
        ("???", "no words"),
        ("--- ...", "no words"),
        (STEM, "copies the question"),
        ("why does a deep recurrent network forget the beginning of a long sequence", "copies the question"),
    ],
)
def test_answers_that_say_nothing_are_flagged_and_never_promised(answer: str, flag: str) -> None:
    """A flag is a reason that a person reads; no more than an even chance is claimed for it, whatever was decided."""
    more = [f"The gradient vanishes, variant {i}." for i in range(30)]
    given = dict.fromkeys(range(2, 30), "3")
    for found in (suggest_all([answer])[0], suggest_all([answer, *more], given=given, promise=0.6)[0]):
        assert flag in found.flags
        assert found.confidence <= 0.5
        assert not found.promised
        assert flag in found.why


def test_an_answer_in_another_language_is_flagged_and_left_to_a_person() -> None:
    """A model that cannot read it sees no likeness: in a real exam such answers had full marks."""
    (found,) = suggest_all(["Man wählt zufällige Gewichte und dann wird mit den Daten iteriert."])
    assert found.flags == ("in another language", "far off topic")
    assert not found.promised
    assert found.confidence <= 0.5


def test_an_answer_nearer_to_a_misconception_than_to_a_reference_is_flagged() -> None:
    """What sounds right and is not, is listed by the item's author."""
    wrong = "The network runs out of memory cells for a long sequence."
    item = open_item(misconceptions=[wrong])
    plain, flagged = suggest_all([wrong])[0], suggest_all([wrong], item)[0]
    assert "much nearer to a misconception than to a reference" in flagged.flags
    assert "much nearer to a misconception than to a reference" not in plain.flags
    assert flagged.points <= plain.points


def test_an_answer_between_a_misconception_and_a_reference_is_not_flagged() -> None:
    """Right answers to the same question are often a little nearer to what only sounds right."""
    wrong = "The network forgets because the gradient is multiplied by the learning rate."
    item = open_item(misconceptions=[wrong])
    (found,) = suggest_all(["It forgets because the gradient is multiplied by the same matrix."], item)
    assert found.flags == ()


def test_a_sentence_that_only_shares_the_questions_subject_says_no_idea() -> None:
    """The question's own words are in every answer, and prove nothing."""
    rubric = [{"text": "r", "points": "3", "ideas": ["in a deep recurrent network products vanish"]}]
    echo, said = suggest_all(
        ["A deep recurrent network does forget the beginning of a long sequence.", "Products vanish."],
        open_item(rubric=rubric),
    )
    assert not echo.ideas[0].found
    assert said.ideas[0].found


def test_several_references_are_alternatives() -> None:
    """An answer is measured by the reference that is nearest to it."""
    item = open_item(reference=[REFERENCE, "Backpropagated errors shrink at every time step."])
    for answer in (REFERENCE, "Backpropagated errors shrink at every time step."):
        found = suggest_all([*TEXTS, answer], item)
        assert found[-1].points > found[-2].points


def test_each_rubric_idea_comes_with_the_sentence_that_says_it() -> None:
    """Ideas found and missing carry their evidence, so that a person can disagree."""
    answer = "I like trains. The gradient is multiplied by the same matrix at each step."
    (found,) = suggest_all([answer], open_item(rubric=RUBRIC))
    first, second = found.ideas
    assert (first.criterion, first.found) == ("names the repeated product", True)
    assert first.evidence == "The gradient is multiplied by the same matrix at each step."
    assert second.similarity < first.similarity
    assert f"{first.found + second.found} of 2 ideas found" in found.why


def test_without_a_rubric_the_ideas_are_the_references_sentences() -> None:
    """There is always something to look for."""
    (found,) = suggest_all([REFERENCE])
    assert [(idea.criterion, idea.found) for idea in found.ideas] == [("reference", True)] * 2


def test_suggestions_keep_to_the_steps_that_people_use() -> None:
    """Who gives whole points is never offered half ones, once twenty decisions show it; one half brings them back."""
    item = open_item("2")
    texts = [*TEXTS, *(f"Its gradient is multiplied and gets small at step {i}." for i in range(30))]
    whole = {copy: "1" if copy % 3 else "2" for copy in range(61, 84)}
    before = judge_all(texts, item)[0]
    assert any(one.points % 1 for one in before)
    after = judge_all(texts, item, given=whole)[0]
    assert not any(one.points % 1 or one.low % 1 or one.high % 1 for one in after)
    (desk,) = judge_all(texts, item, given=whole | {84: "1.5"})[1].desks
    assert Decimal("0.5") in desk.desk.levels


def test_another_model_than_the_priors_own_is_said_to_be_uncalibrated() -> None:
    """Its cosines have another scale, so no suggestion from it may be accepted without a person."""
    answer = "At each step the gradient is multiplied by a matrix, so it vanishes."
    (known,) = suggest_all([answer], model=f"{bundled_prior().embedding} float16")
    (other,) = suggest_all([answer], model="my-model@123 float32")
    assert known.flags == ()
    assert other.flags == ("confidence not calibrated for this model",)


def test_a_suggestion_says_what_was_judged_and_by_what() -> None:
    """The answer's hash and the model's name make it possible to repeat."""
    (found,) = suggest_all(["The gradient vanishes."])
    assert found.answer_hash == Response(copy_number=1, number=1, text="The gradient vanishes.").answer_hash
    assert found.model == bundled_prior().embedding


@pytest.mark.parametrize(
    "text", ["Perché il gradiente svanisce.", "梯度消失了。因为矩阵。", "Градиент затухает.", "🙂🙂", "a" * 100_000, "x\0y", "1. a\n2. b"]
)  # fmt: skip
def test_any_language_and_any_junk_gets_a_suggestion(text: str) -> None:
    """No alphabet, no length and no symbol makes the machine fail."""
    (found,) = suggest_all([text])
    assert 0 <= found.points <= 3


def test_decisions_are_learnt_from_and_the_suggestion_says_so() -> None:
    """After ten decisions the others follow them, with less doubt, and the line names how many there were."""
    given = dict.fromkeys(range(1, 6), "0") | dict.fromkeys(range(31, 36), "3")
    before, after = suggest_all(TEXTS), suggest_all(TEXTS, given=given)
    mean = {
        part: np.mean([float(s.points) for s in after if s.copy_number in copies])
        for part, copies in (("zero", range(10, 31)), ("full", range(40, 61)))
    }
    assert mean["zero"] < 0.75 < 2.25 < mean["full"]
    assert sum(s.spread for s in after) < 0.8 * sum(s.spread for s in before)
    assert {s.decisions for s in after} == {10}
    assert "learnt from 10 decisions" in after[20].why
    assert "nothing decided yet" in before[20].why
    assert after[20].nearest[0].points == 0


def test_what_was_decided_keeps_its_decision() -> None:
    """Beside it stands what would be suggested without it, so that both can be compared; nothing is promised."""
    plain = suggest_all(TEXTS)[0]
    found = suggest_all(TEXTS, given={1: "0"})[0]
    assert found.points == plain.points > 0
    assert (found.promised, found.turn) == (False, 0)
    assert found.why.startswith(f"a person gave 0 of 3; without that, {found.points} would be suggested")


def test_an_answer_that_says_the_same_as_a_decided_one_has_its_points() -> None:
    """It is suggested them, and names the copy; where two were decided differently, nobody is followed."""
    same = ["It vanishes.", "it vanishes", "It vanishes!", "Bananas."]
    found = suggest_all(same, given={1: "2.25"})
    assert (found[1].points, found[1].like, found[1].promised) == (Decimal("2.25"), 1, True)
    assert found[1].why.startswith("says the same as copy 1, which has 2.25 of 3")
    torn = suggest_all(same, given={1: "2.25", 2: "0"})
    assert torn[2].like == 0
    assert "says the same" not in torn[2].why


def test_the_machine_abstains_until_it_can_promise() -> None:
    """Nothing is promised before any decision at 0.99; the line then says from where to where the points may be."""
    for found in suggest_all(TEXTS, promise=0.99):
        assert not found.promised
        assert found.why.startswith("not sure enough to suggest points: somewhere from ")
        assert found.low is not None
        assert found.high is not None
        assert found.low <= found.points <= found.high


def test_what_is_asked_first_stands_for_the_others() -> None:
    """Turns go from 1 to at most 10, none for what is decided; both kinds of answers are among the first four."""
    found = suggest_all(TEXTS, given={7: "3"}, promise=0.99)
    turns = {s.turn: s.copy_number for s in found if s.turn}
    assert sorted(turns) == list(range(1, 11))
    assert 7 not in turns.values()
    assert len({turns[i] <= 30 for i in range(1, 5)}) == 2


def test_agreement_is_measured_without_the_decision_that_it_is_compared_with() -> None:
    """Points that no answer explains agree with nobody, however many are decided; points that it explains do."""
    random = np.random.default_rng(5)
    noise = {copy: str(points) for copy, points in enumerate(random.choice([0, 3], 60).tolist(), 1)}
    true = {copy: "0" if copy <= 30 else "3" for copy in range(1, 61)}
    blind, wise = (progress(judge_all(TEXTS, given=given)[1]) for given in (noise, true))
    assert (blind.decided, wise.items.answers, wise.totals.answers) == (60, 60, 60)
    assert blind.items.qwk.value < 0.4 < 0.9 < wise.items.qwk.value
    assert wise.items.right.value > 0.9
    assert wise.needed(0.25) == 0


def test_few_decisions_are_too_few() -> None:
    """Before 20 decisions no figure is shown; every waiting answer is counted."""
    now = progress(judge_all(TEXTS, given={1: "3", 2: "0"})[1])
    assert (now.items.few, now.totals.few, now.answers, now.decided) == (True, True, 60, 2)
    assert now.readings[-1].read == 58
    assert now.needed(0.25) > 0


def test_a_decision_costs_less_than_200_ms_for_500_answers() -> None:
    """The desk stays in memory; only the item that was decided is learnt anew (the best of three runs counts)."""
    texts = [f"The gradient vanishes in case {i} of {i % 7} and {i % 11}." for i in range(500)]
    (desk,) = lay_out(*exam_with(texts, None), count_words)
    begin = Start(np.full(500, 0.6), np.full(500, 0.25))
    decided = {i: Decimal(i % 4) for i in range(0, 500, 10)}
    spent = []
    for _ in range(3):
        started = time.process_time()
        learn_desk(desk, begin, decided)
        spent.append(time.process_time() - started)
    assert min(spent) < 0.2


def test_an_exam_without_open_answers_is_judged_too() -> None:
    """Nothing in, nothing out."""
    nothing = judge((), (), (), OpenAnswers())
    assert (nothing.desks, progress(nothing).answers) == ((), 0)
