"""What decisions teach about the answers that nobody has decided, and whom to ask next."""

import time

import numpy as np
import pytest

from grader.scoring.openended.belief import Belief
from grader.scoring.openended.learning import Course, Learned, learn, most_telling

LEVELS = np.array([0.0, 0.5, 1.0, 1.5, 2.0])
FINE = np.linspace(0, 2, 41)


def class_of(answers: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Unit vectors in two heaps, features that follow them, and which heap each answer is in."""
    random = np.random.default_rng(seed)
    heap = np.arange(answers) % 2
    centre = np.eye(8)[heap * 3]
    vectors = centre + random.normal(0, 0.1, (answers, 8))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors.astype(np.float32), vectors[:, :3] + random.normal(0, 0.05, (answers, 3)), heap


def learnt(decided: dict[int, float], answers: int = 20, mean: float = 0.5) -> Learned:
    vectors, features, _ = class_of(answers)
    return learn(np.full(answers, mean), np.full(answers, 0.3), vectors, features, decided, LEVELS, 2.0)


def test_without_decisions_the_prior_is_believed() -> None:
    """Nothing is known beside it, and nothing can be left out."""
    found = learnt({})
    assert found.belief.expected() == pytest.approx(np.full(20, 1.0))
    assert found.loo.chance.shape == (0, len(LEVELS))


def test_a_decision_moves_answers_like_it_more_than_others() -> None:
    """Full points for one heap: its answers rise, the other heap's hardly, and doubt falls."""
    before, after = learnt({}), learnt({0: 1.0, 2: 1.0, 4: 1.0})
    heap = class_of(20)[2]
    rise = after.belief.expected() - before.belief.expected()
    assert rise[6:][heap[6:] == 0].min() > rise[6:][heap[6:] == 1].max() + 0.1
    assert (after.belief.spread()[6:][heap[6:] == 0] < before.belief.spread()[6]).all()


def test_a_decided_answer_is_certain_and_its_own_decision_is_left_out_beside() -> None:
    """Leave-one-out says what would have been said; in order of the answers."""
    found = learnt({9: 0.0, 3: 1.0, 5: 1.0})
    assert found.belief.expected()[[3, 5, 9]].tolist() == [2.0, 2.0, 0.0]
    without = learnt({9: 0.0, 3: 1.0}).belief.expected()[5]
    assert found.loo.chance.shape == (3, len(LEVELS))
    assert found.loo.expected()[1] == pytest.approx(without, abs=0.15)  # 5 is the second of 3, 5, 9
    assert found.loo.expected()[1] < 2.0


def test_what_says_the_same_is_left_out_together() -> None:
    """A decided answer is not told by its twins: what would be said of it is what is said when none of them is decided."""
    vectors, features, _ = class_of(20)
    for twin in (4, 6, 8):
        vectors[twin], features[twin] = vectors[2], features[2]
    same = np.arange(20)
    same[[2, 4, 6, 8]] = 2
    mean, spread = np.full(20, 0.5), np.full(20, 0.3)
    decided = {1: 0.0, 3: 0.5, 10: 0.5, 12: 1.0} | dict.fromkeys((2, 4, 6, 8), 1.0)

    def found(known: dict[int, float], same: np.ndarray | None = None) -> Learned:
        return learn(mean, spread, vectors, features, known, FINE, 2.0, same)

    rest = found({i: share for i, share in decided.items() if same[i] != 2}, same)
    mine = [sorted(decided).index(i) for i in (2, 4, 6, 8)]
    without = rest.belief.expected()[2]
    assert found(decided, same).loo.expected()[mine] == pytest.approx(np.full(4, without), abs=0.06)
    assert found(decided).loo.expected()[mine].min() > without + 0.3
    alone = found(decided, np.arange(20))
    assert np.array_equal(alone.loo.chance, found(decided).loo.chance)


def test_levels_that_people_do_not_use_become_unlikely() -> None:
    """Who gives whole points only will go on so."""
    vectors, features, _ = class_of(40)
    decided = {i: (0.0, 0.5, 1.0)[i % 3] for i in range(24)}
    found = learn(np.full(40, 0.5), np.full(40, 0.3), vectors, features, decided, LEVELS, 2.0)
    half = found.belief.chance[24:, [1, 3]].sum(axis=1).mean()
    plain = Belief.normal(np.full(1, 1.0), np.full(1, 0.6), LEVELS).chance[0, [1, 3]].sum()
    assert half < plain / 2


def test_the_maximum_only_scales() -> None:
    """Twice the points, twice the belief."""
    vectors, features, _ = class_of(12)
    one, ten = (
        learn(np.full(12, 0.6), np.full(12, 0.2), vectors, features, {1: 0.25}, LEVELS * most / 2, most)
        for most in (1.0, 10.0)
    )
    assert ten.belief.expected() == pytest.approx(10 * one.belief.expected())


def test_learning_is_the_same_every_time_and_quick() -> None:
    """Five hundred answers with fifty decisions take less than 200 ms on one core, so a page need not wait."""
    vectors, features, _ = class_of(500)
    decided = {i: float(i % 2) for i in range(50)}
    took, found = [], []
    for _ in range(3):
        start = time.process_time()
        found.append(learn(np.full(500, 0.5), np.full(500, 0.3), vectors, features, decided, LEVELS, 2.0))
        took.append(time.process_time() - start)
    assert (found[0].belief.chance == found[1].belief.chance).all()
    assert min(took) < 0.2


def test_the_most_telling_answers_are_diverse_then_doubtful() -> None:
    """One of each heap first; never the same twice, never one that is decided; where doubt is greater, sooner."""
    vectors, features, heap = class_of(20)
    spread = np.full(20, 0.3)
    first = most_telling(spread, vectors, features, [], 2)
    assert {int(heap[i]) for i in first} == {0, 1}
    assert not {0, 1} & set(most_telling(spread, vectors, features, [0, 1], 30))
    assert len(set(most_telling(spread, vectors, features, [0, 1], 30))) == 18
    doubtful = np.where(heap == 1, 0.4, 0.05)
    assert {int(heap[i]) for i in most_telling(doubtful, vectors, features, [], 3)} == {1}


def test_a_course_learns_what_its_own_graders_look_at() -> None:
    """Where people reward what the shipped prior ignores, decisions on other items teach it."""
    random = np.random.default_rng(1)
    features = random.normal(size=(300, 4))
    shares = np.clip(0.5 + 0.2 * features[:, 2], 0, 1)
    questions = np.array([f"q{i % 6}" for i in range(300)])
    prior = np.full(300, 0.5)
    course = Course.fit(features[:250], prior[:250], shares[:250], questions[:250])
    assert course is not None
    guess = course.share(features[250:], prior[250:])
    assert np.corrcoef(guess, shares[250:])[0, 1] > 0.9
    assert (course.spread(guess) < 0.2).all()


def test_a_course_says_nothing_from_few_decisions() -> None:
    """Two questions, or some dozens of answers, teach their own peculiarities."""
    many, one = np.zeros((200, 2)), np.zeros(200)
    assert Course.fit(many, one, one, np.repeat(["a", "b"], 100)) is None
    assert Course.fit(many[:39], one[:39], one[:39], np.repeat(["a", "b", "c"], 13)) is None
