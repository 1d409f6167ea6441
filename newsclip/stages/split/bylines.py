"""Articles that stand one below the other with their headlines and bylines."""

from __future__ import annotations

from typing import Final

import numpy as np

from newsclip.knowledge.features import PROSE, is_headline_like
from newsclip.stages.split.sheet import Sheet

# A headline stands so close above its byline, and so close below it are two paragraphs.
ABOVE: Final = 3
BELOW: Final = 7
PARAGRAPHS: Final = 2
_HEAD: Final = frozenset({"byline", "dateline", "share", "noise"})


def headed_articles(sheet: Sheet) -> list[tuple[int, int]]:
    """The articles of a file that begin with a headline and a byline, as its first one does.

    There are two at least. For each the first line that may be its headline and the line above its
    byline that is. A byline is one that a rule names: what a model takes for one may be anything.
    """
    reads = sheet.is_text & (sheet.prose >= PROSE)
    paragraphs = np.flatnonzero(reads)
    if len(paragraphs) < 2 * PARAGRAPHS:
        return []
    found: list[tuple[int, int]] = []
    for byline in np.flatnonzero(sheet.by_rule & sheet.has_role({"byline"})).tolist():
        place = int(np.searchsorted(paragraphs, byline))
        headline = _headline_above(sheet, byline)
        is_head = np.count_nonzero(reads[byline : byline + 1 + BELOW]) >= PARAGRAPHS
        if headline is not None and is_head:
            above = int(paragraphs[place - 1]) + 1 if place else 0
            if not found or found[-1][0] != above:
                found.append((above, headline))
    return found if len(found) > 1 and found[0][0] == 0 else []


def _headline_above(sheet: Sheet, byline: int) -> int | None:
    """The nearest line above a byline that reads like a headline, with nothing else between."""
    for n in range(byline - 1, max(-1, byline - 1 - ABOVE), -1):
        if sheet.is_open[n] and sheet.prose[n] < PROSE and is_headline_like(sheet.texts[n]):
            return n
        if sheet.roles[n] not in _HEAD:
            return None
    return None
