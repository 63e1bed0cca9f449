"""QTI 2.0, 2.1 and 2.2 as others write it, and as we do."""

import io
import zipfile
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from interchange_items import BLACK, GREY, items, only, only_refused, printed
from qti_structure import QTI1, QTI2, faults, package_faults

from grader.bank.interchange.carried import Outgoing
from grader.bank.interchange.qti2 import is_qti2, read_qti2
from grader.bank.interchange.qti2_out import write_qti21, write_qti22
from grader.bank.interchange.qti12_out import write_qti12
from grader.errors import InputError
from grader.model.item import ITEM

V21 = "http://www.imsglobal.org/xsd/imsqti_v2p1"
CORRECT = (
    '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"/>'
)


def item(
    body: str,
    declared: str,
    *,
    after: str = CORRECT,
    space: str = V21,
    more: str = "",
    title: str = "An item",
) -> bytes:
    """An item file."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><assessmentItem xmlns="{space}" identifier="q1" title="{title}" adaptive="false"'
        f' timeDependent="false"{more}>{declared}<itemBody>{body}</itemBody>{after}</assessmentItem>'
    ).encode()


def response(*correct: str, base: str = "identifier", card: str = "single", mapped: str = "") -> str:
    """What is declared of the answer."""
    values = "".join(f"<value>{text}</value>" for text in correct)
    right = f"<correctResponse>{values}</correctResponse>" if values else ""
    mapping = f'<mapping defaultValue="0">{mapped}</mapping>' if mapped else ""
    return f'<responseDeclaration identifier="RESPONSE" cardinality="{card}" baseType="{base}">{right}{mapping}</responseDeclaration>'


def entry(key: str, points: str) -> str:
    """An answer and its points."""
    return f'<mapEntry mapKey="{key}" mappedValue="{points}"/>'


def choice(
    *texts: str, most: str = "1", fixed: tuple[int, ...] = (), prompt: str = "", shuffle: str = "true"
) -> str:
    """A choice among A, B, C ..."""
    options = "".join(
        f'<simpleChoice identifier="{chr(65 + n)}" fixed="{"true" if n in fixed else "false"}">{text}</simpleChoice>'
        for n, text in enumerate(texts)
    )
    asked = f"<prompt>{prompt}</prompt>" if prompt else ""
    return f'<choiceInteraction responseIdentifier="RESPONSE" shuffle="{shuffle}" maxChoices="{most}">{asked}{options}</choiceInteraction>'


GAP = '<textEntryInteraction responseIdentifier="RESPONSE"/>'


def one(content: bytes) -> Any:
    """The one question of a file."""
    return only(read_qti2(content, "q.xml"))


def refusal(content: bytes) -> Any:
    """The one refusal of a file."""
    return only_refused(read_qti2(content, "q.xml"))


@pytest.mark.parametrize(
    "space", [V21, V21.replace("v2p1", "v2p2"), V21.replace("v2p1", "v2p0"), V21.replace("v2p1", "item_v2p0")]
)
def test_a_single_choice_in_every_version(space: str) -> None:
    """The prompt follows the text; the last option is pinned; the name is the title."""
    body = "<p>Look at <em>this</em>:</p>" + choice(
        "<p>x<sup>2</sup></p>", "y", "none of these", fixed=(2,), prompt="Which?"
    )
    question = one(item(body, response("B"), space=space))
    assert question.fields == {
        "type": "single",
        "stem": "Look at *this*:\n\nWhich?",
        "correct": "y",
        "wrong": ["x²", {"text": "none of these", "last": True}],
    }
    assert (question.name, question.lost) == ("An item", ())


def test_several_keys_by_declaration_and_by_mapping() -> None:
    """Points of single answers are not carried, and that is said."""
    body = "<p>Which?</p>" + choice("a", "b", "c", most="0")
    declared = one(item(body, response("A", "C", card="multiple")))
    assert (declared.fields["correct"], declared.lost) == (["a", "c"], ())
    mapped = one(
        item(body, response(card="multiple", mapped=entry("A", "1") + entry("B", "-1") + entry("C", "1")))
    )
    assert mapped.fields["correct"] == ["a", "c"]
    assert "points of its single answers" in mapped.lost[0]
    partial = one(
        item("<p>Which?</p>" + choice("a", "b"), response(mapped=entry("A", "1") + entry("B", "0.5")))
    )
    assert (partial.fields["correct"], partial.lost) == (
        "a",
        ("that some wrong answers win part of the points",),
    )


@pytest.mark.parametrize(
    ("test", "answer", "tolerance"),
    [
        ("", "3.14", None),
        ('<equal toleranceMode="absolute" tolerance="0.01 0.01"/>', "3.14", "0.01"),
        ('<equal toleranceMode="relative" tolerance="10"/>', "3.14", "0.314"),
        ('<equal toleranceMode="absolute" tolerance="0.1 0.3"/>', "3.24", "0.2"),
        (
            "<and><gte><variable/><baseValue>3</baseValue></gte><lte><variable/><baseValue>3.28</baseValue></lte></and>",
            "3.14",
            "0.14",
        ),
    ],
)
def test_numbers_with_their_tolerance(test: str, answer: str, tolerance: str | None) -> None:
    """Exact, absolute, in per cent, one-sided, between bounds."""
    after = f"<responseProcessing><responseCondition><responseIf>{test}</responseIf></responseCondition></responseProcessing>"
    fields = one(item(f"<p>Pi is {GAP}</p>", response("3.14", base="float"), after=after)).fields
    assert (fields["stem"], fields["answer"], fields.get("tolerance")) == ("Pi is", answer, tolerance)


def test_a_text_entry_leaves_a_gap_where_text_goes_on() -> None:
    """Accepted texts become model answers."""
    question = one(
        item(
            f"<p>The {GAP} of France.</p>",
            response("capital", base="string", mapped=entry("capital", "1") + entry("town", "0.5")),
        )
    )
    assert question.fields["stem"] == r"The \_\_\_\_ of France."
    assert (question.fields["reference"], question.fields["lines"]) == (["capital"], 1)


def test_an_extended_text_with_a_guide_for_scorers() -> None:
    """The guide is the model answer; a block for candidates is part of the text."""
    body = (
        '<rubricBlock view="candidate"><p>Read.</p></rubricBlock><p>Why?</p><extendedTextInteraction responseIdentifier="RESPONSE"'
        ' expectedLines="4"/><rubricBlock view="scorer"><p>Because.</p></rubricBlock>'
    )
    fields = one(item(body, response(base="string"), after="")).fields
    assert fields == {"type": "open", "stem": "Read.\n\nWhy?", "lines": 4, "reference": ["Because."]}


def test_feedback_goes_where_it_belongs() -> None:
    """By the condition that shows it: an answer's to its option, the wrong ones' is lost, the rest explains."""

    def rule(branch: str, value: str, test: str = "") -> str:
        return f'<{branch}>{test}<setOutcomeValue identifier="FEEDBACK"><baseValue baseType="identifier">{value}</baseValue></setOutcomeValue></{branch}>'

    match = '<match><variable identifier="RESPONSE"/>{}</match>'
    conditions = rule("responseIf", "ok", match.format('<correct identifier="RESPONSE"/>')) + rule(
        "responseElse", "no"
    )
    other = rule("responseIf", "f2", match.format('<baseValue baseType="identifier">B</baseValue>'))
    after = (
        f"<responseProcessing><responseCondition>{conditions}</responseCondition><responseCondition>{other}</responseCondition></responseProcessing>"
        + "".join(
            f'<modalFeedback outcomeIdentifier="FEEDBACK" showHide="show" identifier="{name}">{text}</modalFeedback>'
            for name, text in (("ok", "Right."), ("no", "Sorry."), ("f2", "Not b."), ("A", "Yes, a."))
        )
    )
    question = one(
        item(
            "<p>Which?</p>" + choice("a", "b<feedbackInline>inline</feedbackInline>"),
            response("A"),
            after=after,
        )
    )
    assert question.fields["correct"] == {"text": "a", "feedback": "Yes, a."}
    assert question.fields["wrong"] == [{"text": "b", "feedback": "inline\n\nNot b."}]
    assert question.fields["explanation"] == "Right."
    assert question.lost == ("the feedback on a wrong answer: Sorry.",)


@pytest.mark.parametrize(
    ("body", "called"),
    [
        ("<p>x</p><orderInteraction responseIdentifier='RESPONSE'/>", "order"),
        ("<p><inlineChoiceInteraction responseIdentifier='RESPONSE'/></p>", "inlineChoice"),
        (f"<p>{GAP} and {GAP}</p>", "textEntry"),
        ("<p>text</p>", "item"),
        ("<p>x</p><uploadInteraction responseIdentifier='RESPONSE'/>", "upload"),
    ],
)
def test_other_interactions_are_refused_by_name(body: str, called: str) -> None:
    """And so is more than one."""
    unread = refusal(item(body, response("A")))
    assert (unread.kind, unread.number, unread.name) == (called, 1, "An item")


def test_what_is_drawn_or_adapts_is_refused() -> None:
    """Templates and adaptive items are many questions in one."""
    body = "<p>Which?</p>" + choice("a", "b")
    drawn = response("A") + '<templateDeclaration identifier="N" cardinality="single" baseType="integer"/>'
    assert "drawn anew" in refusal(item(body, drawn)).why
    adaptive = item(body, response("A")).replace(b'adaptive="false"', b'adaptive="true"')
    assert "goes on" in refusal(adaptive).why
    assert "key is not declared" in refusal(item(body, response())).why


def test_a_package_of_others() -> None:
    """Order and titles of its test, pictures as `img` and `object`, keywords as tags."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(
            "imsmanifest.xml",
            '<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" xmlns:m="http://ltsc.ieee.org/xsd/LOM"><resources><resource'
            ' href="q/one.xml"><metadata><m:lom><m:general><m:keyword><m:string>Deep Nets</m:string></m:keyword></m:general></m:lom>'
            "</metadata></resource></resources></manifest>",
        )
        images = '<p>See <img src="../pic/a%20b.png" alt="A"/> <object type="image/png" data="../pic/c.png">C</object></p>'
        archive.writestr("q/one.xml", item(images + choice("a", "b"), response("A"), title="One"))
        archive.writestr("q/two.xml", item("<p>T?</p>" + choice("True", "False"), response("B"), title="Two"))
        archive.writestr(
            "test.xml",
            f'<assessmentTest xmlns="{V21}" identifier="t" title="Exam"><testPart><assessmentSection title="Part 1"><assessmentItemRef'
            ' href="q/two.xml"/><assessmentItemRef href="q/one.xml"/></assessmentSection></testPart></assessmentTest>',
        )
        archive.writestr("pic/a b.png", BLACK)
        archive.writestr("pic/c.png", GREY)
    assert is_qti2(packed.getvalue(), "p.zip")
    found = read_qti2(packed.getvalue(), "p.zip")
    two, first = found.questions
    assert (two.name, two.fields["correct"], two.category) == ("Two", False, ("Exam", "Part 1"))
    assert first.fields["stem"] == "See ![A](assets/a-b.png) ![C](assets/c.png)"
    assert first.fields["tags"] == ["deep-nets"]
    assert found.pictures == {"assets/a-b.png": BLACK, "assets/c.png": GREY}
    assert first.where == "p.zip/q/one.xml"


def test_qti_3_is_told_apart() -> None:
    """It is refused with a sentence that says what to do."""
    content = (
        b'<?xml version="1.0"?><qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0"/>'
    )
    assert is_qti2(content, "q.xml")
    with pytest.raises(InputError, match="QTI 3"):
        read_qti2(content, "q.xml")


def test_hostile_and_lonely_files_are_refused() -> None:
    """A document type; a test without its items."""
    bomb = b'<?xml version="1.0"?><!DOCTYPE assessmentItem [<!ENTITY a SYSTEM "file:///etc/passwd">]><assessmentItem>&a;</assessmentItem>'
    test = f'<assessmentTest xmlns="{V21}" identifier="t" title="Exam"/>'.encode()
    for content in (bomb, test, b"<assessmentItem>"):
        with pytest.raises(InputError):
            read_qti2(content, "q.xml")


@settings(max_examples=20, deadline=None)
@given(st.lists(items(), min_size=1, max_size=3, unique_by=lambda item: item.id), st.booleans())
def test_what_is_written_comes_back(bank: list[Any], newer: bool) -> None:
    """Every item with all its fields; the package holds together, and the same items give the same bytes."""
    write = write_qti22 if newer else write_qti21
    sent = write(Outgoing("Bank", bank))
    found = read_qti2(sent.content, "bank.zip")
    assert not found.refused
    assert [printed(ITEM.validate_python(dict(q.fields))) for q in found.questions] == [
        printed(i) for i in bank
    ]
    assert not [question.lost for question in found.questions if question.lost]
    assert write(Outgoing("Bank", bank)).content == sent.content
    assert package_faults(sent.content) == []
    for name, content in files(sent.content).items():
        assert faults(content, QTI2) == [], name


def files(content: bytes) -> dict[str, bytes]:
    """The XML files of a package, without its manifest."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {
            name: archive.read(name)
            for name in archive.namelist()
            if name.endswith(".xml") and name != "imsmanifest.xml"
        }


def test_the_sample_bank_keeps_to_the_published_structure() -> None:
    """All that our Markdown can say, in items of QTI 2 and QTI 1.2."""
    stem = (
        "# Head\n\nText with `code`, **bold**, *italics*, ~~struck~~ and $x<1$.\n\n- a\n- b\n\n3. c\n\n> quoted\n\n"
        "| a | b |\n|:--|--:|\n| 1 | 2 |\n\n```python\nif a < b:\n    pass\n```\n\n***\n\n![A](assets/a.png)"
    )
    fields = {"type": "single", "id": "3d", "topic": "t", "module": "m", "part": "first", "stem": stem}
    rich = ITEM.validate_python({**fields, "correct": "```\nx\n```", "wrong": ["`y`"], "explanation": stem})
    out = Outgoing("Bank & <more>", [rich], {"assets/a.png": BLACK})
    sent = write_qti21(out)
    assert package_faults(sent.content) == package_faults(write_qti12(out).content) == []
    assert [fault for content in files(sent.content).values() for fault in faults(content, QTI2)] == []
    quiz = {name: content for name, content in files(write_qti12(out).content).items() if "meta" not in name}
    assert [fault for content in quiz.values() for fault in faults(content, QTI1)] == []
    assert len(sent.lost["3d"]) == 3  # struck out, the list's number, the columns' sides
