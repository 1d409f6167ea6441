"""How wide lines are in several measures, and the width that a text was wrapped at.

A wrapped line is full: the first word of the next one would not have fitted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from newsclip.stages.repair.breaks import Break

# Below, lines are verse, menus or captions; above, no tool wraps.
MIN_COLUMNS: Final = 40
MAX_COLUMNS: Final = 120
# Chinese and Japanese are wrapped by characters too, each two columns wide.
MIN_CHARACTERS: Final = 20
MAX_CHARACTERS: Final = 80
# Papers set their text in columns as narrow as this; verse and headlines are as short, so that the
# stronger gate decides.
NARROW_COLUMNS: Final = 24
NARROW_CHARACTERS: Final = 12
# Full lines that go on in mid-sentence: fewer can be an accident.
MIN_SURE: Final = 3
# A line that is to be joined is at least half full: a long word moved on, not a whole phrase.
MIN_FILL: Final = 0.5

_WIDE: Final = re.compile(
    "[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7a3"
    "\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\U0001f300-\U0001f64f\U0001f900-\U0001f9ff"
    "\U00020000-\U0003fffd]"
)
# Many tools set these two columns wide beside wide characters.
_SET_WIDE: Final = re.compile("[\u2018\u2019\u201c\u201d\u2014\u2026\u00b7]")
# Marks that no line begins with: they hang over the end of a full one.
_HUNG: Final = re.compile(
    "(?:[\u3001\u3002\u3009\u300b\u300d\u300f\u3011\uff01\uff09\uff0c\uff1a\uff1b\uff1f]"
    "|(?<=[\u3001-\u9fff\uff01-\uff1f])[\u2019\u201d])+$"
)
# No more of them stand together, but for one that is looked behind.
_MOST_HUNG: Final = 4

Measure = Callable[[str], int]


class Width(NamedTuple):
    """A width in units of ``measure``; so many sure breaks stand behind lines full at it.

    ``is_narrow`` says that verse and headlines are as short.
    """

    measure: Measure
    width: int
    sure: int
    is_narrow: bool


class _Piece(NamedTuple):
    """A line before a break, the marks that may hang over its end, and what had no place there."""

    line: str
    marks: str
    more: str
    is_glued: bool


def columns(text: str) -> int:
    """The width of a text on a terminal; marks that combine are counted, as wrapping tools do."""
    return len(text) if text.isascii() else len(text) + len(_WIDE.findall(text))


def _set_columns(text: str) -> int:
    """The same where curly quotes, dashes and dots are as wide as the characters around them."""
    return columns(text) + (0 if text.isascii() else len(_SET_WIDE.findall(text)))


def best_width(sure: Sequence[Break]) -> Width | None:
    """The width that explains most of the sure breaks; None when it explains too few."""
    pieces = [_piece(found) for found in sure]
    usual, narrow = range(MIN_COLUMNS, MAX_COLUMNS + 1), range(NARROW_COLUMNS, MIN_COLUMNS)
    guesses = [_guess(pieces, columns, usual)]
    if any(_WIDE.search(piece.line) for piece in pieces):
        short = [piece for piece in pieces if piece.is_glued and len(piece.line) <= MIN_COLUMNS]
        guesses += [
            _guess(pieces, len, range(MIN_CHARACTERS, MAX_CHARACTERS + 1)),
            _guess(short, columns, narrow, is_narrow=True),
            _guess(short, len, range(NARROW_CHARACTERS, MIN_CHARACTERS), is_narrow=True),
        ]
        if any(_SET_WIDE.search(piece.line) for piece in pieces):
            guesses.append(_guess(pieces, _set_columns, usual))
            guesses.append(_guess(short, _set_columns, narrow, is_narrow=True))
    best = max(guesses, key=lambda guess: guess.sure)
    return best if best.sure >= MIN_SURE else None


def reach(found: Break, measure: Measure) -> range:
    """The widths at which the line before the break is full, and at least half full."""
    return _reach(_piece(found), measure)


def is_beyond(text: str, best: Width) -> bool:
    """Whether a line is longer than the width; no character is wider than two columns."""
    if 2 * len(text) <= best.width:
        return False
    text = text.rstrip()
    if len(text) <= best.width and best.measure(text) <= best.width:
        return False
    return best.measure(text.removesuffix(_marks(text))) > best.width


def _marks(text: str) -> str:
    """The marks that may hang over the end of a line."""
    hung = _HUNG.search(text[-_MOST_HUNG:])
    return hung[0] if hung else ""


def _piece(found: Break) -> _Piece:
    """What of a break its line has to hold."""
    marks, glue = _marks(found.before), found.glue
    line = " " * found.indents[0] + found.before.removesuffix(marks)
    return _Piece(line, marks, glue + found.unit, not glue)


def _reach(piece: _Piece, measure: Measure) -> range:
    length = measure(piece.line)
    needed = length + measure(piece.marks) + measure(piece.more)
    return range(length, max(length, min(needed, int(length / MIN_FILL) + 1)))


def _guess(
    pieces: Sequence[_Piece], measure: Measure, widths: range, *, is_narrow: bool = False
) -> Width:
    """The width at which most of the sure breaks stand behind a full line, the largest such."""
    changes = [0] * (widths.stop + 1)
    for piece in pieces:
        full = _reach(piece, measure)
        start, stop = max(full.start, widths.start), min(full.stop, widths.stop)
        if start < stop:
            changes[start] += 1
            changes[stop] -= 1
    best, most, count = widths.start, 0, 0
    for width in widths:
        count += changes[width]
        if count >= most:
            best, most = width, count
    return Width(measure, best, most, is_narrow)
