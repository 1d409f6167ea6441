"""What is compared of a text: a sample of its shingles, and the figures and names that stand in it.

Texts are folded first, so that the Traditional and the Simplified copy of a story are one: NFKC,
case, Chinese characters Simplified, and only letters and digits stay. A shingle is a stretch of
characters from each character on. The sample is that of FracMinHash (Irber and others 2022): a
shingle is in it when its hash is, so that samples of two texts are of the same shingles, and tell
what share of the one stands in the other even where the texts differ in length.
"""

from __future__ import annotations

import unicodedata
from functools import cache
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
_FIRST_WIDE: Final = 0x2E80
# Hashes of a text that are kept, at most: half of them then cost a share an error of 0.03.
LARGEST_SAMPLE: Final = 256
# A figure or name is known by the letters before it, and by those behind it.
_BESIDE: Final = 10
_BESIDE_WIDE: Final = 5
# Chinese numerals, but the one that is an article, and those that are units.
_NUMERALS: Final = frozenset("二三四五六七八九十百千〇零")
_NAME, _DIGIT, _NUMERAL, _CAPITAL, _SPACE, _LETTER = 1, 2, 3, 4, 5, 6
# How many facts of a kind are kept: those whose words have the least hashes, in every text.
_MOST_FACTS: Final = {_NAME: 32, _DIGIT: 48, _NUMERAL: 16}
_UNKNOWN: Final = 0xFFFFFFFF
_MASK: Final = ord("#")
_FACTOR: Final = np.uint64(0x9E3779B97F4A7C15)
# Odd, so that it has an inverse modulo 2 ** 64.
_POWER: Final = 0xD6E8FEB86659FD93


class Signature(msgspec.Struct, frozen=True):
    """A text as it is compared with others.

    ``size`` is its length in letters and digits, ``content`` a hash of all of them. ``shingles`` is
    how many it has, ``level`` says that one in ``2 ** level`` of their hashes is in ``sample``.
    ``facts`` are pairs in one number: 40 bits for what stands beside a figure or a name, 24 for it, two of them its kind.
    """

    size: int
    content: int
    shingles: int
    level: int
    sample: bytes
    facts: bytes

    @property
    def hashes(self) -> Hashes:
        """The sample as an array, in ascending order."""
        return np.frombuffer(self.sample, dtype="<u8")

    @property
    def pairs(self) -> Hashes:
        """The facts as an array, in ascending order."""
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
    folded = fold(character)
    return ord(folded[0]) if folded else 0


def _kind(character: str) -> int:
    if character.isdecimal():
        return _DIGIT
    if character in _NUMERALS:
        return _NUMERAL
    if character.isupper() or character.istitle():
        return _CAPITAL
    if character in " \u00a0":
        return _SPACE
    return _LETTER if character.isalpha() else 0


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


def signature_of(text: str, *, whole: str | None = None) -> Signature:
    """The signature of a text; its facts are those of ``whole``, the page that it stands in."""
    folded = _fold(text)
    page = folded if whole is None or whole == text else _fold(whole)
    codes = folded.codes
    sums = _sums(codes)
    hashes = _shingles(codes, sums)
    level = 0
    while hashes.size > LARGEST_SAMPLE << level:
        level += 1
    whole = _stretches(sums, np.zeros(1, dtype=np.int64), np.array([codes.size]))
    return Signature(
        size=codes.size,
        content=int(whole[0]),
        shingles=hashes.size,
        level=level,
        sample=np.unique(sampled(hashes, level)).astype("<u8").tobytes(),
        facts=_facts(page).astype("<u8").tobytes(),
    )


def sampled(hashes: Hashes, level: int) -> Hashes:
    """Those of ``hashes`` that a sample of ``level`` has."""
    return hashes[(hashes & np.uint64((1 << level) - 1)) == 0]


def _shingles(codes: Codes, sums: Hashes) -> Hashes:
    lengths = np.where(codes >= _FIRST_WIDE, WIDE_SHINGLE, SHINGLE)
    starts = np.arange(codes.size)
    fits = starts + lengths <= codes.size
    return _stretches(sums, starts[fits], lengths[fits])


def _facts(folded: _Folded) -> Hashes:
    """The words before and behind each figure or name of a text, with the figure or name.

    Words that stand beside several of them tell of none.
    """
    codes, facts = folded.codes, folded.facts
    if not facts.any():
        return np.empty(0, dtype=np.uint64)
    is_border = np.flatnonzero(np.diff(facts, prepend=0, append=0)) 
    starts = is_border[:-1][facts[is_border[:-1]] != 0]
    ends = is_border[1:][facts[is_border[:-1]] != 0]
    values = _stretches(_sums(codes), starts, ends - starts) >> np.uint64(42)
    values |= facts[starts].astype(np.uint64) << np.uint64(22)
    is_inside = facts != 0
    is_inside[starts] = False
    masked = np.where(facts != 0, _MASK, codes)[~is_inside].astype(np.uint32)
    at = np.flatnonzero(masked == _MASK)
    sums = _sums(masked)
    found: dict[int, set[int]] = {}
    for side in (-1, 1):
        inside = (at + side >= 0) & (at + side < masked.size)
        beside = masked[np.where(inside, at + side, at)]
        length = np.where(beside >= _FIRST_WIDE, _BESIDE_WIDE, _BESIDE)
        first = at - length if side < 0 else at + 1
        fits = inside & (first >= 0) & (first + length <= masked.size)
        words = _stretches(sums, first[fits], length[fits]) + np.uint64(side % 3)
        for word, value in zip((words >> 24).tolist(), values[fits].tolist(), strict=True):
            found.setdefault(word, set()).add(value)
    pairs = sorted((word << 24) | min(told) for word, told in found.items() if len(told) == 1)
    left = dict(_MOST_FACTS)
    kept = []
    for pair in pairs:
        kind = (pair >> 22) & 3
        if left[kind]:
            left[kind] -= 1
            kept.append(pair)
    return np.array(kept, dtype=np.uint64)


_powers: dict[str, Hashes] = {}


def _powers_of(name: str, factor: int, count: int) -> Hashes:
    """The first ``count`` powers of a number modulo 2 ** 64."""
    known = _powers.get(name)
    if known is None or known.size < count:
        factors = np.full(max(count, 1 << 16), factor, dtype=np.uint64)
        factors[0] = 1
        known = _powers[name] = np.multiply.accumulate(factors)
    return known[:count]


def _sums(codes: Codes) -> Hashes:
    """Sums of a polynomial hash: the hash of any stretch is made of two of them."""
    sums = np.zeros(codes.size + 1, dtype=np.uint64)
    powers = _powers_of("up", _POWER, codes.size)
    np.cumsum(codes.astype(np.uint64) * _FACTOR * powers, out=sums[1:])
    return sums


def _stretches(sums: Hashes, starts: Places, lengths: npt.NDArray[Any]) -> Hashes:
    """The hashes of stretches, well mixed (the finish of SplitMix64)."""
    down = _powers_of("down", pow(_POWER, -1, 1 << 64), sums.size)
    mixed = (sums[starts + lengths] - sums[starts]) * down[starts]
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return mixed
