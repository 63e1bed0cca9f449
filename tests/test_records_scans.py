"""The records of paper: every page is kept once, tampering is seen, and an older database is brought up to date."""

import sqlite3
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from grader.model.event import EventKind
from grader.model.paper import Judged, Question, ReadPage, Saying
from grader.model.reading import BubbleState, PageReading, PageStatus
from grader.model.response import Copy, Response
from grader.model.score import Decision
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


def older(url: str, source: str) -> None:
    """Make a database of version 1 with the events and answers of another one."""
    with sa.create_engine(source).connect() as there:
        events = there.exec_driver_sql("SELECT * FROM grader_events ORDER BY sequence").all()
        answers = [row[:6] for row in there.exec_driver_sql("SELECT * FROM grader_responses").all()]
    engine = sa.create_engine(url)
    with engine.begin() as here:
        for name in ("pages", "responses", "suggestions", "events", "schema"):
            here.exec_driver_sql(f"DROP TABLE IF EXISTS grader_{name}")
        for statement in VERSION_1.split(";"):
            if statement.strip():
                here.exec_driver_sql(statement)
        for table, rows in (("events", events), ("responses", answers)):
            for row in rows:
                names = {f"c{n}": value for n, value in enumerate(row)}
                values = ", ".join(f":{name}" for name in names)
                here.execute(sa.text(f"INSERT INTO grader_{table} VALUES ({values})"), names)  # noqa: S608
    engine.dispose()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_an_older_database_is_brought_up_to_date(
    url: str, tmp_path: Path, kind: str, request: pytest.FixtureRequest
) -> None:
    """A database of version 1 keeps its answers, can be verified, and takes pages, judgements and what people say."""
    responses = [
        Response(copy_number=1, number=1, letters=("a",)),
        Response(copy_number=1, number=2, text="27"),
    ]
    with open_records(url) as book:
        book.save_responses("s", responses, source={}, **ME)
    old = f"sqlite:///{tmp_path / 'old.db'}" if kind == "sqlite" else request.getfixturevalue("postgresql")
    older(old, url)
    word = Saying(question=Question.ANSWER, copy_number=1, number=2, seen="a", answer="28")
    for times in (1, 2):
        with open_records(old) as book:
            assert book.responses("s") == tuple(responses)
            assert book.verify("s") is None
            book.save_page("s", page("a"))
            book.close_batch("s", {}, **ME)
            book.judge("s", [Judged(content_hash="a", quality=1, states=())], 2.0, actor="prof", reason="r")
            book.say("s", [word], **ME)
            assert book.sayings("s") == (word,) and book.sensitivity("s") == 2.0
            kinds = [event.kind for event in book.events("s")]
            assert kinds == [EventKind.IMPORTED, EventKind.READ, *[EventKind.JUDGED, EventKind.SAID] * times]
    with open_records(old) as book:
        book.save_responses("s", [Response(copy_number=2, number=5, crop="c.png")], source={}, **ME)
        assert book.responses("s")[-1].crop == "c.png" and book.verify("s") is None


def test_the_last_judgement_counts_and_can_be_taken_back(url: str) -> None:
    """How fills are judged anew is an event; pages stay as read, and nothing judged is as read."""
    again = Judged(content_hash="a", quality=0.5, states=((0, BubbleState.MARKED),))
    with open_records(url) as book:
        book.save_page("s", page("a"))
        assert book.judged("s") == () and book.sensitivity("s") is None
        book.judge("s", [again], 2.0, actor="prof", reason="light pencils")
        assert book.judged("s") == (again,) and book.sensitivity("s") == 2.0
        book.judge("s", [], None, actor="prof", reason="as it was")
        assert book.judged("s") == () and book.sensitivity("s") is None
        assert book.pages("s") == (page("a"),) and book.verify("s") is None


def test_points_taken_from_sheets_are_remembered(url: str) -> None:
    """Every decision that came from a sheet is found again, also after a later one counts."""
    marked = Decision(copy_number=1, number=5, item_id="why", points=Decimal(2), seen="a")
    later = marked.model_copy(update={"points": Decimal(1), "seen": ""})
    with open_records(url) as book:
        book.decide("s", [marked], **ME)
        book.decide("s", [later], **ME)
        assert book.on_paper("s") == (marked,) and book.decisions("s") == (later,)
