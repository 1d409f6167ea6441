"""Headings, lists and tables of a page that stand side by side with the paragraphs of its text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from newsclip.knowledge.judge import Item
    from newsclip.record import Block

# Elements that an author sets between paragraphs; boxes of the page are wrapped in others.
_AUTHORS: Final = frozenset({"h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "pre"})
# Of an element of the text less than this is link, and it has so many lines at most between two
# paragraphs.
_LINKED: Final = 0.3
_LONGEST: Final = 60


def inset_blocks(items: Sequence[Item], kept: Sequence[bool]) -> list[int]:
    """The undecided lines of headings, lists and tables between two ``kept`` paragraphs.

    All are children of one element, as in a text that one hand wrote. Of a list or table the links
    are few; what rules name in it still goes.
    """
    blocks = [item.line.block for item in items if item.line.block is not None]
    if len(blocks) < len(items):
        return []
    is_open = [not one and item.label is None for one, item in zip(kept, items, strict=True)]
    places = [n for n, block in enumerate(blocks) if kept[n] and block.kind == "paragraph"]
    found = set(_subheads(blocks, places))
    for above, below in pairwise(places):
        if 1 < below - above <= _LONGEST and not all(kept[above:below]):
            found.update(_between(blocks, above, below))
    return sorted(n for n in found if is_open[n])


def _subheads(blocks: Sequence[Block], places: Sequence[int]) -> Iterator[int]:
    """The headings right above the kept paragraphs at ``places``, the first aside, beside them."""
    for below in places[1:]:
        block = blocks[below - 1]
        is_subhead = block.kind == "heading" and not block.path.endswith(">h1")
        if is_subhead and block.link_share < _LINKED and blocks[below].shared == block.depth - 1:
            yield below - 1


def _between(blocks: Sequence[Block], above: int, below: int) -> Iterator[int]:
    """The lines of an author's elements between two paragraphs that are children of one element."""
    parent = blocks[above].depth - 1
    shared = min(block.shared for block in blocks[above + 1 : below + 1])
    if shared != parent or blocks[below].depth != blocks[above].depth:
        return
    # What shares no more than the parent with the line above begins another child.
    starts = [n for n in range(above + 1, below + 1) if blocks[n].shared == parent]
    for start, stop in pairwise(starts):
        if _is_authors(blocks[start:stop], parent):
            yield from range(start, stop)


def _is_authors(element: Sequence[Block], parent: int) -> bool:
    """Whether the child of an element that has these lines is a heading, list or table of text."""
    tags = element[0].path.split(">")
    if len(tags) <= parent or tags[parent] not in _AUTHORS:
        return False
    return sum(block.link_share for block in element) < _LINKED * len(element)
