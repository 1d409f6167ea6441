"""How likely a text is, by the characters of the languages that news are written in.

The tables are those that reading guesses encodings with.
"""

from __future__ import annotations

import math
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Final

_PATH: Final = Path(__file__).parent / "data" / "characters.toml"
_ASCII_BITS: Final = 5.0
# The first character of the ideographs' scripts, kana and Hangul among them.
_WIDE: Final = "\u2e80"
_PUNCTUATION: Final = (
    "\u00a0\u00a3\u00a7\u00a9\u00ab\u00ae\u00b0\u00b4\u00b7\u00bb\u2013\u2014\u2018\u2019"
    "\u201a\u201c\u201d\u201e\u2022\u2026\u20ac"
    "\u3000\u3001\u3002\u300a\u300b\u300c\u300d\u3010\u3011\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f"
)
_PUNCTUATION_BITS: Final = 6.0
_CAPITAL_BITS: Final = 3.0
# A table with more characters than this is of a language with thousands.
_ALPHABET: Final = 200
# The cost of a character that no table lists, by its block: end and bits.
_BLOCKS: Final = (
    (0xA0, 26.0), (0x250, 16.0), (0x370, 18.0), (0x2E80, 15.0), (0x3000, 18.0), (0x3400, 14.0),
    (0x4E00, 22.0), (0xA000, 17.0), (0xAC00, 18.0), (0xD7A4, 15.0), (0xE000, 26.0), (0xF900, 26.0),
    (0xFB00, 19.0), (0xFF00, 18.0), (0xFF60, 12.0), (0xFFA0, 17.0), (0x110000, 20.0),
)  # fmt: skip


def bits(text: str) -> float:
    """What a text costs in bits in the language that fits it best; less is likelier."""
    counts = Counter(text)
    plain = sum(times for character, times in counts.items() if character <= "\x7f")
    others = [(c, times) for c, times in counts.items() if c > "\x7f"]
    wide = sum(times for c, times in others if c >= _WIDE)
    alphabets, ideographs = _tables()
    tables = ideographs if 2 * wide > len(text) - plain else alphabets
    return plain * _ASCII_BITS + min(
        sum(table.get(c, _unlisted(c)) * times for c, times in others) for table in tables
    )


def common_characters() -> frozenset[str]:
    """The characters that the tables list."""
    return frozenset(c for tables in _tables() for table in tables for c in table)


@cache
def characters_by_language() -> dict[str, str]:
    """The characters outside ASCII of each language, the most frequent first."""
    found: dict[str, str] = tomllib.loads(_PATH.read_text(encoding="utf-8"))
    return found


@cache
def _tables() -> tuple[list[dict[str, float]], list[dict[str, float]]]:
    """The cost of each character, a table a language: of alphabets, then of ideographs.

    Ranks follow Zipf's law: in long tables rank 0 has 3 % of the text, in alphabets 11 %.
    """
    found: tuple[list[dict[str, float]], list[dict[str, float]]] = ([], [])
    for characters in characters_by_language().values():
        found[len(characters) > _ALPHABET].append(_table(characters))
    return found


def _table(characters: str) -> dict[str, float]:
    shift = 3 if len(characters) < _ALPHABET else 10
    table = dict.fromkeys(_PUNCTUATION, _PUNCTUATION_BITS)
    for rank, character in enumerate(characters):
        cost = math.log2(rank + shift) + 1.6
        table[character] = cost
        if shift == 3 and len(capital := character.upper()) == 1:
            table.setdefault(capital, cost + _CAPITAL_BITS)
    return table


@cache
def _unlisted(character: str) -> float:
    code = ord(character)
    return next(cost for end, cost in _BLOCKS if code < end)
