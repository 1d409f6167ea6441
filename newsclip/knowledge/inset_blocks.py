"""Headings, lists and tables of a page that stand side by side with the paragraphs of its text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
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
    blocks = [item.line.block for item in items]
    found: list[int] = []
    places = [n for n, block in enumerate(blocks) if kept[n] and _is_paragraph(block)]
    for above, below in pairwise(places):
        if not 1 < below - above <= _LONGEST or all(kept[above:below]):
            continue
        parent = _parent(blocks, above, below)
        if parent is not None:
            for element in _children(blocks, above + 1, below, parent):
                if _is_authors(blocks, element, parent):
                    found += [n for n in element if not kept[n] and items[n].label is None]
    if places:
        found += _subheads(items, kept, places[0])
    return sorted(set(found))


def _subheads(items: Sequence[Item], kept: Sequence[bool], start: int) -> Iterator[int]:
    """The undecided headings below line ``start`` that a kept paragraph follows beside them."""
    for n, item in enumerate(items[start:-1], start):
        block, below = item.line.block, items[n + 1].line.block
        if kept[n] or item.label is not None or block is None or block.kind != "heading":
            continue
        if block.link_share >= _LINKED or block.path.endswith(">h1") or not kept[n + 1]:
            continue
        if _is_paragraph(below) and below is not None and below.shared == block.depth - 1:
            yield n


def _is_paragraph(block: Block | None) -> bool:
    return block is not None and block.kind == "paragraph"


def _parent(blocks: Sequence[Block | None], above: int, below: int) -> int | None:
    """The depth of the element whose children two lines are; None where they are of different."""
    first, last = blocks[above], blocks[below]
    if first is None or last is None or first.depth != last.depth:
        return None
    shared = min(block.shared if block else 0 for block in blocks[above + 1 : below + 1])
    return shared if shared == first.depth - 1 else None


def _children(
    blocks: Sequence[Block | None], start: int, stop: int, parent: int
) -> Iterator[list[int]]:
    """The lines from ``start`` on, those of one child of the element at depth ``parent`` together.

    A line that shares no more than the parent with the one above begins another child.
    """
    child = 0

    def number(n: int) -> int:
        nonlocal child
        block = blocks[n]
        child += block is None or block.shared <= parent
        return child

    for _, lines in groupby(range(start, stop), number):
        yield list(lines)


def _is_authors(blocks: Sequence[Block | None], element: Sequence[int], parent: int) -> bool:
    """Whether the child of an element that has these lines is a heading, list or table of text."""
    found = [block for n in element if (block := blocks[n]) is not None]
    tags = found[0].path.split(">") if found else []
    if len(tags) <= parent or tags[parent] not in _AUTHORS:
        return False
    return sum(block.link_share for block in found) < _LINKED * len(found)
