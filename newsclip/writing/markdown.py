"""Markdown (CommonMark): headline, byline and date, text by role; the words survive as they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from newsclip.record import Line, Record
from newsclip.writing.blocks import Entry, Shown, blocks_of, edges, nested
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
    return _opened(_escaped(" ".join(re.split(r"[\r\n]", text)).strip(" \t")))


def _escaped(text: str) -> str:
    return _INLINE.sub(r"\\\g<0>", text)


def _opened(line: str) -> str:
    """A line whose start opens no heading, list or rule."""
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
    for shown in blocks_of(record):
        yield _block(shown)


def _block(shown: Shown) -> str:
    match shown.kind:
        case "list":
            return "".join(_item(entry, number) for number, entry in _numbered(shown.entries))
        case "table":
            return _table(shown)
        case "pre":
            return "".join(f"    {entry.line.text}\n" for entry in shown.entries)
        case "heading":
            return f"{'#' * shown.level} {_text(shown.entries[0].line)}\n"
        case "quote":
            return f"> {_text(shown.entries[0].line)}\n"
        case _:
            return f"{_text(shown.entries[0].line)}\n"


def _numbered(entries: Iterable[Entry]) -> Iterator[tuple[int, Entry]]:
    counts: list[int] = []
    for entry in entries:
        del counts[entry.depth + 1 :]
        counts += [0] * (entry.depth + 1 - len(counts))
        counts[entry.depth] += 1
        yield counts[entry.depth], entry


def _item(entry: Entry, number: int) -> str:
    mark = f"{number}." if entry.is_numbered else "-"
    return f"{'   ' * entry.depth}{mark} {_text(entry.line)}\n"


def _table(shown: Shown) -> str:
    """A table of GitHub's Markdown; its first row is the head, short rows are filled up."""
    rows = [[" ".join(map(_text, cell)) for cell in row] for row in shown.rows]
    width = max(map(len, rows))
    lines = [row + [""] * (width - len(row)) for row in rows]
    lines.insert(1, ["---"] * width)
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _text(line: Line) -> str:
    """The text of a line with its links, strong and emphasised words as Markdown."""
    text, marks = nested(line)
    if not marks:
        return escape(text)
    pieces: list[str] = []
    at = 0
    for place, mark, is_opening in edges(marks):
        opening, closing = _MARKS.get(mark.kind, ("[", f"]({_address(mark.href or '')})"))
        pieces += (_escaped(text[at:place]), opening if is_opening else closing)
        at = place
    return _opened("".join([*pieces, _escaped(text[at:])]))


_MARKS: Final = {"strong": ("**", "**"), "em": ("*", "*")}


def _address(href: str) -> str:
    """An address inside round brackets, without what would end them."""
    return href.translate({ord("("): "%28", ord(")"): "%29", ord(" "): "%20", ord("<"): "%3C"})


MARKDOWN: Final = Format(".md", write_markdown)
