"""Text that was decoded with the wrong codec, decoded again: only strictly, and only if likelier.

A stretch is encoded as what it was read as and decoded as what it may have been; both readings are
weighed by the characters of the languages of the news. UTF-8 read byte by byte shows itself by its
structure; where that is one letter only, ftfy must agree, in its careful settings.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from newsclip.knowledge.frequency import bits, common_characters
from newsclip.stages.repair.edits import Change

if TYPE_CHECKING:
    from ftfy import TextFixerConfig

# What windows-1252 has beyond Latin-1, and the bytes that it leaves undefined.
_SPECIALS: Final = (
    "\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d\u2018\u2019"
    "\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178"
)
_HIGH: Final = f"\x80-\xff{_SPECIALS}"
# A lead byte of UTF-8 and one that follows it, in windows-1252, -1251, -1250 and Mac Roman.
_LEADS: Final = (
    ("[\xc2-\xf4]", f"[\x80-\xbf{_SPECIALS}]"),
    (
        "[\u0412\u0413\u0420-\u0422]",
        "[\x80-\xbf\u0401-\u040f\u0451-\u045f\u0490\u0491\u2013-\u203a\u20ac\u2116\u2122]",
    ),
    (
        "[\u00c2\u0102\u00c4\u0139]",
        "[\x80-\xbf\u0104-\u017e\u02c7-\u02dd\u2013-\u203a\u20ac\u2122]",
    ),
    ("[\u221a\u201a]", "[\xa0-\xff\u0152\u0153\u03c0\u2020-\u2265]"),
)
_UTF8: Final = re.compile("|".join(lead + tail for lead, tail in _LEADS))
# All of it in one search that begins with a set of characters, which is what makes it quick.
_NARROW: Final = re.compile(
    "[\x81-\xfe\u0102\u0139\u0410-\u042f\u221a\u201a]"
    "(?=[^\x00-\x7f]|[@-~][\x81-\xfe])"
    "(?:"
    + "".join(f"(?<={lead}){tail}|" for lead, tail in _LEADS)
    + f"(?<=[\x81-\xfe])[@-~{_HIGH}](?:[\x81-\xfe][@-~{_HIGH}]){{2}}"
    "|(?<=[а-я][А-Я])[А-Я]{2})"
)
# Two U+FFFD in UTF-8, read as GBK.
_REPLACED: Final = re.compile("锟斤拷")
_IS_WIDE: Final = re.compile("[\u2e80-\uffff]")
# Ideographs, Hangul, private use, half-width kana: those among them that no table lists are rare.
_RARE_BLOCKS: Final = (
    (0x3400, 0x9FFF), (0xAC00, 0xD7A3), (0xE000, 0xF8FF), (0xFF61, 0xFF9F),
)  # fmt: skip
_SEQUENCES: Final = re.compile(
    rb"(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})+"
)
# What may stand beside a stretch in its run, read rightly.
_SIGNS: Final = re.compile("[\u00a0\u00ab\u00bb\u00b0\u00b7\u2010-\u203a\u20ac]*")
# Text read wrongly twice has C1 controls in between.
_C1: Final = dict.fromkeys(range(0x80, 0xA0))
_ONE_BYTE: Final = ("cp1252", "latin-1", "cp1251", "cp1250", "cp1254", "cp1253", "mac_roman")
# Characters that only look like UTF-8 by chance are two at a time; this many are not chance.
_MANY: Final = 6
_RUN: Final = re.compile("[\x80-\u2e7f]+")
# Two bytes a character, the second of which may be an ASCII letter, three times; or an alphabet.
_PAIRS: Final = re.compile(f"(?:[\x81-\xfe][@-~{_HIGH}]){{3}}|[\xc0-\xff]{{4}}|[\x81-\xfe]{{4}}")
_LATIN: Final = re.compile(f"[{_HIGH}][\t -~{_HIGH}]*[{_HIGH}][!-~]?")
_CASE: Final = re.compile("[а-я][А-Я]{3}")
_CYRILLIC: Final = re.compile("[\u0400-\u045f][\t -~\u0400-\u045f]*[\u0400-\u045f]")
_WIDE: Final = re.compile("[^\x00-\x7f](?:.*[^\x00-\x7f])?[!-~]?")
_FROM_LATIN: Final = tuple(
    (wrong, right)
    for wrong in ("cp1252", "latin-1")
    for right in (
        "gb18030", "big5hkscs", "cp950", "cp932", "euc_jp", "cp949", "cp1251", "koi8_u", "cp1253",
        "cp1255", "cp1256", "cp874",
    )
)  # fmt: skip
_FROM_WIDE: Final = tuple(
    (wrong, right)
    for wrong in ("gb18030", "big5hkscs", "cp950", "cp932", "cp949", "euc_jp")
    for right in ("utf-8", "gb18030", "big5hkscs", "cp950", "cp932", "cp949", "euc_jp")
    if wrong != right
)
_FROM_CYRILLIC: Final = (("cp1251", "koi8_u"), ("koi8_u", "cp1251"), ("cp1251", "cp866"))
# Bits of the new reading over those of the old: right ones have 0.2 to 0.55, other pairs of codecs
# 0.8 and more, wrong readings of damaged text in between.
_MAX_RATIO: Final = 0.62
# Where capitals and small letters have changed places, that is evidence, too.
_MAX_CASE_RATIO: Final = 0.85
# Bits a character: news have 7 to 11.5 beyond ASCII, any mojibake 14 and more if it is wide.
_MAX_BITS: Final = 11.5
_MIN_WIDE_BITS: Final = 13.5
# Fewer characters prove nothing.
_FEWEST: Final = 4
_FEWEST_WIDE: Final = 6
_FEWEST_LETTERS: Final = 8
_MIN_BITS: Final = 9.0
# Share of the characters that a lossy reading must keep, to be called damage.
_KEPT: Final = 0.6
_ALPHABETS: Final = frozenset({"cp1251", "koi8_u", "cp1253", "cp1255", "cp1256", "cp874", "cp866"})
_NO_TEXT: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]"
)


_Pairs = tuple[tuple[str, str], ...]


class Reading(NamedTuple):
    """What is to be changed in a line, and whether damage was seen that cannot be mended."""

    changes: list[Change]
    is_lost: bool


def reread(line: str) -> Reading:
    """What a line is when its stretches are decoded as they should have been."""
    found, is_lost = _utf8(line)
    if found or is_lost:
        return Reading(found, is_lost)
    for stretch, pairs in (
        (_LATIN, _FROM_LATIN),
        (_CYRILLIC, _FROM_CYRILLIC),
        (_WIDE, _FROM_WIDE),
    ):
        for match in stretch.finditer(line):
            new = _best(match[0], pairs) if _is_odd(match[0], pairs) else None
            if new is not None:
                found.append(_trimmed(match.start(), match[0], new))
        if found:
            return Reading(found, False)
    return Reading([], _REPLACED.search(line) is not None or _is_lost(line))


def _utf8(line: str) -> tuple[list[Change], bool]:
    """The changes where UTF-8 was read byte by byte: all such stretches of a line, or none."""
    runs = [match for match in _RUN.finditer(line) if _UTF8.search(match[0])]
    best: list[Change] = []
    least, is_lost = _MAX_RATIO, False
    for codec in _ONE_BYTE if runs else ():
        found: list[Change] = []
        failed = 0
        for match in runs:
            sequences = _sequences(match[0], codec)
            failed += not sequences
            found += [
                Change(match.start() + start, match.start() + end, new, "mojibake/utf-8")
                for start, end, new in sequences
            ]
        old = "".join(line[change.start : change.end] for change in found)
        ratio = _ratio(old, "".join(change.new for change in found))
        if ratio < least and _is_certain(old):
            if not failed:
                best, least = found, ratio
            is_lost = is_lost or len(found) > failed
    return best, is_lost and not best


def _ratio(old: str, new: str) -> float:
    """The bits of a new reading over those of the old, decoded once more where that is possible."""
    if not old:
        return 1.0
    again = (_read(new, codec, "utf-8") for codec in _ONE_BYTE[:2])
    readings = [new, *(text for text in again if text is not None)]
    return min(map(bits, readings)) / bits(old)


def _sequences(run: str, codec: str) -> list[tuple[int, int, str]]:
    """The stretches of a run that are UTF-8 read as a one-byte codec; none if letters are left."""
    table = _bytes_of(codec)
    data = bytes(table.get(character, 0) for character in run)
    found: list[tuple[int, int, str]] = []
    rest = ""
    done = 0
    for match in _SEQUENCES.finditer(data):
        start, end = match.span()
        rest += run[done:start]
        done = end
        new = data[start:end].decode("utf-8", "replace")
        if _NO_TEXT.search(new.translate(_C1)):
            return []
        found.append((start, end, new))
    return found if _SIGNS.fullmatch(rest + run[done:]) else []


@cache
def _bytes_of(codec: str) -> dict[str, int]:
    """The bytes beyond ASCII by their characters; bytes that a codec leaves undefined, as C1."""
    found: dict[str, int] = {}
    for number in range(0x80, 0x100):
        try:
            found[bytes((number,)).decode(codec)] = number
        except UnicodeDecodeError:
            found[chr(number)] = number
    return found


def _is_certain(text: str) -> bool:
    """Whether there is enough of it; a single letter is put to ftfy, which knows such pairs."""
    return len(text) >= _MANY or _fixed(text) != text


def _fixed(text: str) -> str:
    import ftfy  # noqa: PLC0415 - takes 60 ms, and hardly any file needs it

    return ftfy.fix_encoding(text, _careful())


@cache
def _careful() -> TextFixerConfig:
    """All off but whole stretches decoded again; nothing about widths, quotes and forms."""
    from ftfy import TextFixerConfig  # noqa: PLC0415

    return TextFixerConfig(
        unescape_html=False,
        remove_terminal_escapes=False,
        restore_byte_a0=False,
        replace_lossy_sequences=False,
        decode_inconsistent_utf8=False,
        fix_c1_controls=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        fix_surrogates=False,
        remove_control_chars=False,
        normalization=None,
        explain=False,
    )


def _is_odd(text: str, pairs: _Pairs) -> bool:
    """Whether a stretch is worth the tests: unlikely in every language, and long enough."""
    others = [c for c in text if c > "\x7f"]
    # A rare character said over and over is a joke or an ornament.
    if len(set(others)) < (_FEWEST_WIDE if pairs is _FROM_WIDE else _FEWEST):
        return False
    if pairs is _FROM_WIDE and not _odd_ideographs().search(text):
        return False
    if pairs is _FROM_LATIN and not _PAIRS.search(text):
        return False
    if pairs is _FROM_CYRILLIC:
        return _CASE.search(text) is not None
    least = _MIN_WIDE_BITS if pairs is _FROM_WIDE else _MIN_BITS
    return bits("".join(others)) >= least * len(others)


def _best(text: str, pairs: _Pairs) -> str | None:
    """The likeliest strict reading of a stretch, if it is clearly likelier than the stretch."""
    ratio = _MAX_CASE_RATIO if pairs is _FROM_CYRILLIC else _MAX_RATIO
    best, least = None, ratio * bits(text)
    for wrong, right in pairs:
        new = _read(text, wrong, right)
        if new is not None and (cost := bits(new)) < least and _is_text(new, right):
            best, least = new, cost
    return best


def _read(text: str, wrong: str, right: str) -> str | None:
    try:
        data = _encoded(text, wrong) if wrong in _ONE_BYTE else text.encode(wrong)
    except (UnicodeEncodeError, KeyError):
        return None
    try:
        return data.decode(right)
    except UnicodeDecodeError:
        return None


def _encoded(text: str, codec: str) -> bytes:
    """The bytes of a text read as a one-byte codec; raises KeyError when it was not."""
    table = _bytes_of(codec)
    return bytes(table[c] if c > "\x7f" else ord(c) for c in text)


def _is_text(text: str, codec: str) -> bool:
    others = "".join(c for c in text if c > "\x7f")
    fewest = _FEWEST_LETTERS if codec in _ALPHABETS else _FEWEST // 2
    if len(others) < fewest or _NO_TEXT.search(text):
        return False
    return bits(others) <= _MAX_BITS * len(others)


def _is_lost(line: str) -> bool:
    """Whether a line is another codec's with some bytes gone, so that no strict reading is left."""
    for match in _WIDE.finditer(line):
        old = match[0].replace("\ufffd", "")
        if not _is_odd(old, _FROM_WIDE):
            continue
        for wrong, right in _FROM_WIDE:
            new = match[0].replace("\ufffd", "?").encode(wrong, "replace").decode(right, "replace")
            kept = new.replace("\ufffd", "").replace("?", "")
            is_most = len(kept) >= _KEPT * len(new)
            if is_most and bits(kept) < _MAX_RATIO * bits(old) and _is_text(kept, right):
                return True
    return False


def _trimmed(start: int, old: str, new: str) -> Change:
    """The change of a stretch, without what both readings have at its ends."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return Change(
        start + head, start + len(old) - tail, new[head : len(new) - tail], "mojibake/codec"
    )


def suspicions(text: str) -> Iterator[int]:
    """Where a text has what only a wrong codec leaves, or now and then a foreign name; quick."""
    for match in _NARROW.finditer(text):
        yield match.start()
    if _IS_WIDE.search(text):
        for pattern in (_odd_ideographs(), _REPLACED):
            for match in pattern.finditer(text):
                yield match.start()


@cache
def _odd_ideographs() -> re.Pattern[str]:
    """Three characters close together that news hardly have: ideographs, syllables, private use."""
    rare = f"[{''.join(_rare_ranges())}]"
    return re.compile(f"{rare}(?:[^\x00-\x7f]{{0,2}}{rare}){{2}}")


def _rare_ranges() -> Iterator[str]:
    common = sorted(map(ord, common_characters()))
    for first, last in _RARE_BLOCKS:
        start = first
        for code in common[bisect_left(common, first) : bisect_right(common, last)]:
            if start < code:
                yield f"{chr(start)}-{chr(code - 1)}"
            start = code + 1
        if start <= last:
            yield f"{chr(start)}-{chr(last)}"
