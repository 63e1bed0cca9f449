"""Foreign questions find an id, a topic and a file in the course; the files read back as the very same items."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from grader.bank import Bank, read_bank
from grader.bank.interchange.carried import Foreign, Question
from grader.bank.interchange.filing import file_away
from grader.bank.interchange.placing import Wishes, place
from grader.bank.interchange.yaml_text import wrapped
from grader.bank.markdown import to_html
from grader.model.item import ITEM, Item

TEXT = st.text(alphabet="ab1 .:-#'\"{}[]&*!|>%@`$\\~?,=_é\n", min_size=1, max_size=40).filter(str.strip)
LONG = (
    st.lists(
        st.sampled_from(
            [
                "word",
                "$a + b$",
                "`x  y`",
                "-",
                "1.",
                "#",
                "it's",
                "a:",
                "**b**",
                "\n\n",
                "\n",
                "  ",
                "{{ x }}",
            ]
        ),
        min_size=1,
        max_size=60,
    )
    .map(" ".join)
    .filter(str.strip)
)
ANY = st.one_of(TEXT, LONG)
OPTION = st.one_of(ANY, st.fixed_dictionaries({"text": ANY, "last": st.booleans(), "feedback": TEXT}))
COMMON: dict[str, Any] = {
    "stem": ANY,
    "topic": st.just("t"),
    "module": st.sampled_from(["m", "n"]),
    "part": st.sampled_from(["first", "second"]),
    "id": st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True),
}
MORE: dict[str, Any] = {
    "explanation": ANY,
    "author": TEXT,
    "level": st.just("apply"),
    "facility": st.floats(0, 1),
    "minutes": st.decimals("0.25", 9, places=2),
    "tags": st.lists(st.sampled_from(["x", "y-1", "0"]), unique=True),
    "status": st.sampled_from(["draft", "retired"]),
    "points": st.just("2"),
    "enemies": st.just(["e1"]),
}
ITEMS = st.one_of(
    st.fixed_dictionaries(
        {
            **COMMON,
            "type": st.just("single"),
            "correct": OPTION,
            "wrong": st.lists(OPTION, min_size=1, max_size=3),
        },
        optional=MORE,
    ),
    st.fixed_dictionaries(
        {
            **COMMON,
            "type": st.just("multiple"),
            "correct": st.lists(OPTION, min_size=1, max_size=2),
            "wrong": st.lists(OPTION, min_size=1, max_size=3),
        },
        optional=MORE,
    ),
    st.fixed_dictionaries({**COMMON, "type": st.just("true-false"), "correct": st.booleans()}, optional=MORE),
    st.fixed_dictionaries(
        {
            **COMMON,
            "type": st.just("numeric"),
            "answer": st.decimals(-1000, 1000, places=3),
            "tolerance": st.just("0.10"),
            "unit": TEXT,
        },
        optional=MORE,
    ),
    st.fixed_dictionaries(
        {
            **COMMON,
            "type": st.just("open"),
            "reference": st.lists(ANY, min_size=1, max_size=2),
            "misconceptions": st.lists(ANY, max_size=2),
            "lines": st.just(9),
            "rubric": st.just([{"text": "a: b", "points": "1", "ideas": ["# c"]}]),
        },
        optional={k: v for k, v in MORE.items() if k != "points"},
    ),
).map(ITEM.validate_python)


@settings(max_examples=60, deadline=None)
@given(st.lists(ITEMS, min_size=1, max_size=3, unique_by=lambda item: item.id))
def test_items_read_back_as_they_were_written(items: list[Item]) -> None:
    """Any items, put into a new file or behind others that give defaults, are read as the very same."""
    head = "topic: z\nmodule: m\npart: second\nstatus: ready\nauthor: A\ntags: [q]\nitems:\n  - {id: zz-there, type: true-false, stem: s, correct: true}\n"
    for before in (None, head):
        (text,) = file_away(items, lambda _, text=before: text).values()
        found = read_bank([("questions/t.yaml", text)])
        assert found.items[-len(items) :] == tuple(items)


@settings(max_examples=60, deadline=None)
@given(LONG, st.integers(5, 40))
def test_wrapping_prints_the_same(text: str, width: int) -> None:
    """Lines are broken only where Markdown takes the end of a line for a space."""

    def html(markdown: str) -> str:
        return " ".join(to_html(markdown, asset=lambda _: None).split())

    assert html(wrapped(text, width)) == html(text)


def test_a_picture_that_is_nowhere_leaves_its_description() -> None:
    """A table names pictures and holds none: what the course has stays, all else is said, code that quotes one is code."""
    stem = "![a net](assets/net.png) ![gone](assets/gone.png) ![away](https://x.org/a.png) `![code](b.png)`"
    question = Question(1, "q.csv:2", "q", {"type": "numeric", "stem": stem, "answer": "1"})
    placed = place(
        Foreign((question,)), Bank(), Wishes(), lambda path: b"PNG" if path == "assets/net.png" else None
    )
    (item,) = placed.items
    assert item.stem == "![a net](assets/net.png) [gone\\] [away\\] `![code](b.png)`"
    assert len(placed.lost["q"]) == 2
