"""Worker processes: who does what, what comes back in order, and what to do when one dies."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from socket import socket
from threading import Lock, Thread, current_thread
from typing import Final

from newsclip.errors import NewsclipError
from newsclip.running.chunk import Chunk
from newsclip.running.feed import Bell, Feed
from newsclip.running.work import Outcome, Work
from newsclip.running.worker import SIGNALS, Answer, Job, Ready, Setup, serve, steps

# Outcomes that wait for an older one; when there are more, only the oldest one is listened to, and
# the other workers wait in turn.
_WAITING_BYTES: Final = 32 << 20
# Chunks that a worker has: one in work, and one that it finds when it is done.
_CHUNKS_A_WORKER: Final = 2
# Larger files are left to the workers: what goes wrong with them is to go wrong there.
_HERE_BYTES: Final = 256 << 10
_HEAVY: Final = (
    "numpy",
    "re2",
    "ahocorasick_rs",
    "opencc",
    "selectolax.lexbor",
    "langdetect",
    "yaml",
    "markdown_it",
)
# Workers that end before they begin, until it is believed that none can be had.
_MOST_STILLBORN: Final = 3
# A worker is ready in a second or two. One that is not by now never will be, whatever it waits for.
_SECONDS_TO_BEGIN: Final = 60.0
# How long to wait for an answer before looking whether those who are to give it are alive.
_SECONDS_TO_ANSWER: Final = 5.0
_SECONDS_A_DEATH: Final = 1.0
_SECONDS_TO_END: Final = 5.0
_THREADS: Final = "OPENBLAS_NUM_THREADS"


class Worker:
    """A process, the pipe to it, and the chunks that it has, the oldest first."""

    def __init__(self, chunks: Iterable[Chunk] = ()) -> None:
        self.chunks = deque(chunks)
        self.is_ready = False
        self._begun = time.monotonic()
        self._is_sending = Lock()
        # A process of its own, not a copy of this one: what this one holds, locks and threads among
        # it, would be in the copy in any state.
        context = multiprocessing.get_context("spawn")
        self.pipe, other = context.Pipe()
        self.process = context.Process(target=serve, args=(other,), daemon=True)
        try:
            with _starting():
                self.process.start()
        except BaseException:
            self.pipe.close()
            raise
        finally:
            other.close()

    def prepare(self, setup: bytes) -> None:
        """Send what it has to know first, from a thread of its own, unless it has ended."""
        with self._is_sending, suppress(OSError):
            self.pipe.send_bytes(setup)

    def give(self, chunk: Chunk) -> None:
        """Let it do the tasks of ``chunk``, after those that it has."""
        self.chunks.append(chunk)
        self.send(chunk)

    def send(self, chunk: Chunk) -> None:
        """Send the tasks; that it has died is seen when it is next listened to."""
        jobs = [Job(list(chunk.tasks), chunk.promptly)]
        if chunk.is_careful:
            jobs = [Job([task], promptly=True) for task in chunk.tasks]
        with suppress(OSError):
            for job in jobs:
                self.pipe.send(job)

    @property
    def is_lost(self) -> bool:
        """Whether it has ended, or will never begin, and has nothing left to say."""
        is_late = not self.is_ready and time.monotonic() - self._begun > _SECONDS_TO_BEGIN
        return (is_late or not self.process.is_alive()) and not self.pipe.poll()

    def kill(self) -> None:
        """End the process without waiting for its end."""
        with suppress(OSError):
            self.process.kill()

    def end(self) -> int | None:
        """End the process at once; its exit code, negative for a signal."""
        with self._is_sending:
            self.pipe.close()
        self.process.join(_SECONDS_A_DEATH)
        self.kill()
        self.process.join(_SECONDS_TO_END)
        return self.process.exitcode


class Pool:
    """Up to ``workers`` processes for the work on what ``feed`` gives, while the block lasts.

    With ``helps`` this process does small inputs itself while the workers start.
    """

    def __init__(self, work: Work, feed: Feed, workers: int, *, helps: bool) -> None:
        self._helps = helps
        self._work = work
        self._feed = feed
        self._most = workers
        self._workers: list[Worker] = []
        self._order: deque[Chunk] = deque()
        self._waiting = 0
        self._stillborn = 0
        self._bell = Bell()
        self._is_closed = False
        self._starters: list[Thread] = []
        self._launching: set[Thread] = set()
        self._failure: BaseException | None = None
        self._setup = b""

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *error: object) -> None:
        self._is_closed = True
        for worker in self._workers:
            worker.kill()
        for starter in self._starters:
            starter.join()
        for worker in self._workers:
            worker.kill()
            worker.end()
        self._bell.close()

    def outcomes(self) -> Iterator[Outcome]:
        """What comes of all that the feed gives, in order."""
        self._start(self._count())
        while True:
            self._dispatch()
            yield from self._oldest()
            if self._feed.is_over and not self._order:
                return
            chunk = None if self._order or self._is_any_ready else self._small()
            if chunk is not None:
                yield from done_here(self._work, chunk)
            if chunk is not None or not self._feed.is_over or self._order:
                self._listen(is_waiting=chunk is None)

    @property
    def _is_any_ready(self) -> bool:
        return any(worker.is_ready for worker in self._workers)

    def _small(self) -> Chunk | None:
        """The next chunk, if it is one to be done here while there is no worker to do it."""
        chunk = self._feed.take()
        if chunk is None or (self._helps and is_small(chunk)) or not chunk.tasks:
            return chunk
        if self._workers or self._launching:
            self._feed.put_back(chunk)
            return None
        return chunk

    def _count(self) -> int:
        """How many workers there is work for, as far as can be seen."""
        chunks: list[Chunk] = []
        while len(chunks) < self._most and (chunk := self._feed.take()) is not None:
            chunks.append(chunk)
        count = len(chunks) if self._feed.is_over else self._most
        for chunk in reversed(chunks):
            self._feed.put_back(chunk)
        return count

    def _start(self, count: int, chunks: Iterable[Chunk] = ()) -> None:
        """Start workers while this process goes on; the first of them gets ``chunks``."""
        if not self._setup:
            setup = Setup(self._work, _modules())
            self._setup = pickle.dumps(setup, protocol=pickle.HIGHEST_PROTOCOL)
        starter = Thread(target=self._launch, args=(count, list(chunks)), daemon=True)
        self._starters = [old for old in self._starters if old.is_alive()] + [starter]
        self._launching.add(starter)
        starter.start()

    def _launch(self, count: int, chunks: list[Chunk]) -> None:
        started: list[Worker] = []
        try:
            while len(started) < count and not self._is_closed:
                worker = Worker([] if started else chunks)
                self._workers.append(worker)
                started.append(worker)
        except OSError:
            # Those that there are will do; this process does the rest.
            pass
        except BaseException as error:
            self._failure = error
        finally:
            # The main thread waits for the bell, and has to find all of it said when it is woken.
            for chunk in () if started else chunks:
                chunk.is_orphan = True
            self._launching.discard(current_thread())
            self._bell.ring()
        for worker in started:
            worker.prepare(self._setup)

    def _dispatch(self) -> None:
        """Give chunks to workers that have few."""
        while self._has_room:
            chunk = self._feed.take()
            if chunk is None:
                return
            self._order.append(chunk)
            self._waiting += sum(outcome.size for outcome in chunk.outcomes)
            if chunk.tasks:
                ready = (worker for worker in self._workers if worker.is_ready)
                min(ready, key=lambda worker: len(worker.chunks)).give(chunk)

    @property
    def _has_room(self) -> bool:
        return self._waiting < _WAITING_BYTES and any(
            worker.is_ready and len(worker.chunks) < _CHUNKS_A_WORKER for worker in self._workers
        )

    def _oldest(self) -> Iterator[Outcome]:
        """What has come of the oldest chunks."""
        while self._order:
            chunk = self._order[0]
            while chunk.outcomes:
                outcome = chunk.outcomes.popleft()
                self._waiting -= outcome.size
                yield outcome
            if chunk.tasks and chunk.is_orphan:
                yield from done_here(self._work, chunk)
                chunk.tasks.clear()
            if chunk.error is not None:
                raise chunk.error
            if chunk.tasks:
                return
            self._order.popleft()

    def _listen(self, *, is_waiting: bool) -> None:
        """Take what has come back; wait for it if need be."""
        heard = list(self._workers)
        if self._waiting >= _WAITING_BYTES:
            oldest = self._order[0]
            heard = [w for w in heard if not w.is_ready or oldest in w.chunks]
        by_pipe = {worker.pipe: worker for worker in heard}
        ears: list[Connection | socket] = [*by_pipe, self._bell.ear]
        is_idle = not (self._order or self._is_any_ready or self._feed.has_back)
        if self._feed.stream is not None and (self._has_room or is_idle):
            ears.append(self._feed.stream.bell.ear)
        heard_now = wait(ears, _SECONDS_TO_ANSWER if is_waiting else 0)
        for ear in heard_now:
            if ear is self._bell.ear:
                self._bell.hush()
            elif ear in by_pipe:
                self._hear(by_pipe[ear])
        if is_waiting and not heard_now:
            for worker in [worker for worker in heard if worker.is_lost]:
                worker.kill()
                self._bury(worker)
        if self._failure is not None:
            raise self._failure

    def _hear(self, worker: Worker) -> None:
        try:
            answer: Answer = worker.pipe.recv()
        except (EOFError, OSError):
            self._bury(worker)
            return
        if isinstance(answer, Ready):
            worker.is_ready = True
            for chunk in worker.chunks:
                worker.send(chunk)
        elif isinstance(answer, NewsclipError):
            chunk = worker.chunks.popleft()
            chunk.tasks.clear()
            chunk.error = answer
        else:
            for step in answer:
                self._waiting += step.outcome.size
                worker.chunks[0].take(step)
                if not worker.chunks[0].tasks:
                    worker.chunks.popleft()

    def _bury(self, worker: Worker) -> None:
        """Put another worker in the place of one that has died."""
        code = worker.end()
        self._workers.remove(worker)
        chunks = worker.chunks
        if not worker.is_ready:
            self._stillborn += 1
        elif chunks:
            lost = chunks[0].after_death(code)
            self._waiting += sum(outcome.size for outcome in lost)
            if not chunks[0].tasks:
                chunks.popleft()
        if self._stillborn < _MOST_STILLBORN and (chunks or not self._feed.is_over):
            self._start(1, chunks)
            return
        for chunk in chunks:
            chunk.is_orphan = True


def done_here(work: Work, chunk: Chunk) -> Iterator[Outcome]:
    """What comes of a chunk when this process does it."""
    yield from chunk.outcomes
    for task in chunk.tasks:
        for step in steps(work, task, promptly=chunk.promptly):
            yield step.outcome
    if chunk.error is not None:
        raise chunk.error


def is_small(chunk: Chunk) -> bool:
    """Whether this process may do a chunk by itself while there are no workers."""
    return chunk.size <= _HERE_BYTES


def _modules() -> tuple[str, ...]:
    """What a worker is to load at its start, because this process has had use for it."""
    return tuple(
        name
        for name in sys.modules
        if name in _HEAVY or name.startswith(("newsclip.stages.", "newsclip.knowledge."))
    )


@contextmanager
def _starting() -> Iterator[None]:
    """Processes started meanwhile hear no signals: the one that starts them ends them.

    A Ctrl-C from the keyboard goes to all of them, and while modules load it would be an error.
    Threads of the linear algebra would only be in each other's way.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # It lets signals through again when it has started its process.
    resource_tracker.ensure_running()
    numbers = {getattr(signal, name) for name in SIGNALS}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, numbers)
    threads = os.environ.get(_THREADS)
    os.environ.setdefault(_THREADS, "1")
    try:
        yield
    finally:
        if threads is None:
            os.environ.pop(_THREADS, None)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
