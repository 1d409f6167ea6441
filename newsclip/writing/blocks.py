"""The text of a record as blocks that both Markdown and HTML can show, and their marks.

What a line is comes from its role; how deep a list item stands, which heading it is and which cell
of a table, from the element that it had on its page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal

import msgspec

from newsclip.record import Line, Mark, Record

Kind = Literal["paragraph", "heading", "quote", "list", "table", "pre"]

_CELLS: Final = ("td", "th")
_LISTS: Final = ("ul", "ol")
_DEEPEST_LIST: Final = 4
# Longer cells are paragraphs in a table that lays out a page.
_LONGEST_CELL: Final = 200
_LOWEST: Final = 6
# What may be linked to: addresses that run nothing.
SCHEMES: Final = ("http://", "https://", "mailto:")


class Entry(msgspec.Struct, frozen=True):
    """A line of a block: of a list its ``depth`` from 0 and whether it is numbered."""

    line: Line
    depth: int = 0
    is_numbered: bool = False


class Shown(msgspec.Struct, frozen=True):
    """A block: ``entries`` of a list, ``rows`` of cells of a table, else one entry.

    ``level`` is that of a heading, 2 to 6.
    """

    kind: Kind
    entries: tuple[Entry, ...] = ()
    rows: tuple[tuple[tuple[Line, ...], ...], ...] = ()
    level: int = 2


def blocks_of(record: Record) -> Iterator[Shown]:
    """The kept lines of a record as blocks, in order; white lines are left out."""
    pending: list[Line] = []
    kind: Kind = "paragraph"
    for line in record.kept:
        if not line.text.strip():
            continue
        own = _kind(line)
        if pending and own != kind:
            yield _joined(kind, pending)
            pending = []
        if own in {"list", "table", "pre"}:
            pending.append(line)
            kind = own
        else:
            yield Shown(own, (Entry(line),), level=_level(line))
    if pending:
        yield _joined(kind, pending)


def _kind(line: Line) -> Kind:
    block = line.block
    on_page = block is not None and block.depth > 0
    if line.role == "subhead":
        return "heading"
    if line.role == "quote":
        return "quote"
    if line.role == "list_item":
        return "list"
    if not on_page or block is None:
        return "paragraph"
    if block.kind == "table" and len(line.text) <= _LONGEST_CELL:
        return "table"
    return "pre" if block.kind == "pre" else "paragraph"


def _joined(kind: Kind, lines: Sequence[Line]) -> Shown:
    if kind == "table":
        return Shown(kind, rows=_rows(lines))
    if kind == "list":
        return Shown(kind, tuple(_items(lines)))
    return Shown(kind, tuple(map(Entry, lines)))


def _path(line: Line) -> list[str]:
    return line.block.path.split(">") if line.block is not None else []


def _level(line: Line) -> int:
    """The level of a heading: the title is the only one of level 1."""
    tag = _path(line)[-1:]
    if tag and tag[0][:1] == "h" and tag[0][1:].isdigit():
        return min(max(int(tag[0][1:]), 2), _LOWEST)
    return 2


def _items(lines: Sequence[Line]) -> Iterator[Entry]:
    """The items of a list; the first of each run of depths is never deeper than one step."""
    least = min(sum(tag in _LISTS for tag in _path(line)) for line in lines)
    depth = -1
    for line in lines:
        lists = [tag for tag in _path(line) if tag in _LISTS]
        depth = min(len(lists) - least, depth + 1, _DEEPEST_LIST)
        yield Entry(line, depth, bool(lists) and lists[-1] == "ol")


def _rows(lines: Iterable[Line]) -> tuple[tuple[tuple[Line, ...], ...], ...]:
    """The lines of a table as rows of cells of lines."""
    rows: list[list[list[Line]]] = []
    for line in lines:
        cell = _cell_depth(line)
        shared = line.block.shared if line.block is not None else 0
        if not rows or shared < cell - 1:
            rows.append([[line]])
        elif shared < cell:
            rows[-1].append([line])
        else:
            rows[-1][-1].append(line)
    return tuple(tuple(tuple(cell) for cell in row) for row in rows)


def _cell_depth(line: Line) -> int:
    """How deep the cell around a line stands; 0 where its path does not name one."""
    path = _path(line)
    for at in range(len(path) - 1, -1, -1):
        if path[at] in _CELLS and line.block is not None:
            return line.block.depth - (len(path) - 1 - at)
    return 0


def nested(line: Line) -> tuple[str, list[Mark]]:
    """The text of a line without white space around it, and its marks, each wholly in the next.

    Links are kept where they lead to a page or an address of a person; marks that overlap are cut.
    """
    text = line.text.strip()
    before = len(line.text) - len(line.text.lstrip())
    found: list[Mark] = []
    ends: list[int] = []
    in_link = -1
    for mark in sorted(line.block.marks if line.block else (), key=lambda m: (m.start, -m.end)):
        start, end = max(mark.start - before, 0), min(mark.end - before, len(text))
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        while ends and ends[-1] <= start:
            ends.pop()
        end = min(end, ends[-1]) if ends else end
        is_safe = mark.kind != "link" or (mark.href or "").lower().startswith(SCHEMES)
        if start >= end or not is_safe or (mark.kind == "link" and start < in_link):
            continue
        if mark.kind == "link":
            in_link = end
        found.append(msgspec.structs.replace(mark, start=start, end=end))
        ends.append(end)
    return text, found


def edges(marks: Sequence[Mark]) -> list[tuple[int, Mark, bool]]:
    """Where marks begin and end, in order: place, mark, whether it begins there.

    ``marks`` are nested, the outer one first.
    """
    found = [(mark.end, 0, -number, mark) for number, mark in enumerate(marks)]
    found += [(mark.start, 1, number, mark) for number, mark in enumerate(marks)]
    found.sort(key=lambda edge: edge[:3])
    return [(place, mark, bool(is_opening)) for place, is_opening, _, mark in found]
