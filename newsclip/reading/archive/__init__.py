"""Archives and compressed files: a module a type, listed by suffix in ``OPENERS``.

An opener takes a binary stream, and how much may come out of it, and gives its members one at a
time, each with a stream of its own that is read before the next one is asked for. A pipe will do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

from newsclip.reading.archive.member import Limits, Member, Page, Problem

Opener = Callable[[BinaryIO, Limits], Iterator[Member]]


def _gzip(stream: BinaryIO, limits: Limits) -> Iterator[Member]:
    from newsclip.reading.archive.gzip import open_gzip  # noqa: PLC0415 - once there is one

    return open_gzip(stream, limits)


def _zst(stream: BinaryIO, limits: Limits) -> Iterator[Member]:
    from newsclip.reading.archive.zst import open_zst  # noqa: PLC0415

    return open_zst(stream, limits)


def _zip(stream: BinaryIO, limits: Limits) -> Iterator[Member]:
    from newsclip.reading.archive.zip import open_zip  # noqa: PLC0415

    return open_zip(stream, limits)


def _warc(stream: BinaryIO, limits: Limits) -> Iterator[Member]:
    from newsclip.reading.archive.warc import open_warc  # noqa: PLC0415

    return open_warc(stream, limits)


OPENERS: Final[dict[str, Opener]] = {".gz": _gzip, ".zst": _zst, ".zip": _zip, ".warc": _warc}
# Those that hold one file, whose own suffix stands before theirs.
PACKED: Final = frozenset({".gz", ".zst"})
# How content begins whose name does not tell.
MAGIC: Final = {
    b"\x1f\x8b\x08": ".gz",
    b"\x28\xb5\x2f\xfd": ".zst",
    b"PK\x03\x04": ".zip",
    b"WARC/": ".warc",
}

__all__ = ["MAGIC", "OPENERS", "PACKED", "Limits", "Member", "Opener", "Page", "Problem"]
