"""Where a page of plain text ends and the next one of the same file begins, as rules show it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Final

from newsclip.knowledge.features import PROSE, facts

if TYPE_CHECKING:
    from newsclip.knowledge.judge import Item

# The last lines of a page, the first ones, and those in the head of an article.
_FOOT: Final = frozenset({"footer", "legal"})
_MENU: Final = frozenset({"nav", "login", "subscribe", "form", "paywall", "app", "cookie"})
_HEAD: Final = frozenset({"byline", "dateline"})
# The lines of a foot stand this close to each other; within so many lines below it are at least so
# many of a menu, and so close above the first paragraph is the head of its article.
_CLUSTER: Final = 5
_REACH: Final = 25
_ENTRIES: Final = 3
_ABOVE: Final = 15
# What a page holds at least, in paragraphs and in their letters: what stands below the foot of a
# single page, a consent wall or some teasers, is less.
_PARAGRAPHS: Final = 3
_LETTERS: Final = 800.0


def page_tops(items: Sequence[Item]) -> list[int]:
    """The indexes of the lines right below a page's foot where the next page begins, in order.

    It begins with a menu or a consent banner, has text of its own, and ends in a foot too or says
    by whom or when it was written. On dumps with a label a line 88 of 89 such places in joined
    files were borders of pages, and 4 of 954 dumps of single pages had one.
    """
    feet = [n for n, item in enumerate(items) if item.role in _FOOT]
    if not feet:
        return []
    ends = [
        n for n, following in pairwise([*feet, len(items) + _CLUSTER]) if following - n > _CLUSTER
    ]
    text = [n for n, item in enumerate(items) if item.label is None and item.prose >= PROSE]
    letters = [0.0, *accumulate(facts(items[n].text).weight for n in text)]
    found: list[int] = []
    start = 0
    for end in ends:
        above, below = (_filled(text, letters, place) for place in (start, end + 1))
        if above is None or above > end or below is None:
            continue
        first = text[bisect_left(text, end)]
        menu = items[end + 1 : min(first, end + 1 + _REACH)]
        head = items[max(end + 1, first - _ABOVE) : first]
        is_whole = ends[-1] > below or any(item.role in _HEAD for item in head)
        if is_whole and sum(item.role in _MENU for item in menu) >= _ENTRIES:
            found.append(end + 1)
            start = end + 1
    return found


def _filled(text: Sequence[int], letters: Sequence[float], start: int) -> int | None:
    """The line from ``start`` on with which a page holds enough; None where too little follows.

    ``text`` are the indexes of paragraphs, ``letters`` their letters added up, with 0 first.
    """
    first = bisect_left(text, start)
    last = max(first + _PARAGRAPHS, bisect_left(letters, letters[first] + _LETTERS)) - 1
    return text[last] if last < len(text) else None
