"""GIFT and Aiken, the formats for typing: all of their syntax is read or named, and what goes out comes back."""

import re
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from grader.bank import Bank
from grader.bank.interchange.aiken import is_aiken, read_aiken, write_aiken
from grader.bank.interchange.carried import Outgoing
from grader.bank.interchange.gift import is_gift, read_gift
from grader.bank.interchange.gift_out import write_gift
from grader.bank.interchange.placing import Wishes, place
from grader.model.item import ITEM, Item


def fields(text: str) -> dict[str, Any]:
    found = read_gift(text.encode(), "q.gift")
    assert not found.refused, found.refused
    return dict(found.questions[0].fields)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Which?{=a ~b#no ~c}", {"type": "single", "stem": "Which?", "correct": "a", "wrong": [{"text": "b", "feedback": "no"}, "c"]}),
        ("::T:: Which {=is ~was} right?", {"stem": "Which \\_\\_\\_\\_\\_ right?", "correct": "is"}),
        ("Which?{~%50%a ~%50%b ~%-100%c}", {"type": "multiple", "correct": ["a", "b"], "wrong": ["c"]}),
        ("So.{T}", {"type": "true-false", "correct": "true"}),
        ("So.{FALSE#yes#no####Because.}", {"type": "true-false", "correct": "false", "explanation": "Because."}),
        ("Pi?{#3.14:0.01}", {"type": "numeric", "answer": "3.14", "tolerance": "0.01"}),
        ("Pi?{#3..4}", {"answer": "3.5", "tolerance": "0.5"}),
        ("Pi?{#=3.14:0.01 =%50%3:0.2}", {"answer": "3.14", "tolerance": "0.01"}),
        ("Name?{=Ada =Lovelace =%50%A. L. =%0%*}", {"type": "open", "reference": ["Ada", "Lovelace"]}),
        ("Why?{}", {"type": "open"}),
        ("// [id:q-1] [tag:level:apply] [tag:a\\]b]\nWhy?{}", {"id": "q-1", "level": "apply", "tags": ["a-b"]}),
        (r"\~ \= \# \{ \} \: a\nb{T}", {"stem": "\\~ = # { } : a\\\nb"}),
        (r"Is \(x \= 1\) so?{T}", {"stem": "Is $x = 1$ so?"}),
        ("[html]<b>Is</b> it?{=[plain]<b> ~c}", {"stem": "**Is** it?", "correct": "<b>"}),
        ("[markdown]**Is** `it`?{T}", {"stem": "**Is** `it`?"}),
    ],
)  # fmt: skip
def test_gift_is_read(text: str, expected: dict[str, Any]) -> None:
    """Every kind of answer, weights, ranges, feedback, missing words, escapes, formats, ids and tags."""
    assert expected.items() <= fields(text).items()


@pytest.mark.parametrize(
    ("text", "kind", "why"),
    [
        ("Match.{=a -> b =c -> d}", "matching", "pairs"),
        ("A description without braces", "description", "asks nothing"),
        ("Open {=a ~b", "broken", "has no }"),
        ("None?{~a ~b}", "multichoice", "no option of it is worth points"),
        ("None?{=%0%*}", "shortanswer", "no answer of it is worth all points"),
        ("How?{#five}", "numerical", "no number"),
    ],
)
def test_gift_that_cannot_be_carried_is_named(text: str, kind: str, why: str) -> None:
    """With its number and its line, and the others go on."""
    found = read_gift(f"One.{{T}}\n\n// note\n::N::{text}\n\nThree.{{F}}\n".encode(), "q.gift")
    (refused,) = found.refused
    assert (refused.number, refused.where, refused.kind) == (2, "q.gift:4", kind)
    assert why in refused.why
    assert [each.number for each in found.questions] == [1, 3]


def test_categories_and_names_of_gift() -> None:
    """A category holds for what follows; two questions of one name get two ids."""
    text = "$CATEGORY: $course$/top/Nets/Deep Ones\n\n::Same::a{T}\n\n::Same::b{F}\n"
    found = place(read_gift(text.encode(), "q"), Bank(), Wishes())
    assert [(item.id, item.topic, item.module) for item in found.items] == [
        ("same", "deep-ones", "nets"),
        ("same-2", "deep-ones", "nets"),
    ]


AIKEN = """\
Which is it?
A) one
B. two
C)three
ANSWER: B

Only one
A) one
ANSWER: A

A) without a question
ANSWER: A

Never answered
A) a
B) b

Two lines
of one question, with <b> & *x*
A) a
B) b
ANSWER: D

Last
A) a
B) b
ANSWER: A
"""


def test_aiken_is_read_and_its_faults_named() -> None:
    """Brackets, points and no space; text is literal; each fault is one refusal with its line."""
    found = read_aiken(AIKEN.encode(), "q.txt")
    assert [(q.number, q.fields["stem"], q.fields["correct"]) for q in found.questions] == [
        (1, "Which is it?", "two"),
        (6, "Last", "a"),
    ]
    assert [(r.number, r.where, r.why) for r in found.refused] == [
        (2, "q.txt:7", "it has 1 option; at least two are needed"),
        (3, "q.txt:11", "options or an answer without a question before them"),
        (4, "q.txt:14", "no line ANSWER: with the letter of the right option"),
        (5, "q.txt:18", "ANSWER: D is none of its options"),
    ]  # fmt: skip


def test_a_text_is_known_by_what_is_in_it() -> None:
    """GIFT, Aiken and neither."""
    assert is_aiken(AIKEN.encode(), "x.txt")
    assert not is_gift(AIKEN.encode(), "x.txt")
    assert is_gift(b"::a::b{T}", "x.txt") and is_gift(b"What?{=a ~b}", "x.txt")
    assert not is_gift(b"Dear all,\nhow are you?", "x.txt")


WORDS = (
    st.text(alphabet="ab1 ~=#{}:\\%[]<>&$*_`é/", max_size=14)
    .filter(lambda text: "$$" not in text)
    .map("w{}".format)
)
OPTIONS = st.lists(WORDS, min_size=2, max_size=4, unique_by=lambda text: " ".join(text.split()))


def flat(html: str) -> str:
    """The same with no emphasis inside its like, where it prints nothing: `_*1*_` is italic once."""
    deep, kept = {"em": 0, "strong": 0}, []
    for part in re.split(r"(</?(?:em|strong)>)", html):
        name = part.strip("</>")
        deep[name] = deep.get(name, 0) - (part == f"</{name}>")
        if part not in (f"<{name}>", f"</{name}>") or not deep[name]:
            kept.append(part)
        deep[name] += part == f"<{name}>"
    return "".join(kept)


@settings(max_examples=60, deadline=None)
@example("w", ["w", "w:_*1*_"], "w", False)
@given(WORDS, OPTIONS, WORDS, st.booleans())
def test_gift_goes_out_and_comes_back(stem: str, texts: list[str], said: str, one: bool) -> None:
    """Whatever signs stand in an item, GIFT and back prints the same."""
    from grader.bank.markdown import to_html

    right: Any = texts[0] if one else texts[:1]
    wrong = [{"text": text, "feedback": said} for text in texts[1:]]
    item = ITEM.validate_python(
        {"id": "i", "type": "single" if one else "multiple", "stem": stem, "correct": right, "wrong": wrong, "topic": "t", "module": "m", "part": "second", "explanation": said, "tags": ["x"]}
    )  # fmt: skip
    (back,) = read_gift(write_gift(Outgoing("x", [item])).content, "q").questions

    def printed(text: str, inline: bool = False) -> str:
        return flat(" ".join(to_html(text, asset=lambda _: None, inline=inline).split()))

    assert printed(back.fields["stem"]) == printed(item.stem)
    assert printed(back.fields.get("explanation", "")) == printed(item.explanation)
    keys = back.fields["correct"] if not one else [back.fields["correct"]]
    assert [
        printed(text if isinstance(text, str) else text["text"], True)
        for text in [*keys, *back.fields["wrong"]]
    ] == [printed(text, True) for text in texts]


def items() -> list[Item]:
    """A single-choice item with all that Aiken has, and one that it has not."""
    common = {"topic": "t", "module": "m", "part": "first", "status": "draft"}
    one = {
        "type": "single",
        "id": "one",
        "stem": "Is $x$\nor **y** right?",
        "correct": "x",
        "wrong": ["y", {"text": "none", "last": True}],
    }
    return [
        ITEM.validate_python({**common, **each})
        for each in (one, {"type": "true-false", "id": "two", "stem": "So.", "correct": True})
    ]


def test_aiken_goes_out_and_comes_back() -> None:
    """The key keeps its letter, what comes last stands last, and what is lost is said."""
    sent = write_aiken(Outgoing("x", items()))
    assert sent.content.decode().startswith("Is \\(x\\) or y right?\nA) ")
    assert "C) none\nANSWER: " in sent.content.decode()
    (back,) = read_aiken(sent.content, "q").questions
    assert (back.fields["correct"], set(back.fields["wrong"])) == ("x", {"y", "none"})
    assert back.fields["stem"] == "Is $x$ or y right?"
    assert sent.lost["two"][0].startswith("the whole question")
    assert any("emphasis" in said for said in sent.lost["one"])
    assert any("topic, module, part, status" in said for said in sent.lost["one"])
