"""Mails and pages that browsers save as one (MHTML): the text of each, and the texts attached.

The formats are RFC 5322 with MIME (RFC 2045 to 2049), RFC 2557 for pages, RFC 4155 for mailboxes.
"""

from __future__ import annotations

import email
import io
from collections.abc import Iterator
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from typing import Any, BinaryIO, Final

from newsclip.errors import InputError
from newsclip.reading.archive.member import TEXT_TYPES, Limits, Member, Page, whole
from newsclip.reading.html.dates import iso_date

_HTML: Final = "text/html"
_WEB: Final = ("http://", "https://")
# How browsers name themselves as the sender of a page.
_SAVED_BY: Final = "<saved by"
_FROM_LINE: Final = b"From "
_QUOTED: Final = b">From "
# What the parts of the email package raise on headers that are none.
_FAULTS: Final = (ValueError, LookupError, AttributeError, TypeError, OverflowError, MessageError)


def open_mail(stream: BinaryIO, limits: Limits) -> Iterator[Member]:
    """The texts of a mail or of a saved page: its body, and what is attached.

    Raises InputError when it is neither, or longer than ``limits`` let through.
    """
    yield from _members(whole(stream, limits), None)


def open_mailbox(stream: BinaryIO, limits: Limits) -> Iterator[Member]:
    """The texts of each mail in a mailbox, which are named by the mail's own identifier.

    Raises InputError when it is none, or one of its mails is longer than ``limits`` let through.
    """
    lines: list[bytes] = []
    size = number = 0
    after_blank = True
    for line in stream:
        if after_blank and line.startswith(_FROM_LINE):
            if number:
                yield from _members(b"".join(lines), number)
            lines, size, number = [], 0, number + 1
        elif not number and line.strip():
            raise InputError("no mailbox", hint="give it its right suffix")
        else:
            lines.append(line[1:] if line.startswith(_QUOTED) else line)
            size += len(line)
            if size > limits.bytes:
                message = f"mail {number} is too long"
                raise InputError(message, hint="if it is sound, raise --max-bytes")
        after_blank = not line.strip()
    if number:
        yield from _members(b"".join(lines), number)


def _members(data: bytes, number: int | None) -> Iterator[Member]:
    """The members of one mail, the ``number``-th of a mailbox or one by itself."""
    fault, parts, message = None, list[tuple[Message, Message]](), Message()
    try:
        message = email.message_from_bytes(data)
        parts = list(_texts(message, message))
    except RecursionError:
        fault = "parts nested too deep"
    if fault is None and not (len(message) and parts):
        fault = "no text in it" if len(message) else "no mail"
    if fault is not None:
        if number is None:
            raise InputError(fault, hint="give it its right suffix" if parts else None)
        yield Member(str(number), io.BytesIO(), skipped=fault)
        return
    own = None if number is None else _header(message, "Message-ID").strip("<>") or str(number)
    for place, (owner, part) in enumerate(parts, start=1):
        stream = io.BytesIO(_content(part))
        file = _file_name(part)
        if file is not None:
            yield Member(file if own is None else f"{own}/{file}", stream)
            continue
        name = own if place == 1 else f"part {place}" if own is None else f"{own}/part {place}"
        yield Member(name, stream, page=_page(owner, part))


def _texts(owner: Message, part: Message) -> Iterator[tuple[Message, Message]]:
    """The texts in a part of a mail and what is attached, each with the mail that it is of."""
    kind = part.get_content_type()
    if kind == "message/rfc822" and part.is_multipart():
        for one in _messages(part):
            yield from _texts(one, one)
    elif part.is_multipart():
        for one in _chosen(kind, _messages(part), part):
            yield from _texts(owner, one)
    elif kind in TEXT_TYPES or part.get_content_maintype() == "multipart" or _file_name(part):
        # What says that it has parts, and has none, is a text.
        yield owner, part


def _messages(whole: Message) -> list[Message]:
    return [part for part in whole.get_payload() if isinstance(part, Message)]


def _chosen(kind: str, parts: list[Message], whole: Message) -> list[Message]:
    """The parts that are read: of several forms of one text the page, of a page its own file."""
    if not parts:
        return []
    if kind == "multipart/alternative":
        pages = [one for one in parts if any(p.get_content_type() == _HTML for p in one.walk())]
        return [(pages or parts)[-1 if pages else 0]]
    if kind == "multipart/related":
        start = str(whole.get_param("start", ""))
        named = [one for one in parts if start and str(one.get("Content-ID", "")).strip() == start]
        return (named or parts)[:1]
    return parts


def _content(part: Message) -> bytes:
    try:
        data = part.get_payload(decode=True)
    except _FAULTS:
        data = str(part.get_payload()).encode("utf-8", "surrogateescape")
    return data if isinstance(data, bytes) else b""


def _file_name(part: Message) -> str | None:
    """The name of a file that is attached, None for a text of the mail itself."""
    try:
        name = part.get_filename()
    except _FAULTS:
        return None
    is_own = (
        part.get_content_type() in TEXT_TYPES and part.get_content_disposition() != "attachment"
    )
    return None if is_own or not name else _decoded(name)


def _page(owner: Message, part: Message) -> Page:
    """What the mail says of a text in it."""
    at = _header(part, "Content-Location") or _header(owner, "Snapshot-Content-Location")
    try:
        charset = part.get_content_charset()
    except _FAULTS:
        charset = None
    is_saved = _header(owner, "From").lower().startswith(_SAVED_BY)
    date = iso_date(_header(owner, "Date"))
    said = {
        "from": _header(owner, "From"),
        "subject": _header(owner, "Subject"),
        "date": date,
        "message_id": _header(owner, "Message-ID"),
    }
    extra: dict[str, Any] = {name: value for name, value in said.items() if value}
    return Page(
        at if at.startswith(_WEB) else None,
        date if is_saved else None,
        TEXT_TYPES.get(part.get_content_type(), "text/plain"),
        charset,
        extra={} if is_saved else {"mail": extra},
    )


def _header(message: Message, name: str) -> str:
    """A header in characters, in one line; empty where there is none."""
    return _decoded(str(message.get(name, "")))


def _decoded(text: str) -> str:
    try:
        text = str(make_header(decode_header(text)))
    except _FAULTS:
        text = text.encode("utf-8", "backslashreplace").decode()
    return " ".join(text.encode("utf-8", "backslashreplace").decode().split())
