"""A database engine that keeps what it was told, and its failures in the user's words.

SQLite: write-ahead log with full synchronisation (a commit survives a power cut), foreign keys on, half a
minute of patience with another writer, and writers that queue at the start instead of failing at the end.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError

from grader.errors import GraderError, InputError, Locked, MissingPart

_FILE = "sqlite:///"
_PATIENCE = 30  # seconds to wait for another writer
_BROKEN = {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def connect(url: str) -> sa.Engine:
    """An engine for a `sqlite:///` or `postgresql+psycopg://` URL; nothing is opened yet."""
    try:
        parsed = sa.make_url(url)
        if url.startswith(_FILE):  # a folder's name may hold a question mark, which is no query
            parsed = sa.URL.create("sqlite", database=url.removeprefix(_FILE))
        if parsed.get_backend_name() not in ("sqlite", "postgresql"):
            raise ArgumentError(f"{parsed.get_backend_name()} is not supported")
        engine = sa.create_engine(parsed)
    except ArgumentError as error:
        hint = "use sqlite:///records.db or postgresql+psycopg://user@host/name"
        raise InputError(f"GRADER_DATABASE does not name a database: {error}", hint=hint) from None
    except ModuleNotFoundError as error:
        hint = "pip install 'grader[postgresql]'"
        raise MissingPart(f"PostgreSQL needs the package {error.name}", hint=hint) from None
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _careful)
        sa.event.listen(engine, "begin", _begin)
    return engine


def writing(engine: sa.Engine) -> sa.Engine:
    """The same engine for transactions that write: they wait for their turn before they read."""
    return engine.execution_options(grader_begin="BEGIN IMMEDIATE")


@contextmanager
def explained(engine: sa.Engine) -> Iterator[None]:
    """Turn a database's failure inside the block into a GraderError that says what to do."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        raise _in_words(error, engine.url.render_as_string(hide_password=True)) from error


def _in_words(error: DBAPIError | sqlite3.Error, where: str) -> GraderError:
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", 0) & 0xFF  # the low byte is the primary code
        if code in _BUSY:
            return Locked(f"another program is writing to {where}", hint="wait until it is done, then repeat")
        if code in _BROKEN:
            hint = "put a copy from your backup in its place; `sqlite3 FILE .recover` may save what is left"
            return InputError(f"{where} is damaged or no database", hint=hint)
        return InputError(f"{where}: {cause}", hint="check the folder's rights and the room on the disk")
    return InputError(f"{where}: {cause}", hint="check GRADER_DATABASE and that the server is running")


def _careful(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # transactions begin where _begin says, not where sqlite3 guesses
    for pragma in (
        f"busy_timeout={_PATIENCE * 1000}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("grader_begin", "BEGIN"))
