"""One run with a state file: what changed is done, the output assembled, the run summed up."""

from __future__ import annotations

import hashlib
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import chain
from typing import BinaryIO, Final

import msgspec

from newsclip.errors import NewsclipError
from newsclip.reading import Entry, ReadOptions
from newsclip.reading.options import OnError, OnSkip
from newsclip.running.message import Message
from newsclip.running.state.changes import Changes, Terms, Todo
from newsclip.running.state.fingerprint import Fingerprint
from newsclip.running.state.lock import locked
from newsclip.running.state.report import Report, as_json
from newsclip.running.state.spots import Spot, spots_of
from newsclip.running.state.store import Store
from newsclip.running.state.tally import Tally, place_of
from newsclip.running.state.targets import Note, Target, copies_if_right, remember
from newsclip.running.work import Work

# A source that was away for this many runs is forgotten; until then it costs nothing to come back.
KEEP_GONE: Final = 30
# Runs of which the report is kept: a year and more of nights.
KEEP_RUNS: Final = 500


class Orders(msgspec.Struct, frozen=True):
    """What a run is told, besides its inputs: the state file first. Times are in seconds."""

    state: str
    fingerprint: Fingerprint
    options: ReadOptions = ReadOptions()
    settle: float = 0.0
    retries: int = 3
    max_seconds: float | None = None
    workers: int = 1
    slim: bool = False
    lock_wait: float = 0.0


class Delivery(msgspec.Struct, frozen=True):
    """Where the output goes: to ``stream`` where there is one, else to the path of ``target``.

    With ``new_only`` it is what was made since the last run that ended well, else it is complete.
    ``on_note`` hears the path of each file in a folder that is left alone, and why.
    """

    target: Target
    stream: BinaryIO | None = None
    new_only: bool = False
    on_note: Note = lambda path, said: None


class Ears(msgspec.Struct, frozen=True):
    """Who hears what is said: messages of inputs, errors of the walk, files passed over."""

    tell: Callable[[Message], None]
    on_error: OnError
    on_skip: OnSkip | None = None


def run_night(
    paths: list[str], orders: Orders, work: Callable[[], Work], *, delivery: Delivery, ears: Ears
) -> Report:
    """The report of a run: what is new or changed is done, then the output is written.

    ``work`` is asked for only when there is something to do, or when the fingerprint is new, so
    that it can raise what is wrong with the call. Raises LockedError, StateError, OutputError and
    UsageError; what was done until then is kept.
    """
    with locked(orders.state, wait=orders.lock_wait), Store(orders.state) as store:
        night = _Night(store, paths, orders, ears)
        night.do(work)
        night.deliver(delivery)
        return night.close()


class _Night:
    """A run: ``do`` the work, ``deliver`` the output, then ``close``."""

    def __init__(self, store: Store, paths: list[str], orders: Orders, ears: Ears) -> None:
        self.started = time.monotonic()
        self.store = store
        self.orders = orders
        self.ears = ears
        self.report = Report()
        self.spots: list[Spot] = spots_of(paths, on_error=self._failed)
        self.delivered = int(store.meta("delivered", 0))
        known = store.one("SELECT id FROM fingerprint WHERE parts = ?", (orders.fingerprint.text,))
        self.fingerprint: int | None = None if known is None else known[0]
        self.tally: Tally | None = None

    def do(self, work: Callable[[], Work]) -> None:
        """Do what is new or changed."""
        store, orders, report = self.store, self.orders, self.report
        made = work() if self.fingerprint is None else None
        self._begin()
        until = None if orders.max_seconds is None else self.started + orders.max_seconds
        assert self.fingerprint is not None
        terms = Terms(self.fingerprint, orders.options, orders.settle, orders.retries, until)
        changes = Changes(store, terms, report)
        todos = changes.of(self.spots, on_error=self._failed, on_skip=self.ears.on_skip)
        first = next(todos, None)
        if first is not None:
            self._work(chain((first,), todos), changes, made or work())
        self._forget()
        self._commit()

    def deliver(self, delivery: Delivery) -> None:
        """Write the output unless it is there already."""
        target, stream, new_only = delivery.target, delivery.stream, delivery.new_only
        spots = hashlib.sha256(msgspec.msgpack.encode(self.spots)).hexdigest()
        look = f"{target.format.suffix} {spots}"
        if stream is None and not new_only:
            copies = copies_if_right(self.store, target, look)
            if copies is not None:
                self.report.copies = copies
                return
        from newsclip.running.state.assembly import Assembly  # noqa: PLC0415 - it unpacks
        from newsclip.running.state.writing import write  # noqa: PLC0415

        since = self.delivered if new_only else None
        assembly = Assembly(self.store, self.spots, since=since)
        write(self.store, target, assembly, stream=stream, on_note=delivery.on_note)
        self.report.copies = assembly.copies
        if stream is None:
            remember(self.store, target, "" if new_only else look, assembly.copies)

    def close(self) -> Report:
        """The report of the run, which is over and has been written to the store."""
        store, report, tally = self.store, self.report, self.tally
        report.ending = "out of time" if report.left else "done"
        if tally is not None:
            from newsclip.running.state.drift import alarms_of, forget_old  # noqa: PLC0415

            tally.sum_up(report)
            report.alarms = alarms_of(store, tally.total)
            forget_old(store, tally.total)
        (report.articles,) = store.one(
            "SELECT coalesce(sum(articles), 0) FROM input WHERE gone IS NULL"
        )
        report.seconds = round(time.monotonic() - self.started, 3)
        store.set_meta("delivered", report.run)
        query = "UPDATE run SET ended = ?, report = ? WHERE id = ?"
        store.change(query, (_now(), as_json(report), report.run))
        store.commit()
        return report

    def _begin(self) -> None:
        """Put the run down, so that a run that is killed is seen to have been."""
        store = self.store
        self.report.run = store.change("INSERT INTO run (started) VALUES (?)", (_now(),))
        if self.fingerprint is None:
            query = "INSERT INTO fingerprint (parts) VALUES (?)"
            self.fingerprint = store.change(query, (self.orders.fingerprint.text,))
        store.change("DELETE FROM run WHERE id <= ?", (self.report.run - KEEP_RUNS,))
        store.commit()

    def _work(self, todos: Iterator[Todo], changes: Changes, work: Work) -> None:
        from newsclip.running.local import PATIENCE, run  # noqa: PLC0415 - once there is something to do
        from newsclip.running.state.keeping import Keeping, Shelf  # noqa: PLC0415

        tally = self.tally = Tally(self.report.run)
        assert self.fingerprint is not None
        shelf = Shelf(self.store, self.report, tally, self.fingerprint, slim=self.orders.slim)
        given: deque[Todo] = deque()

        current: Keeping | None = None

        def entries() -> Iterator[Entry]:
            for todo in todos:
                given.append(todo)
                yield todo.entry

        workers = self.orders.workers
        with closing(run(entries(), work, workers=workers, patience=PATIENCE)) as outcomes:
            for outcome in outcomes:
                for message in outcome.messages:
                    self.ears.tell(message)
                if current is None:
                    todo = given.popleft()
                    current = Keeping(shelf, todo, place_of(todo.path, todo.root))
                current.add(outcome)
                if not outcome.more:
                    changes.finish(current.todo.rest, is_clean=current.end())
                    current = None
                    if self.store.is_due:
                        self._commit()

    def _commit(self) -> None:
        """Make what is done last, together with what depends on it."""
        if self.tally is not None:
            self.tally.save(self.store)
        if self.store.has_changed:
            self.store.set_meta("content", self.report.run)
            self.store.has_changed = False
        self.store.commit()

    def _forget(self) -> None:
        """Forget sources that have been away for long."""
        before = self.report.run - KEEP_GONE
        rows = self.store.read("SELECT path, id FROM input WHERE gone <= ?", (before,))
        if not rows:
            return
        from newsclip.running.state.keeping import delete_results  # noqa: PLC0415

        for path, number in rows:
            delete_results(self.store, number)
            self.store.change("DELETE FROM input WHERE path = ?", (path,))
        self.store.change(
            "DELETE FROM folder WHERE id NOT IN (SELECT folder FROM input WHERE folder > 0)"
        )

    def _failed(self, error: NewsclipError) -> None:
        self.report.failed += 1
        self.ears.on_error(error)  # type: ignore[arg-type]


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
