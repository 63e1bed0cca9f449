"""Answers that say the same are decided once: answers to one item and their vectors in, groups of them out. Pure.

Blanks come first, then answers that say they are none, then equal texts, then texts that are written the same but for case,
punctuation and white space, then texts of one meaning. A cosine alone cannot tell "greater" from "smaller", "2" from "3" or
"is" from "is not", so it may only confirm: two answers are of one meaning where their words are the same in the same
order, apart from articles, auxiliaries and pronouns, a plural, or a slip of the pen, *and* their cosine is high.
Numbers, negations, operators, connectives and every other word must agree; swapped roles are another order.
Nothing is decided here: each member is listed, and `spread` takes a decision to a group's other members.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial.distance import squareform

from grader.scoring.openended.curve import OWN, Scale
from grader.scoring.openended.wording import Form, agree, normalised, told

Kind = Literal["blank", "non-answer", "equal", "normalised", "meaning"]
T = TypeVar("T")

FARTHEST = 0.1  # cosine distance of the two members of a group that are farthest from each other
_APART = 2.0  # a cosine distance that joins nothing


@dataclass(frozen=True, slots=True)
class Group:
    """Answers that one decision may serve; an answer that is like no other is a group of one, of kind "equal"."""

    members: tuple[int, ...]  # indices of answers, the one that stands for all first, the others in order
    kind: Kind  # the loosest tie that was needed

    @property
    def representative(self) -> int:
        """The member that is shown: of the equal the first, of one meaning the one nearest to all others."""
        return self.members[0]


def group(
    answers: Sequence[str],
    vectors: NDArray[np.float32],
    *,
    nothing: Collection[int] = (),
    farthest: float = FARTHEST,
    scale: Scale = OWN,
) -> tuple[Group, ...]:
    """Part the answers to one item into groups: blanks, then non-answers, then the largest first.

    `vectors` are the answers' unit vectors, shape (answers, dimension); rows of blanks are not looked at. `nothing` are
    the indices of answers that say they are none ("I don't know"), which the caller's guard knows. `farthest` is the
    cosine distance at which complete linkage stops, on the scale.
    """
    assert len(answers) == len(vectors), "one vector for each answer"
    forms = [normalised(answer) for answer in answers]
    blank = tuple(i for i, form in enumerate(forms) if not form)
    empty = set(blank)
    void = tuple(sorted(set(nothing) - empty))
    rest = [i for i in range(len(answers)) if i not in empty and i not in set(void)]
    found = _by_meaning(_by_form(forms, rest), answers, vectors, farthest, scale)
    found.sort(key=lambda one: (-len(one.members), min(one.members)))
    first = [Group(blank, "blank")] * bool(blank) + [Group(void, "non-answer")] * bool(void)
    return (*first, *found)


def spread(decided: Mapping[int, T], groups: Iterable[Group]) -> dict[int, tuple[T, int]]:
    """What the decided answers say about undecided members of their groups: member -> (value, decided member).

    A decision on a member itself always stands. Where two decided members of a group differ, the group is none, and nothing
    is taken to its others.
    """
    served: dict[int, tuple[T, int]] = {}
    for one in groups:
        known = [i for i in one.members if i in decided]
        if known and all(decided[i] == decided[known[0]] for i in known):
            served |= {i: (decided[known[0]], known[0]) for i in one.members if i not in decided}
    return served


def saved(groups: Iterable[Group]) -> int:
    """How many decisions need not be made."""
    return sum(len(one.members) - 1 for one in groups)


def _by_form(forms: Sequence[Form], among: Iterable[int]) -> dict[Form, list[int]]:
    found: dict[Form, list[int]] = {}
    for i in among:
        found.setdefault(forms[i], []).append(i)
    return dict(sorted(found.items()))  # so that the answers' order decides nothing below


def _by_meaning(
    of: Mapping[Form, list[int]],
    answers: Sequence[str],
    vectors: NDArray[np.float32],
    farthest: float,
    scale: Scale,
) -> list[Group]:
    """Join forms by complete linkage where words agree and cosines are high."""
    forms = list(of)
    if not forms:
        return []
    unit = np.stack([vectors[of[form][0]] for form in forms]).astype(np.float64)
    distance = 1 - scale.cosine(unit @ unit.T)
    say = [told(form) for form in forms]
    use = Counter(word for form in forms for word in set(form) for _ in of[form])
    pairs = [(i, j) for i, j in np.argwhere(np.triu(distance <= farthest, 1)) if agree(say[i], say[j], use)]
    linked = np.full(distance.shape, _APART)
    for i, j in pairs:
        linked[i, j] = linked[j, i] = max(distance[i, j], 0.0)
    np.fill_diagonal(linked, 0)
    rows, columns = np.array(pairs, dtype=np.intp).reshape(-1, 2).T
    graph = coo_array((np.ones(len(rows)), (rows, columns)), shape=distance.shape)
    parts = connected_components(graph, directed=False)[1]
    groups = []
    for part in range(parts.max() + 1):
        own = np.flatnonzero(parts == part)
        cut = _complete(linked[np.ix_(own, own)], farthest)
        groups += [_made(own[cut == c], forms, of, answers, distance) for c in np.unique(cut)]
    return groups


def _complete(distance: NDArray[np.float64], farthest: float) -> NDArray[np.intp]:
    """The cluster of each row by complete linkage, no two members farther from each other than `farthest`."""
    if len(distance) == 1:
        return np.zeros(1, dtype=np.intp)
    tree = linkage(squareform(distance, checks=False), method="complete")
    return np.asarray(fcluster(tree, farthest, criterion="distance"), dtype=np.intp)


def _made(
    own: NDArray[np.intp],
    forms: Sequence[Form],
    of: Mapping[Form, list[int]],
    answers: Sequence[str],
    distance: NDArray[np.float64],
) -> Group:
    size = np.array([len(of[forms[i]]) for i in own])
    away = np.round(distance[np.ix_(own, own)] @ size, 6)
    stands = min(zip(away, (of[forms[i]][0] for i in own), strict=True))[1]
    members = sorted(i for form in own for i in of[forms[form]])
    if len(own) > 1:
        kind: Kind = "meaning"
    else:
        kind = "equal" if len({answers[i] for i in members}) == 1 else "normalised"
    return Group((stands, *(i for i in members if i != stands)), kind)
