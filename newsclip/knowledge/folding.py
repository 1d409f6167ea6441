"""Text folded for matching: what differs only in width, case or Chinese script becomes equal.

Rules and the lines that they meet are folded by the same function. Folded text is for comparing,
never for output.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

# Zero-width and bidi characters, soft hyphen, variation selectors: they show nothing of their own.
_INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]+"
)
# Apostrophes are typed in many ways; Turkish dotted and dotless i differ by capitals only.
_VARIANTS: Final = {
    "\u2018": "'",
    "\u2019": "'",
    "\u02bc": "'",
    "`": "'",
    "\u0131": "i",
    "\u0307": "",
}
_VARIANT: Final = re.compile("[\u2018\u2019\u02bc`\u0131\u0307]")
_CJK: Final = (
    "\u2e80-\u2fdf\u3001-\u3003\u3005-\u3011\u3014-\u301b\u3021-\u3029\u3040-\u30ff"
    "\u3100-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_CJK_SPACE: Final = re.compile(f" (?=[{_CJK}])(?<=[{_CJK}] )")
# Thai to Lao, Myanmar, Khmer: written without spaces between words.
_UNSPACED: Final = re.compile(f"[{_CJK}\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")


@cache
def _simplified() -> tuple[re.Pattern[str], dict[str, str]]:
    path = Path(__file__).parent / "data" / "traditional_to_simplified.txt"
    traditional, simplified = path.read_text(encoding="utf-8").split("\n")[:2]
    table = dict(zip(traditional, simplified, strict=True))
    return re.compile(f"[{traditional}]"), table


def fold_lines(lines: Sequence[str]) -> list[str]:
    """The lines folded, one for one; a line end inside a line counts as white space.

    NFKC, case folded, Chinese characters Simplified one by one, invisible characters out, white
    space to one space and none at the ends or between Chinese or Japanese characters, apostrophes
    straight, the i of Turkish dotted.
    """
    folded = [" ".join(line.casefold().split()) if line.isascii() else "" for line in lines]
    # All other lines at once, one below the other, for what costs by the call.
    wide = [n for n, line in enumerate(lines) if not line.isascii() or "`" in line]
    if wide:
        text = _INVISIBLE.sub("", "\n".join([_in_one_line(lines[n]) for n in wide]))
        normal = [unicodedata.normalize("NFKC", line) for line in text.split("\n")]
        spaced = [" ".join(line.casefold().split()) for line in normal]
        for n, line in zip(wide, _further("\n".join(spaced)).split("\n"), strict=True):
            folded[n] = line
    return folded


def _in_one_line(line: str) -> str:
    return line.replace("\n", " ") if "\n" in line else line


def fold(text: str) -> str:
    """One text folded, as by ``fold_lines``."""
    return fold_lines([text])[0]


def plain(text: str) -> str:
    """A text in NFKC without invisible characters, white space to one space; case as it was."""
    return " ".join(_normal(text).split())


def _normal(line: str) -> str:
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", line))


def _further(text: str) -> str:
    """What is left to fold in lines with characters beyond ASCII, all lines at once."""
    text = _VARIANT.sub(lambda found: _VARIANTS[found[0]], text)
    text = unicodedata.normalize("NFKC", _CJK_SPACE.sub("", text))
    return simplified(text)


def simplified(text: str) -> str:
    """A text with its Traditional characters as Simplified ones, one for one."""
    traditional, table = _simplified()
    return traditional.sub(lambda found: table[found[0]], text)


def is_traditional_only(character: str) -> bool:
    """Whether folding turns the character into another, Simplified one."""
    return character in _simplified()[1]


@cache
def is_edge(character: str) -> bool:
    """Whether the character is punctuation, a symbol, a separator or a control."""
    return unicodedata.category(character)[0] in "PSZC"


def bare(folded: str) -> str:
    """A folded text without the punctuation and symbols around it; as it is if nothing is left."""
    start, end = 0, len(folded)
    while start < end and is_edge(folded[start]):
        start += 1
    while end > start and is_edge(folded[end - 1]):
        end -= 1
    return folded[start:end] or folded


def splits_word(text: str, at: int) -> bool:
    """Whether offset ``at`` of a folded text lies inside a word, in a script that spaces words.

    A change between letters and digits is a border, and so is any Chinese or Japanese character.
    """
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if is_edge(before) or is_edge(after):
        return False
    if before.isdigit() != after.isdigit():
        return False
    return not (_UNSPACED.match(before) or _UNSPACED.match(after))


def offset_in(text: str, folded_offset: int) -> int:
    """The offset in ``text`` behind ``folded_offset`` of its folding, past white space."""
    return bisect_right(range(len(text) + 1), folded_offset, key=lambda n: len(fold(text[:n]))) - 1


def says_same(one: str, other: str) -> bool:
    """Whether two lines are the same once folded, what stands around their words aside."""
    return bare(fold(one)) == bare(fold(other))
