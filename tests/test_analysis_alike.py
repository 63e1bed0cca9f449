"""Papers that are alike: by what answers say and not by letters, exact in its chance, and never on blanks."""

import itertools

import numpy as np
import pytest

from grader.analysis.alike import _tail, alike
from grader.analysis.answered import Answered, answered
from grader.analysis.seats import neighbours
from grader.demo.known_class import Fault, KnownClass, known_class
from grader.model.response import Response

COPIED = known_class(7, Fault.COPIED, students=120)


def table(one: KnownClass, responses: tuple[Response, ...] | None = None) -> Answered:
    """The answers of a class."""
    return answered(one.exam, one.copies, one.responses if responses is None else responses)


def test_letters_do_not_matter() -> None:
    """The pair is found across two forms; with the letters of a form exchanged the very same is found."""
    found = alike(table(COPIED))
    assert [set(map(str, one.copies)) for one in found] == [set(COPIED.planted)]
    assert set(found[0].forms) == {"A", "B"}
    turned = {"a": "d", "b": "c", "c": "b", "d": "a"}
    form = COPIED.exam.forms[1]
    items = tuple(
        place.model_copy(
            update={
                "options": tuple(
                    sorted(
                        (o.model_copy(update={"letter": turned[o.letter]}) for o in place.options),
                        key=lambda o: o.letter,
                    )
                )
            }
        )
        for place in form.items
    )
    exam = COPIED.exam.model_copy(
        update={"forms": (COPIED.exam.forms[0], form.model_copy(update={"items": items}))}
    )
    forms = {copy.number: copy.form for copy in COPIED.copies}
    responses = tuple(
        r.model_copy(update={"letters": tuple(turned[letter] for letter in r.letters)})
        if forms[r.copy_number] == "B"
        else r
        for r in COPIED.responses
    )
    assert alike(answered(exam, COPIED.copies, responses)) == found


def test_two_papers_of_one_student_are_no_pair() -> None:
    """Whoever answered twice is not compared with themselves."""
    first, second = map(int, COPIED.planted)
    copies = tuple(
        copy.model_copy(update={"student": "0000000000"}) if copy.number in (first, second) else copy
        for copy in COPIED.copies
    )
    assert alike(answered(COPIED.exam, copies, COPIED.responses)) == ()


def test_blanks_are_not_alike() -> None:
    """Two papers that leave nearly all blank share nothing."""
    empty = {1, 2}
    responses = tuple(
        r.model_copy(update={"letters": ()}) if r.copy_number in empty and r.number > 3 else r
        for r in COPIED.responses
    )
    assert not [one for one in alike(table(COPIED, responses)) if set(one.copies) & empty]


def test_the_chance_is_exact() -> None:
    """It is the sum over all ways in which the other paper could have answered."""
    p, weight = np.array([0.5, 0.2, 0.1, 0.7]), np.array([3.0, 8.0, 11.0, 2.0])
    every = np.ones(4)
    for least in (0, 3, 10, 19, 24):
        wanted = sum(
            float(np.prod(np.where(met, p, 1 - p)))
            for met in itertools.product((True, False), repeat=4)
            if weight[np.array(met)].sum() >= least
        )
        assert _tail(every, every > 0, p, weight, least) == pytest.approx(wanted)


def test_neighbours_need_fewer_wrong_answers_in_common() -> None:
    """Half of the false alarms is kept for the few who sat together, so their chance counts for more."""
    with_seats = known_class(7, Fault.COPIED, students=120, seats=True)
    (far,), (near,) = alike(table(COPIED)), alike(table(with_seats))
    assert near.neighbours and not far.neighbours
    assert near.chance < far.chance / 5


@pytest.mark.parametrize(
    ("seats", "pairs"),
    [
        (("A1", "A2", "A4", "A9"), {(0, 1), (1, 2)}),
        (("A1", "B1", "B2", "C3"), {(0, 1), (1, 2)}),
        (("1A", "1B", "2B", "4B"), {(0, 1), (1, 2)}),
        (("1", "2", "", "7"), {(0, 1)}),
        (("Row 3 / 4", "left", "ROW 3 / 5", "A"), {(0, 2)}),
    ],
)
def test_neighbours(seats: tuple[str, ...], pairs: set[tuple[int, int]]) -> None:
    """The same row at most two places apart, or the same place one row on; other labels say nothing."""
    near = neighbours(seats)
    assert {(a, b) for a, b in np.argwhere(near).tolist() if a < b} == pairs
    assert (near == near.T).all() and not near.diagonal().any()
