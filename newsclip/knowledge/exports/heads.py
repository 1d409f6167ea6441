"""Where the documents of an export have their heads, and whether they look like documents."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from operator import eq
from typing import Final

from newsclip.knowledge.exports.marks import is_end, is_legal, is_ruler
from newsclip.knowledge.exports.sheet import Sheet

# The least text of a document, in letters.
LEAST_TEXT: Final = 100
# An export has this share of documents with text at least, others are lists of contents.
WITH_TEXT: Final = 0.6
# So many lines without a label, at most, stand above the first one of a head.
_ABOVE: Final = 6
# The lines that say nothing of themselves, at most: above all documents, and in a list of them for
# each; in a document beside those of its text, and in the last one, with what follows.
COVER: Final = 30
LISTED: Final = 8
_LOOSE: Final = 10
_LOOSE_BELOW: Final = 30
_LOOSE_SHARE: Final = 0.45
# So many lines of a head are compared with those of so many others.
_HEAD: Final = 10
_LIKE: Final = 5


def is_tidy(sheet: Sheet, begins: Sequence[int]) -> bool:
    """Whether documents are little more than text and fields, as on pages they are not."""
    before = sum(map(sheet.is_free, sheet.filled(0, begins[0])))
    if before > COVER + LISTED * len(begins):
        return False
    loose, filled = 0, 0
    for n, (begin, stop) in enumerate(pairwise([*begins, len(sheet)]), start=1):
        lines = sheet.filled(begin, stop)
        text = sum(map(sheet.is_running, lines))
        values = sheet.values_below(lines)
        free = sum(sheet.is_free(n) and n not in values for n in lines) - text
        if free > (_LOOSE_BELOW if n == len(begins) else _LOOSE) + text // 2:
            return False
        loose += free
        filled += len(lines)
    return loose <= _LOOSE_SHARE * filled


def like_others(sheet: Sheet, floor: int, below: int, others: Sequence[int]) -> int:
    """The line above ``below`` from which on the lines are of the same kinds as in other heads.

    Above the first document a list of all of them may stand.
    """
    heads = [_kinds(sheet, sheet.filled(n, len(sheet))[:_HEAD]) for n in others[:_LIKE]]
    filled = sheet.filled(floor, min(below + 4 * _HEAD, len(sheet)))
    best, most = floor, 0
    for at, n in enumerate(filled):
        if n >= below:
            break
        own = _kinds(sheet, filled[at : at + _HEAD])
        same = max(sum(map(eq, own, head)) for head in heads)
        if same >= most:
            best, most = n, same
    while best > floor and sheet.lines[best - 1].strip() and sheet.is_free(best - 1):
        best -= 1
    above = [n for n in reversed(filled) if n < best][:_ABOVE]
    firsts = {head[0] for head in heads if head}
    # Other heads begin with a line of its own, above those that are alike.
    while above and not firsts.intersection(_kinds(sheet, [best])) and sheet.is_free(above[0]):
        best = above.pop(0)
    return best


def _kinds(sheet: Sheet, lines: Sequence[int]) -> list[str]:
    """What lines are: their labels, their kind of mark, or whether they read like running text."""
    kinds: list[str] = []
    for n in lines:
        if n in sheet.labels:
            kinds.append(sheet.labels[n].key)
        elif sheet.is_free(n):
            kinds.append("running" if sheet.is_running(n) else "free")
        else:
            kinds.append("dated" if sheet.is_dated(n) else "mark")
    return kinds


def parted_by_text(sheet: Sheet, places: Sequence[int]) -> list[int]:
    """Of lines of one kind the first of each head: between two of them stands text."""
    found: list[int] = []
    for n in places:
        # Some print it below the text once more.
        is_copy = (
            n not in sheet.labels and found and sheet.lines[found[-1]].strip() in sheet.lines[n]
        )
        if is_copy:
            continue
        if not found or sheet.text(found[-1], n) >= LEAST_TEXT:
            found.append(n)
    return found


def head_tops(sheet: Sheet, anchors: Sequence[int], places: Sequence[int]) -> list[int]:
    """Where the heads begin that ``anchors`` are in, each the first of ``places`` in its head."""
    first = head_top(sheet, 0, anchors[0], anchor=anchors[0])
    above = sum(n not in sheet.labels for n in sheet.filled(first, anchors[0]))
    found = [first]
    for anchor in anchors[1:]:
        found.append(head_top(sheet, found[-1] + 1, anchor, anchor=anchor, most=above))
    listed = [n for n in places if n < anchors[1] and sheet.text(anchors[0], n) < LEAST_TEXT]
    found[0] = like_others(sheet, first, listed[-1] + 1, found[1:])
    return [ruler_above(sheet, n) for n in found]


def head_top(
    sheet: Sheet, floor: int, below: int, *, anchor: int | None = None, most: int = _ABOVE
) -> int:
    """Where the head begins that ``anchor`` is in, by default the first line of it above ``below``.

    Above a head's first label or source stand ``most`` lines at most: the headline, the paper.
    """
    if anchor is None:
        known = (n for n in range(floor, below) if n in sheet.labels or sheet.is_mark(n))
        anchor = next(known, floor)
    begin, seen = anchor, 0
    for n in reversed(sheet.filled(floor, anchor)):
        line = sheet.lines[n]
        ends_head = n in sheet.labels or is_ruler(line) or ends_document(sheet, n) or is_legal(line)
        touches = seen > 0 and begin == n + 1
        if ends_head or (seen >= most and not touches) or sheet.is_running(n):
            break
        begin, seen = n, seen + 1
    return begin


def label_top(sheet: Sheet, filled: Sequence[int], at: int, opener: str | None) -> int:
    """The first line of the labels around the one at place ``at`` of the ``filled`` lines.

    ``opener`` is the label that the file's first document begins with, where it is known. A label
    that the head has already, or text, belongs to the document before.
    """
    labels = sheet.labels
    top = at
    keys = {labels[filled[at]].key}
    for place in range(at - 1, -1, -1):
        if labels[filled[top]].key == opener:
            break
        label = labels.get(filled[place])
        if label is None or label.key in keys or label.field in {"text", "keywords", "legal"}:
            break
        if ends_document(sheet, filled[place]):
            break
        keys.add(label.key)
        top = place
    return filled[top]


def ruler_above(sheet: Sheet, begin: int) -> int:
    """The ruler above the first line of a document, else that line."""
    above = next((n for n in range(begin - 1, -1, -1) if sheet.lines[n].strip()), None)
    return above if above is not None and is_ruler(sheet.lines[above]) else begin


def have_heads(sheet: Sheet, begins: Sequence[int], *, least: int = 2) -> bool:
    """Whether most documents have text and labels, a source or a word count: laws have none."""
    known = [
        sum(n in sheet.labels or sheet.is_mark(n) for n in sheet.filled(begin, stop)) >= least
        and sheet.text(begin, stop) >= LEAST_TEXT
        for begin, stop in pairwise([*begins, len(sheet)])
    ]
    return sum(known) >= WITH_TEXT * len(known)


def share_with_text(sheet: Sheet, anchors: Sequence[int]) -> float:
    """The share of documents, from one anchor to the next, that have some text."""
    texts = [sheet.text(*span) for span in pairwise([*anchors, len(sheet)])]
    return sum(text >= LEAST_TEXT for text in texts) / len(texts)


def are_closed(sheet: Sheet, begins: Sequence[int]) -> bool:
    """Whether most documents hold a line about rights, or a ruler."""
    closed = [
        any(is_legal(sheet.lines[n]) or is_ruler(sheet.lines[n]) for n in sheet.filled(*span))
        for span in pairwise([*begins, len(sheet)])
    ]
    return sum(closed) >= WITH_TEXT * len(closed)


def value_end(sheet: Sheet, n: int) -> int:
    """The last line of the block of lines that a label stands in."""
    while n + 1 < len(sheet) and sheet.lines[n + 1].strip() and not sheet.is_running(n + 1):
        n += 1
    return n


def ends_document(sheet: Sheet, n: int) -> bool:
    """Whether a line ends a document, behind the label of an identifier or without one."""
    return is_end(sheet.value(n))
