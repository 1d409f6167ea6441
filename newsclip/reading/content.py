"""One input opened: unpacked, its form told by suffix or content, and handed to its reader."""

from __future__ import annotations

import codecs
import io
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from itertools import chain, islice
from typing import BinaryIO, Final, Protocol, TypeVar, cast

import msgspec

from newsclip.errors import InputError
from newsclip.reading.archive import LETTERS, MAGIC, OPENERS, PACKED, Member, Page, Problem
from newsclip.reading.encoding import Decoded, codec_named, decode, refuse_binary, wide_codec
from newsclip.reading.jsonl import is_record, lines_of_stream, read_jsonl
from newsclip.reading.options import (
    MAX_BYTES,
    Form,
    OnError,
    OnSkip,
    ReadOptions,
    report,
)
from newsclip.reading.sniff import is_feed, is_html
from newsclip.reading.text import text_record
from newsclip.reading.walk import (
    STDIN,
    Entry,
    form_of,
    suffix_of_archive,
    unreadable,
    without_archive_suffix,
)
from newsclip.record import Record

T_co = TypeVar("T_co", covariant=True)
_HEAD: Final = 1 << 16
_LONGEST_MAGIC: Final = max(map(len, MAGIC))
_MARKDOWN: Final = (".md", ".markdown")
_UTF8: Final = "utf-8"
# The shortest text, in characters, that may be an export: a head and some sentences in Chinese.
_LEAST_EXPORT: Final = 200


class OfLines(Protocol[T_co]):
    """What makes something of lines of JSON, as ``read_jsonl`` makes records."""

    def __call__(
        self, lines: Iterable[bytes], path: str, *, encoding: str, on_error: OnError | None
    ) -> Iterator[T_co]:
        """What comes of the lines of the input that ``path`` names; ``encoding`` is their codec."""


def read_entry(
    entry: Entry,
    options: ReadOptions = ReadOptions(),  # noqa: B008 - frozen
    *,
    on_error: OnError | None = None,
    on_skip: OnSkip | None = None,
) -> Iterator[Record]:
    """The records of one file, or of the files in it. Errors go to ``on_error``, or are raised.

    ``on_skip`` hears the name and the reason of each member of an archive that is passed over.
    """
    return read_pieces(entry, options, read_jsonl, on_error=on_error, on_skip=on_skip)


def read_pieces(
    entry: Entry,
    options: ReadOptions,
    of_lines: OfLines[T_co],
    *,
    on_error: OnError | None = None,
    on_skip: OnSkip | None = None,
) -> Iterator[Record | T_co]:
    """The records of one file, and what ``of_lines`` makes of the JSON Lines in it."""
    if options.encoding is not None:
        codec_named(options.encoding)
    try:
        with _opened(entry) as stream:
            for member in _members(entry, stream, options):
                shown = entry.shown if member.name is None else f"{entry.shown}!{member.name}"
                why = _passed_over(member, options)
                if why is not None:
                    if on_skip is not None:
                        on_skip(shown, why)
                    continue
                try:
                    yield from _read_member(member, entry, options, of_lines, on_error)
                except InputError as error:
                    error.path = error.path or shown
                    report(error, on_error)
    except InputError as error:
        error.path = error.path or entry.shown
        report(error, on_error)
    except OSError as error:
        report(unreadable(entry.shown, error), on_error)


@contextmanager
def _opened(entry: Entry) -> Iterator[BinaryIO]:
    if entry.path == STDIN and entry.is_stream:
        if sys.stdin is None:
            raise InputError("standard input is closed", hint="name a file, or pipe one in")
        # Not closed: it is not ours, and a second reader of the process may want its end.
        yield sys.stdin.buffer
        return
    with open(entry.path, "rb") as stream:  # noqa: PTH123 - a path of bytes that are no UTF-8
        yield stream


def _members(entry: Entry, stream: BinaryIO, options: ReadOptions) -> Iterator[Member]:
    suffix = suffix_of_archive(entry.path)
    if suffix is None:
        stream = _peekable(stream)
        suffix = _suffix_by_magic(stream)
        # Servers pack pages and browsers save them so; a page that holds files is a broken one.
        if suffix not in PACKED and form_of(entry.path) is not None:
            suffix = None
    if suffix is None:
        yield Member(None, stream)
        return
    for member in OPENERS[suffix](stream, options.limits):
        # A WARC is packed record by record, which reads as one packed file.
        inner = _inner_suffix(member, entry) if suffix in PACKED else None
        if inner is not None:
            yield from OPENERS[inner](member.stream, options.limits)
            _ask(member)
        elif member.name is not None and suffix_of_archive(member.name) in LETTERS:
            yield from _letters(member, member.name, options)
        else:
            yield member


def _letters(member: Member, name: str, options: ReadOptions) -> Iterator[Member]:
    """What a mail, a saved page or a feed holds that is itself a member."""
    opener = OPENERS[suffix_of_archive(name) or ""]
    try:
        for inner in opener(member.stream, options.limits):
            own = name if inner.name is None else f"{name}/{inner.name}"
            yield msgspec.structs.replace(inner, name=own)
        _ask(member)
    except InputError as error:
        problem = Problem(error.message, is_usable=False, hint=error.hint)
        page = Page(media_type="text/plain")
        yield Member(name, io.BytesIO(), lambda: member.problem() or problem, page=page)


def _inner_suffix(member: Member, entry: Entry) -> str | None:
    """The suffix of what a packed file holds, where that holds files itself."""
    inner = suffix_of_archive(without_archive_suffix(entry.path))
    if inner is None:
        inner = _suffix_by_magic(member.stream)
        # What has the name of a text or a page is one, as where it is not packed.
        if inner in LETTERS and form_of(entry.path) is not None:
            return None
    return inner if inner not in {*PACKED, ".zip"} else None


def _suffix_by_magic(stream: BinaryIO) -> str | None:
    start = _peek(stream)
    known = (suffix for magic, suffix in MAGIC.items() if start.startswith(magic))
    return next(known, ".rss" if is_feed(start) else None)


def _passed_over(member: Member, options: ReadOptions) -> str | None:
    """Why a member is not read, None when it is: as with the files of a folder."""
    if member.skipped is not None or member.name is None or member.page is not None:
        return member.skipped
    names = member.name.replace("\\", "/").split("/")
    if any(name.startswith(".") and name.strip(".") for name in names):
        return "hidden"
    if options.globs:
        is_read = any(fnmatchcase(member.name if "/" in g else names[-1], g) for g in options.globs)
    else:
        is_read = form_of(names[-1]) is not None
    if is_read and suffix_of_archive(names[-1]) is None:
        return None
    return "an archive in an archive" if suffix_of_archive(names[-1]) else "another kind of file"


def _peekable(stream: BinaryIO) -> BinaryIO:
    if hasattr(stream, "peek"):
        return stream
    return cast(BinaryIO, io.BufferedReader(cast(io.RawIOBase, stream)))


def _peek(stream: BinaryIO) -> bytes:
    return bytes(cast(io.BufferedReader, stream).peek(_LONGEST_MAGIC))


def _read_member(
    member: Member,
    entry: Entry,
    options: ReadOptions,
    of_lines: OfLines[T_co],
    on_error: OnError | None,
) -> Iterator[Record | T_co]:
    form: Form | None = None if options.form == "auto" else options.form
    form = form or _form_of_page(member) or form_of(member.name or entry.path)
    shown = entry.shown if member.name is None else f"{entry.shown}!{member.name}"
    head: list[bytes] = []
    if form is None:
        head = _first_lines(member.stream)
        if head and is_record(head[-1]):
            form = "jsonl"
    if form == "jsonl":
        lines, encoding = _json_lines(head, member.stream, options)
        yield from of_lines(lines, shown, encoding=encoding, on_error=on_error)
        _ask(member)
        return
    data = _content(head, member.stream)
    objects = _objects(data, form, head)
    if objects is not None:
        yield from of_lines(objects, shown, encoding=_UTF8, on_error=on_error)
        _ask(member)
        return
    problem = member.problem()
    if problem is not None:
        error = _error_of(problem)
        if not problem.is_usable:
            raise error
        error.path = shown
        report(error, on_error)
    record = _document(data, form, member, entry, options)
    if problem is not None:
        record = record.with_warning("truncated", problem.message)
    yield _with_crawl(record, member)


def _objects(data: bytes, form: Form | None, head: list[bytes]) -> list[bytes] | None:
    """The objects of a file that is one JSON value, None for any other file."""
    start = head[-1].removeprefix(codecs.BOM_UTF8).lstrip() if head else b""
    if form is not None or not start.startswith((b"[", b"{")):
        return None
    from newsclip.reading.foreign import objects_of  # noqa: PLC0415 - rarely needed

    return objects_of(data)


def _form_of_page(member: Member) -> Form | None:
    media_type = None if member.page is None else member.page.media_type
    return None if media_type is None else "html" if media_type == "text/html" else "text"


def _with_crawl(record: Record, member: Member) -> Record:
    """The record with what a crawl knows of it: its address, where the page gives none, its date.

    The date is a key of its own: that of the crawl is not that of the article.
    """
    page = member.page
    if page is None:
        return record
    known = {**page.extra, "crawl_date": page.date} if page.date is not None else page.extra
    extra = {name: msgspec.Raw(msgspec.json.encode(value)) for name, value in known.items()}
    stated = {"url": record.url or page.url, **page.fields}
    return record.replace(**stated, extra={**record.extra, **extra})


def _document(
    data: bytes, form: Form | None, member: Member, entry: Entry, options: ReadOptions
) -> Record:
    charset = None if member.page is None else member.page.charset
    decoded = decode(data, label=options.encoding, html=form in {None, "html"}, charset=charset)
    is_markdown = form != "html" and _is_markdown(decoded.text, member.name or entry.path, options)
    if form == "html" or (form is None and not is_markdown and is_html(decoded.text)):
        from newsclip.reading.html import html_record  # noqa: PLC0415 - loads the parser

        return html_record(decoded, data, entry.shown, member=member.name)
    if not is_markdown:
        return _plain_text(decoded, data, member, entry)
    from newsclip.reading.markdown import MEDIA_TYPE, with_front_matter  # noqa: PLC0415

    record = text_record(decoded, data, entry.shown, member=member.name, media_type=MEDIA_TYPE)
    return with_front_matter(record)


def _plain_text(decoded: Decoded, data: bytes, member: Member, entry: Entry) -> Record:
    """The document of a text, with what an export says of its lines."""
    record = text_record(decoded, data, entry.shown, member=member.name, media_type="text/plain")
    if len(decoded.text) < _LEAST_EXPORT:
        return record
    from newsclip.reading.exports import with_export  # noqa: PLC0415 - many patterns

    return with_export(record)


def _is_markdown(text: str, name: str, options: ReadOptions) -> bool:
    """Whether a text is Markdown, unless the caller has said that it is not."""
    if options.form != "auto":
        return options.form == "markdown"
    is_named_so = without_archive_suffix(name).lower().endswith(_MARKDOWN)
    if not is_named_so and not text.startswith("---"):
        return False
    from newsclip.reading.markdown import is_markdown  # noqa: PLC0415 - most texts are none

    return is_markdown(text, is_named_so=is_named_so)


def _error_of(problem: Problem) -> InputError:
    hint = "what was readable is kept" if problem.is_usable else "get the file again"
    return InputError(problem.message, hint=problem.hint or hint)


def _ask(member: Member) -> None:
    problem = member.problem()
    if problem is not None:
        raise _error_of(problem)


def _first_lines(stream: BinaryIO) -> list[bytes]:
    """The lines up to the first that is not blank, that one included."""
    lines: list[bytes] = []
    for line in lines_of_stream(stream):
        lines.append(line)
        if line.removeprefix(codecs.BOM_UTF8).strip():
            break
    return lines


def _json_lines(
    head: list[bytes], stream: BinaryIO, options: ReadOptions
) -> tuple[Iterable[bytes], str]:
    """The lines, and the codec to read each with."""
    codec = None if options.encoding is None else codec_named(options.encoding)
    if codec is None and not head:
        head = list(islice(lines_of_stream(stream), 1))
    wide = wide_codec(head[0]) if head else None
    if wide is None and codec is not None and codec.startswith(("utf-16", "utf-32")):
        wide = codec
    if wide is None:
        return chain(head, lines_of_stream(stream)), codec or _UTF8
    # A line end in UTF-16 is two bytes that another character may hold too: not by lines of bytes.
    text = decode(_content(head, stream), label=codec).text
    return (line.encode() for line in text.split("\n")), _UTF8


def _content(head: list[bytes], stream: BinaryIO) -> bytes:
    """All of a stream. Raises InputError as soon as it is seen to be binary or too long."""
    start = b"".join(head)
    start += stream.read(max(_HEAD - len(start), 0))
    refuse_binary(start)
    rest = stream.read(MAX_BYTES + 1 - len(start))
    if len(start) + len(rest) > MAX_BYTES:
        raise InputError(f"more than {MAX_BYTES >> 20} MiB of text", hint="split the file first")
    return start + rest
