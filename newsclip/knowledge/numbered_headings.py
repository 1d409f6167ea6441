"""What counts: the headings ``1. ...``, ``2. ...`` and the items of a list hold a text together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
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
# The items of a list of plain text stand at most so many lines apart.
_APART: Final = 25
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


def begun_lists(items: Sequence[Item], kept: Sequence[bool]) -> list[int]:
    """The undecided lines of lists that count from one and the first three items of which are kept.

    Of a long list of prices or addresses the end looks like furniture, far from any sentence. Two
    items are enough where all of them touch. What belongs to the last item is as long as with most
    of them, up to a line that is decided. A list of what others read is no part of the text from
    its first item on.
    """
    found: list[int] = []
    for places in _lists(items):
        is_tight = len(places) >= _FEWEST and places[-1] - places[0] == len(places) - 1
        begun = places[: _FEWEST - 1 if is_tight else _FEWEST]
        if all(kept[index] for index in places) or not all(kept[index] for index in begun):
            continue
        usual = sorted(after - before for before, after in pairwise(places))[len(places) // 2 - 1]
        last = range(places[-1], min(places[-1] + usual, len(items)))
        stop = next((index for index in last if items[index].label is not None), last.stop)
        found += [index for index in range(places[0], stop) if items[index].label is None]
    return found


def _lists(items: Sequence[Item]) -> Iterator[list[int]]:
    """The lines that count from one on, list by list."""
    places: list[int] = []
    for index, item in enumerate(items):
        found = _NUMBER.match(item.text)
        if found is None:
            continue
        number = int(found["named"] or found["plain"])
        if number == 1 or number != len(places) + 1 or index - places[-1] > _APART:
            yield places
            places = [index] if number == 1 else []
        else:
            places.append(index)
    yield places
