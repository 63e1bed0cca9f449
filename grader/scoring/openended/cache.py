"""Vectors kept between runs, in one SQLite file: an answer is read by the model once, not at every run.

A vector is found by the model's name, revision and precision and by the SHA-256 of the text; the text
itself is never stored. A cache is worth nothing but time: a broken file is thrown away and begun again, and where none
can be kept, scoring goes on without.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
T = TypeVar("T")

_TABLE = (
    "CREATE TABLE IF NOT EXISTS vectors"
    " (model TEXT, text TEXT, vector BLOB NOT NULL, PRIMARY KEY (model, text)) WITHOUT ROWID"
)
_AT_ONCE = 500  # SQLite's older limit is 999 variables in a statement


class VectorCache:
    """The vectors of one model in one file."""

    def __init__(self, path: Path, model: str) -> None:
        self.path = path
        self.model = model

    def known(self, texts: Sequence[str]) -> dict[str, Vector]:
        """Find the vectors of those texts that were seen before."""
        by_hash = {_hash(text): text for text in texts}
        hashes = list(by_hash)

        def look(connection: sqlite3.Connection) -> dict[str, Vector]:
            found: dict[str, Vector] = {}
            for start in range(0, len(hashes), _AT_ONCE):
                some = hashes[start : start + _AT_ONCE]
                marks = ",".join("?" * len(some))
                query = f"SELECT text, vector FROM vectors WHERE model = ? AND text IN ({marks})"  # noqa: S608 - only question marks
                for text_hash, blob in connection.execute(query, [self.model, *some]):
                    found[by_hash[text_hash]] = np.frombuffer(blob, dtype="<f4").astype(np.float32)
            return found

        return self._use(look) or {}

    def keep(self, vectors: Mapping[str, Vector]) -> None:
        """Store vectors, all of them or none."""
        rows = [(self.model, _hash(t), v.astype("<f4").tobytes()) for t, v in vectors.items()]

        def store(connection: sqlite3.Connection) -> None:
            connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)

        self._use(store)

    def _use(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        """Do the work in one transaction; nothing where the file is busy for a minute or not permitted."""
        try:
            return self._once(work)
        except (OSError, sqlite3.OperationalError):
            return None
        except sqlite3.DatabaseError:  # broken, whichever page it is that was spoilt
            for spoilt in (self.path, self.path.with_name(self.path.name + "-journal")):
                spoilt.unlink(missing_ok=True)
            return self._once(work)

    def _once(self, work: Callable[[sqlite3.Connection], T]) -> T:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self.path, timeout=60)) as connection, connection:
            connection.execute(_TABLE)
            return work(connection)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
