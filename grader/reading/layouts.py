"""The layout of every copy of an exam, as it was printed: what is on paper does not change when a copy is bound anew."""

from collections.abc import Iterable
from functools import cache

from grader.model.exam import Exam
from grader.model.kinds import Profile
from grader.model.response import Copy
from grader.model.sheet import Identity, SheetLayout
from grader.printing.identity import exam_tag
from grader.printing.sheet import lay_out


class Layouts:
    """The layout of every copy as it was printed, worked out once for each form and profile."""

    def __init__(self, exam: Exam, matricola: str, printed: Iterable[Copy]) -> None:
        self.exam, self.tag = exam, exam_tag(exam)
        self.copies = {copy.number: copy for copy in printed}
        forms = {form.letter: form for form in exam.forms}
        self._lay_out = cache(
            lambda letter, profile, named, scores: lay_out(
                exam,
                forms[letter],
                matricola=matricola,
                profile=Profile(profile),
                personalised=named,
                score_bubbles=scores,
            )
        )

    def of(self, copy: Copy) -> SheetLayout:
        """The layout of a copy; it was printed personalised if it had a student then."""
        layout: SheetLayout = self._lay_out(
            copy.form, copy.profile, copy.student is not None, copy.score_bubbles
        )
        return layout

    def __call__(self, identity: Identity) -> SheetLayout | None:
        """The layout of the copy that a page says it is; none if it is no copy of this exam."""
        copy = self.copies.get(identity.copy_number)
        return self.of(copy) if copy and identity.exam == self.tag else None

    def pages_of(self, copy: Copy) -> tuple[int, ...]:
        """The numbers of the pages of a copy's sheet."""
        return tuple(page.page for page in self.of(self.copies[copy.number]).pages)

    def numbers_on(self, copy: Copy, page: int) -> frozenset[int]:
        """The printed numbers of the items that are answered, or begin to be, on a page of a copy's sheet."""
        pages = [known for known in self.of(self.copies[copy.number]).pages if known.page == page]
        items = {bubble.number for known in pages for bubble in known.bubbles if bubble.number}
        return frozenset(items | {box.number for known in pages for box in known.boxes})
