"""Markdown clippings: what the front matter says as fields, and the lines as they are."""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec

from newsclip.knowledge.dates import iso_date
from newsclip.knowledge.front_matter import (
    AUTHORS,
    DATE,
    KEYWORDS,
    PUBLISHER,
    SECTION,
    TITLE,
    URL,
    FrontMatter,
    block_of,
    keywords_of,
    read_front_matter,
)
from newsclip.record import Block, Record

MEDIA_TYPE: Final = "text/markdown"
SUFFIXES: Final = (".md", ".markdown")

# Links and images with an address, headings and fences: a dump of a page does not print these,
# while stars and hashes mean nothing. Looked for in files that call themselves Markdown.
_EVIDENCE: Final = re.compile(
    r"\]\(<?(?:https?:|mailto:|/|#|\.)|!\[[^\]\n]{0,500}\](?:\(|\[)|!\[\["
    r"|^ {0,3}#{1,6} +\S|^ {0,3}(?:```|~~~)|^ {0,3}\[[^\]\n]{1,200}\]: *<?https?:",
    re.MULTILINE,
)
_ISO: Final = re.compile(
    r"(\d{4}(?:-\d\d(?:-\d\d)?)?)"
    r"(?:[T ](\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?) ?(Z|[+-]\d\d:?\d\d)?)?"
)
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_NAMES: Final = re.compile(r"\s*[,\uff0c\u3001;\uff1b]\s*|\s+(?:and|&)\s+")


def is_markdown(text: str, *, is_named_so: bool) -> bool:
    """Whether a text is Markdown: by its front matter, or by name and marks together."""
    return _front_matter_of(text) is not None or (
        is_named_so and _EVIDENCE.search(text) is not None
    )


def with_front_matter(record: Record) -> Record:
    """The record with the fields that its front matter gives, and evidence on those lines.

    An entry that is no YAML stays with its line; a warning ``front-matter`` names it.
    """
    lines = list(record.lines)
    front = read_front_matter([line.text for line in lines])
    if front is None:
        return record
    blocks: dict[int, Block] = {0: block_of(None), front.end: block_of(None)}
    for entry in front.entries:
        if entry.problem is not None:
            message = f"{entry.key!r} in the front matter is not YAML: {entry.problem}"
            record = record.with_warning("front-matter", message, lines[entry.first].first)
        if entry.problem is None or entry.values:
            blocks.update((n, block_of(entry)) for n in range(entry.first, entry.last + 1))
    for n, block in blocks.items():
        if not lines[n].is_blank:
            lines[n] = msgspec.structs.replace(lines[n], block=block)
    return record.replace(lines=tuple(lines), **_fields(front))


def _front_matter_of(text: str) -> FrontMatter | None:
    if not text.startswith("---"):
        return None
    # Far more than any front matter, and the rest need not be cut into lines to know.
    return read_front_matter([line.rstrip("\r") for line in text[: 1 << 18].split("\n")])


def _fields(front: FrontMatter) -> dict[str, Any]:
    """The fields of a record, those that nothing is said of left out."""
    source = front.values(("source",))
    publisher = front.values(PUBLISHER) or tuple(v for v in source if not _ADDRESS.match(v))
    fields: dict[str, Any] = {
        "title": " ".join(front.values(TITLE)),
        "url": _url(front),
        "authors": _names(front.values(AUTHORS)),
        "date_published": _date(front),
        "publisher": next(iter(publisher), None),
        "section": next(iter(front.values(SECTION)), None),
        "keywords": keywords_of(front.values(KEYWORDS)),
    }
    return {name: value for name, value in fields.items() if value}


def _url(front: FrontMatter) -> str | None:
    for key in URL:
        for value in front.values((key,)):
            if _ADDRESS.fullmatch(value):
                return value
    return None


def _date(front: FrontMatter) -> str | None:
    for key in DATE:
        for value in front.values((key,)):
            iso = _ISO.fullmatch(value)
            if iso is None:
                found = iso_date(value)
            else:
                day, time, zone = iso.groups()
                found = f"{day}T{time}{zone or ''}" if time else day
            if found:
                return found
    return None


def _names(values: tuple[str, ...]) -> tuple[str, ...]:
    """The values of a list; of a single value its parts."""
    parts = _NAMES.split(values[0]) if len(values) == 1 else values
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))
