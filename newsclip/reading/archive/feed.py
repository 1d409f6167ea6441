"""Feeds as they are stored: RSS 0.9x to 2.0, RSS 1.0, Atom, and the exports that WordPress writes.

Each item is a document of its own, with what the feed states of it as fields.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from html import unescape
from time import strftime, struct_time
from typing import Any, BinaryIO, Final

import feedparser

from newsclip.errors import InputError
from newsclip.reading.archive.member import Limits, Member, Page, whole
from newsclip.reading.html.dates import iso_date

_UTF8: Final = "utf-8"
_END: Final = re.compile(rb"</(?:\w+:)?(?:rss|feed|RDF)\s*>")
# Behind the end of a feed may stand what a server adds, in bytes.
_TAIL: Final = 1 << 14
_TAG: Final = re.compile("<[^<>]+>")
_BLOCK: Final = re.compile("<(?:p|div|br|li|h[1-6]|table|blockquote|section)\\b", re.IGNORECASE)
_BLANK: Final = re.compile(r"\n[ \t]*\n\s*")
_REFERENCE: Final = re.compile(rb"&#([xX][0-9a-fA-F]{6,40}|[0-9]{7,40});?")
# What the library lets through of its own.
_FAULTS: Final = (ValueError, LookupError, AttributeError, TypeError, RecursionError)
# What WordPress exports beside texts: pictures, menus, revisions.
_POSTS: Final = frozenset({"post", "page"})


def open_feed(stream: BinaryIO, limits: Limits) -> Iterator[Member]:
    """The items of a feed, in its order.

    Raises InputError when it is none, or longer than ``limits`` let through; of one that is cut
    the items are given up to the cut, and then it is raised.
    """
    data = whole(stream, limits)
    found = _parsed(data)
    if not found.get("version") and not found.entries:
        raise InputError("no feed", hint="give it its right suffix")
    for number, entry in enumerate(found.entries, start=1):
        name = _text(entry.get("id") or entry.get("link")) or str(number)
        kind = _text(entry.get("wp_post_type")) or "post"
        skipped = None if kind in _POSTS else f"WordPress item of type {kind}"
        content = _markup(_content(entry)).encode(_UTF8, "replace")
        yield Member(name, io.BytesIO(content), skipped=skipped, page=_page(entry, found.feed))
    # In UTF-16, too.
    if not _END.search(data[-_TAIL:].replace(b"\0", b"")):
        raise InputError("feed cut short", hint="what was readable is kept")


def _parsed(data: bytes) -> Any:  # noqa: ANN401 - feedparser has no types
    """What the library reads in a feed. Raises InputError where it gives up."""
    stream = io.BytesIO(_REFERENCE.sub(_in_range, data))
    try:
        return feedparser.parse(stream, sanitize_html=False, resolve_relative_uris=False)
    except _FAULTS as error:
        raise InputError("a broken feed", hint="get the file again") from error


def _in_range(reference: re.Match[bytes]) -> bytes:
    """A reference to a character, or to the sign for none: the library fails at larger ones."""
    digits = reference[1]
    code = int(b"0" + digits, base=0) if digits[:1] in {b"x", b"X"} else int(digits)
    return reference[0] if code <= sys.maxunicode else b"&#65533;"


def _content(entry: Any) -> str:  # noqa: ANN401
    """The longest text of an item: all of it, or a summary where there is no more."""
    texts = [str(one.get("value") or "") for one in entry.get("content", ())]
    return max([*texts, str(entry.get("summary") or "")], key=len)


def _markup(text: str) -> str:
    """A text as markup: where it has no elements for blocks, blank lines part its paragraphs."""
    if _BLOCK.search(text):
        return text
    if "<" not in text:
        text = text.replace("&", "&amp;") if unescape(text) == text else text
    return "".join(f"<p>{part}</p>" for part in _BLANK.split(text.strip()))


def _page(entry: Any, feed: Any) -> Page:  # noqa: ANN401
    """What a feed states of an item; what it leaves out is looked for in the text."""
    source = entry.get("source") or {}
    names = [_text(one.get("name")) for one in entry.get("authors") or ()]
    tags = [_text(tag.get("term")) for tag in entry.get("tags") or ()]
    date = _date(entry, "published") or _date(entry, "updated") or _date(entry, "created")
    stated = {
        "title": _text(entry.get("title")),
        "authors": tuple(dict.fromkeys(name for name in names if name and "@" not in name)),
        "date_published": date,
        "publisher": _text(source.get("title") or entry.get("publisher") or feed.get("title")),
        "keywords": tuple(dict.fromkeys(tag for tag in tags if tag)),
    }
    summary = str(entry.get("summary") or "")
    said = {"id": _text(entry.get("id")), "updated": _date(entry, "updated")}
    if said["updated"] == date:
        del said["updated"]
    if summary != _content(entry):
        said["summary"] = _text(summary)
    return Page(
        _text(entry.get("link")) or None,
        None,
        "text/html",
        _UTF8,
        fields={name: value for name, value in stated.items() if value},
        extra={"feed": {name: value for name, value in said.items() if value}},
    )


def _text(markup: object) -> str:
    """The words of a value, which may be marked up, in one line."""
    text = _TAG.sub(" ", markup) if isinstance(markup, str) else ""
    return " ".join(unescape(text).split())


def _date(entry: Any, name: str) -> str | None:  # noqa: ANN401
    # Without the detour of its class, which gives the date of publication for that of a change.
    written = iso_date(str(dict.get(entry, name) or ""))
    parsed = dict.get(entry, f"{name}_parsed")
    if written is None and isinstance(parsed, struct_time):
        return strftime("%Y-%m-%dT%H:%M:%S+00:00", parsed)
    return written
