"""A packed stream as a plain one: what is readable of a broken one comes out, a bomb does not."""

from __future__ import annotations

import io
from typing import BinaryIO, Final, Protocol, cast

from newsclip.reading.archive.member import Limits, Problem

_CHUNK: Final = 1 << 16


class BrokenError(Exception):
    """Packed bytes are none of their kind."""


class Engine(Protocol):
    """What unpacks one packed piece; ``rest`` is what it has not used of the bytes given."""

    rest: bytes
    is_done: bool

    def unpack(self, data: bytes, size: int) -> bytes:
        """What comes out of ``data``, about ``size`` bytes of it. Raises BrokenError."""
        ...


class Unpacker(io.RawIOBase):
    """The unpacked bytes of ``packed``; ends at the first fault, which ``problem`` then names.

    Pieces that follow each other are one file. ``kind`` is its name in messages.
    """

    def __init__(self, packed: BinaryIO, kind: str, engine: type[Engine], limits: Limits) -> None:
        self._packed = packed
        self._kind = kind
        self._engine = engine
        self._limits = limits
        self._inner = engine()
        self._waiting = b""
        self._ready = b""
        self._taken = 0
        self._given = 0
        self.problem: Problem | None = None

    def readable(self) -> bool:
        """That it can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill a buffer with what comes next; 0 bytes at the end, or at a fault."""
        while not self._ready and self.problem is None:
            if self._inner.is_done and not self._starts_again():
                return 0
            if not self._waiting and not self._fill():
                if self._taken and not self._inner.is_done:
                    message = f"{self._kind} file cut short"
                    self.problem = Problem(message, is_usable=self._given > 0)
                return 0
            self._ready = self._unpack(len(buffer))
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def _fill(self) -> bool:
        self._waiting = self._packed.read(_CHUNK)
        self._taken += len(self._waiting)
        return bool(self._waiting)

    def _unpack(self, size: int) -> bytes:
        try:
            data = self._inner.unpack(self._waiting, size)
        except BrokenError:
            kind = self._kind
            message = f"broken {kind} file" if self._given else f"not a {kind} file"
            self.problem = Problem(message, is_usable=self._given > 0)
            return b""
        self._waiting = self._inner.rest
        self._given += len(data)
        self.problem = self._limits.exceeded(self._given, self._taken)
        return b"" if self.problem else data

    def _starts_again(self) -> bool:
        """Whether another piece follows; zero bytes between and after pieces are padding."""
        while True:
            self._waiting = self._waiting.lstrip(b"\0")
            if self._waiting:
                self._inner = self._engine()
                return True
            if not self._fill():
                return False


def buffered(raw: io.RawIOBase) -> BinaryIO:
    """A raw stream with a buffer, so that it can be peeked into."""
    return cast(BinaryIO, io.BufferedReader(raw, _CHUNK))
