"""JSON Lines: one record a line, schema ``newsclip/1``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from newsclip.record import Record
from newsclip.schema import to_json
from newsclip.writing.format import Format


def write_jsonl(records: Iterable[Record]) -> Iterator[str]:
    """One line of JSON a record. ``--slim`` is ``record.without_trace`` on each before this."""
    for record in records:
        yield to_json(record) + "\n"


JSONL: Final = Format(".jsonl", write_jsonl)
