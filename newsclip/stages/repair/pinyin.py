"""Pinyin notes that a converter left behind: one Traditional character, brackets, its reading.

Only a note that is a dictionary reading of the very character before it counts, only on characters
that Simplified Chinese does not have, and only in a document with several of them: all other
bracketed syllables are somebody's words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from newsclip.knowledge.chinese import pinyin_readings
from newsclip.record import Line, Record
from newsclip.stages.repair.edits import Change, rewrite

# Fewer notes with a tone mark can be their author's: 1,416 documents without damage had none.
MIN_NOTES: Final = 3

_TONED: Final = "āáǎàēéěèếềêīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
# Latin alpha and script g are what some converters write; u: and v stand for u-umlaut; then tone
# marks on their own.
_LETTERS: Final = f"a-zü{_TONED}\u0251\u0261:\u0300\u0301\u0304\u0308\u030c"
# The longest syllable has six letters; marks of their own add two.
_NOTE: Final = re.compile(f"[(\uff08] ?([{_LETTERS}]{{1,9}}) ?[)\uff09]")
_SPELLINGS: Final = str.maketrans({"\u0251": "a", "\u0261": "g", "v": "u\u0308"})
_COLON: Final = re.compile("u([\u0300\u0301\u0304\u030c]?):")

# A toned syllable that closes a bracket, and what stands where bracket and character should be.
_HALF_NOTE: Final = re.compile(
    f"([^\\s{_LETTERS}A-Z])([{_LETTERS}]{{0,8}}[{_TONED}][{_LETTERS}]{{0,8}})[)\uff09]"
)
_HAN: Final = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# What no note stands behind, unless the character before it was lost.
_OWNER: Final = re.compile("[_?\ufffd\u2460-\u2473\ue000-\uf8ff]")
# Characters of context in a warning, before and after.
_CONTEXT: Final = 3


def remove_pinyin(record: Record) -> Record:
    """The record without its pinyin notes, an edit for each, and a warning for each broken one.

    A record with fewer than ``MIN_NOTES`` notes comes back as it is. A note without a tone mark
    (the neutral tone) goes with the others, but does not count.
    """
    # A tone mark is not ASCII.
    texts = [line.text for line in record.lines if not line.text.isascii()]
    toned = sum([len(_notes(text, is_toned=True)) for text in texts])
    if toned < MIN_NOTES:
        return record
    lines, edits = list(record.lines), list(record.edits)
    for at, line in enumerate(lines):
        if found := _notes(line.text, is_toned=False):
            lines[at], made = rewrite(line, found)
            edits += made
    record = record.replace(lines=tuple(lines), edits=tuple(edits))
    for line in lines:
        for broken in _broken(line):
            message = f"a pinyin note is damaged, look at the source: {broken}"
            record = record.with_warning("damaged-pinyin", message, line.first)
    return record


def _notes(text: str, *, is_toned: bool) -> list[Change]:
    """The notes in a text; with ``is_toned`` only those that have a tone mark."""
    if "(" not in text and "\uff08" not in text:
        return []
    found: list[Change] = []
    noted = ""
    for match in _NOTE.finditer(text):
        start, end = match.span()
        # A second note on the same character stands behind the first.
        is_second = bool(found) and found[-1].end == start
        character = noted if is_second else text[max(0, start - 1) : start]
        if is_toned and match[1].isascii():
            continue
        if character >= "\u3400" and _is_reading(match[1], character):
            noted = character
            found.append(Change(start, end, "", "pinyin/note"))
    return found


def _is_reading(note: str, character: str) -> bool:
    readings = pinyin_readings().get(unicodedata.normalize("NFC", character))
    return readings is not None and _syllable(note) in readings


def _syllable(note: str) -> str:
    """The note as a dictionary writes it."""
    parts = unicodedata.normalize("NFD", note).translate(_SPELLINGS)
    return unicodedata.normalize("NFC", _COLON.sub("u\u0308\\1", parts))


def _broken(line: Line) -> Iterator[str]:
    """What is left of notes whose opening bracket or character was lost; neighbours are one."""
    text = unicodedata.normalize("NFC", line.text)
    spans: list[tuple[int, int]] = []
    for match in _HALF_NOTE.finditer(text):
        before, start = match[1], match.start()
        owner = text[max(0, start - 1) : start]
        if _HAN.match(before) or (before in "(\uff08" and _OWNER.match(owner or "-") is None):
            continue
        start, end = max(0, start - _CONTEXT), min(len(text), match.end() + _CONTEXT)
        if spans and start <= spans[-1][1]:
            start = spans.pop()[0]
        spans.append((start, end))
    for start, end in spans:
        yield text[start:end]
