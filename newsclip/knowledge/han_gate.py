"""The script of many lines, quickly: most of them need one search, not a count.

A line with characters of one script only, and of Chinese only, is what they say; all other lines
are counted.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final, NamedTuple

from newsclip.knowledge.script import (
    HanVerdict,
    han_script,
    hans_only,
    hant_only,
    japanese_only,
)

_FOREIGN: Final = (
    "\u1100-\u11ff\u3040-\u30ff\u3100-\u318f\u31a0-\u31bf\u31f0-\u31ff\ua960-\ua97f\uac00-\ud7ff"
    "\uff66-\uffdc\U0001b000-\U0001b16f"
)
_HAN: Final = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
# Looking up so many characters takes as long as compiling the pattern that searches for them.
_WORTH_COMPILING: Final = 60_000


class Glance(NamedTuple):
    """What a look at a line shows: the tag of ``HanVerdict``, and the whole verdict if need be."""

    tag: str
    verdict: HanVerdict | None = None


NOTHING: Final = Glance("")
_HANS: Final = Glance("zh-Hans")
_HANT: Final = Glance("zh-Hant")
_NEUTRAL: Final = Glance("zh")


class _Search:
    """Whether a text has one of some characters: looked up one by one until a pattern pays.

    ``blocks`` are more of them, ranges as in a pattern.
    """

    __slots__ = ("_blocks", "_characters", "_looked_up", "_pattern")

    def __init__(self, characters: frozenset[str], blocks: str = "") -> None:
        self._characters = characters
        self._blocks = blocks
        self._looked_up = 0
        self._pattern: re.Pattern[str] | None = None

    def finds(self, text: str) -> bool:
        """Whether it has one."""
        if self._pattern is None:
            self._looked_up += len(text)
            if self._looked_up <= _WORTH_COMPILING:
                return not self._characters.isdisjoint(text) or _has(self._blocks, text)
            self._pattern = re.compile(f"[{self._blocks}{''.join(sorted(self._characters))}]")
        return self._pattern.search(text) is not None


class _Searches(NamedTuple):
    hans: _Search
    hant: _Search
    foreign: _Search


@cache
def _searches() -> _Searches:
    foreign = _Search(japanese_only(), _FOREIGN)
    return _Searches(_Search(hans_only()), _Search(hant_only()), foreign)


def _has(blocks: str, text: str) -> bool:
    return bool(blocks) and _class_of(blocks).search(text) is not None


@cache
def _class_of(blocks: str) -> re.Pattern[str]:
    return re.compile(f"[{blocks}]")


def plain_glance(text: str) -> Glance | None:
    """What a look at a text shows, None where it takes a count."""
    if text.isascii():
        return NOTHING
    searches = _searches()
    has_hans, has_hant = searches.hans.finds(text), searches.hant.finds(text)
    if has_hans and has_hant:
        return None
    if searches.foreign.finds(text):
        return None
    if has_hans or has_hant:
        return _HANS if has_hans else _HANT
    return _NEUTRAL if _has(_HAN, text) else NOTHING


def glance(text: str) -> Glance:
    """What a look at a text shows, or a count; its tag is that of ``han_script``."""
    return plain_glance(text) or judged(text)


def judged(text: str) -> Glance:
    """The whole verdict on a text."""
    verdict = han_script(text)
    return Glance(verdict.tag, verdict)
