"""Plain text: a document as its lines, an article as title, blank line, text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from newsclip.record import Record
from newsclip.writing.format import Format

# ``split`` takes a line that holds only this as a sure cut.
PARTING: Final = "\f\n"


def write_text(records: Iterable[Record]) -> Iterator[str]:
    """The text of each record; articles are parted by a form feed on a line of its own.

    A document that nobody has judged is its lines exactly, so that joined documents are joined
    files. A record without title and text adds nothing.
    """
    was_article: bool | None = None
    for record in records:
        is_article = record.type == "article" or record.is_judged
        chunk = _article(record) if is_article else _document(record)
        if chunk:
            parted = was_article is not None and (was_article or is_article)
            yield PARTING + chunk if parted else chunk
            was_article = is_article


def _document(record: Record) -> str:
    return "".join(line.text + "\n" for line in record.kept)


def _article(record: Record) -> str:
    body = _document(record)
    if not record.title:
        return body
    return f"{record.title}\n\n{body}" if body else f"{record.title}\n"


TEXT: Final = Format(".txt", write_text)
