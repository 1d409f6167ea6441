"""A line with other text: what markup set apart in it moves along."""

from __future__ import annotations

from difflib import SequenceMatcher

import msgspec

from newsclip.record import Edit, Line, edit_line


def with_text(line: Line, text: str) -> Line:
    """The line with ``text``; its marks keep their place, also where words change their length."""
    if text == line.text:
        return line
    if not line.block or not line.block.marks or len(text) == len(line.text):
        return msgspec.structs.replace(line, text=text)
    old = line.text
    changes = SequenceMatcher(None, old, text, autojunk=False).get_opcodes()
    for kind, start, end, new_start, new_end in reversed(changes):
        if kind != "equal":
            new = text[new_start:new_end]
            line = edit_line(line, Edit(line.first, start, old[start:end], new, "convert"))
    return line
