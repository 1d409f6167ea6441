"""Text read with the wrong codec, and escapes never read: mended where that is certain."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import Final

from newsclip.record import Edit, Line, Record
from newsclip.stages.repair.edits import rewrite
from newsclip.stages.repair.escapes import unescaped
from newsclip.stages.repair.redecode import reread, suspicions
from newsclip.stages.repair.warning import with_only_warning

# Text can be read wrongly twice, and hold escapes then; nothing was seen to need more rounds.
_MAX_ROUNDS: Final = 4
# Each begins with a fixed character, which is what makes its search quick.
_ESCAPED: Final = (re.compile(r"&#?[0-9A-Za-z]{1,31};"), re.compile(r"\\u[0-9a-fA-F]{4}"))


def mend_mojibake(record: Record) -> Record:
    """The record with wrongly decoded stretches decoded again, an edit for each.

    Rules: ``mojibake/utf-8``, ``mojibake/codec``, ``mojibake/entity``, ``mojibake/escape``. Lines
    that are damaged beyond mending stay, and are counted in a warning.
    """
    lines, edits = list(record.lines), list(record.edits)
    lost: list[int] = []
    for at in _suspicious_lines(lines):
        line = lines[at]
        lines[at], made, is_lost = _mended(line)
        edits += made
        if is_lost:
            lost.append(line.first)
    if len(edits) > len(record.edits):
        record = record.replace(lines=tuple(lines), edits=tuple(edits))
    message = f"lines that were decoded wrongly and cannot be mended: {len(lost)}"
    return with_only_warning(
        record, "mojibake", message if lost else None, lost[0] if lost else None
    )


def _suspicious_lines(lines: Sequence[Line]) -> list[int]:
    """The indices of lines to be looked at: one search of the text, which hardly ever finds any."""
    others = [at for at, line in enumerate(lines) if not line.text.isascii()]
    found = _lines_at(lines, others, suspicions)
    text = "\n".join(line.text for line in lines)
    if "\\u" in text or ("&" in text and ";" in text):
        found |= _lines_at(lines, range(len(lines)), _escapes)
    return sorted(found)


def _lines_at(
    lines: Sequence[Line], chosen: Sequence[int], search: Callable[[str], Iterator[int]]
) -> set[int]:
    """Those of the chosen lines in which a search of all of them together finds something."""
    places = list(search("\n".join(lines[at].text for at in chosen)))
    if not places:
        return set()
    starts = list(accumulate((len(lines[at].text) + 1 for at in chosen), initial=0))
    return {chosen[bisect_right(starts, place) - 1] for place in places}


def _escapes(text: str) -> Iterator[int]:
    return (match.start() for pattern in _ESCAPED for match in pattern.finditer(text))


def _mended(line: Line) -> tuple[Line, list[Edit], bool]:
    """The line, the edits that changed it, and whether damage is left in it."""
    edits: list[Edit] = []
    is_lost = False
    for _ in range(_MAX_ROUNDS):
        changes, is_lost = ([], False) if line.text.isascii() else reread(line.text)
        changes = changes or unescaped(line.text)
        if not changes:
            break
        line, made = rewrite(line, changes)
        edits += made
    # A second run looks at this line only if it is still suspicious.
    is_lost = is_lost and any(True for _ in suspicions(line.text))
    return line, edits, is_lost
