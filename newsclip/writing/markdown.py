"""Markdown (CommonMark): headline, byline and date, text by role; the words survive as they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from newsclip.record import Line, Record
from newsclip.writing.format import Format

PARTING: Final = "---\n\n"
# A backslash before these is the character itself; "_" inside a word and a lone "&" mean nothing.
_INLINE: Final = re.compile(r"[\\`*\[\]<>|~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w{1,40};)")
# What opens a heading, a list, a rule or an underlined heading at the start of a line.
_OPENING: Final = re.compile(r"(#{1,6}(?=\s|$)|[-+](?=\s|$|[-+])|=(?==*\s*$))")
_ORDERED: Final = re.compile(r"(\d{1,9})([.)])(?=\s|$)")


def write_markdown(records: Iterable[Record]) -> Iterator[str]:
    """The Markdown of each record, records parted by a rule; one without text adds nothing."""
    is_first = True
    for record in records:
        chunk = "\n".join(_blocks(record))
        if chunk:
            yield chunk if is_first else "\n" + PARTING + chunk
            is_first = False


def escape(text: str) -> str:
    """One line of Markdown that reads as ``text``, white space at its ends aside.

    >>> escape("1. *x* <b> a_b")
    '1\\\\. \\\\*x\\\\* \\\\<b\\\\> a_b'
    """
    line = _INLINE.sub(r"\\\g<0>", " ".join(re.split(r"[\r\n]", text)).strip(" \t"))
    line = _OPENING.sub(r"\\\1", line, count=1) if _OPENING.match(line) else line
    ordered = _ORDERED.match(line)
    if ordered:
        line = f"{ordered[1]}\\{ordered[2]}{line[ordered.end() :]}"
    return line


def _blocks(record: Record) -> Iterator[str]:
    if record.title:
        yield f"# {escape(record.title)}\n"
    byline = ", ".join(filter(None, (*record.authors, record.date_published)))
    if byline:
        yield f"*{escape(byline)}*\n"
    items: list[str] = []
    for line in record.kept:
        if line.role == "list_item":
            items.append(f"- {escape(line.text)}\n")
            continue
        if items:
            yield "".join(items)
            items = []
        if line.text.strip():
            yield _block(line)
    if items:
        yield "".join(items)


def _block(line: Line) -> str:
    text = escape(line.text)
    if line.role == "subhead":
        return f"## {text}\n"
    return f"> {text}\n" if line.role == "quote" else f"{text}\n"


MARKDOWN: Final = Format(".md", write_markdown)
