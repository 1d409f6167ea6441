"""What a single line shows about itself, by characters and in any script: length, stops, shape."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import msgspec

# A Han, kana or Hangul character carries about as much as 2.4 letters of an alphabet: the ratio of
# characters of the same news text in English and in Chinese.
WIDE_WEIGHT: Final = 2.4
WIDE: Final = "[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
# The full stops of Armenian, Tibetan, Burmese, Ethiopic and Khmer.
_OWN_STOPS: Final = "\u0589\u0f0d\u104b\u1362\u17d4\u17d5"
STOPS: Final = (
    "[\u3002\uff0c\u3001\uff01\uff1f\uff1b\uff1a,.;:!?\u0964\u061f\u060c\u06d4\u104a\u1363"
    f"{_OWN_STOPS}]"
)
QUOTES: Final = '["\u201c\u201d\u201e\u00ab\u00bb\u300c\u300d\u300e\u300f]'
_WIDE_RUN: Final = re.compile(f"{WIDE}+")
_STOP: Final = re.compile(STOPS)
CLOSING: Final = "\"'\u201d\u2019\u300d\u300f\u00bb\u203a)\uff09]\u3011\u300b "
TERMINAL: Final = frozenset(f".!?\u3002\uff01\uff1f\u2026\u0964\u061f\u06d4\uff0e{_OWN_STOPS}")
# What no headline ends in.
FULL_STOPS: Final = f".\u3002{_OWN_STOPS}"
# Thai and Lao have no stops: spaces part their sentences and clauses. A line that is mostly theirs
# reads like a sentence from so many letters and spaces on; headlines are shorter or have fewer.
UNSTOPPED: Final = (0x0E01, 0x0EFF)
_UNSTOPPED: Final = re.compile("[\u0e01-\u0eff]+")
_CLAUSE: Final = re.compile("(?<=[\u0e01-\u0eff]) +(?=[\"'\u2018\u201c(\\d\u0e01-\u0eff])")
# Many write a colon for the full stop of Armenian, which looks like one; behind a label it is one.
_COLON_FOR_STOP: Final = re.compile("[\u0561-\u0587]:$")
_SENTENCE_LETTERS: Final = 120
_SENTENCE_CLAUSES: Final = 2
BULLETS: Final = (
    "*\u2022\u00b7\u25aa\u25ab\u25cf\u25cb\u25a0\u25a1\u25c6\u25c7\u25ba\u25b6\u25b8\u25b2\u25bc"
    "\u203a\u00bb\u2023\u2043>"
)
_BULLET: Final = re.compile(
    f"^\\s*(?:[{BULLETS}]\\s*|[-\u2013\u2014+]\\s+|\\d{{1,2}}[.)\u3001]\\s*)"
)
# A line of running text fills about one and a half lines of a page; below that, headlines begin.
PROSE_WEIGHT: Final = 90
LONG_WEIGHT: Final = 160
# From here on ``prose`` says that a line is running text.
PROSE: Final = 0.8
SENTENCE_WEIGHT: Final = 45


# A mark inside a sentence: names in a menu and entries of a list have none.
_INNER_STOP: Final = re.compile("[,;\u060c\u0964\u3001\u3002\uff0c\uff1b]|[.!?] ")


def has_inner_stop(text: str) -> bool:
    """Whether a text has a mark that stands inside of sentences, or between two."""
    return _INNER_STOP.search(text) is not None


class Facts(msgspec.Struct, frozen=True, gc=False):
    """What a line shows: weight in letters, stops and commas, a closed sentence, wide share.

    ``prose`` is how much it reads like running text, see ``prose``.
    """

    weight: float
    stops: int
    is_closed: bool
    wide: float
    is_bulleted: bool
    prose: float


# Lines that are remembered, by their length in characters: the furniture of a site comes again on
# each of its pages, a paragraph is looked at several times while its page is judged.
_SHORT: Final = 200
_SHORT_KNOWN: Final = 1 << 15
_LONG: Final = 20_000
_LONG_KNOWN: Final = 512


def facts(text: str) -> Facts:
    """The facts of a line; ``weight`` counts a Han, kana or Hangul character as 2.4."""
    if len(text) <= _SHORT:
        return _short_facts(text)
    return _long_facts(text) if len(text) <= _LONG else _facts(text)


def _facts(text: str) -> Facts:
    text = text.strip()
    # By runs: a list of the characters of a line of 50 MB would take a gigabyte.
    wide = 0 if text.isascii() else sum(map(len, _WIDE_RUN.findall(text)))
    weight = len(text) + (WIDE_WEIGHT - 1) * wide
    closed = text.rstrip(CLOSING)[-1:] in TERMINAL and bool(text)
    stops = len(_STOP.findall(text))
    closed = closed or (weight >= SENTENCE_WEIGHT and _COLON_FOR_STOP.search(text) is not None)
    if is_unstopped(text):
        stops += len(_CLAUSE.findall(text))
        closed = closed or (len(text) >= _SENTENCE_LETTERS and stops >= _SENTENCE_CLAUSES)
    return Facts(
        weight,
        stops,
        closed,
        wide / len(text) if text else 0.0,
        _BULLET.match(text) is not None,
        _prose(weight, stops, is_closed=closed),
    )


def is_unstopped(text: str) -> bool:
    """Whether a line is mostly of a script without stops."""
    return not text.isascii() and 2 * sum(map(len, _UNSTOPPED.findall(text))) >= len(text)


_short_facts: Final = lru_cache(maxsize=_SHORT_KNOWN)(_facts)
_long_facts: Final = lru_cache(maxsize=_LONG_KNOWN)(_facts)


def prose(text: str) -> float:
    """How much a line reads like running text, from -0.4 (a label) to 1 (a full paragraph).

    The steps follow the weights at which, on dump lines of news pages of many countries, paragraphs
    outnumber menus, teasers and captions.
    """
    return facts(text).prose


def _prose(weight: float, stops: int, *, is_closed: bool) -> float:
    several = stops >= 2 or is_closed
    if weight >= PROSE_WEIGHT and several:
        return 1.0 if weight >= LONG_WEIGHT else 0.8
    if weight >= PROSE_WEIGHT and stops:
        return 0.4
    if weight >= SENTENCE_WEIGHT and (is_closed or stops):
        return 0.5 if is_closed else 0.1
    return 0.2 if weight >= 20 and is_closed else -0.4


def is_prose(text: str) -> bool:
    """Whether a line is running text: long, with sentence punctuation."""
    return prose(text) >= PROSE


# A headline is shorter than two lines of print; longer lines are text.
HEADLINE_WEIGHT: Final = (12, 220)
_OPEN_END: Final = frozenset(",;:\uff0c\u3001\uff1b\uff1a")


def is_headline_like(text: str) -> bool:
    """Whether a line could be a headline: short, no closed statement, no open end, with letters."""
    fact = facts(text)
    text = text.strip()
    if not HEADLINE_WEIGHT[0] <= fact.weight <= HEADLINE_WEIGHT[1] or text[-1] in _OPEN_END:
        return False
    if not any(c.isalpha() for c in text) or "://" in text:
        return False
    if fact.is_closed and is_unstopped(text):
        return False
    return text[-1] not in FULL_STOPS or text.endswith(("...", "\u3002\u3002"))


_WORD: Final = re.compile("[^\\W\\d_]{2,}")


def terms(text: str) -> frozenset[str]:
    """The words of a line, for comparing vocabulary: folded words, and pairs of wide characters."""
    found: set[str] = set()
    for word in _WORD.findall(text.casefold()):
        if _WIDE_RUN.search(word):
            found.update(word[i : i + 2] for i in range(len(word) - 1))
        elif len(word) > 2:
            found.add(word)
    return frozenset(found)
