"""A record as an editor sees it: every line with its number, what goes, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rich.cells import cell_len
from rich.text import Text

from newsclip.cli.console import visible
from newsclip.knowledge.changes import Change, changes
from newsclip.knowledge.folding import says_same
from newsclip.record import FIELD_ROLES, Line, Record

# Cells: a number, its mark, the gap before the margin; and the margin itself, by screen width.
_NUMBER: Final = 6
_GAP: Final = 2
_NARROW_MARGIN: Final = 24
_WIDE_MARGIN: Final = 34
_WIDE_FROM: Final = 110
# Longer rows of Latin text are hard to read; Chinese ones have half as many characters.
WIDEST: Final = 130
NARROWEST: Final = 50

_REMOVED: Final = "dim strike"
_FIELD: Final = "cyan"
_WHY: Final = "yellow"
_OLD: Final = "red strike"
_NEW: Final = "green"
_BADGE: Final = "reverse"
# What has no width or looks like a plain space: nobody would see that it was taken away.
_HIDDEN: Final = re.compile(
    "[\u00a0\u00ad\u034f\u180e\u2000-\u200f\u202f\u205f-\u2064\u3000\ufeff]"
)
_OPENING: Final = frozenset("([{\u300c\u300e\u3010\u3014\uff08\u300a\u3008\u201c\u2018")
_CLOSING: Final = frozenset(
    ",.;:!?)]}\u3001\u3002\uff0c\uff0e\uff1b\uff1a\uff01\uff1f"
    "\u300d\u300f\u3011\u3015\uff09\u300b\u3009\u201d\u2019\u2026\u00bb"
)


def sheet(record: Record, converted: Record, width: int, *, is_plain: bool) -> Iterator[Text]:
    """The rows of a record, none wider than ``width`` cells: its head, its lines, their sum.

    ``converted`` is what ``convert`` made of it, the record itself where there is no convert.
    ``is_plain`` marks repairs as ``[-old-]{+new+}``, because there are no colours to do it.
    """
    yield from _head(converted, width)
    touched = changes(record, converted)
    margin = _WIDE_MARGIN if width >= _WIDE_FROM else _NARROW_MARGIN
    body = width - _NUMBER - _GAP - margin
    for line in record.lines:
        text = _text_of(line, touched.get(line.first), is_plain=is_plain)
        yield from _rows(line, text, body, margin)
    yield Text(_sum(record), style="dim")


def _head(record: Record, width: int) -> Iterator[Text]:
    part = record.part
    name = f"article {part.index} of {part.count}" if part else record.type
    head = Text(f"\u2500\u2500 {name} ")
    if record.language:
        head.append(f" {record.language} ", style=_BADGE)
        score = "" if record.language_score is None else f" {record.language_score:.2f}"
        head.append(f"{score} ")
    head.append("\u2500" * max(0, width - head.cell_len))
    yield head
    if record.title:
        for row in fold(Text(visible(record.title), style="bold"), width - 3):
            yield Text("   ") + row
    facts = [*record.authors, record.date_published or "", record.publisher or ""]
    said = " \u00b7 ".join(visible(fact) for fact in facts if fact)
    if said:
        for row in fold(Text(said), width - 3):
            yield Text("   ") + row
    for warning in record.warnings:
        for row in fold(Text(visible(f"{warning.code}: {warning.message}")), width - 5):
            yield Text("   ! ", style=_WHY) + row


def _text_of(line: Line, pieces: list[Change] | None, *, is_plain: bool) -> Text:
    style = ""
    if line.role in FIELD_ROLES:
        style = _FIELD
    elif not line.is_kept:
        style = _REMOVED
    if pieces is None:
        return Text(visible(line.text), style=style)
    text = Text(style=style)
    for state, piece in pieces:
        if state == "same":
            text.append(visible(piece))
        elif is_plain:
            text.append(f"[-{_shown(piece)}-]" if state == "old" else f"{{+{_shown(piece)}+}}")
        else:
            text.append(_shown(piece), style=_OLD if state == "old" else _NEW)
    return text


def _shown(piece: str) -> str:
    """A changed piece, with what nobody could see in it as escapes; a line end is an arrow."""
    arrow = piece.replace("\n", "\u21b5")
    return _HIDDEN.sub(lambda match: f"\\u{ord(match[0]):04x}", visible(arrow))


def _rows(line: Line, text: Text, body: int, margin: int) -> Iterator[Text]:
    """The rows of one line: number and mark, text, and the reason at the right."""
    is_text = _is_text(line)
    # The text has no reason beside it, and takes the room.
    rows = list(fold(text, body + _GAP + margin if is_text else body)) or [Text()]
    reasons = [] if is_text else list(fold(Text(_why(line), style=_WHY), margin))
    number = str(line.first) if line.first == line.last else f"{line.first}-"
    for index in range(max(len(rows), len(reasons))):
        lead = f"{number:>{_NUMBER - 2}}" if index == 0 else " " * (_NUMBER - 2)
        if index == 1 and line.first != line.last:
            lead = f"{line.last:>{_NUMBER - 2}}"
        row = Text(f"{lead}{_mark(line) if index == 0 else ' '} ", style="dim")
        row = Text.assemble(row, rows[index] if index < len(rows) else "")
        if index < len(reasons):
            row.append(" " * (_NUMBER + body + _GAP - row.cell_len))
            row.append_text(reasons[index])
        yield row


def _is_text(line: Line) -> bool:
    return line.is_kept or line.role == "blank"


def _mark(line: Line) -> str:
    """How a line is marked where strokes and colours cannot be seen: gone, a field, or text."""
    if _is_text(line):
        return " "
    return "=" if line.role in FIELD_ROLES else "-"


def _why(line: Line) -> str:
    """Role, rule and evidence of a line."""
    label = line.label
    if label is None:
        return ""
    parts: list[str] = [label.role]
    if label.rule:
        parts.append(label.rule)
    if label.evidence and not says_same(label.evidence, line.text):
        parts.append(f"\u201c{label.evidence}\u201d")
    if label.score is not None and label.score < 1:
        parts.append(f"{label.score:.2f}")
    return visible(" ".join(parts))


def _sum(record: Record) -> str:
    lines = [line for line in record.lines if not line.is_blank]
    kept = sum(line.is_kept for line in lines)
    fields = sum(line.role in FIELD_ROLES for line in lines)
    gone = len(lines) - kept - fields
    said = f"{kept} lines kept, {fields} in fields, {gone} gone, {len(record.edits)} repairs"
    return " " * _NUMBER + said


def fold(text: Text, width: int) -> Iterator[Text]:
    """``text`` in rows of at most ``width`` cells, cut after spaces or wide characters."""
    plain = text.plain
    offsets: list[int] = []
    start = cells = 0
    cut: int | None = None
    for index, character in enumerate(plain):
        size = cell_len(character)
        if cells + size > width and index > start:
            end = cut if cut is not None and cut > start else index
            offsets.append(end)
            cells = cell_len(plain[end:index])
            start, cut = end, None
        cells += size
        # Brackets and marks stay with what they open or close, as printers have it.
        following = plain[index + 1 : index + 2]
        is_free = character not in _OPENING and following not in _CLOSING
        if character.isspace() or (size > 1 and is_free):
            cut = index + 1
    for row in text.divide(offsets):
        row.rstrip()
        yield row
