"""The lint of the bank: each rule has its message, and good items have none."""

import random
import time
from collections.abc import Callable
from itertools import pairwise

import pytest

from grader.bank import Bank, read_bank
from grader.bank.alike import ALIKE, alike
from grader.bank.check import check
from grader.bank.stats import band, tally
from grader.bank.texts import normal, words

HEAD = "topic: t\nmodule: m\npart: first\nlevel: apply\n"


def single(id_: str = "x", **changed: str) -> str:
    """An item without fault, one key a line, with some lines changed; "" leaves the line out."""
    lines = {
        "type": "single",
        "stem": f"Which step makes training number {id_} of the old network diverge?",
        "topic": "t",
        "module": "m",
        "part": "first",
        "correct": "A far too large one",
        "wrong": "[A rather small and slow one, A step that shrinks, One that is random]",
        "facility": "0.6",
        "minutes": "1",
        "explanation": "The loss grows with every step that overshoots.",
        **changed,
    }
    return f"- id: {id_}\n" + "".join(f"  {key}: {value}\n" for key, value in lines.items() if value)


def lint(*items: str, assets: tuple[str, ...] = ()) -> list[str]:
    return [str(problem) for problem in check(read_bank([("q.yaml", "".join(items))]), assets)]


def test_a_good_item_has_no_problem() -> None:
    """The faultless item of these tests is faultless."""
    assert lint(single()) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            {"wrong": "[A small one, 'a FAR too  large one.', c]"},
            "q.yaml:8: item x: wrong 2 says the same as the key: 'a FAR too  large one.' -> change one of the two",
        ),
        (
            {"stem": "'![A net](assets/net.svg) Which step?'"},
            "q.yaml:3: item x: there is no image questions/assets/net.svg"
            " -> put the file below questions/assets/ and write ![description](assets/NAME)",
        ),
        (
            {"explanation": "'See ![a net](../secret.png).'"},
            "q.yaml:11: item x: image '../secret.png' is refused: it does not lie below questions/assets/"
            " -> put the file below questions/assets/ and write ![description](assets/NAME)",
        ),
        (
            {"enemies": "[nobody]"},
            "q.yaml:12: item x: its enemy nobody does not exist or cannot be read -> correct the id or take it out",
        ),
        ({"enemies": "x"}, "q.yaml:12: item x: it is its own enemy -> take it out"),
        (
            {"wrong": "[A small one, '$\\frac{1}{$', c]"},
            "q.yaml:8: item x: the formula $\\frac{1}{$ cannot be drawn: a { without its } -> correct the LaTeX",
        ),
    ],
)  # fmt: skip
def test_errors(changed: dict[str, str], said: str) -> None:
    """What must not be printed is an error at the line of the field."""
    assert lint(single(**changed)) == [said]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            {"wrong": "[None of the above, A rather small one, A step that shrinks]"},
            "q.yaml:8: warning: item x: wrong 1, 'None of the above', may be printed in the middle"
            " -> write it as {text: ..., last: true}",
        ),
        (
            {"wrong": "[Nessuna delle precedenti, A rather small one, A step that shrinks]"},
            "q.yaml:8: warning: item x: wrong 1, 'Nessuna delle precedenti', may be printed in the middle"
            " -> write it as {text: ..., last: true}",
        ),
        (
            {"correct": "One that makes it diverge"},
            "q.yaml:7: warning: item x: the stem's 'diverge' comes again in the key and in no distractor"
            " -> use the word in a distractor too, or reword the key",
        ),
        (
            {"stem": "A net learns. Which step does not help?"},
            "q.yaml:3: warning: item x: the stem asks with an unemphasised 'not' -> write **not**, or ask for what is so",
        ),
        (
            {"stem": "Quale passo non aiuta?"},
            "q.yaml:3: warning: item x: the stem asks with an unemphasised 'non' -> write **non**, or ask for what is so",
        ),
        (
            {"facility": "", "minutes": ""},
            "q.yaml:1: warning: item x: no facility and no minutes"
            " -> estimate: the share of points students will win (0.65), the minutes they need",
        ),
        (
            {"explanation": ""},
            "q.yaml:1: warning: item x: no explanation -> say why the key is right and the others are not",
        ),
        (
            {"explanation": "'The rate $ \\alpha $ is too large.'"},
            "q.yaml:11: warning: item x: \\alpha stands outside of a formula"
            " -> put the formula in $...$; no space may follow the first $ or precede the last",
        ),
        (
            {"wrong": "A small one, a random one"},
            "q.yaml:8: warning: item x: there is one wrong option only, 'A small one, a random one'"
            " -> write more: each on its own line beginning with `- `, or as [one, two, three]",
        ),
        (
            {"explanation": "The # of steps"},
            "q.yaml:11: warning: item x: 'The' ends at a # that begins a comment"
            " -> if the # belongs to the text, put the whole text in quotes; else put two spaces before it",
        ),
        (
            {"explanation": "'See ![](assets/n.svg).'"},
            "q.yaml:11: warning: item x: image assets/n.svg has no description"
            " -> write ![what one must see](assets/n.svg)",
        ),
    ],
)  # fmt: skip
def test_warnings(changed: dict[str, str], said: str) -> None:
    """What a good item would not have is a warning at the line of the field."""
    assert lint(single(**changed), assets=("assets/n.svg",)) == [said]
    assert lint(single(status="retired", **changed), assets=("assets/n.svg",)) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"stem": "A net does not learn. Which step helps?"},
        {"stem": "Which step does **not** help?"},
        {"stem": "Which steps are **not useful**?"},
        {"stem": "Why does a small step not help?"},
        {"stem": "Which step helps not only now?"},
        {"stem": "'Which `not` and $not$ is it?'"},
        {"wrong": "[{text: None of the above, last: true}, A rather small one, A step that shrinks]"},
        {"correct": "One makes it diverge", "wrong": "[One makes it diverge less, a small one]"},
        {"correct": "'$x$'", "wrong": "['$X$', '$x^2$']"},
        {"correct": "'1.0'", "wrong": "['10', '-1.0', '.10']"},
        {"correct": "n", "wrong": "[N, n!]"},
        {"explanation": "Because  # to be improved"},
    ],
)
def test_no_false_alarm(changed: dict[str, str]) -> None:
    """What only looks like a fault is left alone."""
    assert lint(single(**changed)) == []


def test_a_line_within_a_text_is_named() -> None:
    """Below `key: |` a mistake is told at its own line; where that is not certain, at the key's."""
    block = "|\n    Look.\n\n    At $\\frac{a$ here.\n    Which step?"
    assert lint(single(stem=block))[0].startswith("q.yaml:6: item x: the formula $\\frac{a$ cannot be drawn")
    assert lint(single(stem=block + "\n    And $\\frac{a$."))[0].startswith("q.yaml:3: item x: the formula")
    assert lint(single(stem=block.replace("|", ">")))[0].startswith("q.yaml:3: item x: the formula")
    option = "{text: '$\\frac{a$', last: true}"
    assert lint(single(wrong=f"\n    - small\n    - {option}"))[0].startswith("q.yaml:10: item x")


def test_misconceptions_are_looked_at_like_every_other_text() -> None:
    """They are printed on the key, with their formulas and pictures."""
    rubric = "[{text: Says it, points: 1}]"
    wrong = "['So $\\frac{a$.', '![A net](assets/net.svg)']"
    open_ = single(
        type="open", reference="An answer", correct="", wrong="", rubric=rubric, misconceptions=wrong
    )
    said = lint(open_)
    assert any("there is no image questions/assets/net.svg" in line for line in said)
    assert any("cannot be drawn" in line for line in said) and len(said) == 2


def test_an_open_item_needs_a_rubric() -> None:
    """Without a rubric nobody knows what earns the points."""
    open_ = single(type="open", reference="An answer", correct="", wrong="")
    assert lint(open_) == ["q.yaml:1: warning: item x: no rubric -> say what earns how many points"]


def test_equal_and_nearly_equal_stems_are_named_with_both_places() -> None:
    """The later of two like items is warned about, unless they are enemies."""
    stem = "Which of the two optimisers keeps one running mean of the squared gradients per weight"
    one, two = single("one", stem=stem + "?"), single("two", stem=stem + "?")
    near = single("two", stem=stem.replace("weight", "parameter") + "?")
    assert lint(one, two) == [
        "q.yaml:14: warning: item two: the stem is equal to that of one (q.yaml:1)"
        " -> drop one, or write `enemies: [one]`"
    ]
    assert lint(one, near) == [
        "q.yaml:14: warning: item two: the stem is 75% the same as that of one (q.yaml:1)"
        " -> drop one, or write `enemies: [one]`"
    ]
    assert lint(one, single("two", stem=stem, enemies="[one]")) == []


def test_no_like_pair_is_missed() -> None:
    """Prefix filtering finds what comparing all pairs finds."""
    chance = random.Random(3)
    stems = [" ".join(chance.choices("abcdefg", k=chance.randint(1, 9))) for _ in range(120)]

    def pairs(stem: str) -> set[tuple[str, ...]]:
        tokens = words(stem)
        return set(pairwise(tokens)) or {tuple(tokens)}

    def like(i: int, j: int) -> bool:
        one, other = pairs(stems[i]), pairs(stems[j])
        return len(one & other) >= ALIKE * len(one | other)

    expected = {i for i in range(len(stems)) for j in range(i) if like(i, j)}
    assert {i for i, _, _ in alike(stems)} == expected and expected


def test_two_thousand_stems_of_one_mould_are_compared_quickly() -> None:
    """A family of like items does not make the check quadratic."""
    stems = [
        f"A layer has {n} inputs and ten outputs; how many weights are in it without biases?"
        for n in range(2000)
    ]
    start = time.process_time()
    found = list(alike(stems))
    assert len(found) == 1999 and time.process_time() - start < 3


def test_keys_that_are_longest_too_often_are_counted() -> None:
    """The bank as a whole is judged, with the numbers in the message."""
    given_away = [
        single(f"i{n}", stem=f"Word{n} text{n} of{n} its{n} own{n}?", correct=f"A long key with many words {n}", wrong=f"[a{n}, b{n}, c{n}]")
        for n in range(12)
    ]  # fmt: skip
    assert lint(*given_away) == [
        "questions: warning: the key is the longest option in 12 of 12 single-choice items; chance gives 3"
        " (p = 6e-08) -> shorten keys or lengthen distractors, first in i0, i1, i2"
    ]
    assert lint(*given_away[:3]) == []  # three of three is chance enough


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("The  Loss falls.", "the loss falls", True),
        ("“Yes”", "yes", True),
        ("$x + y$", "$x+y$", True),
        ("$x$", "$X$", False),
        ("`A`", "`a`", False),
        ("1.0", "10", False),
        ("1.5", "1,5", False),
        ("-1", "1", False),
        ("a", "A", False),
        ("n!", "n", False),
        (",", ";", False),
        ("“.”", "“,”", False),
    ],
)
def test_what_says_the_same(one: str, other: str, same: bool) -> None:
    """Case, spaces and closing points do not matter; in formulas, code and numbers they do."""
    assert (normal(one) == normal(other)) is same


def test_the_tally_counts_every_item_once() -> None:
    """The cells sum to the bank, and bands join without gap."""
    bank: Bank = read_bank([("q.yaml", single("a") + single("b", facility="") + single("c", facility="0.9"))])
    cells = {(cell.facility, cell.count) for cell in tally(bank.items)}
    assert cells == {("medium", 1), ("", 1), ("easy", 1)}
    banded: Callable[[float | None], str] = band
    assert [banded(f) for f in (0.0, 0.4, 0.7, 1.0, None)] == ["hard", "medium", "easy", "easy", ""]
