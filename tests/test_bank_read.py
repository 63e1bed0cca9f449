"""Bank files become items with their places; a broken item does not take the others along."""

from grader.bank import read_bank

GOOD = """\
- id: gd-step
  type: true-false
  stem: A smaller step never slows training down.
  topic: optimisation
  module: training
  part: first
  correct: false
"""


def test_items_are_returned_with_their_lines() -> None:
    """A bare list of items is a bank file, and every item knows its line."""
    bank = read_bank([("questions/a.yaml", GOOD + GOOD.replace("gd-step", "gd-other"))])
    assert [item.id for item in bank.items] == ["gd-step", "gd-other"]
    assert bank.where == {"gd-step": "questions/a.yaml:1", "gd-other": "questions/a.yaml:8"}
    assert bank.at("gd-other", "correct") == "questions/a.yaml:14"
    assert bank.problems == ()


def test_a_file_gives_defaults() -> None:
    """What the file says holds for every item that does not say it."""
    text = "topic: a\nmodule: m\npart: second\nauthor: Ada Invented\ntags: [x]\nitems:\n" + (
        "  - {id: one, type: true-false, stem: s, correct: true}\n"
        "  - {id: two, type: true-false, stem: s, correct: true, topic: b, tags: [y]}\n"
    )
    one, two = read_bank([("q.yaml", text)]).items
    assert (one.topic, one.part, one.author, one.tags) == ("a", "second", "Ada Invented", ("x",))
    assert (two.topic, two.author, two.tags) == ("b", "Ada Invented", ("y",))


def test_a_wrong_default_is_said_once_at_its_line() -> None:
    """Forty items under a mistyped default give one problem, not forty."""
    items = "".join(f"  - {{id: i{n}, type: true-false, stem: s, correct: true}}\n" for n in range(40))
    bank = read_bank([("q.yaml", "topic: a\nmodule: m\npart: frist\nitems:\n" + items)])
    assert [str(p) for p in bank.problems] == ["q.yaml:3: part must be first or second -> it says 'frist'"]


def test_valid_items_survive_broken_neighbours() -> None:
    """An item with a mistake, a file that is no YAML: the rest can be used, and all is said."""
    broken = GOOD.replace("gd-step", "gd-broken").replace("correct: false", "correct: maybe")
    bank = read_bank([("a.yaml", broken + GOOD), ("b.yaml", "a: b: c"), ("c.yaml", "foo: 1")])
    assert [item.id for item in bank.items] == ["gd-step"]
    assert [str(p).split(" -> ")[0] for p in bank.problems] == [
        "a.yaml:7: item gd-broken: correct must be true or false",
        "b.yaml:1: YAML cannot be read here: mapping values are not allowed in this context",
        "c.yaml:1: there are no items in this file",
    ]


def test_an_id_is_given_once() -> None:
    """The second item of an id is refused, also when the first is broken, and both places are named."""
    broken = GOOD.replace("correct: false", "correct: maybe")
    bank = read_bank([("a.yaml", broken), ("b.yaml", GOOD)])
    assert bank.items == ()
    assert str(bank.problems[-1]) == (
        "b.yaml:1: item gd-step: this id is taken by a.yaml:1"
        " -> give it an id of its own; an id that was printed is never used again"
    )


def test_a_mistyped_file_key_is_named() -> None:
    """A file's own keys are checked too."""
    bank = read_bank([("a.yaml", "autor: x\nitems: []\n")])
    assert [str(p) for p in bank.problems] == ["a.yaml:1: unknown key 'autor' -> did you mean 'author'?"]


def test_what_is_no_item_is_said() -> None:
    """A stray text among the items is a problem with its line."""
    bank = read_bank([("a.yaml", "items:\n  - just a text\n"), ("b.yaml", "items: none\n")])
    assert [str(p).split(" -> ")[0] for p in bank.problems] == [
        "a.yaml:2: item 1 of this file is not a set of keys",
        "b.yaml:1: `items:` must be a list",
    ]


def test_an_item_of_no_type_tells_its_other_mistakes() -> None:
    """A missing or mistyped type does not hide what else is wrong, as far as it can be told."""
    wrong = GOOD.replace("part: first", "part: frist").replace("stem:", "stemm:")
    for type_, first in (
        ("type: true-flase", "a.yaml:2: item gd-step: unknown type of item 'true-flase'"),
        ("type: quiz9", "a.yaml:2: item gd-step: unknown type of item 'quiz9'"),
        ("tipe: true-false", "a.yaml:1: item gd-step: 'type' is missing -> is it 'tipe'?"),
        ("level: apply", "a.yaml:1: item gd-step: 'type' is missing -> one of single"),
    ):
        bank = read_bank([("a.yaml", wrong.replace("type: true-false", type_))])
        said = "\n".join(map(str, bank.problems))
        assert first in said
        assert "a.yaml:3: item gd-step: unknown key 'stemm' -> did you mean 'stem'?" in said
        assert "a.yaml:6: item gd-step: part must be first or second -> it says 'frist'" in said
        assert "correct" not in said
