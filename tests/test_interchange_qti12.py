"""QTI 1.2 as Canvas and others write it, and as we do."""

import io
import zipfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from interchange_items import BLACK, GREY, SVG, items, only, only_refused, printed

from grader.bank.interchange.carried import Foreign, Outgoing
from grader.bank.interchange.qti12 import is_qti12, read_qti12
from grader.bank.interchange.qti12_out import write_qti12
from grader.errors import InputError
from grader.model.item import ITEM

OTHERS = Path(__file__).parent.parent.parent / "shared" / "data" / "interchange"
HEAD = '<?xml version="1.0"?><questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2">'


def quiz(*parts: str, title: str = "Quiz") -> bytes:
    """A file of items (or sections)."""
    inner = "".join(parts)
    return f'{HEAD}<assessment ident="a" title="{title}"><section ident="root_section">{inner}</section></assessment></questestinterop>'.encode()


def text(html: str, kind: str = "text/html") -> str:
    """A piece of material."""
    return f'<material><mattext texttype="{kind}">{escape(html)}</mattext></material>'


def item(
    kind: str, asked: str, scored: str, *, stem: str = "<p>Which?</p>", more: str = "", points: str = "1.0"
) -> str:
    """An item with Canvas's metadata."""
    fields = {"question_type": kind, "points_possible": points}
    meta = "".join(
        f"<qtimetadatafield><fieldlabel>{k}</fieldlabel><fieldentry>{v}</fieldentry></qtimetadatafield>"
        for k, v in fields.items()
        if v
    )
    return (
        f'<item ident="x" title="Question"><itemmetadata><qtimetadata>{meta}</qtimetadata></itemmetadata>'
        f"<presentation>{text(stem)}{asked}</presentation><resprocessing>{scored}</resprocessing>{more}</item>"
    )


def choices(*texts: str, many: bool = False) -> str:
    """Options 1, 2, 3 ..."""
    labels = "".join(
        f'<response_label ident="{n}">{text(t, "text/plain")}</response_label>'
        for n, t in enumerate(texts, 1)
    )
    card = "Multiple" if many else "Single"
    return f'<response_lid ident="response1" rcardinality="{card}"><render_choice>{labels}</render_choice></response_lid>'


def typed(fib: str = "") -> str:
    """A place to type."""
    return f'<response_str ident="response1" rcardinality="Single"><render_fib {fib}><response_label ident="answer1" rshuffle="No"/></render_fib></response_str>'


def when(test: str, points: str = "", action: str = "Set", shows: str = "") -> str:
    """A condition with its points or feedback."""
    won = f'<setvar action="{action}" varname="SCORE">{points}</setvar>' if points else ""
    shown = f'<displayfeedback feedbacktype="Response" linkrefid="{shows}"/>' if shows else ""
    return f"<respcondition><conditionvar>{test}</conditionvar>{won}{shown}</respcondition>"


def equal(answer: str) -> str:
    """The test for one answer."""
    return f'<varequal respident="response1">{answer}</varequal>'


def feedback(ident: str, html: str) -> str:
    """A text that a condition shows."""
    return f'<itemfeedback ident="{ident}"><flow_mat>{text(html)}</flow_mat></itemfeedback>'


def one(content: bytes) -> Any:
    """The one question of a file."""
    return only(read_qti12(content, "q.xml"))


def refusal(content: bytes) -> Any:
    """The one refusal of a file."""
    return only_refused(read_qti12(content, "q.xml"))


def test_single_choice_with_all_kinds_of_feedback() -> None:
    """Feedback on answers goes to the options, general and right feedback to the explanation, the rest is named."""
    scored = (
        when("<other/>", shows="general_fb")
        + when(equal("1"), shows="1_fb")
        + when(equal("2"), "100", shows="correct_fb")
    )
    more = feedback("general_fb", "<p>See page 3.</p>") + feedback("correct_fb", "Well <b>done</b>.")
    more += feedback("1_fb", "No: &lt;") + feedback("general_incorrect_fb", "Pity.")
    question = one(
        quiz(
            item(
                "multiple_choice_question", choices("3 * 4 * 5", "12", "15"), scored, more=more, points="2.0"
            )
        )
    )
    assert question.fields == {
        "type": "single",
        "stem": "Which?",
        "correct": "12",
        "wrong": [{"text": r"3 \* 4 \* 5", "feedback": "No: <"}, "15"],
        "explanation": "See page 3.\n\nWell **done**.",
        "points": "2",
    }
    assert question.lost == ("the feedback on a wrong answer: Pity.",)
    assert (question.name, question.category) == ("Which?", ("Quiz",))


def test_multiple_answers_by_one_condition_or_by_points_for_each() -> None:
    """Canvas's combination of answers, and exporters that add points for each right one."""
    combined = when(f"<and>{equal('1')}<not>{equal('2')}</not>{equal('3')}</and>", "100")
    added = when(equal("1"), "50", "Add") + when(equal("2"), "-10", "Add") + when(equal("3"), "50", "Add")
    for scored, lost in ((combined, 0), (added, 1)):
        question = one(quiz(item("multiple_answers_question", choices("a", "b", "c", many=True), scored)))
        assert (question.fields["correct"], question.fields["wrong"]) == (["a", "c"], ["b"])
        assert len(question.lost) == lost


@pytest.mark.parametrize(
    ("test", "answer", "tolerance"),
    [
        (f"<or>{equal('12.0')}<and><vargte>12.0</vargte><varlte>12.0</varlte></and></or>", "12.0", None),
        ("<vargte>1.0</vargte><varlte>22.0</varlte>", "11.5", "10.5"),
        (f"<or>{equal('200')}<and><vargte>160.0</vargte><varlte>240.0</varlte></and></or>", "200", "40"),
        (equal("1e-3"), "0.001", None),
    ],
)
def test_numbers_exact_with_a_margin_and_in_a_range(test: str, answer: str, tolerance: str | None) -> None:
    """The ways in which Canvas writes a numerical question."""
    fields = one(quiz(item("numerical_question", typed('fibtype="Decimal"'), when(test, "100")))).fields
    assert (fields["type"], fields["answer"], fields.get("tolerance")) == ("numeric", answer, tolerance)


def test_true_false_short_answer_and_essay() -> None:
    """A statement; accepted texts as model answers; an essay."""
    statement = one(quiz(item("true_false_question", choices("True", "False"), when(equal("2"), "100"))))
    assert statement.fields["correct"] is False
    short = one(quiz(item("short_answer_question", typed(), when(equal("Rome") + equal("Roma"), "100"))))
    assert (short.fields["reference"], short.fields["lines"], len(short.lost)) == (["Rome", "Roma"], 1, 1)
    assert one(quiz(item("essay_question", typed(), when("<other/>")))).fields["type"] == "open"


@pytest.mark.parametrize(
    ("kind", "asked", "called"),
    [
        ("matching_question", choices("a", "b"), "matching"),
        ("fill_in_multiple_blanks_question", choices("a"), "fill_in_multiple_blanks"),
        ("calculated_question", typed(), "calculated"),
        ("file_upload_question", "", "file_upload"),
        ("text_only_question", "", "text_only"),
        ("", typed() + typed(), "several blanks"),
        ("", "", "text without a question"),
        (
            "",
            '<response_lid ident="response_B"><material><mattext>B</mattext></material><render_choice/></response_lid>',
            "matching",
        ),
        ("", '<response_xy ident="r"><render_hotspot/></response_xy>', "response_xy"),
    ],
)
def test_other_kinds_are_refused_by_name_and_number(kind: str, asked: str, called: str) -> None:
    """None is bent into a kind that we have."""
    unread = refusal(quiz(item(kind, asked, when(equal("1"), "100"))))
    assert called in unread.kind
    assert unread.number == 1
    assert unread.where == "q.xml:1"


@pytest.mark.parametrize(
    ("scored", "many", "reason"),
    [
        ("", False, "none of its answers is right"),
        (when(equal("1"), "100") + when(equal("2"), "100"), False, "2 of its answers are right"),
        (when(f"<or>{equal('1')}{equal('2')}</or>", "100"), True, "more than one combination"),
        (when(equal("1") + equal("2"), "100"), True, "none of its answers is wrong"),
    ],
)
def test_a_key_that_is_no_key_is_refused(scored: str, many: bool, reason: str) -> None:
    """Without a clear key there is no item."""
    kind = "multiple_answers_question" if many else "multiple_choice_question"
    assert reason in refusal(quiz(item(kind, choices("a", "b", many=many), scored))).why


def test_without_metadata_the_kind_is_read_from_the_answer() -> None:
    """Old exporters and bare items: cardinality, conditions, points out of ten."""
    add = when(equal("1"), "0", "Add") + when(equal("2"), "10.00")
    assert one(quiz(item("", choices("True", "False"), add, points=""))).fields["correct"] is False
    assert one(quiz(item("", typed(), when(equal("Rome"), "1")))).fields["reference"] == ["Rome"]
    assert (
        one(quiz(item("", typed(), when("<vargte>1</vargte><varlte>3</varlte>", "1")))).fields["answer"]
        == "2"
    )
    assert one(quiz(item("", typed(), when("<other/>")))).fields["type"] == "open"
    profile = item("", choices("a", "b"), when(equal("1"), "100")).replace(
        "<qtimetadata>",
        "<qtimetadata><qtimetadatafield><fieldlabel>cc_profile</fieldlabel><fieldentry>cc.multiple_choice.v0p1</fieldentry></qtimetadatafield>",
    )
    assert one(quiz(profile)).fields["type"] == "single"


def test_a_group_says_what_chance_did() -> None:
    """Items of a group are carried, each with the pick; a reference into a bank is named."""
    parts = item("true_false_question", choices("True", "False"), when(equal("1"), "100"))
    group = (
        '<section ident="g" title="Group A"><selection_ordering><selection><selection_number>1</selection_number>'
        f'</selection></selection_ordering>{parts}{parts}</section><bankentry_item item_ref="z"/>'
    )
    found = read_qti12(quiz(group), "q.xml")
    assert [question.category for question in found.questions] == [("Quiz", "Group A")] * 2
    assert "draws 1 of the 2" in found.questions[0].lost[0]
    assert found.refused[0].kind == "reference to a bank"


def test_formulas_and_pictures_of_a_package() -> None:
    r"""`$IMS-CC-FILEBASE$`, escaped names, equation images and `\(..\)`."""
    stem = (
        r'<p>With \(x^2\) and <img class="equation_image" data-equation-content="\alpha" src="/equation_images/a" alt="LaTeX: \alpha">:</p>'
        '<p><img src="$IMS-CC-FILEBASE$/Uploaded%20Media/my%20net.png?canvas_download=1" alt="a net"></p>'
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("imsmanifest.xml", "<manifest/>")
        archive.writestr("web_resources/Uploaded Media/my net.png", BLACK)
        archive.writestr("web_resources/Uploaded Media/other.png", GREY)
        full = item("multiple_choice_question", choices("a", "b"), when(equal("1"), "100"), stem=stem)
        archive.writestr("g1/assessment_qti.xml", quiz(full))
        archive.writestr("non_cc_assessments/g1.xml.qti", quiz(full))
    assert is_qti12(packed.getvalue(), "c.imscc")
    found = read_qti12(packed.getvalue(), "c.imscc")
    (question,) = found.questions  # the full version alone
    assert question.fields["stem"] == "With $x^2$ and $\\alpha$:\n\n![a net](assets/my-net.png)"
    assert found.pictures == {"assets/my-net.png": BLACK}
    assert question.where.startswith("c.imscc/non_cc_assessments/g1.xml.qti:")


def test_question_banks_are_categories() -> None:
    """A root `objectbank` with its title in the metadata."""
    parts = item("true_false_question", choices("True", "False"), when(equal("1"), "100"))
    meta = "<qtimetadata><qtimetadatafield><fieldlabel>bank_title</fieldlabel><fieldentry>Week 1</fieldentry></qtimetadatafield></qtimetadata>"
    content = f'{HEAD}<objectbank ident="b">{meta}{parts}</objectbank></questestinterop>'.encode()
    assert one(content).category == ("Week 1",)


def test_hostile_and_broken_files_are_refused() -> None:
    """A document type, an unfinished file, a zip without questions."""
    bomb = b'<?xml version="1.0"?><!DOCTYPE questestinterop [<!ENTITY a "b">]><questestinterop>&a;</questestinterop>'
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    for content in (bomb, HEAD.encode(), empty.getvalue()):
        with pytest.raises(InputError):
            read_qti12(content, "bad.xml")


def back(bank: list[Any], **more: Any) -> Foreign:
    """What comes back of items that go out and in."""
    return read_qti12(write_qti12(Outgoing("Bank", bank, **more)).content, "bank.zip")


@settings(max_examples=20, deadline=None)
@given(st.lists(items(), min_size=1, max_size=3, unique_by=lambda item: item.id))
def test_what_is_written_comes_back(bank: list[Any]) -> None:
    """Every item with all its fields; the same items give the same bytes."""
    found = back(bank)
    assert not found.refused
    assert [printed(ITEM.validate_python(dict(q.fields))) for q in found.questions] == [
        printed(i) for i in bank
    ]
    assert not [question.lost for question in found.questions if question.lost]
    assert write_qti12(Outgoing("Bank", bank)).content == write_qti12(Outgoing("Bank", bank)).content


def test_pictures_go_out_and_come_back() -> None:
    """With their names; one that is not there is said."""
    fields = {"type": "open", "id": "p", "topic": "t", "module": "m", "part": "first", "reference": ["r"]}
    one_item = ITEM.validate_python(
        {**fields, "stem": "![a](assets/a.png) ![b](assets/b.svg) ![c](assets/c.png)"}
    )
    pictures = {"assets/a.png": BLACK, "assets/b.svg": SVG, "assets/unused.png": GREY}
    found = back([one_item], pictures=pictures)
    assert found.pictures == {"assets/a.png": BLACK, "assets/b.svg": SVG}
    assert "assets/b.svg" in found.questions[0].fields["stem"]
    assert write_qti12(Outgoing("B", [one_item], pictures)).lost == {
        "p": ("the picture assets/c.png, which is not there",)
    }


@pytest.mark.skipif(not OTHERS.exists(), reason="files that others wrote are not here")
@pytest.mark.parametrize(
    ("name", "type_"), [("mc", "single"), ("checkbox", "multiple"), ("tf", "true-false")]
)
def test_files_of_others(name: str, type_: str) -> None:
    """Each of them has one question, of a known type."""
    assert one((OTHERS / f"canvas-{name}.xml").read_bytes()).fields["type"] == type_
