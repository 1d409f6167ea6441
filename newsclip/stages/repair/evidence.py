"""What the marks of Markdown said about a line, kept as evidence once they are gone."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Final

import msgspec

from newsclip.record import Block
from newsclip.stages.repair.edits import Change

# Paths of evidence begin with this, so that they are not taken for those of a page.
_ROOT: Final = "markdown"
_PATH_TAGS: Final = 5
# Of a line in this share of link text nothing but punctuation is outside the links.
_ALL_LINK: Final = 0.95


def path_of(open_tags: Sequence[str], *more: str) -> str:
    """The path of evidence: the innermost of the tags that a line stands in."""
    return ">".join([_ROOT, *[tag for tag in (*open_tags, *more) if tag][-_PATH_TAGS:]])


def moved(block: Block, changes: Sequence[Change]) -> Block:
    """The evidence with its marks where they are after the changes, in linear time."""
    if not block.marks or not changes:
        return block
    starts = [change.start for change in changes]
    shifts = [0, *accumulate(len(c.new) - (c.end - c.start) for c in changes)]

    def after(offset: int) -> int:
        n = bisect_right(starts, offset)
        inside = n > 0 and offset < changes[n - 1].end
        at = changes[n - 1].start + shifts[n - 1] if inside else offset + shifts[n]
        return at + len(changes[n - 1].new) if inside and offset > changes[n - 1].start else at

    marks = [
        msgspec.structs.replace(mark, start=after(mark.start), end=after(mark.end))
        for mark in block.marks
    ]
    return msgspec.structs.replace(block, marks=tuple(m for m in marks if m.start < m.end))


def with_link_share(block: Block, text: str) -> Block:
    """The evidence with the share of the text that is in links, now that only words are left."""
    linked = sum(mark.end - mark.start for mark in block.marks if mark.kind == "link")
    if not linked:
        return block
    share = min(round(linked / len(text.strip() or text), 3), 1.0)
    kind = "link" if share >= _ALL_LINK and block.kind == "paragraph" else block.kind
    return msgspec.structs.replace(block, link_share=share, kind=kind)
