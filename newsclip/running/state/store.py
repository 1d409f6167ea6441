"""The state file: SQLite with what is known of each input, its results, and past runs.

Write-ahead log and ``synchronous=FULL``: what was committed outlasts a kill and a power cut. What
goes together is committed together.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Any, Final
from urllib.parse import quote

from newsclip.errors import LockedError, NewsclipError, StateError, UsageError
from newsclip.reading.walk import printable

# "nclp": says that a file is ours, in the place where SQLite keeps such a number.
APPLICATION: Final = 0x6E636C70
VERSION: Final = 1
# A kill costs so much work at most, in seconds; a sync takes a few milliseconds of them.
COMMIT_EVERY: Final = 1.0
# How long another program that has the file open may keep us waiting, in seconds.
_PATIENCE: Final = 30.0
# Parts of one input's results: enough for any input, at 4 MB a part.
PART_BITS: Final = 20

_SCHEMA: Final = f"""
CREATE TABLE meta(key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE fingerprint(id INTEGER PRIMARY KEY, parts TEXT NOT NULL UNIQUE);
CREATE TABLE folder(
  id INTEGER PRIMARY KEY, path BLOB NOT NULL UNIQUE,
  proof BLOB, files INTEGER NOT NULL DEFAULT 0, quarantined INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE input(
  path BLOB PRIMARY KEY, id INTEGER NOT NULL, folder INTEGER,
  size INTEGER, mtime INTEGER, ctime INTEGER, sha256 BLOB, fingerprint INTEGER NOT NULL,
  digest BLOB NOT NULL, records INTEGER NOT NULL, articles INTEGER NOT NULL,
  fails INTEGER NOT NULL, error TEXT, made INTEGER NOT NULL, gone INTEGER
) WITHOUT ROWID;
CREATE UNIQUE INDEX input_id ON input(id);
CREATE INDEX input_folder ON input(folder);
CREATE INDEX input_gone ON input(gone) WHERE gone IS NOT NULL;
CREATE INDEX input_fails ON input(fails) WHERE fails > 0;
CREATE TABLE result(part INTEGER PRIMARY KEY, lines BLOB NOT NULL);
CREATE TABLE record(
  hash INTEGER, input INTEGER, count INTEGER NOT NULL, PRIMARY KEY (hash, input)
) WITHOUT ROWID;
CREATE INDEX record_input ON record(input);
CREATE TABLE run(
  id INTEGER PRIMARY KEY, started TEXT NOT NULL, ended TEXT, report TEXT
);
CREATE TABLE site(
  site TEXT, run INTEGER, files INTEGER NOT NULL, empty INTEGER NOT NULL,
  articles INTEGER NOT NULL, articles2 INTEGER NOT NULL, removed REAL NOT NULL,
  removed2 REAL NOT NULL, PRIMARY KEY (site, run)
) WITHOUT ROWID;
CREATE TABLE target(
  path TEXT PRIMARY KEY, look TEXT NOT NULL, content INTEGER NOT NULL, copies INTEGER NOT NULL,
  size INTEGER, mtime INTEGER, inode INTEGER
) WITHOUT ROWID;
CREATE TABLE written(
  target TEXT, name TEXT, digest BLOB NOT NULL, size INTEGER, mtime INTEGER, pass INTEGER NOT NULL,
  PRIMARY KEY (target, name)
) WITHOUT ROWID;
INSERT INTO meta VALUES ('token', lower(hex(randomblob(4))));
PRAGMA application_id = {APPLICATION};
PRAGMA user_version = {VERSION};
"""


class Store:
    """An open state file. Raises StateError and UsageError, with the path of the file.

    A change begins a transaction, which ``commit`` ends; leaving the ``with`` block by an error
    takes back what is not committed. ``has_changed`` says that the output is no longer what the
    last ``commit`` knew.
    """

    def __init__(self, path: str, *, read_only: bool = False) -> None:
        self.path = path
        self.has_changed = False
        self.last_commit = time.monotonic()
        with self.asking():
            self.connection = _connected(path, read_only=read_only)
        try:
            with self.asking():
                self._check(read_only=read_only)
                if not read_only:
                    self._prepare()
        except BaseException:
            self.connection.close()
            raise

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with suppress(sqlite3.Error):
            if self.connection.in_transaction:
                self.connection.rollback()
        with suppress(sqlite3.Error):
            self.connection.close()

    @contextmanager
    def asking(self) -> Iterator[None]:
        """What SQLite raises becomes an error of ours, of one line."""
        try:
            yield
        except sqlite3.Error as error:
            raise _told(error, self.path) from None

    def read(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        """All rows of a query."""
        with self.asking():
            return self.connection.execute(query, values).fetchall()

    def one(self, query: str, values: Sequence[object] = ()) -> Any:  # noqa: ANN401 - as asked
        """The first row of a query, or None."""
        with self.asking():
            return self.connection.execute(query, values).fetchone()

    def stream(self, query: str, values: Sequence[object] = ()) -> Iterator[Any]:
        """The rows of a query, a few at a time. The tables must not change meanwhile."""
        with self.asking():
            cursor = self.connection.execute(query, values)
        try:
            while True:
                with self.asking():
                    rows = cursor.fetchmany(64)
                if not rows:
                    return
                yield from rows
        finally:
            cursor.close()

    def change(self, query: str, values: Sequence[object] = ()) -> int:
        """Change rows, in a transaction; gives the id of a row that was inserted."""
        with self.asking():
            if not self.connection.in_transaction:
                self.connection.execute("BEGIN IMMEDIATE")
            return self.connection.execute(query, values).lastrowid or 0

    def commit(self) -> None:
        """Make all changes last."""
        with self.asking():
            if self.connection.in_transaction:
                self.connection.commit()
        self.last_commit = time.monotonic()

    @property
    def is_due(self) -> bool:
        """Whether the last commit is long ago."""
        return time.monotonic() - self.last_commit >= COMMIT_EVERY

    def meta(self, key: str, default: Any = None) -> Any:  # noqa: ANN401 - text or number
        """A single value."""
        row = self.one("SELECT value FROM meta WHERE key = ?", (key,))
        return default if row is None else row[0]

    def set_meta(self, key: str, value: object) -> None:
        """Put a single value."""
        self.change("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def _check(self, *, read_only: bool) -> None:
        """Raise where the file is not ours, or newer than this program."""
        (application,) = self.one("PRAGMA application_id")
        (version,) = self.one("PRAGMA user_version")
        (tables,) = self.one("SELECT count(*) FROM sqlite_schema")
        if application != APPLICATION and (tables or application or version or read_only):
            raise _not_ours(self.path)
        if application == APPLICATION and version > VERSION:
            raise UsageError(
                "the state is from a later version of newsclip",
                path=printable(self.path),
                hint="upgrade newsclip, or name another file",
            )

    def _prepare(self) -> None:
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("PRAGMA synchronous = FULL")
        (application,) = self.one("PRAGMA application_id")
        if application != APPLICATION:
            self.connection.executescript(f"BEGIN IMMEDIATE;{_SCHEMA}COMMIT;")


def _connected(path: str, *, read_only: bool) -> sqlite3.Connection:
    if os.path.isdir(path):  # noqa: PTH112 - a path as given
        raise UsageError("the state is a folder", path=printable(path), hint="name a file")
    if not read_only:
        return sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
    address = "file:" + quote(os.fsencode(os.path.abspath(path)))  # noqa: PTH100
    connection = sqlite3.connect(
        f"{address}?mode=ro", timeout=_PATIENCE, isolation_level=None, uri=True
    )
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema")
    except sqlite3.OperationalError:
        # Where nobody can write the log's index, nobody writes the file either.
        connection.close()
        address += "?mode=ro&immutable=1"
        return sqlite3.connect(address, isolation_level=None, uri=True)
    return connection


def _not_ours(path: str) -> UsageError:
    return UsageError(
        "not a state file of newsclip",
        path=printable(path),
        hint="name the file of --state, or a new one; this one is left as it is",
    )


def _told(error: sqlite3.Error, path: str) -> NewsclipError:
    name = getattr(error, "sqlite_errorname", "") or ""
    shown = printable(path)
    if name.startswith("SQLITE_NOTADB"):
        return _not_ours(path)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        said = "another program is writing to this state"
        return LockedError(said, path=shown, hint="close it, then run again")
    if name.startswith("SQLITE_CORRUPT"):
        return damaged(path)
    if name.startswith("SQLITE_FULL"):
        hint = "make room, then run again: what is done is kept"
        return StateError("the state cannot be written: no space left", path=shown, hint=hint)
    if name.startswith("SQLITE_READONLY"):
        hint = "name a file with --state that can be written"
        return StateError("the state cannot be written: read-only", path=shown, hint=hint)
    if name.startswith("SQLITE_CANTOPEN"):
        hint = "check the folder and its permissions"
        return StateError("the state cannot be opened", path=shown, hint=hint)
    if name.startswith("SQLITE_IOERR"):
        hint = "check the disk and its room, then run again: what is done is kept"
        return StateError(f"the state cannot be read or written: {error}", path=shown, hint=hint)
    return damaged(path, str(error))


def damaged(path: str, why: str = "") -> StateError:
    """The error of a state file that contradicts itself."""
    return StateError(
        f"the state is damaged: {why}" if why else "the state is damaged",
        path=printable(path),
        hint="move it away and run again: all inputs are read anew",
    )
