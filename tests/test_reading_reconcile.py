"""Answers by several ways against the list: everybody stands in one place of the account."""

from hypothesis import given
from hypothesis import strategies as st

from grader.model.response import Copy, CopyStatus
from grader.reading.reconcile import PAPER, reconcile, ways_of

COPIES = (
    Copy(number=1, form="A", student="1"),
    Copy(number=2, form="A", student="2"),
    Copy(number=3, form="B", student="3"),
    Copy(number=4, form="B", status=CopyStatus.SPARE),
    Copy(number=5, form="B", student="2", status=CopyStatus.VOIDED),
)
ORIGINS = {
    (1, 1): PAPER,
    (1, 2): PAPER,
    (2, 1): PAPER,
    (2, 2): "quiz.csv",
    (3, 1): "quiz.csv",
    (4, 1): PAPER,
    (5, 1): "old.csv",
}


def test_each_student_has_the_ways_of_the_copies_that_count() -> None:
    """A voided copy counts for nothing, a paper of nobody is counted apart."""
    ways, unbound = ways_of(COPIES, ORIGINS)
    assert ways == {"1": (PAPER,), "2": (PAPER, "quiz.csv"), "3": ("quiz.csv",)}
    assert unbound == 1


def test_the_account_of_an_exam_on_paper_and_online() -> None:
    """Paper, a quiz, both; one who is not on the list; one whose row was doubtful; one absent; one unheard of."""
    ways, unbound = ways_of(COPIES, ORIGINS)
    account = reconcile(
        {"1", "2", "6", "7", "8"},
        ways,
        waiting={"6"},
        said={"7": "absent", "1": "withdrawn"},
        unbound=unbound,
    )
    assert account.answered == {PAPER: 1}
    assert account.several == {"2": (PAPER, "quiz.csv")}
    assert account.unexpected == ("3",)
    assert (account.waiting, account.away, account.nothing) == (("6",), {"7": "absent"}, ("8",))
    assert account.unbound == 1


ids = st.sampled_from("123456789")


@given(
    st.sets(ids),
    st.dictionaries(ids, st.sets(st.sampled_from([PAPER, "a", "b"]), min_size=1)),
    st.sets(ids),
    st.sets(ids),
)
def test_everybody_stands_in_one_place(
    expected: set[str], came: dict[str, set[str]], waiting: set[str], said: set[str]
) -> None:
    """Nobody who was expected is lost or counted twice, whatever is known of whom."""
    ways = {student: tuple(sorted(found)) for student, found in came.items()}
    account = reconcile(expected, ways, waiting=waiting, said=dict.fromkeys(said, "absent"))
    both = [student for student in account.several if student in expected]
    silent = [*account.waiting, *account.away, *account.nothing]
    assert sum(account.answered.values()) + len(both) + len(silent) == account.expected == len(expected)
    assert {*silent}.isdisjoint(came) and len({*silent}) == len(silent)
    assert set(account.unexpected) == set(came) - expected
