"""The records of paper: every page is kept once, tampering is seen, and an older database is brought up to date."""

import sqlite3
from pathlib import Path

import pytest

from grader.model.event import EventKind
from grader.model.paper import Question, ReadPage, Saying
from grader.model.reading import PageReading, PageStatus
from grader.model.response import Copy, Response
from grader.model.sheet import Identity
from grader.records import open_records

ME = {"actor": "prof"}
VERSION_1 = """
CREATE TABLE grader_schema (version INTEGER NOT NULL);
CREATE TABLE grader_events (chain TEXT NOT NULL, sequence INTEGER NOT NULL, kind TEXT NOT NULL,
  actor TEXT NOT NULL, at TEXT NOT NULL, reason TEXT NOT NULL, payload TEXT NOT NULL, previous TEXT NOT NULL,
  hash TEXT NOT NULL, PRIMARY KEY (chain, sequence));
CREATE TABLE grader_responses (sitting TEXT NOT NULL, event INTEGER NOT NULL, copy_number INTEGER NOT NULL,
  number INTEGER NOT NULL, letters TEXT NOT NULL, text TEXT NOT NULL,
  PRIMARY KEY (sitting, event, copy_number, number));
CREATE TABLE grader_suggestions (sitting TEXT NOT NULL, copy_number INTEGER NOT NULL, number INTEGER NOT NULL,
  suggestion TEXT NOT NULL, PRIMARY KEY (sitting, copy_number, number));
INSERT INTO grader_schema VALUES (1);
"""


def page(hash_: str, copy: int = 1) -> ReadPage:
    return ReadPage(
        reading=PageReading(
            source=f"s.pdf:{copy}",
            content_hash=hash_,
            status=PageStatus.READ,
            identity=Identity(exam="0" * 8, copy_number=copy, page=1),
        )
    )


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'records.db'}"


def test_a_page_is_kept_once(url: str) -> None:
    """The same content again changes nothing, and no batch is closed for it."""
    with open_records(url) as book:
        assert book.save_page("s", page("a")) and book.save_page("s", page("b", 2))
        assert not book.save_page("s", page("a", 9))
        assert book.close_batch("s", {"files": ["s.pdf"]}, **ME)
        assert book.close_batch("s", {"files": ["s.pdf"]}, **ME) is None
        assert [p.reading.content_hash for p in book.pages("s")] == ["a", "b"]
        assert book.page_hashes("s") == {"a", "b"} and not book.page_hashes("other")
        assert book.verify("s") is None


def test_a_killed_batch_is_vouched_for_by_the_next(url: str) -> None:
    """Pages that were kept before a crash belong to the batch that goes on."""
    with open_records(url) as book:
        book.save_page("s", page("a"))
    with open_records(url) as book:
        book.save_page("s", page("b"))
        assert book.close_batch("s", {}, **ME) is not None
        assert book.verify("s") is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE grader_pages SET page = replace(page, 's.pdf', 'x.pdf')",
        "DELETE FROM grader_pages WHERE sequence = 1",
    ],
)
def test_changed_pages_are_seen(url: str, tmp_path: Path, statement: str) -> None:
    """A page that was changed or removed behind grader's back breaks the trust in its batch."""
    with open_records(url) as book:
        book.save_page("s", page("a"))
        book.save_page("s", page("b"))
        batch = book.close_batch("s", {}, **ME)
    with sqlite3.connect(tmp_path / "records.db") as connection:
        connection.execute(statement)
    connection.close()
    with open_records(url) as book:
        assert book.verify("s") == batch


def test_the_last_saying_counts_and_no_reading_changes(url: str) -> None:
    """What a person says is an event beside the reading; the later one of two on a question is taken."""
    first = Saying(question=Question.ANSWER, copy_number=1, number=2, seen="a", answer="a")
    with open_records(url) as book:
        book.save_page("s", page("a"))
        before = book.pages("s")
        assert book.say("s", [], **ME) is None
        book.say("s", [first], **ME)
        book.say("s", [first.model_copy(update={"answer": "b"})], **ME)
        assert [s.answer for s in book.sayings("s")] == ["b"]
        assert book.pages("s") == before


def test_printed_copies_stay_as_printed(url: str) -> None:
    """Binding a copy to a student or a form does not change what was printed."""
    with open_records(url) as book:
        book.issue_copies("s", [Copy(number=1, form="A")], **ME)
        book.issue_copies("s", [Copy(number=1, form="B", student="0000012345")], **ME)
        assert book.printed("s") == (Copy(number=1, form="A"),)
        assert book.copies("s")[0].form == "B"


def test_a_handwritten_answer_keeps_its_crop(url: str) -> None:
    """A response with a picture is no blank, and is written and read like any other."""
    response = Response(copy_number=1, number=5, crop="crops/0001/1-05.png")
    with open_records(url) as book:
        book.save_responses("s", [response], source={"scans": "s.pdf"}, **ME)
        assert book.responses("s") == (response,) and not response.blank
        assert book.imports("s") == {(1, 5): {"scans": "s.pdf"}}
        assert book.verify("s") is None


def test_an_older_database_is_brought_up_to_date(url: str, tmp_path: Path) -> None:
    """A database of version 1 keeps its answers, can be verified, and takes pages."""
    responses = [
        Response(copy_number=1, number=1, letters=("a",)),
        Response(copy_number=1, number=2, text="27"),
    ]
    with open_records(url) as book:
        book.save_responses("s", responses, source={}, **ME)
    with sqlite3.connect(tmp_path / "records.db") as connection:
        events = connection.execute("SELECT * FROM grader_events").fetchall()
        answers = connection.execute("SELECT * FROM grader_responses").fetchall()
    connection.close()
    old = tmp_path / "old.db"
    with sqlite3.connect(old) as connection:
        connection.executescript(VERSION_1)
        connection.executemany("INSERT INTO grader_events VALUES (?,?,?,?,?,?,?,?,?)", events)
        rows = [row[:6] for row in answers]
        connection.executemany("INSERT INTO grader_responses VALUES (?,?,?,?,?,?)", rows)
    connection.close()
    for _ in range(2):
        with open_records(f"sqlite:///{old}") as book:
            assert book.responses("s") == tuple(responses)
            assert book.verify("s") is None
            book.save_page("s", page("a"))
            book.close_batch("s", {}, **ME)
            assert [event.kind for event in book.events("s")] == [EventKind.IMPORTED, EventKind.READ]
