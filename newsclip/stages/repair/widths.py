"""Joins in text that was wrapped at a width, and the width, told from the lines alone.

A wrapped line is full: the first word of the next one would not have fitted. Lines that end where
their writer ended them are full by accident only, and rarely go on with a small letter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from newsclip.knowledge.features import has_inner_stop
from newsclip.knowledge.letter_case import is_small
from newsclip.record import Line
from newsclip.stages.repair.breaks import Break, breaks_of, is_listed

# Below, lines are verse, menus or captions; above, no tool wraps.
MIN_COLUMNS: Final = 40
MAX_COLUMNS: Final = 120
# Chinese and Japanese are wrapped by characters too, each two columns wide.
MIN_CHARACTERS: Final = 20
MAX_CHARACTERS: Final = 80
# Full lines that go on in mid-sentence: fewer can be an accident.
MIN_SURE: Final = 3
# Share of these among the lines that are at least half full. Wrapped news has 0.38 and more: the
# other lines end a paragraph or a sentence, or stand before a capital.
MIN_SHARE: Final = 0.3
# Lines beyond the width for each of these: addresses and tables that no tool breaks. Wrapped news
# has 0.0 to 0.1, unwrapped pages with three such lines 1.1 and more.
MAX_BEYOND: Final = 0.4
# Breaks behind lines that are not full, for each one behind a full line, where blank lines part the
# paragraphs: headings and list entries.
MAX_SHORT: Final = 0.1
# Blank lines behind a paragraph for each full line there: paragraphs have fewer than twenty lines.
MIN_GAPS: Final = 0.05
# A line that is to be joined is at least half full: a long word moved on, not a whole phrase.
MIN_FILL: Final = 0.5
# Where blank lines part the paragraphs, a line this full whose sentence goes on with a small letter
# was wrapped, too, if perhaps at another width: quotes and standfirsts are set narrower.
NEAR_FILL: Final = 0.75

# Long words of a line, and the share with a capital, that make it a title: five of six words, where
# German prose has one of two.
MIN_TITLE_WORDS: Final = 5
MIN_CAPITALS: Final = 0.8
# A word with a capital before a stop ends a sentence from this length on; shorter ones are
# abbreviations in a title: Dr., Gov., Sept.
MIN_LAST_WORD: Final = 6

_LONG_WORD: Final = re.compile("[^\\W\\d_]{4,}")
_WIDE: Final = re.compile(
    "[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7a3"
    "\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\U0001f300-\U0001f64f\U0001f900-\U0001f9ff"
    "\U00020000-\U0003fffd]"
)
_DIGIT: Final = re.compile("\\d")
_CLOSED: Final = re.compile("([^\\W\\d_]{2,})[.!?] ")
_FULL_STOPS: Final = frozenset(".!?\u2026\u3002\uff01\uff1f\u0964")

Measure = Callable[[str], int]


class Wrapping(NamedTuple):
    """How a text was wrapped: the indexes of its full lines, and those that blank lines part."""

    full: frozenset[int]
    parted: range


class _Width(NamedTuple):
    """A width in units of ``measure``; so many sure breaks stand behind lines full at it."""

    measure: Measure
    width: int
    sure: int


def columns(text: str) -> int:
    """The width of a text on a terminal; marks that combine are counted, as wrapping tools do."""
    return len(text) if text.isascii() else len(text) + len(_WIDE.findall(text))


def width_joins(lines: Sequence[Line]) -> Iterator[Break]:
    """The breaks that wrapping at a width made; none where the text does not look wrapped."""
    texts = [line.text for line in lines]
    behind = [at for at, text in enumerate(texts) if len(text) >= MIN_CHARACTERS]
    inside = [at for at in behind if len(texts[at]) <= MAX_COLUMNS and _may_be_inside(texts[at])]
    followed = inside[:-1] if inside and inside[-1] + 1 == len(texts) else inside
    likely = [at for at in followed if texts[at + 1] and may_go_on(texts[at], texts[at + 1])]
    if len(likely) < MIN_SURE or len(behind) - len(inside) > MAX_BEYOND * len(likely):
        return
    sure = [found for found in breaks_of(lines, likely) if _is_sure(found)]
    best = _best_width(sure)
    if best is None or _beyond(texts, best) > MAX_BEYOND * best.sure:
        return
    breaks = list(breaks_of(lines, inside))
    wrapping = _wrapping(lines, breaks, sure, best)
    if wrapping is None:
        return
    near = _nearly_full(sure, best).intersection(wrapping.parted)
    start = previous = -2
    for found in breaks:
        is_first = previous != found.at - 1
        if is_first:
            start = found.at
        if (found.at in wrapping.full or found.at in near) and _belongs(
            found, lines[start].text.lstrip(), is_first, wrapping
        ):
            previous = found.at
            yield found


def _may_be_inside(text: str) -> bool:
    """Whether a line is no longer than the largest width in either unit."""
    if len(text) <= MAX_CHARACTERS:
        return True
    return len(text) <= MAX_COLUMNS and columns(text) <= MAX_COLUMNS


def may_go_on(text: str, after: str) -> bool:
    """Whether the break between two lines may be a sure one: a quick test for clean files."""
    return bool(after) and text[-1] not in _FULL_STOPS and not after[0].isupper()


def _is_sure(found: Break) -> bool:
    """Whether the second line goes on with the sentence of the first."""
    if not (found.goes_on or (found.is_caseless and is_prose(found))):
        return False
    return not (found.ends_sentence or found.is_fixed)


def _belongs(found: Break, paragraph: str, is_first: bool, wrapping: Wrapping) -> bool:
    """Whether the line after a full line is the same paragraph, which begins as ``paragraph``."""
    if found.is_fixed:
        return False
    before, after = found.indents
    is_item = is_listed(paragraph)
    if is_listed(found.after) and (found.ends_sentence or is_item):
        return False
    if after > before and not (is_item and is_first):
        return False
    if after < before and not is_first:
        return False
    if found.at in wrapping.parted or found.goes_on:
        return True
    # A full line that ends a sentence ends its paragraph nearly as often as not.
    if found.ends_sentence:
        return False
    return not (is_first and _is_headline(found)) or _is_rest(found, wrapping)


def _is_rest(found: Break, wrapping: Wrapping) -> bool:
    """Whether the second line is the rest of a title: neither full nor a sentence nor a date."""
    is_short = found.at + 1 not in wrapping.full
    return is_short and not found.ends_after and not _DIGIT.search(found.after)


def _is_headline(found: Break) -> bool:
    """Whether the first line is a title before a capital or a date: line one, or in capitals."""
    if not (found.has_capital or found.after[:1].isdigit()):
        return False
    words = [word for word in _LONG_WORD.findall(found.before) if word.lower() != word.upper()]
    capital = sum(not word[0].islower() for word in words)
    is_capital = len(words) >= MIN_TITLE_WORDS and capital >= len(words) * MIN_CAPITALS
    return found.is_at_top or (is_capital and not _is_closed_inside(found.before))


def _is_closed_inside(text: str) -> bool:
    """Whether a sentence ends inside a line: titles are one."""
    return any(is_small(word[0]) or len(word) >= MIN_LAST_WORD for word in _CLOSED.findall(text))


def _best_width(sure: Sequence[Break]) -> _Width | None:
    """The width that explains most of the sure breaks; None when it explains too few."""
    guesses = [_guess(sure, columns, range(MIN_COLUMNS, MAX_COLUMNS + 1))]
    if any(_WIDE.search(found.before) for found in sure):
        guesses.append(_guess(sure, len, range(MIN_CHARACTERS, MAX_CHARACTERS + 1)))
    best = max(guesses, key=lambda guess: guess.sure)
    return best if best.sure >= MIN_SURE else None


def _wrapping(
    lines: Sequence[Line], breaks: Sequence[Break], sure: Sequence[Break], best: _Width
) -> Wrapping | None:
    """The full lines at a width; None when too few of the lines that could be are sure."""
    reaches = [(found.at, _reach(found, best.measure)) for found in breaks]
    half_full = sum(best.width * MIN_FILL <= reach.start <= best.width for _, reach in reaches)
    if best.sure < MIN_SHARE * half_full:
        return None
    full = frozenset(at for at, reach in reaches if best.width in reach)
    return Wrapping(full, _parted(lines, full, full.intersection(found.at for found in sure)))


def _nearly_full(sure: Sequence[Break], best: _Width) -> frozenset[int]:
    """Lines that break off in mid-sentence a little before the width: wrapped by another hand."""
    return frozenset(
        found.at
        for found in sure
        if found.goes_on and found.indents[0] + best.measure(found.before) >= NEAR_FILL * best.width
    )


def _parted(lines: Sequence[Line], full: frozenset[int], sure: frozenset[int]) -> range:
    """The lines whose paragraphs are parted by blank lines, and by nothing else.

    All of them, or those from the first paragraph with a ``sure`` break to the last, without the
    head and the foot of a page and the lists of it, whose lines stand one below the other; or none.
    """
    blank = [line.is_blank for line in lines]
    if sum(two and not one for one, two in pairwise(blank)) < MIN_GAPS * len(full):
        return range(0)
    runs = _runs(blank)
    if _short(runs, full) <= MAX_SHORT * len(full):
        return range(len(lines))
    wrapped = [run for run in runs if not full.isdisjoint(run)]
    proved = [n for n, run in enumerate(wrapped) if not sure.isdisjoint(run)]
    if not proved:
        return range(0)
    wrapped = wrapped[proved[0] : proved[-1] + 1]
    inside = range(wrapped[0].start, wrapped[-1].stop)
    count = len(full.intersection(inside))
    return inside if _short(wrapped, full) <= MAX_SHORT * count else range(0)


def _runs(blank: Sequence[bool]) -> list[range]:
    """The lines between blank ones."""
    borders = [-1, *(at for at, is_blank in enumerate(blank) if is_blank), len(blank)]
    return [range(one + 1, two) for one, two in pairwise(borders) if two > one + 1]


def _short(runs: Sequence[range], full: frozenset[int]) -> int:
    """How many breaks inside these runs of lines stand behind a line that is not full."""
    return sum(at not in full for run in runs for at in run[:-1])


def is_prose(found: Break) -> bool:
    """Whether one of the two lines has a mark inside a sentence."""
    return has_inner_stop(found.before) or has_inner_stop(found.after)


def _beyond(texts: Sequence[str], best: _Width) -> int:
    """How many lines are longer than the width; no character is wider than two columns."""
    measure, width = best.measure, best.width
    stripped = (text.rstrip() for text in texts if 2 * len(text) > width)
    return sum(len(text) > width or measure(text) > width for text in stripped)


def _reach(found: Break, measure: Measure) -> range:
    """The widths at which the line before the break is full, and at least half full."""
    length = found.indents[0] + measure(found.before)
    needed = length + len(found.glue) + measure(found.unit)
    return range(length, max(length, min(needed, int(length / MIN_FILL) + 1)))


def _guess(sure: Sequence[Break], measure: Measure, widths: range) -> _Width:
    """The width at which most of the sure breaks stand behind a full line, the largest such."""
    changes = [0] * (widths.stop + 1)
    for found in sure:
        reach = _reach(found, measure)
        start, stop = max(reach.start, widths.start), min(reach.stop, widths.stop)
        if start < stop:
            changes[start] += 1
            changes[stop] -= 1
    best, most, count = widths.start, 0, 0
    for width in widths:
        count += changes[width]
        if count >= most:
            best, most = width, count
    return _Width(measure, best, most)
