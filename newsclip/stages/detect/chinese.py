"""What Chinese characters say beyond their script: Cantonese, and which script they lean to."""

from __future__ import annotations

import re
from typing import Final

# Characters of words that written Cantonese has and other Chinese has not.
_CANTONESE: Final = re.compile("[嘅喺咗佢哋啲唔咁嘢嚟冇乜咩喎嗰噉攞搵睇畀嗌啱瞓諗啩]")
_HAN: Final = re.compile("[\u3400-\u9fff]")
# Of 1,000 Han letters of Cantonese 60 to 150 are such characters. Reports in Chinese that quote
# much Cantonese have up to 45, other Chinese has none.
_RATE: Final = 55
# So many of them, and of so many kinds, are more than a name or a particle.
_LEAST: Final = 3
_KINDS: Final = 2
# Legal in Traditional text, in a few words each, and 10 to 200 times as frequent in Simplified
# news; and the other way round.
_LEAN_HANS: Final = frozenset("据于么几户后强划征税冲准云范干游采余温")
_LEAN_HANT: Final = frozenset("於")


def is_cantonese(text: str) -> bool:
    """Whether a Chinese text is written in Cantonese; quotations alone do not make it so."""
    if not _CANTONESE.search(text):
        return False
    found = _CANTONESE.findall(text)
    if len(found) < _LEAST or len(set(found)) < _KINDS:
        return False
    return 1000 * len(found) >= _RATE * len(_HAN.findall(text))


def leaning(text: str) -> str | None:
    """``zh-Hans`` or ``zh-Hant`` for Chinese without a character of only one of them, or None."""
    hans = sum(map(_LEAN_HANS.__contains__, text))
    hant = sum(map(_LEAN_HANT.__contains__, text))
    if hans == hant:
        return None
    return "zh-Hans" if hans > hant else "zh-Hant"
