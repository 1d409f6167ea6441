"""WARC files, as crawlers write them: each page or text in them, with its address and date.

The format is that of ISO 28500, WARC 1.0 and 1.1. HTTP headers are taken off, chunks joined and
packed bodies unpacked, so that what is left is what the server sent as a page.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import BinaryIO, Final

import msgspec

from newsclip.errors import InputError
from newsclip.reading.archive.member import TEXT_TYPES, Limits, Member, Page, Problem
from newsclip.reading.archive.transfer import body_of
from newsclip.reading.archive.unpacker import buffered

MAGIC: Final = b"WARC/"
_LONGEST_HEAD: Final = 1 << 20
# Conversions are the plain texts of Common Crawl's WET files.
_WITH_CONTENT: Final = frozenset({"response", "resource", "conversion"})
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?([\w.:+-]+)", re.IGNORECASE)
_STATUS: Final = re.compile(rb"HTTP/\d(?:\.\d)?\s+(\d{3})")
_OK: Final = 200

Head = dict[str, str]


def open_warc(stream: BinaryIO, limits: Limits) -> Iterator[Member]:
    """The records of a WARC file. Raises InputError where what follows is no record.

    Of packed bodies no more is unpacked than ``limits`` let through.
    """
    number = 0
    while True:
        first = _first_line(stream)
        if not first:
            return
        number += 1
        if not first.startswith(MAGIC):
            where = f"record {number} does not begin with WARC/" if number > 1 else "no WARC file"
            raise InputError(where, hint="what was readable is kept" if number > 1 else None)
        head = _head(stream)
        length = head.get("content-length", "")
        if not length.isdecimal():
            raise InputError(f"record {number} has no length", hint="what was readable is kept")
        block = _Block(stream, int(length))
        yield _member(head, block, number, limits)
        block.skip()


def _first_line(stream: BinaryIO) -> bytes:
    """The next line that is not blank, without its end; empty at the end of the stream."""
    while line := stream.readline(_LONGEST_HEAD):
        if line.strip():
            return line.strip()
    return b""


def _head(stream: BinaryIO) -> Head:
    """Named fields up to the blank line below them, names in lower case."""
    head: Head = {}
    name = ""
    size = 0
    while line := stream.readline(_LONGEST_HEAD):
        size += len(line)
        if size > _LONGEST_HEAD:
            raise InputError("a record's head is more than 1 MiB", hint="get the file again")
        if not line.strip():
            break
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        if text[0] in " \t" and name:
            head[name] += " " + text.strip()
            continue
        name, _, value = text.partition(":")
        name = name.strip().lower()
        head.setdefault(name, value.strip())
    return head


class _Block(io.RawIOBase):
    """The bytes of a record, which end where its length says, or before, which is a problem."""

    def __init__(self, stream: BinaryIO, length: int) -> None:
        self._stream = stream
        self._left = length
        self._given = 0
        self.problem: Problem | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(min(len(buffer), self._left))
        self._left -= len(data)
        self._given += len(data)
        if not data and self._left and len(buffer):
            self.problem = Problem("WARC record cut short", is_usable=self._given > 0)
            self._left = 0
        buffer[: len(data)] = data
        return len(data)

    def skip(self) -> None:
        """Go to the end of the block."""
        while self.read(1 << 16):
            pass


class _Sent(msgspec.Struct, frozen=True):
    """What the server said of a body: media type, charset, how it is packed; or why it goes."""

    media_type: str | None = None
    charset: str | None = None
    encodings: tuple[str, ...] = ()
    is_chunked: bool = False
    skipped: str | None = None


def _member(head: Head, block: _Block, number: int, limits: Limits) -> Member:
    kind = head.get("warc-type", "").lower()
    name = head.get("warc-record-id", "").strip("<>") or str(number)
    stream = buffered(block)
    if kind not in _WITH_CONTENT:
        return Member(name, stream, lambda: None, skipped=f"WARC record of type {kind or '?'}")
    declared = head.get("content-type", "")
    is_http = declared.partition(";")[0].strip().lower() == "application/http"
    sent = _sent(stream) if is_http else _typed({"content-type": declared})
    page = Page(
        head.get("warc-target-uri", "").strip("<>") or None,
        head.get("warc-date") or None,
        sent.media_type,
        sent.charset,
    )
    if sent.skipped is not None:
        return Member(name, stream, lambda: block.problem, sent.skipped, page)
    body = body_of(stream, sent.encodings, limits, is_chunked=sent.is_chunked)
    return Member(name, body.stream, lambda: block.problem or body.problem(), None, page)


def _sent(stream: BinaryIO) -> _Sent:
    """What the head of an HTTP response says, which is read off the stream."""
    status = _STATUS.match(stream.readline(_LONGEST_HEAD))
    head = _head(stream)
    if status is None:
        return _Sent(skipped="no HTTP response")
    if int(status[1]) != _OK:
        return _Sent(skipped=f"HTTP status {int(status[1])}")
    return _typed(head)


def _typed(head: Head) -> _Sent:
    declared = head.get("content-type", "")
    media_type = declared.partition(";")[0].strip().lower()
    if media_type and media_type not in TEXT_TYPES:
        return _Sent(skipped="neither HTML nor text")
    charset = _CHARSET.search(declared)
    encodings = head.get("content-encoding", "").lower().replace(" ", "")
    return _Sent(
        TEXT_TYPES.get(media_type),
        charset[1] if charset else None,
        tuple(name for name in encodings.split(",") if name and name != "identity"),
        "chunked" in head.get("transfer-encoding", "").lower(),
    )
