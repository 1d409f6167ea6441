"""Archives and compressed files: a module a type, listed by suffix in ``OPENERS``.

An opener takes a binary stream, and how much may come out of it, and gives its members one at a
time, each with a stream of its own that is read before the next one is asked for. A pipe will do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import BinaryIO, Final

from newsclip.reading.archive.member import Limits, Member, Page, Problem

Opener = Callable[[BinaryIO, Limits], Iterator[Member]]


def _loaded(module: str, name: str) -> Opener:
    """An opener that is loaded once there is a file for it."""

    def opener(stream: BinaryIO, limits: Limits) -> Iterator[Member]:
        found: Opener = getattr(import_module(f"{__name__}.{module}"), name)
        return found(stream, limits)

    return opener


_MAIL: Final = _loaded("mail", "open_mail")
_FEED: Final = _loaded("feed", "open_feed")
OPENERS: Final[dict[str, Opener]] = {
    ".gz": _loaded("gzip", "open_gzip"),
    ".zst": _loaded("zst", "open_zst"),
    ".zip": _loaded("zip", "open_zip"),
    ".warc": _loaded("warc", "open_warc"),
    ".mhtml": _MAIL,
    ".mht": _MAIL,
    ".eml": _MAIL,
    ".mbox": _loaded("mail", "open_mailbox"),
    ".rss": _FEED,
    ".atom": _FEED,
    ".rdf": _FEED,
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
