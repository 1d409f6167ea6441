"""Standfirsts: the sentence below a headline that sums an article up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from newsclip.knowledge.dates import iso_date
from newsclip.knowledge.features import SENTENCE_WEIGHT, facts, is_headline_like

if TYPE_CHECKING:
    from newsclip.knowledge.judge import Item

# The text begins this soon below a headline: byline, date, picture and share links come between.
_BELOW: Final = 15
# How much kept text reads like running text at least.
_TEXT_PROSE: Final = 0.5
# What stands between a standfirst and the text.
_HEAD_ROLES: Final = frozenset({"byline", "dateline", "share"})


def standfirsts(items: Sequence[Item], kept: Sequence[bool]) -> list[int]:
    """The lines that stand below a headline and above the byline, date or share links of a text.

    A standfirst often has no full stop, and stands apart from the text; between all of them
    nothing else does.
    """
    found: list[int] = []
    for first, item in enumerate(items):
        if not (kept[first] and item.prose >= _TEXT_PROSE):
            continue
        index, seen = first - 1, False
        while index > max(0, first - _BELOW) and _is_in_head(items[index]):
            seen = seen or items[index].role in _HEAD_ROLES
            index -= 1
        if seen and index > 0 and not kept[index] and _is_standfirst(items, index):
            found.append(index)
    return found


# Of a standfirst on a page less than this is link; who wrote when has a time of day; the text
# begins within so many lines.
_LINKED: Final = 0.3
_CLOCK: Final = re.compile(r"\d{1,2}[:.h]\d\d(?!\d)")
_NEAR: Final = 30


def page_standfirsts(items: Sequence[Item], kept: Sequence[bool], title: str | None) -> list[int]:
    """Those of a page: a sentence right below its headline, in the element that has the headline.

    That is an ``<h1>`` or a line that says what ``title`` says. What the page calls its text
    decides more there than what stands in it; of a line that it does not know the place does.
    """

    def is_headline(item: Item) -> bool:
        block = item.line.block
        return block is not None and (block.path.endswith(">h1") or item.text.strip() == title)

    return [
        index
        for index in range(1, len(items))
        if not kept[index]
        and is_headline(items[index - 1])
        and not is_headline(items[index])
        and _sums_up(items[index - 1], items[index])
        and any(
            kept[n] and items[n].prose >= _TEXT_PROSE
            for n in range(index + 1, min(index + 1 + _NEAR, len(items)))
        )
    ]


def _sums_up(headline: Item, item: Item) -> bool:
    """Whether a line that no rule names is a sentence, and stands beside the headline above it."""
    above, block = headline.line.block, item.line.block
    if item.label is not None or above is None or block is None:
        return False
    if block.link_share >= _LINKED or block.kind not in {"paragraph", "heading", "other", "header"}:
        return False
    is_beside = block.shared >= above.depth - 2
    is_long = facts(item.text).weight >= SENTENCE_WEIGHT
    # Who wrote when is no sentence.
    is_dated = _CLOCK.search(item.text) or (item.prose < _TEXT_PROSE and iso_date(item.text))
    return is_beside and is_long and not is_dated


# Lines this light stand in the head of an article without being its standfirst: sections, counts.
_LIGHT: Final = 20


def _is_in_head(item: Item) -> bool:
    if item.label is not None:
        return item.role not in {"related", "next_article", "dup_title", "title"}
    return facts(item.text).weight < _LIGHT


def _is_standfirst(items: Sequence[Item], index: int) -> bool:
    """Whether a line is as long as a sentence, below one that may be a headline."""
    item, above = items[index], items[index - 1]
    if item.label is not None or facts(item.text).weight < SENTENCE_WEIGHT:
        return False
    if above.label is not None:
        return above.role in {"title", "dup_title"}
    return is_headline_like(above.text)
