"""What is compared of a text: a sample of its shingles, and the figures and names that stand in it.

Texts are folded first, so that the Traditional and the Simplified copy of a story are one: NFKC,
case, Chinese characters Simplified, and only letters and digits stay. A shingle is a stretch of
characters from each character on. The sample is that of FracMinHash (Irber and others 2022): a
shingle is in it when its hash is, so that samples of two texts are of the same shingles, and tell
what share of the one stands in the other even where the texts differ in length.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from typing import Any, Final

import msgspec
import numpy as np
import numpy.typing as npt

from newsclip.knowledge.folding import fold, is_edge

Codes = npt.NDArray[np.uint32]
Hashes = npt.NDArray[np.uint64]
Kinds = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]

# Five ideographs, kana or syllables are two words, and so are ten letters.
SHINGLE: Final = 10
WIDE_SHINGLE: Final = 5
# A character of both scripts, which conversion changes in some words and keeps in others.
_OF_TAIWAN: Final = {"著": "着"}
_FIRST_WIDE: Final = 0x2E80
# Hashes of a text that are kept, at most: half of them then cost a share an error of 0.03.
LARGEST_SAMPLE: Final = 256
# A figure or name is known by the letters before it, and by those behind it.
_BESIDE: Final = 10
_BESIDE_WIDE: Final = 5
# Chinese numerals, but the one that is an article, and those that are units.
_NUMERALS: Final = frozenset("二三四五六七八九十百千〇零")
_NAME, _DIGIT, _NUMERAL, _CAPITAL, _SPACE = 1, 2, 3, 4, 5
# How many facts of a kind are kept: those whose words have the least hashes, in every text.
_MOST_FACTS: Final = {_NAME: 32, _DIGIT: 48, _NUMERAL: 16}
# Characters that are hashed at once, and those of a text whose facts are told: memory is bounded.
_AT_ONCE: Final = 1 << 20
_UNKNOWN: Final = 0xFFFFFFFF
_MASK: Final = ord("#")
# Of the 64 bits of a fact these are the figure or name, the first two of them its kind.
FACT_BITS: Final = 24
_FACTOR: Final = np.uint64(0x9E3779B97F4A7C15)
# Odd, so that it has an inverse modulo 2 ** 64.
_POWER: Final = 0xD6E8FEB86659FD93


class Signature(msgspec.Struct, frozen=True):
    """A text as it is compared with others.

    ``size`` is its length in letters and digits, ``content`` a hash of all those of the page that
    it stands in. One in ``2 ** level`` of the hashes of its shingles is in ``sample``.
    ``facts`` are pairs in one number: what stands beside a figure or name, and, in the lower
    ``FACT_BITS``, the figure or name itself. Both arrays are little-endian, ascending.
    """

    size: int
    content: int
    level: int
    sample: bytes
    facts: bytes

    @property
    def hashes(self) -> Hashes:
        """The sample as an array."""
        return np.frombuffer(self.sample, dtype="<u8")

    @property
    def pairs(self) -> Hashes:
        """The facts as an array."""
        return np.frombuffer(self.facts, dtype="<u8")


class _Alphabet:
    """What each character is: its folded form, 0 for what is left out, and its kind.

    Both are filled as characters are met, since most of Unicode never is.
    """

    def __init__(self) -> None:
        self.codes: Codes = np.full(0x110000, _UNKNOWN, dtype=np.uint32)
        self.kinds: Kinds = np.zeros(0x110000, dtype=np.uint8)

    def folded(self, points: Codes) -> tuple[Codes, Kinds]:
        codes = self.codes[points]
        if (codes == _UNKNOWN).any():
            for point in np.unique(points[codes == _UNKNOWN]).tolist():
                self.codes[point] = _folded(chr(point))
                self.kinds[point] = _kind(chr(point))
            codes = self.codes[points]
        return codes, self.kinds[points]


@cache
def _alphabet() -> _Alphabet:
    return _Alphabet()


def _folded(character: str) -> int:
    if is_edge(character):
        return 0
    if character.isdecimal():
        return ord("0") + unicodedata.decimal(character)
    folded = fold(_OF_TAIWAN.get(character, character))
    return ord(folded[0]) if folded else 0


def _kind(character: str) -> int:
    if character.isdecimal():
        return _DIGIT
    if character in _NUMERALS:
        return _NUMERAL
    if character.isupper() or character.istitle():
        return _CAPITAL
    return _SPACE if character in " \u00a0" else 0


class _Folded(msgspec.Struct, frozen=True):
    """The letters and digits of a text, and which of them belong to what kind of fact, or 0."""

    codes: Codes
    facts: Kinds


def _fold(text: str) -> _Folded:
    text = text if text.isascii() else unicodedata.normalize("NFKC", text)
    data = text.encode("utf-32-le", "surrogatepass")
    codes, kinds = _alphabet().folded(np.frombuffer(data, dtype="<u4"))
    facts = np.where((kinds == _DIGIT) | (kinds == _NUMERAL), kinds, _names(codes, kinds))
    return _Folded(codes[codes != 0], facts[codes != 0])


def _names(codes: Codes, kinds: Kinds) -> Kinds:
    """Which characters belong to a word with a capital that begins no sentence."""
    is_capital = kinds == _CAPITAL
    if not is_capital.any():
        return np.zeros(codes.size, dtype=np.uint8)
    is_letter = codes != 0
    starts = np.flatnonzero(is_capital & ~np.concatenate(([False], is_letter[:-1])))
    # A name stands a single space behind a letter or figure; else a sentence may begin there.
    starts = starts[starts >= 2]
    starts = starts[(kinds[starts - 1] == _SPACE) & is_letter[starts - 2]]
    ends = np.flatnonzero(~np.concatenate((is_letter, [False])))
    ends = ends[np.searchsorted(ends, starts)]
    steps = np.zeros(codes.size + 1, dtype=np.int8)
    steps[starts] = _NAME
    steps[ends] -= _NAME
    return np.cumsum(steps[:-1], dtype=np.int8).astype(np.uint8)


def signature_of(text: str, *, page: str | None = None) -> Signature:
    """The signature of a text that stands in ``page``, which is the text itself by default.

    Facts are those of the page, and so is ``content``.
    """
    folded = _fold(text)
    whole = folded if page is None or page == text else _fold(page)
    size = folded.codes.size
    level = 0
    while size > LARGEST_SAMPLE << level:
        level += 1
    content = blake2b(whole.codes.astype("<u4").tobytes(), digest_size=8).digest()
    return Signature(
        size=size,
        content=int.from_bytes(content, "big"),
        level=level,
        sample=_sample(folded.codes, level).astype("<u8").tobytes(),
        facts=_facts(whole).astype("<u8").tobytes(),
    )


def sampled(hashes: Hashes, level: int) -> Hashes:
    """Those of ``hashes`` that a sample of ``level`` has."""
    chosen: Hashes = hashes[(hashes & np.uint64((1 << level) - 1)) == 0]
    return chosen


def _sample(codes: Codes, level: int) -> Hashes:
    parts = [np.empty(0, dtype=np.uint64)]
    for start in range(0, codes.size, _AT_ONCE):
        part = codes[start : start + _AT_ONCE + SHINGLE - 1]
        lengths = np.where(part >= _FIRST_WIDE, WIDE_SHINGLE, SHINGLE)
        starts = np.arange(part.size)
        fits = starts + lengths <= part.size
        parts.append(sampled(_stretches(_sums(part), starts[fits], lengths[fits]), level))
    return np.unique(np.concatenate(parts))


def _facts(folded: _Folded) -> Hashes:
    """The words before and behind each figure or name of a text, with the figure or name.

    Words that stand beside several of them tell of none. Other figures and names among the words
    count as a sign for any.
    """
    codes, kinds = folded.codes[:_AT_ONCE], folded.facts[:_AT_ONCE]
    if not kinds.any():
        return np.empty(0, dtype=np.uint64)
    borders = np.flatnonzero(np.diff(kinds, prepend=0, append=0))
    is_start = kinds[borders[:-1]] != 0
    starts, ends = borders[:-1][is_start], borders[1:][is_start]
    values = _stretches(_sums(codes), starts, ends - starts) >> np.uint64(64 - FACT_BITS + 2)
    values |= kinds[starts].astype(np.uint64) << np.uint64(FACT_BITS - 2)
    goes_on = kinds != 0
    goes_on[starts] = False
    masked = np.where(kinds != 0, _MASK, codes)[~goes_on].astype(np.uint32)
    found: dict[int, set[int]] = {}
    for word, value in _beside(masked, values):
        found.setdefault(word, set()).add(value)
    kept: list[int] = []
    left = dict(_MOST_FACTS)
    for word, told in sorted(found.items()):
        kind = min(told) >> (FACT_BITS - 2)
        if len(told) == 1 and left[kind]:
            left[kind] -= 1
            kept.append((word << FACT_BITS) | min(told))
    return np.array(kept, dtype=np.uint64)


def _beside(masked: Codes, values: Hashes) -> Iterator[tuple[int, int]]:
    """Hashes of the words before and behind each masked place, with the value of the place."""
    at = np.flatnonzero(masked == _MASK)
    sums = _sums(masked)
    for side in (-1, 1):
        inside = (at + side >= 0) & (at + side < masked.size)
        neighbour = masked[np.where(inside, at + side, at)]
        length = np.where(neighbour >= _FIRST_WIDE, _BESIDE_WIDE, _BESIDE)
        first = at - length if side < 0 else at + 1
        fits = inside & (first >= 0) & (first + length <= masked.size)
        words = _stretches(sums, first[fits], length[fits]) + np.uint64(side + 1)
        shift = np.uint64(FACT_BITS)
        yield from zip((words >> shift).tolist(), values[fits].tolist(), strict=True)


_powers: dict[str, Hashes] = {}


def _powers_of(name: str, factor: int, count: int) -> Hashes:
    """The first ``count`` powers of a number modulo 2 ** 64."""
    if name not in _powers or _powers[name].size < count:
        factors = np.full(max(count, 1 << 16), factor, dtype=np.uint64)
        factors[0] = 1
        _powers[name] = np.multiply.accumulate(factors)
    return _powers[name][:count]


def _sums(codes: Codes) -> Hashes:
    """Sums of a polynomial hash: the hash of any stretch is made of two of them."""
    sums = np.zeros(codes.size + 1, dtype=np.uint64)
    powers = _powers_of("up", _POWER, codes.size)
    np.cumsum(codes.astype(np.uint64) * _FACTOR * powers, out=sums[1:])
    return sums


def _stretches(sums: Hashes, starts: Places, lengths: npt.NDArray[Any]) -> Hashes:
    """The hashes of stretches, well mixed (the finish of SplitMix64)."""
    down = _powers_of("down", pow(_POWER, -1, 1 << 64), sums.size)
    mixed: Hashes = (sums[starts + lengths] - sums[starts]) * down[starts]
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
