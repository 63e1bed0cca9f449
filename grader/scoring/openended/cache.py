"""Vectors kept between runs, in one SQLite file: an answer is read by the model once, not at every run.

A vector is found by the model's name, revision and precision and by the SHA-256 of the text; the text
itself is never stored. A cache is worth nothing but time, so a broken file is thrown away and begun again.
"""

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]

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
        found: dict[str, Vector] = {}
        with self._open() as connection:
            for start in range(0, len(hashes), _AT_ONCE):
                some = hashes[start : start + _AT_ONCE]
                marks = ",".join("?" * len(some))
                query = f"SELECT text, vector FROM vectors WHERE model = ? AND text IN ({marks})"  # noqa: S608 - only question marks
                for text_hash, blob in connection.execute(query, [self.model, *some]):
                    found[by_hash[text_hash]] = np.frombuffer(blob, dtype="<f4").astype(np.float32)
        return found

    def keep(self, vectors: Mapping[str, Vector]) -> None:
        """Store vectors, all of them or none."""
        rows = [(self.model, _hash(t), v.astype("<f4").tobytes()) for t, v in vectors.items()]
        with self._open() as connection, connection:
            connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            connection = self._connect()
        except sqlite3.OperationalError:  # busy or not permitted: not a reason to throw the file away
            raise
        except sqlite3.DatabaseError:
            self.path.unlink()
            connection = self._connect()
        with closing(connection):
            yield connection

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=60)
        try:
            connection.execute(_TABLE)
        except sqlite3.Error:
            connection.close()
            raise
        return connection


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
