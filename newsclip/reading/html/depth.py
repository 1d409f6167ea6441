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
# Both cases by hand: a flag would cost four times that.
_NAMES: Final = (
    "(?:[bisuBISU]|[bB][iI][gG]|[cC][oO][dD][eE]|[eE][mM]|[fF][oO][nN][tT]|[nN][oO][bB][rR]"
    "|[sS][mM][aA][lL]{2}|[sS][tT][rR][iI][kK][eE]|[sS][tT][rR][oO][nN][gG]|[tT]{2})[\\s>]"
)
_FIRST: Final = "(?=[bcefinstuBCEFINSTU])"
_OPEN: Final = re.compile(f"<{_FIRST}{_NAMES}")
_SHUT: Final = re.compile(f"</{_FIRST}{_NAMES}")
# A tag of more characters may have thousands of attributes.
_LONG_TAG: Final = 4000
_NAME: Final = re.compile(r"[a-zA-Z][^\s/>]*")
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
    kept: list[str] = []
    done = 0
    for match in _TAG.finditer(html):
        name = (match[3] or "").lower()
        if not name or name in _NOT_NESTING:
            continue
        is_formatting = name in _FORMATTING
        depth = depths[is_formatting] + (0 if match[2] else 1)
        depths[is_formatting] = max(depth - 1, 0) if match[2] else depth
        if depth > (MAX_FORMATTING if is_formatting else MAX_DEPTH):
            kept += (html[done : match.start()], "" if name in _INLINE else "<br>")
            done = match.end()
    return "".join(kept) + html[done:] if kept else html


def _leaves_formatting_open(html: str) -> bool:
    opened = len(_OPEN.findall(html))
    return opened > MAX_FORMATTING and opened - len(_SHUT.findall(html)) > MAX_FORMATTING


def _with_few_attributes(html: str) -> str:
    """The page with the first attributes of each tag."""
    kept: list[str] = []
    done = 0
    for start, stop in _long_tags(html):
        piece = html[start:stop]
        name = _NAME.match(piece)
        if name is None:
            continue
        end = cut = name.end()
        count = 0
        while attribute := _ATTRIBUTE.match(piece, end):
            end = attribute.end()
            count += 1
            if count == _MAX_ATTRIBUTES:
                cut = end
        if count > _MAX_ATTRIBUTES:
            kept.append(html[done : start + cut])
            done = start + end
    return "".join(kept) + html[done:] if kept else html


def _long_tags(html: str) -> Iterator[tuple[int, int]]:
    """Where a ``<`` is followed by many characters without a ``>``, and where the next one is.

    Such a stretch holds a whole window of half its length, and few windows are without a ``<``.
    """
    half = _LONG_TAG // 2
    start = 0
    while start + half <= len(html):
        if html.find("<", start, start + half) >= 0:
            start += half
            continue
        tag = html.rfind("<", max(0, start - half), start) + 1
        start = html.find("<", start)
        end = start if start >= 0 else len(html)
        if tag and end - tag >= _LONG_TAG and html.find(">", tag, tag + _LONG_TAG) < 0:
            yield tag, end
        if start < 0:
            break
