"""A course whose review page is served by `grader review` in a process of its own, for tests with sockets and browsers."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from review_page import suggested
from small_exam import exam

from grader.model.base import canonical
from grader.model.exam import Exam, Form
from grader.model.item import ITEM
from grader.model.response import Copy, Response
from grader.model.score import Decision
from grader.records import Records, open_records

CHECKOUT = Path(__file__).parent.parent
PORT = re.compile(r"https?://[^/]+:([0-9]+)/")


def served_exam(language: str = "en", **item: Any) -> Exam:
    """The small exam's form A; `item` changes fields of its open item."""
    sealed = exam("A")
    *closed, place = sealed.forms[0].items
    changed = ITEM.validate_python(place.item.model_dump() | item)
    form = Form(letter="A", items=(*closed, place.model_copy(update={"item": changed})))
    return sealed.model_copy(update={"language": language, "forms": (form,)})


@dataclass
class ServedCourse:
    """The folder, its exam and where its records are."""

    root: Path
    exam: Exam
    url: str

    def standing(self) -> Mapping[int, Decimal]:
        """The points that stand, by copy."""
        return {number: decision.points for number, decision in self.decisions().items()}

    def decisions(self) -> Mapping[int, Decision]:
        """The decisions that stand, by copy; the chain they come from is whole."""
        with open_records(self.url) as records:
            assert records.verify(self.exam.id) is None
            return {decision.copy_number: decision for decision in records.decisions(self.exam.id)}


def served_course(
    folder: Path, texts: Sequence[str], *, sealed: Exam | None = None, url: str = ""
) -> ServedCourse:
    """A course where copies 1, 2, ... answered the open item with `texts`, each with a suggestion of one point."""
    course = ServedCourse(folder, sealed or served_exam(), url or f"sqlite:///{folder / 'records.db'}")
    (folder / "course.yaml").write_text((CHECKOUT / "course.yaml").read_text("utf-8"), "utf-8")
    sitting = folder / "sittings" / course.exam.id
    sitting.mkdir(parents=True)
    (sitting / "exam.lock.json").write_text(canonical(course.exam), encoding="utf-8")
    with open_records(course.url) as records:
        record_answers(records, course.exam, texts)
    return course


def record_answers(records: Records, sealed: Exam, texts: Sequence[str]) -> None:
    """Put the answers and their suggestions into the records."""
    responses = [Response(copy_number=n, number=5, text=text) for n, text in enumerate(texts, start=1)]
    copies = [Copy(number=r.copy_number, form="A") for r in responses]
    records.save_responses(sealed.id, responses, actor="t", source={"file": "a.csv"}, copies=copies)
    records.save_suggestions(sealed.id, [suggested(response) for response in responses])


@dataclass
class Server:
    """A running `grader review`."""

    process: subprocess.Popen[str]
    links: tuple[str, ...]

    @property
    def port(self) -> int:
        """Where it listens."""
        found = PORT.match(self.links[0])
        assert found, self.links
        return int(found[1])

    def kill(self) -> str:
        """End it as `kill -9` does; what it had said on stderr."""
        self.process.kill()
        return self.process.communicate()[1]


def start(
    course: ServedCourse, *options: str, graders: Sequence[str] = ("anna",), learn: bool = False
) -> Server:
    """Start the page, with a link for each grader; suggestions stay as recorded unless it shall `learn`."""
    names = [word for who in graders for word in ("--grader", who)]
    words = [
        "review",
        course.exam.id,
        "--no-browser",
        "--learn" if learn else "--no-learn",
        *names,
        *options,
        "-C",
        str(course.root),
    ]
    process = subprocess.Popen(
        [sys.executable, "-m", "grader", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "GRADER_DATABASE": course.url, "OMP_NUM_THREADS": "1"},
    )
    assert process.stdout
    links = [process.stdout.readline().split(" ")[0] for _ in graders]
    server = Server(process, tuple(links))
    assert all("/enter/" in link for link in links), server.kill()
    return server


@contextmanager
def served(
    course: ServedCourse, *options: str, graders: Sequence[str] = ("anna",), learn: bool = False
) -> Iterator[Server]:
    """A page that is killed at the end; it must have said nothing of a bug."""
    server = start(course, *options, graders=graders, learn=learn)
    try:
        yield server
    finally:
        said = server.kill()
        assert "bug" not in said, said
