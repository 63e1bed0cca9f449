"""People beside suggestions and beside each other: who differs is named, and a difference of their items is not theirs."""

from dataclasses import replace

import numpy as np

from grader.analysis.judged import Judged, differing, disputed


def judged(seed: int, shifts: dict[str, float], *, papers: int = 120, bias: float = 0.0) -> list[Judged]:
    """Papers dealt out to people in turn; `shifts` is what each gives more, `bias` what suggestions promise more."""
    random = np.random.default_rng(seed)
    people = list(shifts)
    return [
        Judged(
            copy,
            f"o{item}",
            people[copy % len(people)],
            float(worth + shifts[people[copy % len(people)]]),
            float(worth + bias + random.normal(0, 0.15)),
        )
        for copy in range(papers)
        for item, worth in enumerate(random.uniform(0.25, 0.75, 3))
    ]


def test_the_harsh_one_is_named_and_the_others_are_not() -> None:
    """With three people, and with two, of whom one gives a fifth less."""
    (three,) = differing(judged(1, {"ada": 0, "bob": -0.2, "eve": 0}), {})
    assert three.grader == "bob" and -0.25 < three.shift < -0.15
    (two,) = differing(judged(1, {"ada": 0, "bob": -0.2}), {})
    assert two.grader == "bob" and (two.answers, two.others) == (180, 180)


def test_whoever_has_the_hard_questions_is_not_harsh() -> None:
    """Items that only one person judged say nothing of that person."""
    mine = [Judged(n, "hard", "ada", 0.1, 0.5) for n in range(60)]
    theirs = [Judged(n, "easy", "bob", 0.9, 0.5) for n in range(60)]
    assert differing([*mine, *theirs], {}) == ()


def test_whoever_has_the_weak_students_is_not_harsh() -> None:
    """Without suggestions it is the closed items that say what is to be expected."""
    random = np.random.default_rng(2)
    ability = {n: float(random.normal(-1 if n < 80 else 1, 0.5)) for n in range(160)}
    given = [
        Judged(
            n, f"o{item}", "ada" if n < 80 else "bob", 0.5 + 0.1 * ability[n] + float(random.normal(0, 0.1))
        )
        for n in ability
        for item in range(3)
    ]
    assert differing(given, ability) == ()
    assert [one.grader for one in differing(given, {})], "the difference is there to be explained"


def test_nobody_is_blamed_for_points_marked_on_paper() -> None:
    """What has no name is left out, and few answers say nothing."""
    assert differing(judged(3, {"ada": 0, "": -0.3}), {}) == ()
    assert differing(judged(3, {"ada": 0, "bob": -0.3}, papers=40), {}) == ()
    assert differing([], {}) == ()


def test_suggestions_that_promise_too_much_are_named() -> None:
    """A mean far from what people give is; noise around it is not."""
    assert [one.item_id for one in disputed(judged(4, {"ada": 0}, bias=0.3))] == ["o0", "o1", "o2"]
    assert disputed(judged(4, {"ada": 0}, bias=0.05)) == ()
    assert disputed(judged(4, {"ada": 0}, bias=0.3, papers=20)) == ()


def test_a_group_that_was_read_once_is_one_disagreement() -> None:
    """Sixty equal answers that have their points by one reading show nothing beyond chance."""
    group = [Judged(n, "o", "ada", 1.0, 0.7, like=0 if n == 1 else 1) for n in range(1, 61)]
    assert disputed(group) == ()
    assert disputed([replace(one, like=0) for one in group])
