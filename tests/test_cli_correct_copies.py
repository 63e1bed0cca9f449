"""A paper bound to a student: whole or not at all, and finished by the same command when it was killed."""

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from paper_course import IDS, SITTING, PaperCourse, paper_course

from grader.records import Records, open_records

BIND = ("correct", SITTING, "--copy", "3", "--student", IDS[3], "--reason", "she says so")


class Killed(BaseException):
    """The process ended: nothing catches it, as nothing catches kill -9."""


@pytest.fixture
def course(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> PaperCourse:
    return paper_course(tmp_path, monkeypatch, capsys)


def test_a_killed_binding_is_whole_or_nothing(course: PaperCourse, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed before any of its transactions: the student and the answers come together, and once more is enough."""
    with monkeypatch.context() as patch:  # a `read` that was killed too: pages are there, and no answers yet
        patch.setattr("grader.gradebook.said.keep", lambda *args, **named: None)
        course.run("read", SITTING, course.scan(course.sat(3).images))
    before, events = (course.copies(), course.responses()), len(course.events())
    whole = Records._transact
    left = 0

    def dying(self: Records, work: Callable[[Any], Any]) -> Any:
        nonlocal left
        if not left:
            raise Killed
        left -= 1
        return whole(self, work)

    states = []
    with monkeypatch.context() as patch:
        patch.setattr(Records, "_transact", dying)
        with pytest.raises(Killed):
            course.run(*BIND)
        assert (course.copies(), course.responses()) == before
        for allowed in (1, 2, 3):
            left = allowed
            with contextlib.suppress(Killed):
                course.run(*BIND)
            states.append((course.copies(), course.responses(), course.decisions()))
    assert course.copies()[3].student == IDS[3]
    assert len(course.events()) > events
    assert course.responses() != before[1], "the answers come along"
    with open_records(course.url) as book:
        assert book.verify(SITTING) is None
    done = len(course.events())
    course.run(*BIND)
    assert (course.copies(), course.responses(), course.decisions()) == states[-1]
    assert len(course.events()) == done
    assert states[0][:2] == states[-1][:2], "the student came without the answers"
