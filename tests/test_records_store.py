"""The records: what was written is there whole, in order, and nobody can change it unseen.

Every test runs on SQLite, and on PostgreSQL where there is one (tests/databases.py).
"""

import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from grader.errors import GraderError, InputError, Locked, MissingPart, Refused
from grader.model.event import EventKind
from grader.model.response import Copy, CopyStatus, Response
from grader.model.score import Acceptance, Decision, Suggestion
from grader.records import open_records

ME = {"actor": "prof"}


def change(url: str, statement: str) -> None:
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def answer(copy: int, number: int, text: str = "", *letters: str) -> Response:
    return Response(copy_number=copy, number=number, text=text, letters=letters)


def test_events_are_numbered_and_chained(url: str) -> None:
    """Each chain counts from 1, and each event names the one before it."""
    with open_records(url) as records:
        records.append("a", EventKind.SEALED, {"points": Decimal("0.50")}, reason="first", **ME)
        records.append("a", EventKind.STATUS, {}, **ME)
        records.append("b", EventKind.SEALED, {}, **ME)
    with open_records(url) as records:
        first, second = records.events("a")
        assert records.chains() == ("a", "b")
        assert (first.sequence, second.sequence, second.previous) == (1, 2, first.hash)
        assert (first.actor, first.reason, first.payload) == ("prof", "first", '{"points":"0.50"}')
        assert [e.sequence for e in records.events("a", EventKind.STATUS)] == [2]
        assert records.verify("a") is None
        assert records.heads() == {chain: records.events(chain)[-1].hash for chain in ("a", "b")}


@pytest.mark.parametrize(
    ("statement", "first_bad"),
    [
        ("UPDATE grader_events SET payload = '{}' WHERE sequence = 2", 2),
        ("UPDATE grader_events SET actor = 'mallory' WHERE sequence = 1", 1),
        ("DELETE FROM grader_events WHERE sequence = 2", 3),
        ("UPDATE grader_responses SET letters = 'b' WHERE number = 1", 4),
        ("DELETE FROM grader_responses WHERE number = 2", 4),
        ("INSERT INTO grader_responses VALUES ('s', 4, 1, 3, 'a', '', '')", 4),
        ("INSERT INTO grader_responses VALUES ('s', 2, 1, 1, 'b', '', '')", 2),
    ],
)
def test_tampering_is_seen(url: str, statement: str, first_bad: int) -> None:
    """A changed or removed event breaks the chain, and changed responses break their import."""
    with open_records(url) as records:
        for n in range(3):
            records.append("s", EventKind.STATUS, {"n": n}, **ME)
        records.save_responses("s", [answer(1, 1, "", "a"), answer(1, 2, "x")], source={}, **ME)
        assert records.verify("s") is None
    change(url, statement)
    with open_records(url) as records:
        broken = records.verify("s")
        assert broken is not None
        assert broken.sequence == first_bad


def test_later_copies_bind_anew(url: str) -> None:
    """A copy keeps its number; its student, form or status is what was said last."""
    with open_records(url) as records:
        records.issue_copies("s", [Copy(number=2, form="A"), Copy(number=1, form="A", student="01")], **ME)
        voided = Copy(number=2, form="B", student="02", status=CopyStatus.VOIDED)
        records.issue_copies("s", [voided], reason="torn", **ME)
        assert records.issue_copies("s", [], **ME) is None
        assert records.copies("s") == (Copy(number=1, form="A", student="01"), voided)
        assert records.copies("other") == ()


def test_the_latest_import_counts_and_the_earlier_stays(url: str) -> None:
    """A replaced answer is what counts; the answer before it is still in the records and verified."""
    odd = "D'Angelo;\r\n=1+1 \u202e Nicolò 🎓 " + "x" * 1_000_000
    with open_records(url) as records:
        first = [answer(1, 2, odd), answer(1, 1, "", "a", "c")]
        records.save_responses("s", first, source={"file": "x.csv"}, copies=[Copy(number=1, form="A")], **ME)
        assert records.responses("s") == (first[1], first[0])
        records.save_responses("s", [answer(1, 1)], source={}, reason="typed wrongly", **ME)
        assert records.responses("s") == (answer(1, 1), first[0])
        assert [e.kind for e in records.events("s")] == [
            EventKind.COPIES,
            EventKind.IMPORTED,
            EventKind.IMPORTED,
        ]
        assert records.verify("s") is None


def test_text_that_no_database_stores_is_stored(url: str) -> None:
    """NUL and half a surrogate pair become a replacement character instead of a failure."""
    with open_records(url) as records:
        records.save_responses("s", [answer(1, 1, "a\0b\ud800c")], source={}, reason="\udcff", **ME)
        assert records.responses("s")[0].text == "a\ufffdb\ufffdc"
        assert records.verify("s") is None


def suggested(copy: int, points: str) -> Suggestion:
    return Suggestion(
        copy_number=copy,
        number=1,
        item_id="x",
        points=Decimal(points),
        out_of=Decimal(2),
        confidence=0.5,
        why="",
        model="m",
        answer_hash="",
    )


def test_suggestions_are_replaced_as_a_whole(url: str) -> None:
    """What the machine said before is gone; other sittings keep theirs."""
    with open_records(url) as records:
        records.save_suggestions("s", [suggested(2, "1.5"), suggested(1, "1")])
        records.save_suggestions("t", [suggested(1, "0")])
        assert records.suggestions("s") == (suggested(1, "1"), suggested(2, "1.5"))
        records.save_suggestions("s", [suggested(3, "2")])
        assert records.suggestions("s") == (suggested(3, "2"),)
        assert records.suggestions("t") == (suggested(1, "0"),)


def test_what_is_accepted_is_an_event_and_the_latest_set_counts(url: str) -> None:
    """The same set again is no event; nothing accepted any more is one."""
    one = Acceptance(
        copy_number=1,
        number=5,
        item_id="i",
        points=Decimal("1.5"),
        confidence=0.95,
        model="m",
        answer_hash="h",
    )
    with open_records(url) as records:
        assert records.accepted("s") == ()
        assert records.accept("s", (), **ME) is None
        assert records.accept("s", (one,), **ME) is not None
        assert records.accept("s", (one,), **ME) is None
        assert records.accepted("s") == (one,)
        records.accept("s", (), **ME)
        assert records.accepted("s") == ()
        assert [event.kind for event in records.events("s")] == [EventKind.ACCEPTED] * 2
        assert records.verify("s") is None


def test_the_latest_decision_counts(url: str) -> None:
    """Decisions fold by copy, number and item; one event carries many."""
    with open_records(url) as records:

        def decided(copy: int, points: str) -> Decision:
            return Decision(copy_number=copy, number=1, item_id="x", points=Decimal(points))

        records.decide("s", [decided(1, "1.5"), decided(2, "0")], **ME)
        records.decide("s", [decided(1, "2")], reason="second look", **ME)
        assert records.decide("s", [], **ME) is None
        assert records.decisions("s") == (decided(1, "2"), decided(2, "0"))
        assert len(records.events("s", EventKind.DECIDED)) == 2


def test_appenders_at_the_same_time_all_succeed(url: str) -> None:
    """Four connections that append to one chain leave an unbroken chain of all their events."""

    def append(n: int) -> None:
        with open_records(url) as records:
            for i in range(5):
                records.append("s", EventKind.STATUS, {"n": n, "i": i}, **ME)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(append, range(4)))
    with open_records(url) as records:
        assert [e.sequence for e in records.events("s")] == list(range(1, 21))
        assert records.verify("s") is None


def test_a_newer_database_is_refused(url: str) -> None:
    """An old program does not touch what a newer one wrote."""
    with open_records(url):
        pass
    change(url, "UPDATE grader_schema SET version = 99")
    with pytest.raises(Refused, match=r"written by a newer grader \(version 99"), open_records(url):
        pass


IMPORTING = """
import sys
from grader.model.response import Copy, Response
from grader.records import open_records
many = [Response(copy_number=c, number=n, text="x" * 50) for c in range(1, 1001) for n in range(1, 16)]
copies = [Copy(number=c, form="A", student=str(c)) for c in range(1, 1001)]
with open_records(sys.argv[1]) as records:
    print("go", flush=True)
    records.save_responses("s", many, actor="prof", source={}, copies=copies)
"""


@pytest.mark.parametrize("delay", [0.05, 0.25])
def test_a_killed_import_is_whole_or_nothing(url: str, delay: float) -> None:
    """After kill -9 in the middle, the copies, the event and all rows are there, or none of them."""
    process = subprocess.Popen([sys.executable, "-c", IMPORTING, url], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    with open_records(url) as records:
        state = (len(records.copies("s")), len(records.events("s")), len(records.responses("s")))
        assert state in {(0, 0, 0), (1000, 2, 15_000)}
        assert records.verify("s") is None
        records.append("s", EventKind.STATUS, {}, **ME)


def test_sqlite_is_set_to_survive_a_power_cut(tmp_path: Path) -> None:
    """Write-ahead log, full synchronisation and foreign keys are on."""
    from grader.records.engine import connect

    engine = connect(f"sqlite:///{tmp_path / 'r.db'}")
    with engine.connect() as connection:
        asked = [
            connection.exec_driver_sql(f"PRAGMA {p}").scalar()
            for p in ("journal_mode", "synchronous", "foreign_keys")
        ]
    engine.dispose()
    assert asked == ["wal", 2, 1]


def test_a_folder_may_have_any_name(tmp_path: Path) -> None:
    """Question marks, hashes, percent signs and accents in a folder's name stay in it."""
    folder = tmp_path / "l'esame? di 50% #1 è"
    folder.mkdir()
    with open_records(f"sqlite:///{folder / 'records.db'}"):
        pass
    assert (folder / "records.db").is_file()


@pytest.mark.parametrize("content", [b"not a database at all, " * 99, b"SQLite format 3\0" + b"\xff" * 4000])
def test_a_broken_file_is_said_and_left_alone(tmp_path: Path, content: bytes) -> None:
    """A file that is no database is not repaired, replaced or traced back."""
    path = tmp_path / "records.db"
    path.write_bytes(content)
    with pytest.raises(InputError, match="damaged or no database"), open_records(f"sqlite:///{path}"):
        pass
    assert path.read_bytes() == content


def test_damage_in_the_middle_is_said(tmp_path: Path) -> None:
    """A page overwritten inside a good file stops the command with a message."""
    path = tmp_path / "records.db"
    with open_records(f"sqlite:///{path}") as records:
        for n in range(300):
            records.append("s", EventKind.STATUS, {"n": "x" * 200, "m": n}, **ME)
    content = bytearray(path.read_bytes())
    content[4096 * 3 :] = b"\xa5" * (len(content) - 4096 * 3)
    path.write_bytes(content)
    with pytest.raises(InputError, match="damaged"), open_records(f"sqlite:///{path}") as records:
        records.verify("s")


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    """Tables of a stranger are not joined by ours."""
    path = tmp_path / "records.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE photos (x)")
    connection.close()
    with pytest.raises(InputError, match="another program's database"), open_records(f"sqlite:///{path}"):
        pass


def test_a_writer_that_does_not_finish_is_a_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program's long transaction ends in exit code 5 and not in a traceback."""
    monkeypatch.setattr("grader.records.engine._PATIENCE", 0)
    path = tmp_path / "records.db"
    url = f"sqlite:///{path}"
    with open_records(url):
        pass
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Locked, match="another program is writing"), open_records(url) as records:
        records.append("s", EventKind.STATUS, {}, **ME)
    other.close()


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("nonsense", "does not name a database"),
        ("mysql://x/y", "mysql is not supported"),
        (
            "postgresql+psycopg://u:secret@127.0.0.1:1/x",
            r"u:\*\*\*@127\.0\.0\.1:1/x.*-> check GRADER_DATABASE",
        ),
        ("sqlite:////no/such/folder/records.db", "check the folder's rights"),
    ],
)
def test_a_wrong_url_is_explained(url: str, message: str) -> None:
    """What GRADER_DATABASE says wrongly is said, without its password."""
    with pytest.raises(InputError, match=f"(?s){message}") as refused, open_records(url):
        pass
    assert "secret" not in str(refused.value)


def test_a_missing_driver_names_the_install_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without psycopg the command ends with exit code 7 and what to install."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    line = r"pip install 'grader\[postgresql\]'"
    with pytest.raises(MissingPart, match=line) as missing, open_records("postgresql+psycopg://u@h/x"):
        pass
    assert isinstance(missing.value, GraderError)
    assert missing.value.exit_code == 7


def test_reading_makes_nothing(url: str) -> None:
    """What only looks at records that are not there finds them empty, and leaves no table and no file."""
    with open_records(url, create=False) as records:
        assert records.chains() == ()
        assert records.responses("s") == ()
    engine = sa.create_engine(url)
    if url.startswith("sqlite"):
        assert not Path(url.removeprefix("sqlite:///")).exists()
    else:
        assert "grader_events" not in sa.inspect(engine).get_table_names()
    engine.dispose()
    with open_records(url) as records:
        records.append("s", EventKind.SEALED, {}, **ME)
    with open_records(url, create=False) as records:
        assert records.chains() == ("s",)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE grader_events SET kind = 'imparted' WHERE sequence = 2",
        "UPDATE grader_events SET at = 'yesterday'",
        "UPDATE grader_events SET at = replace(at, 'T', ' ')",  # the same time, and yet another byte
        "UPDATE grader_events SET payload = '{' WHERE kind = 'copies'",
        "UPDATE grader_responses SET copy_number = 0",
        "INSERT INTO grader_suggestions VALUES ('s', 1, 1, '{}')",
    ],
)
def test_what_grader_did_not_write_is_said(url: str, statement: str) -> None:
    """A row that cannot have been written is named, in words and with a hint, and is no crash."""
    copies = (Copy(number=1, form="A", student="1"),)
    with open_records(url) as records:
        records.save_responses("s", [answer(1, 1, "x")], source={"file": "f"}, copies=copies, **ME)
    change(url, statement)
    with open_records(url) as records, pytest.raises(InputError, match=r"changed by hand.*restore"):
        records.events("s")
        records.copies("s")
        records.responses("s")
        records.suggestions("s")


def test_whoever_looked_at_an_old_end_adds_nothing(url: str) -> None:
    """Two processes append at the end that each has seen: one succeeds, right behind it, and the other is told."""
    with open_records(url) as one, open_records(url) as other, ThreadPoolExecutor(2) as pool:
        for head in range(60):
            tries = [
                pool.submit(book.append_if, "s", head, EventKind.DECIDED, {"decisions": []}, actor="t")
                for book in (one, other)
            ]
            added = [event.sequence for event in (attempt.result() for attempt in tries) if event]
            assert added == [head + 1]
        assert one.verify("s") is None
