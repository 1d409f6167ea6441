"""CSV, a row a record, for spreadsheets: UTF-8, a header, no cell that runs as a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from newsclip.record import Record
from newsclip.writing.format import Format

COLUMNS: Final = (
    "id", "path", "title", "language", "language_score", "url", "authors", "date_published",
    "publisher", "section", "keywords", "text",
)  # fmt: skip
# A spreadsheet runs a cell that begins so; the apostrophe says that it is text.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_csv(records: Iterable[Record], columns: Sequence[str] = COLUMNS) -> Iterator[str]:
    """A header, then one row a record; lists are joined by ``; ``. The header comes first, alone
    where there is no record.
    """
    header = _row(columns)
    for record in records:
        yield header + _row([_cell(value) for value in _values(record, columns)])
        header = ""
    if header:
        yield header


def _values(record: Record, columns: Sequence[str]) -> Iterator[object]:
    for column in columns:
        yield record.source.path if column == "path" else getattr(record, column)


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = "; ".join(value) if isinstance(value, tuple) else str(value)
    return "'" + text if text.startswith(_FORMULA) else text


def _row(cells: Iterable[str]) -> str:
    import csv  # noqa: PLC0415 - all formats are listed, one is written

    buffer = io.StringIO(newline="")
    # With CRLF as its line end the writer quotes cells that hold either half of it.
    csv.writer(buffer, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue().removesuffix("\r\n") + "\n"


CSV: Final = Format(".csv", write_csv)
