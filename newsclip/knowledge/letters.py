"""The lines of a file as arrays of characters: what each line shows, counted for all at once.

The same facts as ``newsclip.knowledge.features`` gives for a single line, and the terms that lines
share.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, Final

import msgspec
import numpy as np

from newsclip.knowledge.features import (
    BULLETS,
    CLOSING,
    FULL_STOPS,
    QUOTES,
    STOPS,
    TERMINAL,
    WIDE,
    WIDE_WEIGHT,
)
from newsclip.knowledge.letter_case import is_small

Array = np.ndarray[Any, np.dtype[Any]]

WIDE_BIT: Final = 1
STOP_BIT: Final = 2
DIGIT_BIT: Final = 4
WORD_BIT: Final = 8
UPPER_BIT: Final = 16
LOWER_BIT: Final = 32
PART_BIT: Final = 64
QUOTE_BIT: Final = 128
SIGN_BIT: Final = 256
ALPHA_BIT: Final = 512
ASK_BIT: Final = 1 << 10
COLON_BIT: Final = 1 << 11
CRY_BIT: Final = 1 << 12
OPENING_BIT: Final = 1 << 13
CLOSING_BIT: Final = 1 << 14
OPEN_END_BIT: Final = 1 << 15
FULL_STOP_BIT: Final = 1 << 16
TERMINAL_BIT: Final = 1 << 17
BEHIND_BIT: Final = 1 << 18
BULLET_BIT: Final = 1 << 19
_KNOWN: Final = 1 << 31
_CLASSES: Final = (
    (WIDE_BIT, re.compile(WIDE)),
    (STOP_BIT, re.compile(STOPS)),
    (DIGIT_BIT, re.compile("\\d")),
    (WORD_BIT, re.compile("[^\\W\\d_]")),
    (PART_BIT, re.compile("[|\uff5c\u00bb\u203a\u2192\u25b8\u25ba\u00b7\u2022/]")),
    (QUOTE_BIT, re.compile(QUOTES)),
    (SIGN_BIT, re.compile("[#\uff03@\u00a9\u00ae\u2122]")),
    (ASK_BIT, re.compile("[?\uff1f]")),
    (COLON_BIT, re.compile("[:\uff1a]")),
    (CRY_BIT, re.compile("[!\uff01]")),
    (OPENING_BIT, re.compile('[(\\[\uff08\u3010\u3014\u300a\u300c"\u201c]')),
    (CLOSING_BIT, re.compile('[)\\]\uff09\u3011\u3015\u300b\u300d"\u201d]')),
    (OPEN_END_BIT, re.compile("[,;:\uff0c\u3001\uff1b\uff1a]")),
    (FULL_STOP_BIT, re.compile(f"[{FULL_STOPS}]")),
    (TERMINAL_BIT, re.compile(f"[{re.escape(''.join(sorted(TERMINAL)))}]")),
    # What may stand behind the end of a sentence, and what a list mark may begin with.
    (BEHIND_BIT, re.compile(f"[\\s{re.escape(CLOSING)}]")),
    (BULLET_BIT, re.compile(f"[\\s\\d{re.escape(BULLETS)}\\-\u2013\u2014+]")),
)
# Filled as characters are met; a page has a few hundred different ones.
_bits: Final[Array] = np.zeros(0x110000, dtype=np.uint32)
_folded: Final[Array] = np.zeros(0x110000, dtype=np.uint64)
# An odd 64-bit number (Steele and Vigna 2021): products with it spread over all bits.
_SPREAD: Final = np.uint64(0xF1357AEA2E62A9C5)
# So many of its powers are kept at hand: enough for a block of lines.
_FEW_POWERS: Final = 1 << 17
# So many characters at least are a block.
BLOCK: Final = 1 << 16
_known_powers: Final[dict[int, tuple[Array, Array]]] = {}
# A word of an alphabet is a term from this length on: shorter ones are in every text.
_LONG_TERM: Final = 3


class Letters(msgspec.Struct, frozen=True, dict=True):
    """The characters of a file's lines, one after another, a line feed after each line.

    ``codes`` code points; ``bits`` their classes; ``starts`` where each line begins; ``lengths`` in
    characters.
    """

    codes: Array
    bits: Array
    starts: Array
    lengths: Array

    def count(self, bit: int) -> Array:
        """How many characters of a class each line has."""
        return np.bincount(self.rows(self._places(bit)), minlength=len(self.starts))

    def _places(self, bit: int) -> Array:
        found: Array = ((self.bits & bit) != 0).nonzero()[0]
        return found

    def has_any(self, bit: int) -> Array:
        """Whether each line has a character of a class."""
        found: Array = np.logical_or.reduceat((self.bits & bit) != 0, self.starts)
        return found

    def has_code(self, character: str) -> Array:
        """Whether each line has a character."""
        return self.has(np.flatnonzero(self.codes == ord(character)))

    def blocks(self) -> Iterator[slice]:
        """The characters as blocks of whole lines, of ``BLOCK`` characters at least but the last.

        What costs tens of bytes a character is done for a block at a time.
        """
        begin = 0
        while begin < len(self.codes):
            after = int(np.searchsorted(self.starts, begin + BLOCK))
            end = int(self.starts[after]) if after < len(self.starts) else len(self.codes)
            yield slice(begin, end)
            begin = end

    @cached_property
    def _row(self) -> Array:
        """The line that each character is in."""
        return np.repeat(np.arange(len(self.starts), dtype=np.int32), self.lengths + 1)

    def rows(self, places: Array) -> Array:
        """The lines that characters at these places are in."""
        found: Array = self._row[places].astype(np.int64)
        return found

    def has(self, places: Array) -> Array:
        """Whether each line has any of the characters at these places."""
        found = np.zeros(len(self.starts), dtype=bool)
        found[self._row[places]] = True
        return found


def letters_of(texts: Sequence[str]) -> Letters:
    """The characters of lines, none of which is empty or has a line feed inside."""
    text = "\n".join(texts)
    codes = np.frombuffer(f"{text}\n".encode("utf-32-le", "surrogatepass"), dtype="<u4")
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    starts = np.cumsum(lengths + 1) - lengths - 1
    bits = _bits[codes]
    if not bits.all():
        _learn(codes[bits == 0])
        bits = _bits[codes]
    return Letters(codes, bits, starts, lengths)


def _learn(codes: Array) -> None:
    for code in np.unique(codes).tolist():
        character = chr(code)
        bits = _KNOWN
        for bit, pattern in _CLASSES:
            if pattern.match(character):
                bits |= bit
        bits |= UPPER_BIT * character.isupper() | LOWER_BIT * is_small(character)
        bits |= ALPHA_BIT * character.isalpha()
        folded = character.casefold()
        _folded[code] = sum(ord(part) << (21 * n) for n, part in enumerate(folded[:3]))
        _bits[code] = bits


class Words(msgspec.Struct, frozen=True):
    """The runs of letters of a file: where each begins, how long it is, and its line."""

    starts: Array
    lengths: Array
    rows: Array


def words_of(letters: Letters) -> Words:
    """The words of the lines, a word being a run of letters."""
    is_word = (letters.bits & WORD_BIT) != 0
    # A line feed stands behind the last character, and is in no word.
    edges = np.flatnonzero(is_word[1:] != is_word[:-1]) + 1
    edges = np.append(0, edges) if is_word[:1].any() else edges
    starts = edges[::2]
    return Words(starts, edges[1::2] - starts, letters.rows(starts))


class Terms(msgspec.Struct, frozen=True):
    """Which terms each line has: pairs of a line and a term, each pair once, sorted by line.

    ``rows`` and ``terms`` side by side; ``number`` of different terms; ``per_row`` how many terms a
    line has.
    """

    rows: Array
    terms: Array
    number: int
    per_row: Array

    def frequency(self, chosen: Array) -> Array:
        """In how many of the chosen lines each term is."""
        return np.bincount(self.terms[chosen[self.rows]], minlength=self.number)

    def share(self, is_found: Array) -> Array:
        """The share of a line's pairs for which ``is_found`` is true, -1 for no terms."""
        found = np.bincount(self.rows, weights=is_found, minlength=len(self.per_row))
        return np.where(self.per_row > 0, found / np.maximum(self.per_row, 1), -1.0)

    def covered(self, chosen: Array) -> Array:
        """The share of a line's terms that some other of the chosen lines have, -1 for no terms."""
        return self.share(self.frequency(chosen)[self.terms] > chosen[self.rows])


def terms_of(letters: Letters, words: Words) -> Terms:
    """The terms of each line: folded words, and the pairs of neighbours in words of wide letters.

    Terms are told apart by a 64-bit product hash of their code points.
    """
    keys: list[Array] = []
    rows: list[Array] = []
    for place in letters.blocks():
        low, high = np.searchsorted(words.starts, (place.start, place.stop)).tolist()
        starts, lengths = words.starts[low:high] - place.start, words.lengths[low:high]
        for key, number in _keys(letters, place, starts, lengths):
            keys.append(key)
            rows.append(np.repeat(words.rows[low:high], number))
    known, named = numbered(np.concatenate(keys))
    size = max(len(known), 1)
    both = np.concatenate(rows) * size + named
    both.sort()
    both = both[is_first(both)]
    owner = both // size
    return Terms(owner, both % size, size, np.bincount(owner, minlength=len(letters.starts)))


def _keys(
    letters: Letters, place: slice, starts: Array, lengths: Array
) -> Iterator[tuple[Array, Array]]:
    """Numbers that tell terms, and how many each word has: of folded words, and of wide pairs.

    ``starts`` and ``lengths`` are those of the words of the characters at ``place``.
    """
    folded = _folded[letters.codes[place]]
    wide = np.concatenate([[0], np.cumsum((letters.bits[place] & WIDE_BIT) != 0)])
    has_wide = wide[starts + lengths] > wide[starts]
    is_long = ~has_wide & (lengths >= _LONG_TERM)
    yield _hashes(folded, starts[is_long], lengths[is_long]), is_long
    pairs = np.where(has_wide, lengths - 1, 0)
    first = np.repeat(starts, pairs) + _steps(pairs)
    yield folded[first] * _SPREAD + folded[first + 1], pairs


def is_first(values: Array) -> Array:
    """Whether each of some sorted values differs from the one before."""
    found = np.ones(len(values), dtype=bool)
    np.not_equal(values[1:], values[:-1], out=found[1:])
    return found


def numbered(keys: Array) -> tuple[Array, Array]:
    """The different keys in order, and the number of each key among them."""
    order = keys.argsort()
    in_order = keys[order]
    is_new = is_first(in_order)
    numbers = np.empty(len(keys), dtype=np.int64)
    numbers[order] = np.cumsum(is_new) - 1
    return in_order[is_new], numbers


def _steps(lengths: Array) -> Array:
    """0, 1, 2, ... up to each length, one after another."""
    ends = np.cumsum(lengths)
    steps: Array = np.arange(int(lengths.sum())) - np.repeat(ends - lengths, lengths)
    return steps


def _hashes(folded: Array, begin: Array, length: Array) -> Array:
    """For each word the sum of its letters times the powers of a number, by their places in it.

    That is a difference of sums from the beginning of the text, divided by the power of the place.
    """
    powers, inverse = powers_of_spread(len(folded))
    total = np.zeros(len(folded) + 1, dtype=np.uint64)
    np.cumsum(folded * powers[: len(folded)], out=total[1:])
    hashed = (total[begin + length] - total[begin]) * inverse[begin]
    keys: Array = hashed * _SPREAD + length.astype(np.uint64)
    return keys


def powers_of_spread(number: int) -> tuple[Array, Array]:
    """The first powers of a number that spreads products over all bits, and of its inverse modulo
    2**64; so many at least."""  # fmt: skip
    size = max(_FEW_POWERS, number)
    known = _known_powers.get(size)
    if known is not None:
        return known
    found = []
    for base in (_SPREAD, np.uint64(pow(int(_SPREAD), -1, 1 << 64))):
        powers = np.ones(size, dtype=np.uint64)
        np.multiply.accumulate(np.full(size - 1, base), out=powers[1:])
        found.append(powers)
    if size == _FEW_POWERS:
        _known_powers[size] = (found[0], found[1])
    return found[0], found[1]


def edge_keys(letters: Letters, size: int) -> Array:
    """A number a line that tells its first ``size`` characters from others, folded; a negative
    ``size`` means the last ones."""  # fmt: skip
    step = np.arange(abs(size))[:, None]
    ends = letters.starts + letters.lengths
    at = letters.starts + step if size > 0 else ends - 1 - step
    is_inside = step < letters.lengths
    folded = _folded[letters.codes[np.where(is_inside, at, 0)]]
    keys = np.zeros(len(ends), dtype=np.uint64)
    for part in np.where(is_inside, folded, 0).astype(np.uint64):
        keys = keys * _SPREAD + part
    return keys


def weights_of(letters: Letters) -> Array:
    """The weight of each line in letters, as ``features.facts`` gives it."""
    return letters.lengths + (WIDE_WEIGHT - 1) * letters.count(WIDE_BIT)
