"""An empty database of each kind, for tests that promise something of the records.

SQLite always; PostgreSQL where GRADER_TEST_DATABASE names a database or the server's programs are installed (then one
cluster lives in a temporary folder as long as the tests of this process do).
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


def _as_postgres(*command: object) -> None:
    """Run a server program; it refuses to be run by root."""
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*prefix, *map(str, command)], check=True, capture_output=True, cwd="/tmp")  # noqa: S108


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL database for tests, or a skip with its reason."""
    if url := os.environ.get("GRADER_TEST_DATABASE"):
        yield url
        return
    if not PROGRAMS:
        pytest.skip("PostgreSQL is not installed and GRADER_TEST_DATABASE is not set")
    if os.geteuid() == 0 and not shutil.which("runuser"):
        pytest.skip("the server refuses to run as root, and runuser is not installed")
    pytest.importorskip("psycopg")
    folder = Path(tempfile.mkdtemp(prefix="grader-pg-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        _as_postgres(
            PROGRAMS[-1] / "initdb", "-D", folder / "d", "-A", "trust", "-U", "grader", "-E", "UTF8", "-N"
        )
        options = f"-k {folder} -c listen_addresses='' -c fsync=off"
        _as_postgres(
            PROGRAMS[-1] / "pg_ctl", "-D", folder / "d", "-o", options, "-l", folder / "log", "-w", "start"
        )
    except (subprocess.CalledProcessError, OSError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"no PostgreSQL cluster can be started here: {error}")
    try:
        yield f"postgresql+psycopg://grader@/postgres?host={folder}"
    finally:
        _as_postgres(PROGRAMS[-1] / "pg_ctl", "-D", folder / "d", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    return empty(request.param, request, tmp_path)


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty SQLite database; one of each kind for a test marked `on_both`."""
    return empty(getattr(request, "param", "sqlite"), request, tmp_path)


on_both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


def empty(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database of a kind without a table of ours."""
    if kind == "sqlite":
        return f"sqlite:///{tmp_path / 'records.db'}"
    address: str = request.getfixturevalue("postgresql")
    engine = sa.create_engine(address)
    with engine.begin() as connection:
        for name in ("pages", "responses", "suggestions", "events", "schema"):
            connection.exec_driver_sql(f"DROP TABLE IF EXISTS grader_{name}")
    engine.dispose()
    return address
