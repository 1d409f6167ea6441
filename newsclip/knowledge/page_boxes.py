"""Boxes of a page that are furniture to the last line: consent, offers, sharing, comment forms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from newsclip.knowledge.features import facts
from newsclip.record import Label, Role

if TYPE_CHECKING:
    from newsclip.knowledge.judge import Item

IN_BOX: Final = "html/box"
# What rules know in a box that speaks for all of it: wherever it stands, and below some text only,
# since above it a standfirst stands beside the share links.
_ANYWHERE: Final[frozenset[Role]] = frozenset({"cookie", "subscribe", "paywall"})
_BELOW: Final[frozenset[Role]] = frozenset({"share", "comments", "app", "event", "legal"})
_ABOVE: Final = 100.0
# An article's head is no box.
_HEAD: Final[frozenset[Role]] = frozenset({"title", "byline", "dateline", "credit"})
# A box is small, so many lines of it are left at most, and these are little of the page's text. On
# 1,339 pages 22 lines went for it: offers, consent, prompts, teasers, notes on authors, and on one
# page three short answers of a forum.
_MOST_LINES: Final = 12
_MOST_LEFT: Final = 2
_MOST_SHARE: Final = 0.25


def label_boxes(items: Sequence[Item], model: str) -> None:
    """Label what is left of boxes in which a rule names at least as many lines as are left.

    ``model`` is the rule of lines that only the model drops. A line that looks like one elsewhere
    is no box: paragraphs and the posts of a live report may have share links of their own.
    """
    weights = [facts(item.text).weight if item.is_text else 0.0 for item in items]
    above = [0.0, *accumulate(weights)]
    looks = Counter(_look(item) for item in items if item.is_text)
    for n, item in enumerate(items):
        if item.label is not None or looks[_look(item)] > _MOST_LEFT:
            continue
        for start, stop in _around(items, n):
            box = items[start:stop]
            left = [one for one in box if one.is_text]
            own = above[stop] - above[start]
            if len(left) > _MOST_LEFT or own > _MOST_SHARE * above[-1] or any(map(_is_head, box)):
                break
            roles = _ANYWHERE | _BELOW if above[start] >= _ABOVE else _ANYWHERE
            said = [one for one in box if one.is_dropped and one.label and one.label.rule != model]
            said = [one for one in said if one.role in _ANYWHERE | _BELOW]
            if len(said) >= len(left) and any(one.role in roles for one in said):
                inside = Counter(map(_look, left))
                if all(looks[look] == count for look, count in inside.items()):
                    _drop(left, said[0])
                break


def _drop(left: Sequence[Item], head: Item) -> None:
    assert head.label is not None
    for item in left:
        if item.label is None:
            item.label = Label(head.label.role, IN_BOX, head.text[:80], None)


def _around(items: Sequence[Item], at: int) -> Iterator[tuple[int, int]]:
    """The elements around a line that hold more lines, ``[start, stop)``, the smallest first."""
    start, stop = at, at + 1
    while around := max(_shared(items, start), _shared(items, stop)):
        while stop - start <= _MOST_LINES and _shared(items, start) >= around:
            start -= 1
        while stop - start <= _MOST_LINES and _shared(items, stop) >= around:
            stop += 1
        if stop - start > _MOST_LINES:
            return
        yield start, stop


def _shared(items: Sequence[Item], at: int) -> int:
    """How many elements a line shares with the one above it."""
    block = items[at].line.block if 0 < at < len(items) else None
    return block.shared if block is not None else 0


def _look(item: Item) -> tuple[str, tuple[str, ...]] | None:
    block = item.line.block
    return None if block is None else (block.path, block.classes)


def _is_head(item: Item) -> bool:
    block = item.line.block
    return item.role in _HEAD or (block is not None and block.path.endswith(">h1"))
