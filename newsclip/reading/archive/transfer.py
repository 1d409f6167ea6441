"""Bodies of HTTP messages as they were before they were sent: unchunked and unpacked."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from functools import partial
from typing import BinaryIO, Final, cast

import msgspec

from newsclip.reading.archive.gzip import DeflateEngine, GzipEngine
from newsclip.reading.archive.member import Limits, Problem
from newsclip.reading.archive.unpacker import BrokenError, Engine, Unpacker, buffered
from newsclip.reading.archive.zst import ZstEngine

_MAGIC: Final = 64
_CHUNK_SIZE: Final = re.compile(rb"\s*([0-9A-Fa-f]{1,8})\s*(?:;[^\r\n]*)?\r?\n")
_LONGEST_SIZE: Final = 1024


class Body(msgspec.Struct, frozen=True):
    """A stream, and what is found to be wrong with it once it has been read."""

    stream: BinaryIO
    problem: Callable[[], Problem | None]


def body_of(
    stream: BinaryIO, encodings: tuple[str, ...], limits: Limits, *, is_chunked: bool
) -> Body:
    """The body that ``stream`` sends with these content encodings, the first applied first.

    Crawlers often store the body unpacked below the head that it came with: what does not begin
    like a chunk or like a packed stream is taken as it is.
    """
    problems: list[Callable[[], Problem | None]] = []
    if is_chunked and _CHUNK_SIZE.match(_peek(stream)):
        chunks = _Chunks(stream)
        problems.append(lambda: chunks.problem)
        stream = buffered(chunks)
    for name in reversed(encodings):
        engine = _engine(name, _peek(stream))
        if engine is None:
            continue
        if isinstance(engine, Problem):
            return Body(cast(BinaryIO, io.BytesIO()), partial(_same, engine))
        unpacker = Unpacker(stream, name, engine, limits)
        problems.append(lambda unpacker=unpacker: unpacker.problem)  # type: ignore[misc]
        stream = buffered(unpacker)
    return Body(stream, lambda: next((p for ask in problems if (p := ask())), None))


def _same(problem: Problem) -> Problem:
    return problem


def _peek(stream: BinaryIO) -> bytes:
    return bytes(cast(io.BufferedReader, stream).peek(_MAGIC))


def _engine(name: str, start: bytes) -> type[Engine] | Problem | None:
    if name in {"gzip", "x-gzip"}:
        return GzipEngine if start.startswith(b"\x1f\x8b") else None
    if name == "deflate":
        return DeflateEngine if start[:1] == b"\x78" else None
    if name == "zstd":
        return ZstEngine if start.startswith(b"\x28\xb5\x2f\xfd") else None
    if name != "br":
        return Problem(f"content encoding {name}", is_usable=False, hint="unpack the WARC first")
    # Brotli has no magic; text does not begin with a byte that is none of text.
    if start[:1] in {b"<", b"\xef"} or start.lstrip()[:1] == b"<":
        return None
    try:
        import brotli  # noqa: F401, PLC0415 - an extra
    except ImportError:
        return Problem("packed with Brotli", is_usable=False, hint="pip install 'newsclip[warc]'")
    return _BrotliEngine


class _BrotliEngine:
    """One Brotli stream."""

    # All that these give comes out at once.
    _AT_ONCE: Final = 256

    def __init__(self) -> None:
        import brotli  # noqa: PLC0415 - an extra

        self._error: type[Exception] = brotli.error
        self._inflater = brotli.Decompressor()
        self.rest = b""
        self.is_done = False

    def unpack(self, data: bytes, size: int) -> bytes:
        """What comes out of the next few bytes. Raises BrokenError."""
        part, self.rest = data[: self._AT_ONCE], data[self._AT_ONCE :]
        try:
            found: bytes = self._inflater.process(part)
        except self._error as error:
            raise BrokenError from error
        self.is_done = self._inflater.is_finished()
        return found


class _Chunks(io.RawIOBase):
    """The bytes of chunks; what follows the last one is left out."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._left = 0
        self._is_done = False
        self.problem: Problem | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if not self._left and not self._is_done:
            self._begin()
        if self._is_done:
            return 0
        data = self._stream.read(min(len(buffer), self._left))
        if not data:
            self._end("chunked body cut short")
            return 0
        self._left -= len(data)
        if not self._left:
            self._stream.readline(_LONGEST_SIZE)
        buffer[: len(data)] = data
        return len(data)

    def _begin(self) -> None:
        size = _CHUNK_SIZE.fullmatch(self._stream.readline(_LONGEST_SIZE))
        if size is None:
            self._end("chunked body cut short")
            return
        self._left = int(size[1], 16)
        self._is_done = not self._left

    def _end(self, message: str) -> None:
        self.problem = Problem(message, is_usable=True)
        self._is_done = True
