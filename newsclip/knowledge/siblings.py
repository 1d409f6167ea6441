"""Traditional characters that share one Simplified form, and the words that tell them apart.

``siblings`` is OpenCC's table, ``conversion_errors`` is kept by hand; both are loaded when they are
first asked for.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

_DATA: Final = Path(__file__).parent / "data"
# Characters of the longest word in the table.
_LONGEST: Final = 8


class Match(NamedTuple):
    """A word of the table at ``[start, end)`` of a text, and its spellings, likeliest first."""

    start: int
    end: int
    spellings: tuple[str, ...]

    def at(self, place: int) -> tuple[str, ...]:
        """What the spellings have at ``place`` of the text, likeliest first."""
        return tuple(word[place - self.start] for word in self.spellings)


class Siblings:
    """The siblings, the words that have them, and the spelling of a text without variants.

    ``group_of`` gives the siblings of a character, the usual one first; ``variants`` all spellings
    of a character that stands for regional ones.
    """

    def __init__(self, text: str) -> None:
        same, fold, groups, *words = text.rstrip("\n").split("\n")
        pairs = [(pair[0], pair[1]) for pair in same.split(" ")[1:]]
        self._same = str.maketrans(dict(pairs))
        self._fold = str.maketrans({pair[0]: pair[1] for pair in fold.split(" ")[1:]})
        self.variants: dict[str, str] = {}
        for variant, character in pairs:
            self.variants[character] = self.variants.get(character, character) + variant
        self.group_of = {c: group[1:] for group in groups.split(" ")[1:] for c in group}
        self._words: dict[str, dict[str, tuple[str, ...]]] = {}
        folded = self.folded("\n".join(words)).split("\n")
        for key, row in zip(folded, words, strict=True):
            spellings = tuple(row.split(" "))
            word = key[: len(spellings[0])]
            self._words.setdefault(word[:2], {})[word] = spellings

    @property
    def characters(self) -> str:
        """All siblings, with their variants."""
        return "".join(self.group_of) + "".join(
            found for character, found in self.variants.items() if character in self.group_of
        )

    def spelled(self, text: str) -> str:
        """The text with one spelling for all regions, character for character."""
        return text.translate(self._same)

    def folded(self, text: str) -> str:
        """A spelled text as contexts are compared, character for character."""
        return text.translate(self._fold)

    def is_simplified(self, character: str) -> bool:
        """Whether a sibling is the Simplified form itself."""
        return ord(character) not in self._fold

    def ends(self, folded: str) -> list[int]:
        """For each character of a folded text the end of the longest word from there, or 0."""
        found = [0] * len(folded)
        for start in range(len(folded) - 1):
            words = self._words.get(folded[start : start + 2])
            if words:
                for word in words:
                    if start + len(word) > found[start] and folded.startswith(word, start):
                        found[start] = start + len(word)
        return found

    def matches(self, folded: str, ends: Sequence[int], place: int) -> list[Match]:
        """The words that cover ``place`` in a folded text, but for those inside another one."""
        found: list[Match] = []
        reach = place
        for start in range(max(0, place - _LONGEST + 1), place + 1):
            end = ends[start]
            if end > reach:
                word = folded[start:end]
                found.append(Match(start, end, self._words[word[:2]][word]))
                reach = end
        return found


class ConversionErrors(msgspec.Struct, frozen=True):
    """What converters get wrong. Pairs are written and suggested, as one string of two characters.

    ``optional`` pairs are both right, ``weak`` ones don't open a gate, those ``in_words`` need a
    word; ``bound`` characters stand in words only, but for ``counting`` ones after a numeral.
    ``words`` maps what is always wrong to what is right; ``right`` words are right as they are.
    """

    optional: frozenset[str]
    weak: frozenset[str]
    in_words: frozenset[str]
    bound: frozenset[str]
    counting: frozenset[str]
    words: dict[str, str]
    right: frozenset[str]


@cache
def siblings() -> Siblings:
    """The table of siblings and words."""
    return Siblings((_DATA / "hant_words.txt").read_text(encoding="utf-8"))


@cache
def conversion_errors() -> ConversionErrors:
    """The errors of converters."""
    data: dict[str, Any] = tomllib.loads((_DATA / "hant_errors.toml").read_text(encoding="utf-8"))
    words = data["words"].split()
    return ConversionErrors(
        optional=frozenset(data["optional"].split()),
        weak=frozenset(data["weak"].split()),
        in_words=frozenset(data["in_words"].split()),
        bound=frozenset(data["bound"]),
        counting=frozenset(data["counting"]),
        words=dict(zip(words[::2], words[1::2], strict=True)),
        right=frozenset(data["right"].split()),
    )
