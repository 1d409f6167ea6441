"""Small letters and letters without case, as texts use them.

Python calls a letter small that has a capital in Unicode. Georgian letters have one since Unicode
11, for headings in capitals throughout: no sentence and no name begins with it.
"""

from __future__ import annotations

from typing import Final

_OPENING: Final = "\"'([\u00ab\u2018\u201c\u201e\u2039\u300a\u300c\u300e\u3010\uff08"
_GEORGIAN: Final = ("\u10d0", "\u10ff")


def initial(text: str) -> str:
    """The first character of a text behind opening marks; empty where there is none."""
    return text.lstrip(_OPENING)[:1]


def is_small(character: str) -> bool:
    """Whether a character is a small letter of a script whose sentences begin with a capital."""
    return character.islower() and not _is_georgian(character)


def is_caseless(character: str) -> bool:
    """Whether a character is a letter that texts write in one case only."""
    if not character.isalpha():
        return False
    return character.lower() == character.upper() or _is_georgian(character)


def _is_georgian(character: str) -> bool:
    first, last = _GEORGIAN
    return first <= character <= last
