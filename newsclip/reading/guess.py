"""Which encoding bytes without a declared one are in: the reading that costs the fewest bits.

Each candidate decodes a sample. A character costs what its rank in a language's table says, an
unlisted one by its block; the candidate and language with the smallest sum win. Sums of candidates
compare because a wrong reading turns the same bytes into rarer characters, or into more of them.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Final

import msgspec

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
_WIDE_LANGUAGES: Final = (
    "zh-Hans", "zh-Hant", "ja", "ko", "ru", "ar", "el", "he", "th", "fr", "de", "pl", "tr",
)  # fmt: skip
# A text read in the wrong half order costs 14 bits a character and more.
_MAX_WIDE_BITS: Final = 11.5
_ASCII_BITS: Final = 5.0
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f]")
# Bits against encodings that few files are in, so that a word or two does not call them up.
_PRIOR: Final = {"cp1252": 0.0, "iso8859_2": 4.0, "iso8859_5": 5.0, "iso8859_6": 5.0, "cp866": 5.0}
_SINGLE_BYTE_PRIOR: Final = 2.0
_SAMPLE: Final = 1 << 16
_MAX_WORDS: Final = 3000
# Right readings of 60 characters cost 3 to 11 bits a character, random bytes 15 and more.
MAX_BITS: Final = 13.0
# Fewer characters than this prove nothing: the one rare sign of an English text is fine.
_TOO_FEW: Final = 8
_BROKEN: Final = "\ufffd"
# A multibyte text may have been cut, or hold a byte of damage; one in another encoding has many.
MAX_BROKEN: Final = 0.05
_PUNCTUATION: Final = (
    "\u00a0\u00a3\u00a7\u00a9\u00ab\u00ae\u00b0\u00b4\u00b7\u00bb\u2013\u2014\u2018\u2019"
    "\u201a\u201c\u201d\u201e\u2022\u2026\u20ac"
)
_PUNCTUATION_BITS: Final = 6.0
# Of a word in neither lower, upper nor title case, and of one in two alphabets.
_MIXED_CASE: Final = 4.0
_MIXED_SCRIPT: Final = 6.0
_WORD: Final = re.compile(r"[^\W\d_]+")
_ASCII_LETTER: Final = re.compile(r"[A-Za-z]")
_ALPHABET: Final = 200
_CAPITAL_BITS: Final = 3.0


class Guess(msgspec.Struct, frozen=True):
    """A codec, the language whose table fits best, and bits a character that is not ASCII."""

    codec: str
    language: str
    bits: float
    total: float


def guesses(data: bytes) -> list[Guess]:
    """The readings of ``data``, best first; none for bytes that are no text in any of them."""
    sample = _sample(data)
    found = [
        guess
        for codec, languages in {**_CJK, **_SINGLE_BYTE}.items()
        for guess in _read(sample, codec, languages)
    ]
    return sorted(found, key=lambda guess: guess.total)


def wide_guess(data: bytes) -> str | None:
    """The UTF-16 codec of ``data`` that has no byte order mark, or None.

    Asked for data with control bytes, which the halves of wide characters are and text has not.
    """
    head = data[: _SAMPLE & ~1]
    if len(data) % 2:
        return None
    best, codec = min((_wide_bits(head, codec), codec) for codec in _WIDE)
    return codec if best <= _MAX_WIDE_BITS else None


def _wide_bits(head: bytes, codec: str) -> float:
    """The bits a character of a reading as UTF-16, or infinity where it holds what no text does."""
    text = head.decode(codec, "replace")
    if _BROKEN in text[:-1] or _CONTROL.search(text):
        return math.inf
    counts = Counter(text)
    plain = sum(n for character, n in counts.items() if character <= "\x7f")
    return (_cheapest(counts, _WIDE_LANGUAGES).total + plain * _ASCII_BITS) / max(len(text), 1)


def bits_of(text: str, codec: str) -> float:
    """The bits that ``text`` costs as a reading with ``codec``; unknown codecs as Western."""
    codec = codec.replace("-", "_").replace("koi8_r", "koi8_u")
    languages = _CJK.get(codec) or _SINGLE_BYTE.get(codec) or _SINGLE_BYTE["cp1252"]
    best = _cheapest(Counter(text[:_SAMPLE]), languages)
    return best.total + (0.0 if codec in _CJK else _word_bits(text[:_SAMPLE]))


def _sample(data: bytes) -> bytes:
    """The first lines that hold anything but ASCII, 64 KiB of them."""
    if len(data) <= _SAMPLE:
        return data
    lines: list[bytes] = []
    size = 0
    for match in re.finditer(rb"[^\n]*[\x80-\xff][^\n]*\n?", data):
        lines.append(match[0][:_SAMPLE])
        size += len(lines[-1])
        if size >= _SAMPLE:
            break
    return b"".join(lines)


def _read(sample: bytes, codec: str, languages: tuple[str, ...]) -> Iterator[Guess]:
    text = sample.decode(codec, "replace")
    # The last character may have been cut by the sample.
    if text.count(_BROKEN) > 1 + MAX_BROKEN * sum(c > "\x7f" for c in text):
        return
    best = _cheapest(Counter(text), languages)
    if best.bits > MAX_BITS:
        return
    total = best.total
    if codec in _SINGLE_BYTE:
        total += _word_bits(text) + _PRIOR.get(codec, _SINGLE_BYTE_PRIOR)
    yield Guess(codec, best.language, best.bits, total)


def _cheapest(counts: Counter[str], languages: tuple[str, ...]) -> Guess:
    others = {character: n for character, n in counts.items() if character > "\x7f"}
    total = sum(others.values())
    guesses = []
    for language in languages:
        table = _table(language)
        bits = sum((table.get(c) or _unlisted(c)) * n for c, n in others.items())
        guesses.append(Guess("", language, bits / total if total >= _TOO_FEW else 0.0, bits))
    return min(guesses, key=lambda guess: guess.total)


def _word_bits(text: str) -> float:
    bits = 0.0
    for number, match in enumerate(_WORD.finditer(text)):
        word = match[0]
        if number >= _MAX_WORDS:
            break
        if word.isascii():
            continue
        if (
            not (word.islower() or word.isupper() or word.istitle())
            and word.lower() != word.upper()
        ):
            bits += _MIXED_CASE
        if _ASCII_LETTER.search(word) and any(c > "\u036f" for c in word):
            bits += _MIXED_SCRIPT
    return bits


@cache
def _tables() -> dict[str, str]:
    import tomllib  # noqa: PLC0415 - only for files that are not UTF-8
    from importlib.resources import files  # noqa: PLC0415

    text = files("newsclip.reading").joinpath("data/characters.toml").read_text("utf-8")
    tables: dict[str, str] = tomllib.loads(text)
    return tables


@cache
def _table(language: str) -> dict[str, float]:
    """The cost in bits of each character of a language.

    Ranks follow Zipf's law: in long tables rank 0 has 3 % of the text, in alphabets 11 %.
    """
    characters = _tables()[language]
    shift = 3 if len(characters) < _ALPHABET else 10
    table = dict.fromkeys(_PUNCTUATION, _PUNCTUATION_BITS)
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
