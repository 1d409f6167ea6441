"""Which encoding bytes without a declared one are in: the reading that costs the fewest bits.

Each candidate decodes a sample. A character costs what its rank in a language's table says, an
unlisted one by its block; the candidate and language with the smallest sum win. Sums of candidates
compare because a wrong reading turns the same bytes into rarer characters, or into more of them.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from functools import cache
from itertools import islice
from operator import mul
from typing import Final

import msgspec

from newsclip.knowledge.frequency import characters_by_language
from newsclip.reading.encoding import beyond_ascii

_CJK: Final = {
    "gb18030": ("zh-Hans", "zh-Hant"),
    "big5hkscs": ("zh-Hant",),
    "cp950": ("zh-Hant",),
    "cp932": ("ja",),
    "euc_jp": ("ja",),
    "cp949": ("ko",),
}
_SINGLE_BYTE: Final = {
    "cp1252": ("fr", "de", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "is", "ca", "ga", "sq"),
    "cp1251": ("ru", "uk", "bg", "sr", "be", "mk"),
    "koi8_u": ("ru", "uk"),
    "cp866": ("ru",),
    "iso8859_5": ("ru", "bg", "sr", "mk", "be"),
    "cp1250": ("pl", "cs", "sk", "hu", "sl", "hr", "ro"),
    "iso8859_2": ("pl", "cs", "sk", "hu", "sl", "hr", "ro"),
    "cp1253": ("el",),
    "cp1254": ("tr",),
    "cp1255": ("he",),
    "cp1256": ("ar", "fa", "ur"),
    "iso8859_6": ("ar",),
    "cp1257": ("lt", "lv", "et"),
    "cp874": ("th",),
}
_WIDE: Final = ("utf-16-le", "utf-16-be")
_WIDE_LANGUAGES: Final = ("zh-Hans", "zh-Hant", "ja", "ko")
# A text read in the wrong half order costs 14 bits a character and more.
_MAX_WIDE_BITS: Final = 11.5
_ASCII_BITS: Final = 5.0
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f]")
# Bits against encodings that few files are in, so that a word or two does not call them up.
_PRIOR: Final = {"cp1252": 0.0, "iso8859_2": 4.0, "iso8859_5": 5.0, "iso8859_6": 5.0, "cp866": 5.0}
# Without a caron, Estonian is the same bytes in cp1252, where its letters are those of German.
_LANGUAGE_PRIOR: Final = {"et": 10.0}
_SINGLE_BYTE_PRIOR: Final = 2.0
# Some hundred words with accents, or so many letters of an alphabet of their own, or half as many
# ideographs: more change no guess.
_SAMPLE: Final = 1 << 13
_MOST_HIGH: Final = 1 << 9
# What is looked at around bytes beyond ASCII: the word that they are in, and their second bytes.
_BEFORE: Final = 32
_CHUNK: Final = 1 << 9
_PLACE: Final = re.compile(rb"(?s)[\x80-\xff].{0,63}")
# All that a codec of one or two bytes makes a character beyond ASCII of.
_PAIR: Final = re.compile(rb"[\x80-\xff]+[\x00-\x7f]?")
_DENSE: Final = 0.3
_MAX_WORDS: Final = 1000
_WIDE_SAMPLE: Final = 1 << 11
_ASCII: Final = bytes(range(128))
# Controls and characters without a meaning that a sound text may hold, as damage.
_MAX_CONTROLS: Final = 0.02
_FEW_BLOCKS: Final = 3
_MOST_IN_BLOCKS: Final = 0.97
# Right readings of 60 characters cost 3 to 11 bits a character, random bytes 15 and more.
MAX_BITS: Final = 13.0
# Fewer characters than this prove nothing: the one rare sign of an English text is fine.
_TOO_FEW: Final = 8
_BROKEN: Final = "\ufffd"
# A multibyte text may have been cut, or hold a byte of damage; one in another encoding has many.
MAX_BROKEN: Final = 0.05
_PUNCTUATION: Final = (
    "\u00a0\u00a3\u00a7\u00a9\u00ab\u00ad\u00ae\u00b0\u00b4\u00b7\u00bb\u2013\u2014\u2018\u2019"
    "\u201a\u201c\u201d\u201e\u2022\u2026\u20ac"
)
_PUNCTUATION_BITS: Final = 6.0
# Of a word in neither lower, upper nor title case, and of one in two alphabets.
_MIXED_CASE: Final = 4.0
_MIXED_SCRIPT: Final = 6.0
_WORD: Final = re.compile(r"[^\W\d_]+")
_ASCII_LETTER: Final = re.compile(r"[A-Za-z]")
_OTHER_LETTER: Final = re.compile("[^\x00-\u036f]")
_ALPHABET: Final = 200
_CAPITAL_BITS: Final = 3.0
# Of the commonest character of a long table, see _table; fewer than any sum of others.
_LEAST_BITS: Final = 4.9
# A letter of another language that the codec is for: a name in the text, or a second language.
_GUEST_BITS: Final = 10.0


class Guess(msgspec.Struct, frozen=True):
    """A codec, the language whose table fits best, and bits a character that is not ASCII."""

    codec: str
    language: str
    bits: float
    total: float


def guesses(data: bytes) -> list[Guess]:
    """The likeliest readings of ``data``, best first; none for bytes that are no text in any.

    Those that cannot be the best are not among them.
    """
    contest = _Contest(_sample(data))
    if contest.is_dense:
        contest.read_pairs()
        contest.read_bytes()
    else:
        contest.read_bytes()
        contest.read_pairs()
    return sorted(contest.judged, key=lambda guess: guess.total)


class _Contest:
    """The readings of a sample, each judged only while it may be better than the best so far."""

    def __init__(self, sample: bytes) -> None:
        self.sample = sample
        self.high = sample.translate(None, _ASCII)
        self.is_dense = len(self.high) > _DENSE * len(sample)
        self.judged: list[Guess] = []
        self.best = math.inf

    def add(self, guess: Guess | None) -> None:
        """Take a reading in, unless it is none of text."""
        if guess is not None and guess.bits <= MAX_BITS:
            self.judged.append(guess)
            self.best = min(self.best, guess.total)

    def read_pairs(self) -> None:
        """The readings in which two bytes and more are an ideograph."""
        pairs = self.sample if self.is_dense else b"".join(_PAIR.findall(self.sample))
        for codec, languages in _CJK.items():
            text = pairs.decode(codec, "replace")
            beyond, broken = beyond_ascii(text), text.count(_BROKEN)
            # The last character may have been cut by the sample.
            if broken <= 1 + MAX_BROKEN * beyond and beyond * _LEAST_BITS < self.best:
                guess = _cheapest(Counter(text), languages)
                self.add(msgspec.structs.replace(guess, codec=codec))

    def read_bytes(self) -> None:
        """The readings in which a byte is a letter."""
        counts = Counter(self.high)
        words: bytes | None = None
        for least, codec in sorted((_least_bits(counts, codec), codec) for codec in _SINGLE_BYTE):
            if least >= self.best:
                return
            guess = _single_byte(counts, len(self.high), codec)
            if guess is not None and guess.total < self.best:
                # Words only add to the bits.
                words = _high_words(self.sample) if words is None else words
                total = guess.total + _word_bits(words.decode(codec, "replace"))
                self.add(msgspec.structs.replace(guess, total=total))


def _least_bits(counts: Counter[int], codec: str) -> float:
    """What the reading in which a byte is a character costs at least, in any language."""
    costs = _least_costs(codec)
    return float(sum(map(mul, map(costs.__getitem__, counts), counts.values())))


def _single_byte(counts: Counter[int], count: int, codec: str) -> Guess | None:
    """The reading in which a byte is a character."""
    broken = sum(counts[byte] for byte in _undefined(codec) & counts.keys())
    if broken > 1 + MAX_BROKEN * count:
        return None
    numbers, times = list(counts.keys()), list(counts.values())
    total, language = min(
        (
            sum(map(mul, map(_costs(codec, language).__getitem__, numbers), times))
            + _LANGUAGE_PRIOR.get(language, 0.0),
            language,
        )
        for language in _SINGLE_BYTE[codec]
    )
    bits = total / count if count >= _TOO_FEW else 0.0
    return Guess(codec, language, bits, total + _PRIOR.get(codec, _SINGLE_BYTE_PRIOR))


def _high_words(sample: bytes) -> bytes:
    """The words of a sample that ASCII has not all the letters of."""
    found = (word for word in sample.split() if not word.isascii())
    return b" ".join(islice(found, _MAX_WORDS))


@cache
def _undefined(codec: str) -> frozenset[int]:
    """The bytes above ASCII that mean nothing in a codec."""
    return frozenset(b for b in range(128, 256) if bytes([b]).decode(codec, "replace") == _BROKEN)


@cache
def _costs(codec: str, language: str) -> list[float]:
    """What each byte costs in a reading, in bits."""
    text = bytes(range(256)).decode(codec, "replace")
    table, guests = _table(language), _letters(codec)
    return [min(table[c], _GUEST_BITS) if c in guests else table[c] for c in text]


@cache
def _letters(codec: str) -> frozenset[str]:
    """The letters beyond ASCII of all languages of a codec."""
    known = characters_by_language()
    found = frozenset("".join(letter for tag in _SINGLE_BYTE[codec] for letter in known[tag]))
    return found | frozenset("".join(found).upper())


@cache
def _least_costs(codec: str) -> list[float]:
    """What each byte costs at least, in whatever language, in bits."""
    by_language = (_costs(codec, language) for language in _SINGLE_BYTE[codec])
    return [min(costs) for costs in zip(*by_language, strict=True)]


def wide_guess(data: bytes) -> str | None:
    """The UTF-16 codec of ``data`` that has no byte order mark, or None.

    Asked for data with control bytes, which the halves of wide characters are and text has not.
    """
    head = data[:_WIDE_SAMPLE]
    if len(data) % 2:
        return None
    for codec in _WIDE:
        if _is_alphabet(head, codec):
            return codec
    best, codec = min((_wide_bits(head, codec), codec) for codec in _WIDE)
    return codec if best <= _MAX_WIDE_BITS else None


def _is_alphabet(head: bytes, codec: str) -> bool:
    """Whether a reading as UTF-16 has its letters in one block of Unicode, known here or not."""
    blocks = Counter(head[codec == "utf-16-le" :: 2])
    most = sum(n for _, n in blocks.most_common(_FEW_BLOCKS))
    if 2 * most < _MOST_IN_BLOCKS * len(head) or not blocks[0]:
        return False
    text = head.decode(codec, "replace")
    unknown = len(_CONTROL.findall(text)) + text.count(_BROKEN)
    unknown += sum(text.count(c) for c in set(text) if unicodedata.category(c) in {"Cn", "Co"})
    return unknown <= _MAX_CONTROLS * len(text)


def _wide_bits(head: bytes, codec: str) -> float:
    """The bits a character of a reading as UTF-16, or infinity where it holds what no text does."""
    text = head.decode(codec, "replace")
    if _BROKEN in text[:-1] or len(_CONTROL.findall(text)) > _MAX_CONTROLS * len(text):
        return math.inf
    counts = Counter(text)
    plain = sum(n for character, n in counts.items() if character <= "\x7f")
    return (_cheapest(counts, _WIDE_LANGUAGES).total + plain * _ASCII_BITS) / max(len(text), 1)


def bits_of(data: bytes, codec: str) -> float:
    """The bits that a reading of ``data`` costs; that of an unknown codec as of a Western one."""
    text = _sample(data).decode(codec, "replace")
    codec = codec.replace("-", "_").replace("koi8_r", "koi8_u")
    languages = _CJK.get(codec) or _SINGLE_BYTE.get(codec) or _SINGLE_BYTE["cp1252"]
    best = _cheapest(Counter(text), languages)
    return best.total + (0.0 if codec in _CJK else _word_bits(text))


def _sample(data: bytes) -> bytes:
    """The first places that hold anything but ASCII, 8 KiB of them at most."""
    if len(data) <= 2 * _MOST_HIGH:
        return data
    places: list[bytes] = []
    size = high = at = 0
    for start in range(0, len(data), _CHUNK):
        if data[start : start + _CHUNK].isascii():
            continue
        for found in _PLACE.finditer(data, start, start + _CHUNK):
            place = data[max(at, found.start() - _BEFORE) : found.end()]
            places.append(place)
            at = found.end()
            size += len(place)
            high += len(place.translate(None, _ASCII))
        if size >= _SAMPLE or high >= _MOST_HIGH:
            break
    return b"".join(places)


def _cheapest(counts: Counter[str], languages: tuple[str, ...]) -> Guess:
    others = {character: n for character, n in counts.items() if character > "\x7f"}
    characters, times = list(others), list(others.values())
    total = sum(times)
    guesses = []
    for language in languages:
        bits = sum(map(mul, map(_table(language).__getitem__, characters), times))
        guesses.append(Guess("", language, bits / total if total >= _TOO_FEW else 0.0, bits))
    return min(guesses, key=lambda guess: guess.total)


def _word_bits(text: str) -> float:
    bits = 0.0
    for word in _WORD.findall(text)[:_MAX_WORDS]:
        if word.isascii():
            continue
        if (
            not (word.islower() or word.isupper() or word.istitle())
            and word.lower() != word.upper()
        ):
            bits += _MIXED_CASE
        if _OTHER_LETTER.search(word) and _ASCII_LETTER.search(word):
            bits += _MIXED_SCRIPT
    return bits


class _Table(dict[str, float]):
    """Bits by character; those of one that is not listed are found when it is met."""

    def __missing__(self, character: str) -> float:
        bits = self[character] = _unlisted(character)
        return bits


@cache
def _table(language: str) -> _Table:
    """The cost in bits of each character of a language.

    Ranks follow Zipf's law: in long tables rank 0 has 3 % of the text, in alphabets 11 %.
    """
    characters = characters_by_language()[language]
    shift = 3 if len(characters) < _ALPHABET else 10
    table = _Table(dict.fromkeys(_PUNCTUATION, _PUNCTUATION_BITS))
    for rank, character in enumerate(characters):
        bits = math.log2(rank + shift) + 1.6
        table[character] = bits
        if shift == 3 and len(capital := character.upper()) == 1:
            table.setdefault(capital, bits + _CAPITAL_BITS)
    return table


_BLOCKS: Final = (
    (0xA0, 26.0),
    (0x250, 13.0),
    (0x2E80, 15.0),
    (0x3400, 13.0),
    (0x4E00, 19.0),
    (0xA000, 15.0),
    (0xAC00, 20.0),
    (0xD7A4, 15.0),
    (0xE000, 26.0),
    (0xF900, 26.0),
    (0xFB00, 19.0),
    (0xFF00, 17.0),
    (0xFF60, 12.0),
    (0xFFA0, 17.0),
    (0x110000, 20.0),
)


@cache
def _unlisted(character: str) -> float:
    """The cost of a character that a table does not list: what its block is worth."""
    if character == _BROKEN:
        return 30.0
    code = ord(character)
    return next(bits for end, bits in _BLOCKS if code < end)
