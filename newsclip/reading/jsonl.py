"""JSON Lines: one record a line, streamed, so that memory is bounded by the longest line."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO, Final

import msgspec

from newsclip.errors import RecordError
from newsclip.reading.options import OnError, report
from newsclip.record import Record
from newsclip.schema import from_json

# A record of this size is a file that lost its line ends; reading on would take all memory.
MAX_LINE: Final = 256 << 20
_BOM: Final = codecs.BOM_UTF8
# How a record of newsclip begins, even one that is cut short.
_OWN: Final = re.compile(rb'\{\s*"schema"\s*:\s*"newsclip/')
# Names under which other tools keep a text. In this order: what says that it is the whole text,
# then words that mean other things, too.
TEXT_KEYS: Final = (
    "maintext", "articleBody", "article_text", "article_body", "fulltext", "full_text", "body_text",
    "content_text", "plain_text", "raw_text", "content_html", "body_html", "content", "body",
    "article", "story", "raw_html", "html",
)  # fmt: skip
_keys_of = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode


def read_jsonl(
    lines: Iterable[bytes],
    path: str,
    *,
    first: int = 1,
    encoding: str = "utf-8",
    on_error: OnError | None = None,
) -> Iterator[Record]:
    """The records of JSON lines; a line that is none is a RecordError for ``on_error``.

    Blank lines, CRLF ends and a byte order mark are tolerated. ``first`` is the number of the first
    line, ``encoding`` the codec of each.
    """
    for number, line in enumerate(lines, first):
        if number == 1:
            line = line.removeprefix(_BOM)  # noqa: PLW2901 - the same line
        try:
            if len(line) > MAX_LINE:
                raise RecordError(f"line of more than {MAX_LINE >> 20} MiB")
            if not line.strip():
                continue
            record = _record(_decoded(line, encoding), path, number)
        except RecordError as error:
            error.path, error.line = path, number
            report(error, on_error)
        else:
            yield record


def lines_of_stream(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream with their ends; of one longer than MAX_LINE only the start."""
    while line := stream.readline(MAX_LINE + 1):
        yield line
        while len(line) > MAX_LINE and not line.endswith(b"\n"):
            line = stream.readline(MAX_LINE + 1)


def is_record(line: bytes) -> bool:
    """Whether a line is a JSON object with a text or a key ``schema``, or begins like ours."""
    line = line.removeprefix(_BOM).strip()
    if _OWN.match(line):
        return True
    if not line.startswith(b"{"):
        return False
    try:
        keys = _keys_of(line)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return False
    return "text" in keys or "schema" in keys or holds_text(keys)


def holds_text(keys: Mapping[str, object]) -> bool:
    """Whether an object has a text under a name that other tools use."""
    return any(name in keys for name in TEXT_KEYS)


def _record(line: str, path: str, number: int) -> Record:
    """The record of a line, also of one whose text has another name. Raises RecordError."""
    try:
        return from_json(line, path=path, number=number)
    except RecordError:
        if _OWN.match(line.encode("utf-8", "replace").lstrip()) or not is_record(line.encode()):
            raise
        from newsclip.reading.foreign import foreign_record  # noqa: PLC0415 - rarely needed

        record = foreign_record(line, path=path, number=number)
        if record is None:
            raise
        return record


def _decoded(line: bytes, encoding: str) -> str:
    try:
        return line.decode(encoding)
    except UnicodeError:
        raise RecordError(f"not in {encoding}", hint="the line is left out") from None
