"""What each paper answered on the closed items, by what an answer says: forms order and draw options differently.

An answer is the options that were ticked, or the number that was written. A blank is no answer; open items are left
out, since answers in words are compared elsewhere (`scoring.openended.guards`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.model.exam import Exam, FormItem
from grader.model.item import Open
from grader.model.response import Copy, Response
from grader.scoring.closed import answers, score_item

Marks = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Answered:
    """Papers (rows) by answers (columns); each column is an answer that somebody gave to an item."""

    copies: tuple[Copy, ...]
    item: NDArray[np.int64]  # of each answer
    right: Marks  # of each answer
    took: Marks  # papers x answers
    able: Marks  # papers x answers: the paper answers this item, and could answer it so

    @property
    def given(self) -> Marks:
        """Papers x items: something was answered."""
        items = int(self.item.max(initial=-1)) + 1
        found = [self.took[:, self.item == at].any(axis=1) for at in range(items)]
        return np.stack(found, axis=1) if found else np.zeros((len(self.copies), 0), dtype=np.bool_)


def answered(exam: Exam, copies: Sequence[Copy], responses: Sequence[Response]) -> Answered:
    """Lay the answers of all papers that were handed in out as one table."""
    rows: dict[int, int] = {}
    items: dict[str, int] = {}
    columns: dict[tuple[int, str], int] = {}
    right: list[bool] = []
    ticks: list[tuple[int, int]] = []
    papers: list[Copy] = []
    printed: dict[str, dict[int, set[str]]] = {
        form.letter: {} for form in exam.forms
    }  # by form and item, what may be chosen; nothing where anything may be written
    for copy, place, response in answers(exam, copies, responses):
        if isinstance(place.item, Open):
            continue
        if copy.number not in rows:
            rows[copy.number] = len(papers)
            papers.append(copy)
        at = items.setdefault(place.item.id, len(items))
        printed[copy.form][at] = {option.text for option in place.options}
        if response is None or response.blank:
            continue
        column = columns.setdefault((at, _said(place, response)), len(columns))
        if column == len(right):
            right.append(score_item(place, response, exam.blueprint.scoring).points >= place.points)
        ticks.append((rows[copy.number], column))
    took = np.zeros((len(papers), len(columns)), dtype=np.bool_)
    took[tuple(np.array(ticks, dtype=np.int64).reshape(-1, 2).T)] = True
    item = np.array([at for at, _ in columns], dtype=np.int64)
    form = np.array(
        [
            [_can(printed[letter].get(at), said) for at, said in columns]
            for letter in (copy.form for copy in papers)
        ],
        dtype=np.bool_,
    ).reshape(took.shape)
    table = Answered(tuple(papers), item, np.array(right, dtype=np.bool_), took, form)
    able = form & table.given[:, item] if len(item) else form
    return Answered(table.copies, item, table.right, took, able)


_BETWEEN = "\n"  # of the texts of options


def _said(place: FormItem, response: Response) -> str:
    if place.options:
        texts = {option.letter: option.text for option in place.options}
        return _BETWEEN.join(sorted(texts.get(letter, f"({letter})") for letter in response.letters))
    return "".join((response.text or " ".join(response.letters)).split()).casefold().replace(",", ".")


def _can(printed: set[str] | None, said: str) -> bool:
    """Whether a form has the item, and the options that the answer is made of."""
    return printed is not None and (not printed or set(said.split(_BETWEEN)) <= printed)
