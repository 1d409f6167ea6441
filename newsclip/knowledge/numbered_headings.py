"""Headings that count: ``1. ...``, ``2. ...`` are the parts of an article, however far apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from newsclip.knowledge.judge import Item

# "#1", "No. 1", "第1"; "1.", "1)", "1、", "1 - ", "1位".
_NUMBER: Final = re.compile(
    r"(?:#|No\.? ?|\u7b2c)(?P<named>\d{1,2})(?!\d)"
    r"|(?P<plain>\d{1,2})(?:[.):\uff0e\u3001\uff1a](?!\d)|\s*[-\u2013]\s|\u4f4d)"
)
# So many headings that count from one, or down to it, are no chance.
_FEWEST: Final = 3
# A heading that is mostly link leads elsewhere: a list of what others read.
_LINKED: Final = 0.5


def numbered_headings(items: Sequence[Item], kept: Sequence[bool]) -> list[int]:
    """The headings of one look that count one by one and have text among them that is ``kept``.

    A page that lists the seven best has more pictures, captions and adverts than text, and its
    headings are all that holds it together.
    """
    looks: dict[tuple[str, tuple[str, ...]], list[tuple[int, int]]] = {}
    for index, item in enumerate(items):
        block = item.line.block
        if block is None or block.kind != "heading" or block.link_share >= _LINKED:
            continue
        found = _NUMBER.match(item.text)
        if found is not None:
            look = (block.path, block.classes)
            looks.setdefault(look, []).append((index, int(found["named"] or found["plain"])))
    return [
        index
        for places in looks.values()
        if _counts([number for _, number in places]) and _holds_text(places, kept)
        for index, _ in places
    ]


def _counts(numbers: list[int]) -> bool:
    """Whether numbers go from one up, or down to one, without a gap."""
    whole = list(range(1, len(numbers) + 1))
    return len(numbers) >= _FEWEST and numbers in (whole, whole[::-1])


def _holds_text(places: list[tuple[int, int]], kept: Sequence[bool]) -> bool:
    """Whether a line that is kept stands among the headings or in the stretch above the first.

    The stretch is as long as the one between the first two.
    """
    first, second, last = places[0][0], places[1][0], places[-1][0]
    above = max(0, first - (second - first))
    return any(kept[above:last])
