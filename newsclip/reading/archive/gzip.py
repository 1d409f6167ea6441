"""Gzip files, streamed."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import BinaryIO, ClassVar

from newsclip.reading.archive.member import Limits, Member
from newsclip.reading.archive.unpacker import BrokenError, Unpacker, buffered


def open_gzip(stream: BinaryIO, limits: Limits) -> Iterator[Member]:
    """The one member of a gzip stream; concatenated gzip members are one file, as with gunzip."""
    raw = Unpacker(stream, "gzip", GzipEngine, limits)
    yield Member(None, buffered(raw), lambda: raw.problem)


class DeflateEngine:
    """One zlib stream, which is what HTTP calls deflate."""

    # The frame around the packed bytes, as zlib numbers it.
    frame: ClassVar[int] = zlib.MAX_WBITS

    def __init__(self) -> None:
        self._inflater = zlib.decompressobj(wbits=self.frame)
        self.rest = b""
        self.is_done = False

    def unpack(self, data: bytes, size: int) -> bytes:
        """At most ``size`` bytes of what comes out. Raises BrokenError."""
        try:
            found = self._inflater.decompress(data, size)
        except zlib.error as error:
            raise BrokenError from error
        self.is_done = self._inflater.eof
        self.rest = self._inflater.unconsumed_tail or self._inflater.unused_data
        return found


class GzipEngine(DeflateEngine):
    """One gzip member."""

    frame = zlib.MAX_WBITS + 16
