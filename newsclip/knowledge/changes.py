"""What repairs and a conversion did to each line, character by character, for eyes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import groupby
from typing import Final, Literal

from newsclip.record import Edit, Line, Record, source_lines

State = Literal["same", "old", "new"]
Change = tuple[State, str]

# Work is edits times characters; a line of a megabyte with ten thousand repairs is shown as it is.
_MOST_WORK: Final = 20_000_000
# Finding what matches takes the square of a line's length in the worst case.
_LONGEST_COMPARED: Final = 20_000


def changes(record: Record, converted: Record | None = None) -> dict[int, list[Change]]:
    """For each line that repairs touched, by its number, its text in pieces: same, old, new.

    Joined, those that are not old are the line as it stands, those that are not new its source.
    A record whose text was mapped since, as ``convert`` does, has none; where ``converted`` is what
    ``convert`` made of ``record``, the pieces show both, and the line as it stands is converted.
    """
    found = _repaired(record)
    if converted is None:
        return found
    for line, mapped in zip(record.lines, converted.lines, strict=True):
        if line.text != mapped.text:
            pieces = found.get(line.first, [("same", line.text)])
            found[line.first] = _mapped(pieces, line, mapped.text)
    return found


def _mapped(pieces: list[Change], line: Line, text: str) -> list[Change]:
    """The pieces of a line whose text became ``text``."""
    units: list[Change] = [(state, c) for state, piece in pieces for c in piece]
    for start, stop, new in reversed(_differences(line.text, text)):
        units = _edited(units, Edit(line.first, start, line.text[start:stop], new, "convert"))
    return _merged(units)


def _differences(old: str, new: str) -> list[tuple[int, int, str]]:
    """Stretches ``[start, stop)`` of ``old`` and what stands in ``new`` for them."""
    if len(old) == len(new):
        unlike = [index for index, (a, b) in enumerate(zip(old, new, strict=True)) if a != b]
        if 2 * len(unlike) <= len(old):
            return [(index, index + 1, new[index]) for index in unlike]
    if max(len(old), len(new)) > _LONGEST_COMPARED:
        return [(0, len(old), new)]
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [(a, b, new[c:d]) for kind, a, b, c, d in codes if kind != "equal"]


def _repaired(record: Record) -> dict[int, list[Change]]:
    by_line: dict[int, list[Edit]] = defaultdict(list)
    for edit in record.edits:
        by_line[edit.line].append(edit)
    if not by_line:
        return {}
    try:
        sources = source_lines(record)
    except (ValueError, KeyError):
        return {}
    numbered = dict(enumerate(sources, record.source.first_line))
    if any(len(edits) * len(numbered[n]) > _MOST_WORK for n, edits in by_line.items()):
        return {}
    return dict(_replayed(record, numbered))


def _replayed(record: Record, sources: dict[int, str]) -> Iterator[tuple[int, list[Change]]]:
    lasts = {number: number for number in sources}
    units: dict[int, list[Change]] = {}

    def taken(number: int) -> list[Change]:
        return units.pop(number, None) or [("same", c) for c in sources[number]]

    for edit in record.edits:
        pieces = taken(edit.line)
        if edit.old == "\n":
            second = lasts[edit.line] + 1
            lasts[edit.line] = lasts.pop(second)
            pieces += [("old", "\n"), *(("new", c) for c in edit.new), *taken(second)]
        else:
            pieces = _edited(pieces, edit)
        units[edit.line] = pieces
    for line in record.lines:
        made = _merged(units.get(line.first, []))
        is_touched = any(state != "same" for state, _ in made)
        if is_touched and "".join(text for state, text in made if state != "old") == line.text:
            yield line.first, made


def _edited(characters: list[Change], edit: Edit) -> list[Change]:
    """The characters after one edit: what it takes becomes old, or goes if it was new itself."""
    before: list[Change] = []
    at = 0
    rest = iter(characters)
    for state, character in rest:
        if at == edit.start and state != "old":
            after = [(state, character), *rest]
            break
        before.append((state, character))
        at += state != "old"
    else:
        after = []
    left = len(edit.old)
    gone: list[Change] = []
    for index, (state, character) in enumerate(after):
        if not left:
            after = after[index:]
            break
        if state == "same":
            gone.append(("old", character))
        elif state == "old":
            gone.append((state, character))
        left -= state != "old"
    else:
        after = []
    return [*before, *gone, *(("new", c) for c in edit.new), *after]


def _merged(characters: list[Change]) -> list[Change]:
    """Neighbours of one state as one piece."""
    return [
        (state, "".join(c for _, c in group))
        for state, group in groupby(characters, key=lambda change: change[0])
    ]
