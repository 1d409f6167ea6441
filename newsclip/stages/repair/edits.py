"""Changes inside one line, applied together: the new line, and an ``Edit`` for each change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from newsclip.record import BLANK, Edit, Line, edit_line


class Change(NamedTuple):
    """``text[start:end]`` of a line becomes ``new``; offsets in the text before all changes."""

    start: int
    end: int
    new: str
    rule: str


def rewrite(line: Line, changes: Sequence[Change]) -> tuple[Line, list[Edit]]:
    """The line after all changes, and the edits that say so, from left to right.

    The changes are in order and do not overlap. Time is linear in the length of the line, unless it
    has marks to be moved. A line that ends up white is labelled blank, if it belonged to the text.
    """
    text, edits = line.text, []
    pieces: list[str] = []
    done = shift = 0
    for change in changes:
        old = text[change.start : change.end]
        edits.append(Edit(line.first, change.start + shift, old, change.new, change.rule))
        pieces += (text[done : change.start], change.new)
        shift += len(change.new) - len(old)
        done = change.end
    if line.block is not None and line.block.marks:
        for edit in edits:
            line = edit_line(line, edit)
    else:
        pieces.append(text[done:])
        line = msgspec.structs.replace(line, text="".join(pieces))
    if line.is_blank and line.is_kept:
        line = msgspec.structs.replace(line, label=BLANK)
    return line, edits
