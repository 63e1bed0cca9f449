"""YAML is read as it was typed, and every mistake is said with its line."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.documents import check_node, parse, read_tree
from grader.model.base import Line, Model, Points, Slug, Text
from grader.model.blueprint import Blueprint
from grader.model.course import Course
from grader.model.item import ITEM, Item
from grader.model.kinds import Status


class Note(Model):
    """A small document for these tests."""

    title: Text
    topic: Slug = "none"
    points: Points | None = None
    status: Status = Status.READY
    remarks: tuple[Line, ...] = ()


def problems(text: str, kind: type[Model] = Note) -> str:
    value, found = parse(text, "n.yaml", kind)
    assert (value is None) == bool(found)
    return "\n".join(map(str, found))


def item_problems(text: str) -> str:
    tree, found = read_tree(text, "q.yaml")
    assert tree is not None
    return "\n".join(map(str, (*found, *check_node(tree, "q.yaml", ITEM.validate_python, Item, "item x")[1])))


BASE = "id: x\nstem: s\ntopic: t\nmodule: m\npart: first\n"


@pytest.mark.parametrize("typed", ["no", "0123456", "1.10", "1:30", "1e3", "2026-11-23", "0x1F", "null", "~"])
def test_scalars_stay_as_typed(typed: str) -> None:
    """What YAML 1.1 would turn into false, an octal, a time or a date stays the text."""
    value, _ = parse(f"title: {typed}\n", "n.yaml", Note)
    assert value is not None and value.title == typed


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("titel: x\ntitle: y\n", "n.yaml:1: unknown key 'titel' -> did you mean 'title'?"),
        ("title: x\ncolour: y\n", "n.yaml:2: unknown key 'colour' -> the keys here are title, topic, points, status, remarks"),
        ("topic: a\n", "n.yaml:1: 'title' is missing -> add it"),
        ("title:\n", "n.yaml:1: title has no value -> write one, or delete the line"),
        ("title: x\npoints: three\n", "n.yaml:2: points must be a number -> it says 'three'"),
        ("title: x\npoints: 2,5\n", "n.yaml:2: points must be a number -> write 2.5, with a point"),
        ("title: x\npoints: -1\n", "n.yaml:2: points must be at least 0 -> it says '-1'"),
        ("title: x\nstatus: redy\n", "n.yaml:2: status must be draft, ready or retired -> it says 'redy'"),
        (
            "title: x\ntopic: Big Topic\n",
            "n.yaml:2: topic: 'Big Topic' must be of small letters, digits and hyphens (at most 80) -> write big-topic",
        ),
        ("title: [x]\n", "n.yaml:1: title must be a text, not a list -> put a text that begins with [ in quotes"),
        ("title: x\nremarks: y\n", "n.yaml:2: remarks must be a list, not a text -> begin each entry with `- ` on its own line"),
        ("- x\n", "n.yaml:1: it must be a set of `key: value` lines, not a list"),
        ("title: x\ntitle: y\n", "n.yaml:2: 'title' is given twice -> it is first given in line 1: keep one of the two"),
        ("title: &a x\n", "n.yaml:1: '&a' is a YAML anchor -> put a text that begins with & in quotes; anchors are not read"),
        ("title: *a\n", "n.yaml:1: '*a' is a YAML alias -> put a text that begins with * in quotes; aliases are not read"),
        (
            "title: !!python/object:os.system x\n",
            "n.yaml:1: '!!python/object:os.system' is a YAML tag -> put a text that begins with ! in quotes; tags are not read",
        ),
        ("title: a\n---\ntitle: b\n", "n.yaml:2: a second document begins here -> keep one document in a file: delete this `---`"),
        ("title: x\ntopic: a\0b\n", "n.yaml:2: a character that no text file holds (U+0000) -> save the file as UTF-8 text"),
        ("", "n.yaml:1: the file is empty -> write something into it, or delete it"),
        (
            'title: "$\\alpha$"\n',
            "n.yaml:1: a backslash in double quotes was read as an escape -> use single quotes, or `key: |` with the text below it, for LaTeX",
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_said_with_its_line_and_cure(text: str, said: str) -> None:
    """Each mistake gives exactly one message: where, what, what to do."""
    assert problems(text) == said


@pytest.mark.parametrize(
    ("text", "cure"),
    [
        ("title: a: b\n", "usually an unquoted text with ': ' in it"),
        ("title: **bold**\n", "put a text that begins with * or & (such as **bold**) in single quotes"),
        ("title: @home\n", "a text that begins with @, `, % or a tab must be quoted"),
        ('title: "\\sum"\n', "in double quotes \\ must be doubled: use single quotes for LaTeX"),
        ("title: 'x\n", "a quote is opened here and never closed"),
        ("title: [x\n", "a bracket is opened and not closed"),
        ("title: 'it's'\n", "double a ' inside '...'"),
        ("title: |x\n  y\n", "begin the text on the line below `|` or `>`"),
    ],
)
def test_yaml_that_does_not_parse_names_the_usual_cause(text: str, cure: str) -> None:
    """A syntax error gives one problem with a line and what people usually did."""
    said = problems(text)
    assert said.startswith("n.yaml:") and ": YAML cannot be read here: " in said and cure in said


def test_all_mistakes_come_in_one_run() -> None:
    """Broken keys, values and structure are listed together, in the order of lines."""
    text = "titel: x\npoints: a\npoints: 3\nstatus: b\n"
    lines = [line.split(":")[1] for line in problems(text).splitlines()]
    assert lines == ["1", "1", "2", "3", "4"]  # line 1 twice: the wrong key, and the missing one


@pytest.mark.parametrize("bomb", ["[" * 10_000, "{a: " * 10_000, "- " * 10_000 + "x"])
def test_brackets_by_the_thousand_are_refused_at_once(bomb: str) -> None:
    """Deep nesting neither hangs nor overflows the stack."""
    start = time.process_time()
    assert "nested more than 20 deep" in problems(bomb)
    assert time.process_time() - start < 0.5


def test_an_alias_bomb_is_refused_at_once() -> None:
    """Aliases are said, not followed."""
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    start = time.process_time()
    assert "'*a0' is a YAML alias" in problems("\n".join(lines))
    assert time.process_time() - start < 0.5


@given(st.text(max_size=200))
def test_any_text_gives_a_value_or_problems(text: str) -> None:
    """No text whatever raises."""
    problems(text)


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs", "Co", "Cn"]), min_size=1, max_size=80))
def test_a_single_quoted_text_comes_back_as_written(text: str) -> None:
    """Quoting by the hint's rule (single quotes, doubled inside) keeps any text."""
    if text.isprintable() and text.strip() == text:
        quoted = text.replace("'", "''")
        value, found = parse(f"title: '{quoted}'\n", "n.yaml", Note)
        assert not found and value is not None and value.title == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BASE, "q.yaml:1: item x: 'type' is missing -> one of single, multiple, true-false, numeric, open"),
        (BASE + "type: sngle\n", "q.yaml:6: item x: unknown type of item 'sngle' -> did you mean 'single'?"),
        (
            BASE + "type: single\ncorrect: [a, b]\nwrong: c\n",
            "q.yaml:7: item x: correct: a single-choice item has exactly one key; this one has 2",
        ),
        (BASE + "type: single\nwrong: c\n", "q.yaml:1: item x: 'correct' is missing -> add it"),
        (BASE + "type: open\n", "q.yaml:1: item x: 'reference' is missing: write an answer worth all points, or `status: draft`"),
        (
            BASE + "type: open\nreference: a\npoints: 3\nrubric:\n  - {text: b, points: 2}\n",
            "q.yaml:9: item x: the rubric's points sum to 2, the item is worth 3",
        ),
        (
            BASE + "type: single\ncorrect: a\nwrong:\n  - The slope is: zero\n",
            "q.yaml:9: item x: wrong 1: unknown key 'The slope is' -> if this is one text with ': ' in it, put the whole text in quotes",
        ),
        (
            BASE + "type: single\ncorrect: a\nwrong:\n  - {text: b, feedbak: c}\n",
            "q.yaml:9: item x: wrong 1: unknown key 'feedbak' -> did you mean 'feedback'?",
        ),
        (
            BASE + "type: true-false\ncorrect: maybe\n",
            "q.yaml:7: item x: correct must be true or false -> it says 'maybe'",
        ),
        (
            BASE + "type: true-false\ncorrect: true\ndifficulty: 0.3\n",
            "q.yaml:8: item x: unknown key 'difficulty' -> did you mean 'facility'?",
        ),
        (
            BASE + "type: true-false\ncorrect: true\nfacility: 65\n",
            "q.yaml:8: item x: facility must be at most 1 -> a share from 0 to 1, such as 0.65",
        ),
    ],
)  # fmt: skip
def test_item_mistakes(text: str, said: str) -> None:
    """An item's mistakes are named in the words of the bank."""
    assert item_problems(text) == said


def test_nested_keys_are_suggested_where_they_are_allowed() -> None:
    """A component's key is suggested inside a component, and its place is named."""
    text = "title: x\nroutes: {}\ncomponents:\n  labs: {frm: labs.csv, out_of: 4}\n"
    assert problems(text, Course) == "n.yaml:4: components: labs: unknown key 'frm' -> did you mean 'from'?"


def test_a_blueprint_lists_its_mistakes() -> None:
    """Quotas are counted from one, as people do."""
    text = (
        "title: x\nkind: written\nitems: 3.5\npoints: 0\nminutes: 5\nquotas:\n  - {min: 1}\n  - {type: opn}\n"
    )
    assert problems(text, Blueprint).splitlines() == [
        "n.yaml:3: items must be a whole number -> it says '3.5'",
        "n.yaml:4: points must be more than 0 -> it says '0'",
        "n.yaml:7: quotas 1: a quota names at least one of type, module, topic, tag, level, part, facility",
        "n.yaml:8: quotas 2: type must be single, multiple, true-false, numeric or open -> it says 'opn'",
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "quotas: [{facility: [0.9, 0.4], min: 1}]",
            "n.yaml:6: quotas 1: facility begins with the lower end, such as [0.4, 0.7]",
        ),
        ("minutes: 1e99", "n.yaml:5: minutes must be at most 1440 -> it says '1e99'"),
    ],
)
def test_a_blueprint_refuses_what_cannot_be(line: str, said: str) -> None:
    """A band from high to low holds nothing, and no test lasts longer than a day."""
    text = "title: x\nkind: written\nitems: 3\npoints: 3\n"
    text += line + "\n" if line.startswith("minutes") else "minutes: 5\n" + line + "\n"
    assert problems(text, Blueprint) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title: x\n\ttopic: a\n", "n.yaml:2: a tab stands in the indentation"),
        ("title: |\n\t\tx\n", "n.yaml:2: a tab stands in the indentation"),
        ("title: x\ntopic:a\npoints: 1\n", "n.yaml:2: no space follows the colon"),
        ("remarks:\n  -a: x\n  -b\n  b: y\n", "n.yaml:2: no space follows the dash"),
        (
            "title: x\nremarks:\n  - a\n\u00a0\u00a0- b: c\n  d: e\n",
            "n.yaml:4: the line is indented with characters that only look like spaces",
        ),
        ("title: “a: b”\n", "n.yaml:1: YAML cannot be read here: “ ” and « » are no quotes to YAML"),
        ("title: |\nx\ntopic: a\n", "n.yaml:2: YAML cannot be read here: could not find expected ':'"),
    ],
)
def test_what_cannot_be_seen_is_named_at_its_line(text: str, said: str) -> None:
    """Where YAML notices a mistake late, or says it in its own words, the line itself is judged."""
    assert problems(text).startswith(said)


def test_tabs_inside_a_text_are_not_blamed() -> None:
    """A tab in a code block is text; a mistake on a later line is told for what it is."""
    assert problems("title: |\n  a\n  \tb\ntopic: a: b\n").startswith(
        "n.yaml:4: YAML cannot be read here: mapping values are not allowed"
    )


def test_a_forgotten_dash_is_said_once() -> None:
    """Two items run together give one problem at the second, not one for each of its keys."""
    text = "remarks:\n  - id: a\n    b: c\n    id: d\n    b: e\n"
    assert [str(p) for p in read_tree(text, "n.yaml")[1]] == [
        "n.yaml:4: 'id' is given twice"
        " -> put `- ` before it if another entry begins here (it is first given in line 2)"
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("type:\n", "q.yaml:6: item x: type has no value -> one of single, multiple, true-false, numeric, open"),
        ("type: [single]\n", "q.yaml:6: item x: type must be one word -> one of single, multiple, true-false, numeric, open"),
        ("typ: single\n", "q.yaml:1: item x: 'type' is missing -> is it 'typ'? The key is 'type'"),
        ("type: Multiple choice\n", "q.yaml:6: item x: unknown type of item 'Multiple choice' -> did you mean 'single' or 'multiple'?"),
        ("type: essay\n", "q.yaml:6: item x: unknown type of item 'essay' -> did you mean 'open'?"),
        (
            "type: single\ncorrect: a\nwrong:\n  - Note: b\n",
            "q.yaml:9: item x: wrong 1: unknown key 'Note' -> if this is one text with ': ' in it, put the whole text in quotes",
        ),
        ("type: true-false\ncorrect: true\nfacility: 60%\n", "q.yaml:8: item x: facility must be a number -> write 0.6"),
        ("type: numeric\nanswer: 1\ntolerance: 5%\n", "q.yaml:8: item x: tolerance must be a number -> it says '5%'"),
        (
            "type: numeric\nanswer: 1e999999999\n",
            "q.yaml:7: item x: answer: at most 40 digits before and after the point",
        ),
        (
            "type: open\nreference: a\nrubric:\n  - an idea\n",
            "q.yaml:9: item x: rubric 1 must be a set of `key: value` lines, not a text"
            " -> write its keys on lines of their own, or as {key: value, key: value}",
        ),
    ],
)  # fmt: skip
def test_what_authors_mean_is_guessed(text: str, said: str) -> None:
    """Words of other programs, and texts that YAML took for keys, are answered with what to write."""
    assert item_problems(BASE + text) == said
