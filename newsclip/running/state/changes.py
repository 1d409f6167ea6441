"""What there is to do: the folders as they are, held against what is known of their files.

A folder whose listing is as it was when nothing in it was left to do is not looked into: that is
its proof. Of the others the rows of the files are read, in the same order as the listing.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections import deque
from collections.abc import Iterator
from typing import Final, NamedTuple

import msgspec

from newsclip.reading import Entry, ReadOptions
from newsclip.reading.listing import Listing, Status, listings, status_of
from newsclip.reading.options import OnError, OnSkip
from newsclip.reading.walk import is_ours, printable, unreachable
from newsclip.running.state.report import Report
from newsclip.running.state.spots import Spot
from newsclip.running.state.store import Store

# A file that changed just before it was looked at may change again within the same tick of the
# clock that its status shows, two seconds at most (FAT); its content is then compared next time.
FRESH: Final = 2_000_000_000
_PAGE: Final = 2048
_BLOCK: Final = 1 << 20
_COLUMNS: Final = "path, id, size, mtime, ctime, sha256, fingerprint, fails, gone"


class Row(NamedTuple):
    """What is known of an input. ``mtime`` is None where its content is to be compared."""

    path: bytes
    id: int
    size: int | None
    mtime: int | None
    ctime: int | None
    sha256: bytes | None
    fingerprint: int
    fails: int
    gone: int | None


class Rest(msgspec.Struct):
    """What is still to be done in a folder before it is proved to be done."""

    folder: int
    proof: bytes
    files: int
    quarantined: int = 0
    todo: int = 0
    is_clean: bool = True
    is_listed: bool = False


class Todo(msgspec.Struct, frozen=True):
    """An input that is to be done: its status and content as they were before.

    ``root`` is what its path begins with, of a folder that was named. ``is_retry`` says that it
    failed before and has not changed since.
    """

    entry: Entry
    path: bytes
    status: Status
    sha256: bytes | None
    is_fresh: bool
    row: Row | None
    rest: Rest | None
    root: bytes | None
    is_retry: bool


class Terms(msgspec.Struct, frozen=True):
    """What counts as done: the fingerprint in force, and the patience with bad and young files.

    ``settle`` and ``until`` are in seconds; ``until`` is a time of ``time.monotonic``.
    """

    fingerprint: int
    options: ReadOptions = ReadOptions()
    settle: float = 0.0
    retries: int = 3
    until: float | None = None


class Changes:
    """The inputs that are to be done, one at a time; ``report`` counts the others.

    What is no longer there is marked as gone once the last one was given.
    """

    def __init__(self, store: Store, terms: Terms, report: Report) -> None:
        self.store = store
        self.terms = terms
        self.report = report
        self.seen: set[int] = set()
        self.files: set[bytes] = set()
        self.kept: list[bytes] = []
        self.root: bytes | None = None

    def of(
        self, spots: list[Spot], *, on_error: OnError, on_skip: OnSkip | None = None
    ) -> Iterator[Todo]:
        """What is to be done below ``spots``, in their order."""
        for spot in spots:
            if spot.kind in {"absent", "lost"}:
                self.kept.append(spot.prefix)
                if spot.kind == "lost":
                    self.files.add(spot.path)
            elif spot.kind == "file" and not is_ours(os.fsdecode(spot.path), self.terms.options):
                continue
            elif spot.kind == "file":
                self.root = None
                yield from self._file(spot, on_error)
            else:
                self.root = spot.prefix
                root = os.fsdecode(spot.path)
                options = self.terms.options
                for listing in listings(root, options, on_error=on_error, on_skip=on_skip):
                    yield from self._listing(listing)
        self._mark_gone()

    def finish(self, rest: Rest | None, *, is_clean: bool) -> None:
        """Take an input of a folder as done; the last one proves the folder."""
        if rest is not None:
            rest.todo -= 1
            rest.is_clean &= is_clean
            self._prove(rest)

    def _file(self, spot: Spot, on_error: OnError) -> Iterator[Todo]:
        """A file that was named."""
        self.files.add(spot.path)
        try:
            status = status_of(os.stat(spot.path))  # noqa: PTH116 - bytes
        except OSError as error:
            on_error(unreachable(os.fsdecode(spot.path), error))
            return
        self.report.inputs += 1
        todo = self._judge(spot.path, status, self._row(spot.path), None)
        if todo is not None:
            yield todo

    def _listing(self, listing: Listing) -> Iterator[Todo]:
        if listing.files is None:
            self.kept.append(os.path.join(listing.folder, b""))  # noqa: PTH118
            return
        number, proof, files, quarantined = self._folder(listing.folder)
        if number in self.seen:
            return
        self.seen.add(number)
        self.report.inputs += len(listing)
        terms = f"{self.terms.fingerprint} {self.terms.retries}"
        fresh = hashlib.sha256(listing.digest + terms.encode()).digest()
        if proof == fresh:
            self.report.skipped += files - quarantined
            self.report.quarantined += quarantined
            return
        rest = Rest(number, fresh, len(listing), is_clean=not listing.unsure)
        yield from self._merged(listing, rest)
        rest.is_listed = True
        self._prove(rest)

    def _folder(self, path: bytes) -> tuple[int, bytes | None, int, int]:
        """Id, proof, number of files and of those in quarantine; a new folder gets an id."""
        query = "SELECT id, proof, files, quarantined FROM folder WHERE path = ?"
        found = self.store.one(query, (path,))
        if found is None:
            return self.store.change("INSERT INTO folder (path) VALUES (?)", (path,)), None, 0, 0
        number, proof, files, quarantined = found
        return number, proof, files, quarantined

    def _merged(self, listing: Listing, rest: Rest) -> Iterator[Todo]:
        """What is to be done of a folder, its files held against their rows."""
        rows = self._rows(rest.folder)
        row = next(rows, None)
        for path, status in listing:
            while row is not None and row.path < path:
                self._go(row, listing)
                row = next(rows, None)
            if row is not None and row.path == path:
                known: Row | None = row
                row = next(rows, None)
            else:
                # A file that was named by itself has no folder in its row.
                known = self._row(path)
                if known is not None:
                    self._adopt(path, rest.folder)
            if path in self.files:
                todo = self._leave(rest)
            else:
                todo = self._judge(path, status, known, rest)
            if todo is not None:
                rest.todo += 1
                yield todo
        while row is not None:
            self._go(row, listing)
            row = next(rows, None)

    def _row(self, path: bytes) -> Row | None:
        found = self.store.one(f"SELECT {_COLUMNS} FROM input WHERE path = ?", (path,))
        return None if found is None else Row(*found)

    def _rows(self, folder: int) -> Iterator[Row]:
        """The rows of a folder in path order, a page at a time: they change meanwhile."""
        after = "folder = ? AND path > ?"
        query = f"SELECT {_COLUMNS} FROM input WHERE {after} ORDER BY path LIMIT {_PAGE}"
        last = b""
        page: deque[Row] = deque()
        while True:
            page.extend(Row(*found) for found in self.store.read(query, (folder, last)))
            if not page:
                return
            last = page[-1].path
            while page:
                yield page.popleft()

    def _adopt(self, path: bytes, folder: int) -> None:
        self.store.change("UPDATE input SET folder = ? WHERE path = ?", (folder, path))

    def _judge(
        self, path: bytes, status: Status, row: Row | None, rest: Rest | None
    ) -> Todo | None:
        """The input as something to do; None where it is done, or not to be done now."""
        terms, report = self.terms, self.report
        now = time.time_ns()
        is_same = row is not None and (row.size, row.mtime, row.ctime) == status
        if row is not None and row.gone is not None:
            self._come_back(row)
        if not is_same and abs(now - status.mtime) < terms.settle * 1e9:
            report.settling += 1
            return self._leave(rest)
        is_current = row is not None and row.fingerprint == terms.fingerprint
        if row is not None and is_same and is_current:
            if not row.fails:
                report.skipped += 1
                return None
            if row.fails > terms.retries:
                report.quarantined += 1
                if rest is not None:
                    rest.quarantined += 1
                return None
        may_be_done = row is not None and is_current and not row.fails
        if not may_be_done and self._is_late:
            return self._put_off(rest)
        sha256 = None if is_same and row is not None else content_hash(path)
        is_fresh = status.ctime > now - FRESH
        if row is not None and may_be_done and sha256 is not None and sha256 == row.sha256:
            self._touch(row, status, is_fresh=is_fresh)
            report.skipped += 1
            return self._leave(rest) if is_fresh else None
        if self._is_late:
            return self._put_off(rest)
        sha256 = sha256 or content_hash(path)
        shown = os.fsdecode(path)
        entry = Entry(shown, printable(shown), size=status.size, changed=status.mtime)
        return Todo(
            entry, path, status, sha256, is_fresh, row, rest, self.root, is_same and is_current
        )

    @property
    def _is_late(self) -> bool:
        return self.terms.until is not None and time.monotonic() >= self.terms.until

    def _put_off(self, rest: Rest | None) -> Todo | None:
        """To be done, but by the next run."""
        self.report.left += 1
        return self._leave(rest)

    def _leave(self, rest: Rest | None) -> Todo | None:
        """Nothing to do now, but the folder has to be looked into again."""
        if rest is not None:
            rest.is_clean = False
        return None

    def _touch(self, row: Row, status: Status, *, is_fresh: bool) -> None:
        """The same content with other times: nothing to do."""
        self.store.change(
            "UPDATE input SET size = ?, mtime = ?, ctime = ? WHERE path = ?",
            (status.size, None if is_fresh else status.mtime, status.ctime, row.path),
        )

    def _come_back(self, row: Row) -> None:
        self.store.change("UPDATE input SET gone = NULL WHERE path = ?", (row.path,))
        self.store.has_changed = True

    def _go(self, row: Row, listing: Listing) -> None:
        """A file that is no longer there, as far as the system says."""
        if row.gone is None and row.path not in listing.unsure:
            query = "UPDATE input SET gone = ? WHERE path = ?"
            self.store.change(query, (self.report.run, row.path))
            self.report.gone += 1
            self.store.has_changed = True

    def _prove(self, rest: Rest) -> None:
        if rest.is_clean and rest.is_listed and not rest.todo:
            self.store.change(
                "UPDATE folder SET proof = ?, files = ?, quarantined = ? WHERE id = ?",
                (rest.proof, rest.files, rest.quarantined, rest.folder),
            )

    def _mark_gone(self) -> None:
        """Mark what was not met: all of folders, and files that were named, of earlier runs.

        What lies below a folder that could not be listed is kept: it may be there.
        """
        for number, path in self.store.read("SELECT id, path FROM folder"):
            if number not in self.seen and not self._is_kept(os.path.join(path, b"")):  # noqa: PTH118
                query = "SELECT path FROM input WHERE folder = ? AND gone IS NULL"
                rows = self.store.read(query, (number,))
                self._forget([path for (path,) in rows if path not in self.files])
                self.store.change("UPDATE folder SET proof = NULL WHERE id = ?", (number,))
        query = "SELECT path FROM input WHERE folder IS NULL AND gone IS NULL"
        rows = self.store.read(query)
        self._forget([path for (path,) in rows if path not in self.files])

    def _is_kept(self, path: bytes) -> bool:
        return any(path.startswith(prefix) for prefix in self.kept)

    def _forget(self, paths: list[bytes]) -> None:
        for path in paths:
            if not self._is_kept(path):
                query = "UPDATE input SET gone = ? WHERE path = ?"
                self.store.change(query, (self.report.run, path))
                self.report.gone += 1
                self.store.has_changed = True


def content_hash(path: bytes) -> bytes | None:
    """The SHA-256 of a file; None when it cannot be read."""
    try:
        with open(path, "rb", buffering=0) as stream:  # noqa: PTH123 - bytes
            found = hashlib.sha256()
            while block := stream.read(_BLOCK):
                found.update(block)
            return found.digest()
    except OSError:
        return None
