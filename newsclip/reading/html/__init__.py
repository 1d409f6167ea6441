"""HTML to records: the lines that a reader sees, and what the page says about itself."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import partial
from typing import Final

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, SelectolaxError

from newsclip.errors import InputError
from newsclip.reading.encoding import Decoded
from newsclip.reading.html.depth import levelled
from newsclip.reading.html.hidden_text import with_hidden_text
from newsclip.reading.html.lines import page_lines
from newsclip.reading.html.metadata import linked_article, page_metadata, stated_title
from newsclip.reading.text import with_decoding
from newsclip.record import Record, Source, document_id

MEDIA_TYPE = "text/html"
# Nobody listens to what the parser would tell of each change of its tree.
_OPTIONS: Final = LexborDocumentOptions.WO_EVENTS


def html_record(decoded: Decoded, data: bytes, path: str, *, member: str | None) -> Record:
    """The document of a page: a line a visible block, each with its evidence, and its metadata.

    Line numbers count the lines of this view. Raises InputError when the parser gives up.
    """
    try:
        tree = LexborHTMLParser(levelled(decoded.text), options=_OPTIONS)
    except SelectolaxError as error:
        raise InputError(f"the HTML parser gave up: {error}", path=path) from None
    body = tree.body or tree.root
    lines = () if body is None else page_lines(body)
    linked = linked_article(tree)
    stated = linked.get("articleBody")
    stated = stated if isinstance(stated, str) else None
    lines = with_hidden_text(lines, stated, _scripts(tree), partial(stated_title, tree, linked))
    sha256 = hashlib.sha256(data).hexdigest()
    source = Source(path, member, MEDIA_TYPE, decoded.encoding, sha256, 1, len(lines), len(data))
    record = Record(
        type="document",
        id=document_id(sha256, 1, len(lines)),
        source=source,
        lines=lines,
    )
    fields = page_metadata(tree, linked, (line.text for line in lines))
    return with_decoding(record.replace(**fields), decoded)


def _scripts(tree: LexborHTMLParser) -> Iterator[str]:
    """The scripts that are in the page itself; they are looked for only where one is asked for."""
    for node in tree.css("script:not([src])"):
        yield node.text_content or node.text()
