"""Moodle XML in and out: five of its types become items, the others are named, and our own comes back the same."""

import base64
from decimal import Decimal
from typing import Any

import pytest

from grader.bank import Bank
from grader.bank.interchange.carried import Foreign, Outgoing
from grader.bank.interchange.moodle import folders, is_moodle, read_moodle
from grader.bank.interchange.moodle_out import write_moodle
from grader.bank.interchange.placing import Wishes, place
from grader.model.item import ITEM, Item

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
)


def answer(share: str, text: str, more: str = "") -> str:
    return f'<answer fraction="{share}" format="html"><text>{text}</text>{more}</answer>'


def question(kind: str, inside: str, stem: str = "What?") -> str:
    return f'<question type="{kind}"><name><text>A name</text></name><questiontext format="html"><text>{stem}</text></questiontext>{inside}</question>'


def read(*questions: str) -> Foreign:
    return read_moodle(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>{"".join(questions)}</quiz>'.encode(), "q.xml"
    )


def fields(kind: str, inside: str, stem: str = "What?") -> dict[str, Any]:
    found = read(question(kind, inside, stem))
    assert not found.refused, found.refused
    return dict(found.questions[0].fields)


SINGLE = (
    "<single>true</single>" + answer("100", "a") + answer("0", "b", "<feedback><text>No</text></feedback>")
)


def test_single_choice() -> None:
    """The option worth all points is the key; feedback, tags, points, ID number and general feedback come along."""
    more = (
        "<idnumber>q-1</idnumber><defaultgrade>2.5000000</defaultgrade><generalfeedback format='html'><text>So.</text></generalfeedback>"
        "<tags><tag><text>Deep Nets</text></tag><tag><text>level:apply</text></tag><tag><text>last:2</text></tag></tags>"
    )
    assert fields("multichoice", SINGLE + more) == {
        "type": "single", "stem": "What?", "correct": "a", "wrong": [{"text": "b", "last": True, "feedback": "No"}],
        "id": "q-1", "points": "2.5", "explanation": "So.", "tags": ["deep-nets"], "level": "apply",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "inside", "expected"),
    [
        (
            "truefalse",
            answer("0", "true") + answer("100", "false"),
            {"type": "true-false", "correct": "false"},
        ),
        (
            "numerical",
            answer("100", "3.14", "<tolerance>0.01</tolerance>"),
            {"type": "numeric", "answer": "3.14", "tolerance": "0.01"},
        ),
        (
            "numerical",
            answer("100", "5")
            + "<units><unit><multiplier>1</multiplier><unit_name>m</unit_name></unit></units>",
            {"unit": "m"},
        ),
        (
            "shortanswer",
            answer("100", "Frog") + answer("0", "Cat") + answer("0", "*"),
            {"type": "open", "reference": ["Frog"], "misconceptions": ["Cat"]},
        ),
        (
            "essay",
            "<graderinfo format='html'><text>An answer</text></graderinfo><responsefieldlines>15</responsefieldlines>",
            {"type": "open", "reference": ["An answer"], "lines": "15"},
        ),
        ("essay", "<hidden>1</hidden>", {"type": "open", "status": "retired"}),
        (
            "multichoice",
            "<single>0</single>" + answer("33.33333", "a") * 3 + answer("-33.33333", "b"),
            {"type": "multiple", "correct": ["a", "a", "a"], "wrong": ["b"]},
        ),
    ],
)
def test_types_become_items(kind: str, inside: str, expected: dict[str, Any]) -> None:
    """Each type of Moodle's that the bank has, with what decides its score."""
    assert expected.items() <= fields(kind, inside).items()


@pytest.mark.parametrize(
    ("kind", "inside", "lost"),
    [
        ("multichoice", SINGLE + answer("50", "c"), "partial points for other options ('c' 50 %)"),
        ("multichoice", SINGLE + answer("-25", "c"), "minus points for wrong options"),
        ("multichoice", SINGLE + "<hint><text>h</text></hint>", "its hints"),
        ("multichoice", SINGLE + "<penalty>0.5</penalty>", "the penalty of 0.5 a try"),
        ("multichoice", SINGLE + "<shuffleanswers>0</shuffleanswers>", "that its options keep their order"),
        ("numerical", answer("100", "5") + answer("50", "6"), "that the answer 6 is worth 50 %"),
        (
            "multichoice",
            "<single>false</single>" + answer("75", "a") + answer("25", "b") + answer("0", "c"),
            "that its right options are worth different points",
        ),
        ("essay", "<attachments>2</attachments>", "that files may be handed in with the answer"),
        ("essay", "<idnumber>Q 1</idnumber>", "the spelling of its id Q 1"),
        (
            "essay",
            "<tags><tag><text>глубина</text></tag></tags>",
            "the tag глубина: it has no letters from a to z",
        ),
    ],
)
def test_what_has_no_place_is_a_sentence(kind: str, inside: str, lost: str) -> None:
    """What a question loses is told with it."""
    (found,) = read(question(kind, inside)).questions
    assert lost in found.lost


@pytest.mark.parametrize(
    ("kind", "inside", "why"),
    [
        ("matching", "", "students match pairs"),
        ("multianswer", "", "Cloze"),
        ("calculated", "", "drawn anew"),
        ("ddwtos", "", "drag words"),
        ("description", "", "asks nothing"),
        ("stack", "", "not known here"),
        (
            "multichoice",
            "<single>true</single>" + answer("90", "a") + answer("0", "b"),
            "no option of it is worth all points",
        ),
        (
            "multichoice",
            "<single>true</single>" + answer("100", "a") * 2 + answer("0", "b"),
            "2 options are worth all points",
        ),
        ("multichoice", "<single>false</single>" + answer("100", "a"), "no wrong option"),
        ("numerical", answer("100", "5") + answer("100", "-5"), "2 answers of it are worth all points"),
        ("numerical", answer("100", "five"), "is no number"),
        ("essay", "<responseformat>noinline</responseformat>", "hand in files only"),
        ("truefalse", answer("100", "true") + answer("100", "false"), "which of true and false"),
    ],
)
def test_what_cannot_be_carried_is_named(kind: str, inside: str, why: str) -> None:
    """Number, line, name and kind of every question that would be bent, with the reason; the others go on."""
    found = read(question("essay", ""), "\n", question(kind, inside), question("essay", ""))
    (refused,) = found.refused
    assert (refused.number, refused.where, refused.name, refused.kind) == (2, "q.xml:3", "A name", kind)
    assert why in refused.why
    assert [each.number for each in found.questions] == [1, 3]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("$course$/top/Nets/Attention", ("Nets", "Attention")),
        ("$course$/top/Default for A course", ()),
        ("$module$/top", ()),
        ("Old/style", ("Old", "style")),
        ("$cat1$/a//b/c", ("a/b", "c")),
        ("top/x", ("x",)),
    ],
)
def test_categories(path: str, expected: tuple[str, ...]) -> None:
    """Moodle's own folders are left out, a doubled slash is part of a name, and the old form is read too."""
    assert folders(path) == expected


def test_a_category_holds_for_what_follows() -> None:
    """Also where an inner category stands before the one around it."""
    category = '<question type="category"><category><text>$course$/top/{}</text></category></question>'
    found = read(category.format("A/B"), question("essay", ""), category.format("A"), question("essay", ""))
    assert [each.category for each in found.questions] == [("A", "B"), ("A",)]
    assert [item.topic for item in place(found, Bank(), Wishes()).items] == ["b", "a"]


def test_pictures_come_along_and_a_file_that_is_none_is_named() -> None:
    """A picture inside goes under assets/, its bytes as they were; another file is lost."""
    coded = base64.b64encode(PIXEL).decode()
    stem = '&lt;img src="@@PLUGINFILE@@/my%20net.png" alt="A net"&gt;</text>' + (
        f'<file name="my net.png" encoding="base64">{coded}</file><file name="x.csv" encoding="base64">QQ==</file><text>'
    )
    found = read(question("essay", "", stem).replace("<text></text>", ""))
    assert found.questions[0].fields["stem"] == "![A net](assets/my-net.png)"
    assert found.pictures == {"assets/my-net.png": PIXEL}
    assert found.questions[0].lost == ("the file x.csv",)


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("plain_text", "&lt;b&gt; *x*\nline", "<b> \\*x\\*\\\nline"),
        ("markdown", "**bold** and `code`", "**bold** and `code`"),
        ("moodle_auto_format", "a\nb", "a\\\nb"),
        ("moodle_auto_format", "a &lt;b&gt;b&lt;/b&gt;\nc", "a **b**\\\nc"),
    ],
)
def test_moodles_formats(kind: str, text: str, expected: str) -> None:
    """Each of the four formats of a text is read as Moodle shows it."""
    found = read(question("essay", "", text).replace('format="html"', f'format="{kind}"'))
    assert found.questions[0].fields["stem"] == expected


def test_another_systems_xml_is_not_moodles() -> None:
    """A file is recognised by its root, also in UTF-16."""
    assert is_moodle("<quiz/>".encode("utf-16"), "x")
    assert not is_moodle(b"<questestinterop/>", "x.xml")


ITEMS = [
    {"type": "single", "correct": "a", "wrong": [{"text": "none", "last": True, "feedback": "no"}, "$x<1$"], "tags": ["t"], "level": "apply", "facility": 0.65},
    {"type": "multiple", "correct": ["a", "`b`"], "wrong": ["c", "d", "e"], "minutes": "1.5", "enemies": ["i-0"], "points": "2.5"},
    {"type": "true-false", "correct": False, "author": "Ada: Invented", "status": "retired"},
    {"type": "numeric", "answer": "0.000001", "tolerance": "0.1", "unit": "MiB", "explanation": "Because\n\n- so\n- and so"},
    {"type": "open", "reference": ["One", "![A net](assets/net.png)"], "rubric": [{"text": "first", "points": "1", "ideas": ["an idea", "another"]}], "misconceptions": ["No"], "lines": 9},
]  # fmt: skip


def bank() -> list[Item]:
    """An item of each type, with all that an item can have."""
    common = {
        "stem": "**What** is $x$?\n\n```python\na\n\n  b\n```",
        "topic": "t",
        "module": "m",
        "part": "second",
        "status": "draft",
    }
    return [ITEM.validate_python({**common, "id": f"i-{n}", **each}) for n, each in enumerate(ITEMS)]


def test_our_own_comes_back_the_same() -> None:
    """What goes out to Moodle and comes back is the same item, pictures and all."""
    pictures = {"assets/net.png": PIXEL}
    sent = write_moodle(Outgoing("A course", bank(), pictures))
    found = place(read_moodle(sent.content, "q.xml"), Bank(), Wishes())
    assert list(found.items) == bank()
    assert found.pictures == pictures
    assert found.lost == {}
    assert sent.lost == {"i-0": ("that an option comes last (kept in a label)",)}


def test_a_sealed_order_is_kept_and_the_key_is_not_always_first() -> None:
    """With an order given, the options stand in it; without one, but unshuffled, their order tells nothing."""
    item = bank()[0]
    content = write_moodle(Outgoing("x", [item], shuffle=False, orders={"i-0": (2, 0, 1)})).content.decode()
    assert content.index("&amp;lt;1") < content.index("<text>a</text>") < content.index("none")
    assert "<shuffleanswers>false</shuffleanswers>" in content
    many = [
        item.model_copy(
            update={"id": f"k-{n}", "correct": item.correct.model_copy(update={"text": f"key {n}"})}
        )
        for n in range(40)
    ]  # type: ignore[union-attr]
    parts = write_moodle(Outgoing("x", many, shuffle=False)).content.decode().split("<question ")[2:]
    first = [part.index("key ") < part.index("&amp;lt;1") for part in parts]
    assert 5 < sum(first) < 35


def test_shares_of_points_are_numbers_that_moodle_has() -> None:
    """Right options share 100 %, wrong ones -100 %, to five places."""
    content = write_moodle(Outgoing("x", [bank()[1]])).content.decode()
    assert content.count('fraction="50"') == 2
    assert content.count('fraction="-33.33333"') == 3
    assert Decimal("2.5") == bank()[1].points and "<defaultgrade>2.5000000<" in content
