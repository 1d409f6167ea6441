"""Where a page of plain text ends and the next one of the same file begins, as rules show it."""

from __future__ import annotations

import re
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
# A menu in one of so many first lines is the head of a file; pages below have it, too, so close
# below the foot of the page above, and with so many paragraphs each.
_HEADS: Final = 3
_BELOW: Final = 3
_SHORT_PAGE: Final = 2
# What parts the entries of a menu in one line; so many parts make one of a line that no rule names.
_PARTS: Final = 4
_BAR: Final = re.compile(r"\s[|\uff5c\u00b7\u2022/]\s|[|\uff5c]")


def page_tops(items: Sequence[Item]) -> list[int]:
    """The indexes of the lines right below a page's foot where the next page begins, in order.

    It begins as the file did, word for word; or with a menu or a consent banner, and then it has
    text of its own, and ends in a foot too or says by whom or when it was written. On dumps with a
    label a line 88 of 89 such places in joined files were borders of pages, and 4 of 954 dumps of
    single pages had one.
    """
    feet = [n for n, item in enumerate(items) if item.role in _FOOT]
    if not feet:
        return []
    text = [n for n, item in enumerate(items) if item.label is None and item.prose >= PROSE]
    same = same_tops([item.text for item in items], [item.role for item in items], text)
    return sorted({*same, *_new_tops(items, feet, text)})


def same_tops(
    texts: Sequence[str], roles: Sequence[str | None], paragraphs: Sequence[int]
) -> list[int]:
    """Where the head of a file stands again right below the foot of a page.

    That is its first line and the one below, or a menu in one of its first lines. Each page has
    some of the ``paragraphs``, the indexes of lines that have no other role, and says above the
    first of them by whom or when it was written. Of each line its text and its role are known.
    """

    def is_top(n: int, head: Sequence[str]) -> bool:
        if list(texts[n : n + len(head)]) != list(head):
            return False
        return not _FOOT.isdisjoint(roles[max(0, n - _BELOW) : n])

    menus = [[line] for line in texts[:_HEADS] if len(_BAR.split(line)) >= _PARTS]
    for head in (*menus, texts[:2]):
        tops = [n for n in range(_HEADS, len(texts)) if is_top(n, head)]
        borders = [bisect_left(paragraphs, n) for n in (0, *tops, len(texts))]
        # A menu may stand at the foot of a page, too.
        filled = [two - one >= _SHORT_PAGE for one, two in pairwise(borders)]
        found = [n for n, is_filled in zip(tops, filled[1:], strict=True) if is_filled]
        if filled[0] and found and all(_is_dated(roles, paragraphs, n) for n in found):
            return found
    return []


def _is_dated(roles: Sequence[str | None], paragraphs: Sequence[int], top: int) -> bool:
    """Whether a line right above the first paragraph below ``top`` says by whom or when."""
    first = paragraphs[bisect_left(paragraphs, top)]
    return not _HEAD.isdisjoint(roles[max(top, first - _ABOVE) : first])


def _new_tops(items: Sequence[Item], feet: Sequence[int], text: Sequence[int]) -> list[int]:
    """Where a menu and the text of another page stand below the foot of one."""
    ends = [
        n for n, following in pairwise([*feet, len(items) + _CLUSTER]) if following - n > _CLUSTER
    ]
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
        if is_whole and sum(map(_entries, menu)) >= _ENTRIES:
            found.append(end + 1)
            start = end + 1
    return found


def _entries(item: Item) -> int:
    """How many entries of a menu a line has: each of its parts may be one."""
    parts = len(_BAR.split(item.text))
    if item.role in _MENU:
        return parts
    return parts if item.label is None and parts >= _PARTS else 0


def _filled(text: Sequence[int], letters: Sequence[float], start: int) -> int | None:
    """The line from ``start`` on with which a page holds enough; None where too little follows.

    ``text`` are the indexes of paragraphs, ``letters`` their letters added up, with 0 first.
    """
    first = bisect_left(text, start)
    last = max(first + _PARAGRAPHS, bisect_left(letters, letters[first] + _LETTERS)) - 1
    return text[last] if last < len(text) else None
