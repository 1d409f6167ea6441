"""A line break between two lines: what stands on its sides, and whether it may be joined at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from newsclip.knowledge.letter_case import initial, is_caseless, is_small
from newsclip.record import Line

_CJK: Final = (
    "\u2e80-\u303f\u3041-\u312f\u31a0-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff9f"
    "\uffe0-\uffe6\U00020000-\U0003fffd"
)
_IS_CJK: Final = re.compile(f"[{_CJK}]")
# Marks that Chinese and alphabets share: the letter behind them decides.
_SHARED: Final = " \"'(),.:;!?\u00b7\u2013-\u201d\u2026"
_FIRST: Final = re.compile(f"[{_SHARED}]*([^{_SHARED}])")
_LAST: Final = re.compile(f"([^{_SHARED}])[{_SHARED}]*$")
# What moves to the next line as one: opening marks, a word or one CJK character, closing marks.
_UNIT: Final = re.compile(
    f"[(\\[{{\u2018\u201c\u3008\u300a\u300c\u300e\u3010\uff08]*(?:[^\\s{_CJK}]+|.)"
    "[\u3001\u3002\u3009\u300b\u300d\u300f\u3011\uff01\uff09\uff0c\uff1a\uff1b\uff1f]*"
)
_ENDS: Final = re.compile(
    "[.!?:;\u0589\u061b\u061f\u06d4\u0964\u1362\u104b\u17d4\u2026\u3002\uff01\uff1a\uff1b\uff1f]"
    "[\"')\\]\u00bb\u2018\u2019\u201c\u201d\u300b\u300d\u300f\u3011\uff09 ]*$"
)
_RULED: Final = re.compile("[>|]|[(\\[<]?(?:https?:|www\\.)")
_URL_LAST: Final = re.compile("(?:https?:|www\\.)\\S*$")
_CELLS: Final = re.compile("\\S {3,}\\S.*\\S {3,}\\S|\\|.*\\|")
_BULLET: Final = re.compile("[-*+\u2022\u2023\u25a0-\u25ff\u2043] |[\u2022\u25a0-\u25ff]")
_DASH: Final = re.compile("[\u2013\u2014] ")
_NUMBER: Final = re.compile(
    "[(\uff08]?(?:[0-9]{1,3}|[a-z]|[ivx]{1,5}|[一二三四五六七八九十]{1,3})[.)\u3001\uff0e\uff09]"
    "(?![0-9A-Za-z])"
)
_NO_LETTERS: Final = re.compile("[\\W_]*$")
_HYPHENATED: Final = re.compile("[^\\W\\d_][-\u2010]$")

# Characters at the end of a line that tell how it ends.
_TAIL: Final = 60


class Break(NamedTuple):
    """The break behind line ``at``: its two lines without the white space at their ends.

    ``indents`` is how much white space they began with; ``is_at_top`` says that no words come
    before them.
    """

    at: int
    before: str
    after: str
    indents: tuple[int, int]
    is_at_top: bool

    @property
    def glue(self) -> str:
        """What a join puts between: nothing beside Chinese or Japanese, else a space."""
        left, right = _LAST.search(self.before[-_TAIL:]), _FIRST.match(self.after)
        sides = (left[1] if left else self.before[-1:], right[1] if right else self.after[:1])
        return "" if any(map(_IS_CJK.match, sides)) else " "

    @property
    def unit(self) -> str:
        """The first word of the second line with the marks that stick to it."""
        match = _UNIT.match(self.after)
        return match[0] if match else self.after

    @property
    def ends_sentence(self) -> bool:
        """Whether the first line ends like a sentence, or announces what follows."""
        return _ends(self.before)

    @property
    def ends_after(self) -> bool:
        """Whether the second line ends like that."""
        return _ends(self.after)

    @property
    def goes_on(self) -> bool:
        """Whether the second line begins with a small letter."""
        return is_small(self._initial)

    @property
    def has_capital(self) -> bool:
        """Whether the second line begins with a capital."""
        return self._initial.isupper()

    @property
    def is_caseless(self) -> bool:
        """Whether the second line begins with a letter that has no case."""
        return is_caseless(self._initial)

    @property
    def _initial(self) -> str:
        return initial(self.after)

    @property
    def is_fixed(self) -> bool:
        """Whether it stays whatever the width: lists, quotes, tables, addresses, hyphenation."""
        before, after = self.before, self.after
        return (
            before == after
            or _RULED.match(after) is not None
            or _RULED.match(before) is not None
            or _BULLET.match(after) is not None
            or _NO_LETTERS.match(after) is not None
            or _NO_LETTERS.match(before) is not None
            or _HYPHENATED.search(before[-_TAIL:]) is not None
            or _URL_LAST.search(before[-_TAIL:]) is not None
            or _has_cells(before)
            or _has_cells(after)
        )


def _ends(text: str) -> bool:
    return _ENDS.search(text[-_TAIL:]) is not None


def _has_cells(text: str) -> bool:
    return "\t" in text or (("   " in text or "|" in text) and _CELLS.search(text) is not None)


def is_listed(text: str) -> bool:
    """Whether a text begins like an entry of a list."""
    return any(mark.match(text) for mark in (_BULLET, _DASH, _NUMBER))


def breaks_of(lines: Sequence[Line], behind: Iterable[int]) -> Iterator[Break]:
    """The breaks behind the lines at some indexes, in plain text, between two lines with words.

    Both lines have one role, if any, and belong to the text. Lines from markup are whole.
    """
    top = next((at for at, line in enumerate(lines) if line.text.strip()), 0)
    for at in behind:
        if at + 1 >= len(lines):
            return
        line, following = lines[at], lines[at + 1]
        if line.block or following.block or line.role != following.role or not line.is_kept:
            continue
        before, after = line.text.lstrip(), following.text.lstrip()
        if before and after:
            indents = (len(line.text) - len(before), len(following.text) - len(after))
            yield Break(at, before.rstrip(), after.rstrip(), indents, at == top)
