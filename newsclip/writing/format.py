"""What a format is to those who write: a suffix, and records to chunks of text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import msgspec

from newsclip.record import Record

Write = Callable[[Iterable[Record]], Iterator[str]]


class Format(msgspec.Struct, frozen=True):
    """A format: the suffix of its files, and a function that gives one chunk of text a record.

    A chunk ends with a line end and holds all that its record adds to the output, so that the
    caller can write and flush it at once. Joined, the chunks are the whole output.
    """

    suffix: str
    write: Write
