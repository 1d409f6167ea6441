"""The results of an input into the store, as they come, all or nothing."""

from __future__ import annotations

import hashlib
import os
from typing import Final

import zstandard

from newsclip.reading.listing import Status, status_of
from newsclip.record import without_trace
from newsclip.running.message import Message
from newsclip.running.state.changes import Todo, content_hash
from newsclip.running.state.report import Report
from newsclip.running.state.store import PART_BITS, Store
from newsclip.running.state.tally import Page, Tally, decode_head
from newsclip.running.work import Outcome
from newsclip.schema import from_json, to_json

# Bytes of JSON that are compressed at once: what a reader of the store has in memory.
PART_BYTES: Final = 4 << 20
_LEVEL: Final = 3


def id_hash(identifier: str) -> int:
    """A number for an id, as SQLite keeps it: 64 bits with a sign."""
    digest = hashlib.blake2b(identifier.encode(errors="surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


class Shelf:
    """Where the results of a run go; it gives each input's results a number of their own."""

    def __init__(
        self, store: Store, report: Report, tally: Tally, fingerprint: int, *, slim: bool
    ) -> None:
        self.slim = slim
        self.store = store
        self.report = report
        self.tally = tally
        self.fingerprint = fingerprint
        self.compress = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True).compress
        (last,) = store.one("SELECT coalesce(max(part) >> ?, 0) FROM result", (PART_BITS,))
        (most,) = store.one("SELECT coalesce(max(id), 0) FROM input")
        self.last: int = max(last, most)

    def take(self) -> int:
        """A number that no results have."""
        self.last += 1
        return self.last


class Keeping:
    """One input's outcomes on their way into the store."""

    def __init__(self, shelf: Shelf, todo: Todo, place: str) -> None:
        self.shelf = shelf
        self.todo = todo
        self.place = place
        self.number = shelf.take()
        self.digest = hashlib.sha256()
        self.lines: list[bytes] = []
        self.size = 0
        self.parts = 0
        self.ids: dict[int, int] = {}
        self.articles = 0
        self.page: Page | None = None
        self.error: str | None = None

    def add(self, outcome: Outcome) -> None:
        """Take in some of the records and messages."""
        for full in outcome.records:
            line = full
            head = decode_head(line)
            hashed = id_hash(head.id)
            self.ids[hashed] = self.ids.get(hashed, 0) + 1
            self.articles += head.type == "article"
            if self.page is None or self.page.key != (head.source.path, head.source.member):
                self._turn()
                self.page = Page(head)
            self.page.add(head)
            if self.shelf.slim:
                line = to_json(without_trace(from_json(line))).encode()
            self.lines.append(line + b"\n")
            self.size += len(line) + 1
            if self.size >= PART_BYTES:
                self._put()
        for message in outcome.messages:
            if message.level == "error" and self.error is None:
                self.error = _said(message)

    def end(self) -> bool:
        """Write what is known of the input; says whether it is done for good."""
        self._turn()
        self._put()
        todo, row, report = self.todo, self.todo.row, self.shelf.report
        report.failed += self.error is not None
        if row is None:
            report.new += 1
        elif todo.is_retry:
            report.retried += 1
        else:
            report.changed += 1
        old = self.shelf.store.one("SELECT id, digest FROM input WHERE path = ?", (todo.path,))
        digest = self.digest.digest()[:16]
        # What cannot be read at all keeps what came of it when it could.
        is_lost = todo.sha256 is None and self.error is not None
        is_same = old is not None and (is_lost or old[1] == digest)
        if old is not None:
            delete_results(self.shelf.store, self.number if is_same else old[0])
        values = self._values()
        if not is_same:
            self._list_ids()
            self.shelf.store.has_changed = True
            values |= {
                "id": self.number,
                "digest": digest,
                "records": sum(self.ids.values()),
                "articles": self.articles,
                "made": report.run,
            }
        self._save(values, is_new=old is None)
        return values["mtime"] is not None and self.error is None

    def _values(self) -> dict[str, object]:
        """What is known of the input, besides its results."""
        todo, row = self.todo, self.todo.row
        is_steady = self._is_steady()
        # A file that fails is tried again anyway, and its time says whether it changed.
        is_timed = self.error is not None or (is_steady and not todo.is_fresh)
        fails = 0 if self.error is None else 1
        if fails and row is not None and row.fingerprint == self.shelf.fingerprint:
            fails += row.fails if row.sha256 == todo.sha256 else 0
        return {
            "size": todo.status.size,
            "mtime": todo.status.mtime if is_timed else None,
            "ctime": todo.status.ctime,
            "sha256": todo.sha256 if is_steady else None,
            "fingerprint": self.shelf.fingerprint,
            "fails": fails,
            "error": self.error,
            "gone": None,
        }

    def _save(self, values: dict[str, object], *, is_new: bool) -> None:
        path = self.todo.path
        if is_new:
            folder = None if self.todo.rest is None else self.todo.rest.folder
            values = {**values, "path": path, "folder": folder}
            marks = ", ".join("?" * len(values))
            query = f"INSERT INTO input ({', '.join(values)}) VALUES ({marks})"
            self.shelf.store.change(query, list(values.values()))
        else:
            query = f"UPDATE input SET {' = ?, '.join(values)} = ? WHERE path = ?"
            self.shelf.store.change(query, [*values.values(), path])

    def _is_steady(self) -> bool:
        """Whether the file is what it was before it was read."""
        try:
            status: Status | None = status_of(os.stat(self.todo.path))  # noqa: PTH116 - bytes
        except OSError:
            status = None
        if status != self.todo.status:
            return False
        return not self.todo.is_fresh or content_hash(self.todo.path) == self.todo.sha256

    def _turn(self) -> None:
        """Count the page that is complete."""
        if self.page is not None:
            self.shelf.tally.add(self.page, self.place)
            self.page = None

    def _put(self) -> None:
        if not self.lines:
            return
        content = b"".join(self.lines)
        self.digest.update(content)
        part = self.number << PART_BITS | self.parts
        self.shelf.store.change(
            "INSERT INTO result VALUES (?, ?)", (part, self.shelf.compress(content))
        )
        self.parts += 1
        self.lines, self.size = [], 0

    def _list_ids(self) -> None:
        for hashed, count in self.ids.items():
            self.shelf.store.change(
                "INSERT INTO record VALUES (?, ?, ?)", (hashed, self.number, count)
            )


def delete_results(store: Store, number: int) -> None:
    """Take the results with this number out of the store."""
    span = (number << PART_BITS, (number + 1) << PART_BITS)
    store.change("DELETE FROM result WHERE part >= ? AND part < ?", span)
    if store.one("SELECT 1 FROM record WHERE input = ?", (number,)):
        store.change("DELETE FROM record WHERE input = ?", (number,))


def _said(message: Message) -> str:
    where = f"line {message.line}: " if message.line is not None else ""
    return f"{where}{message.message}"
