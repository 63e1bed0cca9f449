"""What each paper says."""

from decimal import Decimal

import pytest
from printed_exam import MARKER, item, secretive, with_items
from small_exam import exam as small_exam

from grader.model.blueprint import ScoringRules
from grader.printing.images import missing_images
from grader.printing.layout import ACCESSIBLE, STANDARD
from grader.printing.papers import PaperKind, contents, papers
from grader.printing.rules import rules
from grader.printing.words import ENGLISH


def nothing(path: str) -> str | None:
    return None


def anything(path: str) -> str | None:
    return f"asset:{path}"


def test_every_form_has_three_papers() -> None:
    """Booklet, answer pages and key, each named after its form."""
    names = [paper.name for paper in papers(small_exam("A", "B"), STANDARD)]
    assert names == ["booklet-A", "answers-A", "key-A", "booklet-B", "answers-B", "key-B"]


def test_the_profile_is_in_the_file_name_only() -> None:
    """The accessible papers are other files; nothing on them says for whom they are."""
    exam = small_exam("A")
    paper = papers(exam, ACCESSIBLE)[0]
    assert paper.name == "booklet-A-accessible"
    said = {
        key: value for key, value in contents(exam, paper, ACCESSIBLE, nothing).items() if key != "layout"
    }
    assert "accessible" not in str(said)


def test_practice_is_one_paper() -> None:
    """A practice exam prints no separate key."""
    (paper,) = papers(
        with_items(item("t", stem="S", type="true-false", correct=True), kind="practice"), STANDARD
    )
    assert paper.name == "practice"


@pytest.mark.parametrize("kind", [PaperKind.BOOKLET, PaperKind.ANSWERS])
def test_a_students_template_is_never_given_the_key(kind: PaperKind) -> None:
    """Two exams that differ only in what students must not know give a template equal values."""
    said = []
    for exam in (secretive("a"), secretive("c", marker="other")):
        paper = next(paper for paper in papers(exam, STANDARD) if paper.kind is kind)
        said.append(contents(exam, paper, STANDARD, nothing))
    assert said[0] == said[1]
    assert MARKER.lower() not in str(said[0]).lower()


def test_both_profiles_ask_the_same() -> None:
    """The accessible booklet has the same questions, options and points."""
    exam = secretive()
    asked = [
        contents(exam, papers(exam, layout)[0], layout, nothing)["questions"]
        for layout in (STANDARD, ACCESSIBLE)
    ]
    assert asked[0] == asked[1]


@pytest.mark.parametrize(
    ("scoring", "said"),
    [
        (ScoringRules(), ENGLISH.rule_no_wrong),
        (ScoringRules(wrong=Decimal("0.25")), "a wrong answer takes away 25 % of the question’s points"),
        (ScoringRules(), ENGLISH.rule_all),
        (ScoringRules(multiple="per-option"), "No such question gives less than 0 points."),
        (
            ScoringRules(multiple="per-option", floor=Decimal("-0.5")),
            "at worst it takes away 50 % of its points",
        ),
    ],
)
def test_the_paper_says_how_it_is_scored(scoring: ScoringRules, said: str) -> None:
    """A penalty that a student is not told of is unfair."""
    assert any(said in rule for rule in rules(secretive().forms[0], scoring, ENGLISH))


def test_rules_are_said_only_where_they_apply() -> None:
    """An exam of open items explains no tick boxes and no penalties."""
    exam = with_items(item("o", stem="Why?", type="open", reference="So."))
    assert rules(exam.forms[0], ScoringRules(wrong=Decimal(1)), ENGLISH) == ()


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("assets/lost.svg", "no image assets/lost.svg"),
        ("/etc/passwd", "no image /etc/passwd: it is not a path below questions/assets/"),
        ("assets/../../x.svg", "no image assets/../../x.svg: it does not lie below questions/assets/"),
        ("https://example.org/x.svg", "it is a URL; only files below questions/assets/ are printed"),
    ],
)
def test_a_missing_image_is_named_with_its_question(path: str, why: str) -> None:
    """An image that cannot be printed is said with form, number and item, also in an explanation."""
    exam = with_items(
        item("t", stem="S", type="true-false", correct=True),
        item("cells", stem="S", type="true-false", correct=True, explanation=f"![a cell]({path})"),
    )
    (problem,) = missing_images(exam, nothing if path == "assets/lost.svg" else anything)
    assert problem.where == "sittings/2026-04-15-mid-course/exam.lock.json"
    assert problem.what.startswith("form A, question 2 (cells): ")
    assert why in problem.what
