"""Who wrote an article, by a page's markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from selectolax.lexbor import LexborHTMLParser

from newsclip.reading.html.linked_data import names
from newsclip.reading.html.values import MAX_ITEMS, clean, unique

_LIST: Final = re.compile(r"[;；、|]")
# What reporters are, behind their names.
_OFFICE: Final = re.compile(r"\s+(?:기자|記者|记者)$")
_AUTHOR_KEYS: Final = ("author", "article:author", "parsely-author", "dc.creator", "byl")


def page_authors(
    tree: LexborHTMLParser, meta: dict[str, list[str]], linked: dict[str, Any]
) -> tuple[str, ...]:
    """The authors that JSON-LD names, else those of meta elements, else those of the body."""
    found = names(linked.get("author")) or names(linked.get("creator"))
    if not found:
        found = next((meta[key] for key in _AUTHOR_KEYS if key in meta), [])
    if not found:
        nodes = tree.css('[itemprop="author"], [rel~="author"]')[:MAX_ITEMS]
        found = [clean(node.text()) or "" for node in nodes]
    return unique(author for name in found for author in _split_names(name))


def _split_names(text: str) -> Iterator[str]:
    """The names of a list of names; a comma parts them only where each part has two words."""
    for part in _LIST.split(text):
        pieces = part.split(",")
        for name in pieces if all(len(piece.split()) > 1 for piece in pieces) else [part]:
            yield _OFFICE.sub("", name.rstrip())
