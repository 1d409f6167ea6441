"""Quotation marks, punctuation and spaces of Chinese lines, as a region prints them.

All of it is off unless it is asked for. Links, addresses and code stay, and a second time nothing
changes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, Literal

import msgspec

from newsclip.knowledge.han_gate import glance
from newsclip.knowledge.spans import prose, spans, stretches

Quotes = Literal["keep", "region", "corner", "curly"]
Punct = Literal["keep", "full"]
Spacing = Literal["keep", "add", "remove"]

_HAN: Final = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_LATIN: Final = "A-Za-z0-9\u00c0-\u024f"
# Patterns are compiled where they are first used: those with Chinese take milliseconds each, and
# nothing here is wanted unless it is asked for.
# Opening and closing marks of both levels, outer first.
_CORNER: Final = (("\u300c", "\u300d"), ("\u300e", "\u300f"))
_CURLY: Final = (("\u201c", "\u201d"), ("\u2018", "\u2019"))
_OPENING: Final = {pair[0]: pair[1] for pair in (*_CORNER, *_CURLY)}
_CLOSING: Final = frozenset(_OPENING.values())
_MARKS: Final = re.compile("[\u201c\u201d\u300c-\u300f]|(?<![A-Za-z])\u2018|\u2019(?![A-Za-z])")
_DEPTH: Final = 8

_FULL: Final = str.maketrans(",!?;:.", "\uff0c\uff01\uff1f\uff1b\uff1a\u3002")
# A mark behind Chinese: not before another one of its kind (... and ?!), which are left alone.
_HALF_MARK: Final = (
    f"(?<=[{_HAN}\u201d\u2019\u300b\u300d\u300f\uff09])(?:[,!?;:](?![,.!?;:/])|\\.(?=[\u201d\u2019"
    f"\u300d\u300f\uff09\\s]|$|[{_HAN}]))(?: +(?=[{_HAN}\u201c\u2018\u300c\u300e\u300a]))?"
)
_BRACKETS: Final = f"\\(([^()]*[{_HAN}][^()]*)\\)|(?<=[{_HAN}])\\(([^()]+)\\)"
_CLOSE: Final = f"(?<=[{_HAN}])(?=[{_LATIN}])|(?<=[{_LATIN}])(?=[{_HAN}])"
_APART: Final = f"(?<=[{_HAN}]) +(?=[{_LATIN}])|(?<=[{_LATIN}]) +(?=[{_HAN}])"


class Typography(msgspec.Struct, frozen=True):
    """What is wished. ``region`` quotes are corner marks, but curly ones in Simplified Chinese."""

    quotes: Quotes = "keep"
    punct: Punct = "keep"
    spacing: Spacing = "keep"

    def apply(self, line: str, script: str) -> str:
        """The line in a text of ``script``; as it is unless it is Chinese."""
        if line.isascii() or not glance(prose(line)).tag.startswith("zh"):
            return line
        if self.quotes != "keep":
            is_curly = script == "zh-Hans" if self.quotes == "region" else self.quotes == "curly"
            line = _quoted(line, _CURLY if is_curly else _CORNER)
        if self.punct == "full":
            line = _outside_spans(line, _punctuated)
        if self.spacing != "keep":
            line = _outside_spans(line, _spread if self.spacing == "add" else _tightened)
        return line


KEEP: Final = Typography()


def _outside_spans(line: str, change: Callable[[str], str]) -> str:
    pieces = stretches(line, spans(line))
    return "".join(change(piece) if is_free else piece for piece, is_free in pieces)


def _punctuated(text: str) -> str:
    text = re.sub(_HALF_MARK, lambda match: match[0].rstrip(" ").translate(_FULL), text)
    return re.sub(_BRACKETS, lambda match: f"\uff08{match[1] or match[2]}\uff09", text)


def _spread(text: str) -> str:
    return re.sub(_CLOSE, " ", text)


def _tightened(text: str) -> str:
    return re.sub(_APART, "", text)


def _quoted(line: str, style: tuple[tuple[str, str], ...]) -> str:
    """The line with its quotation marks in a style; as it is where one has no partner."""
    masked = [(span.start, span.end) for span in spans(line)]
    found = list(line)
    opened: list[str] = []
    for match in _MARKS.finditer(line):
        at, mark = match.start(), match[0]
        if any(start <= at < end for start, end in masked):
            continue
        if mark in _OPENING:
            found[at] = style[len(opened) % 2][0]
            opened.append(_OPENING[mark])
            if len(opened) > _DEPTH:
                return line
        elif mark in _CLOSING:
            if not opened or opened.pop() != mark:
                return line
            found[at] = style[len(opened) % 2][1]
    return line if opened else "".join(found)
