"""Inputs cut into chunks of work, of about equal size, in order."""

from __future__ import annotations

import signal
import socket
from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from threading import Condition, Thread
from typing import Final

from newsclip.reading import Entry
from newsclip.reading.walk import form_of
from newsclip.running.chunk import Chunk, size_of
from newsclip.running.message import Message
from newsclip.running.work import SLICE_BYTES, Outcome, Slice, Task, Work

# A chunk has no more bytes and files than this, a large file aside. The first ones are single
# files, so that a few files keep all workers busy.
_CHUNK_BYTES: Final = 64 << 10
_CHUNK_FILES: Final = 16
_CHUNKS_BEFORE_MORE: Final = 64
# A file of records is spread over the workers from this size on.
_SPREAD_ABOVE: Final = 1 << 20
# How much of a stream is read ahead.
_AHEAD_BYTES: Final = 1 << 20


class Feed:
    """The chunks of inputs, taken one at a time; a stream is read in a thread of its own.

    A message among the inputs is a chunk that is done. ``is_over`` once there are no more.
    """

    def __init__(self, items: Iterable[Entry | Slice | Message], work: Work) -> None:
        self.work = work
        self.stream: Stream | None = None
        self.is_over = False
        self._items = iter(items)
        self._back: deque[Chunk] = deque()
        self._held: Entry | Message | None = None
        self._taken = 0

    def take(self) -> Chunk | None:
        """The next chunk; None when there is none, or none yet."""
        if self._back:
            return self._back.popleft()
        if self.stream is None:
            return self._gather()
        chunk = self.stream.take()
        if self.stream.is_over:
            self.stream = None
        return chunk

    @property
    def has_back(self) -> bool:
        """Whether the next chunk is one that was put back."""
        return bool(self._back)

    def put_back(self, chunk: Chunk) -> None:
        """Give ``chunk`` again next time."""
        self._back.appendleft(chunk)
        self.is_over = False

    def close(self) -> None:
        """Let go of the stream that is being read."""
        if self.stream is not None:
            self.stream.close()

    def _gather(self) -> Chunk | None:
        tasks: list[Task] = []
        size = 0
        most = min(_CHUNK_FILES, 1 + self._taken // _CHUNKS_BEFORE_MORE)
        while (item := self._next()) is not None:
            if isinstance(item, Message) or (isinstance(item, Entry) and self._is_spread(item)):
                if tasks:
                    self._held = item
                    break
                if isinstance(item, Message):
                    return Chunk(outcomes=[Outcome("", [], [item])])
                self.stream = Stream(item, self.work)
                return self.take()
            tasks.append(item)
            size += size_of(item)
            if size >= _CHUNK_BYTES or len(tasks) >= most:
                break
        else:
            self.is_over = True
        self._taken += 1
        return Chunk(tasks) if tasks else None

    def _next(self) -> Entry | Slice | Message | None:
        held, self._held = self._held, None
        return next(self._items, None) if held is None else held

    def _is_spread(self, entry: Entry) -> bool:
        if entry.is_stream:
            return True
        form = self.work.options.form
        found = form_of(entry.path) if form == "auto" else form
        return found == "jsonl" and entry.size >= _SPREAD_ABOVE


class Stream:
    """The lines of one input as chunks, read ahead by a thread.

    ``bell`` rings when there is something to take. Nothing waits for a chunk to fill up.
    """

    def __init__(self, entry: Entry, work: Work) -> None:
        self.entry = entry
        self.is_over = False
        self.bell = Bell()
        self._ready: deque[Slice | Message | BaseException | None] = deque()
        self._weight = 0
        self._is_closed = False
        self._change = Condition()
        Thread(target=self._read, args=(work,), daemon=True).start()

    def take(self) -> Chunk | None:
        """The next chunk; None when there is none yet, or the stream is over."""
        self.bell.hush()
        with self._change:
            if not self._ready:
                return None
            piece = self._ready.popleft()
            if isinstance(piece, Slice):
                self._weight -= size_of(piece)
            self._change.notify()
        if isinstance(piece, Slice):
            return Chunk([piece], promptly=self.entry.is_stream)
        if isinstance(piece, Message):
            return Chunk(outcomes=[Outcome(self.entry.shown, [], [piece], more=True)])
        if piece is not None:
            return Chunk(error=piece)
        self.is_over = True
        self.close()
        return Chunk(outcomes=[Outcome(self.entry.shown)])

    def close(self) -> None:
        """Let the thread end with the next line that it reads."""
        with self._change:
            self._is_closed = True
            self._change.notify()
        self.bell.close()

    def _read(self, work: Work) -> None:
        if hasattr(signal, "pthread_sigmask"):
            # The main thread waits, and is the one that has to hear them.
            signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        try:
            for piece in work.slices(self.entry, self._put):
                self._put(piece)
            self._put(None)
        except _Closed:
            pass
        except BaseException as error:
            with suppress(_Closed):
                self._put(error)

    def _put(self, piece: Slice | Message | BaseException | None) -> None:
        with self._change:
            while self._weight > _AHEAD_BYTES and not self._is_closed:
                self._change.wait()
            if self._is_closed:
                raise _Closed
            was_empty = not self._ready
            last = self._ready[-1] if self._ready else None
            if isinstance(piece, Slice):
                self._weight += size_of(piece)
                if isinstance(last, Slice) and _is_next(last, piece):
                    last.lines.extend(piece.lines)
                    return
            self._ready.append(piece)
        if was_empty:
            self.bell.ring()


class Bell:
    """With what a thread wakes the main one from its wait for ``ear``."""

    def __init__(self) -> None:
        self.ear, self._mouth = socket.socketpair()
        self.ear.setblocking(False)
        self._mouth.setblocking(False)

    def ring(self) -> None:
        """Make ``ear`` readable."""
        with suppress(OSError):
            self._mouth.send(b".")

    def hush(self) -> None:
        """Make ``ear`` unreadable until the next ring."""
        with suppress(OSError):
            while self.ear.recv(4096):
                pass

    def close(self) -> None:
        """Ring no more."""
        self.ear.close()
        self._mouth.close()


class _Closed(BaseException):
    """Nobody takes what the thread reads any more."""


def _is_next(last: Slice, piece: Slice) -> bool:
    is_following = piece.first == last.first + len(last.lines) and piece.encoding == last.encoding
    return is_following and size_of(last) < SLICE_BYTES
