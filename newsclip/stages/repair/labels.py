"""Labels before the text of an export out: "LP", "Full text:", "正文："; the words stay."""

from __future__ import annotations

import msgspec

from newsclip.knowledge.exports.evidence import field_of, is_led_by_label
from newsclip.knowledge.exports.labels import value_start
from newsclip.record import Line, Record
from newsclip.stages.repair.edits import Change, rewrite

_RULE = "labels/text"
_FIELDS = frozenset({"text", "lead"})


def remove_labels(record: Record) -> Record:
    """The record with its text without the labels that its export put before it, an edit each."""
    if not any(_has_label(line) for line in record.lines):
        return record
    lines, edits = list(record.lines), list(record.edits)
    for n, line in enumerate(lines):
        if not _has_label(line):
            continue
        start = value_start(line.text, field_of(line) or "")
        plain = msgspec.structs.replace(line, block=None)
        if start:
            plain, made = rewrite(plain, [Change(0, start, "", _RULE)])
            edits += made
        lines[n] = plain
    return record.replace(lines=tuple(lines), edits=tuple(edits))


def _has_label(line: Line) -> bool:
    return line.block is not None and field_of(line) in _FIELDS and is_led_by_label(line)
