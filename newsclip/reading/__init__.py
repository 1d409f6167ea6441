"""Bytes to records: files, folders, globs and standard input, as text, HTML or JSON Lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from newsclip.reading.archive.member import Limits
from newsclip.reading.content import read_entry
from newsclip.reading.options import OnError, OnSkip, ReadOptions
from newsclip.reading.walk import Entry, walk
from newsclip.record import Record

__all__ = ["Entry", "Limits", "ReadOptions", "read", "read_entry", "walk"]


def read(
    paths: Iterable[str],
    options: ReadOptions = ReadOptions(),  # noqa: B008 - frozen
    *,
    on_error: OnError | None = None,
    on_skip: OnSkip | None = None,
) -> Iterator[Record]:
    """The records of ``paths``, lazily: a document a text or HTML file, or what a stream holds.

    ``on_error`` hears an InputError or RecordError for each input or line that fails, and reading
    goes on; without it the first one is raised. ``on_skip`` hears the path and the reason of each
    file of a folder or an archive that is passed over. Raises UsageError for an unknown
    ``options.encoding``.
    """
    for entry in walk(paths, options, on_error=on_error, on_skip=on_skip):
        yield from read_entry(entry, options, on_error=on_error, on_skip=on_skip)
