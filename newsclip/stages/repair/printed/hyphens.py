"""Words that are broken at the end of a line with a hyphen, or end there with one of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from newsclip.stages.repair.breaks import Break

if TYPE_CHECKING:
    from newsclip.stages.repair.printed.sheet import Sheet

# Hyphens break words in a text where so many lines, and this share of all, end in one.
LEAST_HYPHENS: Final = 2
HYPHEN_SHARE: Final = 0.02

_SOFT: Final = "\u00ad"
_HYPHENS: Final = f"-\u2010\u00ac{_SOFT}"
# The longest word whose end is looked for, in characters.
_LONGEST: Final = 60
_WORD: Final = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_FIRST: Final = re.compile(r"[^\W\d_]+")
_LAST: Final = re.compile(rf"([^\W\d_]+){_SOFT}?[{_HYPHENS}]$")
# "Ein- und Ausgabe", "two- or threefold": what follows is no rest of the word.
_AND: Final = frozenset(
    {
        "und", "oder", "bzw", "bis", "sowie", "and", "or", "to", "och", "eller", "og", "en", "of",
        "et", "ou", "y", "o", "e", "i", "lub", "ja", "tai", "v\u00e0",
    }
)  # fmt: skip


def is_hyphenated(found: Break) -> bool:
    """Whether the first line ends in a hyphen and the second one begins with a letter."""
    return found.after[:1].isalpha() and _LAST.search(found.before[-_LONGEST:]) is not None


def breaks_words(sheet: Sheet, breaks: Iterable[int]) -> bool:
    """Whether some of these breaks stand inside of words: a single hyphen is one of its word."""
    chosen = [sheet.breaks[i] for i in breaks]
    count = sum(is_hyphenated(found) and found.goes_on for found in chosen)
    return count >= LEAST_HYPHENS and count >= HYPHEN_SHARE * len(chosen)


def word_ends(sheet: Sheet, breaks: Iterable[int]) -> dict[int, bool]:
    """The breaks at hyphens without a space, and whether the hyphen goes with the break.

    A word that stands elsewhere in the text decides: with a hyphen, or in one piece.
    """
    chosen = list(breaks)
    are_broken = breaks_words(sheet, chosen)
    words = _words(sheet) if are_broken else frozenset()
    found: dict[int, bool] = {}
    for i in chosen:
        parts = _parts(sheet.breaks[i])
        if parts is None:
            continue
        first, last = parts
        is_soft = sheet.breaks[i].before.endswith(_SOFT)
        is_known = first + last in words
        is_compound = f"{first}-{last}" in words or not sheet.breaks[i].goes_on
        found[i] = is_soft or (are_broken and (is_known or not is_compound))
    return found


def _parts(found: Break) -> tuple[str, str] | None:
    """The two parts of a word that a break stands in, folded; None where it is in none."""
    last = _LAST.search(found.before[-_LONGEST:])
    first = _FIRST.match(found.after)
    if last is None or first is None or first[0].casefold() in _AND:
        return None
    return last[1].casefold(), first[0].casefold()


def _words(sheet: Sheet) -> frozenset[str]:
    """The words of a text, folded, but for those at the end of a line that has a hyphen there."""
    return frozenset(
        word.casefold().replace("\u2010", "-")
        for found in sheet.breaks
        for word in _WORD.findall(_without_last(found.before))
    )


def _without_last(text: str) -> str:
    """A line without the word that it ends in, where that has a hyphen."""
    last = _LAST.search(text[-_LONGEST:])
    return text if last is None else text[: len(text) - len(last[0])]
