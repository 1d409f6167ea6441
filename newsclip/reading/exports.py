"""Exports of press databases and labelled dumps: what each line is, as evidence on it."""

from __future__ import annotations

import msgspec

from newsclip.knowledge.exports import Export, find_export
from newsclip.knowledge.exports.evidence import block_of
from newsclip.knowledge.print_pages import page_furniture
from newsclip.record import Record


def with_export(record: Record) -> Record:
    """The record with evidence on the fields of its documents; any other text as it is."""
    texts = [line.text for line in record.lines]
    export = find_export(texts)
    if export is not None and _has_page_heads(export, furniture := page_furniture(texts)):
        export = find_export(["" if n in furniture else text for n, text in enumerate(texts)])
    if export is None:
        return record
    lines = list(record.lines)
    for n in export.cover:
        block = block_of("cover", begins=False, is_labelled=False, is_database=True)
        lines[n] = msgspec.structs.replace(lines[n], block=block)
    for entry in export.entries:
        for n, field in entry.fields.items():
            block = block_of(
                field,
                begins=n == entry.begin,
                is_labelled=n in entry.labelled,
                is_database=export.is_database,
            )
            lines[n] = msgspec.structs.replace(lines[n], block=block)
    return record.replace(lines=tuple(lines))


def _has_page_heads(export: Export, furniture: frozenset[int]) -> bool:
    """Whether the heads of printed pages were taken for fields: they name paper, date and page."""
    named = [
        {n for n, field in entry.fields.items() if field in {"date", "publisher"}}
        for entry in export.entries
    ]
    return 2 * sum(not furniture.isdisjoint(lines) for lines in named) > len(named)
