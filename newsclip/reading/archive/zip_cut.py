"""What is left of a zip file without its end: members one after the other, up to the cut."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final

from newsclip.reading.archive.member import Limits, Member, Problem
from newsclip.reading.archive.unpacker import buffered

LOCAL: Final = b"PK\x03\x04"
ENCRYPTED: Final = 0x1
NAME_IS_UTF8: Final = 0x800
# What zipfile and the unpackers raise; RuntimeError for versions and flags that they don't know.
FAULTS: Final = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(EOFError, OSError, ValueError, RuntimeError),
)
_HEADER: Final = struct.Struct("<4s5H3I2H")
_STORED, _DEFLATED = 0, 8
_CHUNK: Final = 1 << 16
# A member whose size was not known when it was begun has it behind its bytes.
_SIZE_FOLLOWS: Final = 0x8
_LARGEST_DESCRIPTOR: Final = 24


class Tally:
    """What has come out of all members of an archive so far, and whether it is too much."""

    def __init__(self, limits: Limits, size: int) -> None:
        self._limits = limits
        self._size = size
        self._given = 0
        self.is_full = False

    def add(self, count: int) -> Problem | None:
        """Count bytes; the problem that they make."""
        self._given += count
        problem = self._limits.exceeded(self._given, self._size)
        self.is_full = problem is not None
        return problem


def name_of(raw: bytes, *, is_utf8: bool) -> str:
    """The name of a member: one that says nothing of its encoding is often UTF-8 all the same."""
    try:
        return raw.decode()
    except UnicodeError:
        return raw.decode("utf-8" if is_utf8 else "cp437", "backslashreplace")


def open_cut(file: BinaryIO, tally: Tally) -> Iterator[Member]:
    """The members of a zip file from its start on, until one cannot be followed."""
    at = 0
    while not tally.is_full:
        file.seek(at)
        header = file.read(_HEADER.size)
        if len(header) < _HEADER.size or not header.startswith(LOCAL):
            return
        _, _, flags, method, _, _, _, size, _, name_length, more = _HEADER.unpack(header)
        name = name_of(file.read(name_length), is_utf8=bool(flags & NAME_IS_UTF8))
        start = at + _HEADER.size + name_length + more
        has_size = not flags & _SIZE_FOLLOWS
        is_readable = method == _DEFLATED or (method == _STORED and has_size)
        if is_readable and not flags & ENCRYPTED:
            content = _Content(file, start, size if method == _STORED else None, tally)
            if not name.endswith("/"):
                yield Member(name, buffered(content), lambda c=content: c.problem)  # type: ignore[misc]
            while content.read(_CHUNK):
                pass
            at = _next(file, content.end)
        elif has_size:
            at = start + size
        else:
            return


def _next(file: BinaryIO, end: int) -> int:
    """Where the next member begins, behind what may follow the bytes of this one."""
    file.seek(end)
    found = file.read(_LARGEST_DESCRIPTOR + len(LOCAL)).find(LOCAL)
    return end + max(found, 0)


class _Content(io.RawIOBase):
    """The bytes of a member that begins at ``start``: ``size`` stored ones, or deflated ones."""

    def __init__(self, file: BinaryIO, start: int, size: int | None, tally: Tally) -> None:
        self._file = file
        self._left = size
        self._tally = tally
        self._inflater = zlib.decompressobj(wbits=-15)
        self._waiting = b""
        self._given = 0
        self.end = start
        self.problem: Problem | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if self.problem is not None:
            return 0
        data = self._inflated(len(buffer)) if self._left is None else self._stored(len(buffer))
        self._given += len(data)
        self._note(self._tally.add(len(data)))
        buffer[: len(data)] = data
        return len(data)

    def _stored(self, size: int) -> bytes:
        self._file.seek(self.end)
        data = self._file.read(min(size, self._left or 0))
        if not data and self._left:
            self._break("zip member cut short")
        self._left = (self._left or 0) - len(data)
        self.end += len(data)
        return data

    def _inflated(self, size: int) -> bytes:
        while not self._inflater.eof:
            if not self._waiting:
                self._file.seek(self.end)
                self._waiting = self._file.read(_CHUNK)
                self.end += len(self._waiting)
            if not self._waiting:
                self._break("zip member cut short")
                return b""
            try:
                data = self._inflater.decompress(self._waiting, size)
            except zlib.error:
                self._break("broken zip member")
                return b""
            self._waiting = self._inflater.unconsumed_tail
            # Only behind the end there are any.
            self.end -= len(self._inflater.unused_data)
            if data:
                return data
        return b""

    def _break(self, message: str) -> None:
        self._note(Problem(message, is_usable=self._given > 0))

    def _note(self, problem: Problem | None) -> None:
        self.problem = self.problem or problem
