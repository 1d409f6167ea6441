"""Prompts between paragraphs: adverts, channels and teasers that the line model should not see.

Many sites put one behind each paragraph. Lines that rules name are signs of furniture to the model,
and of short paragraphs between many of them it dropped half.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from newsclip.knowledge.judge import Item

# What interrupts a text; comments, logins and menus stand among other furniture.
_ROLES: Final = frozenset({"ad", "subscribe", "related", "share", "app"})
# More of them together are a block of the page.
_TOGETHER: Final = 2
# How much the lines on both sides read like text at least: short sentences, see ``features.prose``.
_BESIDE: Final = 0.2


def prompts_between(items: Sequence[Item]) -> set[int]:
    """The places of prompts, named by rules, with a sentence that no rule names on both sides."""
    return {
        place
        for first, stop in _runs(items)
        if stop - first <= _TOGETHER
        and first > 0
        and stop < len(items)
        and all(item.role in _ROLES for item in items[first:stop])
        and _is_open_sentence(items[first - 1])
        and _is_open_sentence(items[stop])
        for place in range(first, stop)
    }


def _runs(items: Sequence[Item]) -> Iterator[tuple[int, int]]:
    """Runs of lines that are known to be furniture, ``[first, stop)``."""
    first: int | None = None
    for index, item in enumerate(items):
        if item.is_dropped and first is None:
            first = index
        elif not item.is_dropped and first is not None:
            yield first, index
            first = None


def _is_open_sentence(item: Item) -> bool:
    return item.label is None and item.prose >= _BESIDE
