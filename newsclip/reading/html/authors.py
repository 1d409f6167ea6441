"""Who wrote an article, by a page's markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from newsclip.knowledge.names import names_by, told_apart
from newsclip.reading.html.linked_data import names
from newsclip.reading.html.values import MAX_ITEMS, clean, unique

_LIST: Final = re.compile(r"[;；、|]")
# What reporters are, behind their names.
_OFFICE: Final = re.compile(r"\s+(?:기자|記者|记者)$")
_AUTHOR_KEYS: Final = (
    "author", "article:author", "article:author_name", "content_author", "parsely-author",
    "sailthru.author", "dc.creator", "dcterms.creator", "byl",
)  # fmt: skip
# What stands before a name in the same element.
_LABEL: Final = re.compile(r"^[^\W\d_][^:：]{0,20}[:：]\s*")
_CARDS: Final = ".fn, .author.vcard, .p-author"
_OF_AUTHOR: Final = re.compile(r"(?:^|[\s_-])(?:author|byline)(?:$|[\s_-])", re.IGNORECASE)
_OF_READER: Final = re.compile(r"(?:^|[\s_-])comment", re.IGNORECASE)
# So far above a name its card, and the article that has both, say whose name it is.
_NEAR: Final = 4


def page_authors(
    tree: LexborHTMLParser, meta: dict[str, list[str]], linked: dict[str, Any]
) -> tuple[str, ...]:
    """The authors that JSON-LD names, else those of meta elements, else those of the body."""
    found = names(linked.get("author")) or names(linked.get("creator"))
    if not found:
        stated = (meta[key] for key in _AUTHOR_KEYS if key in meta)
        found = next((values for values in stated if unique(values)), [])
    if not found:
        nodes = tree.css('[itemprop="author"], [rel~="author"]')[:MAX_ITEMS]
        found = [_bare(clean(node.text()) or "") for one in nodes for node in _named(one)]
    if not found:
        found = [_bare(clean(card.text()) or "") for card in _cards(tree)]
    return unique(author for name in found for author in _split_names(name))


def _named(node: LexborNode) -> list[LexborNode]:
    """The elements of a node that hold the names and nothing else, or the node itself."""
    return node.css('[itemprop="name"]') or [node]


def _bare(text: str) -> str:
    """A name without the label that leads it."""
    return ", ".join(names_by(text)) or _LABEL.sub("", text)


def _cards(tree: LexborHTMLParser) -> Iterator[LexborNode]:
    """The names of authors in hCards: of several articles on a page those of the first one.

    Readers who comment have cards too.
    """
    byline: LexborNode | None = None
    for card in tree.css(_CARDS)[:MAX_ITEMS]:
        above = list(_above(card))
        classes = [node.attributes.get("class") or "" for node in above]
        if any(map(_OF_READER.search, classes)) or not any(map(_OF_AUTHOR.search, classes)):
            continue
        is_beside = byline is None or any(node.mem_id == byline.mem_id for node in above)
        if is_beside and not any(node.mem_id != card.mem_id for node in card.css(".fn")):
            byline = byline or above[min(2, len(above) - 1)]
            yield card


def _above(node: LexborNode) -> Iterator[LexborNode]:
    """An element and those that hold it, the nearest first."""
    above: LexborNode | None = node
    for _ in range(_NEAR):
        if above is None:
            return
        yield above
        above = above.parent


def _split_names(text: str) -> Iterator[str]:
    """The names of a list of names; a comma parts them only where each part has two words."""
    for part in _LIST.split(text):
        pieces = part.split(",")
        for piece in pieces if all(len(piece.split()) > 1 for piece in pieces) else [part]:
            for name in told_apart(piece):
                yield _OFFICE.sub("", name.rstrip())
