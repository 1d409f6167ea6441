"""Tables about Chinese characters, loaded when they are first asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data"


@cache
def pinyin_readings() -> Mapping[str, frozenset[str]]:
    """Readings of each character that only Traditional Chinese has: NFC, tone marks."""
    readings: defaultdict[str, set[str]] = defaultdict(set)
    for row in (_DATA / "pinyin.txt").read_text(encoding="utf-8").split("\n"):
        if row and not row.startswith("#"):
            reading, characters = row.split(" ")
            for character in characters:
                readings[character].add(reading)
    return {character: frozenset(found) for character, found in readings.items()}
