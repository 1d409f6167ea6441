"""Stretches of a line that are no prose: URLs, e-mail addresses, code, account names, hash tags.

Conversion leaves them alone, language identification leaves them out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Final, Literal

import msgspec

SpanKind = Literal["code", "url", "email", "mention", "tag"]
ALL_KINDS: Final[frozenset[SpanKind]] = frozenset({"code", "url", "email", "mention", "tag"})


class Span(msgspec.Struct, frozen=True, order=True):
    """A stretch ``[start, end)`` of a line, in characters, and what it is."""

    start: int
    end: int
    kind: SpanKind


# Letters and digits beyond ASCII; \w would take the ASCII ones, too.
_WIDE: Final = r"[^\W\x00-\x7f]"
# A label of a host name: all ASCII, or one that starts beyond ASCII. So "example.com" ends before
# Chinese that follows without a space, and "例子.cn" is whole.
_LABEL: Final = rf"(?:[a-z0-9][a-z0-9-]*|{_WIDE}(?:\w|-)*)"
_WIDE_ENDING: Final = (
    "中国|中國|公司|网络|網絡|網路|香港|台湾|台灣|澳門|澳门|新加坡|网址|在线|政务|商城"
)
_ENDING: Final = rf"(?:[a-z]{{2,24}}|xn--[a-z0-9-]+|{_WIDE_ENDING}|{_WIDE}{{2,12}})"
_DOMAIN: Final = rf"(?:{_LABEL}\.)+{_ENDING}"
_PLAIN_DOMAIN: Final = r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}"
_ASCII_PART: Final = r"[a-z0-9\-._~%!$&'()*+,;=:@/?#\[\]|]"
# Beyond ASCII, a path goes on directly after one of its own separators, where a reader would not
# put a sentence; after a letter or digit the text has begun again.
_PATH: Final = rf"(?:[/?#](?:{_ASCII_PART}|(?<=[/=#_\-]){_WIDE}+)*)?"
_WIDE_PATH: Final = rf"(?:[/?#](?:{_ASCII_PART}|{_WIDE})*)?"
_SCHEME: Final = r"(?:https?|ftps?|wss?|file)://"
_USER: Final = r"(?:[a-z0-9._~%!$&'*+,;=:-]*@)?"
_PORT: Final = r"(?::\d{1,5})?"
_URL: Final = (
    rf"{_SCHEME}{_USER}(?:"
    rf"(?=(?:[a-z0-9-]+\.)*{_WIDE}){_DOMAIN}{_PORT}{_WIDE_PATH}"
    rf"|(?:\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?){_PORT}{_PATH})"
    rf"|(?<![\w.@-])www\.{_DOMAIN}{_PORT}{_PATH}"
    rf"|(?<![a-z0-9_.@-]){_PLAIN_DOMAIN}/(?:{_ASCII_PART}|(?<=[/=#_\-]){_WIDE}+)+"
)
_EMAIL: Final = rf"(?:mailto:)?(?:[a-z0-9._%+-]{{1,64}}|{_WIDE}{{1,24}})@{_DOMAIN}"
_MENTION: Final = r"(?<![\w.])[@＠](?:\w|-){2,30}"
# "#words#" as in Chinese feeds, "#word" elsewhere; a longer run is a heading without its space.
_TAG: Final = r"(?<!\w)[#＃](?:[^#＃\s]{1,30}[#＃]|\w{1,20}(?!\w))"
_TICKS: Final = r"(?P<ticks>`{1,3})(?!`).+?(?<!`)(?P=ticks)(?!`)"
_PROSE_FREE: Final = (
    rf"(?P<code>{_TICKS})|(?P<url>{_URL})|(?P<email>{_EMAIL})"
    rf"|(?P<mention>{_MENTION})|(?P<tag>{_TAG})"
)
# Without one of these a line has no such stretch; most lines of news have none.
_HINT: Final = re.compile(r"[`@＠#＃/]")
_MAYBE: Final = re.compile(r"[`@＠#＃]|(?<=[A-Za-z]):?/|(?<=[Ww]{3})\.")
_FENCE: Final = re.compile(r"[ \t]{0,3}(`{3,}(?=[^`]*$)|~{3,})")
# Indented by a tab or four spaces; ideographic spaces begin a Chinese paragraph.
_INDENT: Final = re.compile(r"(?: {4}|\t)[ \t]*(?=\S)")
# What lines of program text have and indented prose has not: calls, assignments, ends of blocks.
_CODE: Final = (
    r"(?<![\w.])[A-Za-z_][\w.]*+\([^()]*\)|[;{}]\s*$"
    r"|^\s*(?:import|from|def|class|return|function|const|let|var)\s+[A-Za-z_]"
    r"|^\s*(?:[$>#]|//|/\*)\s*[A-Za-z_]|[A-Za-z_\])] ?[-+*/|&:]?= ?\S|</?[a-z][a-z0-9]*+[ >/]"
)
_SENTENCE: Final = frozenset("。！？；，")


def spans(line: str, kinds: frozenset[SpanKind] = ALL_KINDS) -> tuple[Span, ...]:
    """The stretches of a line that are no prose, in order; none overlaps another.

    A URL ends at the first character beyond ASCII, unless its host is written beyond ASCII, or the
    character directly follows a separator of the path (``/ = # _ -``).
    """
    if not may_have_spans(line) or not _MAYBE.search(line):
        return ()
    found: list[Span] = []
    for match in _prose_free().finditer(line):
        kind: SpanKind = match.lastgroup  # type: ignore[assignment]
        if kind in kinds:
            found.append(Span(match.start(), match.end(), kind))
    return tuple(found)


@cache
def _prose_free() -> re.Pattern[str]:
    """The pattern of all stretches; most short calls never need it, and it is slow to compile."""
    return re.compile(_PROSE_FREE, re.IGNORECASE)


def may_have_spans(line: str) -> bool:
    """Whether ``spans`` is worth a call; quick, and true for a few lines too many."""
    return _HINT.search(line) is not None or "w." in line or "W." in line


def code_lines(lines: Sequence[str]) -> frozenset[int]:
    """The indices of lines that are code: fenced blocks, and indented lines that read like code.

    A fence that nothing closes is no fence: a whole article must not pass for code.
    """
    found: set[int] = set()
    opened: tuple[int, str] | None = None
    for number, line in enumerate(lines):
        fence = _FENCE.match(line) if "```" in line or "~~~" in line else None
        if fence and opened is None:
            opened = (number, fence[1])
        elif fence and opened and _closes(line, opened[1]):
            found.update(range(opened[0], number + 1))
            opened = None
        if _INDENT.match(line) and _SENTENCE.isdisjoint(line) and re.search(_CODE, line):
            found.add(number)
    return frozenset(found)


def stretches(line: str, masked: Iterable[Span]) -> Iterator[tuple[str, bool]]:
    """The pieces of a line in order, each with whether it is free of spans; joined, the line."""
    at = 0
    for span in masked:
        if at < span.start:
            yield line[at : span.start], True
        yield line[span.start : span.end], False
        at = span.end
    if at < len(line):
        yield line[at:], True


def prose(line: str, kinds: frozenset[SpanKind] = ALL_KINDS) -> str:
    """The line with a space in place of each stretch that is no prose."""
    masked = spans(line, kinds)
    if not masked:
        return line
    return "".join(piece if is_free else " " for piece, is_free in stretches(line, masked))


def _closes(line: str, fence: str) -> bool:
    bare = line.strip()
    return bare[:1] == fence[:1] and len(bare) >= len(fence) and not bare.strip(fence[:1])
