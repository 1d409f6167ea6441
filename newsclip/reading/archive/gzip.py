"""Gzip files, streamed: what is readable of a broken one comes out, and a bomb does not."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final, cast

from newsclip.reading.archive.member import Member, Problem

_CHUNK: Final = 1 << 16
# News text packs 3 to 8 times, boilerplate-heavy pages up to 40; deflate's own limit is 1,032.
MAX_RATIO: Final = 200
RATIO_COUNTS_ABOVE: Final = 64 << 20
MAX_UNPACKED: Final = 2 << 30


def open_gzip(stream: BinaryIO) -> Iterator[Member]:
    """The one member of a gzip stream; concatenated gzip members are one file, as with gunzip."""
    raw = _Unpacker(stream)
    yield Member(None, cast(BinaryIO, io.BufferedReader(raw, _CHUNK)), lambda: raw.problem)


class _Unpacker(io.RawIOBase):
    """The unpacked bytes of ``packed``; ends at the first fault, which ``problem`` then names."""

    def __init__(self, packed: BinaryIO) -> None:
        self._packed = packed
        self._inflater = zlib.decompressobj(wbits=31)
        self._waiting = b""
        self._taken = 0
        self._given = 0
        self.problem: Problem | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        size = len(buffer)
        while self.problem is None:
            if self._inflater.eof and not self._starts_again():
                return 0
            if not self._waiting and not self._fill():
                if self._taken == 0 or self._inflater.eof:
                    return 0
                self.problem = Problem("gzip file cut short", is_usable=self._given > 0)
                return 0
            data = self._inflate(size)
            if data:
                buffer[: len(data)] = data
                return len(data)
        return 0

    def _fill(self) -> bool:
        self._waiting = self._packed.read(_CHUNK)
        self._taken += len(self._waiting)
        return bool(self._waiting)

    def _inflate(self, size: int) -> bytes:
        try:
            data = self._inflater.decompress(self._waiting, size)
        except zlib.error:
            message = "broken gzip file" if self._given else "not a gzip file"
            self.problem = Problem(message, is_usable=self._given > 0)
            return b""
        self._waiting = self._inflater.unconsumed_tail or self._inflater.unused_data
        self._given += len(data)
        ratio = self._given / max(self._taken, 1)
        if self._given > MAX_UNPACKED or (self._given > RATIO_COUNTS_ABOVE and ratio > MAX_RATIO):
            self.problem = Problem(
                f"unpacks to more than {self._given >> 20} MiB, {ratio:.0f} times its size",
                is_usable=False,
            )
            return b""
        return data

    def _starts_again(self) -> bool:
        """Whether another gzip member follows; zero bytes between and after members are padding."""
        while True:
            self._waiting = self._waiting.lstrip(b"\0")
            if self._waiting:
                self._inflater = zlib.decompressobj(wbits=31)
                return True
            if not self._fill():
                return False
