"""Learning beside the page: what a person has in front stays, what comes next is renewed, and what it is worth is said."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from review_page import EXAM, Reviewed, key, reviewed

from grader.errors import Refused
from grader.model.course import OpenAnswers
from grader.model.score import Decision, Suggestion
from grader.review.server import machine_words
from grader.review.server.learner import Learner
from grader.scoring.openended import guards
from grader.scoring.openended.after import Left, Lesson, Outlook
from grader.scoring.openended.evaluate import compare

TEXTS = tuple(f"answer {n}" for n in range(1, 9))
ITEM = "why-norm"
SOME = Left(5, 2)


def outlook(answers: int, left: Left = SOME) -> Outlook:
    """Suggestions of which three in four are right."""
    person = np.arange(answers) % 5 / 2
    machine = np.where(np.arange(answers) % 4 == 0, person - 0.5, person)
    one = compare(
        person, machine, step=np.full(answers, 0.5), most=np.full(answers, 2.0), papers=range(answers)
    )
    return Outlook(answers, one, one, {ITEM: one}, {ITEM: left}, 0.9, 0.25, 3)


def learner_of(page: Reviewed, found: Outlook, asked: list[Sequence[Decision]]) -> Learner:
    """One that suggests two points for every answer, and asks for the copies with high numbers first."""

    def learn(decisions: Sequence[Decision], items: frozenset[str]) -> Lesson:
        asked.append(decisions)
        new = [_new(a.suggestion) for a in page.pile.answers if a.suggestion and a.key[2] in items]
        return Lesson(tuple(new), found)

    return Learner(page.pile, lambda: (page.records.copies(EXAM.id), learn), OpenAnswers())


def _new(old: Suggestion) -> Suggestion:
    return old.model_copy(update={"points": Decimal(2), "turn": 20 - old.copy_number})


def order(page: Reviewed) -> list[int]:
    return [answer.key[0] for answer in page.pile.answers]


def test_what_comes_next_is_renewed_and_what_was_decided_stays(tmp_path: Path) -> None:
    """The way back is as it was; the rest stands in the new order, with the new points, and the page says so once."""
    with reviewed(tmp_path, TEXTS) as page:
        anna, asked = page.browser(), []
        learner = learner_of(page, outlook(24), asked)
        before = order(page)
        for copy in before[:2]:
            anna.decide(copy, "1")
        learner.learn(page.pile.decided_since())
        assert order(page) == before, "nothing moves before somebody asks for the next answer"
        shown = anna.get(f"/answer/{key(before[2])}")
        assert order(page) == before, "nor when somebody walks to a neighbour"
        shown = anna.decide(before[2], "1").text
        assert order(page)[:2] == before[:2]
        assert order(page)[2:] == sorted(before[2:], reverse=True)
        assert "suggestions renewed" in shown
        assert 'data-points="2"' in shown
        assert [len(decisions) for decisions in asked] == [2]
        assert "suggestions renewed" not in anna.decide(order(page)[3], "1").text


@pytest.mark.parametrize(
    ("answers", "left", "said"),
    [
        (24, Left(5, 2), "75% (58%–92%) of 24 suggestions were right. <span>Read at most 3 more, and the promise holds for the other 2."),
        (24, Left(5, 5), "The promise holds for all that waits: of 100 such suggestions 90 are right."),
        (24, Left(0, 0), "Everything of this question is read."),
        (7, Left(5, 0), "too few decisions to say how good suggestions are (7 of 20)"),
    ],
)  # fmt: skip
def test_the_worth_of_suggestions_is_said(tmp_path: Path, answers: int, left: Left, said: str) -> None:
    """In a sentence, with the interval, and never from fewer than 20 decisions."""
    with reviewed(tmp_path, TEXTS) as page:
        learner_of(page, outlook(answers, left), []).learn([ITEM])
        shown = page.browser().get("/").text
        assert said in shown
        assert "Answers to read until students&#39; totals are off by 0.25 points in the mean: 3." in shown


def test_answers_that_came_from_paper_meanwhile_are_not_lost(tmp_path: Path) -> None:
    """Whoever lays out anew between reading and learning wins; the answers are read again."""
    with reviewed(tmp_path, TEXTS) as page:
        read = []
        learner = learner_of(page, outlook(24), [])
        inner = learner.read
        learner.read = lambda: read.append(len(page.pile.hashes())) or inner()
        learner.learn([ITEM])
        first = page.pile.answers[0]
        typed = replace(first, response=first.response.model_copy(update={"text": "as typed"}))
        page.pile.make_ready([typed, *page.pile.answers[1:]])
        learner.learn([ITEM])
        assert read == [8, 8]
        page.pile.turn_over()
        assert "as typed" in {answer.response.text for answer in page.pile.answers}


def test_without_a_model_the_page_goes_on(tmp_path: Path) -> None:
    """Why nothing is learnt is said once, and the suggestions that are there stay."""
    with reviewed(tmp_path) as page:
        said = []

        def read() -> None:
            raise Refused("no model here")

        learner = Learner(page.pile, read, OpenAnswers(), said.append)  # type: ignore[arg-type]
        page.browser().decide(1, "1")
        learner.work().join(10)
        assert said == ["no model here"]
        assert "Suggested: 1" in page.browser().get("/").text


def test_a_bug_while_learning_neither_ends_the_page_nor_tells_an_answer(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """It is said once, by its kind and place; what suggestions were worth is said no more."""
    with reviewed(tmp_path, TEXTS) as page:
        said = []
        learner = learner_of(page, outlook(24), [])
        learner.learn([ITEM])
        anna = page.browser()
        assert "were right" in anna.get("/").text

        def learn(decisions: Sequence[Decision], items: frozenset[str]) -> Lesson:
            raise ValueError("Rossi wrote: answer 1")

        learner.tell = said.append
        learner.read = lambda: (page.records.copies(EXAM.id), learn)
        learner._learn = None
        anna.decide(1, "1")
        learner.work().join(10)
        (told,) = said
        assert "ValueError" in told and "learner.py" in told and "Rossi" not in told
        assert capfd.readouterr() == ("", "")
        shown = anna.decide(2, "1")
        assert shown.status_code == 200 and "were right" not in shown.text


def test_too_few_answers_to_one_question_speak_for_all_together(tmp_path: Path) -> None:
    """Below 20 decisions on a question the figure over all questions is said, as what it is."""
    with reviewed(tmp_path, TEXTS) as page:
        few, many = outlook(7), outlook(24)
        learner_of(page, replace(few, answers=many.answers), []).learn([ITEM])
        shown = page.browser().get("/").text
        assert (
            "75% (58%–92%) of 24 suggestions were right over all questions; on this one 7 decisions" in shown
        )


def test_every_warning_has_an_italian_word() -> None:
    """A guard that is added is missed here, and not by an Italian instructor."""
    named = {
        value
        for name, value in vars(guards).items()
        if name.isupper() and not name.startswith("_") and isinstance(value, str)
    }
    assert len(named) >= 15
    assert named <= set(machine_words.ITALIAN.flags)
