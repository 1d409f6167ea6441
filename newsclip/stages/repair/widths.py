"""Joins in text that was wrapped at a width, and the width, told from the lines alone.

A wrapped line is full: the first word of the next one would not have fitted. Lines that end where
their writer ended them are full by accident only, and rarely go on with a small letter.

A document that does not look wrapped as a whole may hold a page that was: its parts between lines
that are too long are judged each on its own, by a stronger gate.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from newsclip.knowledge.features import has_inner_stop
from newsclip.knowledge.letter_case import is_small
from newsclip.record import Line
from newsclip.stages.repair.breaks import Break, breaks_of, is_listed
from newsclip.stages.repair.measures import (
    MAX_CHARACTERS,
    MAX_COLUMNS,
    MIN_FILL,
    MIN_SURE,
    Width,
    best_width,
    columns,
    is_beyond,
    reach,
)

# No line that is to be joined has fewer columns, whatever the width.
LEAST_COLUMNS: Final = 20
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
# Where blank lines part the paragraphs, a line this full whose sentence goes on with a small letter
# was wrapped, too, if perhaps at another width: quotes and standfirsts are set narrower.
NEAR_FILL: Final = 0.75

# The stronger gate, for narrow text and parts of a document. So many sure breaks are joined.
STRONG_SURE: Final = 4
# A width breaks text anywhere, verse ends its lines with its clauses: this share may stand behind a
# mark. Wrapped news has 0.0 to 0.33, verse and dialogue 0.57 and more.
MAX_MARKED: Final = 0.45
# Sentences end inside of lines, and paragraphs in short ones, so often for each break: wrapped news
# has 0.125 and more, verse and headlines of one length nearly none.
MIN_ENDS: Final = 0.12
SHORT_FILL: Final = 0.75

# Long words of a line, and the share with a capital, that make it a title: five of six words, where
# German prose has one of two.
MIN_TITLE_WORDS: Final = 5
MIN_CAPITALS: Final = 0.8
# A word with a capital before a stop ends a sentence from this length on; shorter ones are
# abbreviations in a title: Dr., Gov., Sept.
MIN_LAST_WORD: Final = 6

_LONG_WORD: Final = re.compile("[^\\W\\d_]{4,}")
_IDEOGRAPH: Final = "\u4e00"
# Headlines and teasers end so, too.
_CALLS: Final = frozenset("!?:;\uff01\uff1f\uff1a\uff1b")
_STOP: Final = re.compile(
    '[.!?\u2026]["\u201d\u00bb)]* +[^\\W\\d_a-z]|'
    "[\u3002\uff01\uff1f][\u300d\u300f\u201d]?(?=[^\u300d\u300f\u201d])"
)
_DIGIT: Final = re.compile("\\d")
_CLOSED: Final = re.compile("([^\\W\\d_]{2,})[.!?] ")
_FULL_STOPS: Final = frozenset(".!?\u2026\u3002\uff01\uff1f\u0964")


class Wrapping(NamedTuple):
    """How a text was wrapped: the indexes of its full lines, and those that blank lines part."""

    full: frozenset[int]
    parted: range


def width_joins(lines: Sequence[Line]) -> Iterator[Break]:
    """The breaks that wrapping at a width made; none where nothing looks wrapped."""
    texts = [line.text for line in lines]
    likely = [at for at, (text, after) in enumerate(pairwise(texts)) if _is_likely(text, after)]
    if len(likely) < MIN_SURE:
        return
    sure = [found for found in breaks_of(lines, likely) if _is_sure(found)]
    too_long = [len(text) > MAX_CHARACTERS and not _may_be_inside(text) for text in texts]
    whole = list[Break]()
    if sum(too_long) <= MAX_BEYOND * len(likely):
        whole = _joins_of(lines, texts, sure, is_part=False)
        yield from whole
    for part, own in () if whole else _parts(texts, too_long, sure):
        start, stop = part.start, part.stop
        moved = [found._replace(at=found.at - start) for found in own]
        for found in _joins_of(lines[start:stop], texts[start:stop], moved, is_part=True):
            yield found._replace(at=start + found.at)


def _joins_of(
    lines: Sequence[Line], texts: Sequence[str], sure: Sequence[Break], *, is_part: bool
) -> list[Break]:
    """The breaks to join in a document or a part of one; none where it does not look wrapped."""
    best = best_width(sure)
    if best is None:
        return []
    if sum(is_beyond(text, best) for text in texts) > MAX_BEYOND * best.sure:
        return []
    is_strong = is_part or best.is_narrow
    if is_strong and not _looks_cut(sure, best):
        return []
    breaks = list(breaks_of(lines, [at for at, text in enumerate(texts) if _is_inside(text)]))
    wrapping = _wrapping(lines, breaks, sure, best)
    if wrapping is None:
        return []
    if is_strong:
        # What is longer than the width was not wrapped at it.
        breaks = [found for found in breaks if not is_beyond(found.after, best)]
    chains = _chains(lines, breaks, wrapping, _nearly_full(sure, best))
    if is_part:
        # Sentences that fill a line each may be captions and teasers of the page around.
        chains = [chain for chain in chains if not all(found.ends_sentence for found in chain)]
    if is_strong:
        return _closed(chains, sure, best)
    # Verse and lists that are full by accident seldom end like a paragraph.
    is_text = any(chain[-1].ends_after for chain in chains)
    return [one for chain in chains for one in chain] if is_text else []


def _chains(
    lines: Sequence[Line], breaks: Sequence[Break], wrapping: Wrapping, near: frozenset[int]
) -> list[list[Break]]:
    """The breaks inside of each paragraph; ``near`` are those behind lines that are nearly full."""
    full = wrapping.full.union(near.intersection(wrapping.parted))
    chains: list[list[Break]] = []
    start = previous = -2
    for found in breaks:
        is_first = previous != found.at - 1
        if is_first:
            start = found.at
        if found.at in full and _belongs(found, lines[start].text.lstrip(), is_first, wrapping):
            previous = found.at
            chains += [[]] if is_first else []
            chains[-1].append(found)
    return chains


def _closed(chains: Sequence[Sequence[Break]], sure: Sequence[Break], best: Width) -> list[Break]:
    """The breaks of paragraphs that end like one, as headlines, entries and verse seldom do.

    None where too few of them are sure, most of the paragraphs do not end so, or too few sentences
    end inside of a line, before or behind the last break of a paragraph.
    """
    closed = [chain for chain in chains if chain[-1].ends_after]
    told = [chain for chain in closed if chain[-1].after[-1] not in _CALLS]
    found = [one for chain in told for one in chain]
    count = len({one.at for one in found}.intersection(one.at for one in sure))
    if count < STRONG_SURE or 2 * len(told) < len(chains):
        return []
    ends = sum(_STOP.search(one.before) is not None for one in found)
    ends += sum(
        best.measure(chain[-1].after) <= SHORT_FILL * best.width
        or _STOP.search(chain[-1].after) is not None
        for chain in told
    )
    if ends < MIN_ENDS * len(found):
        return []
    return [one for chain in closed for one in chain]


def _parts(
    texts: Sequence[str], too_long: Sequence[bool], sure: Sequence[Break]
) -> Iterator[tuple[range, Sequence[Break]]]:
    """The stretches between lines longer than the width of most sure breaks there, with these."""
    for stretch, near in _between(too_long, sure, 0):
        best = best_width(near)
        if best is not None:
            borders = [is_beyond(texts[at], best) for at in stretch]
            yield from _between(borders, near, stretch.start)


def _between(
    is_border: Sequence[bool], sure: Sequence[Break], offset: int
) -> Iterator[tuple[range, Sequence[Break]]]:
    """The stretches between border lines that hold enough sure breaks, with these."""
    places = [found.at for found in sure]
    for run in _runs(is_border):
        stretch = range(offset + run.start, offset + run.stop)
        # A break at the last line is one to a border.
        first, last = bisect_left(places, stretch.start), bisect_left(places, stretch.stop - 1)
        if last - first >= STRONG_SURE:
            yield stretch, sure[first:last]


def _is_likely(text: str, after: str) -> bool:
    """Whether a sure break may stand between two lines: a quick test."""
    return text != "" and may_go_on(text, after) and _is_inside(text)


def _is_inside(text: str) -> bool:
    """Whether a line may be full at some width."""
    return len(text) <= MAX_COLUMNS and _may_be_inside(text) and _is_long(text)


def _is_long(text: str) -> bool:
    """Whether a line is as long as those that are joined."""
    return len(text) >= LEAST_COLUMNS or (
        2 * len(text) >= LEAST_COLUMNS and columns(text) >= LEAST_COLUMNS
    )


def _looks_cut(sure: Sequence[Break], best: Width) -> bool:
    """Whether enough lines are full at a width, and most of them break off inside of a clause."""
    full = [found for found in sure if best.width in reach(found, best.measure)]
    marked = sum(not found.before[-1].isalnum() for found in full)
    return len(full) >= STRONG_SURE and marked <= MAX_MARKED * len(full)


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


def _wrapping(
    lines: Sequence[Line], breaks: Sequence[Break], sure: Sequence[Break], best: Width
) -> Wrapping | None:
    """The full lines at a width; None when too few of the lines that could be are sure."""
    reaches = [(found.at, reach(found, best.measure)) for found in breaks]
    half_full = sum(best.width * MIN_FILL <= reach.start <= best.width for _, reach in reaches)
    if best.sure < MIN_SHARE * half_full:
        return None
    full = frozenset(at for at, reach in reaches if best.width in reach)
    return Wrapping(full, _parted(lines, full, full.intersection(found.at for found in sure)))


def _nearly_full(sure: Sequence[Break], best: Width) -> frozenset[int]:
    """Lines that break off in mid-sentence a little before the width: wrapped by another hand.

    Where a line may break anywhere one character is as little: justified columns squeeze marks.
    """
    needed = NEAR_FILL * best.width
    return frozenset(
        found.at
        for found in sure
        if (length := found.indents[0] + best.measure(found.before)) >= needed
        and (found.goes_on or (not found.glue and length + best.measure(_IDEOGRAPH) >= best.width))
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
