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
_HAN: Final = re.compile(
    "[\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)


class Glance(NamedTuple):
    """What a look at a line shows: the tag of ``HanVerdict``, and the whole verdict if need be."""

    tag: str
    verdict: HanVerdict | None = None


NOTHING: Final = Glance("")
_HANS: Final = Glance("zh-Hans")
_HANT: Final = Glance("zh-Hant")
_NEUTRAL: Final = Glance("zh")


class _Searches(NamedTuple):
    hans: re.Pattern[str]
    not_hans: re.Pattern[str]
    hant: re.Pattern[str]
    foreign: re.Pattern[str]


@cache
def _searches() -> _Searches:
    hans, hant = "".join(sorted(hans_only())), "".join(sorted(hant_only()))
    foreign = _FOREIGN + "".join(sorted(japanese_only()))
    classes = (hans, hant + foreign, hant, foreign)
    return _Searches(*(re.compile(f"[{characters}]") for characters in classes))


def plain_glance(text: str) -> Glance | None:
    """What a look at a text shows, None where it takes a count."""
    if text.isascii():
        return NOTHING
    searches = _searches()
    if searches.hans.search(text):
        return None if searches.not_hans.search(text) else _HANS
    if searches.foreign.search(text):
        return None
    if searches.hant.search(text):
        return _HANT
    return _NEUTRAL if _HAN.search(text) else NOTHING


def glance(text: str) -> Glance:
    """What a look at a text shows, or a count; its tag is that of ``han_script``."""
    return plain_glance(text) or judged(text)


def judged(text: str) -> Glance:
    """The whole verdict on a text."""
    verdict = han_script(text)
    return Glance(verdict.tag, verdict)
