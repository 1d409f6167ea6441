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


def _mail(stream: BinaryIO, limits: Limits) -> Iterator[Member]:
    from newsclip.reading.archive.mail import open_mail  # noqa: PLC0415

    return open_mail(stream, limits)


def _mailbox(stream: BinaryIO, limits: Limits) -> Iterator[Member]:
    from newsclip.reading.archive.mail import open_mailbox  # noqa: PLC0415

    return open_mailbox(stream, limits)


def _feed(stream: BinaryIO, limits: Limits) -> Iterator[Member]:
    from newsclip.reading.archive.feed import open_feed  # noqa: PLC0415

    return open_feed(stream, limits)


OPENERS: Final[dict[str, Opener]] = {
    ".gz": _gzip,
    ".zst": _zst,
    ".zip": _zip,
    ".warc": _warc,
    ".mhtml": _mail,
    ".mht": _mail,
    ".eml": _mail,
    ".mbox": _mailbox,
    ".rss": _feed,
    ".atom": _feed,
    ".rdf": _feed,
}
# Those that hold one file, whose own suffix stands before theirs.
PACKED: Final = frozenset({".gz", ".zst"})
# Those that hold the texts of a page, a mail or a feed, and are read inside of archives, too.
LETTERS: Final = frozenset({".mhtml", ".mht", ".eml", ".mbox", ".rss", ".atom", ".rdf"})
# How content begins whose name does not tell.
MAGIC: Final = {
    b"\x1f\x8b\x08": ".gz",
    b"\x28\xb5\x2f\xfd": ".zst",
    b"PK\x03\x04": ".zip",
    b"WARC/": ".warc",
    b"From: <Saved by ": ".mhtml",
    b"Return-Path: ": ".eml",
    b"Delivered-To: ": ".eml",
    b"Received: from ": ".eml",
}

__all__ = ["LETTERS", "MAGIC", "OPENERS", "PACKED", "Limits", "Member", "Opener", "Page", "Problem"]
