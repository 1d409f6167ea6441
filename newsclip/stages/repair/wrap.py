"""Lines that a tool broke in mid-sentence, joined again: wrapped at a width, or at inline elements.

Plain text only. Each of the two rules has its gate, which looks at the whole document, since a
break alone looks the same in a poem, a menu and a wrapped paragraph.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from newsclip.record import Edit, Line, Record, join_lines
from newsclip.stages.repair.brackets import border_joins, has_broken_lines
from newsclip.stages.repair.breaks import breaks_of
from newsclip.stages.repair.edits import Change, rewrite
from newsclip.stages.repair.widths import width_joins

_SOFT_HYPHEN: Final = "\u00ad"


class Join(NamedTuple):
    """What stands for the break behind a line, and the rule that says so."""

    glue: str
    rule: str


def join_wrapped(record: Record) -> Record:
    """The record with its broken lines joined, an edit for each join and each space around it.

    A joined text is looked at again until nothing more is found: a second run finds nothing.
    """
    lines, edits = record.lines, list(record.edits)
    is_broken = False
    while True:
        # The gate stays open once it was: the joins themselves take away what opened it.
        is_broken = is_broken or has_broken_lines(lines)
        joins = _joins(lines, is_broken)
        if not joins:
            break
        lines = joined(lines, joins, edits)
    if len(edits) == len(record.edits):
        return record
    return record.replace(lines=lines, edits=tuple(edits))


def _joins(lines: Sequence[Line], is_broken: bool) -> dict[int, Join]:
    """The joins by the index of the first line."""
    joins = {found.at: Join(found.glue, "wrap/width") for found in width_joins(lines)}
    for found, rule in border_joins(lines) if is_broken else ():
        joins.setdefault(found.at, Join(found.glue, rule))
    for at, line in enumerate(lines):
        if line.text.endswith(_SOFT_HYPHEN) and _is_broken_word(lines[at : at + 2]):
            joins[at] = Join("", "wrap/hyphen")
    return joins


def _is_broken_word(pair: Sequence[Line]) -> bool:
    """Whether a soft hyphen at the end of the first line breaks a word."""
    return any(
        found.before[-2:-1].isalpha() and found.after[0].isalpha() for found in breaks_of(pair, [0])
    )


def joined(lines: Sequence[Line], joins: Mapping[int, Join], edits: list[Edit]) -> tuple[Line, ...]:
    """The lines after the joins; the edits go to ``edits``."""
    done: list[Line] = []
    at = 0
    while at < len(lines):
        end = at
        while end in joins:
            end += 1
        if end == at:
            done.append(lines[at])
        else:
            chosen = [joins[n] for n in range(at, end)]
            done.append(_paragraph(lines[at : end + 1], chosen, edits))
        at = end + 1
    return tuple(done)


def _paragraph(lines: Sequence[Line], joins: Sequence[Join], edits: list[Edit]) -> Line:
    """The lines as one; ``joins`` has one entry for each break between them."""
    parts: list[Line] = []
    for n, line in enumerate(lines):
        part, made = rewrite(line, _outside(line.text, n > 0, n < len(joins)))
        parts.append(part)
        edits += made
    first, second = parts[:2]
    end, pieces = len(first.text), list[str]()
    for join, part in zip(joins, parts[1:], strict=True):
        edits.append(Edit(first.first, end, "\n", join.glue, join.rule))
        pieces += (join.glue, part.text)
        end += len(join.glue) + len(part.text)
    rest = Line(second.first, parts[-1].last, "".join(pieces[1:]))
    return join_lines(first, rest, joins[0].glue)


def _outside(text: str, is_led: bool, is_followed: bool) -> list[Change]:
    """The white space, or soft hyphen, that a join leaves out at the start and the end."""
    start = len(text) - len(text.lstrip()) if is_led else 0
    end = max(start, len(text.rstrip())) if is_followed else len(text)
    rule = "wrap/space"
    if is_followed and text.endswith(_SOFT_HYPHEN):
        end, rule = len(text) - 1, "wrap/hyphen"
    found = [Change(0, start, "", "wrap/space"), Change(end, len(text), "", rule)]
    return [change for change in found if change.start < change.end]
