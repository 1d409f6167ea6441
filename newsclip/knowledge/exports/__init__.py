"""Exports of press databases and labelled dumps: several documents a file, each with its fields.

A press database (LexisNexis, Factiva, ProQuest, Europresse, Genios, WiseNews and their like) writes
documents one below the other: numbered, or each with an end of its own, with labelled lines above
and below the text. Scrapers write "Title: ... Date: ... Content: ..." in many languages. What
these lines are is read off their labels, and off what comes again with each document; a file
without such lines is none of this.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, pairwise
from operator import itemgetter
from typing import Final

import msgspec

from newsclip.knowledge.exports.entry import Entry, read_entry
from newsclip.knowledge.exports.heads import (
    COVER,
    LEAST_TEXT,
    LISTED,
    WITH_TEXT,
    are_closed,
    ends_document,
    have_heads,
    head_top,
    head_tops,
    is_tidy,
    label_top,
    like_others,
    parted_by_text,
    ruler_above,
    share_with_text,
    value_end,
)
from newsclip.knowledge.exports.labels import labelled_lines
from newsclip.knowledge.exports.marks import (
    counted,
    counter,
    is_count,
    is_end,
    is_numbered,
    is_source,
)
from newsclip.knowledge.exports.papers import is_dated_paper
from newsclip.knowledge.exports.sheet import Sheet

# The labels of one head stand this close, in lines that are not blank.
_CLOSE: Final = 8
# The lines at either end of a file that are looked at before all others.
_LOOK: Final = 50
# Excerpts in a list end so; above a list stands less text than this, in letters.
_CUT_OFF: Final = ("...", "\u2026")
_COVER_TEXT: Final = 600
# The head of a single document has so many lines at most.
_SINGLE: Final = 24
# Less than this says nothing: a page has labels too.
_LEAST_LABELS: Final = 3
# What comes again does so in two documents, and a document has two kinds of fields.
_LEAST_DOCUMENTS: Final = 2
_LEAST_KINDS: Final = 2
_HEADS: Final = frozenset(
    {"byline", "date", "publisher", "section", "url", "text", "keywords", "lead", "language"}
)


class _Begins(msgspec.Struct, frozen=True):
    """Where documents begin, and whether a database wrote them, so that all of it is theirs."""

    at: list[int]
    is_database: bool


class Export(msgspec.Struct, frozen=True):
    """What a file of documents holds.

    ``cover`` are the lines above the first document that are a list of all of them. In a file that
    ``is_database``, all that is no field is text.
    """

    entries: list[Entry]
    cover: list[int]
    is_database: bool


def find_export(lines: Sequence[str]) -> Export | None:
    """The documents of an export, in order; None for any other text."""
    if not _may_be_one(lines):
        return None
    sheet = Sheet(lines)
    begins = _numbered(sheet) or _ended(sheet) or _titled(sheet)
    begins = begins or _repeated(sheet) or _single(sheet)
    if begins is None:
        return None
    entries = [
        read_entry(sheet, begin, stop, is_database=begins.is_database)
        for begin, stop in pairwise([*begins.at, len(lines)])
    ]
    cover = _cover(sheet, begins.at[0]) if begins.is_database else []
    return Export(entries, cover, begins.is_database)


def _cover(sheet: Sheet, begin: int) -> list[int]:
    """The lines above the first document that are a list of all of them; not a text of its own."""
    above = sheet.filled(0, begin)
    text = [
        n for n in above if sheet.is_running(n) and not sheet.lines[n].rstrip().endswith(_CUT_OFF)
    ]
    return above if sum(map(sheet.weight, text)) < _COVER_TEXT else []


def _is_telling(line: str) -> bool:
    """Whether a line is a source, a count, an end or a counter: asked of lines of any text."""
    return (
        is_source(line)
        or is_dated_paper(line)
        or is_count(line)
        or is_numbered(line)
        or is_end(line)
    )


def _may_be_one(lines: Sequence[str]) -> bool:
    """Whether the first or the last lines hold what exports are known by: a quick look."""
    first = list(islice((line for line in lines if line.strip()), _LOOK))
    last = list(islice((line for line in reversed(lines) if line.strip()), _LOOK))
    for part in (first, last):
        has_large = sum(map(str.isupper, part)) >= _LEAST_LABELS
        labels = labelled_lines(part, alone=has_large).values()
        named = {label.field for label in labels}
        if len({label.key for label in labels}) >= (2 if named & {"title", "text"} else 3):
            return True
        if any(map(_is_telling, part)):
            return True
    return False


def _numbered(sheet: Sheet) -> _Begins | None:
    """Documents that are numbered one after the other."""
    counters = counted(sheet.lines)
    if len(counters) == 1:
        (_, total) = counter(sheet.lines[counters[0]]) or (1, None)
        is_sure = total == 1 or len(sheet.labels) >= _LEAST_LABELS
        is_sure = is_sure and is_numbered(sheet.lines[counters[0]])
        counters = counters if is_sure and is_tidy(sheet, counters) else []
    if not counters:
        return None
    if not have_heads(sheet, counters):
        return None
    return _Begins([ruler_above(sheet, n) for n in counters], is_database=True)


def _ended(sheet: Sheet) -> _Begins | None:
    """Documents that end in a line that says so, or in their identifier."""
    return _below(sheet, [n for n in range(len(sheet)) if ends_document(sheet, n)])


def _below(sheet: Sheet, ends: Sequence[int]) -> _Begins | None:
    """Documents of which each begins below the end of the one before."""
    begins: list[int] = []
    for above, end in pairwise([-1, *ends]):
        filled = sheet.filled(above + 1, end)
        if len(filled) >= _LEAST_LABELS:
            begins.append(filled[0])
    if not begins or not have_heads(sheet, begins):
        return None
    if len(begins) > 1:
        begins[0] = like_others(sheet, begins[0], ends[0], begins[1:])
    else:
        begins[0] = head_top(sheet, begins[0], ends[0])
    return _Begins(begins, is_database=True)


def _titled(sheet: Sheet) -> _Begins | None:
    """Documents with a labelled headline, and other labelled fields beside it."""
    labels = sheet.labels
    filled = sheet.filled(0, len(sheet)) if labels else []
    place = {n: at for at, n in enumerate(filled)}
    begins: list[int] = []
    opener: str | None = None
    for title in (n for n in labels if labels[n].field == "title"):
        at = place[title]
        near = [n for n in filled[max(0, at - _CLOSE) : at + _CLOSE] if n in labels]
        if not {labels[n].field for n in near} & _HEADS:
            continue
        begin = label_top(sheet, filled, at, opener)
        if not begins or _are_apart(sheet, begins[-1], begin):
            opener = opener or labels[begin].key
            begins.append(begin)
    if not begins:
        return None
    kinds = {label.field for label in labels.values()} & _HEADS
    if len(begins) == 1 and (len(kinds) < _LEAST_KINDS or not kinds & {"text", "url", "date"}):
        return None
    begins = [ruler_above(sheet, n) for n in begins]
    return _Begins(begins, is_database=any(label.key == "HD" for label in labels.values()))


def _are_apart(sheet: Sheet, one: int, other: int) -> bool:
    """Whether between two lines stands the text of a document, a brief one under its label."""
    return sheet.text(one, other) >= LEAST_TEXT or sheet.has_text_label(one, other)


def _repeated(sheet: Sheet) -> _Begins | None:
    """Documents whose heads or feet hold the same labels or the same kind of line each time."""
    lines, labels = sheet.lines, sheet.labels
    free = [n for n in range(len(sheet)) if n not in labels]
    begins = _anchored(sheet, [n for n in free if is_count(lines[n]) or is_source(lines[n])])
    if begins is None:
        begins = _anchored(sheet, [n for n in free if is_dated_paper(lines[n])])
        # So do pages and blogs; below each document of an export its owner is named.
        if begins is not None and not are_closed(sheet, begins):
            begins = None
    if begins is not None:
        return _Begins(begins, is_database=True)
    by_key: dict[str, list[int]] = {}
    for n, label in labels.items():
        if label.field not in {"text", "lead"}:
            by_key.setdefault(label.key, []).append(n)
    often = [places for places in by_key.values() if len(places) > 1]
    if len(often) < _LEAST_LABELS:
        return None
    runs = [parted_by_text(sheet, places) for places in often]
    runs = [run for run in runs if len(run) > 1]
    if len(runs) < _LEAST_LABELS:
        return None
    most = max(map(len, runs))
    first = min(run for run in runs if len(run) == most)
    if sheet.text(first[-1], len(sheet)) >= LEAST_TEXT:
        if share_with_text(sheet, first) < WITH_TEXT:
            return None
        begins = head_tops(sheet, first, first)
        return _Begins(begins, is_database=True) if is_tidy(sheet, begins) else None
    # The labels stand below each text: the last of them ends a document.
    last = max((run for run in runs if len(run) == most), key=itemgetter(-1))
    below = _below(sheet, [value_end(sheet, n) for n in last])
    return below if below is not None and is_tidy(sheet, below.at) else None


def _anchored(sheet: Sheet, places: Sequence[int]) -> list[int] | None:
    """Where documents begin that have one of some lines in each head, None where none do."""
    if len(places) < _LEAST_DOCUMENTS:
        return None
    # A page's menus are longer than any list of documents.
    above = sheet.filled(0, places[0])
    if len(above) > 2 * COVER + LISTED * len(places) + sum(n in sheet.labels for n in above):
        return None
    anchors = parted_by_text(sheet, places)
    if len(anchors) < _LEAST_DOCUMENTS or share_with_text(sheet, anchors) < WITH_TEXT:
        return None
    begins = head_tops(sheet, anchors, places)
    return begins if have_heads(sheet, begins, least=1) and is_tidy(sheet, begins) else None


def _single(sheet: Sheet) -> _Begins | None:
    """A single document with the label of its text below several others."""
    labels = sheet.labels
    text = next((n for n in labels if labels[n].field == "text"), None)
    if text is None:
        return None
    head = sheet.filled(0, text)
    kinds = {labels[n].field for n in head if n in labels} & _HEADS
    fits = len(kinds) >= _LEAST_LABELS and len(head) <= _SINGLE
    return _Begins(head[:1], is_database=False) if fits else None
