"""One document of an export: which of its lines are its fields, and which its text."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from itertools import pairwise
from typing import Final

import msgspec

from newsclip.knowledge.exports.evidence import HEAD, is_nothing
from newsclip.knowledge.exports.marks import is_address, is_count, is_edition, is_end, is_legal
from newsclip.knowledge.exports.papers import paper_in
from newsclip.knowledge.exports.sheet import Sheet
from newsclip.knowledge.names import is_name

# A line of the head that is as long as this, in letters, says what the text is about.
_LEAD: Final = 60
# The longest name of a paper, and the shortest headline where there is another line, in letters.
_NAME: Final = 60
_LEAST_TITLE: Final = 16
_LONGEST_TITLE: Final = 220
# More lines without a label are no head.
_MOST_FREE: Final = 60
# So much text, in letters, below the end of the last document is one whose end is missing.
_LEAST_REST: Final = 250
# A summary that says as much as this of the text's beginning is a copy of it, in characters.
_COPY: Final = 60
# A name in brackets, as Japanese papers sign.
_IN_BRACKETS: Final = re.compile("[(\uff08][\u3400-\u9fff\u30a0-\u30ff\u30fb ]{2,12}[)\uff09]")
_BYLINE: Final = re.compile(
    r"\s*-? ?(?:[Bb]y|BY|[Vv]on|VON|[Pp]ar|PAR|[Pp]or|POR|[Dd]i|DI|[Dd]oor|[Aa]v|[Aa]f|[Oo]leh) "
    r"(?=[^\W\d_a-z])(?!.*[.!?]$)"
)


class Entry(msgspec.Struct, frozen=True):
    """A document: lines ``begin`` to ``stop``, and the field of each line that is not its text."""

    begin: int
    stop: int
    fields: dict[int, str]
    labelled: frozenset[int]


def read_entry(sheet: Sheet, begin: int, stop: int, *, is_database: bool) -> Entry:
    """The fields of the document in lines ``begin`` to ``stop``."""
    filled = sheet.filled(begin, stop)
    end = next((n for n in filled if is_end(sheet.value(n))), stop)
    # Below its end stands what the database says of all documents.
    rest = [n for n in filled if n > end]
    filled = [n for n in filled if n <= end]
    values = sheet.values_below(filled)
    body = _body(sheet, filled, values)
    tail = _tail(sheet, filled, values, body)
    head = [n for n in filled if n < body]
    fields: dict[int, str] = {n: sheet.labels[n].field for n in head if n in sheet.labels}
    fields.update((n, field) for n, field in values.items() if n < body)
    _fill_head(sheet, head, fields, is_database=is_database)
    fields.update((n, field) for n, field in values.items() if n >= tail)
    for n in filled:
        label = sheet.labels.get(n)
        if n < body or n in fields:
            continue
        # What looks like a label inside the text is none, but for codes.
        is_own = n >= tail or n == body or (label is not None and label.key.isupper())
        if label is not None and is_own:
            fields[n] = label.field
        elif n >= tail and (is_database or sheet.is_mark(n)):
            fields[n] = "legal" if is_legal(sheet.lines[n]) else "other"
    _drop_copies(sheet, filled, fields, body)
    _sign(sheet, filled, fields, tail)
    for n in filled:
        if is_database and n not in fields and n in sheet.running_heads:
            fields[n] = "other"
    if sheet.text(end, stop) < _LEAST_REST:
        fields.update((n, "other") for n in rest)
    below = dict(pairwise(filled))
    labelled = frozenset(n for n in fields if n in sheet.labels)
    for n in filled:
        # A label alone says nothing; broken text is joined where nothing is on it.
        is_empty = n in labelled and not sheet.value(n)
        if is_empty and (fields[n] in {"text", "lead"} or below.get(n) not in values):
            fields[n] = "other"
        elif fields.get(n) in {"text", "lead"} and n not in labelled and n - 1 in fields:
            del fields[n]
    return Entry(begin, stop, fields, labelled)


def _body(sheet: Sheet, filled: Sequence[int], values: Container[int]) -> int:
    """The line that the text begins with, or the label of it."""
    labels = sheet.labels
    for n in filled:
        if n in labels and labels[n].field == "text":
            return n
    last_label = filled[0] - 1 if filled else 0
    is_titled = False
    for n in filled:
        if n in labels:
            last_label = n
            is_titled = is_titled or labels[n].field == "title"
            continue
        # The rest of a label's value is none, and the first line of a head may be a question.
        if n in values:
            last_label = n
        elif sheet.is_running(n) and (is_titled or len(sheet.lines[n]) > _LONGEST_TITLE):
            return n
        is_titled = is_titled or sheet.is_free(n)
    return last_label + 1


def _tail(sheet: Sheet, filled: Sequence[int], values: Container[int], body: int) -> int:
    """The line that what follows the text begins with."""
    labels = sheet.labels
    running = [n for n in filled if n >= body and n not in values and sheet.is_running(n)]
    again = sheet.repeated.intersection(running)
    # A story that a file holds twice is not what stands below each of its stories.
    if 2 * len(again) > len(running):
        again = frozenset()
    texts = [n for n in filled if n in labels and labels[n].field == "text"]
    last = max([body, *texts, *(n for n in running if n not in again)])
    for n in filled:
        ends = n in labels or n in again or sheet.is_mark(n) or sheet.is_heading(n)
        if n > last and ends:
            return n
    return filled[-1] + 1 if filled else body


def _fill_head(
    sheet: Sheet, head: Sequence[int], fields: dict[int, str], *, is_database: bool
) -> None:
    """Name the lines of a head that have no label: headline, paper, date and the rest."""
    free = [n for n in head if n not in fields][:_MOST_FREE]
    count = next((n for n in free if is_count(sheet.lines[n])), None)
    dates: list[int] = []
    for n in free:
        if is_legal(sheet.lines[n]):
            fields[n] = "legal"
        elif sheet.is_dated(n):
            fields[n] = "date"
            dates.append(n)
        elif _BYLINE.match(sheet.lines[n]) and sheet.weight(n) < _LEAD:
            fields[n] = "byline"
        elif is_address(sheet.lines[n]):
            fields[n] = "url"
        elif sheet.is_mark(n) or sheet.is_heading(n) or is_edition(sheet.lines[n]):
            fields[n] = "other"
    if is_database and "publisher" not in fields.values() and dates:
        paper = _paper(sheet, head, fields, dates[0])
        if paper is not None:
            fields[paper] = "publisher"
    free = [n for n in free if n not in fields]
    if "title" not in fields.values() and free:
        above = [n for n in free if count is None or n < count]
        for n in _headline(sheet, head, above or free):
            fields[n] = "title"
    if not is_database:
        return
    title = next((n for n in head if fields.get(n) == "title"), head[0] if head else 0)
    for n in free:
        if n in fields:
            continue
        if (count is not None and "byline" not in fields.values() and title < n < count) or (
            _is_signature(sheet, fields, n) and n > title
        ):
            fields[n] = "byline"
        elif n > title and sheet.weight(n) >= _LEAD:
            fields[n] = "lead"
        else:
            fields[n] = HEAD


def _headline(sheet: Sheet, head: Sequence[int], free: Sequence[int]) -> list[int]:
    """The lines of the headline among the unnamed ones of a head: the first that is no kicker.

    A kicker stands right above the headline and is shorter, or in capitals. What touches the other
    lines of the head is more likely than what stands apart.
    """
    named = {n for n in head if n not in free}
    fits = [n for n in free if sheet.weight(n) >= _LEAST_TITLE]
    touching = [n for n in fits if not named.isdisjoint(_block(sheet, n))]
    first = next(iter(touching or fits), None)
    if first is None:
        first = max(free, key=sheet.weight)
    elif first + 1 in free and sheet.lines[first].isupper() > sheet.lines[first + 1].isupper():
        first += 1
    found = [first]
    while found[-1] + 1 in free and sheet.is_full(found[-1]):
        found.append(found[-1] + 1)
    return found


def _block(sheet: Sheet, n: int) -> range:
    """The lines around a line without a blank one between."""
    first = last = n
    while first > 0 and sheet.lines[first - 1].strip():
        first -= 1
    while last + 1 < len(sheet) and sheet.lines[last + 1].strip():
        last += 1
    return range(first, last + 1)


def _paper(sheet: Sheet, head: Sequence[int], fields: dict[int, str], date: int) -> int | None:
    """The unnamed line beside a date that is a paper's name, right above it, else right below.

    A source that names its paper itself has none beside it, and a headline is longer.
    """
    if paper_in(sheet.lines[date]) is not None:
        return None
    free = [n for n in head if n not in fields]
    at = head.index(date)
    for near in (at - 1, at + 1):
        if not 0 <= near < len(head) or head[near] in fields:
            continue
        n = head[near]
        least = min(_LEAST_TITLE, sheet.weight(n))
        longer = [m for m in free if m != n and sheet.weight(m) >= least]
        if longer and sheet.weight(n) < _NAME:
            return n
    return None


def _sign(sheet: Sheet, filled: Sequence[int], fields: dict[int, str], tail: int) -> None:
    """The name alone in the last line of the text is its author's, where none is named."""
    last = max((n for n in filled if n < tail and n not in fields), default=None)
    if last is not None and _is_signature(sheet, fields, last):
        fields[last] = "byline"


def _is_signature(sheet: Sheet, fields: dict[int, str], n: int) -> bool:
    """Whether a line is a name alone, in a document that names no author otherwise."""
    if not sheet.is_free(n) or "byline" in fields.values():
        return False
    text = sheet.lines[n].strip()
    name = text.partition("/")[0].strip()
    if name[:1].isupper() and not name.endswith("."):
        return is_name(name)
    return _IN_BRACKETS.fullmatch(text) is not None


def _drop_copies(sheet: Sheet, filled: Sequence[int], fields: dict[int, str], body: int) -> None:
    """A summary that is the beginning of the text is none, and a title is named once."""
    text = next((sheet.value(n) for n in filled if n >= body and sheet.value(n)), "")
    is_copy = False
    for n in filled:
        if fields.get(n) != "lead":
            is_copy = False
        elif is_copy or sheet.value(n)[:_COPY] == text[:_COPY] or is_nothing(sheet.value(n)):
            fields[n] = "other"
            is_copy = True
    titles = [n for n in filled if fields.get(n) == "title"]
    for n in titles[1:]:
        if n in sheet.labels or n - 1 not in titles:
            fields[n] = "other"
