"""The form of a content whose name does not tell."""

from __future__ import annotations

import re
from typing import Final

_WITHIN: Final = 1000
# Tags that open a page or a piece of one; any "<" would take mail addresses and quoted brackets.
_TAG: Final = re.compile(
    r"<(?:!doctype\s+html|(?:html|head|body|div|p|article|section|main|header|footer|nav|aside|"
    r"title|meta|link|script|style|table|ul|ol|h[1-6]|span|a|img|br|blockquote|figure)"
    r"(?=[\s/>])[^<>]{0,500}>)",
    re.IGNORECASE,
)


def is_html(text: str) -> bool:
    """Whether a tag of HTML opens within the first 1,000 characters."""
    start = 1 if text.startswith("\ufeff") else 0
    return _TAG.search(text[start : start + _WITHIN]) is not None


# The root element of a feed, behind a declaration, comments and instructions. What has been read of
# them is not read again otherwise: comments after comments can be parted in countless ways.
_FEED: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?(?>\s*<(?:\?.*?\?|!--.*?--|!DOCTYPE[^>\[]*)>)*+"
    rb"\s*<(?:\w+:)?(?:rss|feed|RDF)[\s>]",
    re.DOTALL,
)


def is_feed(start: bytes) -> bool:
    """Whether the first bytes of a file begin a feed in UTF-8 or a code page like it."""
    return _FEED.match(start) is not None
