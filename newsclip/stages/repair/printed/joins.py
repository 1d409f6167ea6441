"""Which breaks of a printed text stand inside of paragraphs, and inside of headlines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Literal

from newsclip.knowledge.names import names_by
from newsclip.record import Line
from newsclip.stages.repair.breaks import is_listed
from newsclip.stages.repair.printed.hyphens import breaks_words, is_hyphenated
from newsclip.stages.repair.printed.sheet import NEARLY, Sheet
from newsclip.stages.repair.widths import width_joins

# A line that ends a sentence inside of a paragraph is full by itself, to this share.
STRICTLY: Final = 0.92
# Paragraphs begin with an indent, or behind blank lines, where so many more do than not.
MOSTLY: Final = 3
LEAST: Final = 2
# A headline has so many lines at most, and its longest is this wide, as a share of full ones.
MOST_LINES: Final = 5
LEAST_HEADLINE: Final = 0.3
# Bold type is a little wider.
TOLERANCE: Final = 0.97
# A text that was wrapped at a number of characters is left to the repair for that, which joins
# this share of the sure breaks; Chinese and Japanese have Latin words and numbers that vary.
MOST_TAKEN: Final = 0.8
MOST_TAKEN_WIDE: Final = 0.6

_STOP: Final = re.compile(
    '[.!?\u2026]["\u201d\u00bb)]* +[^\\W\\d_a-z]|[\u3002\uff01\uff1f][\u300d\u300f\u201d]?(?=.)'
)
_Style = Literal["blank", "indent", "flush"]


def joined_breaks(sheet: Sheet, lines: Sequence[Line]) -> list[int]:
    """The breaks of a sheet that are no ends of paragraphs or headlines, in order."""
    breaks = range(len(sheet.breaks))
    style = _style(sheet)
    is_long = _are_long(sheet)
    chosen = {i for i in breaks if _belongs(sheet, i, style, is_long)}
    taken = _wrapped(sheet, lines)
    if taken:
        return sorted(
            i
            for i in chosen
            if sheet.ends_page[i] or (_goes_on(sheet, i) and sheet.places[i] not in taken)
        )
    return sorted({*chosen, *_headlines(sheet)})


def _wrapped(sheet: Sheet, lines: Sequence[Line]) -> set[int]:
    """The lines that wrapping at a number of characters broke; empty where it made few breaks."""
    sure = [i for i, is_sure in enumerate(sheet.is_sure) if is_sure and not sheet.gaps[i]]
    is_wide = 2 * sum(not sheet.breaks[i].glue for i in sure) > len(sure)
    # Two lines joined over the end of a page are longer than the width: the others would stay.
    if breaks_words(sheet, sure) or (is_wide and any(sheet.ends_page)):
        return set()
    taken = {found.at for found in width_joins(lines)}
    count = sum(sheet.places[i] in taken for i in sure)
    if is_wide:
        return taken if count >= MOST_TAKEN_WIDE * len(sure) else set()
    explains_more = count >= sum(sheet.is_full(i, NEARLY) for i in sure)
    return taken if explains_more and count >= MOST_TAKEN * len(sure) else set()


def _style(sheet: Sheet) -> _Style:
    """What parts paragraphs: blank lines, an indent, or nothing but a line that is not full."""
    ends = [
        i for i, found in enumerate(sheet.breaks) if found.ends_sentence and not sheet.is_full(i)
    ]
    blank = sum(sheet.gaps[i] > 0 for i in ends)
    if blank >= LEAST and blank >= MOSTLY * (len(ends) - blank):
        return "blank"
    beside = [sheet.breaks[i].indents for i in ends if sheet.gaps[i] == 0]
    more = sum(after > before for before, after in beside)
    return "indent" if more >= LEAST and more >= MOSTLY * (len(beside) - more) else "flush"


def _are_long(sheet: Sheet) -> bool:
    """Whether more sentences end inside of lines than paragraphs end.

    A sentence inside of a paragraph ends with its line as often as a paragraph ends with a full
    one: once in as many times as a line has words.
    """
    inside = sum(len(_STOP.findall(found.before)) for found in sheet.breaks)
    ends = sum(found.ends_sentence and not sheet.is_full(i) for i, found in enumerate(sheet.breaks))
    return inside > ends


def _goes_on(sheet: Sheet, i: int) -> bool:
    """Whether a full line breaks off in mid-sentence."""
    return sheet.is_sure[i] and sheet.is_full(i) and not sheet.gaps[i]


def _belongs(sheet: Sheet, i: int, style: _Style, is_long: bool) -> bool:
    """Whether the second line of a break is of the same paragraph.

    ``is_long`` says that paragraphs hold several sentences, so that one that ends with a full line
    is more likely to end inside of a paragraph than with it.
    """
    found = sheet.breaks[i]
    if is_hyphenated(found):
        return found.goes_on or sheet.gaps[i] == 0
    if found.is_fixed:
        return False
    is_full = sheet.is_full(i)
    if sheet.gaps[i]:
        is_inside = sheet.ends_page[i] or (i > 0 and not sheet.gaps[i - 1] and sheet.is_full(i - 1))
        may_go_on = sheet.is_sure[i] or (style != "blank" and is_inside)
        return is_full and not found.ends_sentence and may_go_on
    if is_listed(found.after) and (found.ends_sentence or is_listed(found.before)):
        return False
    goes_on = sheet.is_sure[i] and found.goes_on
    if style == "indent":
        before, after = found.indents
        return after <= before and (is_full or goes_on)
    if goes_on:
        return is_full or not names_by(found.after)
    if found.before[0].isupper() and names_by(found.before):
        return False
    if style == "blank" or not found.ends_sentence:
        return is_full
    if not (is_full and is_long and sheet.widths[i] >= STRICTLY * sheet.usual[i]):
        return False
    # Below may stand a heading: a line that is neither full nor closed.
    below = i + 1
    return below == len(sheet.breaks) or sheet.is_full(below) or sheet.breaks[below].ends_sentence


def _headlines(sheet: Sheet) -> list[int]:
    """The breaks inside of headlines, which are set in larger type: their lines are full at it."""
    found: list[int] = []
    first = 0
    for i in range(len(sheet.breaks)):
        if not _may_be_headline(sheet, i):
            # The last line ends the headline, or is the first one of the text below.
            run = range(first, i - sheet.is_full(i))
            if 0 < len(run) < MOST_LINES:
                found += _full_lines(sheet, run)
            first = i + 1
    return found


def _may_be_headline(sheet: Sheet, i: int) -> bool:
    """Whether a break may stand inside of a headline: its line is neither full nor closed."""
    found = sheet.breaks[i]
    return not (
        sheet.gaps[i]
        or (found.ends_sentence and not found.before.endswith(":"))
        or found.is_fixed
        or is_listed(found.before)
        or sheet.is_full(i)
        or names_by(found.after)
        or names_by(found.before)
    )


def _full_lines(sheet: Sheet, run: range) -> list[int]:
    """The breaks of a run if none of its lines had place for the first word of the next one."""
    widest = max(float(sheet.widths[i]) for i in (*run, run.stop))
    is_wide = widest >= LEAST_HEADLINE * float(sheet.usual[run.start])
    return list(run) if is_wide and all(sheet.needs[i] > TOLERANCE * widest for i in run) else []
