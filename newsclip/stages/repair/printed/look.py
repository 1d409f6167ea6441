"""Whether a text may be printed at all: a quick look, so that other texts cost nothing."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from newsclip.knowledge.print_pages import BLANKS
from newsclip.record import Line
from newsclip.stages.repair.widths import may_go_on

# So many lines break off in mid-sentence, and so many of all that have another one below are full
# there: the next word would not have fitted.
MIN_SURE: Final = 8
MIN_FULL: Final = 0.22
# More lines that are wider than the others are in no printed text.
MAX_BEYOND: Final = 0.04
# None is longer than this, in characters, and no full one shorter, in bytes of UTF-8.
LONGEST: Final = 200
NARROWEST: Final = 18


def may_be_printed(lines: Sequence[Line]) -> bool:
    """Whether many lines of a text without markup break off in mid-sentence: a quick look."""
    if any(line.block is not None for line in lines):
        return False
    texts = [line.text.strip(BLANKS) for line in lines]
    filled = [text for text in texts if text]
    if sum(len(text) > LONGEST for text in filled) > MAX_BEYOND * len(filled):
        return False
    pairs = [(one, two) for one, two in pairwise(texts) if one and two]
    full = sum(len(one.encode()) >= NARROWEST and may_go_on(one, two) for one, two in pairs)
    return full >= MIN_SURE and full >= MIN_FULL * len(pairs)
