"""A question's text as another system shows it -> the item that asks it, where only one does."""

import re
from collections import defaultdict

from grader.bank.markdown import to_plain
from grader.model.exam import Exam
from grader.reading.words import bare

_LONG = 20  # letters by which the beginning of a question's text is recognised
_COUNTED = re.compile(r"^\W*\w{0,12}\s*\d{1,12}\s*[.):]\s*")  # "4. ", "Question 4: ", Canvas's "2968485: "


class Stems:
    """The questions of an exam's items by their letters and digits, as written and as read."""

    def __init__(self, exam: Exam) -> None:
        self._by_text: dict[str, set[str]] = defaultdict(set)
        self._found: dict[str, str | None] = {}  # a quiz shows a whole class the same few texts
        for form in exam.forms:
            for place in form.items:
                for text in (place.item.stem, to_plain(place.item.stem)):
                    self._by_text[bare(text)].add(place.item.id)

    def item_of(self, text: str) -> str | None:
        """The id of the item with this question, or with one that begins so; none where several do."""
        if text not in self._found:
            self._found[text] = self._search(text)
        return self._found[text]

    def _search(self, text: str) -> str | None:
        found: set[str] = set()
        for wording in (text, _COUNTED.sub("", text)):
            key = bare(wording)
            found |= self._by_text.get(key, set())
            if len(key) >= _LONG:
                found |= {id_ for stem, ids in self._by_text.items() for id_ in ids if _begins(stem, key)}
        return found.pop() if len(found) == 1 else None


def _begins(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= _LONG and (one.startswith(other) or other.startswith(one))
