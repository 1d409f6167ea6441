"""Where a Chinese text was written: Taiwan, Hong Kong, the mainland, Singapore and Malaysia.

Words tell it, not characters: a converter changes these, and hardly ever the words.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from newsclip.knowledge.word_search import WordSearch

_DATA: Final = Path(__file__).parent / "data" / "regions.toml"
# A region is told by its words where they are this many times those of any other one: news of one
# place quotes the other's offices and prices.
_CLEAR: Final = 4
# Different words that are needed, by the characters of the text: in a sentence or two one is much,
# in a page one is a quotation.
_SHORT_TEXT: Final = 150
_NEEDED_IN_SHORT: Final = 1
_NEEDED: Final = 2
# More of a text tells no more.
_SAMPLE: Final = 20_000
# Simplified text is from the mainland unless it says otherwise.
_SCRIPTS: Final = {"TW": "zh-Hant", "HK": "zh-Hant", "CN": "zh-Hant", "SG": "zh-Hans"}
_NEEDED_AGAINST_HABIT: Final = 2


class Region(msgspec.Struct, frozen=True):
    """A region as in a language tag, and the words that show it, in their order in the text."""

    tag: str
    words: tuple[str, ...]


@cache
def _table() -> tuple[WordSearch, dict[str, str]]:
    """A search for all words, and the region of each; words that hide one have none."""
    import tomllib  # noqa: PLC0415 - most calls ask for no region

    data = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    regions = {word: region for region, words in data["words"].items() for word in words.split()}
    return WordSearch([*regions, *data["unless"].split()]), regions


def region_of(text: str, script: str) -> Region | None:
    """The region whose words a text in ``zh-Hant`` or ``zh-Hans`` has, None without clear ones."""
    search, regions = _table()
    found: dict[str, list[str]] = {}
    for _, word in search.found(text[:_SAMPLE]):
        region = regions.get(word)
        if region and _SCRIPTS[region] == script and word not in found.setdefault(region, []):
            found[region].append(word)
    ranked = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    if not ranked:
        return None
    tag, words = ranked[0]
    others = max((len(other) for _, other in ranked[1:]), default=0)
    needed = _NEEDED_IN_SHORT if len(text) <= _SHORT_TEXT else _NEEDED
    if script == "zh-Hans":
        needed = _NEEDED_AGAINST_HABIT
    if len(words) < max(needed, _CLEAR * others):
        return None
    return Region(tag, tuple(words))
