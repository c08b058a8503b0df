"""The latest record of each article on two sides, on disk, so that topics larger than memory can be compared."""

import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

Side = Literal["a", "b"]

_CACHE_KIB = 32_768


@dataclass(frozen=True, slots=True)
class Contents:
    """What one side holds: articles, records read (older ones of an article included), and a digest.

    ``sha256`` is over key and value of each article in the order of the keys, each with its length (8 bytes, big
    endian) in front: equal digests mean equal records, byte for byte.
    """

    articles: int
    records: int
    sha256: str


class ArticleStore:
    """A database in a folder: keys in memory only as far as SQLite's cache (32 MiB) goes, values one pair at a time."""

    def __init__(self, folder: Path) -> None:
        self._database = sqlite3.connect(folder / "articles.sqlite", isolation_level=None)
        self._database.execute("PRAGMA journal_mode = OFF")  # nobody needs it after a crash
        self._database.execute("PRAGMA synchronous = OFF")
        self._database.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        for side in ("a", "b"):
            self._database.execute(f"CREATE TABLE {side} (key BLOB PRIMARY KEY, value BLOB NOT NULL)")
        self._database.execute("BEGIN")
        self._records = {"a": 0, "b": 0}
        self._hashes = {"a": hashlib.sha256(), "b": hashlib.sha256()}
        self._articles = {"a": 0, "b": 0}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._database.close()

    def put(self, side: Side, key: bytes, value: bytes | None) -> None:
        """Take a record; it replaces an earlier one of its key, and without a value (a tombstone) deletes it."""
        self._records[side] += 1
        if value is None:
            self._database.execute(f"DELETE FROM {side} WHERE key = ?", (key,))  # noqa: S608 - a Literal
        else:
            self._database.execute(f"INSERT OR REPLACE INTO {side} VALUES (?, ?)", (key, value))  # noqa: S608 - same

    def pairs(self) -> Iterator[tuple[bytes | None, bytes | None]]:
        """Yield both values of each key, in the order of the keys; None where a side has none. Call it once."""
        left, right = self._values("a"), self._values("b")
        one, other = next(left, None), next(right, None)
        while one is not None or other is not None:
            if other is None or (one is not None and one[0] < other[0]):
                yield (one[1] if one is not None else None), None
                one = next(left, None)
            elif one is None or other[0] < one[0]:
                yield None, other[1]
                other = next(right, None)
            else:
                yield one[1], other[1]
                one, other = next(left, None), next(right, None)

    def contents(self, side: Side) -> Contents:
        """Return what the side holds; after :meth:`pairs` has come to its end."""
        return Contents(self._articles[side], self._records[side], self._hashes[side].hexdigest())

    def _values(self, side: Side) -> Iterator[tuple[bytes, bytes]]:
        rows = self._database.execute(f"SELECT key, value FROM {side} ORDER BY key")  # noqa: S608 - a Literal
        digest = self._hashes[side]
        for key, value in rows:
            self._articles[side] += 1
            for part in (key, value):
                digest.update(len(part).to_bytes(8, "big"))
                digest.update(part)
            yield key, value
