"""Articles that stand one below the other with wide gaps between them."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from newsclip.knowledge.features import PROSE, is_headline_like
from newsclip.stages.split.sheet import Sheet

# A gap between articles is so many blank lines wider than one between paragraphs.
WIDER: Final = 2
# Running text begins so soon below a headline.
SOON: Final = 3
# Where more than this is dropped between the texts, blank lines are what elements left.
FURNITURE: Final = 0.1


def parted_by_gaps(sheet: Sheet) -> list[int]:
    """The items that articles begin with below a wide gap, where all of a file's gaps are alike.

    Paragraphs are parted by blank lines, too, each wide gap is as wide as the others, and below
    each a headline stands above running text. Converters put blank lines above subheads, but not
    so many.
    """
    # The records of a reader may have been put together anew, with the lines of several inputs.
    lines = [item.line for item in sheet.items]
    firsts = np.array([line.first for line in lines], dtype=np.int64)
    lasts = np.array([line.last for line in lines], dtype=np.int64)
    gaps = np.maximum(firsts[1:] - lasts[:-1] - 1, 0)
    beside = sheet.is_text[1:] & sheet.is_text[:-1]
    if not beside.any() or sheet.dropped_between > FURNITURE:
        return []
    usual = int(np.bincount(gaps[beside]).argmax())
    below = (np.flatnonzero(gaps >= usual + WIDER) + 1).tolist()
    reads = sheet.is_text & (sheet.prose >= PROSE)
    # What is dropped below a gap is the end of an article, or the section that one begins with.
    wide = [n for n in below if sheet.is_text[n] or _is_head(sheet, n + 1, reads)]
    sizes = {int(gaps[n - 1]) for n in wide}
    if usual < 1 or len(sizes) != 1:
        return []
    heads = [n if sheet.is_text[n] else n + 1 for n in (0, *wide)]
    return wide if all(_is_head(sheet, n, reads) for n in heads) else []


def _is_head(sheet: Sheet, n: int, reads: NDArray[np.bool_]) -> bool:
    """Whether a line reads like a headline above running text; ``reads`` says which lines do."""
    if n >= len(sheet):
        return False
    is_headline = sheet.prose[n] < PROSE and is_headline_like(sheet.texts[n])
    return bool(is_headline and reads[n + 1 : n + 1 + SOON].any())
