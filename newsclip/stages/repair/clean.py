"""Characters that nobody meant: invisible ones, odd spaces, controls, split or doubled forms.

Never NFKC: it would turn full-width Chinese punctuation into ASCII, and circled numbers and units
into other text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from newsclip.record import Edit, Line, Record
from newsclip.stages.repair.edits import Change, rewrite

# White space of Unicode but the plain space and the tab. The Ogham space mark has ink, so it stays.
_SPACES: Final = "\u00a0\u2000-\u200a\u202f\u205f\u3000"
# Line ends of other systems, and the form feed where it is not alone.
_BREAKS: Final = "\u000b-\u000d\u0085\u2028\u2029"
_ZERO_WIDTH: Final = "\u200b\u2060\ufeff"
_CONTROLS: Final = "\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f"
_RADICALS: Final = "\u2e9f-\u2ef3\u2f00-\u2fd5"
_PRIVATE: Final = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
_SOFT_HYPHEN: Final = "\u00ad"

# One search of this says that a line needs nothing of what follows.
_SUSPECT: Final = re.compile(
    f"[{_CONTROLS}{_BREAKS}{_SPACES}{_ZERO_WIDTH}{_SOFT_HYPHEN}{_RADICALS}{_PRIVATE}\ufffd]"
)
_CHANGED: Final = re.compile(
    f"(?P<space>[{_SPACES}]+)|(?P<break>[{_BREAKS}]+)|(?P<zero_width>[{_ZERO_WIDTH}]+)"
    f"|(?P<soft_hyphen>{_SOFT_HYPHEN}+)|(?P<control>[{_CONTROLS}]+)|(?P<radical>[{_RADICALS}]+)"
)
_SHOWS_NOTHING: Final = f"\\s{_BREAKS}{_ZERO_WIDTH}{_CONTROLS}{_SOFT_HYPHEN}"
_INDENT: Final = re.compile(f"[{_SHOWS_NOTHING}]*")

# The radicals supplement has variants made to be parts of characters; these are whole characters,
# by the Equivalent_Unified_Ideograph property of Unicode.
_SUPPLEMENT: Final = dict(
    zip(
        "\u2e9f\u2ea0\u2ec1\u2ec4\u2ec5\u2ec6\u2ec9\u2ecb\u2ed1\u2ed3\u2ed4\u2ed8\u2ed9\u2eda\u2edb"
        "\u2edc\u2edd\u2ee2\u2ee3\u2ee4\u2ee5\u2ee6\u2ee7\u2ee8\u2ee9\u2eea\u2eeb\u2eec\u2eed\u2eee"
        "\u2eef\u2ef0\u2ef1\u2ef2\u2ef3",
        "母民虎西见角贝车長长门青韦页风飞食马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
        strict=True,
    )
)
# Canonical, but damage: NFC makes the angle brackets of mathematics full-width Chinese ones.
_NOT_COMPOSED: Final = frozenset("\u2329\u232a")
# Hangul vowels and finals have no combining class, yet compose with what stands before them.
_HANGUL_TAILS: Final = (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))
# Beyond this code point only compatibility ideographs change in NFC.
_LAST_COMPOSABLE: Final = 0x1FFFF
_COMPATIBILITY: Final = range(0x2F800, 0x2FA20)


def clean_characters(record: Record) -> Record:
    """The record with every character as its writer meant it, an edit for each change.

    NFC; zero-width characters, soft hyphens and controls out; other white space to plain spaces but
    for indents; trailing white space out; radicals to ideographs. A tab, a line that is one form
    feed, joiners and variation selectors stay. Undecodable and private characters stay and are
    counted in a warning.
    """
    whole = "\n".join([line.text for line in record.lines])
    is_plain = not _SUSPECT.search(whole) and unicodedata.is_normalized("NFC", whole)
    if is_plain and not any(line.text[-1:].isspace() for line in record.lines):
        return record
    lines, edits = list(record.lines), list(record.edits)
    suspects: list[Line] = []
    for at, line in enumerate(lines):
        text = line.text
        suspect = _SUSPECT.search(text)
        if suspect or text[-1:].isspace() or not unicodedata.is_normalized("NFC", text):
            following = lines[at + 1].text if at + 1 < len(lines) else ""
            lines[at], made = _clean_line(line, following)
            edits += made
            if suspect:
                suspects.append(lines[at])
    if len(edits) > len(record.edits):
        record = record.replace(lines=tuple(lines), edits=tuple(edits))
    return _with_counts(record, suspects)


def _clean_line(line: Line, following: str) -> tuple[Line, list[Edit]]:
    edits: list[Edit] = []
    for changes in (_trailing, _odd_characters, _trailing, _composed):
        found = list(changes(line.text, following if line.block is None else ""))
        if found:
            line, made = rewrite(line, found)
            edits += made
    return line, edits


def _trailing(text: str, _following: str) -> Iterator[Change]:
    """White space at the end; of a line that shows nothing, all but one form feed."""
    end = len(text.rstrip())
    feed = "\f" if "\f" in text and _INDENT.fullmatch(text) else ""
    if feed:
        end = 0
    if text[end:] != feed:
        yield Change(end, len(text), feed, "clean/space")


def _odd_characters(text: str, following: str) -> Iterator[Change]:
    if text == "\f":
        return
    indent = _matched_length(_INDENT, text)
    stop = len(text)
    if text[-2:-1].isalpha() and following.lstrip()[:1].isalpha():
        # A soft hyphen at the end of a line is where a word was broken: the wrap repair needs it.
        stop -= text.endswith(_SOFT_HYPHEN)
    for match in _CHANGED.finditer(text, 0, stop):
        kind, old, is_indent = match.lastgroup, match[0], match.start() < indent
        if kind == "space" and not is_indent:
            yield Change(*match.span(), " " * len(old), "clean/space")
        elif kind == "break":
            yield Change(*match.span(), "" if is_indent else " ", "clean/line-break")
        elif kind == "radical":
            new = "".join(map(_ideograph, old))
            if new != old:
                yield Change(*match.span(), new, "clean/radical")
        elif kind != "space":
            yield Change(*match.span(), "", f"clean/{_RULES[kind or '']}")


_RULES: Final = {
    "zero_width": "zero-width",
    "soft_hyphen": "soft-hyphen",
    "control": "control",
}


def _matched_length(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.match(text)
    return match.end() if match else 0


def _ideograph(radical: str) -> str:
    if radical < "\u2f00":
        return _SUPPLEMENT.get(radical, radical)
    return unicodedata.normalize("NFKC", radical)


def _composed(text: str, _following: str) -> Iterator[Change]:
    """NFC, cluster by cluster; changed clusters side by side are one change."""
    if unicodedata.is_normalized("NFC", text):
        return
    start = end = -1
    new = ""
    for match in _clusters().finditer(text):
        cluster = match[0]
        composed = unicodedata.normalize("NFC", cluster)
        if composed == cluster or cluster[0] in _NOT_COMPOSED:
            continue
        if match.start() != end:
            if new:
                yield Change(start, end, new, "clean/nfc")
            start, new = match.start(), ""
        end = match.end()
        new += composed
    if new:
        yield Change(start, end, new, "clean/nfc")


@cache
def _clusters() -> re.Pattern[str]:
    """What NFC may change: a character with those that compose with it, or one that decomposes."""
    tails, changed = set(_HANGUL_TAILS), set[int]()
    for number in (*range(0x300, 0xD800), *range(0xF900, _LAST_COMPOSABLE), *_COMPATIBILITY):
        character = chr(number)
        parts = unicodedata.decomposition(character)
        first = character
        if parts and parts[0] != "<":
            code_points = [int(part, 16) for part in parts.split()]
            first = chr(code_points[0])
            if unicodedata.normalize("NFC", character) != character:
                changed.add(number)
            else:
                tails.update(code_points[1:])
        if unicodedata.combining(character) or unicodedata.combining(first):
            tails.add(number)
    return re.compile(f"[\\s\\S][{_ranges(tails)}]+|[{_ranges(changed)}]")


def _ranges(numbers: Iterable[int]) -> str:
    """The inside of a character class."""
    found: list[list[int]] = []
    for number in sorted(numbers):
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in found)


_UNDECODED: Final = re.compile("\ufffd")
_PRIVATE_USE: Final = re.compile(f"[{_PRIVATE}]")


def _with_counts(record: Record, suspects: list[Line]) -> Record:
    for pattern, code, what in (
        (_UNDECODED, "undecoded", "could not be decoded (U+FFFD); read with another encoding"),
        (_PRIVATE_USE, "private-use", "are for private use: their look depends on the font"),
    ):
        lines = [(line, len(pattern.findall(line.text))) for line in suspects]
        total = sum(count for _, count in lines)
        if total:
            first = next(line.first for line, count in lines if count)
            record = record.with_warning(code, f"characters that {what}: {total}", first)
    return record
