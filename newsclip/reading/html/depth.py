"""Markup that would cost the parser minutes is levelled before it is parsed; no text is lost.

The tree builder looks through all open elements at each tag, so that 100,000 open ``<div>`` cost it
half a minute, and it opens each formatting element that was left open again in each paragraph, so
that 5,000 of them fill the memory. Browsers stop nesting at 512. Each attribute of a tag is
compared with all before it: 50,000 of them cost 15 s.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

# Of 372 news pages the deepest tree has 35 levels, and 94 elements that its page never closed.
MAX_DEPTH: Final = 250
MAX_FORMATTING: Final = 40
# Below so many tags even a page of nothing but open ones is built in 0.3 s; the look costs 5 ms.
_FEW_TAGS: Final = 10_000
_FORMATTING: Final = frozenset(
    {"b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"}
)
# A closed or void element, or one that the next of its kind closes, cannot nest in itself.
_NOT_NESTING: Final = frozenset(
    {
        "a", "area", "base", "br", "caption", "col", "colgroup", "dd", "dt", "embed", "head",
        "hr", "html", "body", "img", "input", "li", "link", "meta", "option", "optgroup", "p",
        "param", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr", "svg",
        "path", "g", "use",
    }
)  # fmt: skip
# A line break keeps apart what two of these held; text in the others runs on.
_INLINE: Final = _FORMATTING | {
    "abbr", "cite", "del", "ins", "label", "mark", "q", "ruby", "span", "sub", "sup", "time",
}  # fmt: skip
_TAG: Final = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(script|style|textarea|title)\b.*?(?:</\1|\Z)"
    r"|<(/?)([a-z][a-z0-9-]*)[^<>]*>",
    re.IGNORECASE | re.DOTALL,
)
# Names that may be those of formatting elements, in either case: a flag would cost four times that.
_OPEN: Final = re.compile(r"<([bcefinstuBCEFINSTU]\w{0,5})[\s>]")
_SHUT: Final = re.compile(r"</([bcefinstuBCEFINSTU]\w{0,5})[\s>]")
_LONG: Final = re.compile(r"<[^<>]{4000}")
_LONG_TAG: Final = 4000
_NAME: Final = re.compile(r"<[a-zA-Z][^\s/>]*")
_ATTRIBUTE: Final = re.compile(r"[\s/]+[^\s=>/]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>\"']+))?")
_MAX_ATTRIBUTES: Final = 500


def levelled(html: str) -> str:
    """``html`` without the tags of elements nested deeper than MAX_DEPTH; blocks end a line.

    A tag keeps its first 500 attributes.
    """
    html = _with_few_attributes(html)
    if html.count("<") <= _FEW_TAGS and not _leaves_formatting_open(html):
        return html
    depths = {True: 0, False: 0}
    pieces: list[str] = []
    done = 0
    for match in _TAG.finditer(html):
        name = (match[3] or "").lower()
        if not name or name in _NOT_NESTING:
            continue
        is_formatting = name in _FORMATTING
        depth = depths[is_formatting] + (0 if match[2] else 1)
        depths[is_formatting] = max(depth - 1, 0) if match[2] else depth
        if depth > (MAX_FORMATTING if is_formatting else MAX_DEPTH):
            pieces += (html[done : match.start()], "" if name in _INLINE else "<br>")
            done = match.end()
    return "".join(pieces) + html[done:] if pieces else html


def _leaves_formatting_open(html: str) -> bool:
    opened = sum(name.lower() in _FORMATTING for name in _OPEN.findall(html))
    if opened <= MAX_FORMATTING:
        return False
    return (
        opened - sum(name.lower() in _FORMATTING for name in _SHUT.findall(html)) > MAX_FORMATTING
    )


def _with_few_attributes(html: str) -> str:
    if _LONG.search(html) is None:
        return html
    pieces: list[str] = []
    done = 0
    for start in _long_tags(html):
        name = _NAME.match(html, start)
        if name is None or start < done:
            continue
        end = cut = name.end()
        count = 0
        while attribute := _ATTRIBUTE.match(html, end):
            end = attribute.end()
            count += 1
            if count == _MAX_ATTRIBUTES:
                cut = end
        if count > _MAX_ATTRIBUTES:
            pieces.append(html[done:cut])
            done = end
    return "".join(pieces) + html[done:] if pieces else html


def _long_tags(html: str) -> Iterator[int]:
    """Where tags of more than _LONG_TAG characters may begin."""
    offset = 0
    for piece in html.split(">"):
        if len(piece) > _LONG_TAG:
            start = piece.rfind("<")
            if start >= 0 and len(piece) - start > _LONG_TAG:
                yield offset + start
        offset += len(piece) + 1
