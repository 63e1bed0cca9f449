"""Groups of answers that one decision may serve: what is joined, what never is, and how a decision is spread."""

import time
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.scoring.openended.groups import Group, group, saved, spread
from grader.scoring.openended.wording import normalised


def alike(answers: Sequence[str]) -> np.ndarray:
    """Vectors that are all the same: what the model at its most careless would say."""
    return np.tile(np.array([1, 0, 0], np.float32), (len(answers), 1))


def together(*answers: str) -> bool:
    """Whether all these answers end in one group, their meaning being called the same."""
    return len(group(answers, alike(answers))) == 1


def test_blanks_come_first_then_non_answers_then_the_largest() -> None:
    """Every answer is in exactly one group, and the tie is named."""
    answers = [
        "two layers",
        " ",
        "Two layers.",
        "idk",
        "the loss",
        "…",
        "two layers",
        "loss",
        "I don't know",
        "x",
    ]
    found = group(answers, alike(answers), nothing=[3, 8])
    assert found == (
        Group((1, 5), "blank"),
        Group((3, 8), "non-answer"),
        Group((0, 2, 6), "normalised"),
        Group((4, 7), "meaning"),
        Group((9,), "equal"),
    )
    assert sorted(i for one in found for i in one.members) == list(range(10))
    assert saved(found) == 5


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Gradient vanishes.", "the gradient  vanishes"),
        ("DHCP assigns addresses", "dhcp assigns addresses!"),
        ("ﬁne-tuning", "Fine tuning"),
        ("cafe\u0301", "café"),
        ("(A, B, forward)", "(A,B,forward)"),
        ("it’s 1.5 V", "It's 1.5 V"),
        ("- five layers", "five layers"),
        ("a k-means step, slow", "a k means step: slow"),
        ("10²", "10^2"),
        ("'A'", "A"),
    ],
)
def test_writing_does_not_tell_answers_apart(one: str, other: str) -> None:
    """Case, punctuation, white space and Unicode forms."""
    assert normalised(one) == normalised(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x < y", "x > y"),
        ("-5", "5"),
        ("1.5", "15"),
        ("10 - 5", "10 5"),
        ("2*(3+4)", "2*3+4"),
        ("n! steps", "n steps"),
        ("O(n) at best", "o(n) at best"),
        ("takes 5 mW", "takes 5 MW"),
        ("only V falls", "only v falls"),
        ("10.0.0.0 - 10.255.255.255", "10.255.255.255 - 10.0.0.0"),
        ("C#", "C"),
        ("50 %", "50"),
        ("1/(1+e^-x)", "1/(1+e^x)"),
        ("L = -y log(p)", "L = y log(p)"),
        ("The loss is -log(p).", "The loss is log(p)."),
        ("the loss is −log p", "the loss is log p"),
        ("x = - 3", "x = 3"),
        ("old weight – gradient", "old weight gradient"),
        ("- 3", "3"),
        ("2 * -x", "2 * x"),
        ("w_new = w_old - lr grad", "w_new = w_old lr grad"),
        ("w_new = w_old-lr*grad", "w_new = w_old lr*grad"),
        ("10² steps", "102 steps"),
        ("10⁻² of it", "10² of it"),
        ("it is A'", "it is A"),
        ("it is f′(x)", "it is f(x)"),
    ],
)
def test_what_computes_tells_answers_apart(one: str, other: str) -> None:
    """Operators, signs, decimal points, brackets and the case of symbols stay, however near the vectors are."""
    assert not together(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The bulb is in a closed path", "bulb in closed path"),
        ("because the terminals are connected", "The terminals are connected."),
        ("It returns the size of the operand", "Returns size of its operands"),
        ("Sono in una rete chiusa", "in rete chiusa"),
    ],
)
def test_one_meaning_is_one_group(one: str, other: str) -> None:
    """Articles, auxiliaries, pronouns and a plural may differ."""
    assert together(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the bulb is connected", "the bulb is not connected"),
        ("the bulb is connected", "the bulb isn't connected"),
        ("the distance increases", "the distance decreases"),
        ("it has 2 layers", "it has 3 layers"),
        ("the encoder feeds the decoder", "the decoder feeds the encoder"),
        ("it rains because it is cold", "it rains so it is cold"),
        ("the positive terminal", "the negative terminal"),
        ("from A to B", "from B to A"),
        ("always converges", "never converges"),
        ("la rete non converge", "la rete converge"),
        ("with dropout", "without dropout"),
    ],
)
def test_one_word_that_matters_keeps_answers_apart(one: str, other: str) -> None:
    """Negations, numbers, opposites, order and connectives must agree, whatever the cosine says."""
    assert not together(one, other)


def test_a_slip_of_the_pen_joins_what_nobody_else_wrote() -> None:
    """A word that others use as well is another word, not a slip."""
    usual = ["the gradients vanish", "the gradients vanish here"]
    slip = ["the gradeints vanish"]
    found = group([*usual, *slip], alike([*usual, *slip]))
    assert found[0] == Group((0, 2), "meaning")
    both = ["the neutrons fire", "the neutrons fire.", "the neurons fire", "the neurons fire."]
    assert len(group(both, alike(both))) == 2


def test_far_vectors_keep_equal_words_apart_unless_they_are_written_the_same() -> None:
    """The cosine confirms; and no two members are farther apart than the limit (complete linkage)."""
    answers = ["the loss falls", "loss falls", "a loss falls"]
    angles = np.array([0.0, 0.4, 0.8])  # cosines 0.92, 0.92 and, between the ends, 0.70
    vectors = np.column_stack([np.cos(angles), np.sin(angles)]).astype(np.float32)
    assert sorted(len(one.members) for one in group(answers, vectors)) == [1, 2]
    assert len(group(answers, vectors, farthest=0.5)) == 1
    assert len(group(answers, vectors, farthest=0.01)) == 3
    assert len(group(["Loss falls", "loss falls."], np.eye(2, dtype=np.float32))) == 1


def test_the_middle_stands_for_the_group() -> None:
    """The member nearest to all others is shown, weighted by how many wrote it."""
    answers = ["the loss falls", "loss falls", "a loss falls"]
    angles = np.array([0.1, 0.0, 0.2])
    vectors = np.column_stack([np.cos(angles), np.sin(angles)]).astype(np.float32)
    assert group(answers, vectors) == (Group((0, 1, 2), "meaning"),)
    angles = np.array([0.0, 0.1, 0.2])
    vectors = np.column_stack([np.cos(angles), np.sin(angles)]).astype(np.float32)
    assert group(answers, vectors)[0].representative == 1


def test_a_decision_is_spread_and_a_members_own_stands() -> None:
    """Each member is served by name; two decisions that differ serve nobody."""
    groups = (Group((4, 0, 2), "meaning"), Group((1, 3, 5), "equal"), Group((6,), "equal"))
    assert spread({4: 1.5}, groups) == {0: (1.5, 4), 2: (1.5, 4)}
    assert spread({4: 1.5, 2: 1.5}, groups) == {0: (1.5, 4)}
    assert spread({4: 1.5, 2: 1.0}, groups) == {}
    assert spread({1: 0.0, 6: 2.0}, groups) == {3: (0.0, 1), 5: (0.0, 1)}


def test_no_answers_no_groups() -> None:
    """An item that nobody answered."""
    assert group([], np.empty((0, 3), np.float32)) == ()


@settings(max_examples=60, deadline=None)
@given(
    answers=st.lists(
        st.one_of(
            st.text(max_size=12), st.sampled_from(["a b", "A b.", "the loss", "loss", "2 > 1", "- ", ""])
        ),
        max_size=12,
    ),
    draw=st.randoms(use_true_random=False),
)
def test_groups_part_the_answers_in_whatever_order(answers: list[str], draw: object) -> None:
    """Each answer is in one group, and another order of the papers gives the same groups of texts."""
    order = list(range(len(answers)))
    draw.shuffle(order)  # type: ignore[attr-defined]
    shuffled = [answers[i] for i in order]
    one, other = group(answers, alike(answers)), group(shuffled, alike(shuffled))
    assert sorted(i for g in one for i in g.members) == list(range(len(answers)))
    assert {(frozenset(g.members), g.kind) for g in one} == {
        (frozenset(order[i] for i in g.members), g.kind) for g in other
    }


def test_a_thousand_answers_of_one_meaning_take_no_time() -> None:
    """Also in the worst case, when every pair is near and nearly every word agrees."""
    draw = np.random.default_rng(4)
    light = ["the", "a", "it", "is", "which", "of"]
    answers = [
        " ".join(w for word in ["loss", "falls", "slowly", "here"] for w in (light[draw.integers(6)], word))
        + f" {i % 7}"
        for i in range(1000)
    ]
    start = time.process_time()
    groups = group(answers, alike(answers))
    assert len(groups) == 7
    assert time.process_time() - start < 4  # seconds; about one on a slow core
