"""Zip files: each member that has the name of a text, a page or records."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO, Final, cast

from newsclip.errors import InputError
from newsclip.reading.archive.member import Limits, Member, Problem
from newsclip.reading.archive.unpacker import buffered
from newsclip.reading.archive.zip_cut import (
    ENCRYPTED,
    FAULTS,
    LOCAL,
    NAME_IS_UTF8,
    Tally,
    name_of,
    open_cut,
)

_CHUNK: Final = 1 << 16
_IN_MEMORY: Final = 16 << 20
_METHODS: Final = frozenset(
    {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}
)


def open_zip(stream: BinaryIO, limits: Limits) -> Iterator[Member]:
    """The members of a zip file, in its order; a name is only a name, and opens nothing.

    Raises InputError when it is none. Of one that is cut, so that its list of members is gone, the
    members are given up to the cut, and then it is raised.
    """
    with _seekable(stream, limits) as file:
        tally = Tally(limits, file.seek(0, io.SEEK_END))
        try:
            archive = zipfile.ZipFile(file)
        except RuntimeError as error:
            # A version of the format that the library doesn't know.
            raise InputError(f"unknown {error}", hint="unpack it first") from error
        except FAULTS as error:
            file.seek(0)
            if file.read(len(LOCAL)) != LOCAL:
                raise InputError("not a zip file", hint="give it its right suffix") from error
            yield from open_cut(file, tally)
            raise InputError("zip file cut short", hint="what was readable is kept") from error
        with archive:
            for info in archive.infolist():
                if not info.is_dir():
                    yield _member(archive, info, tally)
                if tally.is_full:
                    return


class _Content(io.RawIOBase):
    """The bytes of a member; they end at the first fault, which ``problem`` then names."""

    def __init__(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, tally: Tally) -> None:
        self._tally = tally
        self._given = 0
        self._inner: IO[bytes] | None = None
        self.problem: Problem | None = None
        if info.flag_bits & ENCRYPTED:
            self.problem = Problem("encrypted", is_usable=False, hint="unpack it with its password")
            return
        if info.compress_type not in _METHODS:
            message = f"packed by method {info.compress_type}, which is not known here"
            self.problem = Problem(message, is_usable=False, hint="unpack it first")
            return
        try:
            self._inner = archive.open(info)
        except FAULTS:
            self.problem = Problem("broken zip member", is_usable=False)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if self._inner is None or self.problem is not None:
            return 0
        try:
            data = self._inner.read(len(buffer))
        except FAULTS as error:
            is_crc = "CRC" in str(error)
            message = "zip member with a bad checksum" if is_crc else "broken zip member"
            self.problem = Problem(message, is_usable=self._given > 0)
            return 0
        self._given += len(data)
        self.problem = self._tally.add(len(data))
        if self.problem is not None:
            return 0
        buffer[: len(data)] = data
        return len(data)


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, tally: Tally) -> Member:
    content = _Content(archive, info, tally)
    return Member(_name(info), buffered(content), lambda: content.problem)


def _name(info: zipfile.ZipInfo) -> str:
    if info.flag_bits & NAME_IS_UTF8:
        return info.filename
    # This is how zipfile has decoded it.
    return name_of(info.filename.encode("cp437"), is_utf8=False)


@contextmanager
def _seekable(stream: BinaryIO, limits: Limits) -> Iterator[BinaryIO]:
    """The stream itself, or a temporary file of what a pipe gives; a zip file ends with its list.

    Raises InputError when a pipe gives more than ``limits`` let through.
    """
    if stream.seekable():
        yield stream
        return
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        size = 0
        while data := stream.read(_CHUNK):
            size += len(data)
            if size > limits.bytes:
                said = f"a zip file of more than {limits.bytes >> 20} MiB"
                raise InputError(said, hint="raise --max-bytes")
            file.write(data)
        yield cast(BinaryIO, file)
