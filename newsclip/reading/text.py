"""Decoded text to one document record, line by line."""

from __future__ import annotations

import hashlib

from newsclip.reading.encoding import Decoded
from newsclip.record import Record, Source, document_id, lines_of


def text_record(
    decoded: Decoded, data: bytes, path: str, *, member: str | None, media_type: str
) -> Record:
    """The document of a text file: every line of it, blank ones too; of an empty one no lines.

    ``data`` is the content before decoding, ``path`` and ``member`` say where it came from.
    """
    lines = lines_of_text(decoded.text)
    sha256 = hashlib.sha256(data).hexdigest()
    source = Source(path, member, media_type, decoded.encoding, sha256, 1, len(lines), len(data))
    record = Record(
        type="document",
        id=document_id(sha256, 1, len(lines)),
        source=source,
        lines=lines_of("\n".join(lines)) if lines else (),
    )
    return with_decoding(record, decoded)


def with_decoding(record: Record, decoded: Decoded) -> Record:
    """``record`` with the doubts of its decoding, and ``empty`` when it holds nothing to read."""
    for code, message in decoded.warnings:
        record = record.with_warning(code, message)
    if all(line.is_blank for line in record.lines):
        record = record.with_warning("empty", "the file holds no text")
    return record


def lines_of_text(text: str) -> list[str]:
    """The lines of a text: LF or CRLF end one, and CR where there is no LF; the last end is none.

    >>> lines_of_text("a\\r\\nb\\r\\n")
    ['a', 'b']
    """
    if "\r" in text and "\n" not in text:
        text = text.replace("\r", "\n")
    if not text:
        return []
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    # Not a pattern: "\r+\n" is quadratic on a run of carriage returns.
    return [line.rstrip("\r") for line in lines] if "\r" in text else lines
