"""The terms of a file's lines, told by numbers: stems of words, pairs where words have no spaces.

A stem is the first letters of a word, so that its forms are one term (Zobel and Dart 1996 call it
truncation). How much a term says of a subject depends on how common it is in its language: a table
of weights, ``terms.npz``, lists the common ones.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np

from newsclip.knowledge.folding import fold
from newsclip.knowledge.letters import Letters, is_first, numbered, powers_of_spread
from newsclip.knowledge.model import SHIPPED

Array = np.ndarray[Any, np.dtype[Any]]

# Letters of a stem: of more, forms of a word differ, of fewer, different words are one.
STEM: Final = 6
# A word is a term from this length on: shorter ones are in every text.
LEAST: Final = 3
# Scripts that put no space between words, by blocks: Thai to Tibetan, Burmese, Khmer, kana, Han,
# Hangul. There two neighbours are a term.
UNSPACED: Final = (
    (0x0E00, 0x0FFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x30FF), (0x3400, 0x9FFF),
    (0xAC00, 0xD7AF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF),
)  # fmt: skip
_SPACED: Final = 1
_DENSE: Final = 2
_KNOWN: Final = 4
# Filled as characters are met; a page has a few hundred different ones.
_kinds: Final[Array] = np.zeros(0x110000, dtype=np.uint8)
_folded: Final[Array] = np.zeros(0x110000, dtype=np.uint64)
_HIGH: Final = np.uint64(32)


class Vocabulary(msgspec.Struct, frozen=True):
    """Pairs of a line and a term, each pair once, sorted by line.

    ``rows`` and ``terms`` side by side; ``starts[n]`` is the first pair of line ``n``; ``rarity``
    is what each term says of a subject, 0 for a word that any text has to 1.
    """

    rows: Array
    terms: Array
    starts: Array
    rarity: Array

    @property
    def number(self) -> int:
        """How many different terms there are."""
        return len(self.rarity)

    def of(self, row: int) -> Array:
        """The terms of a line."""
        found: Array = self.terms[self.starts[row] : self.starts[row + 1]]
        return found


def vocabulary_of(letters: Letters) -> Vocabulary:
    """The terms of lines."""
    place, key = term_keys(letters)
    both = (letters.rows(place).astype(np.uint64) << _HIGH) | key
    both.sort()
    both = both[is_first(both)]
    keys, terms = numbered(both.astype(np.uint32))
    rows = (both >> _HIGH).astype(np.int64)
    count = np.bincount(rows, minlength=len(letters.starts))
    starts = np.concatenate([[0], np.cumsum(count)])
    return Vocabulary(rows, terms, starts, rarity_of(keys))


def term_keys(letters: Letters) -> tuple[Array, Array]:
    """Where each term of a text stands, and a 32-bit number that tells it from others."""
    places: list[Array] = []
    keys: list[Array] = []
    for block in letters.blocks():
        place, key = _term_keys(letters.codes[block])
        places.append(place + block.start)
        keys.append(key)
    return np.concatenate(places), np.concatenate(keys)


def _term_keys(codes: Array) -> tuple[Array, Array]:
    kinds = _kinds[codes]
    if not kinds.all():
        _learn(codes[kinds == 0])
        kinds = _kinds[codes]
    kinds = kinds & (_SPACED | _DENSE)
    # A line feed stands behind the last character, and is in no word.
    edges = np.flatnonzero(kinds[1:] != kinds[:-1]) + 1
    edges = np.append(0, edges) if kinds[:1].any() else edges
    begin, end = edges[:-1], edges[1:]
    kind = kinds[begin]
    is_word = (kind == _SPACED) & (end - begin >= LEAST)
    pairs = np.flatnonzero((kinds[:-1] == _DENSE) & (kinds[1:] == _DENSE))
    place = np.concatenate([begin[is_word], pairs])
    length = np.concatenate([
        np.minimum((end - begin)[is_word], STEM), np.full(len(pairs), 2)
    ])  # fmt: skip
    # Letters times falling powers of a number: a difference of sums over the whole text, times the
    # power of the place that it ends at.
    powers, inverse = powers_of_spread(len(codes) + 1)
    total = np.zeros(len(codes) + 1, dtype=np.uint64)
    np.cumsum(_folded[codes] * inverse[: len(codes)], out=total[1:])
    stop = place + length
    return place, ((total[stop] - total[place]) * powers[stop]) >> _HIGH


def _learn(codes: Array) -> None:
    for code in np.unique(codes).tolist():
        character = chr(code)
        kind = _KNOWN
        if character.isalpha() or unicodedata.category(character)[0] == "M":
            is_dense = any(low <= code <= high for low, high in UNSPACED)
            kind |= _DENSE if is_dense else _SPACED
        _folded[code] = ord((fold(character) or character)[0])
        _kinds[code] = kind


def rarity_of(keys: Array) -> Array:
    """What each term says of a subject, 0 to 1, by sorted 32-bit numbers."""
    known, level = _table(SHIPPED / "terms.npz")
    place = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    found: Array = np.where(known[place] == keys, level[place] / np.float64(255), 1.0)
    return found


@lru_cache(maxsize=1)
def _table(path: Path) -> tuple[Array, Array]:
    with np.load(path, allow_pickle=False) as data:
        return data["keys"], data["rarity"]
