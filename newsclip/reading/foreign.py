"""Records of other tools, whose text stands under a name of their own, as records of ours.

The names are those of news-please, newspaper, Scrapy spiders, trafilatura, NewsAPI, the REST API of
WordPress, JSON Feed (jsonfeed.org) and schema.org's NewsArticle. What is adopted stays under its
own name, too, but for the text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import unescape
from typing import Any, Final

import msgspec

from newsclip.reading.encoding import Decoded
from newsclip.reading.html.dates import iso_date
from newsclip.reading.jsonl import TEXT_KEYS, is_record
from newsclip.reading.sniff import is_html
from newsclip.record import Record
from newsclip.schema import from_json

# Files that are one object hold their articles under these.
LIST_KEYS: Final = ("articles", "items", "entries", "posts", "docs", "documents", "results", "data")
_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "title": ("headline", "heading", "title_page"),
    "url": ("link", "source_url", "article_url", "permalink", "canonical_url", "guid"),
    "date_published": (
        "datePublished", "date_publish", "publishedAt", "published_at", "publish_date", "pub_date",
        "pubDate", "pubdate", "published", "published_date", "date",
    ),
    "authors": ("author", "byline", "creator"),
    "publisher": ("site_name", "sitename", "source_name", "source", "source_domain", "site"),
    "section": ("articleSection", "category"),
    "keywords": ("tags", "categories"),
}  # fmt: skip
_KNOWN: Final = frozenset([*TEXT_KEYS, *_NAMES, *(name for one in _NAMES.values() for name in one)])
_LISTS: Final = frozenset({"authors", "keywords"})
# How an object says what a value is called.
_WORDS: Final = ("rendered", "name", "value", "text", "term", "title")


def foreign_record(line: str, *, path: str, number: int) -> Record | None:
    """The record of an object that has its text under another name; None for any other line.

    A text with markup is read as a page is.
    """
    try:
        values = msgspec.json.decode(line, type=dict[str, msgspec.Raw])
        found = {name: msgspec.json.decode(values[name]) for name in values if name in _KNOWN}
    except (msgspec.DecodeError, RecursionError):
        return None
    texts = ((name, _text(found[name])) for name in TEXT_KEYS if name in found)
    name, text = next(((name, text) for name, text in texts if text), ("", ""))
    if not text:
        return None
    rest = {key: value for key, value in values.items() if key not in {name, "text"}}
    stated = {key: value for key in _NAMES if (value := _stated(found, key))}
    is_page = is_html(text)
    whole = {**rest, **stated, "text": "" if is_page else text}
    others = {key: rest[key] for key in stated if key in rest and found[key] != stated[key]}
    if others and "foreign" not in rest:
        whole["foreign"] = others
    record = from_json(msgspec.json.encode(whole), path=path, number=number)
    return _read_as_page(record, text, path, number) if is_page else record


def objects_of(data: bytes) -> list[bytes] | None:
    """The objects with a text in a file that is one JSON value, None where it is no such file.

    That is a list of them, one by itself, or an object that holds a list.
    """
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        value = msgspec.json.decode(data, type=list[msgspec.Raw] | dict[str, msgspec.Raw])
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return None
    if isinstance(value, dict):
        lists = (_listed(bytes(value[name])) for name in LIST_KEYS if name in value)
        value = next((found for found in lists if _has_texts(found)), [msgspec.Raw(data)])
    if not _has_texts(value):
        return None
    # Each in one line, with its numbers as they are written.
    return [msgspec.json.format(bytes(one), indent=-1) for one in value]


def _listed(data: bytes) -> list[msgspec.Raw]:
    try:
        return msgspec.json.decode(data, type=list[msgspec.Raw])
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return []


def _has_texts(values: Sequence[msgspec.Raw]) -> bool:
    return any(is_record(bytes(one)) for one in values)


def _read_as_page(record: Record, markup: str, path: str, number: int) -> Record:
    from newsclip.reading.html import html_record  # noqa: PLC0415 - loads the parser

    page = html_record(Decoded(markup, "utf-8"), markup.encode(), path, member=str(number))
    stated = {name: value for name in _NAMES if (value := getattr(record, name))}
    return page.replace(**stated, extra=record.extra)


def _text(value: Any, depth: int = 3) -> str:  # noqa: ANN401 - JSON
    """The text of a value: itself, the paragraphs of a list, or what an object says."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and depth:
        return "\n".join(filter(None, (_text(one, depth - 1) for one in value)))
    if isinstance(value, dict) and depth:
        return next((_text(value[name], depth - 1) for name in _WORDS if value.get(name)), "")
    return ""


def _stated(found: Mapping[str, Any], key: str) -> Any:  # noqa: ANN401
    """What an object says of a field under another name, or in another form than ours."""
    for name in (key, *_NAMES[key]):
        value = found.get(name)
        if key in _LISTS:
            values = value if isinstance(value, list) else [value]
            said = [text for one in values if (text := _text(one).strip())]
            if said:
                return said
        elif key == "date_published":
            date = iso_date(value) if isinstance(value, str) else None
            if date is not None:
                return date
        else:
            text = " ".join(unescape(_text(value)).split())
            if "://" in text or (text and key != "url"):
                return text
    return None
