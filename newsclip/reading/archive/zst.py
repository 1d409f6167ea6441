"""Zstandard files, streamed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

from newsclip.reading.archive.member import Limits, Member
from newsclip.reading.archive.unpacker import BrokenError, Unpacker, buffered

# Four bytes may say 128 KiB, and all that is given is unpacked at once: 22 MB at the most.
_AT_ONCE: Final = 512
# What zstd itself takes without --long; a window is memory that the file asks for.
_MAX_WINDOW: Final = 1 << 27


def open_zst(stream: BinaryIO, limits: Limits) -> Iterator[Member]:
    """The one member of a Zstandard stream; frames that follow each other are one file."""
    raw = Unpacker(stream, "zstd", ZstEngine, limits)
    yield Member(None, buffered(raw), lambda: raw.problem)


class ZstEngine:
    """One frame."""

    def __init__(self) -> None:
        import zstandard  # noqa: PLC0415 - only for such files

        self._error: type[Exception] = zstandard.ZstdError
        self._inflater = zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW).decompressobj()
        self.rest = b""
        self.is_done = False

    def unpack(self, data: bytes, size: int) -> bytes:
        """What comes out of the next few bytes. Raises BrokenError."""
        part, self.rest = data[:_AT_ONCE], data[_AT_ONCE:]
        try:
            found = self._inflater.decompress(part)
        except self._error as error:
            raise BrokenError from error
        self.is_done = self._inflater.eof
        if self.is_done:
            self.rest = self._inflater.unused_data + self.rest
        return found
