"""The lines of a text that may be printed, the breaks between them, and how wide they are.

The gate: many lines break off in mid-sentence, most of those are full, some hold the end of a
clause, and hardly a line is wider than the lines around it. Pages whose text was broken at elements
have long lines among short ones.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from newsclip.knowledge.print_pages import BLANKS, FEED
from newsclip.record import Line
from newsclip.stages.repair.breaks import Break
from newsclip.stages.repair.printed.hyphens import is_hyphenated
from newsclip.stages.repair.printed.look import MAX_BEYOND, MIN_FULL, MIN_SURE
from newsclip.stages.repair.printed.widths import natural_widths
from newsclip.stages.repair.widths import is_prose

# This share of all lines that have another one below break off in mid-sentence.
MIN_SHARE: Final = 0.3
# This share of lines holds the end of a clause: that of news is 0.19 and more, of all but one text.
MIN_INSIDE: Final = 0.1
# A full line reaches this share of the usual width with the first word of the next one.
NEARLY: Final = 0.97
# No line of print is much wider than those around it; a few are set in smaller type.
BEYOND: Final = 1.3
# The lines that tell the width, on each side: columns of several widths follow each other. A few
# are parts of a line that a tool took apart at wide spaces.
NEAR: Final = 8
WIDE_SHARE: Final = 75

_INSIDE: Final = re.compile(
    '[,;:.!?\u060c\u0964]["\u201d\u00bb)]* +\\S|[\u3001\u3002\uff0c\uff1b](?=.)'
)
_IDEOGRAPHIC_SPACE: Final = "\u3000"
_INVISIBLE: Final = re.compile("[\u00ad\u200b\ufeff]")


class Sheet(NamedTuple):
    """The lines that are not blank: their index, and for each but the last the break behind it.

    ``gaps`` are the blank lines in between, ``ends_page`` says that a page ends there, ``is_sure``
    that the sentence goes on. ``widths`` are those of print, ``usual`` how wide full lines are
    around each, ``needs`` what a line would need to take up the next word; all three in thousandths
    of the size of the type.
    """

    places: list[int]
    breaks: list[Break]
    gaps: list[int]
    ends_page: list[bool]
    is_sure: list[bool]
    widths: NDArray[np.float64]
    needs: NDArray[np.float64]
    usual: NDArray[np.float64]

    def is_full(self, i: int, share: float = 1.0) -> bool:
        """Whether the first word of the line below would not have fitted into so much of a line."""
        return bool(self.needs[i] >= share * self.usual[i])


def read_sheet(lines: Sequence[Line], furniture: frozenset[int]) -> Sheet | None:
    """The sheet of a text that is printed; None where the gate stays closed.

    ``furniture`` are the indexes of lines that are none of the text.
    """
    places = [
        n
        for n, line in enumerate(lines)
        if n not in furniture and line.is_kept and line.text.strip(BLANKS)
    ]
    if len(places) < 2 * MIN_SURE:
        return None
    breaks = _breaks(lines, places)
    gaps = [two - one - 1 for one, two in pairwise(places)]
    is_sure = [_is_sure(found) for found in breaks]
    beside = np.array(gaps) == 0
    sure = np.flatnonzero(np.array(is_sure) & beside)
    if len(sure) < MIN_SURE or len(sure) < MIN_SHARE * beside.sum():
        return None
    # Verse breaks off in mid-sentence, too, but rarely has a clause that ends inside of a line.
    if sum(_INSIDE.search(found.before) is not None for found in breaks) < MIN_INSIDE * len(breaks):
        return None
    bare = [_set_text(lines[n].text, found) for n, found in zip(places, breaks, strict=False)]
    widths = natural_widths(bare).astype(np.float64)
    needs = widths + natural_widths([found.glue + found.unit for found in breaks])
    usual = _usual(sure, widths[sure], len(breaks))
    is_nearly_full = needs[sure] >= NEARLY * usual[sure]
    if (
        is_nearly_full.sum() < MIN_FULL * beside.sum()
        or (widths > BEYOND * usual).mean() > MAX_BEYOND
    ):
        return None
    ends_page = [
        any(n in furniture or FEED in lines[n].text for n in range(one + 1, two + 1))
        for one, two in pairwise(places)
    ]
    return Sheet(places, breaks, gaps, ends_page, is_sure, widths, needs, usual)


def _breaks(lines: Sequence[Line], places: Sequence[int]) -> list[Break]:
    """The break behind each line but the last, whatever blank lines follow it."""
    texts = [lines[n].text.replace(FEED, "") for n in places]
    bare = [text.strip() for text in texts]
    indents = [len(text) - len(text.lstrip()) for text in texts]
    return [
        Break(places[i], bare[i], bare[i + 1], (indents[i], indents[i + 1]), i == 0)
        for i in range(len(places) - 1)
    ]


def _set_text(text: str, found: Break) -> str:
    """What is set of the line before a break: with its indent where that is of whole characters."""
    lead = text[: found.indents[0]].count(_IDEOGRAPHIC_SPACE)
    return _IDEOGRAPHIC_SPACE * lead + _INVISIBLE.sub("", found.before)


def _usual(sure: NDArray[np.int64], widths: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """How wide full lines are around each of ``count`` lines, by the ``widths`` of sure ones."""
    padded = np.pad(widths, NEAR, mode="reflect" if len(widths) > NEAR else "edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * NEAR)
    around = np.percentile(windows, WIDE_SHARE, axis=1)
    return np.asarray(around[np.searchsorted(sure, np.arange(count))], dtype=np.float64)


def _is_sure(found: Break) -> bool:
    """Whether the sentence of the first line goes on in the second one."""
    if not found.goes_on:
        is_open = found.is_caseless and is_prose(found)
        return is_open and not found.ends_sentence and not found.is_fixed
    return is_hyphenated(found) or not (found.ends_sentence or found.is_fixed)
