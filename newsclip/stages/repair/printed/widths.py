"""How wide text is in print, whose letters are of different widths."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

# In thousandths of the size of the type; after Times-Roman in the metrics of the Adobe core fonts.
_WIDTHS: Final = {
    222: "'|",
    250: " .,",
    278: "/:;\\ijlt",
    333: "!()-I[]`fr",
    389: "Js",
    408: '"',
    444: "?acez",
    469: "^",
    500: "#$*0123456789_bdghknopquvxy",
    541: "~",
    556: "FPS",
    564: "+<=>",
    611: "ELTZ",
    667: "BCR",
    722: "ADGHKNOQUVXYw",
    778: "&m",
    833: "%",
    889: "M",
    921: "@",
    944: "W",
}
# Small letters beyond ASCII are as wide as most, and signs from here on as wide as high.
_USUAL: Final = 500
_WIDE: Final = 0x1100
# Texts measured together, so that a large file needs no more memory than its lines.
_AT_ONCE: Final = 4096
_JOINERS: Final = (0x200C, 0x200D)
_DASH: Final = 0x2014


def _table() -> NDArray[np.int64]:
    table = np.full(0x3000, _USUAL, dtype=np.int64)
    for width, characters in _WIDTHS.items():
        for character in characters:
            table[ord(character)] = width
    table[_WIDE:0x1200] = 2 * _USUAL
    table[0x2E80:] = 2 * _USUAL
    table[list(_JOINERS)] = 0
    table[_DASH] = 2 * _USUAL
    return table


_TABLE: Final = _table()


def natural_widths(texts: Sequence[str]) -> NDArray[np.int64]:
    """How wide each text is in thousandths of the size of its type, set in a common typeface."""
    parts = [_widths(texts[at : at + _AT_ONCE]) for at in range(0, len(texts), _AT_ONCE)]
    return np.concatenate([np.zeros(0, dtype=np.int64), *parts])


def _widths(texts: Sequence[str]) -> NDArray[np.int64]:
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype="<u4")
    is_known = codes < len(_TABLE)
    widths = np.where(is_known, _TABLE[np.where(is_known, codes, 0)], 2 * _USUAL)
    ends = np.cumsum([len(text) for text in texts], dtype=np.int64)
    total = np.concatenate([[0], np.cumsum(widths)])
    begins = np.concatenate([[0], ends[:-1]])
    return np.asarray(total[ends] - total[begins], dtype=np.int64)
