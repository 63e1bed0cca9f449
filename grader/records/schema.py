"""The tables, and the stamp that says which version of them a database holds."""

from pathlib import Path

import sqlalchemy as sa

from grader.errors import InputError, Refused

VERSION = (
    3  # 2: scanned pages, and the crops of handwritten answers; 3: points from sheets, fills judged anew
)

METADATA = sa.MetaData()

STAMP = sa.Table("grader_schema", METADATA, sa.Column("version", sa.Integer, nullable=False))

EVENTS = sa.Table(
    "grader_events",
    METADATA,
    sa.Column("chain", sa.Text, primary_key=True),
    sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),  # ISO 8601 in UTC, so that both databases hash the same text
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Column("previous", sa.Text, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
)

RESPONSES = sa.Table(  # rows and not events: a million sheets must not become a million links of a chain
    "grader_responses",
    METADATA,
    sa.Column("sitting", sa.Text, primary_key=True),
    sa.Column("event", sa.Integer, primary_key=True, autoincrement=False),  # the IMPORTED event's sequence
    sa.Column("copy_number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("letters", sa.Text, nullable=False),  # "a,c"
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("crop", sa.Text, nullable=False, server_default=""),
    sa.ForeignKeyConstraint(["sitting", "event"], [EVENTS.c.chain, EVENTS.c.sequence]),
)

SUGGESTIONS = sa.Table(
    "grader_suggestions",
    METADATA,
    sa.Column("sitting", sa.Text, primary_key=True),
    sa.Column("copy_number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("suggestion", sa.Text, nullable=False),  # JSON
)

PAGES = sa.Table(  # a page is a row as soon as it is read, so that a killed batch goes on where it was
    "grader_pages",
    METADATA,
    sa.Column("sitting", sa.Text, primary_key=True),
    sa.Column("content_hash", sa.Text, primary_key=True),
    sa.Column("sequence", sa.Integer, nullable=False),  # 1, 2, ... within the sitting
    sa.Column("page", sa.Text, nullable=False),  # JSON
    sa.UniqueConstraint("sitting", "sequence"),
)

_CREATING = 7_319_204  # any number: the advisory lock of those who create the tables


def untouched(engine: sa.Engine) -> bool:
    """Whether there is no database yet, or an empty one; a SQLite file that is missing is not made."""
    file = engine.url.database
    if engine.dialect.name == "sqlite" and file and not Path(file).exists():
        return True
    names = sa.inspect(engine).get_table_names()
    return not names if engine.dialect.name == "sqlite" else STAMP.name not in names


def prepare(engine: sa.Engine) -> None:
    """Create the tables in an empty database; raise Refused for a newer version, InputError for a stranger's."""
    where = engine.url.render_as_string(hide_password=True)
    names = sa.inspect(engine).get_table_names()
    if STAMP.name not in names:
        if engine.dialect.name == "sqlite" and names:
            raise InputError(
                f"{where} is another program's database", hint="move it away, or set GRADER_DATABASE"
            )
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_CREATING)))
            METADATA.create_all(connection)
            if connection.execute(sa.select(STAMP)).first() is None:
                connection.execute(sa.insert(STAMP).values(version=VERSION))
    version = _version(engine)
    if version is not None and version < VERSION:
        with engine.begin() as connection:
            _migrate(connection)
        version = _version(engine)
    if version is None or version > VERSION:
        raise Refused(
            f"{where} was written by a newer grader (version {version} of its tables; this one knows {VERSION})",
            hint="update grader; nothing was changed",
        )


def _version(engine: sa.Engine) -> int | None:
    with engine.connect() as connection:
        version: int | None = connection.execute(sa.select(sa.func.max(STAMP.c.version))).scalar_one()
    return version


def _migrate(connection: sa.Connection) -> None:
    """Bring an older database to this version: tables and columns are added, nothing that was written is touched."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_CREATING)))
    version = connection.execute(sa.select(sa.func.max(STAMP.c.version))).scalar_one()
    if version >= VERSION:  # another process was faster
        return
    columns = {column["name"] for column in sa.inspect(connection).get_columns(RESPONSES.name)}
    if "crop" not in columns:
        connection.exec_driver_sql("ALTER TABLE grader_responses ADD COLUMN crop TEXT NOT NULL DEFAULT ''")
    METADATA.create_all(connection)
    connection.execute(sa.update(STAMP).values(version=VERSION))
