"""What repairs and conversions changed: old above new, below them each change and its reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import Final

import msgspec

from newsclip.cli.console import visible
from newsclip.knowledge.changes import changes
from newsclip.pipeline import Stage
from newsclip.record import Edit, Line, Record
from newsclip.stages.convert import reason
from newsclip.writing import Format

# Characters shown of what is long, and from where on a line is.
_AROUND: Final = 12
_PLAIN: Final = "convert"
_LONG: Final = 400
# Beyond this a line is compared position by position: SequenceMatcher takes squared time.
_LONGEST: Final = 2_000


class Mapped(msgspec.Struct, frozen=True):
    """A stage that maps text without edits, as ``convert`` does, with the edits that say what."""

    stage: Stage
    to: str | None = None

    def __call__(self, record: Record) -> Iterator[Record]:
        """The records of the stage; their edits are those of the stage only."""
        before = {line.first: line.text for line in record.lines}
        for made in self.stage(record):
            edits: list[Edit] = []
            for line in made.lines:
                edits += _edits(line, before.get(line.first, line.text), self.to)
            yield made.replace(edits=tuple(edits))


def _edits(line: Line, old: str, to: str | None) -> Iterator[Edit]:
    new = line.text
    if old == new:
        return
    if len(old) == len(new):
        at = 0
        while at < len(old):
            end = at
            while end < len(old) and old[end] != new[end]:
                end += 1
            if end > at:
                why = reason(old, new, at, end, to=to) if to else _PLAIN
                yield Edit(line.first, at, old[at:end], new[at:end], why)
            at = end + 1
        return
    if max(len(old), len(new)) > _LONGEST:
        yield Edit(line.first, 0, old, new, _PLAIN)
        return
    for kind, start, end, first, last in SequenceMatcher(None, old, new, False).get_opcodes():
        if kind != "equal":
            yield Edit(line.first, first, old[start:end], new[first:last], _PLAIN)


def _explained(records: Iterable[Record]) -> Iterator[str]:
    """For each record that changed, a text: its path, and line by line old, new and why."""
    for record in records:
        rows = [row for row in _rows(record) if row]
        if rows:
            yield "\n".join([visible(record.source.path), *rows, ""]) + "\n"


def _rows(record: Record) -> Iterator[str]:
    touched = changes(record)
    by_line: dict[int, list[Edit]] = {}
    for edit in record.edits:
        by_line.setdefault(edit.line, []).append(edit)
    for line in record.lines:
        edits = by_line.get(line.first)
        if not edits:
            continue
        pieces = touched.get(line.first)
        old = "".join(text for state, text in pieces if state != "new") if pieces else ""
        new = line.text
        number = str(line.first) if line.first == line.last else f"{line.first}-{line.last}"
        if pieces and max(len(old), len(new)) <= _LONG:
            yield f"{number:>6} - {_shown(old)}"
            yield f"{'':6} + {_shown(new)}"
        else:
            yield f"{number:>6}   {_shown(new[:_AROUND])}..."
        yield from _reasons(edits)


def _reasons(edits: Iterable[Edit]) -> Iterator[str]:
    """Each kind of change once: what became what, by which rule, how often."""
    counts: dict[tuple[str, str, str], int] = {}
    for edit in edits:
        key = (edit.old, edit.new, edit.rule)
        counts[key] = counts.get(key, 0) + 1
    for (old, new, rule), count in counts.items():
        times = f", {count} times" if count > 1 else ""
        yield f"{'':8} {_quoted(old)} to {_quoted(new)}, {rule}{times}"


def _quoted(text: str) -> str:
    short = text if len(text) <= 2 * _AROUND else f"{text[:_AROUND]}...{text[-_AROUND:]}"
    return f"\u201c{_shown(short)}\u201d" if text else "nothing"


def _shown(text: str) -> str:
    return visible(text.replace("\n", "\u21b5"))


EXPLAINED: Final = Format(".txt", _explained)
