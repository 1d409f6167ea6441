"""What repairs did to each line, character by character, for eyes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from typing import Final, Literal

from newsclip.record import Edit, Record, source_lines

State = Literal["same", "old", "new"]
Change = tuple[State, str]

# Work is edits times characters; a line of a megabyte with ten thousand repairs is shown as it is.
_MOST_WORK: Final = 20_000_000


def changes(record: Record) -> dict[int, list[Change]]:
    """For each line that repairs touched, by its number, its text in pieces: same, old, new.

    Joined, those that are not old are the line as it stands, those that are not new its source.
    A record whose text was mapped since, as ``convert`` does, has none.
    """
    by_line: dict[int, list[Edit]] = defaultdict(list)
    for edit in record.edits:
        by_line[edit.line].append(edit)
    if not by_line:
        return {}
    try:
        sources = source_lines(record)
    except (ValueError, KeyError):
        return {}
    first = record.source.first_line
    units: dict[int, list[Change]] = {
        number: [("same", character) for character in line]
        for number, line in enumerate(sources, first)
    }
    return dict(_replayed(record, by_line, units))


def _replayed(
    record: Record, by_line: dict[int, list[Edit]], units: dict[int, list[Change]]
) -> Iterator[tuple[int, list[Change]]]:
    lasts = {number: number for number in units}
    if any(len(edits) * len(units[n]) > _MOST_WORK for n, edits in by_line.items()):
        return
    for edit in record.edits:
        if edit.old == "\n":
            second = lasts[edit.line] + 1
            lasts[edit.line] = lasts.pop(second)
            glue: list[Change] = [("old", "\n"), *(("new", c) for c in edit.new)]
            units[edit.line] += [*glue, *units.pop(second)]
        else:
            units[edit.line] = _edited(units[edit.line], edit)
    for line in record.lines:
        made = _merged(units[line.first])
        if any(state != "same" for state, _ in made):
            if "".join(text for state, text in made if state != "old") != line.text:
                continue
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
